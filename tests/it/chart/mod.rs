//! Charts hold together: no label overlaps another or is cut, whatever is charted.

mod boxes;
mod specs;

use boxes::assert_legible;
use newstape::chart::{
    self, BenchmarkLine, CaarGroup, CaarPoint, CaarSpec, ChartAt, ChartBars, ClaimMark, Moment, ReactionSpec,
};
use newstape::market::Bar;
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
    for (end, width) in [("", spec.width), ("_narrow", chart::NARROW)] {
        let spec = ReactionSpec { width, ..spec.clone() };
        let name = format!("{name}{end}");
        let svg = chart::svg(&spec).unwrap_or_else(|e| panic!("{name}: {e}"));
        keep(&name, &svg);
        assert_legible(&name, &svg);
    }
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
    spec.title = "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(12);
    spec.subtitle = "A subtitle that explains at length what was measured, from where and how. ".repeat(6);
    spec.instrument =
        "An instrument with a very long name indeed, plc, American depositary receipts · ".repeat(3);
    spec.moment_label = "A label of the moment that says far too much about what came to pass ".repeat(4);
    spec.credit = "Prices: a provider with a long licence text; ".repeat(12);
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

    spec.title = "<script>alert(\"x\")</script> & 'quotes' ]]> \u{0}\u{7} dy=\"0.5ex\" 漢字 🚀".to_owned();
    spec.credit = String::new();
    spec.moment_label = String::new();
    check("hostile", &spec);
}

#[test]
fn missing_parts_leave_no_trace() {
    let bars: Vec<_> =
        made_up_days(20, 50.0, 0.02, 0.0).into_iter().map(|b| Bar { volume: None, ..b }).collect();
    let spec = plain("No volume, no benchmark, no horizon", ChartBars::Daily(bars));
    check("bare", &spec);
    let svg = chart::svg(&spec).unwrap();
    assert!(!svg.contains("Volume"));
    assert!(!svg.contains("rebased"));
}

#[test]
fn pending_horizons_are_told_and_not_drawn() {
    let mut spec = made_up(30, 2, 0.02, 0.0);
    spec.horizons.push(specs::pending("20d", day("2025-03-04")));
    check("pending", &spec);
    let svg = chart::svg(&spec).unwrap();
    assert!(svg.contains(">due 4 Mar<"));
    assert!(chart::alt_text(&spec).contains("20d pending until 4 Mar 2025"));
}

#[test]
fn news_at_the_edges_and_outside_stays_legible() {
    for (name, date) in
        [("news_before", "2023-01-01"), ("news_first", "2024-11-25"), ("news_after", "2026-01-01")]
    {
        let mut spec = made_up(30, 5, 0.02, 0.0);
        spec.moment = Moment::Day(day(date));
        check(name, &spec);
    }
}

#[test]
fn the_benchmark_meets_the_anchor() {
    let mut spec = made_up(30, 3, 0.02, 0.0);
    let closes = (0..30).map(|i| (i % 7 != 3).then_some(4000.0 + f64::from(i))).collect();
    spec.benchmark = Some(BenchmarkLine { label: "S&P 500 (SPY)".to_owned(), closes });
    check("benchmark", &spec);
    assert!(chart::svg(&spec).unwrap().contains("S&amp;P 500 (SPY), rebased to the anchor"));
    spec.benchmark = Some(BenchmarkLine { label: "SPY".to_owned(), closes: vec![None; 29] });
    let error = chart::svg(&spec).unwrap_err();
    assert_eq!(error.to_string(), "the benchmark SPY has 29 values for 30 bars");
}

#[test]
fn what_cannot_be_drawn_is_named() {
    let none = plain("Nothing", ChartBars::Daily(Vec::new()));
    assert_eq!(chart::svg(&none).unwrap_err().to_string(), "the chart has no bars");
    let mut spec = made_up(10, 2, 0.02, 0.0);
    spec.horizons[1].price = Some(f64::NAN);
    assert_eq!(chart::svg(&spec).unwrap_err().to_string(), "horizon -1d is NaN: it cannot be drawn");
    assert!(chart::png("<svg", 1.0).is_err());
    let svg = chart::svg(&made_up(10, 2, 0.02, 0.0)).unwrap();
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
    let svg = chart::svg(&made_up(12, 3, 0.02, 0.0)).unwrap();
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
            }
        });
        CaarGroup {
            label: format!("Group {g} of earnings surprises"),
            events: 40 + g,
            points: points.collect(),
        }
    };
    CaarSpec {
        title: "Shares drift for ten sessions after a surprise, in the direction of the surprise".to_owned(),
        subtitle: "Market model over 120 sessions, gap of 10; 83 announcements of 2024".to_owned(),
        groups: (0..groups).map(group).collect(),
        confidence: 0.95,
        credit: "Prices: Yahoo. Chart: newstape".to_owned(),
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
        let svg = chart::caar_svg(&study(groups, days, has_band)).unwrap_or_else(|e| panic!("{name}: {e}"));
        keep(name, &svg);
        assert_legible(name, &svg);
    }
    assert_eq!(chart::caar_svg(&study(0, 0..=1, true)).unwrap_err().to_string(), "the chart has no points");
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
    insta::assert_snapshot!("reaction", chart::svg(&spec).unwrap());
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
        spec.title = title.to_owned();
        spec.subtitle = title.to_owned();
        assert_legible("a title of marks", &chart::svg(&spec).unwrap());
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
        spec.title = title;
        spec.moment_label = label.clone();
        spec.moment = Moment::Day(day("2024-11-20") + chrono::Days::new(news));
        spec.decimals = decimals;
        spec.claims = vec![ClaimMark { text: format!("stated {label}"), at: Some(ChartAt::Day(day("2024-12-02"))), price: Some(251.0) }];
        assert_legible("a random chart", &chart::svg(&spec).unwrap());
    }
}
