//! Items as sent to ours.

use super::wire::Item;
use crate::event::{Body, RawItem};
use crate::source::service::{epoch, parts, some};

pub(super) fn adapt(items: &[Item]) -> Vec<RawItem> {
    items.iter().filter(|item| !item.headline.trim().is_empty()).map(item).collect()
}

fn item(sent: &Item) -> RawItem {
    RawItem {
        guid: (sent.id != 0).then(|| sent.id.to_string()),
        url: some(&sent.url),
        title: crate::text::one_line(&sent.headline),
        summary: some(&sent.summary).map(Body::Html),
        publication: epoch(sent.datetime),
        symbols: parts(Some(&sent.related)),
        categories: some(&sent.category).into_iter().collect(),
        outlet: some(&sent.source),
        ..RawItem::default()
    }
}
