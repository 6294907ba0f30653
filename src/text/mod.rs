//! What link, claim and date reading all need of a text: its language, its words without marks.

mod code;
mod language;
mod markup;

pub use code::{LanguageCode, UnknownLanguage};
pub use language::language_of;
pub use markup::{one_line, plain_text};
