//! Why an item could not be read.

use crate::fault::{Fault, FaultClass, Remedy};

/// Why an item could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// There is nothing in it.
    #[error("the article is empty")]
    Empty,
    /// There is only white space in it.
    #[error("the article holds only white space")]
    OnlyWhitespace,
    /// It is larger than an article can be.
    #[error("the article is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The most that is read.
        limit_bytes: usize,
    },
    /// It is a PDF document.
    #[error("the file is a PDF document, not text")]
    Pdf,
    /// It is some other kind of file that holds no text.
    #[error("the file is {kind}, not text")]
    Binary {
        /// With its article: `a PNG image`.
        kind: &'static str,
    },
    /// It holds NUL bytes, which no text does.
    #[error("byte {offset} is NUL: the file is not text")]
    NulByte {
        /// From 0.
        offset: usize,
    },
    /// It is in no encoding that makes text of it.
    #[error("byte {offset} is not UTF-8, and the file is not plausible in another encoding either")]
    NotText {
        /// From 0, of the first byte that is not UTF-8.
        offset: usize,
    },
    /// A page or a marked-up text without anything to read in it.
    #[error("the article holds marks but no text")]
    NoText,
    /// A page whose elements nest deeper than any page for readers.
    #[error("the page nests elements more than {limit} deep")]
    TooDeep {
        /// The most levels that are followed.
        limit: usize,
    },
    /// A page with a tag that has more attributes than any page for readers.
    #[error("a tag of the page has more than {limit} attributes")]
    TooManyAttributes {
        /// The most attributes that are read.
        limit: usize,
    },
    /// A list of articles instead of one.
    #[error("the file is a feed of articles, not an article")]
    Feed,
    /// It could not be read to its end.
    #[error("the article cannot be read")]
    Unreadable(#[source] std::io::Error),
}

impl Fault for IngestError {
    fn class(&self) -> FaultClass {
        match self {
            Self::Unreadable(source) if source.kind() == std::io::ErrorKind::NotFound => FaultClass::NotFound,
            Self::Empty
            | Self::OnlyWhitespace
            | Self::TooLarge { .. }
            | Self::Pdf
            | Self::Binary { .. }
            | Self::NulByte { .. }
            | Self::NotText { .. }
            | Self::NoText
            | Self::TooDeep { .. }
            | Self::TooManyAttributes { .. }
            | Self::Feed
            | Self::Unreadable(_) => FaultClass::Input,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        let advice = match self {
            Self::Empty | Self::OnlyWhitespace => return Some(Remedy::GiveText),
            Self::TooLarge { .. } => "cut the file down to the article itself",
            Self::Pdf => "turn it into text first, for example with `pdftotext FILE.pdf`",
            Self::Binary { .. } | Self::NulByte { .. } => "articles are plain text, Markdown or HTML",
            Self::NotText { .. } => "save the file as UTF-8",
            Self::NoText => "pages that are filled by a script must be saved from a browser",
            Self::TooDeep { .. } | Self::TooManyAttributes { .. } => {
                "save the text of the page to a file and give that"
            }
            Self::Feed => "give the address or file of one article",
            Self::Unreadable(_) => return None,
        };
        Some(Remedy::advice(advice))
    }
}
