//! Items as sent to ours.

use chrono::{DateTime, Utc};

use super::wire::{Entity, Item};
use crate::event::{Body, RawItem, Score};
use crate::net::vendor::MARKETAUX;
use crate::source::service::{decimal, some, stated};
use crate::text::one_line;

pub(super) fn adapt(items: Vec<Item>, now: DateTime<Utc>) -> Vec<RawItem> {
    items.into_iter().map(|sent| item(sent, now)).collect()
}

/// The description is the outlet's, the snippet the beginning of the text: the first says more.
fn item(sent: Item, now: DateTime<Utc>) -> RawItem {
    let said = |text: Option<String>| text.as_deref().and_then(some).map(Body::Html);
    let entities = sent.entities.unwrap_or_default();
    let mut item = RawItem {
        guid: some(&sent.uuid),
        scores: entities.iter().flat_map(scores).collect(),
        url: sent.url.as_deref().and_then(some),
        title: one_line(&sent.title),
        summary: said(sent.description).or_else(|| said(sent.snippet)),
        lang: sent.language.filter(|l| l.len() == 2),
        symbols: symbols(entities),
        outlet: sent.source.as_deref().and_then(some),
        ..RawItem::default()
    };
    stated(&mut item, sent.published_at.as_deref().unwrap_or_default(), now);
    item
}

fn scores(entity: &Entity) -> impl Iterator<Item = Score> {
    let score = |name, value: &Option<serde_json::Value>| {
        Score::figure(MARKETAUX.name, name, entity.symbol.as_deref(), decimal(value.as_ref()))
    };
    let both = [score("match_score", &entity.match_score), score("sentiment_score", &entity.sentiment_score)];
    both.into_iter().flatten()
}

/// A company with several listings comes once for each.
fn symbols(entities: Vec<Entity>) -> Vec<String> {
    let mut symbols: Vec<String> = Vec::new();
    for symbol in entities.into_iter().filter_map(|e| e.symbol).filter(|s| !s.is_empty()) {
        let symbol = symbol.to_uppercase();
        if !symbols.contains(&symbol) {
            symbols.push(symbol);
        }
    }
    symbols
}
