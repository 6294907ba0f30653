//! What an instrument's return is compared with.

use std::str::FromStr;

use chrono::NaiveDate;

use crate::app::measure::prices::Prices;
use crate::app::{Failure, Reference};
use crate::instrument::{Instrument, InstrumentId, Mic, Universe};
use crate::reaction::Remark;
use crate::store::Store;

/// The benchmark asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BenchmarkChoice {
    /// The market by the venue: the instrument's own benchmark.
    #[default]
    Market,
    /// The fund of the instrument's sector, in the United States.
    Sector,
    /// This one.
    Given(String),
}

impl FromStr for BenchmarkChoice {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "market" => Self::Market,
            "sector" => Self::Sector,
            _ => Self::Given(text.to_owned()),
        })
    }
}

/// A benchmark, its prices, and what a reader must know of the choice.
#[derive(Debug, Default)]
pub(in crate::app) struct Benchmark<'c> {
    pub(in crate::app) chosen: Option<(InstrumentId, Prices<'c>)>,
    pub(in crate::app) remark: Option<Remark>,
}

/// The benchmark of one instrument and its prices around a day.
///
/// # Errors
/// The database refuses, or a given symbol is not known.
pub(in crate::app) fn load<'c>(
    store: &Store,
    Reference { universe, calendars }: &'c Reference,
    instrument: &InstrumentId,
    choice: &BenchmarkChoice,
    around: NaiveDate,
) -> Result<Benchmark<'c>, Failure> {
    let (id, remark) = choose(universe, instrument, choice)?;
    let Some(id) = id else { return Ok(Benchmark { chosen: None, remark }) };
    let Ok(calendar) = calendars.get(id.mic) else { return Ok(Benchmark { chosen: None, remark }) };
    let prices = Prices::load(store, universe, &id, calendar, around)?;
    Ok(Benchmark { chosen: Some((id, prices)), remark })
}

/// Which benchmark an instrument is compared with, if any, and what a reader must know of the choice.
///
/// # Errors
/// A given symbol is not known.
pub(in crate::app) fn choose(
    universe: &Universe,
    instrument: &InstrumentId,
    choice: &BenchmarkChoice,
) -> Result<(Option<InstrumentId>, Option<Remark>), Failure> {
    let known = universe.get(instrument);
    let market = || known.and_then(|i| i.benchmark.clone());
    let (id, remark) = match choice {
        BenchmarkChoice::Market => (market(), None),
        BenchmarkChoice::Given(symbol) => (Some(universe.resolve(symbol)?.id.clone()), None),
        BenchmarkChoice::Sector => match known.and_then(sector_fund) {
            Some(id) => (Some(id), None),
            None => (market(), Some(Remark::NoSectorFund)),
        },
    };
    Ok((id.filter(|id| id != instrument), remark))
}

/// The Select Sector fund of an instrument of the United States, by its sector's name.
fn sector_fund(instrument: &Instrument) -> Option<InstrumentId> {
    if !matches!(instrument.id.mic, Mic::XNAS | Mic::XNYS | Mic::ARCX) {
        return None;
    }
    let symbol = match instrument.sector.as_deref()? {
        "Energy" => "XLE",
        "Materials" => "XLB",
        "Industrials" => "XLI",
        "Consumer Discretionary" => "XLY",
        "Consumer Staples" => "XLP",
        "Health Care" => "XLV",
        "Financials" => "XLF",
        "Information Technology" => "XLK",
        "Communication Services" => "XLC",
        "Utilities" => "XLU",
        "Real Estate" => "XLRE",
        _ => return None,
    };
    Some(InstrumentId::new(symbol.parse().ok()?, Mic::ARCX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_the_fund_of_its_sector() {
        let fund = |id: &str| Universe::builtin().get(&id.parse().unwrap()).and_then(sector_fund);
        assert_eq!(fund("MSFT:XNAS").unwrap().to_string(), "XLK:ARCX");
        assert_eq!(fund("META:XNAS").unwrap().to_string(), "XLC:ARCX");
        assert_eq!(fund("SAP:XETR"), None, "the funds hold shares of the United States");
    }
}
