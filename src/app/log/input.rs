//! The input that a user wants to log: a file, a page, standard input.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::article::{self, ArticleOrigin};
use crate::event::{RawItem, Said};
use crate::net;

/// The origin of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// A page to fetch.
    Url(String),
    /// Standard input.
    Stdin,
    /// A text in memory.
    Bytes {
        /// A file name, which helps to determine the format.
        name: String,
        /// The text.
        bytes: Vec<u8>,
        /// Its address, if that is known; it is not fetched.
        url: Option<String>,
    },
}

impl Input {
    /// `-` is standard input, `http(s)://…` a page, anything else a file.
    #[must_use]
    pub fn from_argument(argument: &str) -> Self {
        if argument == "-" {
            Self::Stdin
        } else if argument.starts_with("http://") || argument.starts_with("https://") {
            Self::Url(argument.to_owned())
        } else {
            Self::File(argument.into())
        }
    }

    /// Reads the article, and its dates in the language and the zone that the user states.
    pub(super) fn read(
        &self,
        context: &Context,
        said: &Said,
        now: DateTime<Utc>,
    ) -> Result<RawItem, Failure> {
        let mut origin = ArticleOrigin {
            file_name: None,
            content_type: None,
            url: None,
            fetched_at: now,
            default_zone: said.usual.zone,
            lang: said.lang.map(|code| code.to_string()),
        };
        let (bytes, name) = self.bytes(context, &mut origin)?;
        let read = article::read(&bytes, &origin).map_err(|e| Failure::from(e).while_doing(name))?;
        let mut item: RawItem = read.into();
        if let (Some(_), Some(publication)) = (said.usual.zone, &mut item.publication) {
            // A zone that the user states is not assumed.
            publication.zone_assumed = false;
        }
        Ok(item)
    }

    /// The bytes, and a name for them in errors.
    fn bytes(&self, context: &Context, origin: &mut ArticleOrigin) -> Result<(Vec<u8>, String), Failure> {
        Ok(match self {
            Self::File(path) => {
                origin.file_name = path.file_name().map(|n| n.to_string_lossy().into_owned());
                (read_file(path)?, path.display().to_string())
            }
            Self::Bytes { name, bytes, url } => {
                origin.file_name = Some(name.clone());
                origin.url.clone_from(url);
                (bytes.clone(), name.clone())
            }
            Self::Stdin => {
                let bytes = article::read_limited(std::io::stdin().lock());
                let bytes = bytes.map_err(|e| Failure::from(e).while_doing("standard input"))?;
                (bytes, "standard input".to_owned())
            }
            Self::Url(url) => {
                let page = fetch(context, url)?;
                origin.content_type = page.header("content-type").map(str::to_owned);
                origin.url = Some(url.clone());
                (page.bytes.clone(), url.clone())
            }
        })
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: std::io::Error| Refusal::Unreadable { path: path.to_owned(), reason: e.to_string() };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(Refusal::Unreadable { path: path.to_owned(), reason: "it is a folder".to_owned() }.into());
    }
    article::read_limited(file).map_err(|e| Failure::from(e).while_doing(path.display().to_string()))
}

fn fetch(context: &Context, url: &str) -> Result<net::Response, Failure> {
    let client = net::Client::new(context.net_config())?;
    let request = net::Request::get(url)?;
    Ok(crate::app::block_on(client.get_public(request))??)
}
