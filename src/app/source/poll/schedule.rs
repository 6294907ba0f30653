//! When a source is polled again: after its interval with some jitter, later after failures, never before
//! the time that it asks for.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use xxhash_rust::xxh3::xxh3_64;

use crate::event::{PollState, SourceSettings, SourceState};

/// The longest pause that failures alone cause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);
/// The shortest pause after a failure, however short the interval.
const SHORTEST_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// The longest pause that is granted to a source that asks for one.
const LONGEST_WISH: TimeDelta = TimeDelta::days(7);
/// The pause after a failure that only the user can fix: a missing key, a wrong address.
const UNTIL_MENDED: TimeDelta = TimeDelta::hours(1);
/// The largest part by which a pause is lengthened, in percent.
const JITTER_PCT: i64 = 10;

/// How a poll failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// The reason in one sentence, without secrets.
    pub reason: String,
    /// How long the source asks not to be polled.
    pub retry_after: Option<Duration>,
    /// Whether the same call may succeed later, unchanged.
    pub is_retryable: bool,
}

/// The polling state after a success.
#[must_use]
pub(super) fn after_success(
    settings: &SourceSettings,
    before: &SourceState,
    poll: PollState,
    retry_after: Option<Duration>,
    logged: u64,
    now: DateTime<Utc>,
) -> SourceState {
    let pause = jittered(interval(settings), settings, now).max(wish(retry_after));
    SourceState {
        poll,
        last_attempt_at: Some(now),
        last_success_at: Some(now),
        next_poll_at: Some(now + pause),
        error_streak: 0,
        last_error: None,
        items_logged: before.items_logged + logged,
    }
}

/// The polling state after an answer of which only a part was logged: the source is polled
/// again soon.
#[must_use]
pub(super) fn after_flood(
    settings: &SourceSettings,
    before: &SourceState,
    logged: u64,
    now: DateTime<Utc>,
) -> SourceState {
    let soon = interval(settings).min(SHORTEST_PAUSE);
    let state = after_success(settings, before, before.poll.clone(), None, logged, now);
    SourceState { next_poll_at: Some(now + soon), ..state }
}

/// The polling state after a failure: each consecutive failure doubles the pause.
#[must_use]
pub fn after_failure(
    settings: &SourceSettings,
    before: &SourceState,
    setback: &Setback,
    now: DateTime<Utc>,
) -> SourceState {
    let first = interval(settings).max(SHORTEST_PAUSE);
    let doublings = before.error_streak.min(16);
    let pause = (first * 2_i32.pow(doublings)).min(LONGEST_PAUSE.max(first));
    let pause = if setback.is_retryable { pause } else { pause.max(UNTIL_MENDED) };
    SourceState {
        last_attempt_at: Some(now),
        next_poll_at: Some(now + jittered(pause, settings, now).max(wish(setback.retry_after))),
        error_streak: before.error_streak.saturating_add(1),
        last_error: Some(setback.reason.clone()),
        ..before.clone()
    }
}

/// The polling state of a source that must not be polled before an instant because of its daily limit.
#[must_use]
pub fn not_before(before: &SourceState, at: DateTime<Utc>) -> SourceState {
    SourceState { next_poll_at: Some(at), ..before.clone() }
}

/// The state of a source that was last asked by a clock which was ahead, or that is due later than any rule allows:
/// due an interval from now, and asked no later than now. `None` for every other.
#[must_use]
pub(super) fn pulled_in(
    settings: &SourceSettings,
    before: &SourceState,
    now: DateTime<Utc>,
) -> Option<SourceState> {
    let next = before.next_poll_at?;
    let soonest = now + interval(settings);
    let asked_later = before.last_attempt_at.is_some_and(|asked| asked > now);
    let longest = interval(settings).max(LONGEST_WISH);
    // The jitter is within a tenth.
    let out_of_reach = next > now + longest + longest / 10;
    (next > soonest && (asked_later || out_of_reach)).then(|| SourceState {
        next_poll_at: Some(soonest),
        last_attempt_at: before.last_attempt_at.map(|at| at.min(now)),
        last_success_at: before.last_success_at.map(|at| at.min(now)),
        ..before.clone()
    })
}

fn interval(settings: &SourceSettings) -> TimeDelta {
    TimeDelta::seconds(i64::from(settings.interval_s))
}

fn wish(retry_after: Option<Duration>) -> TimeDelta {
    let asked = retry_after.and_then(|d| TimeDelta::from_std(d).ok()).unwrap_or_default();
    asked.min(LONGEST_WISH)
}

/// Lengthens a pause by up to a tenth, so that sources added together do not stay in step. The
/// amount follows from name and instant, so that a rehearsal is reproducible.
fn jittered(pause: TimeDelta, settings: &SourceSettings, now: DateTime<Utc>) -> TimeDelta {
    let hash = xxh3_64(format!("{}\t{}", settings.name, now.timestamp_micros()).as_bytes());
    let part = i64::try_from(hash % 1000).unwrap_or_default();
    pause + TimeDelta::seconds(pause.num_seconds() * JITTER_PCT * part / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SourceKind;

    fn settings() -> SourceSettings {
        SourceSettings::new("wire", SourceKind::Feed, Some("https://a.example/rss"))
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_738_368_000, 0).unwrap()
    }

    fn setback(retry_after: Option<u64>, is_retryable: bool) -> Setback {
        let retry_after = retry_after.map(Duration::from_secs);
        Setback { reason: "a.example answered 500".to_owned(), retry_after, is_retryable }
    }

    fn pause(state: &SourceState) -> TimeDelta {
        state.next_poll_at.unwrap() - now()
    }

    #[test]
    fn a_success_waits_the_interval_and_a_little() {
        let state = after_success(&settings(), &SourceState::default(), PollState::default(), None, 7, now());
        assert!((300..=330).contains(&pause(&state).num_seconds()));
        assert_eq!((state.items_logged, state.error_streak), (7, 0));
        let asked = Some(Duration::from_hours(1));
        let state = after_success(&settings(), &state, PollState::default(), asked, 1, now());
        assert_eq!((pause(&state), state.items_logged), (TimeDelta::hours(1), 8));
    }

    #[test]
    fn what_a_clock_that_was_ahead_put_off_is_pulled_in_and_nothing_else() {
        let at = |asked: TimeDelta, next: TimeDelta| SourceState {
            last_attempt_at: Some(now() + asked),
            next_poll_at: Some(now() + next),
            ..SourceState::default()
        };
        let (minute, day) = (TimeDelta::minutes(1), TimeDelta::days(1));
        for asleep in [
            at(-minute, minute * 4),
            at(-minute, day * 7),   // the source asked for it
            at(minute, minute * 3), // less than an interval: it comes by itself
            SourceState::default(),
        ] {
            assert_eq!(pulled_in(&settings(), &asleep, now()), None, "{asleep:?}");
        }
        for silenced in [at(day, day), at(day * 1_500, day * 1_500), at(-minute, day * 30)] {
            let state = pulled_in(&settings(), &silenced, now()).unwrap();
            assert_eq!(pause(&state), TimeDelta::minutes(5));
            assert!(state.last_attempt_at <= Some(now()));
            assert_eq!(pulled_in(&settings(), &state, now()), None, "once");
        }
    }

    #[test]
    fn failures_double_the_pause_up_to_a_limit_and_keep_what_was_known() {
        let known = PollState { etag: Some("x".to_owned()), ..PollState::default() };
        let mut state = SourceState { poll: known.clone(), ..SourceState::default() };
        let mut last = TimeDelta::zero();
        for streak in 1..40 {
            state = after_failure(&settings(), &state, &setback(None, true), now());
            assert_eq!((state.error_streak, &state.poll), (streak, &known));
            assert!(pause(&state) > last || streak > 6);
            assert!(pause(&state) <= LONGEST_PAUSE * 11 / 10);
            last = pause(&state);
        }
    }

    #[test]
    fn what_the_source_asks_for_is_kept_within_reason() {
        let after =
            |asked| after_failure(&settings(), &SourceState::default(), &setback(Some(asked), true), now());
        assert_eq!(pause(&after(7200)), TimeDelta::hours(2));
        assert_eq!(pause(&after(u64::MAX)), TimeDelta::minutes(5).max(pause(&after(0))));
        assert_eq!(pause(&after(10_000_000)), LONGEST_WISH);
    }

    #[test]
    fn what_only_the_user_can_mend_is_tried_every_hour() {
        let state = after_failure(&settings(), &SourceState::default(), &setback(None, false), now());
        assert!(pause(&state) >= UNTIL_MENDED);
    }
}
