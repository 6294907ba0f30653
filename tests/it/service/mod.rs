//! The service as a whole: simulated days, kills, signals, sources that hang and flood.

mod simulation;
mod world;
