//! The columns of price files as they are found in the world.
//!
//! Yahoo (`Date,Open,High,Low,Close,Adj Close,Volume`), yfinance (`Datetime,…,Dividends,Stock
//! Splits`), Stooq in English and Polish (`Data,Otwarcie,Najwyzszy,…`) and its bulk files
//! (`<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,…`), Alpha Vantage (`timestamp,open,…,adjusted_close,
//! dividend_amount,split_coefficient`), Quandl WIKI, `TradingView` (`time,open,…`), long panels
//! (`ticker,date,…`). Case, blanks, underscores and angle brackets do not matter.

use csv::ByteRecord;

/// Where each figure stands in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub(super) count: usize,
    pub(super) stamp: usize,
    /// How the stamp's column is called, for messages.
    pub(super) stamp_name: String,
    /// The name says that the stamp is in UTC, or a count of seconds.
    pub(super) stamp_utc: bool,
    /// A time of day beside a date.
    pub(super) time: Option<usize>,
    pub(super) open: usize,
    pub(super) high: usize,
    pub(super) low: usize,
    pub(super) close: usize,
    pub(super) volume: Option<usize>,
    pub(super) symbol: Option<usize>,
    pub(super) dividend: Option<usize>,
    pub(super) split: Option<usize>,
    /// A column of adjusted closes stands beside the closes.
    pub(super) has_adjusted: bool,
    /// The prices are in columns called `adj_open` and so on.
    pub(super) only_adjusted: bool,
}

const SYMBOL: &[&str] = &["ticker", "symbol", "sym", "tic"];
const UTC_STAMP: &[&str] =
    &["epochs", "epoch", "unix", "unixtime", "tsutc", "datetimeutc", "timestamputc", "epochms"];
const LOCAL_STAMP: &[&str] = &["datetime", "timestamp", "tslocal", "ts", "t"];
const DATE: &[&str] = &["date", "data", "datum", "day", "dtyyyymmdd", "tradedate"];
const TIME: &[&str] = &["time", "czas", "zeit", "uhrzeit"];
const OPEN: &[&str] = &["open", "otwarcie", "eröffnung", "o", "1.open"];
const HIGH: &[&str] = &["high", "najwyzszy", "najwyższy", "hoch", "h", "2.high"];
const LOW: &[&str] = &["low", "najnizszy", "najniższy", "tief", "l", "3.low"];
const CLOSE: &[&str] = &["close", "zamkniecie", "zamknięcie", "schluss", "schlusskurs", "c", "4.close"];
const VOLUME: &[&str] = &["volume", "vol", "wolumen", "volumen", "v", "5.volume"];
const ADJUSTED_CLOSE: &[&str] = &["adjclose", "adjustedclose", "adjclose*", "adjclose**"];
const ADJUSTED_VOLUME: &[&str] = &["adjvolume", "volume", "vol"];
const DIVIDEND: &[&str] = &["dividends", "dividendamount", "dividend", "exdividend", "divcash"];
const SPLIT: &[&str] = &["stocksplits", "splitcoefficient", "splitratio", "splitfactor"];

impl Columns {
    /// Recognises a header.
    ///
    /// # Errors
    /// The name of the first column that is missing.
    pub(super) fn recognise(header: &ByteRecord) -> Result<Self, &'static str> {
        let names: Vec<String> = header.iter().map(folded).collect();
        let find = |words: &[&str]| words.iter().find_map(|w| names.iter().position(|n| n == w));
        let need = |words: &[&str], name| find(words).ok_or(name);
        let time = find(TIME);
        let (stamp, stamp_utc, time) = if let Some(at) = find(UTC_STAMP) {
            (at, true, None)
        } else if let Some(at) = find(LOCAL_STAMP) {
            (at, false, None)
        } else if let Some(at) = find(DATE) {
            (at, false, time)
        } else {
            (time.ok_or("date")?, false, None)
        };
        let has_adjusted = find(ADJUSTED_CLOSE).is_some();
        let only_adjusted = find(CLOSE).is_none() && find(&["adjopen"]).is_some() && has_adjusted;
        let price = |plain: &[&str], adjusted: &str, name| {
            if only_adjusted { need(&[adjusted], name) } else { need(plain, name) }
        };
        Ok(Self {
            count: names.len(),
            stamp,
            stamp_name: String::from_utf8_lossy(&header[stamp]).trim().to_owned(),
            stamp_utc,
            time,
            open: price(OPEN, "adjopen", "open")?,
            high: price(HIGH, "adjhigh", "high")?,
            low: price(LOW, "adjlow", "low")?,
            close: price(CLOSE, "adjclose", "close")?,
            volume: if only_adjusted { find(ADJUSTED_VOLUME) } else { find(VOLUME) },
            symbol: find(SYMBOL),
            dividend: find(DIVIDEND),
            split: find(SPLIT),
            has_adjusted: has_adjusted && !only_adjusted,
            only_adjusted,
        })
    }
}

/// A column's name without what differs from file to file.
fn folded(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .filter(|c| !c.is_whitespace() && !"_<>\"\u{feff}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Result<Columns, &'static str> {
        Columns::recognise(&header.split(',').collect::<Vec<_>>().into())
    }

    #[test]
    fn headers_of_the_world() {
        let yahoo = columns("Date,Open,High,Low,Close,Adj Close,Volume").unwrap();
        assert_eq!((yahoo.stamp, yahoo.close, yahoo.volume, yahoo.has_adjusted), (0, 4, Some(6), true));
        let polish = columns("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen").unwrap();
        assert_eq!((polish.open, polish.volume, polish.has_adjusted), (1, Some(5), false));
        let bulk =
            columns("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>").unwrap();
        assert_eq!((bulk.symbol, bulk.stamp, bulk.time, bulk.volume), (Some(0), 2, Some(3), Some(8)));
        let epoch = columns("ticker,epoch_s,open,high,low,close,volume,ts_utc").unwrap();
        assert_eq!((epoch.stamp, epoch.stamp_utc), (1, true));
        let adjusted = columns("date,ticker,adj_open,adj_high,adj_low,adj_close,volume").unwrap();
        assert_eq!((adjusted.open, adjusted.only_adjusted, adjusted.volume), (2, true, Some(6)));
        let quandl =
            columns("date,open,high,low,close,volume,ex_dividend,split_ratio,adj_open,adj_close").unwrap();
        assert_eq!((quandl.dividend, quandl.split, quandl.only_adjusted), (Some(6), Some(7), false));
        let view = columns("time,open,high,low,close").unwrap();
        assert_eq!((view.stamp, view.time), (0, None));
    }

    #[test]
    fn a_missing_column_is_named() {
        assert_eq!(columns("Date,Open,High,Low,Volume"), Err("close"));
        assert_eq!(columns("Open,High,Low,Close"), Err("date"));
        assert_eq!(columns("Date,vix"), Err("open"));
    }
}
