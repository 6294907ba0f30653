//! Every kind of chart on every size, with the odd shapes that data has.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::America::New_York;
use newstape::chart::{
    AnchorMark, ChartAt, ChartBars, ChartSpec, ComparedLine, ComparisonSpec, Frame, HeatMapSpec, HeatRow,
    MultiplesSpec, NewsTime, NormalRange, Panel, PlaceboSpec, Size, Theme, TimelineNews, TimelineSpec,
    Wording,
};
use newstape::market::{Bar, IntradayBar};
use newstape::reaction::{Basis, VerdictWord};
use newstape::units::Currency;
use newstape::view::Lang;

use super::assert_sound;
use super::specs::{day, horizon, made_up_days, new_york, plain, session};

/// Titles of every script that news is written in.
const TITLES: [&str; 6] = [
    "Shares fall after a cheap model",
    "Die Donaudampfschifffahrtsgesellschaft senkt ihre Prognose für das laufende Geschäftsjahr zum dritten Mal",
    "Газпром сообщает о прибыли",
    "日本の株価は大きく下落した",
    "أرباح الشركة ترتفع",
    "x",
];

fn title(i: usize) -> Wording {
    let langs = ["en", "de", "ru", "ja", "ar", "en"];
    Wording::quoted(TITLES[i % 6], Some(langs[i % 6]))
}

fn frame(i: usize) -> Frame {
    Frame {
        subtitle: vec![title(i), "· a source · 27 Jan 2025".into()],
        credit: "Prices: Stooq. Chart: newstape".to_owned(),
        ..Frame::titled(TITLES[(i + 1) % 2])
    }
}

/// Draws it on every size, each in another language and on another paper.
fn check(name: &str, mut spec: ChartSpec) {
    for (i, size) in Size::ALL.into_iter().enumerate() {
        let frame = spec.frame_mut();
        frame.sheet = size.sheet();
        frame.lang = Lang::ALL[i % 2];
        frame.theme = [Theme::Light, Theme::Dark][i / 2 % 2].clone();
        let name = format!("{name}_{}", size.name());
        let drawing = spec.draw().unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_sound(&name, &drawing);
        assert_eq!(spec.draw().unwrap(), drawing, "{name}: the same bytes twice");
    }
}

#[allow(clippy::cast_precision_loss)]
fn wave(i: usize, size: f64) -> f64 {
    size * (i as f64 * 0.7).sin()
}

fn comparison(lines: usize, days: usize, size: f64) -> ChartSpec {
    let days: Vec<NaiveDate> = made_up_days(days, 100.0, 0.01, 0.0).iter().map(|b| b.at).collect();
    let line = |l: usize| ComparedLine {
        label: ["NVDA", "AVGO", "BRK-B", "RHEINMETALL", "0700.HK", "SPY"][l % 6].to_owned(),
        moves: (0..days.len()).map(|i| (l != 1 || i % 5 != 2).then(|| wave(i + l, size))).collect(),
        is_benchmark: l == 5,
    };
    ChartSpec::Comparison(ComparisonSpec {
        frame: frame(lines),
        sessions: days.iter().map(|d| session(*d)).collect(),
        zone: New_York,
        moment: NewsTime::Day(days[days.len() / 2]),
        moment_label: "News".to_owned(),
        lines: (0..lines).map(line).collect(),
        days,
    })
}

#[test]
fn comparisons_stay_legible() {
    for (lines, days, size) in [(1, 1, 0.0), (2, 40, 0.0001), (5, 44, 0.9), (6, 250, 0.03)] {
        check(&format!("comparison_{lines}_{days}"), comparison(lines, days, size));
    }
}

fn placebo(n: usize, this: f64, size: f64) -> ChartSpec {
    ChartSpec::Placebo(PlaceboSpec {
        frame: frame(n),
        moves: (0..n).map(|i| wave(i * i, size)).collect(),
        this,
        horizon: "1d".to_owned(),
        basis: if n.is_multiple_of(2) { Basis::Raw } else { Basis::Abnormal },
        verdict: Some(VerdictWord::Extreme),
        independent: Some(n / 2),
        period: Some((day("2020-01-02"), day("2025-01-24"))),
    })
}

#[test]
fn placebo_histograms_stay_legible() {
    for (n, this, size) in
        [(2, 0.0, 0.0), (60, -0.9, 0.0001), (1250, 0.17, 0.03), (251, -0.0001, 0.00002), (100, 40.0, 0.02)]
    {
        check(&format!("placebo_{n}"), placebo(n, this, size));
    }
}

fn multiples(n: usize, size: f64) -> ChartSpec {
    let steps = (1..=20).map(|i| [0.01, 0.03, 0.06].map(|s| s * f64::from(i).sqrt())).collect();
    let normal = NormalRange { spans: 250, steps };
    let panel = |p: usize| Panel {
        label: if p == 3 { "A share with a very long name indeed".to_owned() } else { format!("SYM{p}") },
        detail: title(p).text,
        points: (0_i32..if p == 1 { 1 } else { 30 })
            .map(|i| (i - 9, wave(p + i.unsigned_abs() as usize, size)))
            .collect(),
        normal: (p % 3 != 2).then(|| normal.clone()),
        move_fraction: (p % 4 != 3).then(|| wave(p, size)),
        verdict: p.is_multiple_of(2).then_some(VerdictWord::Notable),
    };
    ChartSpec::Multiples(MultiplesSpec { frame: frame(n), panels: (0..n).map(panel).collect() })
}

#[test]
fn small_multiples_stay_legible() {
    for (n, size) in [(1, 0.01), (5, 0.9), (40, 0.05)] {
        check(&format!("multiples_{n}"), multiples(n, size));
    }
}

fn timeline(days: usize, events: usize, start: f64) -> ChartSpec {
    let mut bars = made_up_days(days, start, 0.03, -0.3);
    if days > 60 {
        // A month without prices.
        bars.drain(30..50);
    }
    let first = bars[0].at;
    let sessions = made_up_days(days, start, 0.0, 0.0).iter().map(|b| session(b.at)).collect();
    let span = (bars[bars.len() - 1].at - first).num_days();
    let news = |i: usize| TimelineNews {
        // In bursts, some of them outside the bars.
        at: (first.and_hms_opt(15, 0, 0).unwrap().and_utc() - TimeDelta::days(2))
            + TimeDelta::hours(
                i64::try_from(i / 5 * 5).unwrap() * 24 * (span + 4) / i64::try_from(events).unwrap(),
            ),
        title: title(i),
        move_fraction: (i % 7 != 6).then(|| wave(i, 0.2)),
        verdict: None,
    };
    ChartSpec::Timeline(TimelineSpec {
        frame: frame(events),
        closes: bars.iter().map(|b| (b.at, b.close)).collect(),
        sessions,
        zone: New_York,
        news: (0..events).map(news).collect(),
        currency: Some(Currency::EUR),
        decimals: 2,
    })
}

#[test]
fn timelines_stay_legible() {
    for (days, events, start) in [(1, 1, 0.0001), (60, 12, 600_000.0), (250, 60, 80.0), (30, 30, 3.0)] {
        check(&format!("timeline_{days}_{events}"), timeline(days, events, start));
    }
}

fn heat_map(rows: usize, columns: usize, size: f64) -> ChartSpec {
    const HORIZONS: [&str; 13] =
        ["1m", "5m", "15m", "30m", "1h", "premarket", "open", "1d", "2d", "3d", "5d", "10d", "20d"];
    let row = |r: usize| HeatRow {
        label: ["MSFT", "earnings", "Donaudampfschifffahrt", "0700.HK"][r % 4].to_owned(),
        events: r * r * r + 1,
        moves: (0..columns).map(|c| ((r + c) % 5 != 4).then(|| wave(r + 3 * c, size))).collect(),
    };
    ChartSpec::HeatMap(HeatMapSpec {
        frame: frame(rows),
        columns: HORIZONS[..columns].iter().map(|c| (*c).to_owned()).collect(),
        rows: (0..rows).map(row).collect(),
        note: "Medians".to_owned(),
    })
}

#[test]
fn heat_maps_stay_legible() {
    for (rows, columns, size) in [(1, 1, 0.0001), (8, 13, 0.3), (40, 7, 9.0)] {
        check(&format!("heat_map_{rows}_{columns}"), heat_map(rows, columns, size));
    }
}

#[test]
fn studies_stay_legible_on_every_sheet() {
    for (name, groups, days, has_band) in
        [("one", 1, -5..=5, true), ("three", 3, -10..=10, true), ("six", 6, -2..=2, false)]
    {
        check(&format!("study_{name}"), ChartSpec::Study(super::study(groups, days, has_band)));
    }
}

/// A whole day of minutes, and the two hours after the news among them.
fn first_hours(step: usize) -> ChartSpec {
    let minutes: Vec<_> = two_hours().into_iter().step_by(step).collect();
    let mut spec = plain("The first two hours", ChartBars::Intraday(minutes[20 / step..140 / step].to_vec()));
    spec.frame = frame(1);
    spec.moment = NewsTime::Instant(new_york("2025-01-29T10:31:00"));
    let anchor = minutes[50 / step];
    spec.anchor = Some(AnchorMark { at: Some(ChartAt::Instant(anchor.at)), price: anchor.close });
    spec.horizons = [("1m", 62), ("5m", 66), ("15m", 76), ("1h", 121)]
        .map(|(label, at)| {
            let bar = minutes[at / step];
            horizon(label, ChartAt::Instant(bar.at), bar.close, anchor.close, VerdictWord::Notable)
        })
        .to_vec();
    spec.overview = minutes;
    ChartSpec::Reaction(Box::new(spec))
}

/// Minutes from half past nine on; every thirteenth saw no trade.
fn two_hours() -> Vec<IntradayBar> {
    let start = new_york("2025-01-29T09:30:00");
    let all = (0_u32..420).filter(|i| i % 13 != 12);
    all.map(|i| {
        let level = 400.0 + wave(i as usize / 5, 2.0);
        Bar::new(
            start + TimeDelta::minutes(i64::from(i)),
            level,
            level + 0.4,
            level - 0.4,
            level + 0.2,
            Some(1e4),
        )
        .unwrap()
    })
    .collect()
}

#[test]
fn first_hours_stay_legible() {
    for step in [1, 5] {
        check(&format!("first_hours_{step}"), first_hours(step));
    }
}

#[test]
fn minutes_are_to_scale() {
    let ChartSpec::Reaction(spec) = first_hours(1) else { panic!("minutes") };
    let drawn = spec.clone();
    let svg = newstape::chart::draw_reaction(&drawn).unwrap().svg;
    let document = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    let bars = document.descendants().find(|n| n.attribute("class") == Some("volume-pane")).unwrap();
    let lefts: Vec<f64> = bars
        .children()
        .filter(|n| n.has_tag_name("rect") && n.attribute("class") == Some("volume"))
        .map(|n| n.attribute("x").unwrap().parse().unwrap())
        .collect();
    let ChartBars::Intraday(minutes) = &spec.bars else { panic!("minutes") };
    assert_eq!(lefts.len(), minutes.len());
    let total = minutes[minutes.len() - 1].at - minutes[0].at;
    for (bar, left) in minutes.iter().zip(&lefts) {
        #[allow(clippy::cast_precision_loss)]
        let share = (bar.at - minutes[0].at).num_minutes() as f64 / total.num_minutes() as f64;
        let wanted = lefts[0] + share * (lefts[lefts.len() - 1] - lefts[0]);
        assert!((left - wanted).abs() <= 1.1, "{}: {left} instead of {wanted}", bar.at);
    }
}

#[test]
fn nothing_to_draw_is_an_error() {
    let empty = [
        ChartSpec::Comparison(ComparisonSpec { lines: Vec::new(), ..comparison_of(comparison(1, 3, 0.1)) }),
        ChartSpec::Multiples(MultiplesSpec { frame: frame(0), panels: Vec::new() }),
        heat_map(0, 3, 0.1),
        placebo(1, 0.1, 0.1),
    ];
    for spec in empty {
        assert_eq!(spec.draw().unwrap_err().to_string(), "the chart has no points");
    }
    let mut odd = comparison_of(comparison(1, 3, 0.1));
    odd.lines[0].moves.pop();
    assert_eq!(ChartSpec::Comparison(odd).draw().unwrap_err().to_string(), "NVDA has 2 values for 3 bars");
    assert!(placebo(10, f64::NAN, 0.1).draw().is_err());
}

fn comparison_of(spec: ChartSpec) -> ComparisonSpec {
    match spec {
        ChartSpec::Comparison(spec) => spec,
        other => panic!("{other:?}"),
    }
}

#[test]
fn german_charts_have_no_decimal_point_and_no_english_month() {
    let mut specs =
        [placebo(300, -0.17, 0.03), comparison(3, 30, 0.1), timeline(60, 12, 80.0), multiples(4, 0.1)];
    for spec in &mut specs {
        spec.frame_mut().lang = Lang::German;
        spec.frame_mut().title = "Ein Titel".to_owned();
        spec.frame_mut().subtitle.clear();
        spec.frame_mut().credit.clear();
        let drawing = spec.draw().unwrap();
        let (texts, ..) = super::boxes::texts(&drawing.svg);
        for text in texts
            .iter()
            .filter(|t| TITLES.iter().all(|title| !title.starts_with(t.text.trim_end_matches('…'))))
        {
            let has_point = text.text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|n| {
                n.split_once('.')
                    .is_some_and(|(whole, rest)| !whole.is_empty() && !rest.is_empty() && rest.len() != 3)
            });
            assert!(!has_point, "{text:?}");
            assert!(!text.text.contains(" to ") && !text.text.contains(" of "), "{text:?}");
        }
    }
}

/// One small chart of each kind.
pub(super) fn every_kind() -> Vec<(&'static str, ChartSpec)> {
    vec![
        ("reaction", ChartSpec::Reaction(Box::new(super::specs::made_up(12, 4, 0.02, -0.1)))),
        ("first_hours", first_hours(5)),
        ("comparison", comparison(3, 12, 0.03)),
        ("placebo", placebo(40, 0.05, 0.03)),
        ("multiples", multiples(3, 0.02)),
        ("timeline", timeline(20, 6, 80.0)),
        ("heat_map", heat_map(3, 4, 0.05)),
        ("study", ChartSpec::Study(super::study(2, -3..=3, true))),
    ]
}
