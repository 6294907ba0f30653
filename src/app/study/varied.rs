//! Events that are measured in a way of their own: by the direction in which their news is expected to work, or
//! against a benchmark of their own.

use std::collections::BTreeSet;

use super::{Events, Loaded};
use crate::study::{Exclusion, Market, Variant};
use crate::table::{Covariate, Covariates};

/// The columns of an event file that say so.
pub(super) const COLUMNS: [&str; 2] = ["sign", "benchmark"];

/// The columns of the events at hand that say so.
#[derive(Clone, Copy)]
pub(super) struct Ways<'a> {
    sign: Option<&'a Covariates>,
    benchmark: Option<&'a Covariates>,
}

impl<'a> Ways<'a> {
    pub(super) fn of(given: &'a Events) -> Self {
        let column = |name: &str| given.further.iter().find(|further| further.name == name);
        Self { sign: column("sign"), benchmark: column("benchmark") }
    }

    /// How an event is measured.
    pub(super) fn variant(&self, event: usize, market: &Market) -> Variant {
        Variant {
            mirrored: self.sign.is_some_and(|column| direction(&column.values[event]) == Some(-1)),
            benchmark: self.own_benchmark(event).and_then(|symbol| market.further(symbol)),
        }
    }

    /// Why an event cannot be measured in its way.
    pub(super) fn refused(&self, event: usize) -> Option<Exclusion> {
        let column = self.sign?;
        direction(&column.values[event]).is_none().then_some(Exclusion::NoSign)
    }

    /// Whether the events have signs.
    pub(super) fn have_signs(&self) -> bool {
        self.sign.is_some()
    }

    fn own_benchmark(&self, event: usize) -> Option<&'a str> {
        self.benchmark?.values.get(event)?.text.as_deref()
    }
}

/// The direction that a sign gives: that of a number, or of a word.
fn direction(sign: &Covariate) -> Option<i8> {
    if let Some(number) = sign.number {
        return (number != 0.0).then_some(if number < 0.0 { -1 } else { 1 });
    }
    match sign.text.as_deref()?.to_ascii_lowercase().as_str() {
        "+" | "up" | "positive" | "good" | "buy" => Some(1),
        "-" | "−" | "down" | "negative" | "bad" | "sell" => Some(-1),
        _ => None,
    }
}

/// The benchmarks of single events, each once.
pub(super) fn benchmarks(given: &[&Events]) -> Vec<String> {
    let of = |given: &&'_ Events| -> BTreeSet<String> {
        let ways = Ways::of(given);
        (0..given.rows.len()).filter_map(|event| ways.own_benchmark(event)).map(str::to_owned).collect()
    };
    given.iter().flat_map(of).collect::<BTreeSet<String>>().into_iter().collect()
}

/// Adds to the panel what the events' own ways need, and to the notes what these ways are.
pub(super) fn vary(loaded: &mut Loaded, given: &Events) {
    let ways = Ways::of(given);
    if ways.sign.is_none() && ways.benchmark.is_none() {
        return;
    }
    let mut wanted: BTreeSet<(&str, bool, Option<usize>)> = BTreeSet::new();
    let mut against = 0_u64;
    for (event, row) in given.rows.iter().enumerate() {
        let Variant { mirrored, benchmark } = ways.variant(event, &loaded.market);
        wanted.insert((&row.symbol, mirrored, benchmark));
        against += u64::from(mirrored);
    }
    for (symbol, mirrored, benchmark) in wanted {
        loaded.panel.vary(symbol, Variant { mirrored, benchmark });
    }
    if ways.sign.is_some() {
        loaded.notes.push(format!(
            "returns are taken in the direction of each event's sign: {against} of {} with the opposite sign",
            given.rows.len()
        ));
    }
    if ways.benchmark.is_some() {
        loaded
            .notes
            .push(format!("events have benchmarks of their own: {}", benchmarks(&[given]).join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_numbers_or_words() {
        let of = |number: Option<f64>, text: &str| direction(&Covariate { number, text: Some(text.into()) });
        assert_eq!(
            (of(Some(-0.2), "-0.2"), of(Some(3.0), "3"), of(Some(0.0), "0")),
            (Some(-1), Some(1), None)
        );
        assert_eq!((of(None, "Down"), of(None, "+"), of(None, "sideways")), (Some(-1), Some(1), None));
        assert_eq!(direction(&Covariate::default()), None);
    }
}
