//! The service as a whole: simulated days, kills, signals, sources that hang and flood, pages, and
//! what the user changes meanwhile.

mod edits;
mod fairness;
mod pages;
mod running;
mod simulation;
mod world;
