//! newstape links news to listed securities, records what their prices did next, and charts it.
//!
//! The modules are listed in the order in which a piece of news passes through them:
//! ingest → link → claims → market data → measure → store → show.
//! `ARCHITECTURE.md` draws the arrows; `tests/it/architecture.rs` enforces them.

// Pure rooms: values in, values out.
pub mod alert;
pub mod article;
pub mod calendar;
pub mod chart;
pub mod claim;
pub mod date;
pub mod event;
pub mod fault;
pub mod instrument;
pub mod link;
pub mod list;
pub mod market;
pub mod normal_return;
pub mod query;
pub mod reaction;
pub mod road;
pub mod study;
pub mod table;
pub mod text;
pub mod units;
pub mod venue;
pub mod view;

// Edges: each meets one part of the world.
pub mod archive;
pub mod clock;
pub mod config;
pub mod net;
pub mod provider;
pub mod source;
pub mod store;

// Use cases and faces.
pub mod app;
pub mod cli;
pub mod http;
pub mod mcp;
pub mod service;
