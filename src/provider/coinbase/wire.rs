//! The candles as sent: <https://docs.cdp.coinbase.com/api-reference/exchange-api/rest-api/products/get-product-candles>,
//! newest first; a span without a trade has none.

use serde::Deserialize;

/// Start in seconds since 1970 UTC, low, high, open, close, volume.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Candle(
    pub(super) i64,
    pub(super) Option<f64>,
    pub(super) Option<f64>,
    pub(super) Option<f64>,
    pub(super) Option<f64>,
    pub(super) Option<f64>,
);
