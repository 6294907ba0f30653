//! The same chart on dark paper.

use std::fmt::Write as _;

use plotters::style::RGBColor;

use super::palette;

/// What the sheet is like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Ink on white paper: for print, and for whoever has not said.
    #[default]
    Light,
    /// Light on dark paper: for screens that are set so.
    Dark,
}

/// Each colour, and what stands for it on dark paper. Texts keep a contrast of at least 4.5 to 1.
const DARK: [(RGBColor, RGBColor); 14] = [
    (palette::PAPER, RGBColor(26, 30, 38)),
    (palette::INK, RGBColor(230, 232, 236)),
    (palette::MUTED, RGBColor(164, 171, 184)),
    (palette::HAIRLINE, RGBColor(49, 55, 67)),
    (palette::RULE, RGBColor(112, 120, 134)),
    (palette::SHADE, RGBColor(36, 41, 51)),
    (palette::PRICE, RGBColor(173, 196, 235)),
    (palette::VOLUME, RGBColor(86, 95, 113)),
    (palette::BENCHMARK, RGBColor(226, 172, 78)),
    (palette::NEWS, RGBColor(229, 157, 210)),
    (palette::NEWS_DAY, RGBColor(56, 40, 54)),
    (palette::UP, RGBColor(108, 184, 242)),
    (palette::DOWN, RGBColor(244, 154, 111)),
    (palette::TEAL, RGBColor(92, 197, 190)),
];

/// A chart's document in a theme.
#[must_use]
pub fn in_theme(svg: &str, theme: Theme) -> String {
    let mut out = String::with_capacity(svg.len());
    if theme == Theme::Light {
        out.push_str(svg);
        return out;
    }
    // A colour is an attribute's whole value; in texts the quotation marks are escaped.
    let mut parts = svg.split("=\"#");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let dark = part.get(..7).and_then(|value| Some((darkened(value.strip_suffix('"')?)?, &part[6..])));
        if let Some((RGBColor(r, g, b), rest)) = dark {
            let _ = write!(out, "=\"#{r:02X}{g:02X}{b:02X}{rest}");
        } else {
            out.push_str("=\"#");
            out.push_str(part);
        }
    }
    out
}

fn darkened(hex: &str) -> Option<RGBColor> {
    let value = u32::from_str_radix(hex, 16).ok()?;
    let is_it = |RGBColor(r, g, b): RGBColor| u32::from_be_bytes([0, r, g, b]) == value;
    DARK.iter().find(|(light, _)| is_it(*light)).map(|(_, dark)| *dark)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn texts_are_legible_on_both_papers() {
        let on_dark = |light: RGBColor| DARK.iter().find(|(l, _)| *l == light).unwrap().1;
        for colour in [palette::INK, palette::MUTED, palette::NEWS, palette::UP, palette::DOWN] {
            assert!(contrast(colour, palette::PAPER) >= 4.5, "{colour:?}");
            assert!(contrast(on_dark(colour), on_dark(palette::PAPER)) >= 4.5, "{colour:?} in the dark");
        }
    }

    #[test]
    fn every_colour_of_a_line_has_its_partner() {
        for colour in palette::GROUPS {
            assert!(DARK.iter().any(|(light, _)| *light == colour), "{colour:?}");
        }
        let svg =
            "<rect fill=\"#FFFFFF\"/><text fill=\"#171C26\">&quot;#FFFFFF&quot; =\"#</text><a x=\"#abc\"/>";
        let dark = in_theme(svg, Theme::Dark);
        assert_eq!(
            dark,
            "<rect fill=\"#1A1E26\"/><text fill=\"#E6E8EC\">&quot;#FFFFFF&quot; =\"#</text><a x=\"#abc\"/>"
        );
        assert_eq!(in_theme(svg, Theme::Light), svg);
    }
}
