//! A chart in the characters of a terminal: one curve or a few, with the moment of the news.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    CaarSpec, ChartBars, ChartError, ChartSpec, ComparisonSpec, NewsTime, ReactionSpec, TimelineSpec,
};
use crate::view::Lang;

/// The room of a chart in characters, and which of them it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSheet {
    /// How wide a line is at most.
    pub columns: usize,
    /// How many lines the curves have, without title and dates.
    pub lines: usize,
    /// Whether the curves are drawn in braille, eight dots to a character, or in stars.
    pub braille: bool,
}

/// Narrower, there is no room for a curve next to its scale.
const LEAST_COLUMNS: usize = 24;
const LEAST_LINES: usize = 3;
/// Wider or higher, a chart is no easier to read.
const MOST_COLUMNS: usize = 400;
const MOST_LINES: usize = 100;

impl ChartSpec {
    /// The chart in characters: its title, its curves with a scale, and its first and last day with the news
    /// between them. Ends without a line break.
    ///
    /// # Errors
    /// [`ChartError::NoPoints`] without a curve to draw, [`ChartError::NotInCharacters`] for a kind of chart that
    /// has none.
    ///
    /// # Examples
    /// ```
    /// use newstape::chart::{ChartSpec, Frame, TextSheet, TimelineSpec};
    ///
    /// let day = |d| chrono::NaiveDate::from_ymd_opt(2025, 1, d).map(|day| (day, 100.0 + f64::from(d)));
    /// let spec = ChartSpec::Timeline(TimelineSpec {
    ///     frame: Frame::titled("A share rises"),
    ///     closes: (6..11).filter_map(day).collect(),
    ///     sessions: Vec::new(),
    ///     zone: chrono_tz::America::New_York,
    ///     news: Vec::new(),
    ///     currency: None,
    ///     decimals: 2,
    /// });
    /// let text = spec.draw_text(TextSheet { columns: 40, lines: 4, braille: false })?;
    /// assert!(text.starts_with("A share rises\n110.00 "));
    /// assert!(text.ends_with("10 Jan 2025"));
    /// # Ok::<(), newstape::chart::ChartError>(())
    /// ```
    pub fn draw_text(&self, sheet: TextSheet) -> Result<String, ChartError> {
        let plot = match self {
            Self::Reaction(spec) => of_reaction(spec),
            Self::Comparison(spec) => of_comparison(spec),
            Self::Timeline(spec) => of_timeline(spec),
            Self::Study(spec) => of_study(spec),
            Self::Placebo(_) | Self::Multiples(_) | Self::HeatMap(_) => {
                return Err(ChartError::NotInCharacters);
            }
        };
        plot.drawn(TextSheet {
            columns: sheet.columns.clamp(LEAST_COLUMNS, MOST_COLUMNS),
            lines: sheet.lines.clamp(LEAST_LINES, MOST_LINES),
            braille: sheet.braille,
        })
    }
}

/// What is drawn.
struct Plot {
    title: String,
    curves: Vec<Vec<Option<f64>>>,
    /// The names of the curves, if there are several.
    key: Option<String>,
    /// The value of the news among the values of a curve, and what it is called.
    news: Option<(usize, String)>,
    ends: [String; 2],
    number: Box<dyn Fn(f64) -> String>,
    /// As many decimals as the middle of the scale has.
    decimals: u8,
}

fn of_reaction(spec: &ReactionSpec) -> Plot {
    let lang = spec.frame.lang;
    let (closes, at, ends): (Vec<Option<f64>>, Option<usize>, [String; 2]) = match &spec.bars {
        ChartBars::Daily(bars) => {
            let news = day_of(spec.moment, spec.zone);
            let ends = ends(bars, |bar| lang.day(bar.at));
            (bars.iter().map(|b| Some(b.close)).collect(), bars.iter().position(|b| b.at >= news), ends)
        }
        ChartBars::Intraday(bars) => {
            let ends = ends(bars, |bar| lang.instant(bar.at, spec.zone));
            let is_after = |at: DateTime<Utc>| match spec.moment {
                NewsTime::Instant(news) => at >= news,
                NewsTime::Day(day) => at.with_timezone(&spec.zone).date_naive() >= day,
            };
            (bars.iter().map(|b| Some(b.close)).collect(), bars.iter().position(|b| is_after(b.at)), ends)
        }
    };
    Plot {
        title: spec.frame.title.clone(),
        curves: vec![closes],
        key: None,
        news: at.map(|at| (at, spec.moment_label.clone())),
        ends,
        number: prices(lang, spec.decimals),
        decimals: spec.decimals,
    }
}

fn of_comparison(spec: &ComparisonSpec) -> Plot {
    let lang = spec.frame.lang;
    let news = day_of(spec.moment, spec.zone);
    let last = |moves: &[Option<f64>]| moves.iter().rev().flatten().next().copied();
    let labels = spec.lines.iter().map(|line| match last(&line.moves) {
        Some(fraction) => format!("{} {}", line.label, lang.percent(fraction)),
        None => line.label.clone(),
    });
    Plot {
        title: spec.frame.title.clone(),
        curves: spec.lines.iter().map(|line| line.moves.clone()).collect(),
        key: Some(labels.collect::<Vec<_>>().join("  ")),
        news: spec.days.iter().position(|day| *day >= news).map(|at| (at, spec.moment_label.clone())),
        ends: ends(&spec.days, |day| lang.day(*day)),
        number: percents(lang),
        decimals: 4,
    }
}

fn of_timeline(spec: &TimelineSpec) -> Plot {
    let lang = spec.frame.lang;
    Plot {
        title: spec.frame.title.clone(),
        curves: vec![spec.closes.iter().map(|(_, close)| Some(*close)).collect()],
        key: None,
        news: None,
        ends: ends(&spec.closes, |(day, _)| lang.day(*day)),
        number: prices(lang, spec.decimals),
        decimals: spec.decimals,
    }
}

fn of_study(spec: &CaarSpec) -> Plot {
    let lang = spec.frame.lang;
    let days: Vec<i32> =
        spec.groups.first().map(|g| g.points.iter().map(|p| p.relative_day).collect()).unwrap_or_default();
    let several = spec.groups.len() > 1;
    let labels = spec.groups.iter().map(|group| group.label.clone()).collect::<Vec<_>>();
    Plot {
        title: spec.frame.title.clone(),
        curves: spec
            .groups
            .iter()
            .map(|g| g.points.iter().map(|p| Some(p.caar_fraction)).collect())
            .collect(),
        key: several.then(|| labels.join("  ")),
        news: days.iter().position(|day| *day == 0).map(|at| (at, "0".to_owned())),
        ends: ends(&days, ToString::to_string),
        number: percents(lang),
        decimals: 4,
    }
}

fn day_of(moment: NewsTime, zone: Tz) -> NaiveDate {
    match moment {
        NewsTime::Instant(at) => at.with_timezone(&zone).date_naive(),
        NewsTime::Day(day) => day,
    }
}

fn ends<T>(all: &[T], label: impl Fn(&T) -> String) -> [String; 2] {
    [all.first(), all.last()].map(|end| end.map(&label).unwrap_or_default())
}

fn prices(lang: Lang, decimals: u8) -> Box<dyn Fn(f64) -> String> {
    Box::new(move |value| lang.quoted(value, decimals))
}

fn percents(lang: Lang) -> Box<dyn Fn(f64) -> String> {
    Box::new(move |fraction| lang.percent(fraction))
}

impl Plot {
    fn rounded(&self, value: f64) -> f64 {
        let unit = 10_f64.powi(i32::from(self.decimals));
        let rounded = (value * unit).round() / unit;
        if rounded.is_finite() { rounded } else { value }
    }

    fn drawn(&self, sheet: TextSheet) -> Result<String, ChartError> {
        let values = || self.curves.iter().flatten().flatten().copied().filter(|v| v.is_finite());
        let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return Err(ChartError::NoPoints);
        }
        let scale = [high, self.rounded(f64::midpoint(low, high)), low].map(|value| (self.number)(value));
        let widest = scale.iter().map(|label| label.chars().count()).max().unwrap_or_default();
        let width = sheet.columns.saturating_sub(widest + 2).max(8);
        let mut canvas = Canvas::new(width, sheet.lines, sheet.braille);
        for curve in &self.curves {
            canvas.curve(curve, low, high);
        }
        let most = self.curves.iter().map(Vec::len).max().unwrap_or_default();
        let news = self.news.as_ref().map(|(at, label)| (canvas.column(*at, most), label.as_str()));
        let mut lines = vec![shortened(&self.title, sheet.columns)];
        for (n, row) in canvas.rows(news.map(|(column, _)| column)).into_iter().enumerate() {
            let label = match n {
                0 => &scale[0],
                _ if n == sheet.lines - 1 => &scale[2],
                _ if n == sheet.lines / 2 => &scale[1],
                _ => "",
            };
            lines.push(format!("{label:>widest$} {row}").trim_end().to_owned());
        }
        lines.push(format!("{:widest$} {}", "", dates(&self.ends, news, width)).trim_end().to_owned());
        lines.extend(self.key.as_ref().map(|key| shortened(key, sheet.columns)));
        Ok(lines.join("\n"))
    }
}

/// First and last day, and the news between them where there is room.
fn dates(ends: &[String; 2], news: Option<(usize, &str)>, width: usize) -> String {
    let mut line: Vec<char> = vec![' '; width];
    let mut put = |at: usize, text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let around = at.saturating_sub(1)..(at + chars.len() + 1).min(width);
        let is_free = at + chars.len() <= width && line[around].iter().all(|c| *c == ' ');
        if is_free {
            line[at..at + chars.len()].copy_from_slice(&chars);
        }
    };
    put(0, &ends[0]);
    put(width.saturating_sub(ends[1].chars().count()), &ends[1]);
    if let Some((column, label)) = news {
        put(column.saturating_sub(label.chars().count() / 2), label);
    }
    line.into_iter().collect()
}

fn shortened(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let kept: String = text.chars().take(columns.saturating_sub(1)).collect();
    let whole = kept.rfind(' ').map_or(kept.as_str(), |at| &kept[..at]);
    format!("{whole}…")
}

/// Dots on a grid, some to a character.
struct Canvas {
    dots: Vec<bool>,
    /// In dots.
    size: (usize, usize),
    /// Dots across and down of a character.
    cell: (usize, usize),
}

impl Canvas {
    fn new(columns: usize, lines: usize, braille: bool) -> Self {
        let cell = if braille { (2, 4) } else { (1, 1) };
        let size = (columns * cell.0, lines * cell.1);
        Self { dots: vec![false; size.0 * size.1], size, cell }
    }

    /// The character in which a value stands.
    fn column(&self, at: usize, of: usize) -> usize {
        (at * (self.size.0 - 1)).checked_div(of.saturating_sub(1)).unwrap_or(self.size.0 / 2) / self.cell.0
    }

    /// Draws a curve; where values are missing it is interrupted.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within the grid
    fn curve(&mut self, values: &[Option<f64>], low: f64, high: f64) {
        let (width, height) = self.size;
        let span = if high > low { high - low } else { 1.0 };
        let row = |value: f64| {
            let share = if high > low { (value - low) / span } else { 0.5 };
            ((1.0 - share.clamp(0.0, 1.0)) * (height - 1) as f64).round() as usize
        };
        let mut before: Option<usize> = None;
        for x in 0..width {
            let place = x as f64 / (width - 1) as f64 * values.len().saturating_sub(1) as f64;
            let (left, part) = (place as usize, place.fract());
            let at = |i: usize| values.get(i).copied().flatten().filter(|value| value.is_finite());
            let value = match (at(left), at(left + 1)) {
                (Some(one), Some(next)) => Some(one + (next - one) * part),
                (Some(one), None) if part < 0.5 => Some(one),
                (None, Some(next)) if part >= 0.5 => Some(next),
                _ => None,
            };
            let here = value.map(row);
            if let Some(here) = here {
                let from = before.unwrap_or(here);
                // What lies between two dots that are far apart is drawn, too: a gap in a line would be a lack of data.
                let between = match from.cmp(&here) {
                    std::cmp::Ordering::Less => from + 1..here + 1,
                    std::cmp::Ordering::Equal => here..here + 1,
                    std::cmp::Ordering::Greater => here..from,
                };
                for y in between {
                    self.dots[y * width + x] = true;
                }
            }
            before = here;
        }
    }

    /// The lines, with a rule in one column where no dot is.
    fn rows(&self, rule: Option<usize>) -> Vec<String> {
        let (across, down) = self.cell;
        let lines = 0..self.size.1 / down;
        let cell = |line: usize, column: usize| {
            let dot = |x: usize, y: usize| self.dots[(line * down + y) * self.size.0 + column * across + x];
            let bits = BRAILLE.iter().filter(|(x, y, _)| *x < across && *y < down && dot(*x, *y));
            match (bits.map(|(.., bit)| bit).sum::<u32>(), rule == Some(column)) {
                (0, false) => ' ',
                (0, true) if down > 1 => '┊',
                (0, true) => '|',
                (bits, _) if down > 1 => char::from_u32(0x2800 + bits).unwrap_or(' '),
                _ => '*',
            }
        };
        lines.map(|line| (0..self.size.0 / across).map(|column| cell(line, column)).collect()).collect()
    }
}

/// The bit of each dot of a braille character: across, down, bit.
const BRAILLE: [(usize, usize, u32); 8] = [
    (0, 0, 0x01),
    (0, 1, 0x02),
    (0, 2, 0x04),
    (1, 0, 0x08),
    (1, 1, 0x10),
    (1, 2, 0x20),
    (0, 3, 0x40),
    (1, 3, 0x80),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(curves: Vec<Vec<Option<f64>>>, news: Option<usize>) -> Plot {
        Plot {
            title: "Shares".to_owned(),
            curves,
            key: None,
            news: news.map(|at| (at, "News".to_owned())),
            ends: ["1 Jan".to_owned(), "9 Jan".to_owned()],
            number: percents(Lang::English),
            decimals: 4,
        }
    }

    fn text(plot: &Plot, columns: usize, braille: bool) -> String {
        plot.drawn(TextSheet { columns, lines: 4, braille }).unwrap()
    }

    #[test]
    fn a_fall_and_the_news_before_it() {
        let fall = vec![Some(0.03), Some(0.03), Some(0.03), Some(0.0), Some(0.0)];
        let drawn = text(&plot(vec![fall.clone()], Some(2)), 28, false);
        assert_eq!(drawn.lines().count(), 6, "{drawn}");
        assert!(drawn.lines().nth(1).unwrap().contains("% ***"), "{drawn}");
        assert!(drawn.lines().nth(4).unwrap().ends_with("****"), "{drawn}");
        assert!(drawn.contains("News") && drawn.contains('|'), "{drawn}");
        assert!(!drawn.contains('┊'), "{drawn}");
        let braille = text(&plot(vec![fall], Some(2)), 28, true);
        assert!(braille.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{braille}");
    }

    #[test]
    fn every_line_fits_and_odd_curves_are_drawn() {
        let curves = [
            vec![vec![Some(1.0)]],
            vec![vec![Some(0.0); 500]],
            vec![vec![Some(1.0), None, None, Some(-1.0)], vec![None, Some(0.5)]],
            vec![vec![Some(1e308), Some(-1e308)]],
            vec![vec![Some(f64::NAN), Some(1.0)]],
        ];
        for curves in curves {
            for columns in [24, 80, 400] {
                let drawn = text(&plot(curves.clone(), Some(0)), columns, true);
                assert_eq!(drawn.lines().count(), 6, "{drawn}");
                if curves[0][0].is_some_and(|v| v.abs() < 1e6) {
                    assert!(drawn.lines().all(|line| line.chars().count() <= columns), "{columns}: {drawn}");
                }
            }
        }
        let none = plot(vec![vec![None]], None).drawn(TextSheet { columns: 80, lines: 4, braille: true });
        assert_eq!(none, Err(ChartError::NoPoints));
    }
}
