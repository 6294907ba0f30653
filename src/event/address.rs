//! Addresses: what names a page in them, and what two of one page have in common.

use url::Url;

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
pub(super) fn url_key(address: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #[test]
        fn a_canonical_address_stays_as_it_is(address in "https?://[a-z]{1,8}\\.[a-z]{2,3}(/[a-zA-Z0-9%._~-]{0,9}){0,3}(\\?([a-z_]{1,12}=[a-z0-9+%]{0,4}&?){0,4})?(#[a-z]{0,5})?") {
            if let Some(once) = canonical_url(&address) {
                prop_assert_eq!(canonical_url(&once), Some(once.clone()));
                prop_assert_eq!(url_key(&once), url_key(&address));
            }
        }
    }
}
