//! Articles as sent to items.

use chrono::NaiveDateTime;

use super::wire::Article;
use crate::event::RawItem;
use crate::event::{Precision, Publication, TimeOrigin, When};
use crate::source::service::some;

pub(super) fn adapt(articles: &[Article]) -> Vec<RawItem> {
    articles.iter().map(item).filter(|item| !item.title.is_empty()).collect()
}

fn item(sent: &Article) -> RawItem {
    RawItem {
        url: some(&sent.url),
        title: joined(&sent.title),
        publication: seen(&sent.seendate),
        lang: code(&sent.language).map(str::to_owned),
        outlet: some(&sent.domain),
        ..RawItem::default()
    }
}

/// A time of seeing is an upper bound: the article was public by then.
fn seen(written: &str) -> Option<Publication> {
    let at = NaiveDateTime::parse_from_str(written, "%Y%m%dT%H%M%SZ").ok()?.and_utc();
    Some(Publication {
        when: When::Instant { at, precision: Precision::Minute },
        origin: TimeOrigin::Observed,
        original: Some(written.to_owned()),
        zone: Some("Z".to_owned()),
        zone_assumed: false,
    })
}

/// Puts the words of a title together again, where punctuation tells how.
fn joined(title: &str) -> String {
    let mut text = title.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in [",", ".", ":", ";", "!", "?", "%", "'s", "’s", ")", "”"] {
        text = text.replace(&format!(" {mark}"), mark);
    }
    for mark in ["(", "“", "$"] {
        text = text.replace(&format!("{mark} "), mark);
    }
    // `$ 12` and `$ MSFT` alike; ` - ` between the title and its outlet stays.
    text
}

fn code(language: &str) -> Option<&'static str> {
    Some(match language {
        "English" => "en",
        "German" => "de",
        "French" => "fr",
        "Spanish" => "es",
        "Italian" => "it",
        "Portuguese" => "pt",
        "Dutch" => "nl",
        "Polish" => "pl",
        "Japanese" => "ja",
        "Chinese" => "zh",
        "Korean" => "ko",
        "Russian" => "ru",
        _ => return None,
    })
}
