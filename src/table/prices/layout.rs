//! The positions of a bar's values in a row.

use crate::table::columns::{Header, Role, StampColumns};
use crate::table::names::{KEYS, SIGNED, fold};

/// The figures of a bar and of its day, in the order of [`Block::figures`].
pub(super) const FIGURES: usize = 8;
/// What they are called in messages.
pub(super) const NAMES: [&str; FIGURES] =
    ["open", "high", "low", "close", "volume", "dividend", "split", "adj_close"];
pub(super) const CLOSE: usize = 3;
pub(super) const VOLUME: usize = 4;
pub(super) const DIVIDEND: usize = 5;
pub(super) const SPLIT: usize = 6;
pub(super) const ADJUSTED: usize = 7;

/// The columns of one instrument.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Block {
    /// Its symbol, where the header says it.
    pub(super) symbol: Option<String>,
    /// Open, high, low, close, volume, dividend, split, adjusted close: the close is always there.
    pub(super) figures: [Option<usize>; FIGURES],
    /// A negative price is the mean of bid and ask.
    pub(super) is_signed: bool,
}

/// The position of each value in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub(super) stamp: StampColumns,
    /// One for each instrument that has columns of its own.
    pub(super) blocks: Vec<Block>,
    pub(super) symbol: Option<usize>,
    /// The same where the symbols are identifiers that no user types.
    pub(super) key: Option<usize>,
    /// Whether there is a column of adjusted closes as well as closes.
    pub(super) has_adjusted: bool,
    /// The prices are in columns called `adj_open` and so on.
    pub(super) only_adjusted: bool,
    /// Who writes such names.
    pub(super) maker: Maker,
}

/// Who writes the names of columns, where that tells the state of the prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Maker {
    /// Anybody.
    #[default]
    Any,
    /// yfinance's download: whole bars under plain names in a header of several rows.
    Download,
    /// yfinance's history: a column `Stock Splits`.
    History,
}

impl Columns {
    /// Recognises a header.
    ///
    /// # Errors
    /// The name of the first column that is missing.
    pub(super) fn recognise(header: &Header) -> Result<Self, &'static str> {
        let unnamed = header.name(0).is_empty().then(StampColumns::default);
        let stamp = StampColumns::find(header).or(unnamed).ok_or("date")?;
        let symbol = header.find(Role::Symbol).filter(|at| *at != stamp.at);
        let (blocks, only_adjusted) = match blocks(header, &stamp) {
            Some(blocks) => (blocks, false),
            None => single(header, &stamp)
                .map(|(block, only_adjusted)| (vec![block], only_adjusted))
                .or_else(|| Some((wide(header, &stamp, symbol)?, false)))
                .ok_or("close")?,
        };
        let has = |which: usize| blocks.iter().any(|block: &Block| block.figures[which].is_some());
        Ok(Self {
            stamp,
            symbol,
            key: symbol.filter(|at| KEYS.contains(&fold(header.name(*at)).as_str())),
            has_adjusted: has(ADJUSTED) && !only_adjusted,
            only_adjusted,
            maker: Maker::of(header, &blocks),
            blocks,
        })
    }

    /// Whether any instrument has this figure.
    pub(super) fn has(&self, which: usize) -> bool {
        self.blocks.iter().any(|block| block.figures[which].is_some())
    }

    /// What each column in use holds: `open`, and the name of the column.
    pub(super) fn in_words(&self, header: &Header) -> Vec<(&'static str, String)> {
        let mut words = vec![("date", header.name(self.stamp.at).to_owned())];
        words.extend(self.stamp.time.map(|at| ("time", header.name(at).to_owned())));
        words.extend(self.symbol.map(|at| ("symbol", header.name(at).to_owned())));
        if let [block] = self.blocks.as_slice() {
            let named =
                |(which, at): (usize, &Option<usize>)| Some((NAMES[which], header.name((*at)?).to_owned()));
            words.extend(block.figures.iter().enumerate().filter_map(named));
        }
        words
    }

    /// The columns that are not read; none are told of a table with several columns of a kind.
    pub(super) fn unread(&self, header: &Header) -> Vec<String> {
        let [block] = self.blocks.as_slice() else { return Vec::new() };
        let figures = block.figures.iter().flatten().copied();
        let used: Vec<usize> =
            [self.stamp.at].into_iter().chain(self.stamp.time).chain(self.symbol).chain(figures).collect();
        let unread = header.names().filter(|(at, name)| !used.contains(at) && !name.trim().is_empty());
        unread.map(|(_, name)| name.to_owned()).collect()
    }
}

impl Maker {
    fn of(header: &Header, blocks: &[Block]) -> Self {
        let name = |block: &Block, which: usize| block.figures[which].map(|at| fold(header.name(at)));
        let is_plain = |block: &Block| {
            block.symbol.is_some()
                && (0..=VOLUME).all(|which| name(block, which).as_deref() == Some(NAMES[which]))
        };
        if blocks.iter().any(|block| name(block, SPLIT).as_deref() == Some("stocksplits")) {
            Self::History
        } else if blocks.iter().all(is_plain) {
            Self::Download
        } else {
            Self::Any
        }
    }
}

const ROLES: [Role; FIGURES] = [
    Role::Open,
    Role::High,
    Role::Low,
    Role::Close,
    Role::Volume,
    Role::Dividend,
    Role::Split,
    Role::AdjustedClose,
];

/// The columns of each symbol that the header names.
fn blocks(header: &Header, stamp: &StampColumns) -> Option<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    for at in (0..header.len()).filter(|at| *at != stamp.at) {
        let (Some(symbol), Some(role)) = (header.symbol(at), header.role(at)) else { continue };
        let Some(which) = ROLES.iter().position(|known| *known == role) else { continue };
        let place = blocks.iter().position(|block| block.symbol.as_deref() == Some(symbol));
        let place = place.unwrap_or_else(|| {
            blocks.push(Block { symbol: Some(symbol.to_owned()), ..Block::default() });
            blocks.len() - 1
        });
        blocks[place].figures[which].get_or_insert(at);
    }
    for block in &mut blocks {
        let adjusted = block.figures[ADJUSTED];
        block.figures[CLOSE] = block.figures[CLOSE].or(adjusted);
    }
    blocks.retain(|block| block.figures[CLOSE].is_some());
    (!blocks.is_empty()).then_some(blocks)
}

/// The columns of one instrument, and whether all its prices are adjusted ones.
fn single(header: &Header, stamp: &StampColumns) -> Option<(Block, bool)> {
    let find = |role| header.find(role).filter(|at| *at != stamp.at);
    let adjusted = find(Role::AdjustedClose);
    let only_adjusted = find(Role::Close).is_none() && adjusted.is_some();
    if !only_adjusted {
        let close = find(Role::Close)?;
        // A lone letter is a close among the figures of a bar only: C and T are symbols, too.
        let is_letter = header.name(close).trim().len() == 1;
        let is_bar = [Role::Open, Role::High, Role::Low].iter().all(|role| find(*role).is_some());
        if is_letter && !is_bar {
            return None;
        }
        let is_signed = SIGNED.contains(&fold(header.name(close)).as_str());
        return Some((Block { symbol: None, figures: ROLES.map(find), is_signed }, false));
    }
    let folded = |name: &str| header.folded(&[name]);
    let mut figures = ROLES.map(find);
    figures[..CLOSE].copy_from_slice(&[folded("adjopen"), folded("adjhigh"), folded("adjlow")]);
    figures[CLOSE] = adjusted;
    figures[VOLUME] = folded("adjvolume").or(figures[VOLUME]);
    figures[ADJUSTED] = None;
    Some((Block { figures, ..Block::default() }, true))
}

/// A column of closes for each symbol.
fn wide(header: &Header, stamp: &StampColumns, symbol: Option<usize>) -> Option<Vec<Block>> {
    if symbol.is_some() || [Role::Open, Role::High, Role::Low].iter().any(|role| is_word(header, *role)) {
        return None;
    }
    let of_symbol = |(at, name): (usize, &str)| {
        let name = name.trim();
        let is_symbol =
            at != stamp.at && Some(at) != stamp.time && crate::table::symbol::symbol_in(name).is_some();
        let mut figures = [None; FIGURES];
        figures[CLOSE] = Some(at);
        is_symbol.then(|| Block { symbol: Some(name.to_owned()), figures, is_signed: false })
    };
    let others = header.names().filter(|(at, name)| *at != stamp.at && !name.trim().is_empty()).count();
    let blocks: Vec<Block> = header.names().filter_map(of_symbol).collect();
    // A name that can be no symbol: this is another kind of table.
    (!blocks.is_empty() && blocks.len() == others).then_some(blocks)
}

/// A column of more than a letter has this role.
fn is_word(header: &Header, role: Role) -> bool {
    header.find(role).is_some_and(|at| header.name(at).trim().len() > 1)
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
        assert_eq!(
            (yahoo.stamp.at, yahoo.blocks[0].figures[3], yahoo.blocks[0].figures[VOLUME]),
            (0, Some(4), Some(6))
        );
        assert!(yahoo.has_adjusted);
        let polish = columns("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen").unwrap();
        assert_eq!(
            (polish.blocks[0].figures[0], polish.blocks[0].figures[VOLUME], polish.has_adjusted),
            (Some(1), Some(5), false)
        );
        let bulk =
            columns("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>").unwrap();
        assert_eq!((bulk.symbol, bulk.stamp.at, bulk.stamp.time), (Some(0), 2, Some(3)));
        assert_eq!(bulk.blocks[0].figures[VOLUME], Some(8));
        let epoch = columns("ticker,epoch_s,open,high,low,close,volume,ts_utc").unwrap();
        assert_eq!((epoch.stamp.at, epoch.stamp.utc), (1, true));
        let adjusted = columns("date,ticker,adj_open,adj_high,adj_low,adj_close,volume").unwrap();
        assert_eq!((adjusted.blocks[0].figures[0], adjusted.only_adjusted), (Some(2), true));
        assert_eq!(adjusted.blocks[0].figures[VOLUME], Some(6));
        let quandl =
            columns("date,open,high,low,close,volume,ex_dividend,split_ratio,adj_open,adj_close").unwrap();
        assert_eq!((quandl.blocks[0].figures[DIVIDEND], quandl.blocks[0].figures[SPLIT]), (Some(6), Some(7)));
        assert!(!quandl.only_adjusted);
        let view = columns("time,open,high,low,close").unwrap();
        assert_eq!((view.stamp.at, view.stamp.time), (0, None));
        let bank = columns("Datum,Erster,Hoch,Tief,Schlusskurs,Stuecke,Volumen").unwrap();
        assert_eq!(
            (bank.blocks[0].figures[0], bank.blocks[0].figures[3], bank.blocks[0].figures[VOLUME]),
            (Some(1), Some(4), Some(5))
        );
        let nasdaq = columns("Date,Close/Last,Volume,Open,High,Low").unwrap();
        assert_eq!((nasdaq.blocks[0].figures[3], nasdaq.blocks[0].figures[0]), (Some(1), Some(3)));
    }

    #[test]
    fn headers_in_many_languages() {
        for header in [
            "日付,始値,高値,安値,終値,出来高",
            "日期,开盘,最高,最低,收盘,成交量",
            "日期,開盤價,最高價,最低價,收盤價,成交量",
            "날짜,시가,고가,저가,종가,거래량",
            "Дата,Откр.,Макс.,Мин.,Цена,Объём",
            "Tarih,Açılış,Yüksek,Düşük,Şimdi,Hac.",
            "Datum,Openen,Hoogste,Laagste,Slot,Volume",
            "Datum,Öppen,Högsta,Lägsta,Stängning,Volym",
            "Dato,Åpning,Høyeste,Laveste,Siste,Volum",
            "date,ouv,haut,bas,clot,vol",
            "Data,Apertura,Massimo,Minimo,Chiusura,Quantità",
        ] {
            let found = columns(header).unwrap_or_else(|e| panic!("{header}: {e}"));
            let figures = &found.blocks[0].figures;
            assert_eq!(
                (found.stamp.at, &figures[..4]),
                (0, &[Some(1), Some(2), Some(3), Some(4)][..]),
                "{header}"
            );
            assert_eq!(figures[VOLUME], Some(5), "{header}");
        }
    }

    #[test]
    fn a_missing_column_is_named() {
        assert_eq!(columns("Date,Open,High,Low,Volume"), Err("close"));
        assert_eq!(columns("Open,High,Low,Close"), Err("date"));
        assert_eq!(columns("Date,the price of it"), Err("close"));
    }
}
