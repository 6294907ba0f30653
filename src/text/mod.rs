//! What link, claim and date reading all need of a text: its language, its words without marks.

mod language;
mod markup;

pub use language::{language_of, tag_code};
pub use markup::{one_line, plain_text};
