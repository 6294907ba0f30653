//! The request.

use chrono::{DateTime, Utc};

use super::{adapt, parse};
use crate::source::service::{Ask, asked};
use crate::source::{Poll, SourceError, oldest_first};

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let stamp = |at: DateTime<Utc>| at.format("%Y%m%d%H%M%S").to_string();
    let request = ask
        .get("/api/v2/doc/doc")?
        .query("query", ask.query().unwrap_or_default())
        .query("mode", "artlist")
        .query("format", "json")
        .query("maxrecords", "250")
        .query("sort", "datedesc")
        .query("startdatetime", &stamp(ask.since()))
        .query("enddatetime", &stamp(ask.now));
    let answer = ask.send(request, None).await?;
    let items = oldest_first(adapt::adapt(&parse::parse(&answer)?));
    Ok(Poll { items, state: asked(ask.now), calls: 1, ..Poll::default() })
}
