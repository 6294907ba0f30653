//! The HTTP face of `newstape serve`: where it listens, and who may ask.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::http::{self, Access, HttpError, Settings, Shared};

/// Where the server listens, and who may ask it
#[derive(Debug, Args)]
pub(super) struct HttpArgs {
    /// Where the pages and the API are served. Any other address than a loopback one needs a token
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
    listen: SocketAddr,
    /// Serve no pages and no API
    #[arg(long, conflicts_with = "listen")]
    no_http: bool,
    /// A name under which the server is reached, beside localhost (repeatable)
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// A file with the token that may read; else the variable `NEWSTAPE_READ_TOKEN`
    #[arg(long, value_name = "FILE")]
    read_token_file: Option<PathBuf>,
    /// A file with the token that may read and write; else the variable `NEWSTAPE_WRITE_TOKEN`
    #[arg(long, value_name = "FILE")]
    write_token_file: Option<PathBuf>,
}

impl HttpArgs {
    /// What to serve on; `None` where nothing is to be served.
    ///
    /// # Errors
    /// A token cannot be read, or others reach the address and no token is set.
    pub(super) fn settings(&self) -> Result<Option<(SocketAddr, Settings)>, Failure> {
        if self.no_http {
            return Ok(None);
        }
        let access = Access {
            read: token(self.read_token_file.as_deref(), "NEWSTAPE_READ_TOKEN")?,
            write: token(self.write_token_file.as_deref(), "NEWSTAPE_WRITE_TOKEN")?,
        };
        access.check(self.listen)?;
        Ok(Some((self.listen, Settings { access, hosts: self.hosts.clone(), ..Settings::default() })))
    }
}

/// A token from a file, or from a variable; never from a flag, which every user of the machine sees.
fn token(file: Option<&Path>, variable: &str) -> Result<Option<SecretString>, Failure> {
    let text = match file {
        Some(path) => {
            let unreadable =
                |e: std::io::Error| Refusal::Unreadable { path: path.to_owned(), reason: e.to_string() };
            Some(std::fs::read_to_string(path).map_err(unreadable)?)
        }
        None => std::env::var(variable).ok(),
    };
    let text = text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    Ok(text.map(Into::into))
}

/// Serves until `stop`; the server has its address when this returns.
///
/// # Errors
/// [`HttpError::Address`] where another program has it.
pub(super) async fn start(
    (address, settings): (SocketAddr, Settings),
    context: Context,
    stop: CancellationToken,
) -> Result<JoinHandle<()>, Failure> {
    let refused = |e: std::io::Error| HttpError::Address { address, reason: e.to_string() };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    tracing::info!("pages and API at http://{address}/");
    Ok(tokio::spawn(http::serve(listener, Shared::new(context, settings, stop))))
}
