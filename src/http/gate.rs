//! The checks that every request passes first: host, origin, token, rate, time.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use tokio::time::{Instant, timeout};

use super::problem::Problem;
use super::settings::Scope;
use super::shared::Shared;
use super::{SharedState, pages};

/// The content security policy of pages: their own style sheet, script and pictures, requests to this server.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The content security policy of everything that is neither a page nor a picture: it runs and loads nothing.
const CONTENT_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The content security policy of pictures: only the font embedded in them.
const PICTURE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'";

/// Lets a request through or refuses it; measures and counts it.
pub(super) async fn pass(State(shared): SharedState, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let limit = shared.settings.limits.request_time;
    let mut response = match admit(&shared, &request) {
        Err(problem) => {
            let (peer, path) = (peer(&shared, &request), request.uri().path());
            let (status, why) = (problem.status(), problem.detail());
            tracing::info!(%peer, %method, path, status, why, "a request was refused");
            refusal(problem, request.headers())
        }
        Ok(()) => timeout(limit, next.run(request)).await.unwrap_or_else(|_| too_slow()),
    };
    harden(response.headers_mut(), !shared.settings.cors_origins.is_empty());
    let (status, took) = (response.status().as_u16(), started.elapsed());
    shared.metrics.count(method.as_str(), &route, status, took);
    tracing::debug!(%method, route, status, ?took, "answered");
    response
}

/// A reader who may not do something is told so on a page. Where a token is needed the browser asks for it.
fn refusal(problem: Problem, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if problem.status() == StatusCode::FORBIDDEN.as_u16() && accepts.contains("text/html") {
        return pages::refused(pages::Frame::of(headers, "/".to_owned()), &problem);
    }
    problem.into_response()
}

/// The work itself has a shorter limit, so a timeout here means that the body was slow to arrive.
fn too_slow() -> Response {
    let detail = "the request took too long to arrive";
    let close = HeaderValue::from_static("close");
    Problem::new(StatusCode::REQUEST_TIMEOUT, detail).with(header::CONNECTION, close).into_response()
}

fn admit(shared: &Shared, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let host = host(request.uri(), headers)?;
    check_host(&host, &shared.settings.hosts)?;
    let needed = if is_safe(request.method()) { Scope::Read } else { Scope::Write };
    if needed == Scope::Write {
        check_origin(headers, &host)?;
    }
    let peer = peer(shared, request);
    check_token(shared, request, needed, peer)?;
    if needed == Scope::Write && !shared.paces.may_write(peer) {
        return Err(Problem::later(StatusCode::TOO_MANY_REQUESTS, "too many changes in the last minute", 10));
    }
    Ok(())
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The client: who is connected, or, behind proxies that are trusted, the last one that they name who is none of
/// them. What stands before that in `X-Forwarded-For` anybody can have written.
fn peer(shared: &Shared, request: &Request) -> IpAddr {
    let known = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let connected = known.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |c| c.0.ip());
    let proxies = &shared.settings.trusted_proxies;
    if !proxies.contains(&connected) {
        return connected;
    }
    let lines = request.headers().get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let parsed = named.iter().rev().map_while(|name| name.parse::<IpAddr>().ok());
    parsed.into_iter().find(|address| !proxies.contains(address)).unwrap_or(connected)
}

/// The host that the request is addressed to.
fn host(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Problem> {
    if let Some(authority) = uri.authority() {
        return Ok(authority.clone());
    }
    let mut given = headers.get_all(header::HOST).iter();
    match (given.next(), given.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).ok(),
        _ => None,
    }
    .ok_or_else(|| Problem::bad_request("the request needs one Host header"))
}

/// Another site can point its own host name to our address, and then read our responses (DNS
/// rebinding). It cannot do so with a numeric address.
fn check_host(host: &Authority, allowed: &[String]) -> Result<(), Problem> {
    let name = host.host().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    let known = name.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || allowed.iter().any(|a| a.eq_ignore_ascii_case(name));
    if known { Ok(()) } else { Err(misdirected()) }
}

fn misdirected() -> Problem {
    Problem::new(StatusCode::MISDIRECTED_REQUEST, "this server is not known by the name in the Host header")
}

/// Browsers state which site a changing request comes from; another site's is refused (CSRF).
fn check_origin(headers: &HeaderMap, host: &Authority) -> Result<(), Problem> {
    let foreign = || Problem::new(StatusCode::FORBIDDEN, "the request comes from a page of another site");
    let text = |name| headers.get(name).map(|v: &HeaderValue| v.to_str().unwrap_or_default());
    if let Some(origin) = text(header::ORIGIN) {
        let uri: Uri = origin.parse().map_err(|_| foreign())?;
        if uri.authority() != Some(host) {
            return Err(foreign());
        }
    }
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(foreign()),
    }
}

/// Responses that reveal no data need no token.
const PUBLIC: [&str; 5] = ["/api/health", "/api/ready", "/icon.svg", "/style.css", "/page.js"];

fn check_token(shared: &Shared, request: &Request, needed: Scope, peer: IpAddr) -> Result<(), Problem> {
    let access = &shared.settings.access;
    if access.is_open() || PUBLIC.contains(&request.uri().path()) {
        return Ok(());
    }
    let Some(token) = token(request.headers()) else { return Err(unknown("a token is needed")) };
    match access.scope(&token) {
        Some(scope) if scope >= needed => Ok(()),
        Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "this token may only read")),
        None if shared.paces.may_be_refused(peer) => Err(unknown("the token is not valid")),
        None => {
            let detail = "too many wrong tokens in the last minute";
            Err(Problem::later(StatusCode::TOO_MANY_REQUESTS, detail, 60))
        }
    }
}

fn unknown(detail: &'static str) -> Problem {
    // Browsers ask for a name and a password: the name is ignored, the token is the password.
    let schemes = HeaderValue::from_static("Basic realm=\"newstape\", charset=\"UTF-8\", Bearer");
    Problem::new(StatusCode::UNAUTHORIZED, detail).with(header::WWW_AUTHENTICATE, schemes)
}

/// The token of `Authorization: Bearer TOKEN`, or the password of `Authorization: Basic …`.
fn token(headers: &HeaderMap) -> Option<String> {
    let (scheme, given) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(given.trim().to_owned());
    }
    let plain = scheme.eq_ignore_ascii_case("basic").then(|| BASE64_STANDARD.decode(given.trim()).ok())??;
    Some(String::from_utf8(plain).ok()?.split_once(':')?.1.to_owned())
}

/// Pictures may stand on other sites where some are named; what may be read there is for [`super::cors`].
fn harden(headers: &mut HeaderMap, has_other_sites: bool) {
    let media = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is = |kind: &[u8]| media.is_some_and(|m| m.starts_with(kind));
    let (is_picture, is_page) = (is(b"image/svg+xml"), is(b"text/html"));
    let is_shown_elsewhere = has_other_sites && (is_picture || is(b"image/png"));
    let policy = match (is_picture, is_page) {
        (true, _) => PICTURE_POLICY,
        (false, true) => PAGE_POLICY,
        (false, false) => CONTENT_POLICY,
    };
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(header::HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("content-security-policy", policy);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    // Nothing is told to other sites; a form of ours must name ours, which `no-referrer` would keep it from.
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", if is_shown_elsewhere { "cross-origin" } else { "same-origin" });
    if !headers.contains_key(header::CACHE_CONTROL) {
        // Responses depend on the token, so shared caches must not keep them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
}
