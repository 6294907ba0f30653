//! A watched folder: every article file put into it is an item.
//!
//! A file is read again when its size or its time of change differ. Hidden files and what still
//! changes are left alone.

mod fetch;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::{Poll, Polling, Source, SourceError, oldest_first};
use crate::article::{self, ArticleOrigin};
use crate::event::{PollState, RawItem, SourceKind, SourceSettings};
use crate::net::Client;

/// A folder of articles.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    lang: Option<String>,
    zone: Option<chrono_tz::Tz>,
}

impl Folder {
    /// The folder that the settings name.
    ///
    /// # Errors
    /// [`SourceError::Setting`] where none is named.
    pub(super) fn new(settings: &SourceSettings) -> Result<Self, SourceError> {
        let path =
            settings.url.as_deref().ok_or_else(|| SourceError::setting("url", "a folder needs its path"))?;
        let path = PathBuf::from(path.strip_prefix("file://").unwrap_or(path));
        Ok(Self { path, lang: settings.lang.clone(), zone: settings.zone })
    }

    fn look(&self, state: &PollState, now: DateTime<Utc>) -> Result<Poll, SourceError> {
        let found = fetch::list(&self.path, now)?;
        let known = |file: &fetch::Found| state.cursor.get(&file.name) == Some(&file.mark());
        let (mut items, mut skipped) = (Vec::new(), Vec::new());
        for file in found.iter().filter(|file| !known(file)) {
            match self.read(file, now) {
                Ok(item) => items.push(item),
                Err(reason) => skipped.push(format!("{}: {reason}", file.name)),
            }
        }
        let cursor = found.into_iter().map(|file| (file.name.clone(), file.mark())).collect();
        let state = PollState { cursor: serde_json::Value::Object(cursor), ..PollState::default() };
        Ok(Poll { items: oldest_first(items), state, skipped, ..Poll::default() })
    }

    fn read(&self, file: &fetch::Found, now: DateTime<Utc>) -> Result<RawItem, String> {
        let opened = std::fs::File::open(self.path.join(&file.name)).map_err(|e| e.to_string())?;
        let bytes = article::read_limited(opened).map_err(|e| e.to_string())?;
        let origin = ArticleOrigin {
            file_name: Some(file.name.clone()),
            content_type: None,
            url: None,
            fetched_at: now,
            default_zone: self.zone,
            lang: self.lang.clone(),
        };
        let read = article::read(&bytes, &origin).map_err(|e| e.to_string())?;
        Ok(RawItem { guid: Some(file.name.clone()), ..read.into() })
    }
}

impl Source for Folder {
    fn kind(&self) -> SourceKind {
        SourceKind::Folder
    }

    fn poll<'a>(&'a self, _: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(async move {
            if !fetch::is_settling(&self.path, now)? {
                return self.look(state, now);
            }
            // What was put there just now is worth a moment.
            tokio::time::sleep(fetch::SETTLED.to_std().unwrap_or_default()).await;
            self.look(state, now + fetch::SETTLED)
        })
    }
}
