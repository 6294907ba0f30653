//! What columns are called, in the files of the world.
//!
//! Yahoo (`Date,Open,High,Low,Close,Adj Close,Volume`), yfinance (`Datetime,…,Dividends,Stock Splits`),
//! Stooq in English and Polish (`Data,Otwarcie,Najwyzszy,…`) and its bulk files
//! (`<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,…`), Alpha Vantage (`timestamp,open,…,adjusted_close,
//! dividend_amount,split_coefficient`), Quandl WIKI, `TradingView` (`time,open,…`), nasdaq.com
//! (`Close/Last`), Investing.com (`Price,…,Vol.`, `Zuletzt,Eröffn.`, `Último,Apertura`, …), Bloomberg
//! (`PX_LAST`), Refinitiv (`Price Close`), CRSP (`PRC,BIDLO,ASKHI`), Polygon (`window_start`), German banks
//! and portals (`Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen`), long panels (`ticker,date,…`), event
//! files (`symbol,event_date,group`). In English, German, French, Spanish, Italian, Portuguese, Dutch, Polish,
//! Swedish, Danish, Norwegian, Turkish, Russian, Japanese, Chinese and Korean. Case, accents, blanks, brackets and the signs of [`fold`] do not matter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

impl Role {
    /// Whether it is a figure of a bar, by the column's name.
    pub(super) const fn is_of_bar(self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::High
                | Self::Low
                | Self::Close
                | Self::AdjustedClose
                | Self::Volume
                | Self::Dividend
                | Self::Split
        )
    }
}

/// The names of each role, folded, the better first. A further format is a word in this table.
pub(super) const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Symbol,
        &[
            "ticker",
            "symbol",
            "sym",
            "tic",
            "instrument",
            "securityticker",
            "subjectid",
            "kurzel",
            "kuerzel",
            "simbolo",
            "symbole",
            "tickersymbol",
            "localticker",
            "security",
            "ric",
            "isin",
            "permno",
            "cusip",
            "wkn",
            "figi",
        ],
    ),
    (Role::Name, &["name", "comnam", "company"]),
    (
        Role::UtcStamp,
        &[
            "epochs",
            "epoch",
            "unix",
            "unixtime",
            "unixtimestamp",
            "tsutc",
            "datetimeutc",
            "dateutc",
            "timestamputc",
            "timeutc",
            "gmttime",
            "utctime",
            "utc",
            "epochms",
            "windowstart",
            "opentime",
        ],
    ),
    (Role::LocalStamp, &["datetime", "timestamp", "tslocal", "ts", "t", "at", "localtime", "barstart"]),
    (
        Role::Date,
        &[
            "date",
            "data",
            "datum",
            "day",
            "dtyyyymmdd",
            "tradedate",
            "tradingdate",
            "tradingday",
            "exchangedate",
            "pricedate",
            "handelstag",
            "borsentag",
            "tag",
            "fecha",
            "dates",
            "jour",
            "giorno",
            "datacalendar",
            "datadate",
            "caldt",
            "dlycaldt",
            "dato",
            "tarih",
            "дата",
            "日付",
            "日期",
            "날짜",
            "eventdate",
            "evtdate",
            "announcementdate",
            "when",
        ],
    ),
    (Role::Time, &["time", "czas", "zeit", "uhrzeit", "hora", "heure", "ora", "tijd"]),
    (
        Role::Open,
        &[
            "open",
            "otwarcie",
            "eroffnung",
            "eroffn",
            "eroeffnung",
            "eroffnungskurs",
            "eroeffnungskurs",
            "erster",
            "anfangskurs",
            "ouverture",
            "ouv",
            "premier",
            "apertura",
            "abertura",
            "openen",
            "openingskurs",
            "oppen",
            "oppning",
            "apning",
            "abning",
            "acılıs",
            "откр",
            "открытие",
            "始値",
            "开盘",
            "开盘价",
            "開盤",
            "開盤價",
            "시가",
            "opening",
            "openingskoers",
            "o",
            "1open",
            "pxopen",
            "priceopen",
            "openprice",
            "openingprice",
            "openprc",
            "dlyopen",
            "tradeopen",
            "firstprice",
        ],
    ),
    (
        Role::High,
        &[
            "high",
            "najwyzszy",
            "hoch",
            "hochst",
            "hoechst",
            "hochstkurs",
            "hoechstkurs",
            "tageshoch",
            "haut",
            "plushaut",
            "eleve",
            "maximo",
            "max",
            "massimo",
            "maxima",
            "hoog",
            "hoogste",
            "h",
            "2high",
            "pxhigh",
            "pricehigh",
            "hogsta",
            "hogst",
            "høy",
            "høyeste",
            "høj",
            "højeste",
            "yuksek",
            "макс",
            "максимум",
            "高値",
            "最高",
            "最高价",
            "最高價",
            "고가",
            "highprice",
            "askhi",
            "dlyhigh",
            "tradehigh",
        ],
    ),
    (
        Role::Low,
        &[
            "low",
            "najnizszy",
            "tief",
            "tiefst",
            "tiefstkurs",
            "tagestief",
            "bas",
            "plusbas",
            "faible",
            "minimo",
            "min",
            "minima",
            "laag",
            "laagste",
            "l",
            "3low",
            "pxlow",
            "pricelow",
            "lagsta",
            "lagst",
            "lav",
            "laveste",
            "dusuk",
            "мин",
            "минимум",
            "安値",
            "最低",
            "最低价",
            "最低價",
            "저가",
            "lowprice",
            "bidlo",
            "dlylow",
            "tradelow",
        ],
    ),
    (
        Role::Close,
        &[
            "close",
            "closelast",
            "closingprice",
            "closeprice",
            "priceclose",
            "pxlast",
            "pxclose",
            "lastprice",
            "tradeclose",
            "dlyclose",
            "zamkniecie",
            "schluss",
            "schlusskurs",
            "schlusskurse",
            "letzter",
            "letzterkurs",
            "zuletzt",
            "kurs",
            "cloture",
            "dernier",
            "cours",
            "ultimo",
            "cierre",
            "chiusura",
            "prezzo",
            "precio",
            "fechamento",
            "slotkoers",
            "slot",
            "clot",
            "stangning",
            "stangningskurs",
            "slutkurs",
            "sluttkurs",
            "lukkekurs",
            "senast",
            "siste",
            "simdi",
            "kapanıs",
            "цена",
            "закрытие",
            "終値",
            "收盘",
            "收盘价",
            "收盤",
            "收盤價",
            "종가",
            "laatste",
            "sluiting",
            "4close",
            "price",
            "last",
            "settle",
            "value",
            "nav",
            "wert",
            "prc",
            "dlyprc",
            "c",
        ],
    ),
    (
        Role::AdjustedClose,
        &["adjclose", "adjustedclose", "adjcloseprice", "closeadj", "adjusted", "修正後終値", "調整後終値"],
    ),
    (
        Role::Volume,
        &[
            "volume",
            "vol",
            "stucke",
            "stuecke",
            "stuck",
            "stueck",
            "umsatzinstuck",
            "wolumen",
            "volumen",
            "volumi",
            "volumes",
            "quantita",
            "volum",
            "volym",
            "hac",
            "hacim",
            "объем",
            "出来高",
            "成交量",
            "거래량",
            "omzet",
            "v",
            "5volume",
            "pxvolume",
            "dlyvol",
            "tradevolume",
            "sharestraded",
            "handelsvolumen",
            "umsatz",
            "tickvol",
            "tickvolume",
        ],
    ),
    (
        Role::Dividend,
        &["dividends", "dividendamount", "dividend", "exdividend", "divcash", "dividende", "dividendo"],
    ),
    (
        Role::Split,
        &["stocksplits", "splitcoefficient", "splitratio", "splitfactor", "splits", "stocksplit", "split"],
    ),
    (Role::Return, &["ret", "return"]),
    (Role::Group, &["group"]),
    (Role::Number, &["eventid", "id"]),
    (Role::RiskFree, &["rf", "riskfree"]),
];

/// The names of CRSP's prices, which are negative where they are the mean of bid and ask.
pub(super) const SIGNED: [&str; 7] = ["prc", "openprc", "bidlo", "askhi", "dlyprc", "dlyopen", "dlyclose"];

/// Names of columns that identify a security in a way that no user types.
pub(super) const KEYS: &[&str] = &["security", "ric", "isin", "permno", "cusip", "wkn", "figi"];

/// A column's name without what differs from file to file.
pub(super) fn fold(name: &str) -> String {
    let mut depth = 0_u32;
    let outside = |c: &char| {
        // `Close (EUR)`, `Kurs [USD]`: a unit, not a name.
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    let folded: String = name
        .nfd()
        .filter(outside)
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && !"_<>\"\u{feff}.-*/'#:".contains(*c))
        .flat_map(char::to_lowercase)
        .nfc()
        .collect();
    let folded = folded.replace('ß', "ss");
    if folded.is_empty() { name.trim().to_lowercase() } else { folded }
}
