//! Event studies: many events at once, in event time.
