//! Pictures of several instruments or several events, and of a move among those of before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::around;
use super::around::{SESSIONS_AFTER, SESSIONS_BEFORE};
use super::words::{moved, name};
use crate::app::list::expression::wanted_or_saved;
use crate::app::measure::prices::Prices;
use crate::app::measure::workings;
use crate::app::refusal::Refusal;
use crate::app::{BenchmarkChoice, Context, Failure, Reference};
use crate::calendar::Calendar;
use crate::chart::{
    ComparedLine, ComparisonSpec, Frame, MultiplesSpec, NewsTime, NormalRange, Panel, PlaceboSpec, Wording,
};
use crate::event::When;
use crate::instrument::{InstrumentId, Universe};
use crate::link::Role;
use crate::market::DailyBar;
use crate::query::EventExpr;
use crate::reaction::{Basis, Measured, Reaction, SpanReturn};
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::Lang;

/// The lines that a comparison draws.
const MOST_LINES: usize = 8;
/// The panels of small multiples.
const MOST_PANELS: usize = 40;
/// The sessions that a panel shows on each side of the news.
const PANEL_BEFORE: usize = 10;
const PANEL_AFTER: usize = 20;

type From<'a> = (&'a Store, &'a Reference, DateTime<Utc>);

/// The instruments that an event is about, in the order of its links, each once.
fn linked(stored: &StoredEvent) -> Vec<InstrumentId> {
    let mut all: Vec<InstrumentId> = Vec::new();
    for link in stored.links.iter().filter(|l| l.role != Role::Related) {
        if !all.contains(&link.instrument) {
            all.push(link.instrument.clone());
        }
    }
    all
}

fn nothing(stored: &StoredEvent, what: Option<&str>) -> Failure {
    Refusal::NothingToDraw { event: stored.event.id.0, what: what.unwrap_or("any instrument").to_owned() }
        .into()
}

/// The news in the second line of a picture.
pub(super) fn subtitle(stored: &StoredEvent, lang: Lang) -> Vec<Wording> {
    let event = &stored.event;
    let quoted = |text: &str| Wording::quoted(text, event.lang.as_deref());
    let mut phrases = vec![quoted(event.text.title())];
    if let Some(source) = &event.source {
        phrases.extend(["·".into(), quoted(source)]);
    }
    phrases.push(format!("· {}", lang.day(event.publication.when.date_utc())).into());
    phrases
}

fn credit(lang: Lang) -> String {
    lang.pick("Chart: newstape", "Grafik: newstape").to_owned()
}

/// The bars around the news, and which of them is the last before it.
struct Window {
    bars: Vec<DailyBar>,
    anchor: usize,
}

impl Window {
    fn of(
        prices: &Prices<'_>,
        calendar: &Calendar,
        when: &When,
        (before, after): (usize, usize),
    ) -> Option<Self> {
        let series = prices.daily.as_ref()?;
        let day = calendar.first_reacting_session(when).ok()?.date;
        let middle = series.first_at_or_after(day);
        let from = middle.saturating_sub(before);
        let bars = series.bars().get(from..(middle + after).min(series.bars().len()))?.to_vec();
        let anchor = middle.checked_sub(from + 1)?;
        // A last price of weeks ago is not that before the news.
        let is_near = bars.get(anchor).is_some_and(|bar| day - bar.at <= chrono::TimeDelta::days(10));
        (is_near && bars.len() > anchor + 1).then_some(Self { bars, anchor })
    }

    /// The move from the anchor to the close of every bar.
    fn moves(&self) -> impl Iterator<Item = (NaiveDate, f64)> + '_ {
        let base = self.bars[self.anchor].close;
        self.bars.iter().map(move |bar| (bar.at, bar.close / base - 1.0))
    }
}

/// One line of a comparison.
struct Gathered {
    id: InstrumentId,
    is_benchmark: bool,
    moves: BTreeMap<NaiveDate, f64>,
}

/// All instruments of an event in percent of their last closes before it, with the market of the first of them.
pub(super) fn comparison(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    lang: Lang,
) -> Result<ComparisonSpec, Failure> {
    let Reference { universe, calendars } = reference;
    let when = stored.event.publication.when;
    let (around, reach) = (when.date_utc(), (SESSIONS_BEFORE, SESSIONS_AFTER));
    let mut lines: Vec<Gathered> = Vec::new();
    let mut first: Option<(&Calendar, InstrumentId)> = None;
    let all = linked(stored);
    for id in &all {
        let Ok(calendar) = calendars.get(id.mic) else { continue };
        let prices = Prices::load(store, universe, id, calendar, around)?;
        let Some(window) = Window::of(&prices, calendar, &when, reach) else { continue };
        first.get_or_insert((calendar, id.clone()));
        lines.push(Gathered { id: id.clone(), is_benchmark: false, moves: window.moves().collect() });
    }
    let Some((calendar, id)) = first else { return Err(nothing(stored, None)) };
    let left_out = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    let market =
        crate::app::measure::benchmark::load(store, reference, &id, &BenchmarkChoice::Market, around)?;
    if let Some((market, prices)) = market.chosen.filter(|(market, _)| !all.contains(market))
        && let Some(window) = Window::of(&prices, calendar, &when, reach)
    {
        lines.push(Gathered { id: market, is_benchmark: true, moves: window.moves().collect() });
    }
    let days: BTreeSet<NaiveDate> = lines.iter().flat_map(|line| line.moves.keys().copied()).collect();
    let days: Vec<NaiveDate> = days.into_iter().collect();
    let sessions = days.first().zip(days.last()).and_then(|(a, b)| calendar.sessions(*a, *b).ok());
    let line = |line: Gathered| ComparedLine {
        label: line.id.symbol.to_string(),
        is_benchmark: line.is_benchmark,
        moves: days.iter().map(|day| line.moves.get(day).copied()).collect(),
    };
    let more = (left_out > 0).then(|| match lang {
        Lang::English => format!("{left_out} more instruments are not drawn"),
        Lang::German => format!("{left_out} weitere Werte sind nicht gezeichnet"),
    });
    Ok(ComparisonSpec {
        frame: Frame {
            subtitle: subtitle(stored, lang),
            notes: more.into_iter().collect(),
            credit: credit(lang),
            ..Frame::titled(extremes(universe, stored, lang))
        },
        sessions: sessions.map(<[_]>::to_vec).unwrap_or_default(),
        zone: calendar.zone(),
        moment: match when {
            When::Instant { at, .. } => NewsTime::Instant(at),
            When::Day(day) => NewsTime::Day(day),
        },
        moment_label: lang.pick("News", "Nachricht").to_owned(),
        lines: lines.into_iter().map(line).collect(),
        days,
    })
}

/// Which share fell most by its first close after the news, and which rose most.
fn extremes(universe: &Universe, stored: &StoredEvent, lang: Lang) -> String {
    let row = |id: InstrumentId| {
        let fraction = around::headline(stored, &id)?.return_fraction()?.fraction();
        Some((name(universe, &id), fraction))
    };
    let mut rows: Vec<(String, f64)> = linked(stored).into_iter().filter_map(row).collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let told = |(name, fraction): &(String, f64)| format!("{name} {}", moved(*fraction, lang));
    let by = lang.pick("by the first close after the news", "bis zum ersten Schluss nach der Nachricht");
    match rows.as_slice() {
        [] => stored.event.text.title().to_owned(),
        [one] => format!("{} {by}", told(one)),
        [low, .., high] => format!("{}, {} {by}", told(low), told(high)),
    }
}

/// The instrument's own moves of before its anchor.
fn normal(prices: &Prices<'_>, until: NaiveDate, steps: usize) -> Option<NormalRange> {
    let tape = prices.tape();
    let is_sound = |day| !tape.suspects.iter().any(|s| s.day == day);
    let bars = tape.daily?.bars().iter().filter(|b| b.at <= until && is_sound(b.at));
    NormalRange::of(&bars.map(|b| b.close).collect::<Vec<f64>>(), steps)
}

/// The panel of one instrument around one event; `None` without prices.
fn panel(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    id: &InstrumentId,
) -> Result<Option<Panel>, Failure> {
    let Ok(calendar) = reference.calendars.get(id.mic) else { return Ok(None) };
    let when = stored.event.publication.when;
    let prices = Prices::load(store, &reference.universe, id, calendar, when.date_utc())?;
    let Some(window) = Window::of(&prices, calendar, &when, (PANEL_BEFORE, PANEL_AFTER)) else {
        return Ok(None);
    };
    let anchor = i32::try_from(window.anchor).unwrap_or(0);
    let headline = around::headline(stored, id);
    Ok(Some(Panel {
        label: id.symbol.to_string(),
        detail: String::new(),
        points: (0..).map(|i: i32| i - anchor).zip(window.moves().map(|(_, v)| v)).collect(),
        normal: normal(&prices, window.bars[window.anchor].at, PANEL_AFTER),
        move_fraction: headline.and_then(Reaction::return_fraction).map(crate::units::Return::fraction),
        verdict: headline.and_then(Reaction::verdict),
    }))
}

/// All instruments of an event, each in a picture of its own.
pub(super) fn multiples(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    lang: Lang,
) -> Result<MultiplesSpec, Failure> {
    let mut panels = Vec::new();
    for id in linked(stored).iter().take(MOST_PANELS) {
        let detail = name(&reference.universe, id);
        panels.extend(panel(store, reference, stored, id)?.map(|panel| Panel { detail, ..panel }));
    }
    if panels.is_empty() {
        return Err(nothing(stored, None));
    }
    let frame = Frame {
        subtitle: subtitle(stored, lang),
        credit: credit(lang),
        ..Frame::titled(extremes(&reference.universe, stored, lang))
    };
    Ok(MultiplesSpec { frame, panels })
}

/// The events that an expression selects, each in a picture of its own.
pub(super) fn multiples_of(
    context: &Context,
    store: &Store,
    reference: &Reference,
    expr: &str,
    lang: Lang,
) -> Result<MultiplesSpec, Failure> {
    let wanted = selected(context, expr)?;
    let all = store.instrument_events(&wanted, None, None)?;
    let (mut panels, mut left_out) = (Vec::new(), 0_usize);
    for found in &all {
        if panels.len() == MOST_PANELS {
            left_out += 1;
            continue;
        }
        let stored = store.event(found.id)?;
        let detail = lang.day(found.when.date_utc());
        panels.extend(
            panel(store, reference, &stored, &found.instrument)?.map(|panel| Panel { detail, ..panel }),
        );
    }
    if panels.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }
    let n = lang.count(panels.len());
    let title = match lang {
        Lang::English => format!("What the news did to the shares: {n} moves on one scale"),
        Lang::German => format!("Was die Nachrichten mit den Aktien machten: {n} Bewegungen auf einer Skala"),
    };
    let more = (left_out > 0).then(|| match lang {
        Lang::English => format!("{left_out} more are not drawn"),
        Lang::German => format!("{left_out} weitere sind nicht gezeichnet"),
    });
    let subtitle = if expr.trim().is_empty() { Vec::new() } else { vec![Wording::quoted(expr.trim(), None)] };
    let frame =
        Frame { subtitle, notes: more.into_iter().collect(), credit: credit(lang), ..Frame::titled(title) };
    Ok(MultiplesSpec { frame, panels })
}

/// What an expression selects; an empty one selects everything.
pub(super) fn selected(context: &Context, expr: &str) -> Result<EventExpr, Failure> {
    if expr.trim().is_empty() {
        return Ok(EventExpr::And(Vec::new()));
    }
    Ok(wanted_or_saved(context, expr)?.expr.unwrap_or_else(|| EventExpr::And(Vec::new())))
}

/// The headline's move of an instrument among those of before.
pub(super) fn placebo(
    (store, reference, now): From<'_>,
    stored: &StoredEvent,
    ticker: Option<&str>,
    lang: Lang,
) -> Result<(InstrumentId, PlaceboSpec), Failure> {
    let wanted = ticker.map(|t| reference.universe.resolve(t)).transpose()?.map(|i| i.id.clone());
    let all = workings::of_event(store, reference, stored, now)?;
    for id in linked(stored).into_iter().filter(|id| wanted.as_ref().is_none_or(|w| w == id)) {
        let Some(horizon) = around::headline(stored, &id).map(|row| row.horizon) else { continue };
        let own = all.iter().filter(|w| w.instrument == id).flat_map(|w| &w.rows);
        let rows = own.map(|row| &row.workings).filter(|w| w.reaction.horizon == horizon);
        for row in rows {
            let Some(measured) = row.reaction.measured() else { continue };
            let (basis, this, moves) = sample(measured, &row.spans);
            if moves.len() < 2 {
                continue;
            }
            let larger = moves.iter().filter(|m| m.abs() < this.abs()).count();
            let title = placebo_title(&name(&reference.universe, &id), this, (larger, moves.len()), lang);
            let spec = PlaceboSpec {
                frame: Frame {
                    subtitle: subtitle(stored, lang),
                    credit: credit(lang),
                    ..Frame::titled(title)
                },
                moves,
                this,
                horizon: horizon.to_string(),
                basis,
                verdict: row.reaction.verdict(),
                independent: measured.sample.map(|s| s.independent),
                period: measured.sample.map(|s| (s.from, s.to)),
            };
            return Ok((id, spec));
        }
    }
    Err(nothing(stored, ticker))
}

/// The returns of which the rank speaks: this one, and those of the earlier spans.
fn sample(measured: &Measured, spans: &[SpanReturn]) -> (Basis, f64, Vec<f64>) {
    let raw = || (Basis::Raw, measured.return_fraction.fraction(), spans.iter().map(|s| s.own).collect());
    let Some(abnormal) = measured.abnormal.as_ref().filter(|_| measured.basis == Basis::Abnormal) else {
        return raw();
    };
    let Some(beta) = abnormal.beta else { return raw() };
    let moves = spans.iter().filter_map(|s| Some(s.own - beta * s.market?)).collect();
    (Basis::Abnormal, abnormal.abnormal_return.fraction(), moves)
}

fn placebo_title(name: &str, this: f64, (larger, all): (usize, usize), lang: Lang) -> String {
    let (this, larger, all) = (lang.percent(this), lang.count(larger), lang.count(all));
    match lang {
        Lang::English => format!("{name}: a move of {this} is larger than {larger} of {all} earlier ones"),
        Lang::German => format!("{name}: {this} ist mehr als bei {larger} von {all} früheren Bewegungen"),
    }
}
