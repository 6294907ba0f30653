//! The flags shared by the commands that read tables.

use chrono_tz::Tz;
use clap::{Args, ValueEnum};

use crate::table::{DateOrder, Decimal};

/// How the numbers and times of a table are written.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct TableArgs {
    /// The zone of times without one [default: the venue's]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<Tz>,
    /// The decimal separator [default: from the whole column]
    #[arg(long, value_name = "SIGN")]
    decimal: Option<DecimalArg>,
    /// How to read dates such as 1/2/2025 [default: from the whole column]
    #[arg(long, value_name = "ORDER")]
    dates: Option<DatesArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DecimalArg {
    Point,
    Comma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DatesArg {
    /// Month first
    Mdy,
    /// Day first
    Dmy,
}

impl TableArgs {
    pub(super) fn decimal(&self) -> Option<Decimal> {
        self.decimal.map(|sign| match sign {
            DecimalArg::Point => Decimal::Point,
            DecimalArg::Comma => Decimal::Comma,
        })
    }

    pub(super) fn dates(&self) -> Option<DateOrder> {
        self.dates.map(Into::into)
    }
}

impl From<DatesArg> for DateOrder {
    fn from(order: DatesArg) -> Self {
        match order {
            DatesArg::Mdy => Self::MonthFirst,
            DatesArg::Dmy => Self::DayFirst,
        }
    }
}
