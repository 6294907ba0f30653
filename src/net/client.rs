//! The client: a request with its retries and redirects.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use reqwest::header::{ACCEPT, HeaderValue, LOCATION};
use tokio::time::Instant;
use url::{Position, Url};

use super::guard::{PublicOnly, private_literal};
use super::ledger::Ledger;
use super::pace::Limiters;
use super::tap::{self, Exchange, Tap};
use super::waits::retry_after;
use super::{NetConfig, NetError, Request, Response, body, redacted, tls};
use crate::fault::Fault;

const USER_AGENT: &str = concat!("newstape/", env!("CARGO_PKG_VERSION"));

/// The most bytes of a refusal that are kept.
const REFUSAL_BYTES: u64 = 1024 * 1024;

/// Which machines a request may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Any machine: the address is built in or comes from the user.
    Any,
    /// Public machines only: the address comes from untrusted data.
    Public,
}

/// The HTTP client. Cheap to clone; clones share connections and rate limits.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: NetConfig,
    open: reqwest::Client,
    /// A second connection pool, so that no connection to a private machine is reused for a public name.
    public: reqwest::Client,
    limiters: Limiters,
    ledger: Ledger,
    /// Where what was said is kept, if it is.
    tap: Option<Tap>,
}

impl Client {
    /// A client with these limits. Nothing is connected yet.
    ///
    /// # Errors
    /// [`NetError::Protocol`] if the secure layer cannot be set up.
    pub fn new(config: NetConfig) -> Result<Self, NetError> {
        Self::with_tap(config, None)
    }

    /// A client that keeps what is said, for [`Self::take_exchanges`].
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn recording(config: NetConfig) -> Result<Self, NetError> {
        Self::with_tap(config, Some(Tap::default()))
    }

    fn with_tap(config: NetConfig, tap: Option<Tap>) -> Result<Self, NetError> {
        let failed = |reason: String| NetError::Protocol { url: "the HTTP client".to_owned(), reason };
        let open = builder(&config).map_err(failed)?.build().map_err(|e| failed(e.to_string()))?;
        let mut guarded = builder(&config).map_err(failed)?;
        if !config.allow_private {
            guarded = guarded.dns_resolver(Arc::new(PublicOnly));
        }
        let public = guarded.build().map_err(|e| failed(e.to_string()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                config,
                open,
                public,
                limiters: Limiters::default(),
                ledger: Ledger::default(),
                tap,
            }),
        })
    }

    /// Allows an owner this many more calls; after them, a request fails with [`NetError::Spent`].
    pub fn allow(&self, owner: &'static str, left: u32) {
        self.inner.ledger.allow(owner, left);
    }

    /// Whether an owner's allowance is used up.
    #[must_use]
    pub fn is_spent(&self, owner: &str) -> bool {
        self.inner.ledger.is_spent(owner)
    }

    /// The calls made by each owner since this was last called, retries and redirects included.
    #[must_use]
    pub fn take_calls(&self) -> Vec<(&'static str, u32)> {
        self.inner.ledger.take()
    }

    /// What was said since this was last called, if this client keeps it; redirects included.
    #[must_use]
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        self.inner.tap.as_ref().map(Tap::take).unwrap_or_default()
    }

    /// Sends a request to a trusted address, with retries and redirects. A redirect to another server is followed
    /// only to a public machine, unless the configuration allows others.
    ///
    /// # Errors
    /// [`NetError`] says in one sentence what went wrong at the last attempt; [`NetError::NotPublic`] refuses a redirect.
    pub async fn get(&self, request: Request) -> Result<Response, NetError> {
        self.fetch(&request, Reach::Any).await
    }

    /// Sends a request to an untrusted address: only public machines are reached, at
    /// the first address and after every redirect, unless the configuration allows others.
    ///
    /// With a proxy from the environment, host names are resolved by the proxy, and only
    /// numeric addresses can be refused here.
    ///
    /// # Errors
    /// [`NetError::NotPublic`] for an address inside a private network; else as [`Client::get`].
    pub async fn get_public(&self, request: Request) -> Result<Response, NetError> {
        self.fetch(&request, Reach::Public).await
    }

    async fn fetch(&self, request: &Request, reach: Reach) -> Result<Response, NetError> {
        let config = &self.inner.config;
        if config.offline {
            return Err(NetError::Offline { url: request.shown() });
        }
        let deadline = Instant::now() + config.total_timeout;
        let tries = (|| self.attempt(request, reach))
            .retry(pauses(config))
            .when(is_worth_another_try)
            .adjust(|error, pause| next_pause(error, pause, deadline));
        match tokio::time::timeout_at(deadline, tries).await {
            Ok(result) => result,
            Err(_) => Err(NetError::TimedOut { url: request.shown(), after: config.total_timeout }),
        }
    }

    /// One attempt: the request and its redirects.
    async fn attempt(&self, request: &Request, mut reach: Reach) -> Result<Response, NetError> {
        let mut visited = vec![request.url.clone()];
        let mut url = request.url.clone();
        let started = Instant::now();
        loop {
            // A body is not carried to another address: what a redirect answers is an error there.
            let sent = self.send(request, &url, reach, started).await;
            let mut answer = match sent {
                Ok(answer) => answer,
                Err(error) => {
                    self.keep(&url, None, Vec::new(), Some(&error));
                    return Err(error);
                }
            };
            let target = if request.posted.is_some() { None } else { redirect_target(&answer, &url)? };
            match target {
                None => return self.finish(request, &mut answer, url, started).await,
                Some(next) => {
                    check_redirect(request, &visited, &next, self.inner.config.max_redirects)?;
                    if !is_same_server(&url, &next) {
                        // The user trusts the address that was typed, not where its server points to.
                        reach = Reach::Public;
                    }
                    visited.push(next.clone());
                    url = next;
                }
            }
        }
    }

    async fn send(
        &self,
        request: &Request,
        url: &Url,
        reach: Reach,
        started: Instant,
    ) -> Result<reqwest::Response, NetError> {
        let config = &self.inner.config;
        let client = match reach {
            Reach::Any => &self.inner.open,
            Reach::Public => &self.inner.public,
        };
        if reach == Reach::Public
            && !config.allow_private
            && let Some(address) = private_literal(url)
        {
            return Err(NetError::NotPublic { url: redacted(url), address });
        }
        if let Some(pace) = request.pace.filter(|_| !config.unpaced) {
            let ready = self.inner.limiters.ready(&url[..Position::BeforePath], pace).await;
            ready.map_err(|after| NetError::Paced { url: redacted(url), after })?;
        }
        if let Some(owner) = request.owner
            && !self.inner.ledger.charge(owner)
        {
            return Err(NetError::Spent { url: redacted(url), owner });
        }
        let asked = match &request.posted {
            Some(body) => client.post(url.clone()).body(body.clone()),
            None => client.get(url.clone()),
        };
        asked
            .header(ACCEPT, request.content.accept())
            .headers(request.headers.clone())
            .timeout(config.attempt_timeout)
            .send()
            .await
            .map_err(|error| body::no_answer(error, &redacted(url), started.elapsed()))
    }

    async fn finish(
        &self,
        request: &Request,
        answer: &mut reqwest::Response,
        url: Url,
        started: Instant,
    ) -> Result<Response, NetError> {
        let shown = redacted(&url);
        let status = answer.status().as_u16();
        let limit = request.max_body.unwrap_or(u64::MAX).min(self.inner.config.max_body);
        let accepted = check_status(request, answer, &shown).and_then(|()| {
            let is_data = answer.status().is_success();
            if is_data { body::check_content(answer, request.content, &shown) } else { Ok(()) }
        });
        if let Err(error) = accepted {
            if self.inner.tap.is_some() {
                // Of a refusal as much as a report needs.
                let bytes = body::read(answer, limit.min(REFUSAL_BYTES), &shown, started).await;
                self.keep(&url, Some(answer), bytes.unwrap_or_default(), Some(&error));
            }
            return Err(error);
        }
        let read = body::read(answer, limit, &shown, started).await;
        match &read {
            Ok(bytes) if self.inner.tap.is_some() => self.keep(&url, Some(answer), bytes.clone(), None),
            Ok(_) => {}
            Err(error) => self.keep(&url, Some(answer), Vec::new(), Some(error)),
        }
        Ok(Response { status, headers: answer.headers().clone(), bytes: read?, url })
    }

    /// Keeps an exchange, if this client does.
    fn keep(&self, url: &Url, answer: Option<&reqwest::Response>, body: Vec<u8>, error: Option<&NetError>) {
        let Some(tap) = &self.inner.tap else { return };
        tap.keep(Exchange {
            url: redacted(url),
            status: answer.map(|answer| answer.status().as_u16()),
            headers: answer.map(|answer| tap::shown(answer.headers())).unwrap_or_default(),
            body,
            failure: error.map(ToString::to_string),
        });
    }
}

/// The program and, if set, the user's name and address. A value that is not valid in a header is left out.
fn user_agent(config: &NetConfig) -> String {
    match config.user_agent.as_deref().filter(|who| HeaderValue::from_str(who).is_ok()) {
        Some(who) => format!("{USER_AGENT} ({who})"),
        None => USER_AGENT.to_owned(),
    }
}

fn builder(config: &NetConfig) -> Result<reqwest::ClientBuilder, String> {
    let tls = tls::client_config().map_err(|e| e.to_string())?;
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(user_agent(config))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(config.connect_timeout)
        .read_timeout(config.read_timeout);
    let builder = config.settled.iter().fold(builder, |b, (name, address)| b.resolve(name, *address));
    Ok(if config.system_proxy { builder } else { builder.no_proxy() })
}

fn pauses(config: &NetConfig) -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(config.first_pause)
        .with_max_delay(config.longest_pause)
        .with_max_times(config.retries)
        .with_jitter()
}

/// A server that has enough of us and names no time is not asked again at once.
fn is_worth_another_try(error: &NetError) -> bool {
    error.is_retryable() && !matches!(error, NetError::RateLimited { retry_after: None, .. })
}

/// The pause before the next attempt. `Retry-After` replaces our own; a pause beyond the deadline ends the retries.
fn next_pause(error: &NetError, pause: Option<Duration>, deadline: Instant) -> Option<Duration> {
    let pause = error.retry_after().map_or(pause, |asked| pause.map(|ours| ours.max(asked)))?;
    (Instant::now() + pause < deadline).then_some(pause)
}

/// The target of a redirect, if the response is one.
fn redirect_target(answer: &reqwest::Response, from: &Url) -> Result<Option<Url>, NetError> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = answer.headers().get(LOCATION).and_then(|v| v.to_str().ok()) else {
        return Ok(None);
    };
    let bad = |reason: String| NetError::Address { url: redacted(from), reason };
    let next = from.join(location).map_err(|e| bad(format!("it redirects to an invalid address: {e}")))?;
    match next.scheme() {
        "http" | "https" => Ok(Some(next)),
        other => Err(bad(format!("it redirects to an address of scheme \"{other}\""))),
    }
}

/// Whether a redirect stays on its server: another page, or the same one over TLS.
fn is_same_server(from: &Url, to: &Url) -> bool {
    let port = to.port_or_known_default();
    from.host() == to.host()
        && (port == from.port_or_known_default() || (to.scheme() == "https" && port == Some(443)))
}

fn check_redirect(request: &Request, visited: &[Url], next: &Url, limit: usize) -> Result<(), NetError> {
    let first = request.shown();
    if visited.contains(next) {
        return Err(NetError::RedirectLoop { url: first });
    }
    if visited.len() > limit {
        return Err(NetError::TooManyRedirects { url: first, limit });
    }
    if request.keyed && next.origin() != request.url.origin() {
        let to = next.host_str().unwrap_or_default().to_owned();
        return Err(NetError::RedirectWithKey { url: first, to });
    }
    Ok(())
}

fn check_status(request: &Request, answer: &reqwest::Response, shown: &str) -> Result<(), NetError> {
    let url = shown.to_owned();
    let retry_after = retry_after(answer.headers());
    match answer.status().as_u16() {
        200..=299 | 304 => Ok(()),
        429 => Err(NetError::RateLimited { url, retry_after }),
        status @ (408 | 425) => Err(NetError::Status { url, status, retry_after }),
        400..=499 if request.explained => Ok(()),
        status => Err(NetError::Status { url, status, retry_after }),
    }
}
