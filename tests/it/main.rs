//! The one integration binary.

// A helper of a test fails the test, like the test itself.
#![allow(clippy::unwrap_used, clippy::expect_used)]
// The fixtures' names are our own, and specifications are filled field by field.
#![allow(clippy::case_sensitive_file_extension_comparisons, clippy::assigning_clones)]
mod across_actions;
mod alerts;
mod architecture;
mod archive;
mod asked_online;
mod calendar;
mod calendar_answers;
mod calendar_differences;
mod circles;
mod claim_cases;
mod claim_properties;
mod claim_sets;

#[path = "../support/mod.rs"]
mod support;

mod chart;
mod complete;
mod corrections;
mod documents;
mod doors;
mod eval_dates;
#[cfg(unix)]
mod examples;
mod explain;
mod fetch_bars;
mod fetching;
mod fuzz;
mod gallery;
mod history;
mod http;
mod identity;
mod instruments;
mod kill;
mod link_cases;
mod log;
mod log_url;
#[cfg(feature = "mcp")]
mod mcp;
mod measure_due;
mod minute_bars;
mod net;
mod output;
mod overrides;
mod packaging;
#[cfg(unix)]
mod paging;
mod price_files;
mod price_quality;
mod prices;
mod provider;
mod queries;
mod refusals;
mod repair;
mod seed;
mod service;
mod snapshots;
mod sources;
mod sql;
mod study;
mod study_more;
mod study_papers;
mod study_peers;
mod suspect_minutes;
mod tables;
mod terminal;
mod transfer;
mod upkeep;
mod vendors;
mod venues;
mod verdicts;
mod why;
#[cfg(unix)]
mod widths;
