//! Decodes bytes to characters, and recognises what is not text.
//!
//! The order is that of the HTML standard: byte order mark, then the server's word, then the
//! page's own; then UTF-8, and windows-1252 where that makes plausible text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::MAX_ARTICLE_BYTES;
use crate::article::IngestError;

/// Bytes in which a page must declare its encoding.
const META_HEAD: usize = 2_048;

/// Of a text in windows-1252, the part that may lie outside ASCII. Vietnamese, the densest of the
/// languages written in Latin letters, stays below it.
const MAX_HIGH_SHARE: f64 = 0.35;

/// A text, its line ends made `\n`, and how it was decoded.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) notes: Vec<String>,
}

/// Decodes an article.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> Result<Decoded, IngestError> {
    if bytes.len() > MAX_ARTICLE_BYTES {
        return Err(IngestError::TooLarge { limit_bytes: MAX_ARTICLE_BYTES });
    }
    if bytes.is_empty() {
        return Err(IngestError::Empty);
    }
    refuse_known_binary(bytes)?;
    let (text, notes) = characters(bytes, content_type)?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(IngestError::OnlyWhitespace);
    }
    if let Some(offset) = text.find('\0') {
        return Err(IngestError::NulByte { offset });
    }
    Ok(Decoded { text: text.replace("\r\n", "\n").replace('\r', "\n"), notes })
}

/// Files that announce themselves in their first bytes.
fn refuse_known_binary(bytes: &[u8]) -> Result<(), IngestError> {
    // Some writers put a line or a byte order mark before the signature.
    if bytes[..bytes.len().min(1_024)].windows(5).any(|w| w == b"%PDF-") && !bytes.starts_with(b"<") {
        return Err(IngestError::Pdf);
    }
    let kinds: [(&[u8], &'static str); 15] = [
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90\0", "a program"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xfd7zXZ", "an xz archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"PAR1", "a Parquet file"),
        (b"{\\rtf", "an RTF document"),
    ];
    let riff = bytes.starts_with(b"RIFF") && bytes.len() > 12;
    let kind = kinds.into_iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| kind);
    match kind.or(riff.then_some("a picture or a recording")) {
        Some(kind) => Err(IngestError::Binary { kind }),
        None => Ok(()),
    }
}

fn characters(bytes: &[u8], content_type: Option<&str>) -> Result<(String, Vec<String>), IngestError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return marked(&bytes[mark..], encoding);
    }
    if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
        return Err(IngestError::NulByte { offset });
    }
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((text.to_owned(), Vec::new())),
        Err(fault) => fault.valid_up_to(),
    };
    let declared = declared(bytes, content_type).filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE);
    if let Some(encoding) = declared {
        let (text, faulty) = encoding.decode_without_bom_handling(bytes);
        if !faulty {
            return Ok((text.into_owned(), Vec::new()));
        }
    }
    if !plausible_western(bytes) {
        return Err(IngestError::NotText { offset: fault });
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let note = format!("byte {fault} is not UTF-8; the text was read as windows-1252");
    Ok((text.into_owned(), vec![note]))
}

/// A text whose encoding a byte order mark states.
fn marked(rest: &[u8], encoding: &'static Encoding) -> Result<(String, Vec<String>), IngestError> {
    let (text, faulty) = encoding.decode_without_bom_handling(rest);
    let replaced = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if faulty && replaced * 20 > text.chars().count() {
        return Err(IngestError::NotText { offset: 0 });
    }
    let notes = if faulty {
        vec![format!("{replaced} characters are not valid {} and were replaced", encoding.name())]
    } else {
        Vec::new()
    };
    Ok((text.into_owned(), notes))
}

/// The encoding that the server or the page declares.
fn declared(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(META_HEAD)]).into_owned();
    content_type.and_then(charset).or_else(|| {
        // `<meta charset=…>`, `<meta http-equiv content="…; charset=…">`, `<?xml encoding="…"?>`.
        charset(&head).or_else(|| after(&head, "encoding"))
    })
}

fn charset(text: &str) -> Option<&'static Encoding> {
    after(text, "charset")
}

fn after(text: &str, word: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let rest = lower[lower.find(word)? + word.len()..].trim_start().strip_prefix('=')?;
    let label: String = rest
        .trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// Whether bytes make plausible text in windows-1252: no control characters, and mostly ASCII.
fn plausible_western(bytes: &[u8]) -> bool {
    let control =
        |byte: &u8| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1f | 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    #[allow(clippy::cast_precision_loss)] // at most ten million
    let share = high as f64 / bytes.len() as f64;
    share <= MAX_HIGH_SHARE && !bytes.iter().any(control)
}
