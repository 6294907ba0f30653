//! The HTTP face of `newstape serve`: where it listens, and who has access.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderValue;
use clap::Args;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::config;
use crate::http::{self, Access, HttpError, Settings, Shared};
use crate::service::Counters;

/// The server's options
#[derive(Debug, Args)]
pub(super) struct HttpArgs {
    /// The address and port for the pages and the API [default: `http.listen` of the configuration].
    /// An address other than a loopback address needs a token (`http.read_token_file`)
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Serve no pages and no API
    #[arg(long, conflicts_with = "listen")]
    no_http: bool,
}

impl HttpArgs {
    /// Where to listen; `None` with `--no-http`.
    ///
    /// # Errors
    /// Other machines can reach the address and no token is set, or a token is too short.
    pub(super) fn settings(&self, config: &config::Http) -> Result<Option<(SocketAddr, Settings)>, Failure> {
        if self.no_http {
            return Ok(None);
        }
        let address = self.listen.unwrap_or(config.listen);
        let access = Access { read: config.read_token.clone(), write: config.write_token.clone() };
        access.check(address)?;
        let proxies = config.trusted_proxies.iter().map(|proxy| proxy_address(proxy));
        let trusted_proxies = proxies.collect::<Result<Vec<IpAddr>, Failure>>()?;
        let hosts = config.hosts.clone();
        let origins = config.cors_origins.iter().map(|origin| origin_of(origin));
        let cors_origins = origins.collect::<Result<Vec<_>, Failure>>()?;
        Ok(Some((address, Settings { access, hosts, trusted_proxies, cors_origins, ..Settings::default() })))
    }
}

/// An origin as browsers send it: no path, not even a slash.
fn origin_of(text: &str) -> Result<HeaderValue, Failure> {
    let wrong = || Refusal::Argument {
        argument: "http.cors_origins",
        reason: format!("\"{text}\" is not an origin such as https://desk.example"),
    };
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let is_origin = ["http", "https"].contains(&url.scheme()) && url.origin().ascii_serialization() == text;
    if !is_origin {
        return Err(wrong().into());
    }
    Ok(HeaderValue::from_str(text).map_err(|_| wrong())?)
}

fn proxy_address(text: &str) -> Result<IpAddr, Failure> {
    let wrong = |_| Refusal::Argument {
        argument: "http.trusted_proxies",
        reason: format!("\"{text}\" is not an IP address"),
    };
    Ok(text.parse().map_err(wrong)?)
}

/// Serves until `stop`; when this returns, the server is listening.
///
/// # Errors
/// [`HttpError::Address`] if the address cannot be used, for example because another program has it.
pub(super) async fn start(
    (address, settings): (SocketAddr, Settings),
    context: Context,
    counters: &Counters,
    stop: CancellationToken,
) -> Result<JoinHandle<()>, Failure> {
    let refused = |e: std::io::Error| HttpError::Address { address, reason: e.to_string() };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    tracing::info!("pages and API at http://{address}/");
    let shared = Shared::new(context, settings, stop);
    shared.metrics().register(|registry| counters.register(registry));
    Ok(tokio::spawn(http::serve(listener, shared)))
}
