//! What link, claim and date reading all need of a text: its tokens, its sentences, its language, its
//! words without marks, and what the words of each language mean.
//!
//! A text is cut once, by [`tokens`] and [`sentences`]; spellings meet in [`lower`] and [`plain`]; the
//! words of each language are data files in `assets/language`.

mod code;
mod depth;
mod detect;
mod fold;
mod furniture;
mod html;
mod language;
mod markup;
mod printable;
mod sentence;
mod token;
pub(crate) mod words;

pub use code::{LanguageCode, UnknownLanguage};
pub(crate) use depth::nests_deeper;
pub use detect::language_of;
pub use fold::{key_words, lower, plain, plain_into, searched_words};
pub use furniture::{furniture, without_furniture};
pub(crate) use html::most_attributes;
pub use language::{Language, Properties};
pub use markup::{looks_like_html, one_line, plain_text};
pub use printable::{escaped_json, hexadecimal, printable};
pub use sentence::{sentences, stop_ends_sentence};
pub use token::{Token, TokenKind, Tokens, tokens};
