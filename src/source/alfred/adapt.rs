//! First values to items.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::wire::{Observation, Series};
use crate::event::{Body, EventKind, Publication, RawItem, Score, TimeOrigin, When};
use crate::net::vendor::ALFRED;

/// The items of the values that were first published from `since` on; each is told with the one before it.
pub(super) fn adapt(series: &Series, values: &[Observation], since: NaiveDate) -> Vec<RawItem> {
    let told: Vec<Told> = values.iter().filter_map(Told::of).collect();
    let before = std::iter::once(None).chain(told.iter().map(Some));
    let all = told.iter().zip(before).filter(|(told, _)| told.published >= since);
    all.map(|(told, before)| item(series, told, before)).collect()
}

/// A value that is one.
struct Told {
    published: NaiveDate,
    period: NaiveDate,
    value: Decimal,
}

impl Told {
    fn of(sent: &Observation) -> Option<Self> {
        Some(Self {
            published: sent.realtime_start.parse().ok()?,
            period: sent.date.parse().ok()?,
            value: sent.value.trim().parse().ok()?,
        })
    }
}

fn item(series: &Series, told: &Told, before: Option<&Told>) -> RawItem {
    let name = period(told.period, &series.frequency_short);
    let (title, units) = (&series.title, &series.units);
    let mut text = format!("{title} was first published as {} for {name} ({units}).", told.value);
    if let Some(before) = before {
        let earlier = period(before.period, &series.frequency_short);
        let _ = write!(text, " The first value for {earlier} was {}.", before.value);
    }
    let figure = |name, value| Score::figure(ALFRED.name, name, Some(&series.id), Some(value));
    let scores =
        [figure("value", told.value), before.and_then(|before| figure("value_before", before.value))];
    RawItem {
        guid: Some(format!("{} {}", series.id, told.period)),
        title: format!("{title}: {} for {name}", told.value),
        summary: Some(Body::Text(text)),
        publication: Some(Publication {
            when: When::Day(told.published),
            origin: TimeOrigin::Metadata,
            original: Some(told.published.to_string()),
            zone: None,
            zone_assumed: false,
        }),
        lang: Some("en".to_owned()),
        outlet: Some("ALFRED".to_owned()),
        kind: Some(EventKind::Macro),
        scores: scores.into_iter().flatten().collect(),
        ..RawItem::default()
    }
}

/// `2024-12`, `2024 Q4`, `2024`; the first day for other spans.
fn period(first: NaiveDate, frequency: &str) -> String {
    match frequency {
        "M" => first.format("%Y-%m").to_string(),
        "Q" => format!("{} Q{}", first.year(), first.month0() / 3 + 1),
        "A" => first.year().to_string(),
        _ => first.to_string(),
    }
}
