//! Versioned output records and all formatting: what the command line, the HTTP face and the page print.

pub mod date_scores;
