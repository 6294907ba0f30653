//! The positions of a bar's values in a row.

use crate::table::columns::{Header, Role, StampColumns};

/// The figures of a bar and of its day, in the order of [`Columns::figures`].
pub(super) const FIGURES: usize = 7;
/// What they are called in messages.
pub(super) const NAMES: [&str; FIGURES] = ["open", "high", "low", "close", "volume", "dividend", "split"];
pub(super) const VOLUME: usize = 4;
pub(super) const DIVIDEND: usize = 5;
pub(super) const SPLIT: usize = 6;

/// The position of each value in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub(super) stamp: StampColumns,
    /// Open, high, low, close, volume, dividend, split: the first four are always there.
    pub(super) figures: [Option<usize>; FIGURES],
    pub(super) symbol: Option<usize>,
    /// Whether there is a column of adjusted closes as well as closes.
    pub(super) has_adjusted: bool,
    /// The prices are in columns called `adj_open` and so on.
    pub(super) only_adjusted: bool,
}

impl Columns {
    /// Recognises a header.
    ///
    /// # Errors
    /// The name of the first column that is missing.
    pub(super) fn recognise(header: &Header) -> Result<Self, &'static str> {
        let stamp = StampColumns::find(header).ok_or("date")?;
        let has_adjusted = header.find(Role::AdjustedClose).is_some();
        let only_adjusted =
            header.find(Role::Close).is_none() && header.folded(&["adjopen"]).is_some() && has_adjusted;
        let price = |role, adjusted: &str, name| {
            let found = if only_adjusted { header.folded(&[adjusted]) } else { header.find(role) };
            found.map(Some).ok_or(name)
        };
        let volume = header.folded(&["adjvolume"]).filter(|_| only_adjusted);
        Ok(Self {
            stamp,
            figures: [
                price(Role::Open, "adjopen", "open")?,
                price(Role::High, "adjhigh", "high")?,
                price(Role::Low, "adjlow", "low")?,
                price(Role::Close, "adjclose", "close")?,
                volume.or_else(|| header.find(Role::Volume)),
                header.find(Role::Dividend),
                header.find(Role::Split),
            ],
            symbol: header.find(Role::Symbol),
            has_adjusted: has_adjusted && !only_adjusted,
            only_adjusted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Result<Columns, &'static str> {
        Columns::recognise(&Header::new(header.split(',').map(str::to_owned)))
    }

    #[test]
    fn headers_of_the_world() {
        let yahoo = columns("Date,Open,High,Low,Close,Adj Close,Volume").unwrap();
        assert_eq!((yahoo.stamp.at, yahoo.figures[3], yahoo.figures[VOLUME]), (0, Some(4), Some(6)));
        assert!(yahoo.has_adjusted);
        let polish = columns("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen").unwrap();
        assert_eq!(
            (polish.figures[0], polish.figures[VOLUME], polish.has_adjusted),
            (Some(1), Some(5), false)
        );
        let bulk =
            columns("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>").unwrap();
        assert_eq!((bulk.symbol, bulk.stamp.at, bulk.stamp.time), (Some(0), 2, Some(3)));
        assert_eq!(bulk.figures[VOLUME], Some(8));
        let epoch = columns("ticker,epoch_s,open,high,low,close,volume,ts_utc").unwrap();
        assert_eq!((epoch.stamp.at, epoch.stamp.utc), (1, true));
        let adjusted = columns("date,ticker,adj_open,adj_high,adj_low,adj_close,volume").unwrap();
        assert_eq!((adjusted.figures[0], adjusted.only_adjusted), (Some(2), true));
        assert_eq!(adjusted.figures[VOLUME], Some(6));
        let quandl =
            columns("date,open,high,low,close,volume,ex_dividend,split_ratio,adj_open,adj_close").unwrap();
        assert_eq!((quandl.figures[DIVIDEND], quandl.figures[SPLIT]), (Some(6), Some(7)));
        assert!(!quandl.only_adjusted);
        let view = columns("time,open,high,low,close").unwrap();
        assert_eq!((view.stamp.at, view.stamp.time), (0, None));
        let bank = columns("Datum,Erster,Hoch,Tief,Schlusskurs,Stuecke,Volumen").unwrap();
        assert_eq!((bank.figures[0], bank.figures[3], bank.figures[VOLUME]), (Some(1), Some(4), Some(5)));
        let nasdaq = columns("Date,Close/Last,Volume,Open,High,Low").unwrap();
        assert_eq!((nasdaq.figures[3], nasdaq.figures[0]), (Some(1), Some(3)));
    }

    #[test]
    fn a_missing_column_is_named() {
        assert_eq!(columns("Date,Open,High,Low,Volume"), Err("close"));
        assert_eq!(columns("Open,High,Low,Close"), Err("date"));
        assert_eq!(columns("Date,vix"), Err("open"));
    }
}
