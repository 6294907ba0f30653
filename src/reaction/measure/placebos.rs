//! The same span on earlier sessions, which a move is ranked among.

use chrono::{Months, NaiveDate, TimeDelta};

use super::Row;
use crate::reaction::benchmark;
use crate::reaction::leg::Stamp;
use crate::reaction::sample::{LEAST_CLEAN, LEAST_OF_MINUTES, LEAST_OF_SESSIONS, Placebo, Sample, YEARS};
use crate::reaction::span::{Leg, Priced};
use crate::units::Return;

impl Row<'_, '_, '_> {
    /// The same span on earlier sessions that ended by the anchor and hold no other event: the
    /// placebos. Of an instrument that is in the news nearly every day few such spans are left, and
    /// odd ones; then all spans count, whatever they hold.
    pub(super) fn sample(&self, leg: Leg) -> Sample {
        let of_sessions = leg.is_of_sessions();
        let needed = if of_sessions { LEAST_OF_SESSIONS } else { LEAST_OF_MINUTES };
        let (with_news, clean): (Vec<_>, Vec<_>) = self
            .earlier_legs(leg)
            .filter_map(|earlier| self.placebo(earlier))
            .partition(|placebo| !self.shared.news.inside(placebo.span).is_empty());
        let taken = if clean.len() < LEAST_CLEAN { with_news.len() } else { 0 };
        let placebos = clean.into_iter().chain(with_news.into_iter().take(taken)).collect();
        Sample { placebos, with_news: taken, needed, volume: None }
    }

    /// The same span on earlier sessions, the latest first: as far back as bars reach, at most five
    /// years for spans of sessions, the estimation window for spans of minutes.
    pub(super) fn earlier_legs(&self, leg: Leg) -> impl Iterator<Item = Leg> {
        let calendar = self.question.tape.calendar;
        let news = if self.horizon.is_run_up() { leg.to } else { leg.from };
        let limit = news.instant(calendar);
        let oldest = self.oldest(leg, news);
        let most =
            if leg.is_of_sessions() { i64::MAX } else { i64::from(self.shared.spec.estimation_sessions) };
        (1..=most)
            .map_while(move |n| leg.earlier(calendar, n))
            .take_while(move |earlier| earlier.from.date(calendar) >= oldest)
            .filter(move |earlier| earlier.to.instant(calendar).is_some_and(|end| Some(end) <= limit))
    }

    /// Whether a span begins within a session of which no price was known by then: its move would be
    /// that since the day before.
    fn begins_unseen(&self, leg: Leg) -> bool {
        let (Stamp::At(at), tape) = (leg.from, self.question.tape) else { return false };
        let within = tape.calendar.at(at).is_ok_and(|moment| {
            moment.session.is_some_and(|session| session.regular.contains(at) && session.regular.start < at)
        });
        let known = tape.anchor_at(at).filter(|anchor| matches!(anchor, Stamp::At(_)));
        let known_on = known.and_then(|anchor| anchor.date(tape.calendar));
        within && known_on != leg.from.date(tape.calendar)
    }

    /// The first day on which an earlier span may begin; `None` where nothing bounds it.
    pub(super) fn oldest(&self, leg: Leg, news: Stamp) -> Option<NaiveDate> {
        let tape = self.question.tape;
        let by_intraday = || {
            let first = tape.intraday?.bars().first()?.at;
            // The close before the first bar may be the anchor.
            Some(first.date_naive() - TimeDelta::days(7))
        };
        if !leg.is_of_sessions() {
            return by_intraday();
        }
        let by_bars = tape.daily.and_then(|s| s.bars().first()).map(|b| b.at).or_else(by_intraday);
        let five_years = news.date(tape.calendar)?.checked_sub_months(Months::new(12 * YEARS));
        by_bars.max(five_years)
    }

    pub(super) fn placebo(&self, leg: Leg) -> Option<Placebo> {
        let tape = self.question.tape;
        if self.begins_unseen(leg) {
            return None;
        }
        let on = if leg.is_of_sessions() { tape.of_sessions() } else { tape };
        let priced = on.priced(leg)?;
        Some(Placebo {
            span: leg.instants(tape.calendar)?,
            dates: leg.dates(tape.calendar)?,
            own: priced.total_return()?.fraction(),
            market: self.benchmark_before(leg).and_then(|p| p.total_return()).map(Return::fraction),
            volume: priced.volume,
        })
    }

    fn benchmark_before(&self, leg: Leg) -> Option<Priced> {
        let (_, tape) = self.question.benchmark.as_ref()?;
        benchmark::over(leg, self.question.tape.calendar, tape)
    }
}
