//! Lists of sources: presets, and lists of feeds as OPML.

use std::collections::BTreeSet;
use std::path::Path;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure};
use crate::event::SourceKind;
use crate::source::opml::{self, Outline};
pub use crate::source::{Preset, presets};

use super::{Health, NewSource, add};

/// The most bytes of a list of feeds.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// The longest name that is made of a title.
const LONGEST_NAME: usize = 48;

/// The preset of a name.
///
/// # Errors
/// There is none; the refusal names all.
pub fn preset(name: &str) -> Result<&'static Preset, Failure> {
    let known = || presets().iter().map(|preset| preset.name).collect::<Vec<_>>().join(", ");
    presets().iter().find(|preset| preset.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let reason = format!("\"{name}\" is not a preset: one of {}", known());
        Refusal::Argument { argument: "preset", reason }.into()
    })
}

/// The settings of a preset, where the user gives none.
#[must_use]
pub fn with_preset(preset: &Preset, new: NewSource) -> NewSource {
    let name = if new.name.is_empty() { preset.name.to_owned() } else { new.name };
    let place = if new.place.is_empty() { preset.url.unwrap_or_default().to_owned() } else { new.place };
    NewSource {
        name,
        place,
        kind: new.kind.or(Some(preset.kind)),
        query: new.query.or_else(|| preset.query.map(str::to_owned)),
        interval_s: new.interval_s.or(Some(preset.interval_s)),
        zone: new.zone.or(preset.zone),
        lang: new.lang.or_else(|| preset.lang.map(str::to_owned)),
        ..new
    }
}

/// What became of a list of feeds.
#[derive(Debug, Default)]
pub struct Imported {
    /// The sources that were added.
    pub added: Vec<Health>,
    /// The addresses that are polled already.
    pub known: Vec<String>,
    /// The feeds that were not added, each with its reason.
    pub rejected: Vec<(String, String)>,
}

/// Adds the feeds of a list that are not sources yet, with the settings of `model` where it has any.
///
/// # Errors
/// The file cannot be read, is not OPML or has no feeds; the database cannot be written.
pub fn import(context: &Context, file: &Path, model: &NewSource) -> Result<Imported, Failure> {
    let feeds =
        opml::read(&text(file)?).map_err(|reason| unreadable(file, &format!("it is not OPML: {reason}")))?;
    if feeds.is_empty() {
        return Err(unreadable(file, "it names no feeds").into());
    }
    let stored = context.store()?.sources()?;
    let mut urls: BTreeSet<String> = stored.iter().filter_map(|s| s.settings.url.clone()).collect();
    let mut names: BTreeSet<String> = stored.into_iter().map(|s| s.settings.name).collect();
    let mut done = Imported::default();
    for feed in feeds {
        if urls.contains(&feed.url) {
            done.known.push(feed.url);
            continue;
        }
        match add(context, &source(&feed, &names, model)) {
            Ok(health) => {
                urls.insert(feed.url);
                names.insert(health.source.settings.name.clone());
                done.added.push(health);
            }
            Err(failure) => done.rejected.push((feed.url, failure.to_string())),
        }
    }
    Ok(done)
}

fn text(file: &Path) -> Result<String, Failure> {
    let size = std::fs::metadata(file).map_err(|e| unreadable(file, &e.to_string()))?.len();
    if size > MOST_BYTES {
        return Err(unreadable(file, &format!("it is larger than {MOST_BYTES} bytes")).into());
    }
    let bytes = std::fs::read(file).map_err(|e| unreadable(file, &e.to_string()))?;
    Ok(crate::article::characters_of(&bytes, Some("application/xml"))
        .map_err(|e| unreadable(file, &e.to_string()))?)
}

fn unreadable(file: &Path, reason: &str) -> Refusal {
    Refusal::Unreadable { path: file.to_owned(), reason: reason.to_owned() }
}

fn source(feed: &Outline, taken: &BTreeSet<String>, model: &NewSource) -> NewSource {
    let lang = feed.lang.as_deref().and_then(|lang| lang.get(..2)).map(str::to_ascii_lowercase);
    let lang = lang.filter(|lang| lang.parse::<crate::text::LanguageCode>().is_ok());
    NewSource {
        name: free_name(feed, taken),
        kind: Some(SourceKind::Feed),
        place: feed.url.clone(),
        lang: model.lang.clone().or(lang),
        ..model.clone()
    }
}

/// The title as a single word, or the machine, with a number where that is taken.
fn free_name(feed: &Outline, taken: &BTreeSet<String>) -> String {
    let host = || url::Url::parse(&feed.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let word = Some(one_word(&feed.title)).filter(|word| !word.is_empty());
    let word = word.or_else(host).unwrap_or_else(|| "feed".to_owned());
    let numbered = (2..).map(|number| format!("{word}-{number}"));
    std::iter::once(word.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(word)
}

fn one_word(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    let end = joined.floor_char_boundary(LONGEST_NAME.min(joined.len()));
    joined[..end].trim_end_matches('-').to_owned()
}

/// The feeds among the sources as OPML, and how many sources are no feeds.
///
/// # Errors
/// The database cannot be read, or the list cannot be written.
pub fn export(context: &Context) -> Result<(String, usize), Failure> {
    let (feeds, others): (Vec<_>, Vec<_>) =
        context.store()?.sources()?.into_iter().partition(|s| s.settings.kind == SourceKind::Feed);
    let outlines: Vec<Outline> = feeds
        .into_iter()
        .filter_map(|source| {
            let settings = source.settings;
            Some(Outline { title: settings.name, url: settings.url?, lang: settings.lang })
        })
        .collect();
    let list = opml::write("newstape", &outlines);
    let list = list.map_err(|reason| Refusal::Argument { argument: "output", reason })?;
    Ok((list, others.len()))
}
