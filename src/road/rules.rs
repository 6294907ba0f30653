//! What the rules of a source keep out.

use crate::event::SourceSettings;
use crate::instrument::InstrumentId;
use crate::link::Link;

/// Why the words of a text keep it out, in one phrase.
#[must_use]
pub fn kept_out_by_words(settings: &SourceSettings, text: &str) -> Option<String> {
    let folded = text.to_lowercase();
    let holds = |word: &&String| holds_word(&folded, &word.to_lowercase());
    if let Some(word) = settings.exclude.iter().find(holds) {
        return Some(format!("it holds \"{word}\""));
    }
    let wanted = settings.include.is_empty() || settings.include.iter().any(|word| holds(&word));
    (!wanted).then(|| "it holds none of the words to include".to_owned())
}

/// Whether the word or phrase occurs and neither begins nor ends within another word.
fn holds_word(text: &str, word: &str) -> bool {
    let outside = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            outside(text[..at].chars().next_back()) && outside(text[at + word.len()..].chars().next())
        })
}

/// Why the links of a text keep it out, in one phrase.
#[must_use]
pub fn kept_out_by_links(watched: &[InstrumentId], links: &[Link]) -> Option<String> {
    let named = links.iter().any(|link| watched.contains(&link.instrument));
    (!watched.is_empty() && !named).then(|| "it names no instrument of the watch-list".to_owned())
}
