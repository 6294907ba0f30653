//! Lines that belong to the page and not to the article on it: boxes that ask for consent, lines that ask the
//! reader to follow, to share or to subscribe, rows of buttons, the colophon. What they name is no news.
//!
//! A line is furniture by what it does (it asks the reader for something, in words that such lines begin
//! with) and by what it names (networks, cookies, partners): either alone occurs in news.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::{lower, plain, tokens, words};

/// The most bytes of a line that asks the reader for something.
const LONGEST_ASK: usize = 300;

/// The most bytes of a line in a box that asks for consent.
const LONGEST_BOX: usize = 2_000;

/// The most bytes of a line of the colophon.
const LONGEST_COLOPHON: usize = 250;

/// Words of consent that a line must have, and networks that a row of buttons must.
const CONSENTING: usize = 3;
const BUTTONS: usize = 2;

/// The bytes of the lines of a text that are furniture of the page, in order.
///
/// ```
/// use newstape::text::furniture;
/// let text = "Meta shares fell.\nFollow us on Facebook and Instagram.\n";
/// assert_eq!(furniture(text), [18..55]);
/// ```
#[must_use]
pub fn furniture(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    lines
        .filter(|(_, line)| is_furniture(line.trim()))
        .map(|(start, line)| start..start + line.len())
        .collect()
}

/// A text without the lines that are furniture of the page.
#[must_use]
pub fn without_furniture(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for line in furniture(text) {
        kept.push_str(&text[at..line.start]);
        at = line.end;
    }
    kept.push_str(&text[at..]);
    kept
}

/// What the words of a line are to a page.
#[derive(Debug, Default)]
struct Said {
    words: usize,
    networks: usize,
    consent: Vec<String>,
    to_reader: bool,
}

fn is_furniture(line: &str) -> bool {
    if line.is_empty() || line.len() > LONGEST_BOX {
        return false;
    }
    let lower = lower(line);
    if line.len() <= LONGEST_COLOPHON && is_colophon(&lower) {
        return true;
    }
    let mut said = said(&lower);
    let in_words =
        |entry: &&words::Entry| entry.phrase.contains(' ') && lower.contains(&super::lower(entry.phrase));
    said.networks += words::of_kind("page.network").filter(in_words).count();
    let is_row = said.networks >= BUTTONS && said.words == 0;
    let asks = line.len() <= LONGEST_ASK && said.networks > 0 && begins_with(&lower, "page.ask");
    let subscribes = line.len() <= LONGEST_ASK && begins_with(&lower, "page.subscribe");
    let consents = said.consent.len() >= CONSENTING && said.to_reader && !line.contains(['"', '“', '„', '«']);
    is_row || asks || subscribes || consents
}

fn is_colophon(lower: &str) -> bool {
    lower.starts_with('©')
        || words::of_kind("page.colophon").any(|entry| lower.contains(&super::lower(entry.phrase)))
}

fn begins_with(lower: &str, kind: &'static str) -> bool {
    words::of_kind(kind).any(|entry| {
        let rest = lower.strip_prefix(&super::lower(entry.phrase));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// What a single word is to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Network,
    Consent,
    Reader,
    /// It may stand between the names of networks.
    Joint,
}

fn meaning(word: &str) -> Option<Word> {
    static ALL: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
        let kinds = [
            ("page.network", Word::Network),
            ("page.consent", Word::Consent),
            ("page.reader", Word::Reader),
            ("page.joint", Word::Joint),
        ];
        let entries = kinds.into_iter().flat_map(|(kind, word)| words::of_kind(kind).map(move |e| (e, word)));
        entries.map(|(entry, word)| (lower(entry.phrase), word)).collect()
    });
    ALL.get(word).copied()
}

fn said(lower: &str) -> Said {
    let mut said = Said::default();
    for token in tokens(lower).filter(|token| token.text(lower).chars().any(char::is_alphabetic)) {
        let word = token.text(lower);
        match meaning(word) {
            Some(Word::Network) => said.networks += 1,
            Some(Word::Joint) => {}
            Some(Word::Reader) => {
                said.to_reader = true;
                said.words += 1;
            }
            Some(Word::Consent) => {
                said.words += 1;
                let word = plain(word);
                if !said.consent.contains(&word) {
                    said.consent.push(word);
                }
            }
            None => said.words += 1,
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_the_reader_is_of_the_page() {
        for line in [
            "Follow our newsroom on Instagram, Facebook, Twitter and YouTube.",
            "Follow us on X and LinkedIn",
            "Share on Facebook",
            "Share this article via WhatsApp",
            "Read more on Apple News+",
            "Facebook Twitter LinkedIn WhatsApp",
            "Folgen Sie uns auf Facebook und Instagram!",
            "Suivez-nous sur Facebook",
            "Síguenos en Twitter",
            "Seguici su Facebook e Instagram",
            "Sign up for our newsletter and get the day's news by e-mail.",
            "Abonnieren Sie unseren Newsletter",
            "Download our app on Google Play",
            "© 2025 Example News, a Bigger Holdings company",
            "Example Wire. All rights reserved.",
            "We and our 239 partners store cookies and process data for personalised ads on Google and Microsoft.",
            "Wir und unsere bis zu 150 Partner verarbeiten Daten, setzen Cookies und zeigen Werbung. Google ist Partner.",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn news_about_networks_is_no_furniture() {
        for line in [
            "Facebook and Instagram are down for users across Europe.",
            "Meta",
            "Facebook shares fell 3% after hours.",
            "Share of Facebook in the market falls",
            "Followers on Instagram buy less, Meta says.",
            "Google delays the end of third-party cookies in its Chrome browser.",
            "The regulator asks Meta for consent before tracking users with cookies.",
            "\"We and our partners use cookies and data for ads,\" Meta said.",
            "Twitter will Werbung künftig ohne Daten von Partnern verkaufen.",
            "Subscribers to Netflix rose to 300 million.",
            "Die Copyright-Klage gegen Microsoft geht weiter.",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn lines_are_taken_whole_and_the_rest_is_kept() {
        let text = "One.\n\nFollow us on Facebook.\nTwo.\nShare on X";
        assert_eq!(without_furniture(text), "One.\n\nTwo.\n");
        assert!(furniture(text).iter().all(|line| text.get(line.clone()).is_some()));
        assert_eq!(furniture(""), Vec::<Range<usize>>::new());
    }
}
