//! What bars the figures of an event need.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::benchmark::{self, BenchmarkChoice};
use crate::app::Failure;
use crate::app::bars::supply::Want;
use crate::claim::{Claim, ClaimSession, DayPoint};
use crate::event::{Precision, When};
use crate::instrument::{InstrumentId, Universe};
use crate::link::Role;
use crate::market::Interval;
use crate::reaction::Horizon;
use crate::road::StoredEvent;

/// Calendar days of daily bars before an event: two years, so that spans of five sessions have a
/// hundred that do not overlap, and a run-up more. Providers give that much for nothing.
const DAYS_BEFORE: i64 = 2 * 366 + 45;
/// The oldest day that a text is followed to, before its publication.
const DAYS_BEFORE_A_CLAIM: i64 = 10 * 366;
/// Calendar days before an event whose intraday bars serve as placebos; providers that need no key keep
/// about a month of minutes.
const INTRADAY_DAYS_BEFORE: i64 = 28;
/// Days after an event that its intraday horizons can reach.
const INTRADAY_DAYS_AFTER: i64 = 5;
/// Days before a publication in which a move outside the main session may lie: five sessions and a long
/// weekend.
const CLAIM_DAYS_BEFORE: i64 = 9;

/// What a stored event needs: the instruments that it names, their benchmarks, the moves that it states.
///
/// # Errors
/// A given benchmark's symbol is not known.
pub(in crate::app) fn of_event(
    universe: &Universe,
    stored: &StoredEvent,
    choice: &BenchmarkChoice,
    now: DateTime<Utc>,
) -> Result<Vec<Want>, Failure> {
    let when = stored.event.publication.when;
    let mut wants = Vec::new();
    for link in stored.links.iter().filter(|l| l.role != Role::Related) {
        let (benchmark, _) = benchmark::choose(universe, &link.instrument, choice)?;
        for horizon in Horizon::DEFAULT {
            let spans = of_horizon(&when, horizon, now);
            wants.extend(wanted(&link.instrument, spans));
            wants.extend(benchmark.iter().flat_map(|id| wanted(id, spans)));
        }
    }
    for (claim, _) in &stored.claims {
        let Some(instrument) = &claim.instrument else { continue };
        wants.extend(wanted(instrument, of_claim(claim, &when, now)));
    }
    Ok(wants)
}

/// The bars of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spans {
    daily: (NaiveDate, NaiveDate),
    intraday: Option<(NaiveDate, NaiveDate)>,
    heart: NaiveDate,
}

/// The wants of an instrument for these spans.
pub(super) fn wanted(instrument: &InstrumentId, spans: Spans) -> impl Iterator<Item = Want> {
    let Spans { daily, intraday, heart } = spans;
    let want = move |interval, (from, to): (NaiveDate, NaiveDate)| Want {
        instrument: instrument.clone(),
        interval,
        from,
        to,
        heart,
    };
    let intraday = intraday.map(|span| want(Interval::Minute1, span));
    [want(Interval::Day1, daily)].into_iter().chain(intraday)
}

/// What one horizon of one event needs, of the instrument and of its benchmark.
pub(super) fn of_horizon(when: &When, horizon: Horizon, now: DateTime<Utc>) -> Spans {
    let (day, today) = (when.date_utc(), now.date_naive());
    let days = |n: i64| day + TimeDelta::days(n);
    let of_minutes = matches!(horizon, Horizon::Minutes(_) | Horizon::Premarket) && is_to_the_minute(when);
    let reach = match horizon {
        Horizon::Sessions(n) => i64::from(n.max(0)) * 2 + INTRADAY_DAYS_AFTER,
        Horizon::Minutes(_) | Horizon::Premarket | Horizon::Open | Horizon::Close => INTRADAY_DAYS_AFTER,
    };
    Spans {
        daily: (first_of_month(days(-DAYS_BEFORE)), days(reach).min(today)),
        intraday: of_minutes.then(|| (days(-INTRADAY_DAYS_BEFORE), days(INTRADAY_DAYS_AFTER).min(today))),
        heart: day.min(today),
    }
}

/// What checking a stated move needs: the days that it names, as many before them, and the minutes where
/// it lies outside the main session or at a point of the day.
fn of_claim(claim: &Claim, when: &When, now: DateTime<Utc>) -> Spans {
    let (day, today) = (when.date_utc(), now.date_naive());
    let (named, last) = claim.when.as_ref().map_or((day, day), |when| (when.from, when.to));
    let first = named.min(day).max(day - TimeDelta::days(DAYS_BEFORE_A_CLAIM));
    let last = last.min(day).max(first);
    let within_the_day = matches!(claim.session, Some(ClaimSession::Premarket | ClaimSession::Afterhours))
        || matches!(claim.point, Some(DayPoint::Open | DayPoint::Midday | DayPoint::Intraday));
    Spans {
        daily: (first_of_month(first - TimeDelta::days(DAYS_BEFORE)), day.min(today)),
        intraday: within_the_day.then(|| (last - TimeDelta::days(CLAIM_DAYS_BEFORE), last.min(today))),
        heart: last.min(today),
    }
}

const fn is_to_the_minute(when: &When) -> bool {
    match when {
        When::Instant { precision, .. } => matches!(precision, Precision::Second | Precision::Minute),
        When::Day(_) => false,
    }
}

/// So that events of nearby days fall into one fetch.
fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Direction;
    use crate::claim::{MoveTime, TimeKind};
    use crate::link::{Evidence, EvidenceKind};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn minute(text: &str) -> When {
        When::Instant { at: at(text), precision: Precision::Minute }
    }

    const NOW: &str = "2025-03-15T12:00:00Z";

    #[test]
    fn a_reaction_needs_two_years_before_it_and_twenty_sessions_after_it() {
        let when = minute("2025-01-29T21:05:00Z");
        let spans = of_horizon(&when, Horizon::Sessions(20), at("2025-06-01T00:00:00Z"));
        assert_eq!(spans.daily, (day("2022-12-01"), day("2025-03-15")));
        assert_eq!(spans.intraday, None);
        let spans = of_horizon(&when, Horizon::Minutes(5), at(NOW));
        assert_eq!(spans.intraday, Some((day("2025-01-01"), day("2025-02-03"))));
        assert_eq!(spans.heart, day("2025-01-29"));
    }

    #[test]
    fn news_known_to_the_day_needs_no_minutes_and_nothing_of_the_future() {
        let when = When::Day(day("2025-03-14"));
        let spans = of_horizon(&when, Horizon::Minutes(5), at(NOW));
        assert_eq!((spans.intraday, spans.daily.1), (None, day("2025-03-15")));
    }

    #[test]
    fn a_claim_needs_the_days_it_names_and_minutes_outside_the_main_session() {
        let evidence = Evidence { span: 0..4, text: "fell".to_owned(), kind: EvidenceKind::Name };
        let claim = Claim::of("Microsoft", Direction::Down, evidence);
        let when = minute("2025-01-29T12:00:00Z");
        let spans = of_claim(&claim, &when, at(NOW));
        assert_eq!((spans.daily, spans.intraday), ((day("2022-12-01"), day("2025-01-29")), None));
        let premarket = Claim { session: Some(ClaimSession::Premarket), ..claim.clone() };
        let spans = of_claim(&premarket, &when, at(NOW));
        assert_eq!(spans.intraday, Some((day("2025-01-20"), day("2025-01-29"))));
        let (from, to) = (day("2021-01-01"), day("2021-12-31"));
        let year = MoveTime { text: "in 2021".to_owned(), kind: TimeKind::Year, from, to };
        let spans = of_claim(&Claim { when: Some(year), ..claim }, &when, at(NOW));
        assert_eq!(spans.daily, (day("2018-11-01"), day("2025-01-29")));
    }
}
