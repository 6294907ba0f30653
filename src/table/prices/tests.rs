//! Files of the world, small ones written here and real ones where the shared data are.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use chrono_tz::America::New_York;

use super::*;

fn read_text(text: &str, file: &str, options: &PriceOptions) -> Result<PriceFile, TableError> {
    read(Cursor::new(text.as_bytes().to_vec()), file, options, |_| Some(New_York))
}

fn plain(text: &str) -> PriceFile {
    read_text(text, "MSFT.csv", &PriceOptions::default()).unwrap()
}

fn days(prices: &SymbolPrices) -> &[DailyBar] {
    match &prices.bars {
        Bars::Daily(bars) => bars,
        Bars::Intraday(..) => panic!("{} is intraday", prices.symbol),
    }
}

fn spans(prices: &SymbolPrices) -> (Interval, &[IntradayBar]) {
    match &prices.bars {
        Bars::Intraday(interval, bars) => (*interval, bars),
        Bars::Daily(_) => panic!("{} is daily", prices.symbol),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Reads a file of the shared data.
fn shared(path: &str, options: &PriceOptions) -> PriceFile {
    let file = std::fs::File::open(std::path::Path::new(env!("NEWSTAPE_SHARED_DATA")).join(path)).unwrap();
    read(file, path, options, |_| Some(New_York)).unwrap()
}

#[test]
fn yahoo_daily_bars() {
    let file = plain(
        "Date,Open,High,Low,Close,Adj Close,Volume\n2025-01-27,424.01,435.2,423.5,434.56,430.41,35647800\n",
    );
    assert_eq!((file.rows, file.adjustment), (1, Adjustment::Splits));
    assert_eq!(file.symbols[0].symbol, "MSFT");
    let bar = days(&file.symbols[0])[0];
    assert_eq!(
        (bar.at.to_string().as_str(), bar.close, bar.volume),
        ("2025-01-27", 434.56, Some(35_647_800.0))
    );
}

#[test]
fn stooq_in_polish_with_an_empty_line_first() {
    let text = "\r\nData,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\r\n2024-10-01,569.7,570.4,562.4,565.0,73132576\r\n";
    let file = read_text(text, "downloads/spy_us_d.csv", &PriceOptions::default()).unwrap();
    assert_eq!((file.symbols[0].symbol.as_str(), days(&file.symbols[0])[0].close), ("SPY", 565.0));
}

#[test]
fn broken_rows_are_named_and_the_rest_is_kept() {
    let file = plain(
        "Date,Open,High,Low,Close,Volume\n\
         2025-01-27,1,2,0.5,1.5,10\n\
         2025-01-28,1,2,0.5,-1.5,10\n\
         2025-01-29,1,2,0.5,\"12,x\",10\n\
         2025-01-30,1,2,0.5\n\
         yesterday,1,2,0.5,1.5,10\n\
         2025-02-03,1,2,3,1.5,10\n\
         2025-02-04 09:30,1,2,1,1.5,10\n\
         2025-02-05,1,2,0.5,,10\n\
         2025-02-06,1,2,0.5,1.5,-10\n\
         2025-02-07,1,2,0.5,1.5,\n",
    );
    let reasons: Vec<String> = file.rejected.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "3: column `close`: -1.5: a price must be positive",
            "4: column `close`: \"12,x\" is not a number",
            "5: there are 4 fields, not 6",
            "6: column `Date`: \"yesterday\" is neither a date nor a time",
            "7: column `low`: 3 is above the high of 2",
            "8: column `Date`: \"2025-02-04 09:30\" is not a date such as 2025-01-27, unlike the rows before",
            "9: column `close`: it is empty",
            "10: column `volume`: -10: it must not be negative",
        ]
    );
    assert_eq!((file.rows, days(&file.symbols[0]).len()), (10, 2));
    assert_eq!(days(&file.symbols[0])[1].volume, None);
}

#[test]
fn files_that_are_refused() {
    let refusal =
        |text: &str, file: &str| read_text(text, file, &PriceOptions::default()).unwrap_err().to_string();
    assert_eq!(refusal("", "a.csv"), "a.csv: the file is empty");
    assert_eq!(refusal("\n\n", "a.csv"), "a.csv: the file is empty");
    assert_eq!(refusal("Date,Open,High,Low,Close\n", "a.csv"), "a.csv: there is a header but not one row");
    assert_eq!(
        refusal("Date,Open,High,Low,Volume\n2025-01-27,1,2,0.5,10\n", "a.csv"),
        "a.csv: there is no column `close`; the columns are `Date`, `Open`, `High`, `Low`, `Volume`"
    );
    assert_eq!(refusal("No data", "a.csv"), "a.csv: this is not a table of prices: it begins \"No data\"");
    assert_eq!(
        refusal("<!DOCTYPE html>", "a.csv"),
        "a.csv: this is not a table of prices: it is HTML or XML"
    );
    assert_eq!(refusal("\0\0\0\0", "a.csv"), "a.csv: this is not a table of prices: it is not text");
    assert_eq!(
        refusal("Date,Open,High,Low,Close\n2025-01-27,1,2,0.5,1\n", "my_prices_2025.csv"),
        "my_prices_2025.csv: neither a column nor the name of the file says which symbol this is"
    );
    assert_eq!(
        refusal("Date,Open,High,Low,Close\n1/2/2025,1,2,0.5,1\n", "a.csv"),
        "a.csv: the dates can be read as month/day and as day/month"
    );
    let point = PriceOptions { decimal: Some(Decimal::Point), ..PriceOptions::default() };
    let commas = "Date;Open;High;Low;Close\n2025-01-27;1,5;2,5;0,5;1,5\n";
    assert_eq!(
        read_text(commas, "a.csv", &point).unwrap_err().to_string(),
        "a.csv: not one of 1 rows can be used; the first: 2: column `open`: \"1,5\" is not a number"
    );
    let cut = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b];
    let refused = read(Cursor::new(cut), "a.csv.gz", &PriceOptions::default(), |_| None).unwrap_err();
    assert!(matches!(refused, TableError::Unreadable { .. }), "{refused}");
}

#[test]
fn decimal_commas_asked_for_or_not() {
    let text =
        "Datum;Eröffnung;Hoch;Tief;Schluss;Volumen\n27.01.2025;1.234,5;1.240,0;1.230,25;1.235,0;12.000\n";
    for decimal in [Some(Decimal::Comma), None] {
        let options = PriceOptions { decimal, ..PriceOptions::default() };
        let file = read_text(text, "SAP.csv", &options).unwrap();
        let bar = days(&file.symbols[0])[0];
        assert_eq!((bar.open, bar.low, bar.volume), (1234.5, 1230.25, Some(12_000.0)));
    }
}

#[test]
fn slashes_are_settled_by_the_whole_file() {
    let rows = |first: &str, second: &str| {
        format!("Date,Open,High,Low,Close\n{first},1,2,0.5,1\n{second},1,2,0.5,1\n")
    };
    let american = plain(&rows("1/4/1999", "1/15/1999"));
    assert_eq!(days(&american.symbols[0])[0].at.to_string(), "1999-01-04");
    let european = plain(&rows("4/1/1999", "15/1/1999"));
    assert_eq!(days(&european.symbols[0])[0].at.to_string(), "1999-01-04");
    let mixed = read_text(&rows("13/1/1999", "1/14/1999"), "MSFT.csv", &PriceOptions::default());
    assert!(
        mixed
            .unwrap_err()
            .to_string()
            .contains("line 3 can only be month/day, that of line 2 only day/month")
    );
}

#[test]
fn order_and_duplicates() {
    let file = plain(
        "Date,Open,High,Low,Close\n2025-01-29,3,3,3,3\n2025-01-27,1,1,1,1\n2025-01-28,2,2,2,2\n\
         2025-01-28,2,2.5,2,2\n2025-01-27,1,1,1,1\n",
    );
    let closes: Vec<f64> = days(&file.symbols[0]).iter().map(|b| b.high).collect();
    assert_eq!(closes, [1.0, 2.5, 3.0]);
    let duplicate = crate::market::quality::Flag::Duplicate.into();
    assert_eq!(file.symbols[0].flags, [Flags::NONE, duplicate, Flags::NONE]);
}

#[test]
fn the_day_summer_time_ends_has_an_hour_twice_and_one_begins_short() {
    let header = "ts_local,open,high,low,close\n";
    let rows = |times: &[&str]| times.iter().fold(header.to_owned(), |t, at| t + at + ",1,1,1,1\n");
    let options = PriceOptions { interval: Some(Interval::Minute1), ..PriceOptions::default() };
    let autumn =
        read_text(&rows(&["2025-11-02 00:59:00", "2025-11-02 01:00:00"]), "MSFT.csv", &options).unwrap();
    assert_eq!(spans(&autumn.symbols[0]).1[1].at, at("2025-11-02T05:00:00Z"));
    assert_eq!(autumn.symbols[0].flags[1], crate::market::quality::Flag::AmbiguousTime.into());
    let spring =
        read_text(&rows(&["2025-03-09 01:59:00", "2025-03-09 02:30:00"]), "MSFT.csv", &options).unwrap();
    assert_eq!(
        spring.rejected[0].to_string(),
        "3: column `ts_local`: 2025-03-09 02:30:00 does not exist in America/New_York: the clock skipped it"
    );
}

#[test]
fn a_stated_interval_must_fit_the_stamps() {
    let text = "datetime,open,high,low,close\n2025-01-27 09:30,1,1,1,1\n2025-01-27 09:31,1,1,1,1\n2025-01-27 09:34,1,1,1,1\n";
    let asked = |interval| {
        let options = PriceOptions { interval: Some(interval), ..PriceOptions::default() };
        read_text(text, "MSFT.csv", &options)
    };
    assert_eq!(spans(&asked(Interval::Minute1).unwrap().symbols[0]).0, Interval::Minute1);
    assert_eq!(
        asked(Interval::Minute5).unwrap_err().to_string(),
        "MSFT.csv: MSFT: the rows are bars of 1m, not 5m"
    );
    let options = PriceOptions { interval: Some(Interval::Hour1), ..PriceOptions::default() };
    assert_eq!(
        read_text("Date,Open,High,Low,Close\n2025-01-27,1,1,1,1\n", "MSFT.csv", &options)
            .unwrap_err()
            .to_string(),
        "MSFT.csv: MSFT: the rows are dates without a time, not 1h"
    );
}

#[test]
fn a_repeated_row_pays_its_dividend_once() {
    let text = "date,ticker,open,high,low,close,dividend,split_ratio\n\
                2024-06-10,NVDA,1,1,1,1,0.01,10\n2024-06-10,NVDA,1,1,1,1,0.02,10\n";
    let file = read_text(text, "panel.csv", &PriceOptions::default()).unwrap();
    let kinds: Vec<ActionKind> = file.symbols[0].actions.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(kinds, [ActionKind::Split { new_per_old: 10.0 }, ActionKind::Dividend { amount: 0.02 }]);
}

/// A panel as pandas writes it: text, a local timestamp in nanoseconds, doubles, a nullable count.
#[cfg(feature = "parquet")]
fn parquet_panel() -> Vec<u8> {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message panel {
        required binary symbol (UTF8);
        required int64 date (TIMESTAMP(NANOS, false));
        required double open; required double high; required double low; required double close;
        optional int64 volume;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let symbols: Vec<ByteArray> = ["MSFT", "MSFT", "SAP"].map(ByteArray::from).to_vec();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&symbols, None, None).unwrap();
    column.close().unwrap();
    let day = |text| at(text).timestamp_nanos_opt().unwrap();
    let days = [day("2025-01-27T00:00:00Z"), day("2025-01-28T00:00:00Z"), day("2025-01-28T00:00:00Z")];
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&days, None, None).unwrap();
    column.close().unwrap();
    for prices in
        [[434.0, 447.0, 260.0], [435.0, 448.0, 261.0], [423.0, 440.1, 259.0], [434.56, 447.2, 260.5]]
    {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&prices, None, None).unwrap();
        column.close().unwrap();
    }
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[100, 300], Some(&[1, 0, 1]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_panel() {
    let options = PriceOptions::default();
    let file = read(Cursor::new(parquet_panel()), "panel.parquet", &options, |_| None).unwrap();
    let found: Vec<_> = file.symbols.iter().map(|s| (s.symbol.as_str(), days(s).len())).collect();
    assert_eq!(found, [("MSFT", 2), ("SAP", 1)]);
    let bar = days(&file.symbols[0])[1];
    assert_eq!((bar.at.to_string().as_str(), bar.close, bar.volume), ("2025-01-28", 447.2, None));
    let cut = parquet_panel()[..100].to_vec();
    let refused = read(Cursor::new(cut), "panel.parquet", &options, |_| None).unwrap_err();
    assert!(matches!(refused, TableError::Unreadable { .. }), "{refused}");
}

#[test]
fn json_lines() {
    let text = "{\"symbol\":\"MSFT\",\"date\":\"2025-01-27\",\"open\":1,\"high\":2,\"low\":0.5,\"close\":1.5,\"volume\":null}\n\
                \n[1]\n{\"symbol\":\"AAPL\",\"date\":\"2025-01-27\",\"open\":1,\"high\":2,\"low\":0.5,\"close\":1.25}\n";
    let file = read_text(text, "panel.jsonl", &PriceOptions::default()).unwrap();
    let found: Vec<_> = file.symbols.iter().map(|s| (s.symbol.as_str(), days(s)[0].close)).collect();
    assert_eq!(found, [("MSFT", 1.5), ("AAPL", 1.25)]);
    assert_eq!(file.rejected[0].line, 3);
}

#[test]
fn one_symbol_of_a_panel() {
    let options = PriceOptions { symbol: Some("aapl".to_owned()), ..PriceOptions::default() };
    let text = "ticker,date,open,high,low,close\nMSFT,2025-01-27,1,1,1,1\nAAPL,2025-01-27,2,2,2,2\n";
    let file = read_text(text, "panel.csv", &options).unwrap();
    assert_eq!((file.rows, file.symbols.len(), file.symbols[0].symbol.as_str()), (1, 1, "AAPL"));
    let none = PriceOptions { symbol: Some("NVDA".to_owned()), ..PriceOptions::default() };
    assert_eq!(
        read_text(text, "panel.csv", &none).unwrap_err().to_string(),
        "panel.csv: not one row is of NVDA"
    );
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn real_daily_files() {
    let none = PriceOptions::default();
    let traded = shared("daily/av_daily_adjusted_as_traded_2022_2024.csv.gz", &none);
    assert_eq!((traded.rows, traded.symbols.len(), traded.rejected.len()), (7530, 10, 0));
    assert_eq!(traded.adjustment, Adjustment::AsTraded);
    let nvda = traded.symbols.iter().find(|s| s.symbol == "NVDA").unwrap();
    assert!(nvda.actions.contains(&("2024-06-10".parse().unwrap(), ActionKind::Split { new_per_old: 10.0 })));

    let spy = PriceOptions { symbol: Some("SPY".to_owned()), ..PriceOptions::default() };
    let adjustment = |path| shared(path, &spy).adjustment;
    let core = shared("daily/core_adjusted_2024_2025.csv", &none);
    assert_eq!(core.adjustment, Adjustment::SplitsAndDividends);
    assert_eq!(adjustment("daily/spy_and_sector_etfs_raw_and_adjusted.csv.gz"), Adjustment::Splits);
    let quandl = shared("daily/quandl_wiki_2012_2016.csv.gz", &none);
    assert_eq!((quandl.rows, quandl.adjustment), (27_089, Adjustment::AsTraded));
    assert_eq!(adjustment("intraday/spy_1h_tzaware_2025.csv.gz"), Adjustment::SplitsAndDividends);

    let index = PriceOptions { symbol: Some("^GSPC".to_owned()), ..PriceOptions::default() };
    let sp500 = shared("daily/arch_sp500.csv.gz", &index);
    assert_eq!(days(&sp500.symbols[0])[0].at.to_string(), "1999-01-04");
    assert_eq!((sp500.rows, sp500.rejected.len()), (5031, 0));
    for (name, symbol) in [("qqq_us_d", "QQQ"), ("spy_us_d_en", "SPY"), ("spy_us_d_pl", "SPY")] {
        let stooq = shared(&format!("http/stooq/{name}.csv"), &none);
        assert_eq!((stooq.symbols[0].symbol.as_str(), stooq.rejected.len()), (symbol, 0));
        assert!(stooq.rows >= 125);
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn real_intraday_files() {
    let none = PriceOptions::default();
    let lean = shared("intraday/minute_extended_2013_2014_2023_aapl_ibm_spy.csv.gz", &none);
    assert_eq!((lean.rows, lean.rejected.len()), (10_655, 0));
    let aapl = lean.symbols.iter().find(|s| s.symbol == "AAPL").unwrap();
    assert_eq!(spans(aapl).1[0].at, at("2014-06-05T08:15:00Z"));

    let utc = shared("intraday/aapl_msft_1min_utc_2025_09.csv.gz", &none);
    let (interval, bars) = spans(&utc.symbols[0]);
    assert_eq!((interval, bars[0].at), (Interval::Minute1, at("2025-09-11T16:42:00Z")));

    let hourly = shared("intraday/us10_hourly_regular_2024H2_2025Q1.csv.gz", &none);
    let (interval, bars) = spans(&hourly.symbols[0]);
    assert_eq!((interval, bars[0].at), (Interval::Hour1, at("2024-06-03T13:30:00Z")));

    let ends = PriceOptions { stamped_at_end: true, ..PriceOptions::default() };
    let descending = shared("intraday/us6_1min_regular_2019_02_descending.csv.gz", &ends);
    let (_, bars) = spans(&descending.symbols[0]);
    assert_eq!(bars[0].at, at("2019-02-11T14:30:00Z"));
    assert!(bars.windows(2).all(|w| w[0].at < w[1].at));

    let spy = PriceOptions { symbol: Some("SPY".to_owned()), ..PriceOptions::default() };
    let aware = shared("intraday/spy_1h_tzaware_2025.csv.gz", &spy);
    let (interval, bars) = spans(&aware.symbols[0]);
    assert_eq!((interval, bars[0].at), (Interval::Hour1, at("2025-01-16T09:00:00Z")));
    let five = shared("intraday/us11_5min_2025.csv.gz", &none);
    assert_eq!(spans(&five.symbols[0]).0, Interval::Minute5);
}

#[test]
fn code_pages_of_other_alphabets_are_told_by_their_letters() {
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
    let rows = "\n2025/01/27,2790,2810,2780,2800,100\n2025/01/28,2800,2830,2790,2821,120\n";
    for (encoding, header) in [
        (SHIFT_JIS, "日付,始値,高値,安値,終値,出来高"),
        (EUC_JP, "日付,始値,高値,安値,終値,出来高"),
        (GBK, "日期,开盘,最高,最低,收盘,成交量"),
        (BIG5, "日期,開盤價,最高價,最低價,收盤價,成交量"),
        (EUC_KR, "날짜,시가,고가,저가,종가,거래량"),
        (WINDOWS_1251, "Дата,Откр.,Макс.,Мин.,Цена,Объём"),
        (WINDOWS_1252, "Datum,Eröffnung,Hoch,Tief,Schluß,Stücke"),
    ] {
        let (bytes, _, unmappable) = encoding.encode(header);
        assert!(!unmappable, "{header}");
        let bytes = [&bytes[..], rows.as_bytes()].concat();
        let options = PriceOptions { symbol: Some("MSFT".to_owned()), ..PriceOptions::default() };
        let file = read(Cursor::new(bytes), "x.csv", &options, |_| Some(New_York));
        let file = file.unwrap_or_else(|e| panic!("{header}: {e}"));
        let closes: Vec<f64> = days(&file.symbols[0]).iter().map(|bar| bar.close).collect();
        assert_eq!(closes, [2800.0, 2821.0], "{header}");
    }
}

#[test]
fn columns_named_by_symbol_and_kind_are_those_of_each_symbol() {
    let file = read_text(
        "Date,MSFT - Close Price,AAPL - Close Price\n2025-01-27,434.56,229.86\n2025-01-28,447.20,238.26\n",
        "chart.csv",
        &PriceOptions::default(),
    );
    let file = file.unwrap();
    let closes = |n: usize| days(&file.symbols[n]).iter().map(|bar| bar.close).collect::<Vec<_>>();
    assert_eq!((file.symbols[0].symbol.as_str(), closes(0)), ("MSFT", vec![434.56, 447.20]));
    assert_eq!((file.symbols[1].symbol.as_str(), closes(1)), ("AAPL", vec![229.86, 238.26]));
}
