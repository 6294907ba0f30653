//! The documents as sent: <https://docs.alpaca.markets/reference/stockbars> and
//! `/reference/corporateactions-1`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct BarsPage {
    /// By symbol; a symbol without bars is absent. Required, and null where there are none.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) bars: Option<BTreeMap<String, Option<Vec<Quote>>>>,
    pub(super) next_page_token: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Quote {
    /// Start of the bar; of a daily one, midnight in New York.
    pub(super) t: DateTime<Utc>,
    pub(super) o: Option<f64>,
    pub(super) h: Option<f64>,
    pub(super) l: Option<f64>,
    pub(super) c: Option<f64>,
    pub(super) v: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ActionsPage {
    pub(super) corporate_actions: Actions,
    pub(super) next_page_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Actions {
    pub(super) forward_splits: Vec<Split>,
    pub(super) reverse_splits: Vec<Split>,
    pub(super) cash_dividends: Vec<Dividend>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Split {
    pub(super) new_rate: f64,
    pub(super) old_rate: f64,
    pub(super) ex_date: NaiveDate,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dividend {
    pub(super) rate: f64,
    pub(super) ex_date: NaiveDate,
}
