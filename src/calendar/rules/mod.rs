//! One file per venue: its holidays, odd days and hours, as dated rules.
