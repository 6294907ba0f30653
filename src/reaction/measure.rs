//! From an event and a tape to rows: anchor, horizons, abnormal returns, placebo ranks.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::leg::{Leg, Priced, Stamp, Tape};
use super::{AbnormalReturn, Halt, Horizon, Measured, Outcome, PricePoint, Reaction, Remark, Unusualness};
use crate::event::{EventId, Precision, When};
use crate::instrument::InstrumentId;
use crate::market::{Interval, Missing, MissingBars, MissingData};
use crate::normal_return::{Expectation, Model};
use crate::units::{Return, typeset};

/// Fewer spans than this make no distribution: no z, no rank.
const LEAST_SAMPLE: usize = 20;
/// With fewer spans free of other news than this, a quarter of a year, those with news count too.
const LEAST_CLEAN: usize = 60;
/// Other events named beside a figure.
const MOST_CONFOUNDERS: usize = 10;
/// A benchmark move beyond this many of its own standard deviations is a move of the market.
const MARKET_WIDE_Z: f64 = 2.0;

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureSpec {
    /// The ends of the spans.
    pub horizons: Vec<Horizon>,
    /// How many sessions before the anchor the own distribution is taken from.
    pub estimation_sessions: u16,
    /// What is expected without the news; its estimates come from the same spans.
    pub model: Model,
}

impl Default for MeasureSpec {
    /// [`Horizon::DEFAULT`] against the 250 sessions before, the market's return being expected.
    fn default() -> Self {
        Self { horizons: Horizon::DEFAULT.to_vec(), estimation_sessions: 250, model: Model::MarketAdjusted }
    }
}

/// Another event on the same instrument, which may explain the move or spoil a placebo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherEvent {
    /// Its number.
    pub id: EventId,
    /// Its title.
    pub title: String,
    /// Its publication, for order within a day; of a day event, the start of its day.
    pub at: DateTime<Utc>,
}

/// One event, one instrument, its tape.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Whose price.
    pub instrument: &'a InstrumentId,
    /// When the news became public.
    pub when: When,
    /// The instrument's prices.
    pub tape: Tape<'a>,
    /// What it is compared with, and that one's prices.
    pub benchmark: Option<(&'a InstrumentId, Tape<'a>)>,
    /// Other events on the instrument.
    pub others: &'a [OtherEvent],
    /// The instrument's last trading day, if it was delisted.
    pub traded_until: Option<NaiveDate>,
    /// The instant as of which is measured: a later horizon is pending.
    pub as_of: DateTime<Utc>,
}

/// Measures one event on one instrument: a row per horizon, in the order asked for.
///
/// Minute horizons need a time to the minute: for an event known to the day or hour they are left
/// out. Every other row is there, measured or with the reason why not.
#[must_use]
pub fn measure(question: &Question<'_>, spec: &MeasureSpec) -> Vec<Reaction> {
    let minute_known = question.when.precision() <= Precision::Minute;
    spec.horizons
        .iter()
        .filter(|h| minute_known || !matches!(h, Horizon::Minutes(_)))
        .map(|h| Row { question, horizon: *h, spec }.measure())
        .collect()
}

struct Row<'a, 'q> {
    question: &'a Question<'q>,
    horizon: Horizon,
    spec: &'a MeasureSpec,
}

impl Row<'_, '_> {
    fn measure(&self) -> Reaction {
        let (outcome, remarks) = self.outcome();
        Reaction {
            instrument: self.question.instrument.clone(),
            horizon: self.horizon,
            benchmark: self.question.benchmark.as_ref().map(|(id, _)| (*id).clone()),
            outcome,
            remarks,
        }
    }

    fn outcome(&self) -> (Outcome, Vec<Remark>) {
        let Question { tape, traded_until, as_of, .. } = self.question;
        let dated = self.leg().and_then(|leg| Some((leg, leg.to.instant(tape.calendar)?)));
        let Some((leg, due_at)) = dated else {
            return (self.lacking(MissingData::Calendar, None, None, None), Vec::new());
        };
        let anchor = || tape.price(leg.from);
        if let Some(last) = traded_until.filter(|last| leg.to.date(tape.calendar) > Some(*last)) {
            let missing = MissingData::Listing { last };
            return (self.lacking(missing, Some(due_at), anchor(), None), Vec::new());
        }
        if due_at > *as_of {
            return (Outcome::Pending { due_at, anchor: anchor() }, Vec::new());
        }
        if let Some(halt) = self.halt(leg) {
            return (
                Outcome::Halted { halt: Some(halt), due_at: Some(due_at), anchor: anchor() },
                Vec::new(),
            );
        }
        match tape.priced(leg) {
            Some(priced) => self.priced(leg, due_at, priced),
            None => (self.unpriced(leg, due_at), Vec::new()),
        }
    }

    fn lacking(
        &self,
        what: MissingData,
        due_at: Option<DateTime<Utc>>,
        anchor: Option<PricePoint>,
        end: Option<PricePoint>,
    ) -> Outcome {
        let missing = Missing { instrument: self.question.instrument.clone(), what };
        Outcome::NoData { missing, due_at, anchor, end }
    }

    /// The anchor: for an instant the last price known by then where intraday bars have it, else
    /// the last regular close; for a day the last regular close before that day.
    fn anchor(&self) -> Option<Stamp> {
        let Question { when, tape, .. } = self.question;
        match *when {
            When::Instant { at, precision } => {
                if precision <= Precision::Minute
                    && let Some(point) = tape.price(Stamp::At(at))
                {
                    return Some(Stamp::At(point.at));
                }
                tape.calendar.at(at).ok().map(|m| Stamp::Close(m.last_closed.date))
            }
            When::Day(day) => tape.calendar.previous_session(day).ok().map(|s| Stamp::Close(s.date)),
        }
    }

    fn leg(&self) -> Option<Leg> {
        let Question { when, tape, .. } = self.question;
        let calendar = tape.calendar;
        let from = self.anchor()?;
        let first = calendar.first_reacting_session(when).ok()?;
        let next_open = match *when {
            When::Instant { at, .. } => calendar.at(at).ok()?.next_open,
            When::Day(_) => first,
        };
        let to = match self.horizon {
            Horizon::Premarket => Stamp::BeforeOpen(next_open.date),
            Horizon::Open => Stamp::Open(next_open.date),
            Horizon::Close | Horizon::Sessions(0 | 1) => Stamp::Close(first.date),
            Horizon::Sessions(n) if n > 0 => {
                Stamp::Close(calendar.nth_session_after(first.date, i64::from(n) - 1).ok()?.date)
            }
            Horizon::Sessions(n) => {
                let start = match from {
                    Stamp::Close(date) => calendar.nth_session_after(date, i64::from(n)).ok()?,
                    Stamp::At(at) => {
                        let last = calendar.at(at).ok()?.last_closed;
                        calendar.nth_session_after(last.date, i64::from(n)).ok()?
                    }
                    Stamp::Open(_) | Stamp::BeforeOpen(_) => return None,
                };
                return Some(Leg { from: Stamp::Close(start.date), to: from });
            }
            Horizon::Minutes(minutes) => {
                let When::Instant { at, .. } = *when else { return None };
                let span = TimeDelta::minutes(i64::from(minutes));
                Stamp::At(calendar.add_open_time(at, span, self.has_extended_hours()).ok()?)
            }
        };
        Some(Leg { from, to })
    }

    /// Whether the intraday bars reach outside the regular session, so that the clock of open
    /// market runs there too.
    fn has_extended_hours(&self) -> bool {
        let Question { tape, when: When::Instant { at, .. }, .. } = self.question else { return false };
        let Some(series) = tape.intraday else { return false };
        let near = series.first_at_or_after(*at - TimeDelta::days(5));
        series.bars()[near..].iter().take_while(|b| b.at < *at + TimeDelta::days(5)).any(|b| {
            tape.calendar.at(b.at).is_ok_and(|m| m.session.is_some_and(|s| !s.regular.contains(b.at)))
        })
    }

    /// The halt in which a span ends: the last price before it is not the price of its end.
    fn halt(&self, leg: Leg) -> Option<Halt> {
        let Stamp::At(end) = leg.to else { return None };
        let tape = &self.question.tape;
        let silence = tape.halt_at(end)?;
        let clock = |at: DateTime<Utc>| at.with_timezone(&tape.calendar.zone()).fixed_offset();
        Some(Halt::Silence { from: clock(silence.start), to: clock(silence.end) })
    }

    /// What stands in place of figures where an end of the span has no price.
    fn unpriced(&self, leg: Leg, due_at: DateTime<Utc>) -> Outcome {
        let tape = &self.question.tape;
        let (from, to) = (tape.price(leg.from), tape.price(leg.to));
        if let (Some(_), None, Stamp::Close(date)) = (&from, &to, leg.to)
            && tape.skips(date)
        {
            let halt = Some(Halt::WholeSession(date));
            return Outcome::Halted { halt, due_at: Some(due_at), anchor: from };
        }
        let what = match (&from, &to) {
            (Some(_), Some(_)) => MissingData::OneAdjustment,
            (None, _) => MissingData::Bars(self.bars_for(leg.from)),
            (Some(_), None) => MissingData::Bars(self.bars_for(leg.to)),
        };
        self.lacking(what, Some(due_at), from, to)
    }

    /// The bars that would give a price at a stamp.
    fn bars_for(&self, stamp: Stamp) -> MissingBars {
        let zone = self.question.tape.calendar.zone();
        let of = |interval, day, extended| MissingBars { interval, from: day, to: day, extended };
        match stamp {
            Stamp::Close(date) | Stamp::Open(date) => of(Interval::Day1, date, false),
            Stamp::BeforeOpen(date) => of(Interval::Minute1, date, true),
            Stamp::At(at) => of(Interval::Minute1, at.with_timezone(&zone).date_naive(), true),
        }
    }

    /// The figures of a span with prices at both ends.
    fn priced(&self, leg: Leg, due_at: DateTime<Utc>, priced: Priced) -> (Outcome, Vec<Remark>) {
        let Some(own) = priced.total_return() else {
            let problem = format!("{} and {} make no return", priced.from.price, priced.to.price);
            let what = MissingData::SoundPrices { problem };
            return (self.lacking(what, Some(due_at), Some(priced.from), Some(priced.to)), Vec::new());
        };
        let market = self.benchmark_return(leg);
        let sample = self.sample(leg);
        let own_sample: Vec<f64> = sample.placebos.iter().map(|s| s.own).collect();
        let enough = own_sample.len() >= LEAST_SAMPLE;
        let abnormal = market.and_then(|market| self.abnormal(own, market, &sample.placebos));
        let remarks = self.remarks(leg, market, abnormal.as_ref(), &sample);
        let measured = Measured {
            due_at,
            return_fraction: own,
            abnormal,
            z: enough.then(|| z(own.fraction(), &own_sample)).flatten(),
            unusualness: Unusualness::of(own.fraction(), &own_sample).filter(|_| enough),
            volume_ratio: volume_ratio(priced.volume, &sample.placebos),
            dividends: priced.dividends,
            high: priced.high,
            low: priced.low,
            confounders: self.confounders(leg, market, &sample.placebos),
            anchor: priced.from,
            end: priced.to,
        };
        (Outcome::Measured(Box::new(measured)), remarks)
    }

    /// The return beside what the model expects of it, estimated on the earlier spans.
    fn abnormal(&self, own: Return, market: Return, sample: &[Placebo]) -> Option<AbnormalReturn> {
        let pairs: Vec<(f64, f64)> = sample.iter().filter_map(|s| Some((s.own, s.market?))).collect();
        let (owns, markets): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let expected = Expectation::of_spans(self.spec.model, &owns, &markets)?;
        let residuals: Vec<f64> = pairs.iter().map(|(own, market)| own - expected.of(*market)).collect();
        Some(AbnormalReturn {
            model: self.spec.model,
            benchmark_return: market,
            abnormal_return: Return::from_fraction(own.fraction() - expected.of(market.fraction())),
            standard_error: standard_deviation(&residuals).filter(|_| residuals.len() >= LEAST_SAMPLE),
        })
    }

    fn remarks(
        &self,
        leg: Leg,
        market: Option<Return>,
        abnormal: Option<&AbnormalReturn>,
        sample: &Sample,
    ) -> Vec<Remark> {
        let found = sample.placebos.len();
        let mut remarks = Vec::new();
        if found < LEAST_SAMPLE {
            remarks.push(Remark::TooFewSpans { found, needed: LEAST_SAMPLE });
        }
        if sample.with_news > 0 {
            remarks.push(Remark::SpansWithNews { with_news: sample.with_news, of: found });
        }
        if self.question.benchmark.is_some() && market.is_none() {
            remarks.push(Remark::NoBenchmarkPrice);
        }
        if market.is_some() && abnormal.is_none() {
            remarks.push(Remark::ModelNotEstimated(self.spec.model));
        }
        if let (When::Instant { .. }, Stamp::Close(date)) = (&self.question.when, leg.from) {
            remarks.push(Remark::AnchoredAtClose(date));
        }
        remarks
    }

    fn benchmark_return(&self, leg: Leg) -> Option<Return> {
        let (_, tape) = self.question.benchmark.as_ref()?;
        tape.priced(leg)?.total_return()
    }

    /// The same span on each earlier session of the estimation window that ends by the anchor and
    /// holds no other event: the placebos. Of an instrument that is in the news nearly every day few
    /// such spans are left, and odd ones; then all spans count, whatever they hold.
    fn sample(&self, leg: Leg) -> Sample {
        let calendar = self.question.tape.calendar;
        let news = if self.horizon.is_run_up() { leg.to } else { leg.from };
        let Some(limit) = news.instant(calendar) else { return Sample::default() };
        let (with_news, clean): (Vec<_>, Vec<_>) = (1..=i64::from(self.spec.estimation_sessions))
            .filter_map(|n| leg.earlier(calendar, n))
            .filter(|earlier| earlier.to.instant(calendar).is_some_and(|end| end <= limit))
            .filter_map(|earlier| Some((self.holds_other_event(earlier), self.placebo(earlier)?)))
            .partition(|(holds_news, _)| *holds_news);
        let taken = if clean.len() < LEAST_CLEAN { with_news.len() } else { 0 };
        let placebos = clean.into_iter().chain(with_news.into_iter().take(taken)).map(|(_, p)| p).collect();
        Sample { placebos, with_news: taken }
    }

    fn placebo(&self, leg: Leg) -> Option<Placebo> {
        let priced = self.question.tape.priced(leg)?;
        let own = priced.total_return()?.fraction();
        let market = self.benchmark_return(leg).map(Return::fraction);
        Some(Placebo { own, market, volume: priced.volume })
    }

    fn holds_other_event(&self, leg: Leg) -> bool {
        let calendar = self.question.tape.calendar;
        let (Some(from), Some(to)) = (leg.from.instant(calendar), leg.to.instant(calendar)) else {
            return true;
        };
        self.question.others.iter().any(|other| from < other.at && other.at <= to)
    }

    fn confounders(&self, leg: Leg, market: Option<Return>, sample: &[Placebo]) -> Vec<String> {
        let calendar = self.question.tape.calendar;
        let mut found = Vec::new();
        if let (Some(from), Some(to)) = (leg.from.instant(calendar), leg.to.instant(calendar)) {
            let inside = |o: &&OtherEvent| from < o.at && o.at <= to;
            let others: Vec<_> = self.question.others.iter().filter(inside).collect();
            found
                .extend(others.iter().take(MOST_CONFOUNDERS).map(|o| format!("event {}: {}", o.id, o.title)));
            if others.len() > MOST_CONFOUNDERS {
                found.push(format!("{} more events", others.len() - MOST_CONFOUNDERS));
            }
        }
        let markets: Vec<f64> = sample.iter().filter_map(|s| s.market).collect();
        if let (Some(market), Some((id, _))) = (market, &self.question.benchmark)
            && markets.len() >= LEAST_SAMPLE
            && let Some(z) = z(market.fraction(), &markets)
            && z.abs() > MARKET_WIDE_Z
        {
            let (size, z) = (typeset::percent(market.fraction()), typeset::signed(z, 1));
            found.push(format!("market-wide move: {} {size} (z {z})", id.symbol));
        }
        found
    }
}

/// The placebos of a row.
#[derive(Default)]
struct Sample {
    placebos: Vec<Placebo>,
    /// How many of them hold other news.
    with_news: usize,
}

struct Placebo {
    own: f64,
    market: Option<f64>,
    volume: Option<f64>,
}

/// Sample standard deviation, n − 1 in the denominator; `None` below two values or for constant
/// ones.
fn standard_deviation(sample: &[f64]) -> Option<f64> {
    if sample.len() < 2 {
        return None;
    }
    let mean = mean(sample);
    let squares: f64 = sample.iter().map(|v| (v - mean).powi(2)).sum();
    #[allow(clippy::cast_precision_loss)] // counts are far below 2^52
    let deviation = (squares / (sample.len() - 1) as f64).sqrt();
    (deviation > 0.0).then_some(deviation)
}

#[allow(clippy::cast_precision_loss)] // counts are far below 2^52
fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

fn z(value: f64, sample: &[f64]) -> Option<f64> {
    standard_deviation(sample).map(|deviation| (value - mean(sample)) / deviation)
}

fn volume_ratio(volume: Option<f64>, sample: &[Placebo]) -> Option<f64> {
    let mut volumes: Vec<f64> = sample.iter().filter_map(|s| s.volume).collect();
    if volumes.len() < LEAST_SAMPLE {
        return None;
    }
    volumes.sort_by(f64::total_cmp);
    let median = f64::midpoint(volumes[(volumes.len() - 1) / 2], volumes[volumes.len() / 2]);
    volume.filter(|_| median > 0.0).map(|v| v / median)
}

#[cfg(test)]
#[path = "measure_tests.rs"]
mod tests;
