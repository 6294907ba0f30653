//! The looks of a chart: two of our own, and those of a user's file.

use std::sync::Arc;

use plotters::style::RGBColor;

use super::ink::{HEAT, Ink};
use crate::fault::{Fault, FaultClass};

/// The paper that a chart is drawn on, and the colours on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Theme {
    /// Ink on white paper: for print, and for readers whose preference is not known.
    #[default]
    Light,
    /// Light ink on dark paper: for screens in dark mode.
    Dark,
    /// A user's own.
    Own(Arc<OwnTheme>),
}

/// Colours, face and rule of a user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// One for each ink, in the order of [`Ink::ALL`].
    pub(super) colours: Vec<RGBColor>,
    face: Option<String>,
    rule: TopRule,
}

/// The line above the title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum TopRule {
    /// A line with a bar at its beginning.
    #[default]
    Bar,
    /// A line.
    Line,
    /// None.
    None,
}

/// Why a theme cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThemeError {
    /// It is not TOML.
    #[error("the theme is not TOML: {0}")]
    Toml(String),
    /// A key that no theme has.
    #[error("`{key}` is not a key of a theme: one of {known}")]
    Key {
        /// The key.
        key: String,
        /// Those there are.
        known: String,
    },
    /// A value that its key cannot have.
    #[error("`{key}` is \"{value}\": it must be {expected}")]
    Value {
        /// The key.
        key: String,
        /// The value received.
        value: String,
        /// What is expected.
        expected: &'static str,
    },
    /// Two colours too near to each other.
    #[error(
        "`{ink}` on `{ground}` has a contrast of {found:.1} to 1: it must have at least {needed:.1} to 1"
    )]
    Contrast {
        /// The colour in front.
        ink: &'static str,
        /// The colour behind it.
        ground: &'static str,
        /// Their contrast.
        found: f64,
        /// The least.
        needed: f64,
    },
}

impl Fault for ThemeError {
    fn class(&self) -> FaultClass {
        FaultClass::Input
    }
}

/// What words need (WCAG 2.2, AA), and what other marks need.
const WORDS: f64 = 4.5;
const MARKS: f64 = 3.0;
/// How far rises and falls differ without their hues.
const APART: f64 = 1.4;

impl Theme {
    /// Reads a theme from TOML: `base` (`light`, `dark`), whose colours hold where none is given; `face`, the family in
    /// which an SVG is set before the embedded one; `rule` (`bar`, `line`, `none`), the line above the title;
    /// `[colours]` by the names of the inks, as `#RRGGBB`.
    ///
    /// # Errors
    /// What is not TOML, a key or value that no theme has, and colours too near to each other to be read: words need a
    /// contrast of 4.5 to 1, other marks one of 3 to 1, and rises and falls must differ in lightness.
    ///
    /// # Examples
    /// ```
    /// use newstape::chart::Theme;
    ///
    /// assert!(Theme::from_toml("base = \"dark\"\n[colours]\nup = \"#8CE0A0\"").is_ok());
    /// let faint = Theme::from_toml("[colours]\nink = \"#AAAAAA\"").map_err(|e| e.to_string());
    /// assert_eq!(
    ///     faint.err().as_deref(),
    ///     Some("`ink` on `paper` has a contrast of 2.3 to 1: it must have at least 4.5 to 1")
    /// );
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, ThemeError> {
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| ThemeError::Toml(e.message().to_owned()))?;
        let mut base = Self::Light;
        let (mut face, mut rule, mut colours) = (None, TopRule::default(), None);
        for (key, value) in &table {
            let word = value.as_str();
            match (key.as_str(), word) {
                ("base", Some("light")) => base = Self::Light,
                ("base", Some("dark")) => base = Self::Dark,
                ("base", _) => return Err(invalid(key, value, "light or dark")),
                ("rule", Some("bar")) => rule = TopRule::Bar,
                ("rule", Some("line")) => rule = TopRule::Line,
                ("rule", Some("none")) => rule = TopRule::None,
                ("rule", _) => return Err(invalid(key, value, "bar, line or none")),
                ("face", Some(name)) if is_family(name) => face = Some(name.to_owned()),
                ("face", _) => {
                    return Err(invalid(
                        key,
                        value,
                        "the name of one family: letters, digits, spaces and hyphens",
                    ));
                }
                ("colours", _) => {
                    let own = value.as_table();
                    colours = Some(own.ok_or_else(|| invalid(key, value, "a table of colours"))?);
                }
                _ => {
                    let known = "base, face, rule, colours".to_owned();
                    return Err(ThemeError::Key { key: key.clone(), known });
                }
            }
        }
        let mut own: Vec<RGBColor> = Ink::ALL.iter().map(|ink| base.colour(*ink)).collect();
        for (key, value) in colours.into_iter().flatten() {
            let at = Ink::ALL.iter().position(|ink| ink.class() == key);
            let known = || Ink::ALL.map(Ink::class).join(", ");
            let at = at.ok_or_else(|| ThemeError::Key { key: key.clone(), known: known() })?;
            let colour = value.as_str().and_then(read_colour);
            own[at] = colour.ok_or_else(|| invalid(key, value, "a colour as #RRGGBB"))?;
        }
        let theme = Self::Own(Arc::new(OwnTheme { colours: own, face, rule }));
        theme.check()?;
        Ok(theme)
    }

    /// Fails where a colour is too near to what it is drawn on.
    fn check(&self) -> Result<(), ThemeError> {
        let paper = self.colour(Ink::Paper);
        let enough = |ink: Ink, ground: (&'static str, RGBColor), needed| {
            let found = contrast(self.colour(ink), ground.1);
            let error = ThemeError::Contrast { ink: ink.class(), ground: ground.0, found, needed };
            if found >= needed { Ok(()) } else { Err(error) }
        };
        let groups = [Ink::Price, Ink::Benchmark, Ink::Teal];
        for ink in [Ink::Text, Ink::Muted, Ink::News, Ink::Up, Ink::Down].into_iter().chain(groups) {
            enough(ink, ("paper", paper), WORDS)?;
        }
        for ink in [Ink::Volume, Ink::Rule] {
            enough(ink, ("paper", paper), MARKS)?;
        }
        enough(Ink::Up, ("down", self.colour(Ink::Down)), APART)?;
        enough(Ink::Text, ("up", mixed(paper, self.colour(Ink::Up))), WORDS)?;
        enough(Ink::Text, ("down", mixed(paper, self.colour(Ink::Down))), WORDS)
    }

    /// The colour of an ink.
    pub(super) fn colour(&self, ink: Ink) -> RGBColor {
        let (light, dark) = ink.colours();
        match self {
            Self::Light => light,
            Self::Dark => dark,
            Self::Own(own) => own.colours.get(ink as usize).copied().unwrap_or(light),
        }
    }

    /// The family before the embedded one.
    pub(super) fn face(&self) -> Option<&str> {
        match self {
            Self::Light | Self::Dark => None,
            Self::Own(own) => own.face.as_deref(),
        }
    }

    /// The line above the title.
    pub(super) fn rule(&self) -> TopRule {
        match self {
            Self::Light | Self::Dark => TopRule::Bar,
            Self::Own(own) => own.rule,
        }
    }
}

fn invalid(key: &str, value: &toml::Value, expected: &'static str) -> ThemeError {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    ThemeError::Value { key: key.to_owned(), value, expected }
}

/// A name that needs no quotation marks in a style sheet.
fn is_family(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    starts && name.len() <= 60 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
}

/// `#RRGGBB`.
fn read_colour(text: &str) -> Option<RGBColor> {
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let part = |i: usize| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

/// The strongest colour of a heat map on paper.
fn mixed(paper: RGBColor, ink: RGBColor) -> RGBColor {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between two bytes
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * HEAT).round() as u8;
    RGBColor(mix(paper.0, ink.0), mix(paper.1, ink.1), mix(paper.2, ink.2))
}

/// The part of a colour that is linear in light.
fn linear(c: u8) -> f64 {
    let c = f64::from(c) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// Relative luminance (WCAG 2.2).
fn luminance(RGBColor(r, g, b): RGBColor) -> f64 {
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// The contrast of two colours, from 1 to 21.
fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_themes_keep_the_rules() {
        for theme in [Theme::Light, Theme::Dark] {
            theme.check().unwrap();
        }
    }

    /// The colour as a viewer without one kind of cones sees it (Viénot, Brettel and Mollon 1999), in linear light.
    fn seen_without(colour: RGBColor, matrix: [[f64; 3]; 3]) -> [f64; 3] {
        let RGBColor(r, g, b) = colour;
        let light = [linear(r), linear(g), linear(b)];
        matrix.map(|row| row.iter().zip(light).map(|(m, l)| m * l).sum::<f64>().clamp(0.0, 1.0))
    }

    /// CIE 1976 L*a*b*, of sRGB in linear light.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn colour_blind_eyes_tell_apart_what_must_be() {
        const DEUTERANOPIA: [[f64; 3]; 3] =
            [[0.292_75, 0.707_25, 0.0], [0.292_75, 0.707_25, 0.0], [-0.022_34, 0.022_34, 1.0]];
        const PROTANOPIA: [[f64; 3]; 3] =
            [[0.112_38, 0.887_62, 0.0], [0.112_38, 0.887_62, 0.0], [0.004_01, -0.004_01, 1.0]];
        let pairs = [
            (Ink::Up, Ink::Down),
            (Ink::Price, Ink::Benchmark),
            (Ink::Price, Ink::Teal),
            (Ink::Benchmark, Ink::Teal),
            (Ink::Volume, Ink::News),
        ];
        for theme in [Theme::Light, Theme::Dark] {
            for (name, matrix) in [("deuteranopia", DEUTERANOPIA), ("protanopia", PROTANOPIA)] {
                for (a, b) in pairs {
                    let [x, y] = [a, b].map(|ink| lab(seen_without(theme.colour(ink), matrix)));
                    let apart = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                    assert!(apart >= 18.0, "{a:?} and {b:?} on {theme:?} in {name}: {apart:.1}");
                }
            }
        }
    }

    #[test]
    fn a_theme_that_cannot_be_used_says_why() {
        for (text, error) in [
            ("base = ", "the theme is not TOML"),
            ("colour = 1", "`colour` is not a key of a theme: one of base, face, rule, colours"),
            ("base = \"grey\"", "`base` is \"grey\": it must be light or dark"),
            ("rule = 3", "`rule` is \"3\": it must be bar, line or none"),
            ("face = \"a;b\"", "`face` is \"a;b\": it must be the name of one family"),
            ("[colours]\nink = \"red\"", "`ink` is \"red\": it must be a colour as #RRGGBB"),
            ("[colours]\nred = \"#FF0000\"", "`red` is not a key of a theme: one of paper, ink"),
            ("[colours]\npaper = \"#000000\"", "`ink` on `paper` has a contrast of 1.2 to 1"),
            (
                "[colours]\nup = \"#9E2A0A\"",
                "`up` on `down` has a contrast of 1.0 to 1: it must have at least 1.4 to 1",
            ),
        ] {
            let found = Theme::from_toml(text).unwrap_err().to_string();
            assert!(found.starts_with(error), "{text}: {found}");
        }
    }
}
