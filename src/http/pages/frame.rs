//! What every page has around its content: style sheet, script, theme, zone; and the files it loads.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono_tz::Tz;
use xxhash_rust::xxh3::xxh3_64;

const STYLE: &str = include_str!("../../../assets/page/style.css");
const SCRIPT: &str = include_str!("../../../assets/page/page.js");
const ICON: &str = include_str!("../../../assets/page/icon.svg");

/// The frame of a page, as its reader wants it.
#[derive(Debug, Clone)]
pub(in crate::http) struct Frame {
    /// The address of the style sheet.
    pub(super) style: String,
    /// The address of the script.
    pub(super) script: String,
    /// `light` or `dark`; empty for that of the system.
    pub(super) theme: &'static str,
    /// The zone of days and times.
    pub(super) zone: Tz,
    /// Whether the reader chose the zone, or their browser named it.
    pub(super) is_own_zone: bool,
    /// The address of this page on this site.
    pub(super) here: String,
    /// Scheme and host of this site, as its reader knows it; empty where that cannot be told.
    pub(super) site: String,
}

impl Frame {
    /// The frame for a request: the reader's choices are in cookies.
    pub(in crate::http) fn of(headers: &HeaderMap, here: String) -> Self {
        let own = cookie(headers, "zone").and_then(|zone| zone.parse::<Tz>().ok());
        Self {
            style: address("/style.css", STYLE),
            script: address("/page.js", SCRIPT),
            theme: theme(cookie(headers, "theme")),
            zone: own.unwrap_or(Tz::UTC),
            is_own_zone: own.is_some(),
            here,
            site: site(headers).unwrap_or_default(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let here = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        Ok(Self::of(&parts.headers, here))
    }
}

/// Scheme and host by which this site was reached. A proxy that speaks TLS says so.
fn site(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    text("host").map(|host| format!("{scheme}://{host}"))
}

/// One of the two themes; empty for any other text.
pub(super) fn theme(text: Option<&str>) -> &'static str {
    ["light", "dark"].into_iter().find(|theme| text == Some(theme)).unwrap_or_default()
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(own, _)| *own == name).map(|(_, value)| value.trim_matches('"'))
}

/// The address of a file. It changes with the content, so that caches may keep it for ever.
fn address(path: &str, content: &str) -> String {
    format!("{path}?v={:016x}", xxh3_64(content.as_bytes()))
}

/// What stands at an address that changes with it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The style sheet.
pub(in crate::http) async fn style(headers: HeaderMap) -> Response {
    fixed("text/css; charset=utf-8", FOR_EVER, STYLE, &headers)
}

/// The script.
pub(in crate::http) async fn script(headers: HeaderMap) -> Response {
    fixed("text/javascript; charset=utf-8", FOR_EVER, SCRIPT, &headers)
}

/// The favicon.
pub(in crate::http) async fn icon(headers: HeaderMap) -> Response {
    fixed("image/svg+xml", "public, max-age=86400", ICON, &headers)
}

/// A response that changes only with the program.
fn fixed(media: &'static str, cache: &'static str, body: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:016x}\"", xxh3_64(body.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let head = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, cache), (header::ETAG, &tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, body).into_response()
}
