//! Why an instrument moved: its unusual days, the market's and the sector's part, the news of each day.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::app::measure::BenchmarkChoice;
use crate::app::measure::benchmark::choose;
use crate::app::measure::prices::Prices;
use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, Reference};
use crate::calendar::Calendar;
use crate::event::When;
use crate::instrument::InstrumentId;
use crate::link::Role;
use crate::market::{ActionKind, CorporateAction};
use crate::normal_return::Model;
use crate::reaction::{
    Cause, Horizon, MeasureSpec, OtherEvent, Question, Reaction, ReactionStatus, Surroundings, measure,
};
use crate::store::{LabelSpan, LinkedNews, Store};
use crate::view::why::{MoveRecord, WhyDocument, WhyNews};

/// Which days are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// This one, unusual or not.
    On(NaiveDate),
    /// The unusual ones from the first to the last.
    Between(NaiveDate, NaiveDate),
}

/// How many days are measured for each that is wanted, picked by the size of their moves.
const CANDIDATES_FOR_EACH: usize = 3;
/// The most events of a day that are kept.
const MOST_NEWS: usize = 50;
/// The most other news of five years that is looked at, as when an event is measured.
const MOST_OTHERS: usize = 5_000;

/// The unusual days of an instrument with what they are put down to, the latest first.
///
/// # Errors
/// Nothing is known under that symbol, its venue has no calendar, the day has no session, or the database
/// cannot be read.
pub fn why(context: &Context, symbol: &str, days: Days, limit: usize) -> Result<WhyDocument, Failure> {
    let store = context.existing_store()?;
    let reference = context.reference()?;
    let instrument = reference.universe.resolve(symbol)?.id.clone();
    let calendar = reference.calendars.get(instrument.mic)?;
    let (since, until) = match days {
        Days::On(day) => (day, day),
        Days::Between(since, until) => (since, until),
    };
    let asked =
        Asked { store: &store, reference: &reference, instrument: &instrument, calendar, since, until };
    let tapes = Tapes::load(&asked)?;
    let moves = match days {
        Days::On(day) => vec![session_of(calendar, day).and_then(|()| tapes.day(&asked, day))?],
        Days::Between(..) => tapes.unusual(&asked, limit),
    };
    let (from, to) = (midnight(since) - TimeDelta::days(5), midnight(until) + TimeDelta::days(2));
    let news = store.news_between(&instrument, (from, to), MOST_OTHERS)?;
    let sector = sector_tape(&asked)?;
    let mut records: Vec<MoveRecord> = moves
        .iter()
        .map(|(day, reaction)| record(&asked, &tapes, sector.as_ref(), &news, *day, reaction))
        .collect();
    records.sort_by_key(|m| std::cmp::Reverse(m.date));
    let bars = days_stored(&store, &instrument)?;
    Ok(WhyDocument {
        symbol: instrument.symbol.clone(),
        mic: instrument.mic,
        since,
        until,
        benchmark: tapes.market.as_ref().map(|(id, _)| id.symbol.clone()),
        sector: sector.as_ref().map(|(id, _)| id.symbol.clone()),
        sessions: tapes.sessions(since, until),
        bars_from: bars.map(|(first, _)| first),
        bars_to: bars.map(|(_, last)| last),
        stored_news: news.iter().filter(|n| (since..=until).contains(&n.when.date_utc())).count(),
        moves: records,
    })
}

/// The first and the last session of which there is a daily bar.
fn days_stored(store: &Store, instrument: &InstrumentId) -> Result<Option<(NaiveDate, NaiveDate)>, Failure> {
    let all = store.series_of(instrument)?;
    let days = all.iter().filter_map(|info| match info.extent {
        LabelSpan::Days { first, last } => Some((first, last)),
        LabelSpan::Instants { .. } => None,
    });
    Ok(days.reduce(|(first, last), (a, b)| (first.min(a), last.max(b))))
}

fn session_of(calendar: &Calendar, day: NaiveDate) -> Result<(), Failure> {
    if calendar.session(day)?.is_some() {
        return Ok(());
    }
    let why = calendar.closure(day).map(|c| format!(" ({c})")).unwrap_or_default();
    let weekday = if day.weekday().number_from_monday() > 5 { ", a weekend" } else { "" };
    let reason = format!("{} has no session on {day}{weekday}{why}", calendar.mic());
    Err(Refusal::Argument { argument: "on", reason }.into())
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// What is asked, and where the answer is.
struct Asked<'a> {
    store: &'a Store,
    reference: &'a Reference,
    instrument: &'a InstrumentId,
    calendar: &'a Calendar,
    since: NaiveDate,
    until: NaiveDate,
}

impl<'a> Asked<'a> {
    fn prices(&self, id: &InstrumentId, calendar: &'a Calendar) -> Result<Prices<'a>, Failure> {
        Prices::load_daily(self.store, &self.reference.universe, id, calendar, (self.since, self.until))
    }

    /// Another instrument and its daily bars; `None` if it has none.
    fn other(&self, choice: &BenchmarkChoice) -> Result<Option<(InstrumentId, Prices<'a>)>, Failure> {
        let (Some(id), remark) = choose(&self.reference.universe, self.instrument, choice)? else {
            return Ok(None);
        };
        let Ok(calendar) = self.reference.calendars.get(id.mic) else { return Ok(None) };
        let prices = self.prices(&id, calendar)?;
        Ok((prices.daily.is_some() && remark.is_none()).then_some((id, prices)))
    }
}

/// The fund of the instrument's sector, if it has one with bars.
fn sector_tape<'a>(asked: &Asked<'a>) -> Result<Option<(InstrumentId, Prices<'a>)>, Failure> {
    asked.other(&BenchmarkChoice::Sector)
}

/// What the days are measured on.
struct Tapes<'a> {
    own: Prices<'a>,
    market: Option<(InstrumentId, Prices<'a>)>,
    others: Vec<OtherEvent>,
}

impl<'a> Tapes<'a> {
    fn load(asked: &Asked<'a>) -> Result<Self, Failure> {
        let span =
            (midnight(asked.since - TimeDelta::days(5 * 366)), midnight(asked.until + TimeDelta::days(45)));
        Ok(Self {
            own: asked.prices(asked.instrument, asked.calendar)?,
            market: asked.other(&BenchmarkChoice::Market)?,
            others: asked.store.other_news(None, asked.instrument, span, MOST_OTHERS)?,
        })
    }

    fn sessions(&self, since: NaiveDate, until: NaiveDate) -> usize {
        let bars = self.own.daily.as_ref().map_or(&[][..], |series| series.bars());
        bars.iter().filter(|bar| (since..=until).contains(&bar.at)).count()
    }

    /// The move of one session, from the close before to its own.
    fn day(&self, asked: &Asked<'_>, day: NaiveDate) -> Result<(NaiveDate, Reaction), Failure> {
        let reason = || format!("{day} cannot be measured");
        let found =
            self.measured(asked, day).ok_or_else(|| Refusal::Argument { argument: "on", reason: reason() });
        Ok((day, found?))
    }

    fn measured(&self, asked: &Asked<'_>, day: NaiveDate) -> Option<Reaction> {
        let benchmark = self.market.as_ref().map(|(id, prices)| (id, prices.tape()));
        let spec = MeasureSpec { horizons: vec![Horizon::Sessions(1)], ..MeasureSpec::default() };
        measure(&self.question(asked.instrument, &self.own, benchmark, day), &spec).pop()
    }

    fn question<'q>(
        &'q self,
        instrument: &'q InstrumentId,
        prices: &'q Prices<'a>,
        benchmark: Option<(&'q InstrumentId, crate::reaction::Tape<'q>)>,
        day: NaiveDate,
    ) -> Question<'q> {
        Question {
            instrument,
            when: When::Day(day),
            tape: prices.tape(),
            benchmark,
            others: &self.others,
            traded_from: prices.traded_from,
            traded_until: prices.traded_until,
            as_of: DateTime::<Utc>::MAX_UTC,
        }
    }

    /// The most unusual days of the span.
    fn unusual(&self, asked: &Asked<'_>, limit: usize) -> Vec<(NaiveDate, Reaction)> {
        let days = self.candidates(asked, limit.saturating_mul(CANDIDATES_FOR_EACH));
        let measured = days.into_iter().filter_map(|day| Some((day, self.measured(asked, day)?)));
        let mut found: Vec<(NaiveDate, Reaction)> = measured.filter(|(_, r)| r.is_unusual()).collect();
        found.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
        found.truncate(limit);
        found
    }

    /// The days with the largest moves: by the return, and by the return less the market's.
    fn candidates(&self, asked: &Asked<'_>, most: usize) -> Vec<NaiveDate> {
        let own = returns(&self.own);
        let market: std::collections::BTreeMap<NaiveDate, f64> =
            self.market.iter().flat_map(|(_, prices)| returns(prices)).collect();
        let own = || own.iter().filter(|(day, _)| (asked.since..=asked.until).contains(day));
        let raw: Vec<(NaiveDate, f64)> = own().copied().collect();
        let less: Vec<(NaiveDate, f64)> =
            own().filter_map(|(day, r)| Some((*day, r - market.get(day)?))).collect();
        let mut days: Vec<NaiveDate> = largest(raw, most).chain(largest(less, most)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

fn size(reaction: &Reaction) -> f64 {
    let measured = reaction.measured();
    let abnormal = measured.and_then(|m| m.abnormal.as_ref()).map(|a| a.abnormal_return);
    abnormal.or(reaction.return_fraction()).map_or(0.0, |r| r.fraction().abs())
}

/// The return of each bar from the one before it.
fn returns(prices: &Prices<'_>) -> Vec<(NaiveDate, f64)> {
    let bars = prices.daily.as_ref().map_or(&[][..], |series| series.bars());
    bars.windows(2).map(|pair| (pair[1].at, pair[1].close / pair[0].close - 1.0)).collect()
}

fn largest(mut days: Vec<(NaiveDate, f64)>, most: usize) -> impl Iterator<Item = NaiveDate> {
    days.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    days.truncate(most);
    days.into_iter().map(|(day, _)| day)
}

fn record(
    asked: &Asked<'_>,
    tapes: &Tapes<'_>,
    sector: Option<&(InstrumentId, Prices<'_>)>,
    news: &[LinkedNews],
    day: NaiveDate,
    reaction: &Reaction,
) -> MoveRecord {
    let news = news_of(asked.calendar, news, day);
    let sector_return = sector.and_then(|(id, prices)| sector_move(asked, tapes, (id, prices), day));
    let ex_dates: Vec<String> =
        tapes.own.actions.iter().filter(|a| a.ex_date == day).map(action_words).collect();
    let around = Surroundings {
        has_news: news.iter().any(|n| n.role == Role::Subject),
        is_ex_date: !ex_dates.is_empty(),
        sector_return,
    };
    MoveRecord::new(day, reaction, sector_return, Cause::of(reaction, around), ex_dates, news)
}

/// What the sector's fund did over the same session; nothing where it cannot be told.
fn sector_move(
    asked: &Asked<'_>,
    tapes: &Tapes<'_>,
    (id, prices): (&InstrumentId, &Prices<'_>),
    day: NaiveDate,
) -> Option<f64> {
    let spec = MeasureSpec {
        horizons: vec![Horizon::Sessions(1)],
        model: Model::MarketAdjusted,
        ..MeasureSpec::default()
    };
    let question = tapes.question(asked.instrument, &tapes.own, Some((id, prices.tape())), day);
    let reaction = measure(&question, &spec).pop().filter(|r| r.status() == ReactionStatus::Measured)?;
    reaction.measured()?.abnormal.as_ref().map(|a| a.benchmark_return.fraction())
}

fn action_words(action: &CorporateAction) -> String {
    match action.kind {
        ActionKind::Dividend { amount } => format!("dividend of {amount}"),
        ActionKind::Split { new_per_old } => format!("split {new_per_old} for 1"),
    }
}

/// The news after the close before the session, up to its own close. News known only to the day counts if it is
/// of the day of the session, of a day without one before it, or of the session before: that may have come after
/// the close. One event of each story, by relevance: subjects first, then by confidence, then the earlier.
fn news_of(calendar: &Calendar, news: &[LinkedNews], day: NaiveDate) -> Vec<WhyNews> {
    let (Ok(Some(session)), Ok(before)) = (calendar.session(day), calendar.previous_session(day)) else {
        return Vec::new();
    };
    let is_of_day = |n: &&LinkedNews| match n.when {
        When::Instant { at, .. } => before.regular.end < at && at <= session.regular.end,
        When::Day(date) => before.date <= date && date <= day,
    };
    let mut found: Vec<&LinkedNews> = news.iter().filter(is_of_day).collect();
    let order = |n: &LinkedNews| match n.when {
        When::Instant { at, .. } => at,
        When::Day(date) => midnight(date),
    };
    found.sort_by(|a, b| {
        let role = |n: &LinkedNews| n.role != Role::Subject;
        role(a).cmp(&role(b)).then(b.confidence.total_cmp(&a.confidence)).then(order(a).cmp(&order(b)))
    });
    let mut told: Vec<(i64, WhyNews)> = Vec::new();
    for one in found {
        match told.iter_mut().find(|(story, _)| *story == one.story.0) {
            Some((_, first)) => first.reprints += 1,
            None => told.push((one.story.0, shown(one))),
        }
    }
    told.truncate(MOST_NEWS);
    told.into_iter().map(|(_, n)| n).collect()
}

fn shown(news: &LinkedNews) -> WhyNews {
    WhyNews {
        id: news.id.0,
        title: news.title.clone(),
        published_at: crate::view::event::published_at(&news.when),
        source: news.source.clone(),
        kind: news.kind,
        role: news.role,
        confidence: news.confidence,
        reprints: 0,
    }
}
