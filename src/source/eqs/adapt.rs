//! Releases as sent to items.

use chrono::{DateTime, Utc};

use super::wire::Release;
use crate::date::{self, DateContext};
use crate::event::RawItem;
use crate::net::vendor::excerpt;
use crate::source::service::some;
use crate::text::one_line;

pub(super) fn adapt(releases: Vec<Release>, base: &str, now: DateTime<Utc>) -> Vec<RawItem> {
    let titled = releases.into_iter().filter(|release| !release.headline.trim().is_empty());
    titled.map(|release| item(&release, base, now)).collect()
}

fn item(sent: &Release, base: &str, now: DateTime<Utc>) -> RawItem {
    let headline = one_line(&sent.headline);
    let company = sent.company_name.as_deref().and_then(some);
    let category = sent.category.as_deref().and_then(some).or(sent.category_code.clone());
    let mut item = RawItem {
        url: Some(address(base, category.as_deref(), &headline, &sent.id)),
        title: titled(company.as_deref(), headline),
        lang: sent.id.rsplit_once('_').map(|(_, lang)| lang.to_owned()).filter(|lang| lang.len() == 2),
        about: sent.isin.as_deref().and_then(some).into_iter().collect(),
        categories: category.into_iter().collect(),
        outlet: Some("EQS News".to_owned()),
        guid: some(&sent.id),
        ..RawItem::default()
    };
    dated(&mut item, sent.date_utc.as_deref(), sent.date.as_deref(), now);
    item
}

/// The headline, after the company where it does not name it.
fn titled(company: Option<&str>, headline: String) -> String {
    match company {
        Some(company) if !headline.to_lowercase().contains(&company.to_lowercase()) => {
            format!("{company}: {headline}")
        }
        _ => headline,
    }
}

fn dated(item: &mut RawItem, utc: Option<&str>, local: Option<&str>, now: DateTime<Utc>) {
    let zoned = |written: &str, zone| {
        let context = DateContext { lang: None, fetched_at: Some(now), default_zone: Some(zone) };
        date::read_value(written, &context).map(|found| found.publication(Some(zone)))
    };
    let written = utc.and_then(some).map(|text| (text, chrono_tz::UTC));
    let written = written.or_else(|| local.and_then(some).map(|text| (text, chrono_tz::Europe::Berlin)));
    let Some((text, zone)) = written else { return };
    item.publication = zoned(&text, zone);
    if item.publication.is_none() {
        item.notes.push(format!("the date \"{}\" cannot be read", excerpt(&text)));
    }
}

/// The page of a release: its words in the address are for readers, its number at the end tells which it is.
fn address(base: &str, category: Option<&str>, headline: &str, id: &str) -> String {
    format!("{base}/news/{}/{}/{id}", slug(category.unwrap_or("news")), slug(headline))
}

fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "news".to_owned() } else { slug }
}
