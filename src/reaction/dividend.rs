//! Dividends inside a span: the holder had them, the price alone does not show them.
//!
//! # Source
//! The holding-period return of one session is (P + D) / P₀ − 1, and returns of several sessions
//! compound (CRSP, *Data Descriptions Guide*, “RET”). So a span's return is
//! `end / anchor × Π (1 + D / P) − 1`, where P is the close of the ex-date, or the end's own price
//! where the span ends before that close.

use chrono::NaiveDate;

/// Cash that a holder was paid on an ex-date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dividend {
    /// The first session that traded without it.
    pub ex_date: NaiveDate,
    /// Cash per share, on the same footing as the tape's prices: divided by later splits where
    /// those are.
    pub amount: f64,
}

/// A dividend inside a measured span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paid {
    /// Which.
    pub dividend: Dividend,
    /// The price at which it is counted as reinvested; `None` where the prices have dividends taken
    /// out already, so that nothing is added.
    pub reinvested_at: Option<f64>,
}

impl Paid {
    /// What the span's price relative is multiplied by.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.reinvested_at.map_or(1.0, |price| 1.0 + self.dividend.amount / price)
    }
}
