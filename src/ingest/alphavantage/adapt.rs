//! Items as sent to ours.

use chrono::{DateTime, Utc};

use super::wire::{Item, Ticker};
use crate::ingest::markup::one_line;
use crate::ingest::service::{some, stated};
use crate::ingest::source::{Body, RawItem};

/// Relevance from which on a symbol is one that the item is about rather than one that it brushes.
const RELEVANT: f64 = 0.5;

pub(super) fn adapt(items: Vec<Item>, now: DateTime<Utc>) -> Vec<RawItem> {
    items.into_iter().map(|sent| item(sent, now)).collect()
}

fn item(sent: Item, now: DateTime<Utc>) -> RawItem {
    let mut item = RawItem {
        url: some(&sent.url),
        title: one_line(&sent.title),
        summary: some(&sent.summary).map(Body::Html),
        symbols: sent.ticker_sentiment.iter().filter(|t| relevant(t)).map(|t| t.ticker.clone()).collect(),
        categories: sent.topics.into_iter().map(|t| t.topic).collect(),
        author: sent.authors.into_iter().find(|a| !a.trim().is_empty()),
        outlet: some(&sent.source),
        ..RawItem::default()
    };
    stated(&mut item, &sent.time_published, now);
    item
}

fn relevant(ticker: &Ticker) -> bool {
    !ticker.ticker.contains(':') && ticker.relevance_score.parse().is_ok_and(|score: f64| score >= RELEVANT)
}
