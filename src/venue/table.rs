//! The table of venues, `assets/venue/venues.tsv`; its README gives the columns.

use std::fmt;
use std::sync::LazyLock;

use chrono_tz::Tz;

use super::Mic;
use crate::units::Currency;

const TABLE: &str = include_str!("../../assets/venue/venues.tsv");
/// The cell of a suffix that is empty: the provider writes the bare symbol.
const BARE: &str = "bare";
/// The cell of a fact that does not exist.
const ABSENT: &str = "-";

/// What is known of one venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    /// Its code, ISO 10383 or one of the project's own.
    pub mic: Mic,
    /// Its name, as calendars and charts print it.
    pub name: &'static str,
    /// Its country, ISO 3166; `None` for pairs and for indices without a market.
    pub country: Option<&'static str>,
    /// The zone of its clock, in which its days begin and end.
    pub zone: Tz,
    /// What most of its shares are quoted in; `GBX`, pence, in London. `None` where each instrument has its own.
    pub currency: Option<Currency>,
    /// Symbol and venue of the instrument with which its shares are compared: `SPY:ARCX`.
    pub benchmark: Option<&'static str>,
    /// Yahoo's suffix, with its dot; empty for US venues; `None` where Yahoo lacks the market.
    pub yahoo: Option<&'static str>,
    /// Stooq's suffix, likewise.
    pub stooq: Option<&'static str>,
    /// Alpha Vantage's suffix, likewise.
    pub alphavantage: Option<&'static str>,
    /// The name of the rules that say when it trades, or why there can be none. Whether rules of that name have
    /// been written, the calendars know.
    pub calendar: Result<&'static str, WhyNoCalendar>,
    /// Names by which people qualify a symbol (`NASDAQ:MSFT`), in capitals.
    pub qualifiers: Vec<&'static str>,
    /// Suffixes of Reuters codes (`MSFT.O`), without the dot.
    pub reuters: Vec<&'static str>,
    /// Codes of its exchange in a terminal's identifiers (`SAP GY Equity`).
    pub terminal: Vec<&'static str>,
}

/// Why a venue has no calendar, so that its instruments cannot be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyNoCalendar {
    /// The table of venues has no such code.
    UnknownVenue,
    /// The venue is known, but its trading days and hours have not been written down.
    NotWritten,
    /// The code covers instruments of many markets, which share no sessions.
    NoSessions,
}

impl fmt::Display for WhyNoCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownVenue => "no such venue is known",
            Self::NotWritten => "its trading days and hours are not written down yet",
            Self::NoSessions => "its instruments are of many markets and share no sessions",
        })
    }
}

/// All venues, in the order in which a bare symbol is resolved: home markets by size, then others.
#[must_use]
pub fn venues() -> &'static [Venue] {
    static VENUES: LazyLock<Vec<Venue>> = LazyLock::new(|| rows().filter_map(Result::ok).collect());
    &VENUES
}

/// The venue with this code; `None` where the table lacks it.
#[must_use]
pub fn venue(mic: Mic) -> Option<&'static Venue> {
    venues().iter().find(|v| v.mic == mic)
}

/// The zone in which a venue's days begin and end; UTC for a venue that the table lacks.
#[must_use]
pub fn zone_of(mic: Mic) -> Tz {
    venue(mic).map_or(Tz::UTC, |v| v.zone)
}

/// The venues that a qualifier means: a name before a colon (`NASDAQ:`, `ETR:`), a provider's
/// suffix (`.DE`, `.L`) without its dot, or a Reuters suffix (`.O`). Upper case.
///
/// Several US names mean any US venue, because feeds write `NYSE:` for Arca and American too.
#[must_use]
pub fn venues_of_qualifier(qualifier: &str) -> Vec<Mic> {
    let mut found: Vec<&Venue> = venues().iter().filter(|v| v.is_meant_by(qualifier)).collect();
    if qualifier == "US" || found.iter().any(|v| v.is_us()) {
        let others = venues().iter().filter(|v| v.is_us());
        for venue in others {
            if !found.contains(&venue) {
                found.push(venue);
            }
        }
    }
    found.iter().map(|v| v.mic).collect()
}

/// The venues that an exchange's code in a terminal's identifier means: `GY` of `SAP GY Equity`; `US` means
/// every US venue.
#[must_use]
pub fn venues_of_terminal_code(code: &str) -> Vec<Mic> {
    let means = |v: &&Venue| v.terminal.contains(&code) || code == "US" && v.is_us();
    venues().iter().filter(means).map(|v| v.mic).collect()
}

impl Venue {
    /// Whether it is in the United States, where providers write symbols without a suffix.
    #[must_use]
    pub fn is_us(&self) -> bool {
        self.country == Some("US")
    }

    fn is_meant_by(&self, qualifier: &str) -> bool {
        self.qualifiers.contains(&qualifier)
            || self.reuters.contains(&qualifier)
            || self.yahoo.and_then(|s| s.strip_prefix('.')).is_some_and(|s| s == qualifier)
            || self.mic.as_str() == qualifier
    }
}

/// A line of the table that breaks its format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("venues.tsv: column `{column}`: \"{value}\" in \"{line}\"")]
struct WrongRow {
    line: &'static str,
    column: &'static str,
    value: &'static str,
}

fn rows() -> impl Iterator<Item = Result<Venue, WrongRow>> {
    TABLE.lines().filter(|line| !line.starts_with('#')).map(row)
}

fn row(line: &'static str) -> Result<Venue, WrongRow> {
    let wrong = |column, value| WrongRow { line, column, value };
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [
        mic,
        name,
        country,
        zone,
        currency,
        benchmark,
        yahoo,
        stooq,
        alphavantage,
        calendar,
        qualifiers,
        reuters,
        terminal,
    ] = *cells.as_slice()
    else {
        return Err(wrong("all", line));
    };
    let currency = present(currency).map(|c| c.parse().map_err(|_| wrong("currency", c))).transpose()?;
    let suffix = |column, cell| suffix(cell).map_err(|value| wrong(column, value));
    Ok(Venue {
        mic: mic.parse().map_err(|_| wrong("mic", mic))?,
        name: present(name).ok_or_else(|| wrong("name", name))?,
        country: present(country),
        zone: zone.parse().map_err(|_| wrong("zone", zone))?,
        currency,
        benchmark: present(benchmark),
        yahoo: suffix("yahoo", yahoo)?,
        stooq: suffix("stooq", stooq)?,
        alphavantage: suffix("alphavantage", alphavantage)?,
        calendar: rules(calendar).ok_or_else(|| wrong("calendar", calendar))?,
        qualifiers: list(qualifiers),
        reuters: list(reuters),
        terminal: list(terminal),
    })
}

fn present(cell: &'static str) -> Option<&'static str> {
    (cell != ABSENT && !cell.is_empty()).then_some(cell)
}

fn suffix(cell: &'static str) -> Result<Option<&'static str>, &'static str> {
    match cell {
        ABSENT => Ok(None),
        BARE => Ok(Some("")),
        suffix if suffix.starts_with('.') => Ok(Some(suffix)),
        wrong => Err(wrong),
    }
}

fn rules(cell: &'static str) -> Option<Result<&'static str, WhyNoCalendar>> {
    match cell.strip_prefix("none:") {
        Some("no_sessions") => Some(Err(WhyNoCalendar::NoSessions)),
        Some(_) => None,
        None => present(cell).map(Ok),
    }
}

fn list(cell: &'static str) -> Vec<&'static str> {
    present(cell).map(|all| all.split(';').collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn every_line_of_the_table_can_be_read() {
        let wrong: Vec<String> = rows().filter_map(Result::err).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(venues().len() > 50, "{}", venues().len());
    }

    #[test]
    fn a_line_that_breaks_the_format_names_its_column() {
        let broken = |line| row(line).unwrap_err().column;
        assert_eq!(broken("XNAS"), "all");
        assert_eq!(broken("NAS\tN\tUS\tAmerica/New_York\tUSD\t-\tbare\t-\t-\txnys\t-\t-\t-"), "mic");
        assert_eq!(broken("XNAS\tN\tUS\tAmerica/Newark\tUSD\t-\tbare\t-\t-\txnys\t-\t-\t-"), "zone");
        assert_eq!(broken("XNAS\tN\tUS\tAmerica/New_York\tUS\t-\tbare\t-\t-\txnys\t-\t-\t-"), "currency");
        assert_eq!(broken("XNAS\tN\tUS\tAmerica/New_York\tUSD\t-\tUS\t-\t-\txnys\t-\t-\t-"), "yahoo");
        assert_eq!(broken("XNAS\tN\tUS\tAmerica/New_York\tUSD\t-\tbare\t-\t-\tnone:\t-\t-\t-"), "calendar");
    }

    #[test]
    fn every_code_stands_once() {
        let codes: BTreeSet<Mic> = venues().iter().map(|v| v.mic).collect();
        assert_eq!(codes.len(), venues().len());
    }

    /// US venues share one symbol space, so they share a suffix too.
    #[test]
    fn a_providers_suffix_means_one_market() {
        let mut owners: BTreeMap<(&str, &str), &Venue> = BTreeMap::new();
        for v in venues() {
            for (provider, suffix) in
                [("yahoo", v.yahoo), ("stooq", v.stooq), ("alphavantage", v.alphavantage)]
            {
                let Some(suffix) = suffix else { continue };
                let owner = owners.entry((provider, suffix)).or_insert(v);
                assert!(owner.mic == v.mic || owner.is_us() && v.is_us(), "{provider} {suffix:?}: {}", v.mic);
            }
        }
    }

    #[test]
    fn a_qualifier_means_one_venue() {
        let mut owners = BTreeMap::new();
        for v in venues() {
            for name in &v.qualifiers {
                assert_eq!(*name, name.to_uppercase());
                assert_eq!(owners.insert(*name, v.mic), None, "{name}");
            }
        }
        assert_eq!(venues_of_qualifier("DE"), [Mic::XETR]);
        assert_eq!(venues_of_qualifier("NYSE").first(), Some(&Mic::XNYS));
        assert!(venues_of_qualifier("NYSE").contains(&Mic::ARCX));
        assert_eq!(venues_of_qualifier("NOWHERE"), []);
    }

    #[test]
    fn a_terminal_code_means_one_venue() {
        let mut owners = BTreeMap::new();
        for v in venues() {
            for code in &v.terminal {
                assert!(code.len() == 2 && *code == code.to_uppercase() && *code != "US", "{code}");
                assert_eq!(owners.insert(*code, v.mic), None, "{code}");
            }
        }
        assert_eq!(venues_of_terminal_code("GY"), [Mic::XETR]);
        assert!(venues_of_terminal_code("US").len() > 2);
        assert_eq!(venues_of_terminal_code("ZZ"), []);
    }

    #[test]
    fn a_venue_with_a_country_has_what_its_shares_need() {
        for v in venues().iter().filter(|v| v.country.is_some()) {
            assert!(v.currency.is_some() && v.benchmark.is_some() && v.yahoo.is_some(), "{}", v.mic);
        }
        assert_eq!(zone_of("ZZZZ".parse().unwrap()), Tz::UTC);
    }
}
