//! Translates search words to a query of the full-text index. All of the user's text is quoted.

use crate::event::{Alternative, Phrase, SearchWords};

/// The words in the syntax of FTS5: `("AT&T" AND "dividend"*) OR ("rate cut")`. Its tokeniser takes
/// a quoted word apart in the same way as the texts.
pub(super) fn match_query(words: &SearchWords) -> String {
    words.alternatives.iter().map(alternative).collect::<Vec<_>>().join(" OR ")
}

fn alternative(words: &Alternative) -> String {
    let all = joined(&words.all, " AND ");
    if words.none.is_empty() {
        format!("({all})")
    } else {
        format!("(({all}) NOT ({}))", joined(&words.none, " OR "))
    }
}

fn joined(phrases: &[Phrase], sign: &str) -> String {
    phrases.iter().map(phrase).collect::<Vec<_>>().join(sign)
}

fn phrase(phrase: &Phrase) -> String {
    let star = if phrase.is_prefix { " *" } else { "" };
    format!("\"{}\"{star}", phrase.text.replace('"', "\"\""))
}
