//! What a shell can complete: symbols, tags, saved queries, sources, alerts, events.

use crate::app::{Context, Failure, universe};
use crate::store::Store;

/// A word that completes what was typed, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub word: String,
    /// What it stands for; may be empty.
    pub meaning: String,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Symbols of instruments.
    Symbols,
    /// Tags of events.
    Tags,
    /// Saved queries.
    Queries,
    /// Sources of news.
    Sources,
    /// Alerts.
    Alerts,
    /// Numbers of the latest events.
    Events,
}

/// How many events are offered.
const LATEST: usize = 20;

/// The words that start with what was typed, in any case; those of the watch-list, if there is one, where nothing
/// was typed yet. The database is only read.
///
/// # Errors
/// There is no database, or it cannot be read.
pub fn candidates(context: &Context, words: Words, start: &str) -> Result<Vec<Candidate>, Failure> {
    let all = match words {
        Words::Symbols => return symbols(context, start),
        Words::Tags => {
            pairs(Store::open_reader(&context.db)?.tags()?.into_iter().map(|t| (t, String::new())))
        }
        Words::Queries => {
            let saved = Store::open_reader(&context.db)?.saved_queries()?;
            pairs(saved.into_iter().map(|q| (q.name, q.expr)))
        }
        Words::Sources => {
            let sources = Store::open_reader(&context.db)?.sources()?;
            pairs(sources.into_iter().map(|s| (s.settings.name, s.settings.kind.to_string())))
        }
        Words::Alerts => {
            let alerts = Store::open_reader(&context.db)?.alerts()?;
            pairs(alerts.into_iter().map(|a| (a.name, a.expr)))
        }
        Words::Events => events(context)?,
    };
    Ok(all.into_iter().filter(|c| starts(&c.word, start)).collect())
}

fn pairs(found: impl Iterator<Item = (String, String)>) -> Vec<Candidate> {
    found.map(|(word, meaning)| Candidate { word, meaning }).collect()
}

fn starts(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn symbols(context: &Context, start: &str) -> Result<Vec<Candidate>, Failure> {
    let universe = universe(context)?;
    if start.is_empty() && context.db.exists() {
        let watched = Store::open_reader(&context.db)?.watched()?;
        if !watched.is_empty() {
            let name = |id| universe.get(id).map(|i| i.name.clone()).unwrap_or_default();
            return Ok(pairs(watched.iter().map(|id| (id.symbol.to_string(), name(id)))));
        }
    }
    let found = universe.instruments().iter().filter(|i| i.active_to.is_none());
    let found = found.filter(|i| starts(i.id.symbol.as_str(), start));
    let mut all = pairs(found.map(|i| (i.id.symbol.to_string(), i.name.clone())));
    all.sort_by(|a, b| a.word.cmp(&b.word));
    all.dedup_by(|a, b| a.word == b.word);
    Ok(all)
}

fn events(context: &Context) -> Result<Vec<Candidate>, Failure> {
    let store = Store::open_reader(&context.db)?;
    let mut found = Vec::new();
    for id in store.latest_events(LATEST)? {
        found.push((id.0.to_string(), store.event(id)?.event.text.title().to_owned()));
    }
    Ok(pairs(found.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn symbols_need_no_database_and_any_case_will_do() {
        let context = Context::new(Clock::System, Some("/nowhere/news.db".into()), true);
        let found = candidates(&context, Words::Symbols, "msf").unwrap();
        assert!(found.iter().any(|c| c.word == "MSFT" && c.meaning.contains("Microsoft")), "{found:?}");
        assert!(found.iter().all(|c| c.word.starts_with("MSF")));
        assert!(candidates(&context, Words::Symbols, "ü").unwrap().is_empty());
        assert!(candidates(&context, Words::Tags, "").is_err(), "nothing is created");
        assert!(!context.db.exists());
    }
}
