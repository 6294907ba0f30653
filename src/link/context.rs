//! What the words around a name say: that a security is meant, or only a source.

use super::tokens::{Case, Token, folded};

/// How far around a name a word counts, in words.
const WINDOW: usize = 7;

/// Words beside which a name is a company's: English, then German, folded.
const COMPANY_WORDS: &[&str] = &[
    "share",
    "shares",
    "stock",
    "stocks",
    "ceo",
    "cfo",
    "chairman",
    "earnings",
    "revenue",
    "sales",
    "profit",
    "dividend",
    "shareholders",
    "investors",
    "nyse",
    "nasdaq",
    "inc",
    "corp",
    "plc",
    "ltd",
    "ag",
    "se",
    "group",
    "company",
    "retailer",
    "carmaker",
    "automaker",
    "bank",
    "maker",
    "quarter",
    "quarterly",
    "analyst",
    "analysts",
    "upgrade",
    "downgrade",
    "upgrades",
    "downgrades",
    "buyback",
    "ipo",
    "merger",
    "acquisition",
    "takeover",
    "recalls",
    "recall",
    "unit",
    "subsidiary",
    "aktie",
    "aktien",
    "papier",
    "papiere",
    "titel",
    "anteilsscheine",
    "chef",
    "vorstand",
    "vorstandschef",
    "konzern",
    "konzerns",
    "umsatz",
    "gewinn",
    "quartal",
    "dividende",
    "anleger",
    "kursziel",
    "unternehmen",
    "tochter",
    "hersteller",
    "autobauer",
    "bilanz",
    "ergebnis",
    "anteil",
];

/// Second parts of German compounds that make the whole one word for the security.
const SECURITY_HEADS: &[&str] = &[
    "aktie",
    "aktien",
    "papier",
    "papiere",
    "papieren",
    "titel",
    "titeln",
    "wertpapiere",
    "anteilsscheine",
    "anteilsscheinen",
    "kurs",
    "anteile",
    "valoren",
    "stock",
    "shares",
];

/// Words before a name that make it the one who reports or opines.
const SOURCE_BEFORE: &[&str] = &[
    "gegenuber",
    "berichtet",
    "berichtete",
    "berichteten",
    "laut",
    "told",
    "reported",
    "reports",
    "quoting",
    "citing",
    "sagte",
    "meldet",
    "meldete",
    "informationen",
    "angaben",
    "analysts",
    "analyst",
    "analysten",
    "analyst",
    "analystin",
    "experten",
    "strategists",
    "economists",
    "interview",
    "zufolge",
    "sender",
    "nachrichtenagentur",
    "agency",
    "newspaper",
    "zeitung",
    "according",
];

/// Words after a name that make it the one who reports or opines.
const SOURCE_AFTER: &[&str] = &[
    "berichtet",
    "berichtete",
    "zufolge",
    "reported",
    "reports",
    "analyst",
    "analysts",
    "analysten",
    "analyst",
    "said",
    "news",
    "meldet",
    "meldete",
    "hatte",
];

/// True where a word near the name speaks of a company or its shares.
pub(super) fn names_a_company(text: &str, words: &[Token], first: usize, end: usize) -> bool {
    let from = first.saturating_sub(WINDOW);
    let to = (end + WINDOW).min(words.len());
    let says = |w: &Token| COMPANY_WORDS.contains(&folded(w.text(text)).as_str());
    words[from..first].iter().chain(&words[end..to]).any(says)
}

/// The end byte of a compound for the security (`Microsoft-Aktie`), if the name begins one.
pub(super) fn compound_end(text: &str, words: &[Token], end: usize) -> Option<usize> {
    let (name, head) = (words.get(end.checked_sub(1)?)?, words.get(end)?);
    let is_joined = matches!(text.get(name.end..head.start)?, "-" | "‑");
    (is_joined && SECURITY_HEADS.contains(&folded(head.text(text)).as_str())).then_some(head.end)
}

/// True where the neighbours make the name a source: `sagte Bloomberg`, `Analysten von Goldman Sachs`.
pub(super) fn is_source(text: &str, words: &[Token], first: usize, end: usize) -> bool {
    let before = &words[first.saturating_sub(3)..first];
    let after = &words[end..(end + 2).min(words.len())];
    let any =
        |near: &[Token], list: &[&str]| near.iter().any(|w| list.contains(&folded(w.text(text)).as_str()));
    any(before, SOURCE_BEFORE) || any(after, SOURCE_AFTER)
}

/// True where the word's capital says nothing: it begins a sentence or a line.
pub(super) fn begins_sentence(text: &str, words: &[Token], first: usize) -> bool {
    let Some(before) = first.checked_sub(1).map(|b| words[b]) else { return true };
    text.get(before.end..words[first].start)
        .is_some_and(|gap| gap.contains(['.', '!', '?', ':', '\n', '"', '„', '“', '•', '–']))
}

/// True where nearly every longer word of the line has a capital, as in English headlines.
pub(super) fn is_title_case(text: &str, words: &[Token], first: usize) -> bool {
    let from = text[..words[first].start].rfind('\n').map_or(0, |n| n + 1);
    let to = text[words[first].start..].find('\n').map_or(text.len(), |n| words[first].start + n);
    let long = words.iter().filter(|w| w.start >= from && w.end <= to && w.end - w.start > 3);
    let (mut all, mut capital) = (0, 0);
    for word in long {
        all += 1;
        capital += usize::from(word.case != Case::Lower);
    }
    all >= 3 && capital * 4 >= all * 3
}
