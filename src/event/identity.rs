//! When two items are the same event.
//!
//! An item is known by keys: its address, its identifier in its feed, or its title with day and
//! source. A text is known by its hash, so that a changed text becomes a revision. Whether two events
//! tell one story is for [`super::story`].

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{Origin, Publication, When};
use crate::text::key_words;

/// Parameters of addresses that only tell where a reader came from.
const TRACKING: [&str; 46] = [
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_campaign",
    "at_medium",
    "cmp",
    "cmpid",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "icid",
    "igshid",
    "ito",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ns_campaign",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "ocid",
    "oly_enc_id",
    "ref",
    "ref_src",
    "ref_url",
    "referrer",
    "smid",
    "smtyp",
    "spm",
    "src",
    "srnd",
    "trk",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "xtor",
    "yclid",
];

/// Beginnings of such parameters.
const TRACKING_PREFIXES: [&str; 4] = ["utm_", "wt_", "pk_", "mtm_"];

/// Words from which on a title is taken to be its article's own; *Form 8-K* is not.
const TELLING_TITLE_WORDS: usize = 4;

/// What an item is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventKey {
    /// Its address, without scheme and all that does not name the page.
    Url(String),
    /// Its identifier in its feed.
    Guid {
        /// The feed's address, or the source.
        feed: String,
        /// The identifier.
        guid: String,
    },
    /// Its normalised title, its day and its source.
    Title {
        /// As [`normalised_title`] makes it.
        title: String,
        /// ISO 8601; absent where the item states no date.
        day: Option<String>,
        /// In lower case; empty where it is unknown.
        source: String,
    },
}

/// The form in which a key is kept: `url:…`, `guid:feed … `, `title:day source …`.
impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => write!(f, "url:{url}"),
            Self::Guid { feed, guid } => write!(f, "guid:{feed}\t{guid}"),
            Self::Title { title, day, source } => {
                write!(f, "title:{}\t{source}\t{title}", day.as_deref().unwrap_or("undated"))
            }
        }
    }
}

/// What an item says of itself that identifies it.
#[derive(Debug, Clone, Copy)]
pub struct ItemIdentity<'a> {
    /// Its canonical address.
    pub url: Option<&'a str>,
    /// Its feed and its identifier there.
    pub guid: Option<(&'a str, &'a str)>,
    /// Its title.
    pub title: &'a str,
    /// When it became public.
    pub publication: &'a Publication,
    /// Who published it.
    pub source: Option<&'a str>,
}

impl ItemIdentity<'_> {
    /// The keys of the item, the most telling first; never none.
    ///
    /// An item with an address or identifier is also known by its title if that has four words or
    /// more: so an article logged from a file is met again under its address, while two filings of
    /// a day, both called *Form 8-K*, stay two.
    #[must_use]
    pub fn keys(&self) -> Vec<EventKey> {
        let mut keys: Vec<_> = self.url.and_then(url_key).map(EventKey::Url).into_iter().collect();
        keys.extend(self.guid.filter(|(_, guid)| !guid.trim().is_empty()).map(|(feed, guid)| {
            EventKey::Guid {
                feed: url_key(feed).unwrap_or_else(|| feed.trim().to_lowercase()),
                guid: guid.trim().to_owned(),
            }
        }));
        let title = normalised_title(self.title);
        if keys.is_empty() || title.split(' ').count() >= TELLING_TITLE_WORDS {
            keys.push(EventKey::Title {
                title,
                day: stated_day(self.publication),
                source: self.source.map(|s| s.trim().to_lowercase()).unwrap_or_default(),
            });
        }
        keys
    }
}

/// The day that an item states. When it was first seen is not its own word.
fn stated_day(publication: &Publication) -> Option<String> {
    match (publication.origin, publication.when) {
        (Origin::Observed, _) => None,
        (_, When::Day(day)) => Some(day.to_string()),
        (_, When::Instant { at, .. }) => Some(at.date_naive().to_string()),
    }
}

/// An address without what does not name the page: fragment, credentials, default port, tracking
/// parameters, the wrapping of AMP caches.
///
/// `None` for what is no `http` or `https` address.
///
/// ```
/// use newstape::event::canonical_url;
/// assert_eq!(
///     canonical_url("HTTPS://News.Example:443/a/b?utm_source=x&id=7#top").as_deref(),
///     Some("https://news.example/a/b?id=7")
/// );
/// ```
#[must_use]
pub fn canonical_url(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    if let Some(inner) = inside_amp_cache(&url) {
        url = inner;
    }
    // `#!` is a page of its own in old script-driven sites.
    if !url.fragment().is_some_and(|f| f.starts_with('!')) {
        url.set_fragment(None);
    }
    // Both fail only for addresses that cannot have a host, which were refused above.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    let removed = url.query_pairs().count() != kept.len();
    if kept.is_empty() {
        url.set_query(None);
    } else if removed {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    Some(url.into())
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// `https://www.google.com/amp/s/HOST/PATH` and `https://x.cdn.ampproject.org/c/s/HOST/PATH`.
fn inside_amp_cache(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let rest = if host.ends_with(".cdn.ampproject.org") {
        url.path().strip_prefix("/c/").or_else(|| url.path().strip_prefix("/v/"))?
    } else if host.starts_with("www.google.") {
        url.path().strip_prefix("/amp/")?
    } else {
        return None;
    };
    let (scheme, rest) = rest.strip_prefix("s/").map_or(("http", rest), |rest| ("https", rest));
    Url::parse(&format!("{scheme}://{rest}"))
        .ok()
        .filter(|inner| inner.host_str().is_some_and(|h| h.contains('.')))
}

/// What two addresses of one page have in common: host without `www.`, `m.`, `mobile.` and `amp.`,
/// path without AMP marks and closing slash, parameters in order. The scheme does not matter.
fn url_key(address: &str) -> Option<String> {
    let url = Url::parse(&canonical_url(address)?).ok()?;
    let host = bare_host(url.host_str()?);
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, value)| !is_amp_parameter(name, value))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    query.sort();
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let fragment = url.fragment().map_or_else(String::new, |fragment| format!("#{fragment}"));
    Some(format!("{host}{port}{}{query}{fragment}", bare_path(url.path())))
}

fn bare_host(host: &str) -> &str {
    ["www.", "m.", "mobile.", "amp."]
        .iter()
        .find_map(|prefix| host.strip_prefix(prefix).filter(|rest| rest.contains('.')))
        .unwrap_or(host)
}

fn bare_path(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").or_else(|| path.strip_suffix(".amp")).unwrap_or(path);
    path.strip_prefix("/amp/").map_or(path, |_| &path["/amp".len()..])
}

fn is_amp_parameter(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("amp") || (name.eq_ignore_ascii_case("outputType") && value == "amp")
}

/// A title in lower case, its words joined by single spaces, without punctuation.
///
/// ```
/// use newstape::event::normalised_title;
/// assert_eq!(normalised_title("  Apple’s “Q1”:  up 4 % "), "apples q1 up 4");
/// ```
#[must_use]
pub fn normalised_title(title: &str) -> String {
    key_words(title).join(" ")
}

/// The hash of a text for telling revisions apart: another only if characters changed, not if
/// lines were broken or spaces set anew.
#[must_use]
pub fn content_hash(text: &str) -> u64 {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.extend(word.nfc());
    }
    xxh3_64(normal.as_bytes())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn published(day: Option<u32>) -> Publication {
        Publication {
            when: When::Day(NaiveDate::from_ymd_opt(2025, 2, day.unwrap_or(9)).unwrap()),
            origin: if day.is_some() { Origin::Text } else { Origin::Observed },
            original: None,
            zone: None,
            zone_assumed: false,
        }
    }

    fn keys(url: Option<&str>, title: &str, day: Option<u32>) -> Vec<String> {
        let publication = published(day);
        let item =
            ItemIdentity { url, guid: None, title, publication: &publication, source: Some("Example") };
        item.keys().iter().map(EventKey::to_string).collect()
    }

    #[test]
    fn addresses_lose_what_does_not_name_the_page() {
        let cases = [
            ("http://user:pw@a.example:80/x#y", "http://a.example/x"),
            ("https://a.example/x?b=2&utm_campaign=z&a=1", "https://a.example/x?b=2&a=1"),
            ("https://a.example/?fbclid=1", "https://a.example/"),
            ("https://a.example/x?q=%C3%A4+b", "https://a.example/x?q=%C3%A4+b"),
            ("https://www.google.com/amp/s/a.example/x", "https://a.example/x"),
            ("https://a-example.cdn.ampproject.org/c/s/a.example/x", "https://a.example/x"),
        ];
        for (address, expected) in cases {
            assert_eq!(canonical_url(address).as_deref(), Some(expected));
        }
        assert_eq!(canonical_url("mailto:a@b.example"), None);
        assert_eq!(canonical_url("no address"), None);
    }

    #[test]
    fn addresses_of_one_page_share_a_key() {
        let same = [
            "https://www.a.example/news/x",
            "http://a.example/news/x/",
            "https://m.a.example/news/x?utm_source=rss",
            "https://amp.a.example/news/x",
            "https://a.example/news/x/amp/",
            "https://a.example/news/x?amp=1",
        ];
        for address in same {
            assert_eq!(url_key(address).as_deref(), Some("a.example/news/x"), "{address}");
        }
        assert_eq!(url_key("https://a.example/x?b=2&a=1"), url_key("https://a.example/x?a=1&b=2"));
        assert_ne!(url_key("https://a.example/x?id=1"), url_key("https://a.example/x?id=2"));
        assert_ne!(url_key("https://a.example/Champ"), url_key("https://a.example/Ch"));
        assert_eq!(url_key("https://m.example/x").as_deref(), Some("m.example/x"));
    }

    #[test]
    fn an_article_from_a_file_is_met_again_under_its_address() {
        let title = "Microsoft vs. DeepSeek: wer hat Daten?";
        let file = keys(None, title, Some(1));
        let page = keys(Some("https://a.example/x"), title, Some(1));
        assert_eq!(file, ["title:2025-02-01\texample\tmicrosoft vs deepseek wer hat daten"]);
        assert_eq!(page[0], "url:a.example/x");
        assert!(page.contains(&file[0]));
        assert_ne!(file, keys(None, title, Some(2)));
    }

    #[test]
    fn a_title_that_many_share_is_no_key_beside_an_address() {
        assert_eq!(keys(Some("https://a.example/1"), "Form 8-K", Some(1)), ["url:a.example/1"]);
        assert_eq!(keys(None, "Form 8-K", Some(1)).len(), 1);
    }

    #[test]
    fn an_undated_item_is_the_same_tomorrow() {
        assert_eq!(keys(None, "Kurze Meldung", None), ["title:undated\texample\tkurze meldung"]);
    }

    #[test]
    fn a_feed_is_known_by_its_address() {
        let publication = published(Some(1));
        let guid = Some(("https://www.a.example/feed/", " 17 "));
        let item = ItemIdentity { url: None, guid, title: "Kurz", publication: &publication, source: None };
        assert_eq!(item.keys()[0].to_string(), "guid:a.example/feed\t17");
    }

    #[test]
    fn new_line_breaks_are_no_revision_but_a_new_word_is() {
        assert_eq!(content_hash("Zur\nBörse  heute"), content_hash("Zur Bo\u{308}rse heute\n"));
        assert_ne!(content_hash("Zur Börse heute"), content_hash("Zur Börse gestern"));
    }

    proptest! {
        #[test]
        fn a_canonical_address_stays_as_it_is(address in "https?://[a-z]{1,8}\\.[a-z]{2,3}(/[a-zA-Z0-9%._~-]{0,9}){0,3}(\\?([a-z_]{1,12}=[a-z0-9+%]{0,4}&?){0,4})?(#[a-z]{0,5})?") {
            if let Some(once) = canonical_url(&address) {
                prop_assert_eq!(canonical_url(&once), Some(once.clone()));
                prop_assert_eq!(url_key(&once), url_key(&address));
            }
        }

        #[test]
        fn a_normalised_title_stays_as_it_is(title in ".{0,60}") {
            let once = normalised_title(&title);
            prop_assert_eq!(normalised_title(&once), once.clone());
        }
    }
}
