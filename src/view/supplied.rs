//! What fetching for events brought, by cause: part of the output of `log`, `measure` and `chart`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::instrument::{InstrumentId, Mic, Symbol};
use crate::market::{Interval, Missing, MissingBars};

/// Symbols that a sentence names before it only counts.
const NAMED: usize = 6;

/// Bars of one instrument that were stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GotRecord {
    /// The symbol.
    pub symbol: Symbol,
    /// The venue.
    pub mic: Mic,
    /// The provider that gave them.
    pub provider: String,
    /// The span of each bar.
    pub interval: Interval,
    /// How many came.
    pub bars: usize,
    /// Notes on the answer, such as the lack of splits and dividends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Bars of one instrument that nobody gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmetRecord {
    /// The symbol.
    pub symbol: Symbol,
    /// The venue.
    pub mic: Mic,
    /// The span of each bar.
    pub interval: Interval,
    /// Why.
    pub reason: String,
}

/// A provider's refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedRecord {
    /// The provider.
    pub provider: String,
    /// What it said, in one sentence.
    pub reason: String,
    /// The symbols that it was asked for, or was left alone with after its refusal.
    pub symbols: Vec<Symbol>,
}

/// What fetching for events brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SuppliedRecord {
    /// What was stored.
    pub fetched: Vec<GotRecord>,
    /// What nobody gave.
    pub failed: Vec<UnmetRecord>,
    /// Why, by cause.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedRecord>,
    /// Symbols whose minutes no provider that is set up keeps so far back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub minutes_beyond_reach: Vec<Symbol>,
    /// The providers without a key, where something is lacking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_key: Vec<String>,
}

impl SuppliedRecord {
    /// A sentence for each cause, whatever the number of symbols.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let got = self.got();
        let refused = self.refused.iter().map(|r| format!("{} ({})", r.reason, list(r.symbols.iter())));
        let days = |u: &&UnmetRecord| u.interval == Interval::Day1;
        let unmet = [
            ("daily bars", self.failed.iter().filter(days).collect::<Vec<_>>()),
            ("minute bars", self.failed.iter().filter(|u| !days(u)).collect()),
        ];
        let unmet = unmet.into_iter().filter(|(_, of)| !of.is_empty());
        let unmet = unmet.map(|(what, of)| {
            format!("nobody gave {what} of {}{}", list(of.iter().map(|u| &u.symbol)), self.reason_alone(&of))
        });
        let keyless = (!self.failed.is_empty() && !self.without_key.is_empty())
            .then(|| format!("no key is set for {}", self.without_key.join(", ")));
        let beyond = (!self.minutes_beyond_reach.is_empty()).then(|| {
            let of = list(self.minutes_beyond_reach.iter());
            format!("minute bars of {of} were not asked for: no provider that is set up keeps them so long")
        });
        let notes = self.notes();
        got.into_iter().chain(notes).chain(refused).chain(unmet).chain(keyless).chain(beyond).collect()
    }

    /// `fetched 1,084 daily bars of MSFT, SPY from yahoo`.
    fn got(&self) -> Vec<String> {
        let mut by: BTreeMap<(bool, Interval, &str), (usize, Vec<&Symbol>)> = BTreeMap::new();
        for got in &self.fetched {
            let key = (got.interval != Interval::Day1, got.interval, got.provider.as_str());
            let (bars, symbols) = by.entry(key).or_default();
            *bars += got.bars;
            symbols.push(&got.symbol);
        }
        let line = |((_, interval, provider), (bars, symbols)): (_, (usize, Vec<&Symbol>))| {
            let noun = if bars == 1 { "bar" } else { "bars" };
            let count = grouped(bars);
            let what = match interval {
                Interval::Day1 => format!("{count} daily {noun}"),
                interval => format!("{count} {noun} of {interval}"),
            };
            format!("fetched {what} of {} from {provider}", list(symbols.into_iter()))
        };
        by.into_iter().map(line).collect()
    }

    /// Each note once, with the symbols that it holds for.
    fn notes(&self) -> Vec<String> {
        let mut by: Vec<(&str, Vec<&Symbol>)> = Vec::new();
        for got in &self.fetched {
            for note in &got.notes {
                match by.iter_mut().find(|(known, _)| known == note) {
                    Some((_, symbols)) => symbols.push(&got.symbol),
                    None => by.push((note, vec![&got.symbol])),
                }
            }
        }
        by.into_iter().map(|(note, symbols)| format!("{}: {note}", list(symbols.into_iter()))).collect()
    }

    /// The reason, where it is one for all and no refusal has told it.
    fn reason_alone(&self, of: &[&UnmetRecord]) -> String {
        match of.split_first() {
            Some((first, rest))
                if self.refused.is_empty() && rest.iter().all(|u| u.reason == first.reason) =>
            {
                format!(": {}", first.reason)
            }
            _ => String::new(),
        }
    }
}

/// What rows lack, a sentence for each kind, whatever the number of events and instruments.
#[must_use]
pub fn missing_by_cause(missing: &[&Missing]) -> Vec<String> {
    let mut bars: BTreeMap<(bool, Interval), Vec<&Symbol>> = BTreeMap::new();
    let mut others: Vec<String> = Vec::new();
    for one in missing {
        match one.as_bars() {
            Some(MissingBars { interval, .. }) => {
                bars.entry((interval != Interval::Day1, interval)).or_default().push(&one.instrument.symbol);
            }
            None => others.push(one.to_string()),
        }
    }
    others.sort_unstable();
    others.dedup();
    let more = others.len().saturating_sub(NAMED);
    others.truncate(NAMED);
    let named = |((_, interval), symbols): ((bool, Interval), Vec<&Symbol>)| match interval {
        Interval::Day1 => format!("missing: daily bars of {}", list(symbols.into_iter())),
        interval => format!("missing: bars of {interval} of {}", list(symbols.into_iter())),
    };
    let mut lines: Vec<String> = bars.into_iter().map(named).collect();
    lines.extend(others.into_iter().map(|other| format!("missing: {other}")));
    lines.extend((more > 0).then(|| format!("… and {more} more")));
    lines
}

/// The symbols of these instruments, each once.
#[must_use]
pub fn symbols<'i>(instruments: impl IntoIterator<Item = &'i InstrumentId>) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::new();
    for id in instruments {
        if !symbols.contains(&id.symbol) {
            symbols.push(id.symbol.clone());
        }
    }
    symbols
}

/// `1,084`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `MSFT, SPY and 3 more`.
pub(super) fn list<'s>(symbols: impl Iterator<Item = &'s Symbol>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for symbol in symbols {
        if !names.contains(&symbol.as_str()) {
            names.push(symbol.as_str());
        }
    }
    match names.len() {
        count if count > NAMED => format!("{} and {} more", names[..NAMED].join(", "), count - NAMED),
        _ => names.join(", "),
    }
}

/// What could be fetched for an event, in words: `daily bars of MSFT and SPY, minute bars of MSFT`.
#[must_use]
pub fn could_be_had(days: &[InstrumentId], minutes: &[InstrumentId]) -> String {
    let of = |what: &str, ids: &[InstrumentId]| {
        (!ids.is_empty()).then(|| format!("{what} of {}", list(ids.iter().map(|id| &id.symbol))))
    };
    [of("daily bars", days), of("minute bars", minutes)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> InstrumentId {
        text.parse().unwrap()
    }

    fn got(of: &str, interval: Interval, bars: usize) -> GotRecord {
        let InstrumentId { symbol, mic } = id(of);
        GotRecord { symbol, mic, provider: "alpaca".to_owned(), interval, bars, notes: Vec::new() }
    }

    fn unmet(of: &str) -> UnmetRecord {
        let InstrumentId { symbol, mic } = id(of);
        UnmetRecord { symbol, mic, interval: Interval::Day1, reason: "no provider could answer".to_owned() }
    }

    #[test]
    fn twenty_symbols_are_one_sentence_a_cause() {
        let ids: Vec<InstrumentId> = (0..20).map(|n| id(&format!("S{n}:XNYS"))).collect();
        let record = SuppliedRecord {
            fetched: vec![
                got("MSFT:XNAS", Interval::Day1, 542),
                got("SPY:ARCX", Interval::Day1, 542),
                got("MSFT:XNAS", Interval::Minute1, 9_000),
            ],
            failed: ids.iter().map(|i| unmet(&i.to_string())).collect(),
            refused: vec![RefusedRecord {
                provider: "yahoo".to_owned(),
                reason: "yahoo allows no more calls for now: it answered 429".to_owned(),
                symbols: symbols(&ids),
            }],
            minutes_beyond_reach: symbols(&[id("SPY:ARCX")]),
            without_key: vec!["tiingo".to_owned(), "stooq".to_owned()],
        };
        assert_eq!(
            record.lines(),
            [
                "fetched 1,084 daily bars of MSFT, SPY from alpaca",
                "fetched 9,000 bars of 1m of MSFT from alpaca",
                "yahoo allows no more calls for now: it answered 429 (S0, S1, S2, S3, S4, S5 and 14 more)",
                "nobody gave daily bars of S0, S1, S2, S3, S4, S5 and 14 more",
                "no key is set for tiingo, stooq",
                "minute bars of SPY were not asked for: no provider that is set up keeps them so long",
            ]
        );
        assert_eq!(could_be_had(&[id("MSFT:XNAS"), id("SPY:ARCX")], &[]), "daily bars of MSFT, SPY");
    }
}
