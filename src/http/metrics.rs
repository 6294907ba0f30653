//! Counters for Prometheus.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::SharedState;
use super::problem::Problem;
use crate::app::serve::standing;
use crate::app::{Failure, Store};

/// The labels by which requests are counted. Never the address itself: there would be too many.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Labels {
    method: String,
    route: String,
    status: u16,
}

impl EncodeLabelSet for Labels {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> Result<(), fmt::Error> {
        use prometheus_client::encoding::EncodeLabel;
        ("method", self.method.as_str()).encode(encoder.encode_label())?;
        ("route", self.route.as_str()).encode(encoder.encode_label())?;
        ("status", u32::from(self.status)).encode(encoder.encode_label())
    }
}

/// The counters of the server, and those that the service registers.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    pub(super) connections: Gauge,
    pub(super) streams: Gauge,
    standing: Standing,
}

/// The gauges read from the database at each scrape, whichever process wrote the data.
#[derive(Debug, Default)]
struct Standing {
    latest_notice: Gauge,
    pending: Gauge,
    ripe: Gauge,
    given_up: Gauge,
    database: Gauge,
    disk_free: Gauge,
    measuring_lag: Gauge<f64, AtomicU64>,
    polling_lag: Gauge<f64, AtomicU64>,
}

impl Standing {
    fn register(&self, to: &mut Registry) {
        let latest = "Number of the latest event or measurement";
        to.register("notices_latest", latest, self.latest_notice.clone());
        to.register(
            "measurements_pending",
            "Reactions that are pending or lack prices",
            self.pending.clone(),
        );
        to.register("measurements_ripe", "Pending reactions that are due", self.ripe.clone());
        let given_up =
            "Reactions without data that are no longer tried, until bars of their instrument arrive";
        to.register("measurements_given_up", given_up, self.given_up.clone());
        let database = "Size of the database file and its log";
        to.register_with_unit("database_size", database, Unit::Bytes, self.database.clone());
        let free = "Free space on the disk of the database";
        to.register_with_unit("disk_free", free, Unit::Bytes, self.disk_free.clone());
        let lag = "How long the oldest due reaction has waited";
        to.register_with_unit("measurement_lag", lag, Unit::Seconds, self.measuring_lag.clone());
        let lag = "How long the most overdue source has been due";
        to.register_with_unit("poll_lag", lag, Unit::Seconds, self.polling_lag.clone());
    }

    fn set(&self, store: &Store, now: DateTime<Utc>) -> Result<(), Failure> {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let since = |at: Option<DateTime<Utc>>| {
            at.and_then(|at| (now - at).to_std().ok()).unwrap_or_default().as_secs_f64()
        };
        let standing = standing(store, now)?;
        self.latest_notice.set(standing.latest_notice);
        self.pending.set(count(standing.pending));
        self.ripe.set(count(standing.ripe));
        self.given_up.set(count(standing.given_up));
        self.database.set(count(standing.database_bytes));
        self.disk_free.set(count(standing.free_bytes.unwrap_or_default()));
        self.measuring_lag.set(since(standing.ripe_since));
        self.polling_lag.set(since(standing.next_poll_at));
        Ok(())
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("newstape");
        let requests = Family::<Labels, Counter>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        // From a millisecond to eight seconds.
        let seconds = Histogram::new(exponential_buckets(0.001, 2.0, 14));
        let took = "Time from request to answer";
        registry.register_with_unit("http_request_duration", took, Unit::Seconds, seconds.clone());
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", build);
        let connections = Gauge::default();
        registry.register("http_connections", "Open connections", connections.clone());
        let streams = Gauge::default();
        registry.register("http_streams", "Open streams of events", streams.clone());
        let standing = Standing::default();
        standing.register(&mut registry);
        Self { registry: Mutex::new(registry), requests, seconds, connections, streams, standing }
    }
}

impl Metrics {
    /// Adds further counters to `/metrics`.
    pub fn register(&self, with: impl FnOnce(&mut Registry)) {
        with(&mut self.registry.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn count(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = Labels { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry.lock().unwrap_or_else(PoisonError::into_inner))?;
        Ok(text)
    }
}

/// The counters in the text format of `OpenMetrics`.
#[utoipa::path(get, path = "/metrics", tag = "service", operation_id = "metrics",
    responses((status = 200, description = "The counters", body = String,
        content_type = "application/openmetrics-text")))]
pub(super) async fn metrics(State(shared): SharedState) -> Result<Response, Problem> {
    // Without a database there are no such gauges.
    let (ours, now) = (Arc::clone(&shared), shared.context.now());
    let _ = shared.read(move |store| ours.metrics.standing.set(store, now)).await;
    let text = shared.metrics.text().map_err(|_| Problem::internal())?;
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}
