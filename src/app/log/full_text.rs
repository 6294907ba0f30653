//! Fetches the page that an item links to, for its full text.

use chrono::{DateTime, Utc};

use crate::article::{self, ArticleOrigin};
use crate::event::{Body, RawItem, SourceSettings};
use crate::fault::Fault;
use crate::net::{Client, Content, Pace, Request};

/// The shortest pause between two pages, about the pace of a fast human reader.
const PACE: Pace = Pace::per_minute(30);

/// The item with the text of its page. Title, time and outlet remain those of the source;
/// if it states no time, the page's is used, and if the two differ, both are kept. A page
/// that cannot be fetched leaves the item unchanged, with a note.
pub(in crate::app) async fn with_full_text(
    client: &Client,
    settings: &SourceSettings,
    item: &RawItem,
    now: DateTime<Utc>,
) -> RawItem {
    let mut whole = item.clone();
    let Some(url) = item.url.as_deref() else { return whole };
    match page(client, settings, url, now).await {
        Ok(read) => {
            if whole.title.is_empty() {
                read.text.title().clone_into(&mut whole.title);
            }
            whole.body = Some(Body::Text(read.text.text));
            match (&whole.publication, read.publication) {
                (None, stated) => whole.publication = stated,
                (Some(ours), Some(theirs)) if ours.when != theirs.when => whole.conflicts.push(theirs),
                _ => {}
            }
            whole.lang = whole.lang.or(read.lang);
            whole.read_in = read.read_in;
        }
        Err(reason) => whole.notes.push(format!("the page was not read: {reason}")),
    }
    whole
}

async fn page(
    client: &Client,
    settings: &SourceSettings,
    url: &str,
    now: DateTime<Utc>,
) -> Result<article::Article, String> {
    let request = Request::get(url).map_err(|e| e.to_string())?;
    let request = request.expecting(Content::Page).paced(PACE).at_most(article::MAX_ARTICLE_BYTES as u64);
    let answer = client.get_public(request).await.map_err(|e| said(&e))?;
    let origin = ArticleOrigin {
        file_name: None,
        content_type: answer.header("content-type").map(str::to_owned),
        url: Some(url.to_owned()),
        fetched_at: now,
        default_zone: settings.zone,
        lang: settings.lang.clone(),
    };
    article::read(&answer.bytes, &origin).map_err(|e| said(&e))
}

fn said(error: &dyn Fault) -> String {
    error.to_string()
}
