//! What a user of the command line could do: values from below, worded as commands and flags.

use crate::market::{Interval, Missing, MissingBars, MissingData};

/// The command that brings what is missing; `None` where no command can.
pub(super) fn for_missing(missing: &Missing) -> Option<String> {
    let MissingData::Bars(bars) = missing.what else { return None };
    let symbol = &missing.instrument.symbol;
    let MissingBars { interval, from, to, extended } = bars;
    let span = if interval == Interval::Day1 { String::new() } else { format!(" --interval {interval}") };
    let hours = if extended { " --extended" } else { "" };
    Some(format!("`newstape prices fetch {symbol} --from {from} --to {to}{span}{hours}`"))
}

/// What is missing, and the command that brings it.
pub(super) fn missing_line(missing: &Missing) -> String {
    match for_missing(missing) {
        Some(command) => format!("missing: {missing}; {command}"),
        None => format!("missing: {missing}"),
    }
}
