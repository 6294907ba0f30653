//! From an event and a tape to rows: anchor, horizons, abnormal returns, placebo ranks.

mod lacking;
mod legs;
mod placebos;
mod remarks;

use chrono::{DateTime, NaiveDate, Utc};

use super::benchmark::{self, DailyPair, Expected};
use super::confounder::OtherNews;
use super::leg::Tape;
use super::sample::{Placebo, Sample};
use super::span::{Leg, Priced};
use super::workings::{SpanReturn, Workings};
use super::{AbnormalReturn, Basis, Confounder, Horizon, Measured, OtherEvent, Outcome, Reaction, Remark};
use crate::event::{Precision, When};
use crate::instrument::InstrumentId;
use crate::market::MissingData;
use crate::normal_return::{Expectation, Model};
use crate::units::Return;

/// A benchmark move beyond this many of its own standard deviations is a move of the market.
const MARKET_WIDE_Z: f64 = 2.0;

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureSpec {
    /// The ends of the spans.
    pub horizons: Vec<Horizon>,
    /// How many sessions before the event a beta is estimated on, and spans of minutes are taken from.
    pub estimation_sessions: u16,
    /// What is expected without the news.
    pub model: Model,
}

impl Default for MeasureSpec {
    /// [`Horizon::DEFAULT`] against the market model, its beta from the 250 sessions before.
    fn default() -> Self {
        Self { horizons: Horizon::DEFAULT.to_vec(), estimation_sessions: 250, model: Model::MarketModel }
    }
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
    /// The instrument's first trading day, where it is known.
    pub traded_from: Option<NaiveDate>,
    /// The instrument's last trading day, if it was delisted.
    pub traded_until: Option<NaiveDate>,
    /// The instant as of which is measured: a later horizon is pending.
    pub as_of: DateTime<Utc>,
}

/// Measures one event on one instrument: a row per horizon, in the order asked for.
///
/// Minute horizons need a time to the minute: for an event known to the day or hour they are left
/// out. Every other row is there, measured or with the reason why not.
///
/// Horizons between regular opens and closes are measured from the last regular close before the
/// news, on daily bars wherever there are any; minutes and the premarket from the last price before
/// the news. So intraday bars that arrive change no figure of the former.
///
/// ```
/// use newstape::calendar::Calendar;
/// use newstape::event::{Precision, When};
/// use newstape::instrument::{InstrumentId, Mic};
/// use newstape::market::{Adjustment, Bar, Interval, Series, SeriesKey};
/// use newstape::reaction::{Horizon, MeasureSpec, Question, ReactionStatus, Tape, measure};
/// use newstape::units::Currency;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Microsoft reported after the close of 29 January 2025, at 442.33; the next day closed at 414.99.
/// let instrument: InstrumentId = "MSFT:XNAS".parse()?;
/// let bar = |day: &str, close: f64| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Bar::new(day.parse()?, close, close, close, close, None)?)
/// };
/// let key = SeriesKey {
///     instrument: instrument.clone(),
///     interval: Interval::Day1,
///     provider: "file".to_owned(),
///     adjustment: Adjustment::Splits,
/// };
/// let daily = Series::new(key, vec![bar("2025-01-28", 447.20)?, bar("2025-01-29", 442.33)?, bar("2025-01-30", 414.99)?])?;
/// let question = Question {
///     instrument: &instrument,
///     when: When::Instant { at: "2025-01-29T21:05:00Z".parse()?, precision: Precision::Minute },
///     tape: Tape {
///         daily: Some(&daily),
///         currency: Some(Currency::USD),
///         ..Tape::empty(Calendar::for_mic(Mic::XNAS)?)
///     },
///     benchmark: None,
///     others: &[],
///     traded_from: None,
///     traded_until: None,
///     as_of: "2025-01-31T00:00:00Z".parse()?,
/// };
/// let horizons = vec![Horizon::Sessions(1), Horizon::Sessions(2), Horizon::Minutes(30)];
/// let rows = measure(&question, &MeasureSpec { horizons, ..MeasureSpec::default() });
///
/// let first = rows[0].measured().expect("both closes are there");
/// assert_eq!(first.anchor.price.to_string(), "442.33 USD");
/// assert!((first.return_fraction.fraction() - (414.99 / 442.33 - 1.0)).abs() < 1e-12);
/// // Three bars are no sample: there is a return and no rank.
/// assert_eq!(rows[0].verdict(), None);
/// assert_eq!(rows[1].status(), ReactionStatus::Pending);
/// // Daily bars cannot tell half an hour. That is said, and never a zero.
/// assert_eq!(rows[2].status(), ReactionStatus::NoData);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn measure(question: &Question<'_>, spec: &MeasureSpec) -> Vec<Reaction> {
    let shared = Shared::new(question, spec);
    shared.horizons().map(|horizon| shared.row(horizon).measure().0).collect()
}

/// Measures one event on one instrument and keeps what the figures are made of: a row per horizon,
/// and the daily returns behind the beta that all of them share.
#[must_use]
pub fn explained(question: &Question<'_>, spec: &MeasureSpec) -> (Vec<Workings>, Vec<DailyPair>) {
    let shared = Shared::new(question, spec);
    let rows = shared.horizons().map(|horizon: Horizon| shared.workings(horizon)).collect();
    (rows, shared.pairs().to_vec())
}

/// What all rows of a question share.
struct Shared<'a, 'q> {
    question: &'a Question<'q>,
    spec: &'a MeasureSpec,
    news: OtherNews<'a>,
    /// The daily returns behind the beta.
    pairs: Vec<DailyPair>,
}

impl<'a, 'q> Shared<'a, 'q> {
    pub(super) fn new(question: &'a Question<'q>, spec: &'a MeasureSpec) -> Self {
        let news = OtherNews::new(question.others);
        let mut shared = Self { question, spec, news, pairs: Vec::new() };
        shared.pairs = shared.daily_pairs();
        shared
    }

    pub(super) fn horizons(&self) -> impl Iterator<Item = Horizon> {
        let minute_known = self.question.when.precision() <= Precision::Minute;
        let asked = self.spec.horizons.iter().copied();
        asked.filter(move |h| minute_known || !matches!(h, Horizon::Minutes(_)))
    }

    fn workings(&self, horizon: Horizon) -> Workings {
        let (reaction, sample) = self.row(horizon).measure();
        let span = |p: &Placebo| SpanReturn {
            from: p.dates.0,
            to: p.dates.1,
            own: p.own,
            market: p.market,
            volume: p.volume,
        };
        Workings { reaction, volume: sample.volume, spans: sample.placebos.iter().map(span).collect() }
    }

    /// The daily returns behind the beta.
    pub(super) fn pairs(&self) -> &[DailyPair] {
        &self.pairs
    }

    fn daily_pairs(&self) -> Vec<DailyPair> {
        let Question { tape, benchmark, .. } = self.question;
        let priced = tape.daily.is_some() || tape.intraday.is_some();
        let Some((_, market)) = benchmark.as_ref().filter(|_| priced) else { return Vec::new() };
        self.last_close().map_or_else(Vec::new, |last| {
            benchmark::daily_pairs(tape, market, last, self.spec.estimation_sessions)
        })
    }

    /// The session of the last regular close before the news.
    fn last_close(&self) -> Option<NaiveDate> {
        let calendar = self.question.tape.calendar;
        match self.question.when {
            When::Instant { at, .. } => calendar.at(at).ok().map(|m| m.last_closed.date),
            When::Day(day) => calendar.previous_session(day).ok().map(|s| s.date),
        }
    }

    fn row(&self, horizon: Horizon) -> Row<'_, 'a, 'q> {
        Row { shared: self, question: self.question, horizon }
    }
}

struct Row<'s, 'a, 'q> {
    shared: &'s Shared<'a, 'q>,
    question: &'a Question<'q>,
    horizon: Horizon,
}

impl Row<'_, '_, '_> {
    fn measure(&self) -> (Reaction, Sample) {
        let (outcome, remarks, sample) = self.outcome();
        let reaction = Reaction {
            instrument: self.question.instrument.clone(),
            horizon: self.horizon,
            benchmark: self.question.benchmark.as_ref().map(|(id, _)| (*id).clone()),
            outcome,
            remarks,
        };
        (reaction, sample)
    }

    fn outcome(&self) -> (Outcome, Vec<Remark>, Sample) {
        let bare = |outcome| (outcome, Vec::new(), Sample::default());
        let Question { tape, traded_from, traded_until, as_of, .. } = self.question;
        let dated = self.leg().and_then(|leg| Some((leg, leg.to.instant(tape.calendar)?)));
        let Some((leg, due_at)) = dated else {
            return bare(self.lacking(MissingData::Calendar, None, None, None));
        };
        let anchor = || tape.price(leg.from);
        if let Some(first) = traded_from.filter(|first| leg.from.date(tape.calendar) < Some(*first)) {
            return bare(self.lacking(MissingData::NotListed { first }, Some(due_at), None, None));
        }
        if let Some(last) = traded_until.filter(|last| leg.to.date(tape.calendar) > Some(*last)) {
            return bare(self.lacking(MissingData::Listing { last }, Some(due_at), anchor(), None));
        }
        if due_at > *as_of {
            return bare(Outcome::Pending { due_at, anchor: anchor() });
        }
        if tape.is_too_coarse(leg) {
            let lacking =
                self.lacking(MissingData::Bars(self.bars_for(leg.to)), Some(due_at), anchor(), None);
            return (lacking, vec![Remark::TooCoarse(self.held_interval())], Sample::default());
        }
        if let Some(halt) = self.halt(leg) {
            return bare(Outcome::Halted { halt: Some(halt), due_at: Some(due_at), anchor: anchor() });
        }
        if self.is_unseen(leg) {
            return bare(self.lacking(MissingData::Bars(self.bars_for_start()), Some(due_at), None, None));
        }
        match tape.priced_on_any(leg) {
            Some(priced) => self.priced(leg, due_at, priced),
            None => bare(self.unpriced(leg, due_at)),
        }
    }

    /// The figures of a span with prices at both ends.
    fn priced(&self, leg: Leg, due_at: DateTime<Utc>, priced: Priced) -> (Outcome, Vec<Remark>, Sample) {
        let Some(own) = priced.total_return() else {
            let problem = format!("{} and {} make no return", priced.from.price, priced.to.price);
            let what = MissingData::SoundPrices { problem };
            let lacking = self.lacking(what, Some(due_at), Some(priced.from), Some(priced.to));
            return (lacking, Vec::new(), Sample::default());
        };
        let sample = Sample { volume: priced.volume, ..self.sample(leg) };
        let market = self.over_benchmark(leg);
        let abnormal = market.and_then(|market| self.abnormal(own, market, &sample));
        let raw = sample.raw();
        let (basis, returns, value) = match &abnormal {
            Some((abnormal, returns)) if returns.is_enough() || !raw.is_enough() => {
                (Basis::Abnormal, returns, abnormal.abnormal_return)
            }
            _ => (Basis::Raw, &raw, own),
        };
        let mut measured = Measured {
            due_at,
            return_fraction: own,
            basis,
            standing: returns.standing(value.fraction()),
            raw: raw.standing(own.fraction()),
            sample: returns.extent(),
            volume_ratio: priced.volume.zip(sample.median_volume()).map(|(volume, median)| volume / median),
            dividends: priced.dividends,
            high: priced.high,
            low: priced.low,
            confounders: Vec::new(),
            anchor: priced.from,
            end: priced.to,
            abnormal: abnormal.map(|(abnormal, _)| abnormal),
        };
        measured.confounders = self.confounders(leg, &measured, &sample);
        let remarks = self.remarks(leg, &measured, &sample);
        (Outcome::Measured(Box::new(measured)), remarks, sample)
    }

    /// The return beside what the model expects of it, and the same of the earlier spans.
    fn abnormal(
        &self,
        own: Return,
        market: Priced,
        sample: &Sample,
    ) -> Option<(AbnormalReturn, super::sample::Returns)> {
        let expected = self.expected(sample)?;
        let benchmark_return = market.total_return()?;
        let returns = sample.abnormal(&expected);
        let abnormal = AbnormalReturn {
            model: expected.model,
            benchmark_return,
            beta: Some(expected.by.beta),
            estimation: expected.estimation,
            prices: Some(Box::new([market.from, market.to])),
            dividends: market.dividends,
            abnormal_return: Return::from_fraction(
                own.fraction() - expected.by.of(benchmark_return.fraction()),
            ),
            standard_error: returns.spread().map(|s| s.sd).filter(|sd| *sd > 0.0 && returns.is_enough()),
        };
        Some((abnormal, returns))
    }

    /// What is expected of the instrument; `None` where the model cannot be estimated here.
    fn expected(&self, sample: &Sample) -> Option<Expected> {
        let model = self.shared.spec.model;
        let plain = |by| Some(Expected { model, by, estimation: None });
        match model {
            Model::MarketModel => Some(Expected::of_market(self.shared.pairs())),
            Model::MarketAdjusted => plain(Expectation::MARKET),
            Model::MeanAdjusted => plain(Expectation { alpha: sample.raw().mean()?, beta: 0.0 }),
            Model::Factors | Model::ScholesWilliams | Model::Dimson => None,
        }
    }

    fn over_benchmark(&self, leg: Leg) -> Option<Priced> {
        let (_, tape) = self.question.benchmark.as_ref()?;
        benchmark::over_on_any(leg, self.question.tape.calendar, tape)
    }

    fn confounders(&self, leg: Leg, measured: &Measured, sample: &Sample) -> Vec<Confounder> {
        let span = leg.instants(self.question.tape.calendar);
        let mut found = span.map(|span| self.shared.news.confounders(span)).unwrap_or_default();
        found.extend(self.market_wide(measured, sample));
        found.extend(measured.dividends.iter().map(|paid| Confounder::ExDate(paid.dividend)));
        found
    }

    fn market_wide(&self, measured: &Measured, sample: &Sample) -> Option<Confounder> {
        let (id, _) = self.question.benchmark.as_ref()?;
        let market = measured.abnormal.as_ref()?.benchmark_return;
        let z = sample.markets().standing(market.fraction())?.z?;
        let benchmark = (*id).clone();
        (z.abs() > MARKET_WIDE_Z).then_some(Confounder::MarketWide { benchmark, return_fraction: market, z })
    }
}

#[cfg(test)]
mod tests;
