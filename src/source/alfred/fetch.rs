//! The requests: what a series is, and its first values.

use chrono::{NaiveDate, TimeDelta};

use super::{adapt, parse};
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

/// How far back periods are asked for: a quarter's figures come months after it.
const REACH: TimeDelta = TimeDelta::days(400);

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let mut poll = Poll { state: asked(ask.now), ..Poll::default() };
    let today = ask.now.date_naive();
    let (mut first, mut all) = (today - REACH, Vec::new());
    let is_first_poll = ask.state.cursor.is_null();
    for part in parts(ask.query()) {
        match part.strip_prefix("since:") {
            Some(day) => {
                let wrong = |_| SourceError::setting("query", format!("\"{day}\" is not a day"));
                first = day.parse::<NaiveDate>().map_err(wrong)?;
            }
            None => all.push(part.to_uppercase()),
        }
    }
    // What was published while nobody asked is new as well.
    let since = if is_first_poll { first } else { ask.since().date_naive() - TimeDelta::days(7) };
    let asked_for = if is_first_poll { first } else { first.max(today - REACH) };
    for id in all {
        let answer = ask.send(about(&ask, "/fred/series", &id)?, Some(&id)).await?;
        let series = parse::series(&answer)?;
        let request = about(&ask, "/fred/series/observations", &id)?
            .query("output_type", "4")
            .query("realtime_start", "1776-07-04")
            .query("realtime_end", "9999-12-31")
            .query("observation_start", &asked_for.to_string());
        let values = parse::values(&ask.send(request, Some(&id)).await?)?;
        poll.calls += 2;
        poll.items.extend(adapt::adapt(&series, &values, since));
    }
    poll.items = oldest_first(poll.items);
    Ok(poll)
}

fn about(ask: &Ask<'_>, path: &str, id: &str) -> Result<crate::net::Request, SourceError> {
    Ok(ask.get(path)?.query("series_id", id).query("file_type", "json"))
}
