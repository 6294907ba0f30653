//! The chart in words, for readers who cannot see it.

use super::spec::{ChartAt, ChartBars, HorizonMark, NewsTime, NormalRange, ReactionSpec};
use crate::view::format;

/// Says in a few sentences what the chart shows, title first.
#[must_use]
pub fn alt_text(spec: &ReactionSpec) -> String {
    format!("{} {}", ended(&spec.title), description(spec))
}

/// What the chart shows, in addition to its title.
pub(super) fn description(spec: &ReactionSpec) -> String {
    let mut sentences: Vec<String> = prices(spec).into_iter().collect();
    sentences.push(format!("{}: {}.", label_or(&spec.moment_label, "News"), moment(spec)));
    if let Some(anchor) = spec.anchor {
        sentences.push(format!(
            "The reaction is measured from {}.",
            format::price(anchor.price, spec.currency, spec.decimals)
        ));
    }
    if !spec.horizons.is_empty() {
        let all: Vec<String> = spec.horizons.iter().map(horizon).collect();
        sentences.push(format!("Returns: {}.", all.join("; ")));
    }
    sentences.extend(spec.normal.as_ref().and_then(normal));
    sentences.extend(spec.claims.iter().map(|c| ended(&format!("The text {}", c.text))));
    sentences.extend(spec.pins.iter().map(|pin| ended(&format!("Other news: {}", pin.text))));
    sentences.extend(spec.remarks.iter().map(|remark| ended(remark)));
    sentences.join(" ")
}

/// The normal range in words, at its last step.
fn normal(range: &NormalRange) -> Option<String> {
    let [half, most, nearly_all] = range.steps.last()?.map(|size| format::percent(size).replace('+', "±"));
    let sessions = range.steps.len();
    let noun = if sessions == 1 { "session" } else { "sessions" };
    Some(format!(
        "Before, 50 % of its moves over {sessions} {noun} were within {half}, 90 % within {most} and 99 % within {nearly_all}."
    ))
}

pub(super) fn ended(sentence: &str) -> String {
    let text = sentence.trim();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

fn label_or<'a>(label: &'a str, otherwise: &'a str) -> &'a str {
    if label.trim().is_empty() { otherwise } else { label.trim() }
}

/// When the news became public, in the exchange's zone.
pub(super) fn moment(spec: &ReactionSpec) -> String {
    match spec.moment {
        NewsTime::Instant(t) => format::instant_in_zone(t, spec.zone),
        NewsTime::Day(day) => format!("{} {}", day.format("%a"), format::day(day)),
    }
}

fn prices(spec: &ReactionSpec) -> Option<String> {
    let (first, last, kind, count) = match &spec.bars {
        ChartBars::Daily(bars) => {
            (format::day(bars.first()?.at), format::day(bars.last()?.at), "Daily", bars.len())
        }
        ChartBars::Intraday(bars) => (
            format::instant_short(bars.first()?.at, spec.zone),
            format::instant_short(bars.last()?.at, spec.zone),
            "Intraday",
            bars.len(),
        ),
    };
    let (low, high) = spec.bars.range()?;
    let price = |p| format::price(p, spec.currency, spec.decimals);
    let bars = if count == 1 { "bar" } else { "bars" };
    Some(format!(
        "{kind} prices of {}, {count} {bars} from {first} to {last}, between {} and {}.",
        spec.instrument,
        price(low),
        price(high)
    ))
}

fn horizon(mark: &HorizonMark) -> String {
    match (mark.pending, mark.return_fraction) {
        (true, _) => match mark.at {
            Some(ChartAt::Day(day)) => format!("{} pending until {}", mark.label, format::day(day)),
            Some(ChartAt::Open(_) | ChartAt::Instant(_)) | None => format!("{} pending", mark.label),
        },
        (false, None) => format!("{}: {}", mark.label, mark.absent.as_deref().unwrap_or("without data")),
        (false, Some(r)) => {
            let word = mark.verdict.map_or_else(String::new, |v| format!(" ({})", v.as_str()));
            format!("{} {}{word}", mark.label, format::percent(r))
        }
    }
}
