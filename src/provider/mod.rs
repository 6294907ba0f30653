//! Price providers, one folder each.
