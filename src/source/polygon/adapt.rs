//! Items as sent to ours.

use chrono::{DateTime, Utc};

use super::wire::Item;
use crate::event::{Body, RawItem, Score};
use crate::net::vendor::POLYGON;
use crate::source::service::{some, stated};
use crate::text::one_line;

pub(super) fn adapt(items: Vec<Item>, now: DateTime<Utc>) -> Vec<RawItem> {
    items.into_iter().map(|sent| item(sent, now)).collect()
}

fn item(sent: Item, now: DateTime<Utc>) -> RawItem {
    let scores = sent.insights.iter().filter_map(|insight| {
        Score::word(POLYGON.name, "sentiment", Some(&insight.ticker), insight.sentiment.as_deref())
    });
    let mut item = RawItem {
        scores: scores.collect(),
        guid: some(&sent.id),
        url: sent.article_url.as_deref().and_then(some),
        title: one_line(&sent.title),
        summary: sent.description.as_deref().and_then(some).map(Body::Html),
        symbols: sent.tickers,
        categories: sent.keywords,
        author: sent.author.as_deref().and_then(some),
        outlet: sent.publisher.and_then(|p| some(&p.name)),
        ..RawItem::default()
    };
    stated(&mut item, &sent.published_utc, now);
    item
}
