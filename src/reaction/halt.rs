//! Halts, as the tape shows them: a share that trades every minute, and then does not.
//!
//! No provider tells of halts. What their bars show is a silence within a regular session, long
//! enough for the shortest pause that exchanges impose, in a share that is never silent otherwise.

use chrono::{DateTime, TimeDelta, Utc};

use super::leg::Tape;
use crate::calendar::Span;
use crate::market::{Bar, Series};

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
        let session = self.calendar.at(at).ok()?.session?.regular;
        let traded = self.trades_of(series, session);
        let next = traded.partition_point(|trade| trade.end <= at);
        let before = traded.get(next.checked_sub(1)?)?;
        // A bar that begins where the silence ends is over later: at that instant nothing has traded. At
        // the close there is its auction.
        let silence = match traded.get(next) {
            Some(after) => Span { start: before.end, end: after.start },
            None if at < session.end && self.goes_on_at(session.end) => {
                Span { start: before.end, end: session.end }
            }
            None => return None,
        };
        let halted = silence.start < at && at <= silence.end && silence.end - silence.start >= SHORTEST;
        (halted && is_busy(traded.len(), session, silence, self.span())).then_some(silence)
    }

    /// The spans of the bars of a session in which something was traded; those left out were traded too.
    fn trades_of(&self, series: &Series<DateTime<Utc>>, session: Span) -> Vec<Span> {
        let places = series.first_at_or_after(session.start)..series.first_at_or_after(session.end);
        let of_bar = |i: usize| Span { start: series.bars()[i].at, end: self.end_of(series, i) };
        let sound = places.filter(|i| traded(&series.bars()[*i])).map(of_bar);
        let left_out = self.left_out_in(session.start, session.end).iter();
        let left_out = left_out.map(|at| Span { start: *at, end: self.end_by_clock(*at) });
        let mut all: Vec<Span> = sound.chain(left_out).collect();
        all.sort_by_key(|span| span.start);
        all
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
