//! Colours. Directions differ in lightness as well as in hue, and no meaning rests on red against
//! green, so that the charts read in grey and for colour-blind readers.

use plotters::style::RGBColor;

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(23, 28, 38);
pub(super) const MUTED: RGBColor = RGBColor(92, 99, 112);
pub(super) const HAIRLINE: RGBColor = RGBColor(226, 228, 232);
pub(super) const RULE: RGBColor = RGBColor(150, 156, 166);
/// Extended hours.
pub(super) const SHADE: RGBColor = RGBColor(243, 244, 247);
/// Candles and the price line.
pub(super) const PRICE: RGBColor = RGBColor(33, 52, 86);
pub(super) const VOLUME: RGBColor = RGBColor(176, 184, 198);
pub(super) const BENCHMARK: RGBColor = RGBColor(201, 138, 30);
/// The moment of the news.
pub(super) const NEWS: RGBColor = RGBColor(122, 32, 94);
/// The day of a news event whose hour is unknown.
pub(super) const NEWS_DAY: RGBColor = RGBColor(244, 234, 241);
pub(super) const UP: RGBColor = RGBColor(0, 101, 163);
pub(super) const DOWN: RGBColor = RGBColor(189, 62, 18);

pub(super) const TEAL: RGBColor = RGBColor(0, 128, 128);

/// One line of a group in an event study, told apart from up to six others.
pub(super) const GROUPS: [RGBColor; 6] = [PRICE, BENCHMARK, TEAL, NEWS, DOWN, MUTED];

/// The colour of a return by its sign.
pub(super) fn of_return(fraction: f64) -> RGBColor {
    // What is printed as 0.00 % has no direction.
    const LEAST: f64 = 0.000_05;
    if fraction >= LEAST {
        UP
    } else if fraction <= -LEAST {
        DOWN
    } else {
        MUTED
    }
}
