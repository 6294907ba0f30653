//! What is drawn as a file: written, read again, changed by hand.

use newstape::chart::{self, ChartSpec, Size};
use proptest::prelude::*;
use serde_json::Value;

use super::kinds::every_kind;
use crate::support::Newstape;

#[test]
fn a_spec_draws_the_same_chart_without_the_database() {
    let news = Newstape::with_demo();
    for (kind, lang) in [("reaction", "en"), ("comparison", "de"), ("placebo", "en"), ("multiples", "de")] {
        let first = ["chart", "1", "--as", kind, "--lang", lang, "--spec", "kept.json", "-o", "first.svg"];
        news.ok(&first);
        news.run_on("none.db", &["chart", "--spec", "kept.json", "-o", "again.svg"]);
        let read = |name: &str| std::fs::read_to_string(news.path().join(name)).unwrap();
        assert!(read("first.svg") == read("again.svg"), "{kind}");
        assert!(!news.path().join("none.db").exists());
    }
    let other =
        ["chart", "--spec", "kept.json", "--size", "card", "--dark", "--title", "Anders", "-o", "c.svg"];
    news.ok(&other);
    let drawn = std::fs::read_to_string(news.path().join("c.svg")).unwrap();
    assert!(drawn.contains("width=\"1200\"") && drawn.contains(">Anders<"), "{}", &drawn[..400]);
}

#[test]
fn a_file_that_is_no_spec_is_refused_in_one_sentence() {
    let news = Newstape::new();
    let cases = [
        ("{}", "missing field `schema`"),
        ("{\"schema\":\"newstape/chart-spec/9\",\"chart\":", "EOF while parsing"),
        ("{\"schema\":\"x\",\"chart\":{\"heat_map\":{}}}", "missing field `frame`"),
        ("no json", "expected"),
    ];
    for (text, reason) in cases {
        news.write("kept.json", text);
        let (code, _, stderr) = news.run(&["chart", "--spec", "kept.json"], None);
        assert_ne!(code, 0);
        assert!(stderr.contains("kept.json") && stderr.contains(reason), "{stderr}");
        assert_eq!(stderr.lines().filter(|line| line.starts_with("error")).count(), 1, "{stderr}");
    }
}

#[test]
fn every_kind_is_a_page_of_pdf_with_its_words() {
    for (name, mut spec) in every_kind() {
        for size in [Size::Article, Size::Phone] {
            spec.frame_mut().sheet = size.sheet();
            let drawing = spec.draw().unwrap();
            let pdf = chart::pdf(&drawing.svg).unwrap();
            let holds = |bytes: &[u8]| pdf.windows(bytes.len()).any(|window| window == bytes);
            assert!(pdf.starts_with(b"%PDF-") && holds(b"/MediaBox") && holds(b"/Title"), "{name}");
            assert!(holds(b"/Font"), "{name}: words are set in a face");
            assert_eq!(chart::pdf(&drawing.svg).unwrap(), pdf, "{name}: the same bytes twice");
        }
    }
}

/// The places of a document where a value stands.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(all) => all.iter().enumerate().for_each(|(n, v)| places(v, &format!("{at}/{n}"), out)),
        Value::Object(all) => all.iter().for_each(|(key, v)| places(v, &format!("{at}/{key}"), out)),
        _ => {}
    }
}

/// Values that a hand or a program may leave where others stood.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![0.0, -1.0, 1e308, -1e308, 5e-324, 1e15, 0.1]).prop_map(Value::from),
        prop::sample::select(vec![i64::MIN, i64::MAX, -1, 255, i64::from(i32::MAX), i64::from(i32::MIN)])
            .prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "9999-12-31",
            "-262143-01-01",
            "+262142-12-31T23:59:59Z",
            "Asia/Tokyo"
        ])
        .prop_map(Value::from),
        Just(Value::Null),
        Just(Value::Array(Vec::new())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_by_hand_makes_drawing_fail_without_a_word(
        which in 0..8_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..4),
    ) {
        let all = every_kind();
        let (_, spec) = &all[which % all.len()];
        let mut document: Value = serde_json::from_str(&spec.to_json().unwrap()).unwrap();
        for (at, value) in changes {
            let mut all = Vec::new();
            places(&document, "", &mut all);
            let at = &all[at.index(all.len())];
            *document.pointer_mut(at).unwrap() = value;
        }
        if let Ok(spec) = ChartSpec::from_json(&document.to_string()) {
            let _ = spec.draw();
        }
    }
}
