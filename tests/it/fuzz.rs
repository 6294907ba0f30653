//! The functions of the fuzz targets, on pieces thrown together at random, the same in every run.

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub)] // a library of its own for the fuzzer
mod targets;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What the inputs of a target are made of, besides any bytes.
fn pieces(target: &str) -> &'static [&'static str] {
    match target {
        "claims" | "link" => &[
            "\u{2}",
            "SAP-Aktie ",
            "Apple ",
            "$MSFT ",
            "BMW ",
            "shares ",
            "of ",
            "rose ",
            "fiel um ",
            "3 Prozent",
            "2.5%",
            " to $446.28",
            ", after ",
            "gestern ",
            ". ",
            "(NASDAQ: AAPL)",
            "DE0007164600 ",
            "é",
            "\u{301}",
            "\u{ad}",
            "%",
            "-",
            "1.234,5 ",
            "\n",
        ],
        "dates" => &[
            "\u{2}",
            "29.01.2025",
            "January 29, 2025",
            "01/02/2025",
            " 15:04 MEZ",
            " 9:31 a.m. ET",
            "vor 3 Stunden",
            "gestern",
            "Stand: ",
            "12:",
            "+01:",
            "T",
            "Z",
            "2025-",
            "99",
            "𝟚",
            "hier à ",
            "lunes, ",
            "\n",
        ],
        "feed" => &[
            "<rss version='2.0'><channel>",
            "<item>",
            "</item>",
            "</channel></rss>",
            "<title>",
            "</title>",
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<entry>",
            "</entry>",
            "</feed>",
            "<guid>",
            "</guid>",
            "<pubDate>Wed, 29 Jan 2025 10:00:00 GMT</pubDate>",
            "<updated>2025-01-29T10:00:00Z</updated>",
            "<description>",
            "</description>",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&",
            "&lt;p&gt;",
            "SAP",
            "<link>",
            "<?xml version='1.0' encoding='latin1'?>",
            "{\"items\":[{\"title\":\"a\"}]}",
            "\u{0}",
        ],
        "html" => &[
            "<html>",
            "<div>",
            "</div>",
            "<p",
            ">",
            " a='",
            "'",
            "\"",
            "<script>",
            "</script>",
            "<svg>",
            "</svg>",
            "<template>",
            "<table><tr><td>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&amp",
            "&#",
            "text ",
            "<h1>T</h1>",
            "<title>",
            "<textarea>",
            "<object></div></object>",
            "\u{0}",
        ],
        "query" => &[
            "kind",
            "ticker",
            "move",
            "horizon",
            "published",
            "text",
            " = ",
            " != ",
            " < ",
            " >= ",
            " ~ ",
            " in (",
            ")",
            ", ",
            "earnings",
            "AAPL",
            "3%",
            "5d",
            "\"",
            "'",
            "and ",
            "or ",
            "not ",
            "(",
            "2025-01-20",
            "é",
            "-",
        ],
        "tables" => &[
            "Date,",
            "Datum;",
            "Close",
            "title,",
            "title,at\nMicrosoft rises,",
            "{\"title\":\"Tesla falls\",\"tags\":[\"a\"]}\n",
            "\u{9b}\u{202e}",
            "symbol,",
            "\n",
            ",",
            ";",
            "\t",
            "29.01.2025",
            "05/06/2024",
            "2025-01-29T09:30",
            "12,5",
            "1.234,5",
            "12.5",
            "NaN",
            "-",
            "\"",
            "AAPL",
            "sep=;\n",
            "\u{feff}",
            "{\"date\":\"2025-01-29\"}",
            "PAR1",
            "Mkt-RF",
            "0.01",
            "<TICKER>",
        ],
        _ => &[],
    }
}

/// Bytes at random, and the pieces of a target among them.
fn inputs(target: &str) -> BoxedStrategy<Vec<u8>> {
    let any = proptest::collection::vec(any::<u8>(), 0..80);
    let pieces = pieces(target);
    if pieces.is_empty() {
        return any.boxed();
    }
    let heap = proptest::collection::vec(proptest::sample::select(pieces), 0..24)
        .prop_map(|p| p.concat().into_bytes());
    prop_oneof![1 => any, 6 => heap].boxed()
}

#[test]
fn every_target_holds_for_what_is_thrown_together() {
    for (name, target) in targets::TARGETS {
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let held = runner.run(&inputs(name), |bytes| {
            target(&bytes);
            Ok(())
        });
        assert!(held.is_ok(), "{name}: {}", held.unwrap_err());
    }
}

/// Blocks of bars as they are stored, whole and with one byte changed or cut off.
#[test]
fn damage_to_a_block_of_bars_is_seen_or_gives_bars() {
    let day =
        |n: i64| chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(n.unsigned_abs());
    let bars: Vec<_> = (0..40)
        .map(|n| {
            let close = 100.0 + f64::from(i32::try_from(n).unwrap()) * 0.25;
            let volume = (n % 3 > 0).then_some(1_000.0 * close);
            newstape::market::Bar {
                at: day(n),
                open: close,
                high: close + 1.0,
                low: close - 0.5,
                close,
                volume,
            }
        })
        .collect();
    let block = newstape::store::block_of_bars(&bars);
    assert_eq!(newstape::store::bars_in_block(&block).unwrap(), bars);
    for at in 0..block.len() {
        targets::bars(&block[..at]);
        for change in [1, 0x80, 0xff] {
            let mut damaged = block.clone();
            damaged[at] ^= change;
            targets::bars(&damaged);
        }
    }
}

/// Each target has its file, and the fuzzer's package names it.
#[test]
fn every_target_is_one_of_the_fuzzer() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    for (name, _) in targets::TARGETS {
        let file = format!("fuzz_targets/{name}.rs");
        let calls = std::fs::read_to_string(root.join(&file)).unwrap();
        assert!(calls.contains(&format!("newstape_fuzz::{name}(bytes)")), "{file}");
        assert!(manifest.contains(&format!("path = \"{file}\"")), "{file}");
    }
}
