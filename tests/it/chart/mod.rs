//! Charts hold together: no label overlaps another or is cut, whatever is charted.

mod boxes;
mod document;
mod kinds;
mod place;
mod spec_files;
mod specs;

use boxes::assert_legible;
use document::assert_document;
use newstape::chart::{
    self, BenchmarkLine, CaarGroup, CaarPoint, CaarSpec, ChartAt, ChartBars, ClaimMark, Frame, NewsTime,
    ReactionSpec, Sheet, Theme, Wording,
};
use newstape::market::Bar;
use newstape::view::study::Measure;
use proptest::prelude::*;
use specs::{day, made_up, made_up_days, plain};

/// Charts to look at: with `NEWSTAPE_CHART_OUT` set, they are written there at 1× and 2×.
fn keep(name: &str, svg: &str) {
    let Some(folder) = std::env::var_os("NEWSTAPE_CHART_OUT") else { return };
    let file = |end: &str| std::path::Path::new(&folder).join(format!("{name}{end}"));
    std::fs::write(file(".svg"), svg).unwrap();
    for (end, scale) in [("@1x.png", 1.0), ("@2x.png", 2.0)] {
        std::fs::write(file(end), chart::png(svg, scale).unwrap()).unwrap();
    }
}

fn check(name: &str, spec: &ReactionSpec) {
    for (end, width) in [("", spec.frame.sheet.width), ("_narrow", chart::NARROW)] {
        let spec =
            ReactionSpec { frame: Frame { sheet: Sheet::wide(width), ..spec.frame.clone() }, ..spec.clone() };
        let name = format!("{name}{end}");
        let drawing = chart::draw_reaction(&spec).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_sound(&name, &drawing);
    }
}

/// The SVG of a chart that can be drawn.
fn svg(spec: &ReactionSpec) -> String {
    chart::draw_reaction(spec).unwrap().svg
}

fn assert_sound(name: &str, drawing: &chart::Drawing) {
    keep(name, &drawing.svg);
    assert_document(name, drawing);
    assert_legible(name, &drawing.svg);
}

#[test]
fn any_number_of_bars_and_horizons_stays_legible() {
    for bars in [1, 5, 30, 300] {
        for horizons in [1, 4, 15] {
            check(&format!("made_up_{bars}_{horizons}"), &made_up(bars, horizons, 0.02, -0.17));
        }
    }
}

#[test]
fn tiny_and_huge_prices_stay_legible() {
    for (name, start, swing, jump) in [
        ("tiny_range", 100.0, 1e-6, 0.0),
        ("no_range", 100.0, 0.0, 0.0),
        ("penny", 0.0123, 0.05, 0.0),
        ("berkshire", 712_000.0, 0.01, 0.0),
        ("hundredfold", 5.0, 0.05, 99.0),
    ] {
        let mut spec = made_up(40, 6, 0.02, 0.0);
        spec.bars = ChartBars::Daily(made_up_days(40, start, swing, jump));
        spec.anchor = spec.anchor.map(|a| newstape::chart::AnchorMark { price: start, ..a });
        for h in &mut spec.horizons {
            h.price = Some(start);
        }
        check(name, &spec);
    }
}

#[test]
fn long_and_hostile_texts_stay_legible() {
    let mut spec = made_up(30, 8, 0.02, 0.0);
    spec.frame.title = "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(12);
    spec.frame.subtitle =
        vec!["A subtitle that explains at length what was measured, from where and how. ".repeat(6).into()];
    spec.instrument =
        "An instrument with a very long name indeed, plc, American depositary receipts · ".repeat(3);
    spec.moment_label = "A label of the moment that says far too much about what came to pass ".repeat(4);
    spec.frame.credit = "Prices: a provider with a long licence text; ".repeat(12);
    spec.claims = (0..4)
        .map(|i| ClaimMark {
            text: "stated +3.20 % to 1,234.50 USD (after hours): unverifiable, because the tape is missing. "
                .repeat(i + 1),
            at: Some(ChartAt::Day(day("2024-12-12"))),
            price: Some(251.0),
        })
        .collect();
    spec.horizons[2].label = "a horizon that is called something long".to_owned();
    check("long", &spec);

    spec.frame.title =
        "<script>alert(\"x\")</script> & 'quotes' ]]> \u{0}\u{7} dy=\"0.5ex\" 漢字 🚀".to_owned();
    spec.frame.credit = String::new();
    spec.moment_label = String::new();
    check("hostile", &spec);
}

#[test]
fn missing_parts_leave_no_trace() {
    let bars: Vec<_> =
        made_up_days(20, 50.0, 0.02, 0.0).into_iter().map(|b| Bar { volume: None, ..b }).collect();
    let spec = plain("No volume, no benchmark, no horizon", ChartBars::Daily(bars));
    check("bare", &spec);
    let svg = svg(&spec);
    assert!(!svg.contains("Volume"));
    assert!(!svg.contains("rebased"));
}

#[test]
fn pending_horizons_are_told_and_not_drawn() {
    let mut spec = made_up(30, 2, 0.02, 0.0);
    spec.horizons.push(specs::pending("20d", day("2025-03-04")));
    check("pending", &spec);
    let svg = svg(&spec);
    assert!(svg.contains(">due 4 Mar<"));
    assert!(chart::alt_text(&spec).contains("20d pending until 4 Mar 2025"));
}

#[test]
fn news_at_the_edges_and_outside_stays_legible() {
    for (name, date) in
        [("news_before", "2023-01-01"), ("news_first", "2024-11-25"), ("news_after", "2026-01-01")]
    {
        let mut spec = made_up(30, 5, 0.02, 0.0);
        spec.moment = NewsTime::Day(day(date));
        check(name, &spec);
    }
}

#[test]
fn the_benchmark_meets_the_anchor() {
    let mut spec = made_up(30, 3, 0.02, 0.0);
    let closes = (0..30).map(|i| (i % 7 != 3).then_some(4000.0 + f64::from(i))).collect();
    spec.benchmark = Some(BenchmarkLine { label: "S&P 500 (SPY)".to_owned(), closes });
    check("benchmark", &spec);
    assert!(svg(&spec).contains("S&amp;P 500 (SPY), rebased to the anchor"));
    spec.benchmark = Some(BenchmarkLine { label: "SPY".to_owned(), closes: vec![None; 29] });
    let error = chart::draw_reaction(&spec).unwrap_err();
    assert_eq!(error.to_string(), "the benchmark SPY has 29 values for 30 bars");
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let none = plain("Nothing", ChartBars::Daily(Vec::new()));
    assert_eq!(chart::draw_reaction(&none).unwrap_err().to_string(), "the chart has no bars");
    let mut spec = made_up(10, 2, 0.02, 0.0);
    spec.horizons[1].price = Some(f64::NAN);
    assert_eq!(
        chart::draw_reaction(&spec).unwrap_err().to_string(),
        "horizon -1d is NaN: it cannot be drawn"
    );
    assert!(chart::png("<svg", 1.0).is_err());
    let svg = svg(&made_up(10, 2, 0.02, 0.0));
    assert!(chart::png(&svg, 0.0).is_err());
    assert!(chart::png(&svg, 1e6).is_err());
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn real_days_stay_legible() {
    for (name, spec) in [("deepseek", specs::deepseek()), ("nvda", specs::nvda())] {
        check(name, &spec);
    }
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn real_minutes_with_extended_hours_stay_legible() {
    for (name, symbol, from, to, news) in [
        ("spy_day", "SPY25", "2025-07-15", "2025-07-15", "2025-07-15T08:30:00"),
        ("spy_three_days", "SPY25", "2025-07-09", "2025-07-11", "2025-07-10T13:47:00"),
        ("spy_ten_days", "SPY25", "2025-07-01", "2025-07-15", "2025-07-10T13:47:00"),
        ("aapl_split", "AAPL", "2014-06-05", "2014-06-09", "2014-06-06T10:02:00"),
        ("ibm_week", "IBM", "2013-10-04", "2013-10-11", "2013-10-08T16:30:00"),
    ] {
        check(name, &specs::minutes(symbol, from, to, news));
    }
}

#[test]
fn a_picture_is_twice_as_large_at_twice_the_scale() {
    let svg = svg(&made_up(12, 3, 0.02, 0.0));
    let width = |scale| {
        let png = chart::png(&svg, scale).unwrap();
        u32::from_be_bytes([png[16], png[17], png[18], png[19]])
    };
    assert_eq!((width(1.0), width(2.0)), (960, 1920));
}

fn study(groups: usize, days: std::ops::RangeInclusive<i32>, has_band: bool) -> CaarSpec {
    let group = |g: usize| {
        let slope = [0.004, -0.006, 0.0039, 0.0, 0.0041, 0.008][g % 6];
        let points = days.clone().map(|d| {
            let caar_fraction =
                if d < 0 { 0.001 * f64::from(d % 3) } else { slope * f64::from(d + 1).sqrt() * 2.0 };
            let half = 0.003 * f64::from(d - days.start() + 1).sqrt();
            CaarPoint {
                relative_day: d,
                caar_fraction,
                band: has_band.then_some((caar_fraction - half, caar_fraction + half)),
                aar_fraction: has_band.then_some(slope * 0.3),
            }
        });
        CaarGroup {
            label: format!("Group {g} of earnings surprises"),
            events: 40 + g,
            points: points.collect(),
            of_events: if has_band {
                (0..40).map(|i| f64::from(i % 13) * 0.01 - 0.05).collect()
            } else {
                Vec::new()
            },
            is_difference: g == 2,
        }
    };
    CaarSpec {
        frame: Frame {
            subtitle: vec!["Market model over 120 sessions, gap of 10; 83 announcements of 2024".into()],
            credit: "Prices: Yahoo. Chart: newstape".to_owned(),
            ..Frame::titled(
                "Shares drift for ten sessions after a surprise, in the direction of the surprise",
            )
        },
        measure: Measure::Return,
        groups: (0..groups).map(group).collect(),
        confidence: 0.95,
    }
}

#[test]
fn event_studies_stay_legible() {
    for (name, groups, days, has_band) in [
        ("caar_one", 1, -5..=5, true),
        ("caar_two", 2, -10..=10, true),
        ("caar_six", 6, -20..=60, false),
        ("caar_day", 3, 0..=0, true),
        ("caar_long", 2, -250..=250, true),
    ] {
        let drawing =
            chart::draw_caar(&study(groups, days, has_band)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_sound(name, &drawing);
    }
    assert_eq!(chart::draw_caar(&study(0, 0..=1, true)).unwrap_err().to_string(), "the chart has no points");
    let alt = chart::caar_alt_text(&study(1, -5..=5, true));
    assert!(alt.contains("from relative day −5 to +5: +1.96 % (95.0 % band +0.96 % to +2.95 %)"), "{alt}");
}

#[test]
fn a_small_chart_is_written_as_it_was() {
    let mut spec = made_up(3, 0, 0.02, -0.05);
    let anchor = spec.anchor.unwrap();
    spec.horizons = vec![specs::horizon(
        "1d",
        ChartAt::Day(day("2024-11-27")),
        240.0,
        anchor.price,
        newstape::reaction::VerdictWord::Notable,
    )];
    insta::assert_snapshot!("reaction", document::without_faces(&svg(&spec)));
    insta::assert_snapshot!("reaction_alt", chart::alt_text(&spec));
}

/// A letter with two marks that the face cannot place: the shaper stacked them into the line below.
#[test]
fn marks_do_not_leave_their_line() {
    for title in [
        "\u{fb3e}\u{8e3}A",
        "Z\u{351}\u{32b}\u{36b}\u{343}algo rises",
        "\u{5de}\u{5bc}\u{5b8}\u{8e3}\u{8e3} up",
    ] {
        let mut spec = made_up(1, 0, 1e-5, 0.0);
        spec.frame.title = title.to_owned();
        spec.frame.subtitle = vec![Wording::quoted(title, None)];
        assert_legible("a title of marks", &svg(&spec));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_chart_hides_a_label(
        bars in 1usize..120,
        horizons in 0usize..=15,
        swing in 1e-5..0.2f64,
        jump in -0.9..5.0f64,
        news in 0u64..200,
        title in "\\PC{0,200}",
        label in "[a-z0-9 ]{0,60}",
        decimals in 0u8..5,
    ) {
        let mut spec = made_up(bars, horizons, swing, jump);
        spec.frame.title = title.clone();
        spec.frame.subtitle = vec![Wording::quoted(title, Some("ar")), "· source".into()];
        spec.moment_label = label.clone();
        spec.moment = NewsTime::Day(day("2024-11-20") + chrono::Days::new(news));
        spec.decimals = decimals;
        spec.claims = vec![ClaimMark { text: format!("stated {label}"), at: Some(ChartAt::Day(day("2024-12-02"))), price: Some(251.0) }];
        let drawing = chart::draw_reaction(&spec).unwrap();
        assert_document("a random chart", &drawing);
        assert_legible("a random chart", &drawing.svg);
        prop_assert_eq!(chart::draw_reaction(&spec).unwrap(), drawing);
    }
}

#[test]
fn every_part_of_the_picture_is_a_group_and_the_texts_are_in_it() {
    let mut spec = made_up(30, 3, 0.02, 0.0);
    spec.benchmark = Some(BenchmarkLine {
        label: "SPY".to_owned(),
        closes: (0..30).map(|i| Some(500.0 + f64::from(i))).collect(),
    });
    let drawn = svg(&spec);
    for part in [
        "heading",
        "legend",
        "ground",
        "grid",
        "leaders",
        "volume-pane",
        "benchmark-line",
        "prices",
        "anchor",
        "callouts",
        "axis",
        "horizons",
        "foot",
    ] {
        assert_eq!(drawn.matches(&format!("<g class=\"{part}\">")).count(), 1, "{part}");
    }
    // A dashed line is one element.
    assert_eq!(drawn.matches("stroke-dasharray=\"4 3\"").count(), 2);
    let texts = document::texts(&drawn);
    for wanted in [
        spec.frame.title.as_str(),
        "Anchor 248.1676 USD",
        "Volume",
        "Horizon",
        "Prices: Stooq. Chart: newstape",
    ] {
        assert!(texts.iter().any(|t| t.starts_with(wanted)), "{wanted} in {texts:?}");
    }
}

#[test]
fn the_news_is_told_in_its_own_language() {
    let mut spec = made_up(5, 0, 0.02, 0.0);
    spec.frame.subtitle = vec![Wording::quoted("أرباح مايكروسوفت", Some("ar")), "· 2025-01-29".into()];
    let drawn = svg(&spec);
    let phrase =
        "<tspan lang=\"ar\" style=\"unicode-bidi:plaintext\">أرباح مايكروسوفت</tspan> · 2025-01-29</text>";
    assert!(drawn.contains(phrase), "{drawn}");

    // A text in two languages is as wide as in one.
    let box_of = |lang| {
        let mut spec = made_up(5, 0, 0.02, 0.0);
        spec.frame.subtitle = vec![Wording::quoted("Gewinne steigen", Some(lang)), "· 2025-01-29".into()];
        let (texts, ..) = boxes::texts(&svg(&spec));
        texts.into_iter().find(|t| t.text == "Gewinne steigen · 2025-01-29").expect("the subtitle")
    };
    let (one, two) = (box_of("en"), box_of("de"));
    assert!((one.right - two.right).abs() < 0.5 && (one.left - two.left).abs() < 0.5, "{one:?} {two:?}");
}

#[test]
fn dark_paper_changes_colours_alone() {
    let light = made_up(30, 3, 0.02, -0.05);
    let dark = ReactionSpec { frame: Frame { theme: Theme::Dark, ..light.frame.clone() }, ..light.clone() };
    // The ids go by the content.
    let without = |text: &str, start: &str| {
        let parts: Vec<&str> = text.split(start).collect();
        parts
            .iter()
            .enumerate()
            .map(|(i, p)| if i == 0 { p } else { p.split_once('"').map_or("", |(_, r)| r) })
            .collect::<String>()
    };
    let bare = |spec: &ReactionSpec| without(&without(&without(&svg(spec), "\"title-"), "\"desc-"), "\"#");
    assert_eq!(bare(&light), bare(&dark));
    assert!(svg(&dark).contains("fill=\"#1A1E26\"") && !svg(&dark).contains("#FFFFFF"));
}
