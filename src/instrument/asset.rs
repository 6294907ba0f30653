//! Reads the embedded universe. Its format is documented in `assets/universe/README.md`.

use std::io::Read;

use chrono::NaiveDate;
use memchr::memchr;

use super::entity::{Alias, AliasKind, Entity, EntityKind, Relation, Risk, SourceTrade};
use super::plain::default_benchmark;
use super::tables::Tables;
use super::{Instrument, InstrumentId, InstrumentKind, ProviderSymbol, UniverseError};

static PACKED: &[u8] = include_bytes!("../../assets/universe/universe.tsv.gz");

/// The embedded tables.
pub(super) fn builtin() -> Result<Tables, UniverseError> {
    let mut text = String::with_capacity(3 << 20);
    flate2::read::GzDecoder::new(PACKED)
        .read_to_string(&mut text)
        .map_err(|e| UniverseError::Asset { line: 0, problem: e.to_string() })?;
    parse(&text)
}

fn parse(text: &str) -> Result<Tables, UniverseError> {
    let mut tables = Tables::default();
    for (i, line) in Pieces::of(text.trim_end_matches('\n'), b'\n').enumerate() {
        read_line(line, &mut tables).ok_or_else(|| UniverseError::Asset {
            line: i + 1,
            problem: format!("cannot be read: {line:?}"),
        })?;
    }
    Ok(tables)
}

fn read_line(line: &str, tables: &mut Tables) -> Option<()> {
    let mut cells = Pieces::of(line, b'\t');
    match cells.next()? {
        "D" => tables.as_of = date(cells.next()?),
        "E" => tables.entities.push(entity(&mut cells)?),
        "L" => {
            let instrument = listing(&mut cells, &tables.entities.last()?.name)?;
            let number = u32::try_from(tables.instruments.len()).ok()?;
            let owner = u32::try_from(tables.entities.len()).ok()?.checked_sub(1)?;
            tables.entities.last_mut()?.listings.push(number);
            tables.instruments.push(instrument);
            tables.entity_of.push(owner);
        }
        "A" => {
            let owner = u32::try_from(tables.entities.len()).ok()?.checked_sub(1)?;
            tables.aliases.push(alias(&mut cells, owner)?);
        }
        "R" => {
            let relation =
                Relation { reason: cells.next()?.to_owned(), instrument: cells.next()?.parse().ok()? };
            tables.entities.last_mut()?.relations.push(relation);
        }
        _ => return None,
    }
    Some(())
}

fn entity(cells: &mut Pieces<'_>) -> Option<Entity> {
    let name = cells.next()?.to_owned();
    let kind = match cells.next()? {
        "c" => EntityKind::Issuer,
        "p" => EntityKind::Product,
        "i" => EntityKind::Index,
        "u" => EntityKind::Unlisted,
        _ => return None,
    };
    let trade = match cells.next()? {
        "P" => Some(SourceTrade::Publisher),
        "B" => Some(SourceTrade::Broker),
        "A" => Some(SourceTrade::Agency),
        "M" => Some(SourceTrade::Platform),
        "X" => Some(SourceTrade::Exchange),
        "W" => Some(SourceTrade::Wire),
        _ => None,
    };
    let weight = cells.next()?.parse().ok()?;
    Some(Entity { name, kind, trade, weight, listings: Vec::new(), relations: Vec::new() })
}

/// `symbol mic kind currency isin cik sector from to yahoo benchmark name`; trailing empty cells may be missing.
fn listing(cells: &mut Pieces<'_>, owner: &str) -> Option<Instrument> {
    let id = InstrumentId::new(cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let kind = match cells.next()? {
        "s" => InstrumentKind::Equity,
        "f" => InstrumentKind::Etf,
        "i" => InstrumentKind::Index,
        "c" => InstrumentKind::Crypto,
        "x" => InstrumentKind::Fx,
        "m" => InstrumentKind::Commodity,
        "r" => InstrumentKind::Rate,
        _ => return None,
    };
    let currency = cells.next()?.parse().ok()?;
    let mut optional = || cells.next().filter(|c| !c.is_empty());
    let isin = optional().map(str::to_owned);
    let cik = optional().and_then(|c| c.parse().ok());
    let sector = optional().and_then(sector_of_letter).map(str::to_owned);
    let active_from = optional().and_then(date);
    let active_to = optional().and_then(date);
    let yahoo = optional();
    let benchmark = optional().map_or_else(|| default_benchmark(&id, kind), |b| b.parse().ok());
    let name = optional().unwrap_or(owner).to_owned();
    let provider_symbols = yahoo
        .map(|s| vec![ProviderSymbol { provider: "yahoo".to_owned(), symbol: s.to_owned() }])
        .unwrap_or_default();
    Some(Instrument {
        id,
        name,
        kind,
        currency,
        isin,
        cik,
        sector,
        benchmark,
        provider_symbols,
        active_from,
        active_to,
    })
}

fn alias(cells: &mut Pieces<'_>, entity: u32) -> Option<Alias> {
    let text = cells.next()?.to_owned();
    let kind = match cells.next()? {
        "n" => AliasKind::Name,
        "f" => AliasKind::Former,
        "b" => AliasKind::Brand,
        "p" => AliasKind::Person,
        "e" => AliasKind::Epithet,
        _ => return None,
    };
    let risk = Risk::from_letters(cells.next().unwrap_or(""));
    let from = cells.next().and_then(date);
    let to = cells.next().and_then(date);
    Some(Alias { text, entity, kind, risk, from, to })
}

/// `20120518`.
fn date(cell: &str) -> Option<NaiveDate> {
    let number: i32 = cell.parse().ok()?;
    let part = |n: i32| u32::try_from(n).ok();
    NaiveDate::from_ymd_opt(number / 10_000, part(number / 100 % 100)?, part(number % 100)?)
}

/// The pieces of a text between marks of one byte. The tables are read at every start of the program,
/// and `str::split` takes a third longer for them.
struct Pieces<'t> {
    rest: Option<&'t str>,
    mark: u8,
}

impl<'t> Pieces<'t> {
    fn of(text: &'t str, mark: u8) -> Self {
        Self { rest: Some(text), mark }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let Some(end) = memchr(self.mark, rest.as_bytes()) else { return self.rest.take() };
        self.rest = rest.get(end + 1..);
        rest.get(..end)
    }
}

/// The eleven sectors of the Global Industry Classification Standard, by the asset's letter.
fn sector_of_letter(letter: &str) -> Option<&'static str> {
    Some(match letter {
        "E" => "Energy",
        "M" => "Materials",
        "I" => "Industrials",
        "D" => "Consumer Discretionary",
        "S" => "Consumer Staples",
        "H" => "Health Care",
        "F" => "Financials",
        "T" => "Information Technology",
        "C" => "Communication Services",
        "U" => "Utilities",
        "R" => "Real Estate",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = parse("E\tAcme\tc\t\t3\nL\tACM\tXN\ts\tUSD").err().unwrap();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn the_embedded_tables_can_be_read() {
        let tables = builtin().unwrap();
        assert!(tables.instruments.len() > 8_000, "{}", tables.instruments.len());
        assert!(tables.aliases.len() > tables.entities.len() / 2);
    }
}
