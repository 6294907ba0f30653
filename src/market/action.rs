//! Corporate actions: what changes a price without a trade.

use chrono::NaiveDate;

use crate::instrument::InstrumentId;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ActionKind {
    /// Each share became `new_per_old` shares (2.0 for a two-for-one split, 0.1 for a one-for-ten
    /// reverse split).
    Split {
        /// New shares for each old one.
        new_per_old: f64,
    },
    /// A cash dividend, per share as traded on that day, in the instrument's currency.
    Dividend {
        /// Cash per share.
        amount: f64,
    },
}

/// A split or dividend of one instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct CorporateAction {
    /// Whose.
    pub instrument: InstrumentId,
    /// The first session that trades without the right: the ex-date.
    pub ex_date: NaiveDate,
    /// What.
    pub kind: ActionKind,
}
