//! Items as sent to ours.

use chrono::{DateTime, Utc};

use super::wire::{Item, Ticker};
use crate::event::{Body, RawItem, Score};
use crate::net::vendor::ALPHA_VANTAGE;
use crate::source::service::{decimal, some, stated};
use crate::text::one_line;

pub(super) fn adapt(items: Vec<Item>, now: DateTime<Utc>) -> Vec<RawItem> {
    items.into_iter().map(|sent| item(sent, now)).collect()
}

fn item(sent: Item, now: DateTime<Utc>) -> RawItem {
    let scores = scores(&sent);
    let mut item = RawItem {
        scores,
        url: some(&sent.url),
        title: one_line(&sent.title),
        summary: some(&sent.summary).map(Body::Html),
        // Its relevance does not show what an item is about: one headed by a company's name has 0.1.
        symbols: sent.ticker_sentiment.into_iter().map(|t| t.symbol).filter(|t| !t.contains(':')).collect(),
        categories: sent.topics.into_iter().map(|t| t.topic).collect(),
        author: sent.authors.into_iter().find(|a| !a.trim().is_empty()),
        outlet: some(&sent.source),
        ..RawItem::default()
    };
    stated(&mut item, &sent.time_published, now);
    item
}

fn figure(name: &str, symbol: Option<&str>, value: Option<&serde_json::Value>) -> Option<Score> {
    Score::figure(ALPHA_VANTAGE.name, name, symbol, decimal(value))
}

fn scores(sent: &Item) -> Vec<Score> {
    let vendor = ALPHA_VANTAGE.name;
    let of_ticker = |t: &Ticker| {
        let symbol = Some(t.symbol.as_str());
        [
            figure("relevance_score", symbol, t.relevance_score.as_ref()),
            figure("ticker_sentiment_score", symbol, t.sentiment_score.as_ref()),
            Score::word(vendor, "ticker_sentiment_label", symbol, t.sentiment_label.as_deref()),
        ]
    };
    let overall = [
        figure("overall_sentiment_score", None, sent.overall_sentiment_score.as_ref()),
        Score::word(vendor, "overall_sentiment_label", None, sent.overall_sentiment_label.as_deref()),
    ];
    overall.into_iter().chain(sent.ticker_sentiment.iter().flat_map(of_ticker)).flatten().collect()
}
