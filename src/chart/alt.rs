//! The chart in words, for readers who cannot see it.

use super::spec::{ChartAt, ChartBars, HorizonMark, NewsTime, NormalRange, ReactionSpec};
use crate::view::{Lang, format};

/// Says in a few sentences what the chart shows, title first.
#[must_use]
pub fn alt_text(spec: &ReactionSpec) -> String {
    format!("{} {}", ended(&spec.frame.title), description(spec))
}

/// What the chart shows, in addition to its title.
pub(super) fn description(spec: &ReactionSpec) -> String {
    let lang = spec.frame.lang;
    let mut sentences: Vec<String> = prices(spec).into_iter().collect();
    let label = label_or(&spec.moment_label, lang.pick("News", "Nachricht"));
    sentences.push(format!("{label}: {}.", moment(spec)));
    if let Some(anchor) = spec.anchor {
        let price = lang.price(anchor.price, spec.currency, spec.decimals);
        let from = lang.pick("The reaction is measured from", "Gemessen wird ab");
        sentences.push(format!("{from} {price}."));
    }
    if !spec.horizons.is_empty() {
        let all: Vec<String> = spec.horizons.iter().map(|mark| horizon(mark, lang)).collect();
        sentences.push(format!("{}: {}.", lang.pick("Returns", "Renditen"), all.join("; ")));
    }
    sentences.extend(spec.normal.as_ref().and_then(|range| normal(range, lang)));
    let (text, other) = (lang.pick("The text", "Der Text"), lang.pick("Other news", "Andere Nachricht"));
    sentences.extend(spec.claims.iter().map(|c| ended(&format!("{text} {}", c.text))));
    sentences.extend(spec.pins.iter().map(|pin| ended(&format!("{other}: {}", pin.text))));
    sentences.extend(spec.remarks.iter().map(|remark| ended(remark)));
    sentences.join(" ")
}

/// The normal range in words, at its last step.
fn normal(range: &NormalRange, lang: Lang) -> Option<String> {
    let [half, most, nearly_all] = range.steps.last()?.map(|size| lang.percent(size).replace('+', "±"));
    let sessions = range.steps.len();
    Some(match lang {
        Lang::English => {
            let noun = if sessions == 1 { "session" } else { "sessions" };
            format!(
                "Before, 50 % of its moves over {sessions} {noun} were within {half}, 90 % within {most} and 99 % \
                 within {nearly_all}."
            )
        }
        Lang::German => {
            let noun = if sessions == 1 { "Handelstag" } else { "Handelstage" };
            format!(
                "Zuvor blieben 50 % seiner Bewegungen über {sessions} {noun} innerhalb von {half}, 90 % innerhalb \
                 von {most} und 99 % innerhalb von {nearly_all}."
            )
        }
    })
}

pub(super) fn ended(sentence: &str) -> String {
    let text = sentence.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn label_or<'a>(label: &'a str, otherwise: &'a str) -> &'a str {
    if label.trim().is_empty() { otherwise } else { label.trim() }
}

/// When the news became public, in the exchange's zone.
fn moment(spec: &ReactionSpec) -> String {
    match (spec.moment, spec.frame.lang) {
        (NewsTime::Instant(t), Lang::English) => format::instant_in_zone(t, spec.zone),
        (NewsTime::Instant(t), lang) => lang.instant(t, spec.zone),
        (NewsTime::Day(day), lang) => lang.long_day(day),
    }
}

fn prices(spec: &ReactionSpec) -> Option<String> {
    let lang = spec.frame.lang;
    let instant = |at| match lang {
        Lang::English => format::instant_short(at, spec.zone),
        Lang::German => lang.instant(at, spec.zone),
    };
    let (first, last, kind) = match &spec.bars {
        ChartBars::Daily(bars) => {
            (lang.day(bars.first()?.at), lang.day(bars.last()?.at), lang.pick("Daily prices", "Tageskurse"))
        }
        ChartBars::Intraday(bars) => {
            let kind = lang.pick("Intraday prices", "Kurse innerhalb des Tages");
            (instant(bars.first()?.at), instant(bars.last()?.at), kind)
        }
    };
    let (low, high) = spec.bars.range()?;
    let [low, high] = [low, high].map(|p| lang.price(p, spec.currency, spec.decimals));
    let (count, instrument) = (spec.bars.len(), &spec.instrument);
    Some(match lang {
        Lang::English => {
            let bars = if count == 1 { "bar" } else { "bars" };
            format!(
                "{kind} of {instrument}, {count} {bars} from {first} to {last}, between {low} and {high}."
            )
        }
        Lang::German => {
            format!(
                "{kind} von {instrument}, {count} Balken vom {first} bis {last}, zwischen {low} und {high}."
            )
        }
    })
}

fn horizon(mark: &HorizonMark, lang: Lang) -> String {
    let label = &mark.label;
    match (mark.pending, mark.return_fraction) {
        (true, _) => match mark.at {
            Some(ChartAt::Day(day)) => {
                format!("{label} {} {}", lang.pick("pending until", "offen bis"), lang.day(day))
            }
            Some(ChartAt::Open(_) | ChartAt::Instant(_)) | None => {
                format!("{label} {}", lang.pick("pending", "offen"))
            }
        },
        (false, None) => {
            let without = lang.pick("without data", "ohne Daten");
            format!("{label}: {}", mark.absent.as_deref().unwrap_or(without))
        }
        (false, Some(r)) => {
            let word = mark.verdict.map_or_else(String::new, |v| format!(" ({})", lang.verdict(v)));
            format!("{label} {}{word}", lang.percent(r))
        }
    }
}
