//! What surrounds a reaction on its chart: other news, the normal range, and the words in the foot.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::app::Failure;
use crate::app::measure::prices::Prices;
use crate::chart::{ChartBars, Frame, NormalRange, PinMark, ReactionSpec};
use crate::instrument::InstrumentId;
use crate::market::{Adjustment, MissingData};
use crate::reaction::{Confounder, Horizon, Outcome, PricePoint, Reaction, headline_horizon};
use crate::road::StoredEvent;
use crate::store::Store;
use crate::view::format::count;
use crate::view::reaction::ConfounderRecord;
use crate::view::{Lang, german};

/// Sessions drawn before the anchor.
pub(super) const SESSIONS_BEFORE: usize = 22;
/// Sessions drawn after it.
pub(super) const SESSIONS_AFTER: usize = 22;
/// The sessions after the anchor that the normal range covers.
const SESSIONS: usize = 20;
/// The pieces of other news that a chart names.
const MOST_PINS: usize = 12;
/// The pieces of other news that are counted.
const MOST_READ: usize = 1000;

/// What is added to the chart of a reaction.
pub(super) struct Around {
    pins: Vec<PinMark>,
    normal: Option<NormalRange>,
    remarks: Vec<String>,
    notes: Vec<String>,
}

impl Around {
    /// Gathers it for the event and the instrument drawn.
    pub(super) fn of(
        store: &Store,
        prices: &Prices<'_>,
        bars: &ChartBars,
        (stored, id, lang): (&StoredEvent, &InstrumentId, Lang),
    ) -> Result<Self, Failure> {
        let (pins, more) = pins(store, prices, bars, (stored, id, lang))?;
        let headline = headline(stored, id);
        let remarks = minutes(stored, id, bars, lang).into_iter().chain(more);
        let confounders = headline.and_then(Reaction::measured).map(|m| m.confounders.as_slice());
        let also = confounders.unwrap_or_default().iter().filter(|c| !is_event(c));
        Ok(Self {
            pins,
            normal: normal(prices, (stored, id), bars),
            remarks: remarks.chain(also.map(|c| confounder(&ConfounderRecord::from(c), lang))).collect(),
            notes: notes(prices, bars, headline, lang),
        })
    }

    /// With pins on the days on which the whole market moved as it seldom does.
    pub(super) fn with_market_days(mut self, days: Vec<PinMark>) -> Self {
        self.pins.extend(days);
        self.pins.sort_by_key(|pin| pin.at);
        self
    }

    /// The chart with all of it.
    pub(super) fn added(self, spec: ReactionSpec) -> ReactionSpec {
        let Self { pins, normal, remarks, notes } = self;
        ReactionSpec { pins, normal, remarks, frame: Frame { notes, ..spec.frame }, ..spec }
    }
}

/// Why a row has no figure, in a few words.
pub(super) fn absent(row: &Reaction, lang: Lang) -> Option<String> {
    match &row.outcome {
        Outcome::Measured(_) | Outcome::Pending { .. } => None,
        Outcome::Halted { .. } => Some(lang.pick("trading was halted", "Handel ausgesetzt").to_owned()),
        Outcome::NoData { missing, .. } => Some(
            match &missing.what {
                MissingData::Bars(_) => lang.pick("no prices", "keine Kurse"),
                MissingData::Calendar => lang.pick("no calendar", "kein Kalender"),
                MissingData::Listing { .. } => lang.pick("no longer listed", "nicht mehr notiert"),
                MissingData::NotListed { .. } => lang.pick("not yet listed", "noch nicht notiert"),
                MissingData::Trade { .. } => lang.pick("no trade", "kein Handel"),
                _ => lang.pick("no usable prices", "keine brauchbaren Kurse"),
            }
            .to_owned(),
        ),
    }
}

/// The row of which the title speaks.
pub(super) fn headline<'a>(stored: &'a StoredEvent, id: &InstrumentId) -> Option<&'a Reaction> {
    let row = |horizon| stored.reactions.iter().find(|r| r.instrument == *id && r.horizon == horizon);
    let first = row(Horizon::Sessions(1));
    let wanted = headline_horizon(&stored.event.publication.when, first.and_then(Reaction::due_at));
    row(wanted).filter(|r| r.measured().is_some()).or(first)
}

/// The price from which a picture counts. On days it is that of the title's move; among minutes, that of the
/// shortest horizon, the last price before the news.
pub(super) fn anchor<'a>(
    stored: &'a StoredEvent,
    id: &InstrumentId,
    bars: &ChartBars,
) -> Option<&'a PricePoint> {
    let of_title = || headline(stored, id).and_then(Reaction::anchor);
    let first = || {
        let mut rows = stored.reactions.iter().filter(|r| r.instrument == *id && !r.horizon.is_run_up());
        rows.find_map(Reaction::anchor)
    };
    match bars {
        ChartBars::Daily(_) => of_title().or_else(first),
        ChartBars::Intraday(_) => first(),
    }
}

/// When the move of the title ended; `None` where it is not measured.
pub(super) fn headline_end(stored: &StoredEvent, id: &InstrumentId) -> Option<DateTime<Utc>> {
    headline(stored, id)?.end().map(|end| end.at)
}

fn confounder(record: &ConfounderRecord, lang: Lang) -> String {
    match lang {
        Lang::English => record.text.clone(),
        Lang::German => german::confounder(record),
    }
}

const fn is_event(confounder: &Confounder) -> bool {
    matches!(confounder, Confounder::Event { .. } | Confounder::MoreEvents(_))
}

/// The other news on the instrument while the bars last, and a word on what is left out.
fn pins(
    store: &Store,
    prices: &Prices<'_>,
    bars: &ChartBars,
    (stored, id, lang): (&StoredEvent, &InstrumentId, Lang),
) -> Result<(Vec<PinMark>, Option<String>), Failure> {
    let zone = prices.tape().calendar.zone();
    let midnight = |day: chrono::NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let ends = match bars {
        ChartBars::Daily(bars) => {
            bars.first().zip(bars.last()).map(|(a, b)| (midnight(a.at), midnight(b.at)))
        }
        ChartBars::Intraday(bars) => bars.first().zip(bars.last()).map(|(a, b)| (a.at, b.at)),
    };
    let Some((from, to)) = ends else { return Ok((Vec::new(), None)) };
    let span = (from, to + TimeDelta::days(1));
    let mut others = store.other_news(Some(stored.event.id), id, span, MOST_READ)?;
    let more = others.len().saturating_sub(MOST_PINS);
    // Those nearest to the news, in the order of time.
    let news = midnight(stored.event.publication.when.date_utc());
    others.sort_by_key(|other| (other.at - news).abs());
    others.truncate(MOST_PINS);
    others.sort_by_key(|other| other.at);
    let pin = |other: crate::reaction::OtherEvent| {
        // News of which only the day is known is kept at the midnight UTC of that day, which may be the evening
        // before at the venue: it is drawn at the venue's noon.
        let (day, at) = match other.at.time() {
            chrono::NaiveTime::MIN => (other.at.date_naive(), noon(other.at.date_naive(), zone)),
            _ => (other.at.with_timezone(&zone).date_naive(), other.at),
        };
        PinMark { text: format!("{}: {}", lang.day(day), other.title), at }
    };
    let word = (more > 0).then(|| match lang {
        Lang::English => format!("{more} more events in this span are not shown"),
        Lang::German => format!("{more} weitere Ereignisse in dieser Zeit sind nicht gezeigt"),
    });
    Ok((others.into_iter().map(pin).collect(), word))
}

/// A market's day is named from so many standard deviations of its own daily returns on.
const MARKET_WIDE: f64 = 2.0;
/// So many of them are named: those with the largest moves.
const MOST_MARKET_DAYS: usize = 4;
/// Fewer daily returns tell nothing of what is usual.
const LEAST_RETURNS: usize = 60;

/// The days of a picture on which the benchmark moved by more than two standard deviations.
pub(super) fn market_days(
    (benchmark, prices): (&InstrumentId, &Prices<'_>),
    bars: &ChartBars,
    (zone, lang): (Tz, Lang),
) -> Vec<PinMark> {
    let (ChartBars::Daily(shown), Some(series)) = (bars, prices.daily.as_ref()) else { return Vec::new() };
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return Vec::new() };
    let returns: Vec<(chrono::NaiveDate, f64)> =
        series.bars().windows(2).map(|pair| (pair[1].at, pair[1].close / pair[0].close - 1.0)).collect();
    let before =
        crate::study::Moments::of(returns.iter().filter(|(day, _)| *day < first.at).map(|(_, r)| *r));
    let Some(sd) = before.sd().filter(|sd| *sd > 0.0 && before.n >= count(LEAST_RETURNS)) else {
        return Vec::new();
    };
    let mut days: Vec<_> = returns
        .into_iter()
        .filter(|(day, r)| (first.at..=last.at).contains(day) && ((r - before.mean) / sd).abs() > MARKET_WIDE)
        .collect();
    days.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    days.truncate(MOST_MARKET_DAYS);
    let word = lang.pick("market-wide", "marktweit");
    let pin = |(day, r): (chrono::NaiveDate, f64)| PinMark {
        text: format!("{}: {word}: {} {}", lang.day(day), benchmark.symbol, lang.percent(r)),
        at: noon(day, zone),
    };
    days.into_iter().map(pin).collect()
}

/// A day's noon in a zone: where news of that day is drawn.
pub(super) fn noon(day: chrono::NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_hms_opt(12, 0, 0).unwrap_or_default();
    local.and_local_timezone(zone).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// The instrument's own moves up to the anchor.
fn normal(
    prices: &Prices<'_>,
    (stored, id): (&StoredEvent, &InstrumentId),
    bars: &ChartBars,
) -> Option<NormalRange> {
    let anchor = anchor(stored, id, bars)?;
    let tape = prices.tape();
    // A close at midnight, where trading never stops, is that of the day before.
    let last = (anchor.at - TimeDelta::seconds(1)).with_timezone(&tape.calendar.zone()).date_naive();
    let is_sound = |day| !tape.suspects.iter().any(|s| s.day == day);
    let bars = tape.daily?.bars().iter().filter(|b| b.at <= last && is_sound(b.at));
    NormalRange::of(&bars.map(|b| b.close).collect::<Vec<f64>>(), SESSIONS)
}

/// On a picture of days: the horizons of minutes of which nothing is known.
fn minutes(stored: &StoredEvent, id: &InstrumentId, bars: &ChartBars, lang: Lang) -> Option<String> {
    let is_left_out = |r: &&Reaction| {
        r.instrument == *id
            && matches!(r.horizon, Horizon::Minutes(_) | Horizon::Premarket)
            && r.measured().is_none()
            && matches!(bars, ChartBars::Daily(_))
    };
    let names: Vec<String> =
        stored.reactions.iter().filter(is_left_out).map(|r| r.horizon.to_string()).collect();
    (!names.is_empty()).then(|| {
        let without = lang.pick("Without prices within the day", "Ohne Kurse innerhalb des Tages");
        format!("{without}: {}", names.join(", "))
    })
}

/// The state of the prices, and what the verdict compares with.
fn notes(prices: &Prices<'_>, bars: &ChartBars, headline: Option<&Reaction>, lang: Lang) -> Vec<String> {
    let adjustment = match bars {
        ChartBars::Daily(_) => prices.daily.as_ref().map(|s| s.key().adjustment),
        ChartBars::Intraday(_) => prices.intraday.as_ref().map(|s| s.key().adjustment),
    };
    let adjusted = adjustment.map(|state| match state {
        Adjustment::AsTraded => lang.pick("Prices as traded", "Kurse wie gehandelt"),
        Adjustment::Splits => lang.pick("Prices adjusted for splits", "Kurse um Splits bereinigt"),
        Adjustment::SplitsAndDividends => {
            lang.pick("Prices adjusted for splits and dividends", "Kurse um Splits und Dividenden bereinigt")
        }
    });
    let sample = headline.and_then(Reaction::measured).and_then(|m| m.sample).map(|s| {
        let (n, from, to) = (lang.count(s.n), lang.day(s.from), lang.day(s.to));
        match lang {
            Lang::English => format!("Verdict from {n} earlier moves, {from} to {to}"),
            Lang::German => format!("Urteil aus {n} früheren Bewegungen, {from} bis {to}"),
        }
    });
    adjusted.map(str::to_owned).into_iter().chain(sample).collect()
}
