//! The same table in every dress, and what a whole column decides.

use std::io::{Cursor, Write as _};

use chrono_tz::America::New_York;
use proptest::prelude::*;

use super::events::{self, EventOptions, EventTable};
use super::panel::{self, PanelOptions, PanelTable};
use super::prices::{self, Bars, PriceOptions};
use super::{DateOrder, Decimal, Stamp, TableError};
use crate::fault::{Fault, Remedy};

/// How a table of prices is written down.
#[derive(Debug, Clone, Copy)]
enum Dress {
    Commas,
    Semicolons,
    German,
    Tabs,
    Stated,
    Mark,
    Utf16Little,
    Utf16Big,
    Gzip,
    Western,
    JsonLines,
    #[cfg(feature = "parquet")]
    Parquet,
}

const DRESSES: &[Dress] = &[
    Dress::Commas,
    Dress::Semicolons,
    Dress::German,
    Dress::Tabs,
    Dress::Stated,
    Dress::Mark,
    Dress::Utf16Little,
    Dress::Utf16Big,
    Dress::Gzip,
    Dress::Western,
    Dress::JsonLines,
    #[cfg(feature = "parquet")]
    Dress::Parquet,
];

/// A bar of one day: its day of 2024 and open, high, low, close in cents.
type Row = (u32, [u32; 4]);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (1_u32..360, 100_u32..900_000, 0_u32..500, 0_u32..500);
    prop::collection::vec(row, 2..30).prop_map(|rows| {
        let mut rows: Vec<Row> = rows
            .into_iter()
            .map(|(day, low, a, b)| (day, [low + a, low + a + b, low, low + b.min(a + b)]))
            .collect();
        rows.sort_by_key(|row| row.0);
        rows.dedup_by_key(|row| row.0);
        // Something that tells the decimal sign and the order of the dates.
        rows.push((360, [12_345, 12_345, 12_345, 12_345]));
        rows
    })
}

fn date(day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_yo_opt(2024, day).unwrap()
}

fn lines(rows: &[Row], separator: &str, header: &str, row: impl Fn(&Row) -> Vec<String>) -> String {
    let mut out = header.replace(';', separator) + "\n";
    for r in rows {
        out += &(row(r).join(separator) + "\n");
    }
    out
}

fn decimals(cents: u32, sign: char) -> String {
    format!("{}{sign}{:02}", cents / 100, cents % 100)
}

fn plain(rows: &[Row], separator: &str) -> String {
    lines(rows, separator, "date;open;high;low;close", |(day, prices)| {
        let mut fields = vec![date(*day).to_string()];
        fields.extend(prices.map(|cents| decimals(cents, '.')));
        fields
    })
}

fn german(rows: &[Row]) -> String {
    lines(rows, ";", "Datum;Eröffnung;Hoch;Tief;Schluss", |(day, prices)| {
        let mut fields = vec![date(*day).format("%d.%m.%Y").to_string()];
        fields.extend(prices.map(|cents| decimals(cents, ',')));
        fields
    })
}

fn dressed(rows: &[Row], dress: Dress) -> Vec<u8> {
    match dress {
        Dress::Commas => plain(rows, ",").into_bytes(),
        Dress::Semicolons => plain(rows, ";").into_bytes(),
        Dress::German => german(rows).into_bytes(),
        Dress::Tabs => plain(rows, "\t").into_bytes(),
        Dress::Stated => format!("sep=|\r\n{}", plain(rows, "|")).into_bytes(),
        Dress::Mark => format!("\u{feff}{}", german(rows)).into_bytes(),
        Dress::Utf16Little => {
            let text = format!("\u{feff}{}", german(rows));
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        Dress::Utf16Big => german(rows).encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Dress::Gzip => {
            let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            zipped.write_all(german(rows).as_bytes()).unwrap();
            zipped.finish().unwrap()
        }
        Dress::Western => encoding_rs::WINDOWS_1252.encode(&german(rows)).0.into_owned(),
        Dress::JsonLines => {
            let line = |(day, [open, high, low, close]): &Row| {
                let [open, high, low, close] = [open, high, low, close].map(|c| f64::from(*c) / 100.0);
                let date = date(*day);
                serde_json::json!({"date": date, "open": open, "high": high, "low": low, "close": close})
            };
            rows.iter().map(|row| line(row).to_string()).collect::<Vec<_>>().join("\n").into_bytes()
        }
        #[cfg(feature = "parquet")]
        Dress::Parquet => parquet_bytes(rows),
    }
}

#[cfg(feature = "parquet")]
fn parquet_bytes(rows: &[Row]) -> Vec<u8> {
    use parquet::data_type::{DoubleType, Int32Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message bars { required int32 date (DATE); required double open; required double high;
        required double low; required double close; }";
    let schema = std::sync::Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, std::sync::Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let days: Vec<i32> = rows.iter().map(|row| date(row.0).to_epoch_days()).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&days, None, None).unwrap();
    column.close().unwrap();
    for which in 0..4 {
        let prices: Vec<f64> = rows.iter().map(|row| f64::from(row.1[which]) / 100.0).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&prices, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

fn closes(bytes: Vec<u8>) -> Vec<(i64, [f64; 4])> {
    // Stated, for few days can lie apart like weeks.
    let options = PriceOptions { interval: Some(crate::market::Interval::Day1), ..PriceOptions::default() };
    let file = prices::read(Cursor::new(bytes), "MSFT.csv", &options, |_| None).unwrap();
    assert_eq!(file.rejected, []);
    let Bars::Daily(bars) = &file.symbols[0].bars else { panic!("the bars are daily") };
    let at = |bar: &crate::market::DailyBar| i64::from(bar.at.to_epoch_days()) * 86_400;
    bars.iter().map(|bar| (at(bar), [bar.open, bar.high, bar.low, bar.close])).collect()
}

fn panel_of(bytes: Vec<u8>, file: &str) -> PanelTable {
    panel::read(Cursor::new(bytes), file, &PanelOptions::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_is_the_same_in_every_dress_as_prices_and_as_a_panel(rows in rows()) {
        let wanted: Vec<(i64, [f64; 4])> = rows
            .iter()
            .map(|(day, p)| (i64::from(date(*day).to_epoch_days()) * 86_400, p.map(|c| f64::from(c) / 100.0)))
            .collect();
        for dress in DRESSES {
            let bytes = dressed(&rows, *dress);
            prop_assert_eq!(&closes(bytes.clone()), &wanted, "{:?}", dress);
            let panel = panel_of(bytes, "MSFT.csv");
            let points: Vec<(i64, f64)> = wanted.iter().map(|(at, prices)| (*at, prices[3])).collect();
            prop_assert_eq!(&panel.series[0].points, &points, "{:?}", dress);
            prop_assert!(panel.series[0].symbol == "MSFT" && !panel.intraday);
        }
    }

    #[test]
    fn the_order_of_rows_decides_nothing(
        rows in rows(),
        american in any::<bool>(),
        comma in any::<bool>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let form = if american { "%m/%d/%Y" } else { "%d/%m/%Y" };
        let written = |rows: &[Row]| {
            let text = lines(rows, ";", "date;open;high;low;close", |(day, prices)| {
                let mut fields = vec![date(*day).format(form).to_string()];
                fields.extend(prices.map(|cents| decimals(cents, if comma { ',' } else { '.' })));
                fields
            });
            text.into_bytes()
        };
        let mut turned = rows.clone();
        turned.rotate_left(turn.index(rows.len()));
        prop_assert_eq!(closes(written(&rows)), closes(written(&turned)));
    }

    #[test]
    fn dates_are_settled_by_the_whole_column_or_refused(
        days in prop::collection::vec((1_u32..=12, 1_u32..=12), 1..20),
        settler in prop::option::of((13_u32..=28, any::<bool>())),
        at in any::<prop::sample::Index>(),
    ) {
        let mut texts: Vec<String> = days.iter().map(|(a, b)| format!("{a:02}/{b:02}/2024")).collect();
        if let Some((day, day_first)) = settler {
            let text = if day_first { format!("{day}/05/2024") } else { format!("05/{day}/2024") };
            texts.insert(at.index(texts.len() + 1), text);
        }
        let table = texts.iter().fold("symbol,date\n".to_owned(), |out, text| out + "A," + text + "\n");
        let read = read_events(&table, &EventOptions::default());
        match settler {
            None if days.iter().any(|(a, b)| a != b) => {
                let refusal = read.unwrap_err();
                prop_assert_eq!(refusal.remedy(), Some(Remedy::Choose { argument: "dates", of: &["mdy", "dmy"] }));
                prop_assert_eq!(
                    refusal.to_string(),
                    "e.csv: the dates can be read as month/day and as day/month"
                );
            }
            None => prop_assert!(read.is_ok()),
            Some((_, day_first)) => {
                let table = read.unwrap();
                prop_assert_eq!(table.events.len(), texts.len());
                let at = texts.iter().position(|text| *text == format!("{:02}/{:02}/2024", days[0].0, days[0].1));
                let (month, day) = if day_first { (days[0].1, days[0].0) } else { days[0] };
                let wanted = chrono::NaiveDate::from_ymd_opt(2024, month, day).unwrap();
                prop_assert_eq!(table.events[at.unwrap()].at, Stamp::Date(wanted));
            }
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), head in 0_usize..5) {
        let heads: [&[u8]; 5] = [b"", b"date,close\n", b"symbol,date\n", b"{\"date\":1}\n", b"\xff\xfe"];
        let bytes = [heads[head], &bytes].concat();
        let _ = panel::read(Cursor::new(bytes.clone()), "x.csv", &PanelOptions::default());
        let _ = events::read(Cursor::new(bytes.clone()), "x.csv", &EventOptions::default());
        let _ = prices::read(Cursor::new(bytes.clone()), "x.csv", &PriceOptions::default(), |_| None);
        let _ = super::factors::read(Cursor::new(bytes), "x.csv", &super::factors::FactorOptions::default());
    }
}

fn read_events(text: &str, options: &EventOptions) -> Result<EventTable, TableError> {
    events::read(Cursor::new(text.as_bytes().to_vec()), "e.csv", options)
}

fn instant(text: &str) -> Stamp {
    Stamp::Instant(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp())
}

fn day(text: &str) -> Stamp {
    Stamp::Date(text.parse().unwrap())
}

#[test]
fn events_in_the_shapes_of_the_world() {
    let options = EventOptions { zone: Some(New_York), ..EventOptions::default() };
    let october = day("2024-10-14");
    let half_past_four = instant("2024-10-11T20:30:00Z");
    for (text, wanted) in [
        ("symbol,date\nAAA,2024-10-14\n", october),
        ("Symbol;Datum\nAAA;14.10.2024\n", october),
        ("Ticker\tEvent Date\nAAA\t14-Oct-2024\n", october),
        ("ticker,announcement_date\nAAA,\"October 14, 2024\"\n", october),
        ("symbol,date\nAAA,20241014\n", october),
        ("symbol,date\nAAA,14/10/2024\n", october),
        ("symbol,date\nAAA,10/14/2024\n", october),
        (",symbol,date\n0,AAA,2024-10-14\n", october),
        ("event_id,ticker,event_date\n1,AAA,2024-10-14\n", october),
        ("name,when\nAAA,2024-10-14\n", october),
        ("{\"symbol\":\"AAA\",\"date\":\"2024-10-14\"}\n", october),
        ("{\"symbol\":\"AAA\",\"date\":20241014}\n", october),
        ("symbol,at\nAAA,2024-10-11T16:30:00-04:00\n", half_past_four),
        ("symbol,at\nAAA,2024-10-11T20:30:00Z\n", half_past_four),
        ("symbol,at\nAAA,2024-10-11T20:30:00.250Z\n", half_past_four),
        ("symbol,date\nAAA,2024-10-11 16:30:00\n", half_past_four),
        ("symbol,date\nAAA,2024-10-11 16:30:00.5\n", half_past_four),
        ("symbol,date\nAAA,2024-10-11 16:30\n", half_past_four),
        ("symbol;Datum;Uhrzeit\nAAA;11.10.2024;16:30\n", half_past_four),
        ("symbol,date\nAAA,10/11/2024 4:30 PM\nAAA,10/14/2024 4:30 PM\n", half_past_four),
        ("symbol,ts_utc\nAAA,2024-10-11 20:30:00\n", half_past_four),
    ] {
        let table = read_events(text, &options).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((&table.events[0].symbol[..], table.events[0].at), ("AAA", wanted), "{text}");
        assert_eq!(table.rejected, [], "{text}");
    }
}

#[test]
fn a_time_without_a_zone_needs_one() {
    let text = "symbol,at\nAAA,2024-10-14\nAAA,2024-10-11 16:30\n";
    let refusal = read_events(text, &EventOptions::default()).unwrap_err();
    assert_eq!(refusal.to_string(), "e.csv: AAA: the times have no zone");
    assert_eq!(refusal.remedy(), Some(Remedy::Give { argument: "zone", example: "America/New_York" }));
    let table = read_events(text, &EventOptions { zone: Some(New_York), ..EventOptions::default() }).unwrap();
    assert_eq!(table.events[1].at, instant("2024-10-11T20:30:00Z"));
    assert_eq!(table.zone, Some(New_York));
    let dated = read_events("symbol,date\nAAA,2024-10-14\n", &EventOptions::default()).unwrap();
    assert_eq!(dated.zone, None);
    let minutes = "symbol,at,close\nA,2024-05-01 09:30,1\nA,2024-05-01 09:31,2\nA,2024-05-01 09:32,2\n";
    let refusal = panel::read(Cursor::new(minutes), "m.csv", &PanelOptions::default()).unwrap_err();
    assert_eq!(refusal.to_string(), "m.csv: A: the times have no zone");
    let options = PanelOptions { zone: Some(New_York), ..PanelOptions::default() };
    let panel = panel::read(Cursor::new(minutes), "m.csv", &options).unwrap();
    assert_eq!(Stamp::Instant(panel.series[0].points[0].0), instant("2024-05-01T13:30:00Z"));
    assert!(panel.intraday && panel.zone == Some(New_York));
}

#[test]
fn event_tables_that_are_refused_and_rows_that_are_named() {
    let none = EventOptions::default();
    let refusal = |text: &str| read_events(text, &none).unwrap_err().to_string();
    for (text, said) in [
        (
            "symbol,date,size\nA,2024-01-02,3\n",
            "e.csv: the column `size` is not known; known are `symbol`, `date` or `at`, `time` next to a date, `group`, `sign` and `benchmark`",
        ),
        ("symbol,date,at\nA,2024-01-02,\n", "e.csv: the columns `date` and `at` mean the same"),
        ("symbol,ticker,date\nA,A,2024-01-02\n", "e.csv: the columns `symbol` and `ticker` mean the same"),
        ("symbol,group\nA,x\n", "e.csv: there is no column `date`; the columns are `symbol`, `group`"),
        ("date,group\n2024-01-02,x\n", "e.csv: there is no column `symbol`; the columns are `date`, `group`"),
        ("", "e.csv: the file is empty"),
        ("nothing\n", "e.csv: this is not a table of events: it begins \"nothing\""),
        ("symbol,date\nA,05/06/2024\n", "e.csv: the dates can be read as month/day and as day/month"),
        (
            "symbol,date\nA,05/06/2024\nA,05/16/2024\nA,16/05/2024\n",
            "e.csv: column `date`: the date of line 3 can only be month/day, that of line 4 only day/month",
        ),
        (
            "{\"symbol\":\"A\",\"date\":\"2024-01-02\"}\n{\"symbol\":\"A\",\"date\":\"2024-01-02\",\"size\":1}\n",
            "e.csv: the column `size` is not known; known are `symbol`, `date` or `at`, `time` next to a date, `group`, `sign` and `benchmark`",
        ),
    ] {
        assert_eq!(refusal(text), said, "{text}");
    }
    let named = EventOptions { group: Some("kind".to_owned()), ..EventOptions::default() };
    let a =
        read_events("symbol,date,kind\nA,2024-01-02,x\nB,never,x\n,2024-01-02,y\nC,31.02.2024,\n", &named);
    let a = a.unwrap();
    let said: Vec<String> = a.rejected.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "3: column `date`: \"never\" is neither a date nor a time",
            "4: column `symbol`: no symbol",
            "5: column `date`: \"31.02.2024\" is neither a date nor a time",
        ]
    );
    let b = "{\"symbol\":\"A\",\"date\":\"2024-01-02\"}\n[]\n{\"symbol\":\"A\",\"date\":\"2024-01-02\",\"kind\":\"x\"}\n";
    let b = read_events(b, &named).unwrap();
    assert_eq!(a.events[0].group.as_deref(), Some("x"));
    assert_eq!(b.events[0].group, None, "the key came with a later row");
    assert_eq!(b.events[1], a.events[0]);
    assert_eq!(b.rejected[0].line, 2);
    let stated = EventOptions { dates: Some(DateOrder::DayFirst), ..EventOptions::default() };
    assert_eq!(read_events("symbol,date\nA,05/06/2024\n", &stated).unwrap().events[0].at, day("2024-06-05"));
}

#[test]
fn panels_long_wide_and_of_one_symbol_are_alike() {
    let long = "ticker,date,close,adj_close\nA,2024-01-02,1,2\nA,2024-01-03,1,3\n";
    let wide = "date,A\n2024-01-02,2\n2024-01-03,3\n";
    let german = "Datum;A\n02.01.2024;2,0\n03.01.2024;3,0\n";
    let unnamed = ",A\n2024-01-02,2\n2024-01-03,3\n";
    let single = "Date,Close\n1/2/2024,2\n1/3/2024,3\n1/13/2024,\n";
    for (name, text) in
        [("x.csv", long), ("y.csv", wide), ("z.csv", german), ("u.csv", unnamed), ("A.csv", single)]
    {
        let panel = panel_of(text.as_bytes().to_vec(), name);
        assert_eq!(panel.series[0].symbol, "A", "{name}");
        let at = |text| day(text).number();
        assert_eq!(panel.series[0].points[..2], [(at("2024-01-02"), 2.0), (at("2024-01-03"), 3.0)], "{name}");
    }
    // Symbols that elsewhere are columns of times and closes.
    let letters = panel_of(b"date,T,C,TS\n2024-01-02,2,3,4\n2024-01-03,2,3,4\n".to_vec(), "w.csv");
    let symbols: Vec<&str> = letters.series.iter().map(|series| series.symbol.as_str()).collect();
    assert_eq!(symbols, ["T", "C", "TS"]);
}

#[test]
fn a_long_panel_may_stand_by_symbol_or_by_date() {
    let (symbols, days) = (["B", "A", "C"], ["2024-01-02", "2024-01-03", "2024-01-04"]);
    let row = |symbol: &str, day: &str| format!("{symbol},{day},{}.5\n", symbol.as_bytes()[0]);
    let head = "symbol,date,close\n".to_owned();
    let by_symbol =
        symbols.iter().flat_map(|s| days.iter().map(|d| row(s, d))).fold(head.clone(), |t, r| t + &r);
    // C is not there on the second day.
    let absent = |s: &str, d: &str| s == "C" && d == days[1];
    let by_date = days.iter().flat_map(|d| symbols.iter().filter(|s| !absent(s, d)).map(|s| row(s, d)));
    let by_date = panel_of(by_date.fold(head, |t, r| t + &r).into_bytes(), "x.csv");
    let mut by_symbol = panel_of(by_symbol.into_bytes(), "x.csv");
    by_symbol.series[2].points.remove(1);
    assert_eq!(by_date.series, by_symbol.series);
}

#[test]
fn prices_of_crsp_keep_no_sign_in_a_panel() {
    let text = "PERMNO,date,PRC\n10107,2024-01-02,-370.5\n10107,2024-01-03,371\n";
    let panel = panel_of(text.into(), "crsp.csv");
    let values: Vec<_> = panel.series[0].points().map(|(_, value)| value).collect();
    assert_eq!(values, [Some(370.5), Some(371.0)]);
}

#[test]
fn what_a_panel_leaves_out_is_counted_and_named() {
    let text = "symbol,date,close\nA,2024-01-02,\"12,x\"\nA,yesterday,1\nA,2024-01-03\nA,2024-01-04,7\n,2024-01-04,7\n";
    let panel = panel_of(text.as_bytes().to_vec(), "x.csv");
    assert_eq!((panel.rows, panel.series[0].points.len()), (5, 2));
    assert_eq!(panel.bad_fields.count, 1);
    assert_eq!(panel.bad_fields.first.unwrap().to_string(), "2: column `close`: \"12,x\" is not a number");
    assert_eq!(panel.left_out.count, 3);
    let first = panel.left_out.first.unwrap().to_string();
    assert_eq!(first, "3: column `date`: \"yesterday\" is neither a date nor a time");
    let all = panel::read(Cursor::new("date,close\nx,1\n"), "A.csv", &PanelOptions::default()).unwrap_err();
    let said = "A.csv: not one of 1 rows can be used; the first: 2: column `date`: \"x\" is neither a date nor a time";
    assert_eq!(all.to_string(), said);
}

#[test]
fn the_decimal_sign_is_that_of_the_column() {
    let read = |text: &str, decimal| {
        let options = PanelOptions { decimal, ..PanelOptions::default() };
        panel::read(Cursor::new(text.as_bytes().to_vec()), "A.csv", &options)
    };
    let values = |text: &str, decimal| -> Vec<f64> {
        read(text, decimal).unwrap().series[0].points.iter().map(|(_, value)| *value).collect()
    };
    let thousands = "date,close\n2025-01-27,\"5,969.04\"\n2025-01-28,\"6,026\"\n";
    assert_eq!(values(thousands, None), [5969.04, 6026.0]);
    let commas = "date;close\n2025-01-27;5.969,04\n2025-01-28;6.026\n2025-01-29;6,5\n2025-01-30;1,234\n";
    assert_eq!(values(commas, None), [5969.04, 6026.0, 6.5, 1.234]);
    assert_eq!(values("date;close\n2025-01-27;1,234\n", None), [1.234]);
    assert_eq!(values("date,close\n2025-01-27,1.234\n", None), [1.234]);
    let open = "date,close\n2025-01-27,\"1,234\"\n";
    let refusal = read(open, None).unwrap_err();
    assert_eq!(refusal.remedy(), Some(Remedy::Choose { argument: "decimal", of: &["point", "comma"] }));
    assert_eq!(
        refusal.to_string(),
        "A.csv: column `close`: the figures can be read with a decimal comma and with a decimal point"
    );
    assert_eq!(values(open, Some(Decimal::Point)), [1234.0]);
    assert_eq!(values(open, Some(Decimal::Comma)), [1.234]);
    let stray = read("date;close\n2025-01-27;5,5\n2025-01-28;5,6\n2025-01-29;5.7\n", None).unwrap();
    assert!(stray.series[0].points[2].1.is_nan());
    let said = "4: column `close`: 5.7 is written with a decimal point, unlike most of the column";
    assert_eq!(stray.bad_fields.first.unwrap().to_string(), said);
}

#[test]
fn thousands_never_become_decimals() {
    let index = "Date,Open,High,Low,Close,Volume\n\
                 2025-01-27,\"5,969.04\",\"6,017.17\",\"5,962.92\",\"6,012.28\",23.58M\n\
                 2025-01-28,\"6,026.97\",\"6,074.54\",\"5,994.63\",\"6,067.70\",\"23,491,700\"\n";
    let read = |decimal| {
        let options = PriceOptions { decimal, ..PriceOptions::default() };
        prices::read(Cursor::new(index), "SPX.csv", &options, |_| None)
    };
    let file = read(None).unwrap();
    let Bars::Daily(bars) = &file.symbols[0].bars else { panic!("the bars are daily") };
    assert_eq!((bars[0].close, bars[0].volume), (6012.28, Some(23_580_000.0)));
    assert_eq!((bars[1].close, bars[1].volume), (6067.7, Some(23_491_700.0)));
    let refusal = read(Some(Decimal::Comma)).unwrap_err();
    assert_eq!(refusal.remedy(), Some(Remedy::Give { argument: "decimal", example: "point" }), "{refusal}");
}

#[test]
fn a_daily_stamp_in_utc_is_the_day_of_its_venue() {
    use chrono_tz::Europe::London;
    let bars = |rows: &[&str]| {
        let text = rows.iter().fold("Date,Open,High,Low,Close\n".to_owned(), |t, at| t + at + ",1,1,1,1\n");
        let file =
            prices::read(Cursor::new(text), "VOD.csv", &PriceOptions::default(), |_| Some(London)).unwrap();
        let Bars::Daily(bars) = &file.symbols[0].bars else { panic!("the bars are daily") };
        bars.iter().map(|bar| bar.at.to_string()).collect::<Vec<_>>()
    };
    let summer = ["2025-05-29 23:00:00+00:00", "2025-06-01 23:00:00+00:00", "2025-06-02 23:00:00+00:00"];
    assert_eq!(bars(&summer), ["2025-05-30", "2025-06-02", "2025-06-03"]);
    assert_eq!(bars(&["2025-03-28T00:00:00Z", "2025-03-30T23:00:00Z"]), ["2025-03-28", "2025-03-31"]);
    // Dates that were written as midnights in UTC are dates.
    assert_eq!(bars(&["2025-06-02T00:00:00Z", "2025-06-03T00:00:00Z"]), ["2025-06-02", "2025-06-03"]);
}
