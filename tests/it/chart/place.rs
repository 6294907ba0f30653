//! Marks stand where they say: each on the bar of its instant, at its price.

use newstape::chart::{
    self, AnchorMark, BenchmarkLine, ChartAt, ChartBars, Frame, NewsTime, NormalRange, PinMark, ReactionSpec,
    Size,
};
use newstape::market::{Bar, IntradayBar};
use newstape::reaction::VerdictWord;
use resvg::usvg::roxmltree::{Document, Node};

use super::specs::{day, horizon, made_up, made_up_days, new_york, plain, session};
use super::{assert_sound, svg};

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{name} of {node:?}"))
}

fn group<'a>(document: &'a Document<'a>, class: &str) -> Vec<Node<'a, 'a>> {
    let is_it = |n: &Node<'_, '_>| n.has_tag_name("g") && n.attribute("class") == Some(class);
    document
        .descendants()
        .find(is_it)
        .map(|g| g.children().filter(Node::is_element).collect())
        .unwrap_or_default()
}

/// The wicks of the candles, in the order of the bars: middle, top and bottom.
fn wicks(document: &Document<'_>) -> Vec<(f64, f64, f64)> {
    let lines = group(document, "prices").into_iter().filter(|n| n.has_tag_name("line"));
    let upright = lines.filter(|n| n.attribute("x1") == n.attribute("x2"));
    upright.map(|n| (number(&n, "x1"), number(&n, "y1"), number(&n, "y2"))).collect()
}

/// The points of the marks: middle, and height.
fn points(document: &Document<'_>) -> Vec<(f64, f64)> {
    let small = |n: &Node<'_, '_>| n.has_tag_name("circle") && number(n, "r") < 6.0;
    let circles = group(document, "callouts").into_iter().filter(small);
    circles.map(|n| (number(&n, "cx"), number(&n, "cy"))).collect()
}

/// Fails unless the points of the marks are, from left to right, on these bars and within their ranges.
fn assert_on_bars(name: &str, spec: &ReactionSpec, mut bars: Vec<usize>) {
    let drawn = svg(spec);
    let document = Document::parse(&drawn).unwrap();
    let (wicks, points) = (wicks(&document), points(&document));
    assert_eq!(wicks.len(), spec.bars.len(), "{name}");
    bars.sort_unstable();
    assert_eq!(points.len(), bars.len(), "{name}");
    for (point, bar) in points.iter().zip(bars) {
        let (x, top, bottom) = wicks[bar];
        assert!((x - point.0).abs() <= 1.0, "{name}: bar {bar} is at {x}, its mark at {point:?}");
        assert!((top - 0.6..=bottom + 0.6).contains(&point.1), "{name}: {top}..{bottom}, {point:?}");
    }
}

#[test]
fn marks_of_days_are_on_their_bars() {
    for (n, horizons) in [(5, 3), (20, 6), (44, 9), (90, 12)] {
        let spec = made_up(n, horizons, 0.02, -0.1);
        let bars = (0..horizons).map(|i| (n / 2 + i / 3 * i).min(n - 1)).collect();
        assert_on_bars(&format!("{n} bars"), &spec, bars);
    }
}

/// Five minutes each, from an afternoon to the next late morning, premarket included.
fn two_days() -> Vec<IntradayBar> {
    let stretches = [("2025-01-29T14:30:00", 18), ("2025-01-30T08:30:00", 36)];
    let starts = stretches
        .into_iter()
        .flat_map(|(from, n)| (0..n).map(move |i| new_york(from) + chrono::TimeDelta::minutes(5 * i)));
    starts
        .zip(0u32..)
        .map(|(at, i)| {
            let level = 400.0 + f64::from(i % 9) + if i >= 18 { 12.0 } else { 0.0 };
            Bar::new(at, level, level + 0.9, level - 0.9, level + 0.4, Some(1e5)).unwrap()
        })
        .collect()
}

fn after_hours() -> ReactionSpec {
    let bars = two_days();
    let mut spec = plain("Results after the close", ChartBars::Intraday(bars.clone()));
    spec.sessions = vec![session(day("2025-01-29")), session(day("2025-01-30"))];
    spec.moment = NewsTime::Instant(new_york("2025-01-29T16:05:00"));
    let anchor = bars[17];
    spec.anchor = Some(AnchorMark { at: Some(ChartAt::Instant(anchor.at)), price: anchor.close });
    let mark =
        |label, at, bar: usize| horizon(label, at, bars[bar].open, anchor.close, VerdictWord::Ordinary);
    spec.horizons = vec![
        mark("1m", ChartAt::Instant(bars[18].at), 18),
        // 08:30 + 12 bars of five minutes.
        mark("open", ChartAt::Open(day("2025-01-30")), 30),
        mark("1h", ChartAt::Instant(bars[42].at), 42),
    ];
    spec
}

#[test]
fn the_open_is_the_first_bar_of_the_main_hours() {
    assert_on_bars("after hours", &after_hours(), vec![18, 30, 42]);
    // With minutes missing, it is the first one that is there.
    let mut spec = after_hours();
    let ChartBars::Intraday(bars) = &mut spec.bars else { panic!("minutes") };
    bars.remove(30);
    let price = bars[30].open;
    spec.horizons[1].price = Some(price);
    assert_on_bars("a bar is missing", &spec, vec![18, 30, 41]);
}

#[test]
fn what_is_outside_the_bars_stretches_nothing_and_is_hollow_in_the_key() {
    let within = after_hours();
    let mut spec = after_hours();
    spec.horizons.push(horizon("5d", ChartAt::Day(day("2025-02-05")), 900.0, 404.0, VerdictWord::Extreme));
    assert_on_bars("five days on", &spec, vec![18, 30, 42]);
    let heights = |spec: &ReactionSpec| {
        let drawn = svg(spec);
        let wicks = wicks(&Document::parse(&drawn).unwrap());
        wicks.iter().map(|w| w.2 - w.1).fold(0.0, f64::max)
    };
    assert!((heights(&within) - heights(&spec)).abs() < 0.02);
    assert!(svg(&spec).contains("Hollow: outside the bars of this picture"));
    assert!(!svg(&within).contains("Hollow"));
}

#[test]
fn a_horizon_without_a_figure_says_why() {
    let mut spec = made_up(30, 2, 0.02, 0.0);
    let absent = chart::HorizonMark {
        at: None,
        price: None,
        return_fraction: None,
        abnormal_fraction: None,
        verdict: None,
        absent: Some("no prices".to_owned()),
        ..spec.horizons[0].clone()
    };
    spec.horizons.push(chart::HorizonMark { label: "20d".to_owned(), ..absent });
    assert!(svg(&spec).contains(">no prices<"));
    assert!(chart::alt_text(&spec).contains("20d: no prices"));
}

fn with_benchmark(spec: &ReactionSpec, is_known: impl Fn(usize) -> bool) -> ReactionSpec {
    #[allow(clippy::cast_precision_loss)]
    let closes = (0..spec.bars.len()).map(|i| is_known(i).then_some(500.0 + i as f64)).collect();
    ReactionSpec { benchmark: Some(BenchmarkLine { label: "SPY".to_owned(), closes }), ..spec.clone() }
}

fn stretches(spec: &ReactionSpec) -> usize {
    let drawn = svg(spec);
    group(&Document::parse(&drawn).unwrap(), "benchmark-line").len()
}

#[test]
fn a_line_is_broken_where_prices_are_missing() {
    let spec = made_up(30, 3, 0.02, 0.0);
    assert_eq!(stretches(&with_benchmark(&spec, |_| true)), 1);
    assert_eq!(stretches(&with_benchmark(&spec, |i| !(20..23).contains(&i))), 2);
    // The anchor is the fifteenth bar: without a price there, no line meets it.
    let unmet = with_benchmark(&spec, |i| i != 14);
    assert_eq!(stretches(&unmet), 0);
    assert!(svg(&unmet).contains("SPY has no price at the anchor and is not drawn"));
    assert!(!svg(&unmet).contains("rebased"));

    // A fortnight without bars, while the venue was open.
    let days = made_up_days(40, 100.0, 0.02, 0.0);
    let mut gap = plain("A gap", ChartBars::Daily([&days[..15], &days[25..]].concat()));
    gap.sessions = days.iter().map(|b| session(b.at)).collect();
    let gap = with_benchmark(&gap, |_| true);
    assert_eq!(stretches(&gap), 2);
    assert!(svg(&gap).contains("10 sessions have no prices"));
    assert_sound("gap", &chart::draw_reaction(&gap).unwrap());
}

#[test]
fn the_normal_range_begins_at_the_anchor_and_pins_are_in_the_key() {
    let mut spec = made_up(40, 4, 0.02, 0.0);
    let closes: Vec<f64> = made_up_days(400, 100.0, 0.02, 0.0).iter().map(|b| b.close).collect();
    spec.normal = NormalRange::of(&closes, 20);
    spec.pins = (0..5)
        .map(|i| PinMark {
            text: format!("news {i} of the same share"),
            at: new_york("2024-12-20T11:00:00") + chrono::TimeDelta::hours(i),
        })
        .collect();
    let drawn = svg(&spec);
    let document = Document::parse(&drawn).unwrap();
    let cones = group(&document, "normal-range");
    assert_eq!(cones.len(), 3);
    let anchor = &wicks(&document)[19];
    for cone in cones {
        let first: Vec<f64> =
            cone.attribute("points").unwrap().split([' ', ',']).take(2).map(|v| v.parse().unwrap()).collect();
        assert!((first[0] - anchor.0).abs() <= 1.0, "{first:?} {anchor:?}");
    }
    assert!(drawn.contains("50, 90, 99 % of its moves before (399 spans)"));
    assert_eq!(drawn.matches(">c</text>").count(), 2, "once at the axis, once in the key");
    for size in [Size::Article, Size::Column, Size::Phone, Size::Card, Size::Square, Size::Slide] {
        let sized =
            ReactionSpec { frame: Frame { sheet: size.sheet(), ..spec.frame.clone() }, ..spec.clone() };
        let drawing = chart::draw_reaction(&sized).unwrap();
        let fixed = match size {
            Size::Article | Size::Column | Size::Phone => None,
            Size::Card => Some((1200, 630)),
            Size::Square => Some((1080, 1080)),
            Size::Slide => Some((1280, 720)),
        };
        assert!(fixed.is_none_or(|fixed| fixed == drawing.size), "{size:?}: {:?}", drawing.size);
        assert_sound(&format!("size_{size:?}"), &drawing);
    }
}

#[test]
fn where_trading_never_ends_a_close_belongs_to_the_day_that_it_ends() {
    let news = crate::support::Newstape::new();
    let first: chrono::NaiveDate = "2024-12-20".parse().unwrap();
    // Each day lies wholly above the one before: a mark one day off is outside the bar there.
    let row = |i: u32| {
        let (day, level) = (first + chrono::Days::new(u64::from(i)), 100.0 + 2.0 * f64::from(i));
        format!("{day},{level},{},{},{},10\n", level + 0.5, level - 0.5, level + 0.3)
    };
    let rows: String = (0..60).map(row).collect::<Vec<_>>().concat();
    std::fs::write(news.path().join("btc.csv"), format!("date,open,high,low,close,volume\n{rows}")).unwrap();
    news.ok(&["prices", "import", "btc.csv", "--symbol", "BTC-USD"]);
    let at = ["--ticker", "BTC-USD", "--at", "2025-01-10T12:00Z", "--now", "2025-02-20T00:00:00Z"];
    news.ok(&[&["log", "--title", "A note on Bitcoin"][..], &at].concat());
    news.ok(&["measure", "1", "--now", "2025-02-20T00:00:00Z"]);
    news.ok(&["chart", "1", "-o", "btc.svg", "--now", "2025-02-20T00:00:00Z"]);
    let drawn = std::fs::read_to_string(news.path().join("btc.svg")).unwrap();
    let document = Document::parse(&drawn).unwrap();
    let (wicks, points) = (wicks(&document), points(&document));
    assert!(points.len() >= 3, "{points:?}");
    for (x, y) in points {
        let (_, top, bottom) =
            wicks.iter().min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs())).unwrap();
        assert!((top - 1.0..=bottom + 1.0).contains(&y), "{x} {y}: {top}..{bottom}");
    }
}

#[test]
fn two_outputs_of_one_name_are_refused() {
    let news = crate::support::Newstape::with_demo();
    let data_and_picture = ["chart", "1", "--data", "x.svg", "-o", "x.svg"];
    let two_pictures = ["chart", "1", "-o", "a.svg", "-o", "a.svg"];
    for args in [data_and_picture, two_pictures] {
        let (code, _, stderr) = news.run(&args, None);
        assert_ne!(code, 0, "{args:?}");
        assert!(stderr.contains("named for two outputs"), "{stderr}");
        assert!(!news.path().join(args[3]).exists(), "{args:?}");
    }
}
