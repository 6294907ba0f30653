//! What the names that a page gives to its values and elements say of a date: meta tags
//! (<https://ogp.me/#type_article>, Dublin Core, and what content systems made of them), microdata, `RDFa` and
//! classes.
//!
//! There are hundreds of such names, so that their words are read, not the names: `article:published_time`,
//! `parsely-pub-date` and `citation_publication_date` all say *published*.

use scraper::ElementRef;

use super::super::finding::DateEvidence;

/// The words of a name, in lower case: `dc.date.issued`, `datePublished`, `post_date` in their parts.
pub(super) fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && lower_before);
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase() || c.is_ascii_digit();
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty())
}

/// What a word within a name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Published,
    Modified,
    /// A date, of what it does not say.
    Date,
    /// A date of something else: an end, an event, a person's birth.
    Other,
}

fn meaning(word: &str) -> Option<Word> {
    const OTHER: [&str; 14] = [
        "expir",
        "unpublish",
        "unavailable",
        "end",
        "start",
        "event",
        "birth",
        "deadline",
        "valid",
        "copyright",
        "submission",
        "archive",
        "crawl",
        "access",
    ];
    if OTHER.iter().any(|stem| word.starts_with(stem)) {
        return Some(Word::Other);
    }
    if ["modif", "updat", "lastmod", "revis", "chang"].iter().any(|stem| word.starts_with(stem))
        || word == "edited"
    {
        return Some(Word::Modified);
    }
    let published = ["pubdate", "pubtime", "pubblica", "publica", "publish", "datepublished", "publishdate"];
    if published.iter().any(|stem| word.starts_with(stem)) && !word.starts_with("publisher")
        || matches!(
            word,
            "pub" | "issued" | "posted" | "ptime" | "pdate" | "displaydate" | "release" | "released"
        )
    {
        return Some(Word::Published);
    }
    let date = ["created", "creation", "uploaded", "upload", "datecreated", "timestamp", "written"];
    (word.starts_with("date") || word.ends_with("date") || word == "datum" || date.contains(&word))
        .then_some(Word::Date)
}

/// What the name of a value says that it is, if it is a date of the page.
pub(super) fn evidence(name: &str) -> Option<DateEvidence> {
    let meanings: Vec<Word> = words(name).filter_map(|word| meaning(&word)).collect();
    let has = |word| meanings.contains(&word);
    if has(Word::Other) {
        None
    } else if has(Word::Modified) {
        Some(DateEvidence::Modified)
    } else if has(Word::Published) {
        Some(DateEvidence::Published)
    } else {
        has(Word::Date).then_some(DateEvidence::Stated)
    }
}

/// The name of a class or an identifier that holds the words of one.
fn labels(element: ElementRef<'_>) -> impl Iterator<Item = String> {
    ["class", "id"].into_iter().filter_map(move |name| element.attr(name)).flat_map(words)
}

/// How much the class of an element says of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// A date, whatever stands beside it.
    Date,
    /// Perhaps a date: the line of the author, of the time.
    Byline,
    /// The date of a change.
    Change,
}

/// What the class or identifier of an element says of a date in it.
pub(super) fn label(element: ElementRef<'_>) -> Option<Label> {
    let mut label = None;
    for word in labels(element) {
        match word.as_str() {
            "date" | "datum" | "datetime" | "dateline" | "timestamp" | "datestamp" | "published"
            | "pubdate" | "posted" | "publish" | "publishdate" | "fecha" | "datepublished" | "created"
            | "submitted" => {
                return Some(Label::Date);
            }
            "updated" | "modified" | "lastmod" | "changed" => label = Some(Label::Change),
            "time" | "data" | "byline" | "author" | "autor" | "auteur" | "infoline" | "meta" | "postmeta"
            | "stand" | "timedata" => {
                label = label.or(Some(Label::Byline));
            }
            _ => {}
        }
    }
    label
}

/// Whether an element is of its own: a teaser, a comment, a marginal column.
pub(super) fn is_another_item(element: ElementRef<'_>) -> bool {
    const STEMS: [&str; 10] = [
        "comment",
        "kommentar",
        "related",
        "teaser",
        "sidebar",
        "recommend",
        "widget",
        "calendar",
        "reply",
        "mostread",
    ];
    element.value().name() == "nav"
        || labels(element).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// What an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The article, as far as can be seen.
    Main,
    /// The margin of the page: what is said there of a date must say which.
    Margin,
    /// A foot: of the page, or of an article, where some systems put its date.
    Foot,
    /// A teaser, a comment: other items with dates of their own.
    Other,
}

/// Which edge of the page an element is, if it is one.
pub(super) fn edge(element: ElementRef<'_>) -> Option<Place> {
    match element.value().name() {
        "aside" => Some(Place::Margin),
        "footer" => Some(Place::Foot),
        _ => None,
    }
}

/// Whether the class of a time says that it is that of the publication, as microformats have it, and of no
/// change (<https://microformats.org/wiki/hatom>).
pub(super) fn says_published(element: ElementRef<'_>) -> bool {
    let mut published = false;
    for word in labels(element) {
        match word.as_str() {
            "published" | "pubdate" | "datepublished" => published = true,
            "updated" | "modified" => return false,
            _ => {}
        }
    }
    published
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_name_tell_what_it_is() {
        for name in [
            "article:published_time",
            "og:article:published_time",
            "datePublished",
            "parsely-pub-date",
            "citation_publication_date",
            "DC.date.issued",
            "dcterms.issued",
            "published_at",
            "releaseDate",
            "cXenseParse:recs:publishtime",
            "bt:pubDate",
            "first_publish_date",
            "ptime",
            "pdate",
        ] {
            assert_eq!(evidence(name), Some(DateEvidence::Published), "{name}");
        }
        for name in
            ["date", "DC.date", "dcterms.created", "dateCreated", "site:uploaded", "post_date", "timestamp"]
        {
            assert_eq!(evidence(name), Some(DateEvidence::Stated), "{name}");
        }
        for name in ["article:modified_time", "og:updated_time", "last-modified", "dateModified", "lastmod"] {
            assert_eq!(evidence(name), Some(DateEvidence::Modified), "{name}");
        }
        for name in ["article:publisher", "expires", "event:start_date", "article:expiration_time", "title"] {
            assert_eq!(evidence(name), None, "{name}");
        }
    }
}
