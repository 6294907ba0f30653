//! Items as sent to ours.

use chrono::{DateTime, Utc};

use super::wire::Item;
use crate::event::{Body, RawItem};
use crate::source::service::{some, stated};
use crate::text::one_line;

pub(super) fn adapt(items: Vec<Item>, now: DateTime<Utc>) -> Vec<RawItem> {
    items.into_iter().map(|sent| item(sent, now)).collect()
}

fn item(sent: Item, now: DateTime<Utc>) -> RawItem {
    let mut item = RawItem {
        url: some(&sent.url),
        title: one_line(&sent.title),
        summary: some(&sent.summary).map(Body::Html),
        // Its relevance does not show what an item is about: one headed by a company's name has 0.1.
        symbols: sent.ticker_sentiment.into_iter().map(|t| t.ticker).filter(|t| !t.contains(':')).collect(),
        categories: sent.topics.into_iter().map(|t| t.topic).collect(),
        author: sent.authors.into_iter().find(|a| !a.trim().is_empty()),
        outlet: some(&sent.source),
        ..RawItem::default()
    };
    stated(&mut item, &sent.time_published, now);
    item
}
