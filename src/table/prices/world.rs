//! Files as the programs, portals and data services of the world write them: one week of one share.

use std::io::Cursor;

use chrono_tz::America::New_York;

use super::*;

/// Date, open, high, low, close, volume.
const WEEK: [(&str, [f64; 4], u64); 5] = [
    ("2025-01-27", [424.01, 435.2, 423.5, 434.56], 35_647_800),
    ("2025-01-28", [434.6, 448.38, 431.38, 447.2], 23_491_700),
    ("2025-01-29", [446.69, 446.88, 440.4, 442.33], 23_581_400),
    ("2025-01-30", [418.77, 422.86, 413.16, 414.99], 54_586_300),
    ("2025-01-31", [418.98, 420.69, 414.91, 415.06], 34_223_400),
];

/// One row of the week as a program writes it.
struct Row<'a> {
    date: NaiveDate,
    prices: &'a [f64; 4],
    volume: u64,
}

impl Row<'_> {
    fn date(&self, form: &str) -> String {
        self.date.format(form).to_string()
    }

    fn price(&self, which: usize) -> String {
        format!("{:.2}", self.prices[which])
    }

    fn comma(&self, which: usize) -> String {
        self.price(which).replace('.', ",")
    }

    /// `23.49M`
    fn millions(&self) -> String {
        format!("{:.2}M", self.volume as f64 / 1e6)
    }
}

/// The digits of a whole number in groups of three.
fn grouped(number: u64, sign: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

fn rows(above: &str, row: impl Fn(&Row<'_>) -> String) -> String {
    let mut text = above.to_owned();
    for (date, prices, volume) in &WEEK {
        text += &row(&Row { date: date.parse().unwrap(), prices, volume: *volume });
        text.push('\n');
    }
    text
}

fn backwards(above: &str, row: impl Fn(&Row<'_>) -> String) -> String {
    let text = rows("", row);
    let lines: Vec<&str> = text.lines().rev().collect();
    format!("{above}{}\n", lines.join("\n"))
}

fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn western(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// What a file says, besides the days and the closes, which every one of these says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Prices and volumes to the share.
    All,
    /// Volumes in millions, to two decimals.
    Millions,
    /// Prices.
    Prices,
    /// Closes.
    Closes,
}

fn files() -> Vec<(&'static str, Vec<u8>, Holds)> {
    use Holds::{All, Closes, Millions, Prices};
    let ohlcv = |r: &Row<'_>, sep: &str| {
        [r.price(0), r.price(1), r.price(2), r.price(3), r.volume.to_string()].join(sep)
    };
    let chlo = |r: &Row<'_>| format!("{},{},{},{}", r.price(3), r.price(1), r.price(2), r.price(0));
    let text = |name, text: String, holds| (name, text.into_bytes(), holds);
    vec![
        text(
            "yfinance download.csv",
            rows("Price,Close,High,Low,Open,Volume\nTicker,MSFT,MSFT,MSFT,MSFT,MSFT\nDate,,,,,\n", |r| {
                format!("{},{},{}", r.date("%Y-%m-%d"), chlo(r), r.volume)
            }),
            All,
        ),
        text(
            "yfinance download by ticker.csv",
            rows("Ticker,MSFT,MSFT,MSFT,MSFT,MSFT\nPrice,Open,High,Low,Close,Volume\nDate,,,,,\n", |r| {
                format!("{},{}", r.date("%Y-%m-%d"), ohlcv(r, ","))
            }),
            All,
        ),
        text(
            "yfinance history.csv",
            rows("Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n", |r| {
                format!("{} 00:00:00-05:00,{},0.0,0.0", r.date("%Y-%m-%d"), ohlcv(r, ","))
            }),
            All,
        ),
        text(
            "pandas, columns flattened.csv",
            rows("Date,\"('Close', 'MSFT')\",\"('Open', 'MSFT')\"\n", |r| {
                format!("{},{},{}", r.date("%Y-%m-%d"), r.price(3), r.price(0))
            }),
            Closes,
        ),
        text(
            "quantmod.csv",
            rows(
                "\"\",\"MSFT.Open\",\"MSFT.High\",\"MSFT.Low\",\"MSFT.Close\",\"MSFT.Volume\",\"MSFT.Adjusted\"\n",
                |r| format!("\"{}\",{},{}", r.date("%Y-%m-%d"), ohlcv(r, ","), r.price(3)),
            ),
            All,
        ),
        text(
            "Yahoo page copied.txt",
            backwards("Date\tOpen\tHigh\tLow\tClose \tAdj Close \tVolume\n", |r| {
                let date = r.date("%b %-d, %Y");
                let volume = grouped(r.volume, ',');
                let row = [date.clone(), r.price(0), r.price(1), r.price(2), r.price(3), r.price(3), volume];
                let row = row.join("\t");
                if date == "Jan 29, 2025" { format!("{row}\n{date}\t0.83 Dividend") } else { row }
            }) + "*Close price adjusted for splits.\n",
            All,
        ),
        text(
            "HistoricalData_1738500000000.csv",
            backwards("Date,Close/Last,Volume,Open,High,Low\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                format!("{},${close},{},${open},${high},${low}", r.date("%m/%d/%Y"), r.volume)
            }),
            All,
        ),
        text(
            "investing.csv",
            backwards("\u{feff}\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                let date = r.date("%m/%d/%Y");
                format!(
                    "\"{date}\",\"{close}\",\"{open}\",\"{high}\",\"{low}\",\"{}\",\"-1.09%\"",
                    r.millions()
                )
            }),
            Millions,
        ),
        text(
            "investing German.csv",
            backwards("\"Datum\",\"Zuletzt\",\"Eröffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                let (date, volume) = (r.date("%d.%m.%Y"), r.millions().replace('.', ","));
                format!("\"{date}\",\"{close}\",\"{open}\",\"{high}\",\"{low}\",\"{volume}\",\"-1,09%\"")
            }),
            Millions,
        ),
        text(
            "investing Spanish.csv",
            backwards(
                "\"Fecha\",\"Último\",\"Apertura\",\"Máximo\",\"Mínimo\",\"Vol.\",\"% var.\"\n",
                |r| {
                    let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                    let (date, volume) = (r.date("%d.%m.%Y"), r.millions().replace('.', ","));
                    format!("\"{date}\",\"{close}\",\"{open}\",\"{high}\",\"{low}\",\"{volume}\",\"-1,09%\"")
                },
            ),
            Millions,
        ),
        text(
            "boursier French.csv",
            rows("Date;Ouverture;Plus haut;Plus bas;Clôture;Volume\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                let volume = grouped(r.volume, '\u{202f}');
                format!("{};{open};{high};{low};{close};{volume}", r.date("%d/%m/%Y"))
            }),
            All,
        ),
        text(
            "borsa Italian.csv",
            rows("Data;Apertura;Massimo;Minimo;Chiusura;Volumi\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                format!("{};{open};{high};{low};{close};{}", r.date("%d/%m/%Y"), r.volume)
            }),
            All,
        ),
        (
            "MetaTrader 5.csv",
            utf_16(&rows("<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                format!("{}\t{open}\t{high}\t{low}\t{close}\t1200\t{}\t1\r", r.date("%Y.%m.%d"), r.volume)
            })),
            All,
        ),
        text("MSFT1440.csv", rows("", |r| format!("{},00:00,{}", r.date("%Y.%m.%d"), ohlcv(r, ","))), All),
        text(
            "no header, American dates.txt",
            rows("", |r| format!("{},{}", r.date("%m/%d/%Y"), ohlcv(r, ","))),
            All,
        ),
        text(
            "Bloomberg with its header.csv",
            backwards(
                "Security,MSFT US Equity\nStart Date,1/27/2025\nEnd Date,1/31/2025\nPeriod,D\nCurrency,USD\n\n\
                 Date,PX_LAST,PX_OPEN,PX_HIGH,PX_LOW,PX_VOLUME\n",
                |r| {
                    format!(
                        "{},{},{},{},{},{}",
                        r.date("%-m/%-d/%Y"),
                        r.price(3),
                        r.price(0),
                        r.price(1),
                        r.price(2),
                        r.volume
                    )
                },
            ),
            All,
        ),
        text(
            "Bloomberg.csv",
            rows("Date,PX_LAST,PX_VOLUME\n", |r| {
                format!("{},{},{}", r.date("%-m/%-d/%Y"), r.price(3), r.volume)
            }),
            Closes,
        ),
        text(
            "Bloomberg of two.csv",
            rows(",MSFT US Equity,,AAPL US Equity,\nDate,PX_LAST,PX_VOLUME,PX_LAST,PX_VOLUME\n", |r| {
                format!("{},{},{},229.86,1000", r.date("%-m/%-d/%Y"), r.price(3), r.volume)
            }),
            Closes,
        ),
        text(
            "Refinitiv.csv",
            backwards("Instrument,Date,Price Close,Price High,Price Low,Price Open,Volume\n", |r| {
                format!("MSFT.O,{}T00:00:00Z,{},{}", r.date("%Y-%m-%d"), chlo(r), r.volume)
            }),
            All,
        ),
        text(
            "CRSP.csv",
            rows("PERMNO,date,TICKER,COMNAM,BIDLO,ASKHI,PRC,VOL,RET,OPENPRC\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                let sign = if r.date("%d") == "29" { "-" } else { "" };
                format!(
                    "10107,{},MSFT,MICROSOFT CORP,{low},{high},{sign}{close},{},0.01,{open}",
                    r.date("%Y%m%d"),
                    r.volume
                )
            }),
            All,
        ),
        text(
            "WSJ.csv",
            backwards("Date, Open, High, Low, Close, Volume\n", |r| {
                format!("{}, {}", r.date("%m/%d/%y"), ohlcv(r, ", "))
            }),
            All,
        ),
        text(
            "Google Finance.csv",
            rows("Date,Open,High,Low,Close,Volume\n", |r| {
                format!("{} 16:00:00,{}", r.date("%-m/%-d/%Y"), ohlcv(r, ","))
            }),
            All,
        ),
        text(
            "Google Finance, closes.csv",
            rows("Date,Close\n", |r| format!("{} 16:00:00,{}", r.date("%-m/%-d/%Y"), r.price(3))),
            Closes,
        ),
        text(
            "day aggregates.csv",
            rows("ticker,volume,open,close,high,low,window_start,transactions\n", |r| {
                let nanos = r.date.and_hms_opt(5, 0, 0).unwrap().and_utc().timestamp_nanos_opt().unwrap();
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                format!("MSFT,{},{open},{close},{high},{low},{nanos},500", r.volume)
            }),
            All,
        ),
        (
            "Excel, Unicode text.txt",
            utf_16(&rows("Datum\tEröffnung\tHoch\tTief\tSchluss\tVolumen\r\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                format!("{}\t{open}\t{high}\t{low}\t{close}\t{}\r", r.date("%d.%m.%Y"), r.volume)
            })),
            All,
        ),
        text(
            "Excel with sep.csv",
            rows("sep=;\r\nDatum;Eröffnung;Hoch;Tief;Schluss;Volumen\r\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                format!("{};{open};{high};{low};{close};{}\r", r.date("%d.%m.%Y"), r.volume)
            }),
            All,
        ),
        text(
            "wkn_870747_historic.csv",
            backwards("Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                let volume = grouped(r.volume, '.');
                format!("{};{open};{high};{low};{close};{volume};573.000.000\n", r.date("%Y-%m-%d"))
            }),
            All,
        ),
        (
            "onvista.csv",
            western(&rows("Datum;Eröffnung;Hoch;Tief;Schluss;Volumen\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i));
                format!("{};{open};{high};{low};{close};{}", r.date("%d.%m.%Y"), r.volume)
            })),
            All,
        ),
        text(
            "finanzen.net.csv",
            backwards("Datum;Schluss;Eröffnung;Tageshoch;Tagestief\n", |r| {
                let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.comma(i) + " EUR");
                format!("{};{close};{open};{high};{low}", r.date("%d.%m.%y"))
            }),
            Prices,
        ),
        text(
            "Stooq in bulk.txt",
            rows("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n", |r| {
                format!("MSFT.US,D,{},000000,{},0", r.date("%Y%m%d"), ohlcv(r, ","))
            }),
            All,
        ),
        text(
            "NASDAQ_MSFT, 1D.csv",
            rows("time,open,high,low,close,Volume\n", |r| {
                let open = r.date.and_hms_opt(14, 30, 0).unwrap().and_utc().timestamp();
                format!("{open},{}", ohlcv(r, ","))
            }),
            All,
        ),
        text(
            "closes.csv",
            rows("Date;Close\n", |r| format!("{};{}", r.date("%Y-%m-%d"), r.price(3))),
            Closes,
        ),
        text(
            "wide.csv",
            rows("Date,AAPL,MSFT,SPY\n", |r| format!("{},229.86,{},600.1", r.date("%Y-%m-%d"), r.price(3))),
            Closes,
        ),
        text(
            "German words.csv",
            rows("Tag;Letzter Kurs\n", |r| format!("{};{}", r.date("%-d. Januar %Y"), r.comma(3))),
            Closes,
        ),
        text(
            "Alpha Vantage.json",
            format!(
                "{{\"Meta Data\": {{\"2. Symbol\": \"MSFT\"}},\n\"Time Series (Daily)\": {{{}}}}}",
                rows("", |r| {
                    let [open, high, low, close] = [0, 1, 2, 3].map(|i| r.price(i));
                    format!(
                        "\"{}\": {{\"1. open\": \"{open}\", \"2. high\": \"{high}\", \"3. low\": \"{low}\", \
                         \"4. close\": \"{close}\", \"5. volume\": \"{}\"}},",
                        r.date("%Y-%m-%d"),
                        r.volume
                    )
                })
                .trim_end()
                .trim_end_matches(',')
            ),
            All,
        ),
        text(
            "records.json",
            format!(
                "[{}]",
                rows("", |r| {
                    format!(
                        "{{\"date\": \"{}\", \"symbol\": \"MSFT\", \"close\": {}}},",
                        r.date("%Y-%m-%d"),
                        r.price(3)
                    )
                })
                .trim_end()
                .trim_end_matches(',')
            ),
            Closes,
        ),
        ("book.xlsx", include_bytes!("testdata/week.xlsx").to_vec(), All),
    ]
}

#[test]
fn the_week_is_read_from_every_file() {
    let mut wrong = Vec::new();
    for (name, bytes, holds) in files() {
        let options = PriceOptions { symbol: Some("MSFT".to_owned()), ..PriceOptions::default() };
        match read(Cursor::new(bytes), name, &options, |_| Some(New_York)) {
            Err(e) => wrong.push(format!("{name}: {e}")),
            Ok(file) => wrong.extend(faults(&file, holds).map(|fault| format!("{name}: {fault}"))),
        }
    }
    assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), files().len(), wrong.join("\n"));
    assert!(files().len() > 30);
}

/// What is wrong with a file that was read.
fn faults(file: &PriceFile, holds: Holds) -> Option<String> {
    if let Some(row) = file.rejected.first() {
        return Some(format!("rejected: {row}"));
    }
    let [prices] = file.symbols.as_slice() else { return Some(format!("{} symbols", file.symbols.len())) };
    let Bars::Daily(bars) = &prices.bars else { return Some("not daily".to_owned()) };
    if prices.symbol != "MSFT" || bars.len() != WEEK.len() {
        return Some(format!("{} bars of {}", bars.len(), prices.symbol));
    }
    WEEK.iter().zip(bars).find_map(|((date, [open, high, low, close], volume), bar)| {
        let volumes = match holds {
            Holds::All => bar.volume == Some(*volume as f64),
            Holds::Millions => bar.volume.is_some_and(|v| (v - *volume as f64).abs() <= 5_000.0),
            Holds::Prices | Holds::Closes => true,
        };
        let range = if holds == Holds::Closes { [*close; 3] } else { [*open, *high, *low] };
        let range = [range[0], range[1], range[2], *close].map(f64::to_bits);
        let prices = [bar.open, bar.high, bar.low, bar.close].map(f64::to_bits);
        let same = bar.at.to_string() == *date && prices == range;
        (!same || !volumes).then(|| format!("{bar:?}"))
    })
}

#[test]
fn what_a_file_tells_beyond_its_bars() {
    let file = |name: &str| {
        let (name, bytes, _) = files().into_iter().find(|(known, ..)| *known == name).unwrap();
        read(Cursor::new(bytes), name, &PriceOptions::default(), |_| Some(New_York))
    };
    let copied = {
        let options = PriceOptions { symbol: Some("MSFT".to_owned()), ..PriceOptions::default() };
        let (_, bytes, _) = files().into_iter().find(|(name, ..)| *name == "Yahoo page copied.txt").unwrap();
        read(Cursor::new(bytes), "copied.txt", &options, |_| None).unwrap()
    };
    assert_eq!(
        copied.symbols[0].actions,
        [("2025-01-29".parse().unwrap(), ActionKind::Dividend { amount: 0.83 })]
    );
    assert_eq!(copied.understood.notes, 1);
    for name in
        ["yfinance download.csv", "Bloomberg with its header.csv", "Alpha Vantage.json", "quantmod.csv"]
    {
        assert_eq!(file(name).unwrap().symbols[0].symbol, "MSFT", "{name}");
    }
    assert_eq!(file("NASDAQ_MSFT, 1D.csv").unwrap().symbols[0].symbol, "NASDAQ:MSFT");
    let symbols = |name: &str| {
        file(name).unwrap().symbols.iter().map(|prices| prices.symbol.clone()).collect::<Vec<_>>()
    };
    assert_eq!(symbols("wide.csv"), ["AAPL", "MSFT", "SPY"]);
    assert_eq!(symbols("Bloomberg of two.csv"), ["MSFT", "AAPL"]);
    let crsp = file("CRSP.csv").unwrap();
    assert!(crsp.symbols[0].flags[2].contains(crate::market::quality::Flag::BidAndAsk));
    let closes = file("wide.csv").unwrap();
    assert!(closes.symbols[0].flags.iter().all(|f| f.contains(crate::market::quality::Flag::CloseOnly)));
    let german = file("investing German.csv");
    assert!(matches!(german, Err(TableError::NoSymbol(_))), "nothing says whose prices these are");
}

#[test]
fn a_column_holds_what_the_user_says() {
    let text = "Tag;KursA;KursB\n2025-01-27;1,5;2,5\n2025-01-28;1,6;2,6\n";
    let map = |statements: &[&str]| {
        let statements: Vec<String> = statements.iter().map(|s| (*s).to_owned()).collect();
        let columns = ColumnMap::read(&statements).unwrap();
        let options = PriceOptions { symbol: Some("SAP".to_owned()), columns, ..PriceOptions::default() };
        read(Cursor::new(text.as_bytes().to_vec()), "x.csv", &options, |_| None)
    };
    let closes = |file: PriceFile| match &file.symbols[0].bars {
        Bars::Daily(bars) => bars.iter().map(|bar| bar.close).collect::<Vec<_>>(),
        Bars::Intraday(..) => Vec::new(),
    };
    assert_eq!(closes(map(&["close=KursB"]).unwrap()), [2.5, 2.6]);
    assert_eq!(closes(map(&["close=2", "date=1"]).unwrap()), [1.5, 1.6]);
    let unknown = map(&["close=KursC"]).unwrap_err().to_string();
    assert_eq!(unknown, "x.csv: there is no column `KursC`; the columns are `Tag`, `KursA`, `KursB`");
}

#[test]
fn bars_of_a_week_are_refused() {
    let text = "Date,Close\n2025-01-06,1\n2025-01-13,2\n2025-01-20,3\n2025-01-27,4\n2025-02-03,5\n";
    let refused =
        |options: &PriceOptions| read(Cursor::new(text.as_bytes().to_vec()), "MSFT.csv", options, |_| None);
    let error = refused(&PriceOptions::default()).unwrap_err().to_string();
    assert_eq!(error, "MSFT.csv: MSFT: the bars are 7 days apart, and no daily bars");
    let stated = PriceOptions { interval: Some(Interval::Day1), ..PriceOptions::default() };
    assert!(refused(&stated).is_ok(), "a share that is traded once a week");
}

#[test]
fn decimals_are_decided_by_the_whole_column_and_a_wrong_statement_is_refused() {
    let read_as = |rows: &str, decimal| {
        let options = PriceOptions { decimal, ..PriceOptions::default() };
        let text = format!("Date,Open,High,Low,Close,Volume\n{rows}");
        read(Cursor::new(text.into_bytes()), "IDX.csv", &options, |_| None)
    };
    let index = "2025-01-27,\"5,969.04\",\"6,017.17\",\"5,962.92\",\"6,012.28\",\"23,491,700\"\n\
                 2025-01-28,998.10,\"1,001.00\",995,\"999\",23.58M\n";
    let file = read_as(index, None).unwrap();
    let Bars::Daily(bars) = &file.symbols[0].bars else { panic!("not daily") };
    let figures: Vec<_> = bars.iter().map(|b| (b.close, b.volume)).collect();
    assert_eq!(figures, [(6012.28, Some(23_491_700.0)), (999.0, Some(23_580_000.0))]);
    let refused =
        read_as("2025-01-27,\"5,969.04\",\"6,017.17\",\"5,962.92\",\"6,012.28\",1\n", Some(Decimal::Comma));
    assert!(matches!(refused, Err(TableError::AllRejected { .. })), "{refused:?}");
}

#[test]
fn daily_rows_stamped_by_instants_are_of_the_venues_day() {
    let text = "Date,Close\n2025-05-29 23:00:00+00:00,700\n2025-06-01 23:00:00+00:00,710\n\
                2025-06-02 23:00:00+00:00,715\n";
    let options = PriceOptions::default();
    let london = |_: &str| Some(chrono_tz::Europe::London);
    let file = read(Cursor::new(text.as_bytes().to_vec()), "VOD.csv", &options, london).unwrap();
    let Bars::Daily(bars) = &file.symbols[0].bars else { panic!("not daily") };
    let days: Vec<String> = bars.iter().map(|bar| bar.at.to_string()).collect();
    assert_eq!(days, ["2025-05-30", "2025-06-02", "2025-06-03"]);
}

#[test]
fn an_empty_row_is_a_day_without_prices_and_no_fault() {
    let text = "Date,Open,High,Low,Close,Volume\n2025-01-27,1,2,1,2,5\n2025-01-28,,,,,\n\
                2025-01-29,null,null,null,null,null\n2025-01-30,0,0,0,0,0\n2025-01-31,0,0,0,2,5\n";
    let file =
        read(Cursor::new(text.as_bytes().to_vec()), "MSFT.csv", &PriceOptions::default(), |_| None).unwrap();
    assert_eq!((file.rows, file.rejected.len(), file.understood.empty), (5, 0, 3));
    assert_eq!(file.symbols[0].bars.len(), 2);
}

proptest::proptest! {
    /// Whatever stands in a file, it is read or refused.
    #[test]
    fn nothing_makes_the_reader_panic(text in "[0-9a-zA-Z,;.\\-/ \\n\\t\":{}\\[\\]年']{0,400}") {
        let _ = read(Cursor::new(text.into_bytes()), "MSFT.csv", &PriceOptions::default(), |_| None);
    }
}
