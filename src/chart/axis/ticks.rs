//! Labels under the index axis: the finest calendar step whose labels fit next to each other.

use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};

use super::index::{IndexAxis, Labels, Slots};
use crate::chart::face::{self, Weight};
use crate::chart::spec::NewsTime;
use crate::view::Lang;

/// A mark on the axis with a label of up to two lines.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::chart) struct Tick {
    /// The position of the mark, in slots.
    pub(in crate::chart) at: f64,
    /// The position of the middle of each line, in pixels from the axis' left end.
    pub(in crate::chart) centre: [f64; 2],
    /// The upper line: a time or a day.
    pub(in crate::chart) upper: String,
    /// The lower line: what the upper one leaves open; empty where it did not change.
    pub(in crate::chart) lower: String,
}

/// A label before it is placed.
#[derive(Debug, Clone)]
struct Draft {
    at: f64,
    upper: String,
    lower: String,
    /// Whether it is left out where it would touch the one before: at the seam of two days.
    may_give_way: bool,
}

/// The least space between two labels of a line, in pixels.
const GAP: f64 = 9.0;

/// The ticks for an axis of `width` pixels with labels of `size` pixels per em.
pub(in crate::chart) fn ticks(axis: &IndexAxis<'_>, width: f64, size: f64, lang: Lang) -> Vec<Tick> {
    let drafts = match axis.labels {
        Labels::Days(_) => by_day(axis, |i| axis.middle(i), lang),
        Labels::Instants(_) => {
            by_clock(axis, lang).into_iter().chain(by_day(axis, |i| axis.place(i), lang)).collect()
        }
    };
    let span = axis.span();
    drafts
        .into_iter()
        .filter(|level| level.iter().any(|draft| !draft.upper.is_empty()))
        .find_map(|level| placed(&level, span, width, size))
        .unwrap_or_default()
}

/// Places a level's labels within the axis, or returns `None` if they do not fit next to each other.
fn placed(level: &[Draft], span: Slots, width: f64, size: f64) -> Option<Vec<Tick>> {
    let mut ends = [f64::NEG_INFINITY; 2];
    let mut out = Vec::with_capacity(level.len());
    'drafts: for draft in level {
        let mut centre = [0.0; 2];
        for (line, text) in [&draft.upper, &draft.lower].into_iter().enumerate() {
            let half = face::width(text, size, Weight::Regular) / 2.0;
            let middle = (span.share(draft.at) * width).min(width - half).max(half);
            if text.is_empty() {
                continue;
            }
            if middle - half < ends[line] + GAP {
                if draft.may_give_way {
                    continue 'drafts;
                }
                return None;
            }
            ends[line] = middle + half;
            centre[line] = middle;
        }
        out.push(Tick { at: draft.at, centre, upper: draft.upper.clone(), lower: draft.lower.clone() });
    }
    Some(out)
}

/// Levels of days, finest first: every day, weeks, months, quarters, years, and a last resort.
fn by_day(axis: &IndexAxis<'_>, place: impl Fn(usize) -> f64, lang: Lang) -> Vec<Vec<Draft>> {
    let first: Vec<usize> = std::iter::once(0).chain(axis.day_starts()).collect();
    let days: Vec<_> = first.iter().filter_map(|&i| Some((i, axis.day(i)?))).collect();
    let starts = |key: &dyn Fn(NaiveDate) -> i32, skip_first: bool| -> Vec<_> {
        let changed = |w: &[(usize, NaiveDate)]| (key(w[0].1) != key(w[1].1)).then_some(w[1]);
        let head = days.first().copied().filter(|_| !skip_first);
        head.into_iter().chain(days.windows(2).filter_map(changed)).collect()
    };
    let week =
        |d: NaiveDate| d.num_days_from_ce() - i32::try_from(d.weekday().num_days_from_monday()).unwrap_or(0);
    let month = |d: NaiveDate| d.year() * 12 + i32::try_from(d.month0()).unwrap_or(0);
    let day_label = |d| lang.day_of_year(d);
    let month_label = |d| lang.month(d);
    let year_label = |d: NaiveDate| d.year().to_string();
    let with_year = |chosen: Vec<(usize, NaiveDate)>, label: &dyn Fn(NaiveDate) -> String| {
        let mut year = None;
        chosen
            .into_iter()
            .map(|(i, d)| {
                let lower = if year == Some(d.year()) { String::new() } else { d.year().to_string() };
                year = Some(d.year());
                Draft { at: place(i), upper: label(d), lower, may_give_way: false }
            })
            .collect::<Vec<_>>()
    };
    let several = |level: Vec<Draft>| if level.len() < 2 { Vec::new() } else { level };
    let years = starts(&|d| d.year(), true);
    vec![
        with_year(days.clone(), &day_label),
        several(with_year(starts(&week, true), &day_label)),
        several(with_year(starts(&|d| week(d) / 14, true), &day_label)),
        several(with_year(starts(&month, true), &month_label)),
        several(with_year(starts(&|d| month(d) / 3, true), &month_label)),
        several(without_lower(&years, &place, &year_label)),
        several(without_lower(&every(&years, 5), &place, &year_label)),
        with_year(days.first().into_iter().chain(days.last()).copied().collect(), &day_label),
        with_year(days.first().into_iter().copied().collect(), &day_label),
    ]
}

fn every<T: Copy>(items: &[T], step: usize) -> Vec<T> {
    items.iter().copied().step_by(step).collect()
}

fn without_lower(
    days: &[(usize, NaiveDate)],
    place: &impl Fn(usize) -> f64,
    label: &impl Fn(NaiveDate) -> String,
) -> Vec<Draft> {
    days.iter()
        .map(|&(i, d)| Draft { at: place(i), upper: label(d), lower: String::new(), may_give_way: false })
        .collect()
}

/// Levels of clock times with the day beneath, finest first.
fn by_clock(axis: &IndexAxis<'_>, lang: Lang) -> Vec<Vec<Draft>> {
    const STEPS_MINUTES: [u32; 10] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240];
    STEPS_MINUTES.into_iter().map(|step| clock_level(axis, step, lang)).collect()
}

/// One tick wherever the clock passes a multiple of `step` minutes within a day, and the day where it begins.
fn clock_level(axis: &IndexAxis<'_>, step: u32, lang: Lang) -> Vec<Draft> {
    let Labels::Instants(bars) = &axis.labels else { return Vec::new() };
    let mut level: Vec<Draft> = Vec::new();
    let mut before: Option<(NaiveDate, u32)> = None;
    let mut labelled_day = None;
    for (i, at) in bars.iter().enumerate() {
        let local = at.with_timezone(&axis.zone);
        let (day, minute) = (local.date_naive(), local.hour() * 60 + local.minute());
        let boundary = minute / step * step;
        let same_day = before.replace((day, minute)).filter(|(d, _)| *d == day);
        if same_day.is_none() {
            let lower = lang.long_day(day);
            level.push(Draft { at: axis.place(i), upper: String::new(), lower, may_give_way: false });
        }
        // A day's first bar is labelled with a time only if it is at that time.
        if same_day.map_or(minute == boundary, |(_, m)| m / step != minute / step) {
            let behind =
                TimeDelta::minutes(i64::from(minute - boundary)) + TimeDelta::seconds(local.second().into());
            level.push(Draft {
                at: axis.moment(NewsTime::Instant(*at - behind)).from,
                upper: format!("{:02}:{:02}", boundary / 60, boundary % 60),
                lower: String::new(),
                may_give_way: labelled_day.replace(day) != Some(day),
            });
        }
    }
    level
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::chart::spec::ChartBars;
    use crate::market::Bar;

    fn sessions(n: u64) -> ChartBars {
        let start = NaiveDate::from_ymd_opt(2024, 11, 4).unwrap();
        let days = (0..).map(|i| start + Days::new(i)).filter(|d| d.weekday().num_days_from_monday() < 5);
        let bars = days.take(usize::try_from(n).unwrap());
        ChartBars::Daily(bars.map(|d| Bar::new(d, 1.0, 1.0, 1.0, 1.0, None).unwrap()).collect())
    }

    #[test]
    fn labels_never_touch_and_never_leave_the_axis() {
        for n in [1, 2, 3, 5, 12, 30, 64, 130, 300, 1300, 6000] {
            for width in [120.0, 400.0, 850.0] {
                let bars = sessions(n);
                let axis = IndexAxis::new(&bars, &[], chrono_tz::America::New_York);
                let ticks = ticks(&axis, width, 11.0, Lang::English);
                assert!(!ticks.is_empty(), "{n} bars, {width} px");
                let edge = |t: &Tick| face::width(&t.upper, 11.0, Weight::Regular) / 2.0;
                assert!(
                    ticks
                        .iter()
                        .all(|t| t.centre[0] - edge(t) >= -0.01 && t.centre[0] + edge(t) <= width + 0.01)
                );
                assert!(
                    ticks.windows(2).all(|w| w[1].centre[0] - edge(&w[1]) > w[0].centre[0] + edge(&w[0]))
                );
            }
        }
    }

    #[test]
    fn thirty_sessions_are_told_by_week_and_the_year_where_it_changes() {
        let bars = sessions(60);
        let axis = IndexAxis::new(&bars, &[], chrono_tz::America::New_York);
        let ticks = ticks(&axis, 850.0, 11.0, Lang::English);
        assert_eq!(ticks[0].upper, "11 Nov");
        assert_eq!(ticks[0].lower, "2024");
        let january = ticks.iter().find(|t| t.lower == "2025").unwrap();
        assert_eq!(january.upper, "6 Jan");
    }
}
