//! The inks of the charts: each has a name, which is its class in the SVG, and a colour on light and
//! on dark paper.
//!
//! Directions differ in hue and in lightness and carry their sign in words, and no meaning depends on telling red
//! from green.

use plotters::style::RGBColor;

/// The opacity of the strongest colour of a heat map: words on it stay legible.
pub(super) const HEAT: f64 = 0.4;

/// The meaning of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// The background.
    Paper,
    /// Words, axes, the anchor.
    Text,
    /// Secondary text.
    Muted,
    /// Lines of the grid.
    Hairline,
    /// Rules, leaders, breaks between sessions.
    Rule,
    /// The ground of extended hours.
    Shade,
    /// Candles and the price line.
    Price,
    /// Volume bars.
    Volume,
    /// The benchmark's line.
    Benchmark,
    /// The moment of the news, and what the text states.
    News,
    /// The ground of a day of news whose hour is unknown.
    NewsDay,
    /// A positive return.
    Up,
    /// A negative return.
    Down,
    /// A further group of an event study.
    Teal,
}

use Ink::{
    Benchmark, Down, Hairline, Muted, News, NewsDay, Paper, Price, Rule, Shade, Teal, Text, Up, Volume,
};

impl Ink {
    /// The lines of the groups of an event study, in order; from the seventh group on they repeat.
    const GROUPS: [Self; 6] = [Price, Benchmark, Teal, News, Down, Muted];

    /// The ink of the group at `index`.
    pub(super) const fn of_group(index: usize) -> Self {
        Self::GROUPS[index % Self::GROUPS.len()]
    }

    /// The dashes of the group at `index`: with the ink, they tell more groups apart than inks alone.
    pub(super) const fn dash_of_group(index: usize) -> Option<(f64, f64)> {
        const DASHES: [Option<(f64, f64)>; 5] =
            [None, Some((8.0, 3.0)), Some((2.5, 2.5)), Some((12.0, 4.0)), Some((5.0, 2.0))];
        DASHES[index % DASHES.len()]
    }

    /// The ink of a return by its sign.
    pub(super) fn of_return(fraction: f64) -> Self {
        // What is printed as 0.00 % has no direction.
        const LEAST: f64 = 0.000_05;
        if fraction >= LEAST {
            Up
        } else if fraction <= -LEAST {
            Down
        } else {
            Muted
        }
    }

    /// The class of an element drawn in this ink.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Paper => "paper",
            Text => "ink",
            Muted => "muted",
            Hairline => "hairline",
            Rule => "rule",
            Shade => "shade",
            Price => "price",
            Volume => "volume",
            Benchmark => "benchmark",
            News => "news",
            NewsDay => "news-day",
            Up => "up",
            Down => "down",
            Teal => "teal",
        }
    }

    /// All inks, in their order.
    pub(super) const ALL: [Self; 14] =
        [Paper, Text, Muted, Hairline, Rule, Shade, Price, Volume, Benchmark, News, NewsDay, Up, Down, Teal];

    /// The colour on light and on dark paper. Texts and the lines of groups keep a contrast of at least 4.5 to 1, whatever else
    /// carries meaning one of 3 to 1.
    pub(super) const fn colours(self) -> (RGBColor, RGBColor) {
        match self {
            Paper => (RGBColor(255, 255, 255), RGBColor(26, 30, 38)),
            Text => (RGBColor(23, 28, 38), RGBColor(230, 232, 236)),
            Muted => (RGBColor(92, 99, 112), RGBColor(164, 171, 184)),
            Hairline => (RGBColor(226, 228, 232), RGBColor(49, 55, 67)),
            Rule => (RGBColor(134, 140, 151), RGBColor(116, 124, 138)),
            Shade => (RGBColor(243, 244, 247), RGBColor(36, 41, 51)),
            Price => (RGBColor(33, 52, 86), RGBColor(173, 196, 235)),
            Volume => (RGBColor(138, 148, 166), RGBColor(108, 118, 138)),
            Benchmark => (RGBColor(154, 95, 0), RGBColor(226, 172, 78)),
            News => (RGBColor(122, 32, 94), RGBColor(229, 157, 210)),
            NewsDay => (RGBColor(244, 234, 241), RGBColor(56, 40, 54)),
            Up => (RGBColor(0, 114, 190), RGBColor(140, 205, 250)),
            Down => (RGBColor(158, 42, 10), RGBColor(236, 128, 84)),
            Teal => (RGBColor(0, 120, 120), RGBColor(92, 197, 190)),
        }
    }
}
