//! SEC EDGAR: the filings of the moment, or those of companies.
//!
//! `query` holds form types (`8-K`, the default), items of Form 8-K (`item:2.02`) and companies (`cik:320193`,
//! `company:AAPL`). Without
//! companies the current filings of those types are asked for, else each company's own list.
//! <https://www.sec.gov/search-filings/edgar-application-programming-interfaces>
//!
//! A filing became public when it was accepted. The Atom feed says that with an offset; in the list
//! of a company it ends in `Z` and is New York time all the same for about a fifth of the filers, so
//! that the list as a whole is asked which it is ([`zone`]).

mod adapt;
mod fetch;
mod parse;
mod wire;
mod zone;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::service::{endpoint, parts};
use super::{Access, Polling, Source, SourceError};
use crate::event::{PollState, SourceKind, SourceSettings};
use crate::instrument::Universe;
use crate::net::Client;
use crate::net::vendor::{EDGAR, Endpoint};

/// The machine that has the lists of companies' filings.
const LISTS: &str = "https://data.sec.gov";

/// Filings with the SEC.
#[derive(Debug, Clone)]
pub(super) struct Edgar {
    feeds: Endpoint,
    lists: Endpoint,
    contact: String,
    forms: Vec<String>,
    /// Items of Form 8-K of which a filing must have one; empty for any.
    items: Vec<String>,
    companies: Vec<u32>,
}

impl Edgar {
    /// The source that the settings describe.
    ///
    /// # Errors
    /// [`SourceError::Setting`] if no user agent is set, or a company is unknown.
    pub(super) fn new(settings: &SourceSettings, access: &Access) -> Result<Self, SourceError> {
        let contact = access.contact.clone().filter(|c| c.contains('@')).ok_or_else(|| {
            let why = "the SEC answers only who names himself and an e-mail address";
            SourceError::setting("user_agent", why)
        })?;
        let (mut forms, mut items, mut companies) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts(settings.query.as_deref()) {
            if let Some(number) = part.strip_prefix("item:") {
                items.push(number.to_owned());
                continue;
            }
            match company(&part, access.universe.as_deref().unwrap_or(Universe::builtin()))? {
                Some(cik) => companies.push(cik),
                None => forms.push(part.to_uppercase()),
            }
        }
        if forms.is_empty() {
            forms.push("8-K".to_owned());
        }
        let feeds = endpoint(&EDGAR, EDGAR.base, settings, access)?;
        let lists = endpoint(&EDGAR, LISTS, settings, access)?;
        Ok(Self { feeds, lists, contact, forms, items, companies })
    }
}

/// The company that a part of the query names; `None` for a form type.
fn company(part: &str, universe: &Universe) -> Result<Option<u32>, SourceError> {
    let wrong = |why: String| SourceError::setting("query", why);
    if let Some(number) = part.strip_prefix("cik:") {
        return number.parse().map(Some).map_err(|_| wrong(format!("\"{number}\" is not a CIK")));
    }
    let Some(symbol) = part.strip_prefix("company:") else { return Ok(None) };
    let instrument = universe.resolve(symbol).map_err(|e| wrong(e.to_string()))?;
    let no_cik = || {
        wrong(format!("{symbol} has no CIK here; give it as cik:NUMBER, or add the CIK to the instrument"))
    };
    instrument.cik.map(Some).ok_or_else(no_cik)
}

impl Source for Edgar {
    fn kind(&self) -> SourceKind {
        SourceKind::Edgar
    }

    fn poll<'a>(&'a self, client: &'a Client, state: &'a PollState, now: DateTime<Utc>) -> Polling<'a> {
        Box::pin(fetch::poll(self, client, state, now))
    }
}
