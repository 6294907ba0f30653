//! Halts, as the tape shows them: a share that trades every minute, and then does not.
//!
//! No provider tells of halts. What their bars show is a silence within a regular session, long
//! enough for the shortest pause that exchanges impose, in a share that is never silent otherwise.

use chrono::{DateTime, TimeDelta, Utc};

use super::leg::Tape;
use crate::calendar::Span;
use crate::market::Bar;

/// The shortest pause: five minutes, by the Limit Up–Limit Down plan (section VII) and as long again
/// for news.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);
/// Of the session's other intervals at least this share must have traded; a share that trades less
/// often is silent, not halted.
const BUSY: f64 = 0.9;

impl Tape<'_> {
    /// The halt that was on at an instant, if the intraday bars of its session show one.
    pub(super) fn halt_at(&self, at: DateTime<Utc>) -> Option<Span> {
        let series = self.intraday?;
        let span = series.key().interval.span()?;
        let session = self.calendar.at(at).ok()?.session?.regular;
        let first = series.first_at_or_after(session.start);
        let bars: Vec<&Bar<DateTime<Utc>>> =
            series.bars()[first..].iter().take_while(|b| b.at < session.end).filter(|b| traded(b)).collect();
        let next = bars.partition_point(|b| b.at + span <= at);
        let (before, after) = (bars.get(next.checked_sub(1)?)?, bars.get(next)?);
        let silence = Span { start: before.at + span, end: after.at };
        // A bar that begins where the silence ends is over later: at that instant nothing has traded.
        let halted = silence.start < at && at <= silence.end && silence.end - silence.start >= SHORTEST;
        (halted && is_busy(bars.len(), session, silence, span)).then_some(silence)
    }
}

fn traded(bar: &Bar<DateTime<Utc>>) -> bool {
    bar.volume.is_none_or(|volume| volume > 0.0)
}

fn is_busy(bars: usize, session: Span, silence: Span, interval: TimeDelta) -> bool {
    let open = (session.end - session.start) - (silence.end - silence.start);
    let intervals = open.num_seconds() / interval.num_seconds().max(1);
    u32::try_from(bars)
        .ok()
        .zip(u32::try_from(intervals).ok())
        .is_some_and(|(bars, intervals)| intervals > 0 && f64::from(bars) >= BUSY * f64::from(intervals))
}
