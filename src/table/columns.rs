//! What columns are called, in the files of the world.
//!
//! Yahoo (`Date,Open,High,Low,Close,Adj Close,Volume`), yfinance (`Datetime,…,Dividends,Stock Splits`),
//! Stooq in English and Polish (`Data,Otwarcie,Najwyzszy,…`) and its bulk files
//! (`<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,…`), Alpha Vantage (`timestamp,open,…,adjusted_close,
//! dividend_amount,split_coefficient`), Quandl WIKI, `TradingView` (`time,open,…`), German banks
//! (`Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen`), long panels (`ticker,date,…`), event files
//! (`symbol,event_date,group`). Case, blanks and the signs of [`fold`] do not matter.

use super::error::{Purpose, TableError};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Whose row it is.
    Symbol,
    /// Whose row it is, in a table of events; in one of prices a company's name.
    Name,
    /// A stamp that is in UTC by its name, or counts from 1970.
    UtcStamp,
    /// A date and time.
    LocalStamp,
    /// A date, perhaps with a time.
    Date,
    /// A time of day next to a date, or a timestamp.
    Time,
    /// Prices of a bar.
    Open,
    /// See [`Role::Open`].
    High,
    /// See [`Role::Open`].
    Low,
    /// See [`Role::Open`].
    Close,
    /// The close adjusted for dividends.
    AdjustedClose,
    /// Shares traded.
    Volume,
    /// The dividend of an ex-day.
    Dividend,
    /// The ratio of a split.
    Split,
    /// A return.
    Return,
    /// The group of an event.
    Group,
    /// What another program numbers its rows with; it says nothing.
    Number,
    /// The risk-free rate.
    RiskFree,
}

/// The names of each role, folded, the better first. A further format is a word in this table.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Symbol,
        &["ticker", "symbol", "sym", "tic", "instrument", "securityticker", "subjectid", "kürzel", "kuerzel"],
    ),
    (Role::Name, &["name"]),
    (
        Role::UtcStamp,
        &[
            "epochs",
            "epoch",
            "unix",
            "unixtime",
            "tsutc",
            "datetimeutc",
            "timestamputc",
            "epochms",
            "windowstart",
        ],
    ),
    (Role::LocalStamp, &["datetime", "timestamp", "tslocal", "ts", "t", "at"]),
    (
        Role::Date,
        &[
            "date",
            "data",
            "datum",
            "day",
            "dtyyyymmdd",
            "tradedate",
            "eventdate",
            "evtdate",
            "announcementdate",
            "when",
        ],
    ),
    (Role::Time, &["time", "czas", "zeit", "uhrzeit"]),
    (Role::Open, &["open", "otwarcie", "eröffnung", "eröffn", "eroeffnung", "erster", "o", "1open"]),
    (Role::High, &["high", "najwyzszy", "najwyższy", "hoch", "h", "2high"]),
    (Role::Low, &["low", "najnizszy", "najniższy", "tief", "l", "3low"]),
    (
        Role::Close,
        &[
            "close",
            "closelast",
            "zamkniecie",
            "zamknięcie",
            "schluss",
            "schlusskurs",
            "4close",
            "price",
            "zuletzt",
            "c",
        ],
    ),
    (Role::AdjustedClose, &["adjclose", "adjustedclose"]),
    (Role::Volume, &["volume", "vol", "stücke", "stuecke", "wolumen", "volumen", "v", "5volume"]),
    (Role::Dividend, &["dividends", "dividendamount", "dividend", "exdividend", "divcash"]),
    (Role::Split, &["stocksplits", "splitcoefficient", "splitratio", "splitfactor"]),
    (Role::Return, &["ret", "return"]),
    (Role::Group, &["group"]),
    (Role::Number, &["eventid", "id"]),
    (Role::RiskFree, &["rf", "riskfree"]),
];

/// The names of a role.
pub(super) fn names(role: Role) -> &'static [&'static str] {
    NAMES.iter().find(|(known, _)| *known == role).map_or(&[], |(_, names)| names)
}

/// A column's name without what differs from file to file.
pub(super) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !"_<>\"\u{feff}.-*/".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The columns of a table by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    names: Vec<String>,
    folded: Vec<String>,
}

impl Header {
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> =
            names.into_iter().map(|name| name.trim_matches(['\u{feff}', ' ', '\t']).to_owned()).collect();
        let folded = names.iter().map(|name| fold(name)).collect();
        Self { names, folded }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column as written.
    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.names.iter().map(String::as_str).enumerate()
    }

    /// The column with one of these folded names.
    pub(super) fn folded(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.folded.iter().position(|have| have == name))
    }

    /// The column with this role.
    pub(super) fn find(&self, role: Role) -> Option<usize> {
        self.folded(names(role))
    }

    /// The role of a column.
    pub(super) fn role(&self, at: usize) -> Option<Role> {
        let name = self.folded.get(at)?.as_str();
        NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(role, _)| *role)
    }

    /// The column that the caller means by a name: that of this very name, in any case, or else the one of
    /// the name's role, so that `volume` finds `Stücke`.
    pub(super) fn meant(&self, name: &str) -> Option<usize> {
        let wanted = fold(name);
        let exact = self.names.iter().position(|have| have == name);
        exact.or_else(|| self.folded.iter().position(|have| *have == wanted)).or_else(|| {
            let (role, _) = NAMES.iter().find(|(_, names)| names.contains(&wanted.as_str()))?;
            self.find(*role)
        })
    }

    /// The refusal for want of a column.
    pub(super) fn missing(&self, file: &str, purpose: Purpose, column: &str) -> TableError {
        let names: Vec<_> = self.names.iter().take(20).map(|name| format!("`{name}`")).collect();
        TableError::MissingColumn {
            file: file.to_owned(),
            purpose,
            column: column.to_owned(),
            columns: names.join(", "),
        }
    }
}

/// The position of the timestamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct StampColumns {
    pub(super) at: usize,
    /// The name says that the stamp is in UTC, or a count.
    pub(super) utc: bool,
    /// A time of day next to a date.
    pub(super) time: Option<usize>,
}

impl StampColumns {
    /// The column that says most: an instant before a local time before a date.
    pub(super) fn find(header: &Header) -> Option<Self> {
        let time = header.find(Role::Time);
        if let Some(at) = header.find(Role::UtcStamp) {
            return Some(Self { at, utc: true, time: None });
        }
        if let Some(at) = header.find(Role::LocalStamp) {
            return Some(Self { at, utc: false, time: None });
        }
        match header.find(Role::Date) {
            Some(at) => Some(Self { at, utc: false, time }),
            None => time.map(|at| Self { at, utc: false, time: None }),
        }
    }
}
