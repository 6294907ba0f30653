//! Substitutes for letters that the embedded typeface lacks.
//!
//! A reader's own faces set an SVG. A picture has only the embedded one: Latin. Other letters lose
//! marks that it lacks, and a stretch of another script is named: `[Arabic]`.

use std::fmt::Write as _;

use quick_xml::escape::partial_escape;
use resvg::usvg::roxmltree;
use unicode_normalization::UnicodeNormalization;

use super::face;

/// The document with every drawn text set in letters of the face; `None` where it is so already.
pub(super) fn substituted(document: &roxmltree::Document<'_>) -> Option<String> {
    let source = document.input_text();
    let drawn = |n: &roxmltree::Node<'_, '_>| n.is_text() && n.ancestors().any(|a| a.has_tag_name("text"));
    let mut out = String::new();
    let mut copied = 0;
    for node in document.descendants().filter(drawn) {
        let Some(text) = node.text().filter(|text| text.chars().any(is_lacking)) else { continue };
        let range = node.range();
        out.push_str(source.get(copied..range.start)?);
        out.push_str(&partial_escape(told(text)));
        copied = range.end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(source.get(copied..)?);
    Some(out)
}

/// Whether the face has no shape for a letter. Marks, dashes and signs are let through.
fn is_lacking(c: char) -> bool {
    !(face::is_simple(c) || matches!(c, '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{22ff}'))
}

/// The letter without its marks, where that is one that the face has: `ế` → `e`.
fn plain(c: char) -> Option<char> {
    std::iter::once(c).nfd().next().filter(|base| *base != c && face::is_simple(*base))
}

/// A text with every stretch of another script named; signs such as emoji are left out.
fn told(text: &str) -> String {
    let mut out = String::new();
    let mut stretch: Option<Stretch> = None;
    for c in text.chars() {
        let shown = if is_lacking(c) { plain(c) } else { Some(c) };
        match (shown, &mut stretch) {
            (None, Some(open)) => open.take(c),
            (None, none) => *none = Some(Stretch::of(c)),
            // Spaces and stops within a stretch belong to it, those behind it do not; the dot parts a line.
            (Some(c), Some(open)) if !c.is_alphanumeric() && c != '·' => open.behind.push(c),
            (Some(c), _) => {
                if let Some(open) = stretch.take() {
                    open.name_in(&mut out);
                }
                out.push(c);
            }
        }
    }
    if let Some(open) = stretch {
        open.name_in(&mut out);
    }
    out
}

struct Stretch {
    script: Option<&'static str>,
    behind: String,
}

impl Stretch {
    fn of(c: char) -> Self {
        Self { script: script(c), behind: String::new() }
    }

    fn take(&mut self, c: char) {
        // Japanese is written with Chinese characters too: the kana tell.
        if let Some(name) = script(c).filter(|name| self.script.is_none() || *name == "Japanese") {
            self.script = Some(name);
        }
        self.behind.clear();
    }

    fn name_in(self, out: &mut String) {
        if let Some(name) = self.script {
            let _ = write!(out, "[{name}]");
        }
        out.push_str(&self.behind);
    }
}

/// The script of a letter, by its block; `None` for a sign.
fn script(c: char) -> Option<&'static str> {
    let name = match c {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => "Greek",
        '\u{400}'..='\u{52f}' => "Cyrillic",
        '\u{530}'..='\u{58f}' => "Armenian",
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => "Hebrew",
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{8a0}'..='\u{8ff}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' => "Arabic",
        '\u{900}'..='\u{97f}' => "Devanagari",
        '\u{e00}'..='\u{e7f}' => "Thai",
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => "Korean",
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => "Japanese",
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => "Chinese",
        _ if c.is_alphabetic() => "another script",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_another_script_is_named_once() {
        for (text, shown) in [
            ("Microsoft prüft, ob …", "Microsoft prüft, ob …"),
            ("أرباح شركة مايكروسوفت · الجزيرة · 2025-01-29", "[Arabic] · [Arabic] · 2025-01-29"),
            ("DeepSeek震动，芯片 (NVDA)", "DeepSeek[Chinese] (NVDA)"),
            ("日本の株価 · 10:00", "[Japanese] · 10:00"),
            ("Tiếng Việt, Ștefan", "Tieng Viet, Stefan"),
            ("to the moon 🚀 now", "to the moon  now"),
            ("Газпром", "[Cyrillic]"),
        ] {
            assert_eq!(told(text), shown, "{text}");
        }
    }

    #[test]
    fn only_drawn_texts_change() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<title>日本</title>\n<text x=\"1\">日本 &amp; co \
                   <tspan>مايكروسوفت &lt;</tspan></text><text>a</text>\n</svg>\n";
        let shown = substituted(&roxmltree::Document::parse(svg).unwrap()).unwrap();
        assert_eq!(
            shown,
            "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<title>日本</title>\n<text x=\"1\">[Chinese] &amp; co \
             <tspan>[Arabic] &lt;</tspan></text><text>a</text>\n</svg>\n"
        );
        assert_eq!(substituted(&roxmltree::Document::parse("<svg><text>a</text></svg>").unwrap()), None);
    }
}
