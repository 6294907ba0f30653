//! What the commands that read tables have in common: flags, and the words for what would help.

use chrono_tz::Tz;
use clap::{Args, ValueEnum};

use crate::app::Failure;
use crate::table::{DateOrder, Decimal, Remedy, TableError};

/// What the user says about the writing of tables.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct TableArgs {
    /// The zone of times without one [default: the venue's]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<Tz>,
    /// What stands before decimals [default: from the whole column]
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
enum DatesArg {
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
        self.dates.map(|order| match order {
            DatesArg::Mdy => DateOrder::MonthFirst,
            DatesArg::Dmy => DateOrder::DayFirst,
        })
    }
}

/// The flag that would help.
pub(super) const fn words(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Symbol => "`--symbol MSFT` names it",
        Remedy::DateOrder => "`--dates mdy` or `--dates dmy` says which",
        Remedy::Interval => "`--interval 1m` (or 5m, 15m, 1h, 1d) names it",
        Remedy::Zone => "`--zone America/New_York` names it",
        Remedy::Decimal(Decimal::Comma) => "decimal commas need `--decimal comma`",
        Remedy::Decimal(Decimal::Point) => "decimal points need `--decimal point`",
        Remedy::EitherDecimal => "`--decimal point` or `--decimal comma` says which",
        Remedy::ParquetBuild => "build with `--features parquet`",
    }
}

/// The hint of a failure that a table has caused.
pub(super) fn hint(failure: &Failure) -> Option<String> {
    let remedy = failure.fault::<TableError>()?.remedy()?;
    Some(words(remedy).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Rejected, Wrong};

    #[test]
    fn a_refusal_is_followed_by_the_flag_that_helps() {
        let refused = |error: TableError| hint(&Failure::from(error));
        assert_eq!(
            refused(TableError::AmbiguousDates("e.csv".to_owned())).unwrap(),
            "`--dates mdy` or `--dates dmy` says which"
        );
        let reason = Wrong::OtherDecimal { value: "12,5".to_owned(), sign: Decimal::Comma };
        let first = Rejected { line: 2, field: "close".to_owned(), reason };
        let all = TableError::AllRejected { file: "bars.csv".to_owned(), rows: 1, first };
        assert_eq!(refused(all).unwrap(), "decimal commas need `--decimal comma`");
        assert_eq!(refused(TableError::Empty("a.csv".to_owned())), None);
    }
}
