//! Settings from defaults, file, environment and flags.
