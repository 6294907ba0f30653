//! The requests: the latest of all issuers, or of each ISIN.

use super::{adapt, parse};
use crate::source::service::{Ask, asked, parts};
use crate::source::{Poll, SourceError, oldest_first};

/// Releases on a page.
const PAGE: &str = "100";

pub(super) async fn poll(ask: Ask<'_>) -> Result<Poll, SourceError> {
    let mut poll = Poll { state: asked(ask.now), ..Poll::default() };
    let (categories, isins): (Vec<String>, Vec<String>) =
        parts(ask.query()).into_iter().partition(|part| part.starts_with("category:"));
    let issuers: Vec<Option<&str>> =
        if isins.is_empty() { vec![None] } else { isins.iter().map(|isin| Some(isin.as_str())).collect() };
    for isin in issuers {
        let mut request = ask.get("/wp-json/eqsnews/v1/news")?.query("per_page", PAGE).query("page", "1");
        if let Some(isin) = isin {
            request = request.query("isin", &isin.to_uppercase());
        }
        let (mut releases, skipped) = parse::parse(&ask.send(request, isin).await?)?;
        poll.calls += 1;
        let code =
            |r: &super::wire::Release| format!("category:{}", r.category_code.as_deref().unwrap_or_default());
        releases.retain(|release| categories.is_empty() || categories.contains(&code(release)));
        poll.skipped.extend(skipped);
        poll.items.extend(adapt::adapt(releases, ask.base(), ask.now));
    }
    poll.items = oldest_first(poll.items);
    Ok(poll)
}
