//! Counters in the words of Prometheus.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::SharedState;
use super::problem::Problem;

/// Which requests are counted together: never by the address itself, of which there are too many.
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

/// The counters of the server, and those that the service registers beside them.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    pub(super) connections: Gauge,
    pub(super) streams: Gauge,
    latest_notice: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("newstape");
        let requests = Family::<Labels, Counter>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        // From a millisecond to eight seconds.
        let seconds = Histogram::new(exponential_buckets(0.001, 2.0, 14));
        registry.register("http_request_seconds", "Time from request to answer", seconds.clone());
        let connections = Gauge::default();
        registry.register("http_connections", "Open connections", connections.clone());
        let streams = Gauge::default();
        registry.register("http_streams", "Open streams of events", streams.clone());
        let latest_notice = Gauge::default();
        registry.register(
            "notices_latest",
            "Number of the latest event or measurement",
            latest_notice.clone(),
        );
        Self { registry: Mutex::new(registry), requests, seconds, connections, streams, latest_notice }
    }
}

impl Metrics {
    /// Adds counters of others to what `/metrics` tells.
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
    // Without a database there is nothing to count in it.
    if let Ok(latest) = shared.read(|store| Ok(store.latest_notice()?)).await {
        shared.metrics.latest_notice.set(latest);
    }
    let text = shared.metrics.text().map_err(|_| Problem::internal())?;
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}
