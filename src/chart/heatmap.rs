//! The heat map: moves by horizon, one row for each share or kind of news.

use super::alt::ended;
use super::axis::LABEL;
use super::canvas::{Align, Area, Canvas, Drawing, Tint, Type, draw};
use super::error::ChartError;
use super::face::Weight;
use super::ink::{HEAT, Ink};
use super::lines;
use super::scale::as_f64;
use super::spec::Frame;
use super::surround::Surround;
use super::svg::Head;
use crate::view::Lang;
use serde::{Deserialize, Serialize};

/// Moves in rows and columns.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeatMapSpec {
    /// What it has in common with other charts.
    pub frame: Frame,
    /// The horizons, shortest first.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<HeatRow>,
    /// Whether the moves are medians of several, and of what: a word for the foot.
    pub note: String,
}

/// One row of a heat map.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeatRow {
    /// Its name: a symbol, a kind of news.
    pub label: String,
    /// How many events it holds.
    pub events: usize,
    /// The move at each horizon, as a fraction; `None` where it is not known.
    pub moves: Vec<Option<f64>>,
}

/// Draws a heat map: an SVG document, its size and the picture in words.
///
/// Columns and rows without a place on the sheet are left out, and the foot says how many.
///
/// # Errors
/// [`ChartError::NoPoints`] where no move is known, [`ChartError::Length`] for a row that has not one move a column,
/// [`ChartError::NotFinite`] for a number that cannot be drawn.
///
/// # Examples
/// ```
/// use newstape::chart::{self, Frame, HeatMapSpec, HeatRow};
///
/// let spec = HeatMapSpec {
///     frame: Frame::titled("Results move more than other news"),
///     columns: vec!["1d".to_owned(), "5d".to_owned()],
///     rows: vec![HeatRow { label: "earnings".to_owned(), events: 4, moves: vec![Some(-0.062), None] }],
///     note: "Medians".to_owned(),
/// };
/// let drawing = chart::draw_heat_map(&spec)?;
/// assert!(drawing.svg.contains(">−6.20<"));
/// assert!(drawing.alt.contains("earnings (4 events): 1d −6.20 %; 5d without data"));
/// # Ok::<(), chart::ChartError>(())
/// ```
pub fn draw_heat_map(spec: &HeatMapSpec) -> Result<Drawing, ChartError> {
    for row in &spec.rows {
        let (got, wanted) = (row.moves.len(), spec.columns.len());
        if got != wanted {
            return Err(ChartError::Length { what: row.label.clone(), got, wanted });
        }
        if let Some(value) = row.moves.iter().flatten().copied().find(|v| !v.is_finite()) {
            return Err(ChartError::NotFinite { what: row.label.clone(), value });
        }
    }
    if !spec.rows.iter().any(|row| row.moves.iter().any(Option::is_some)) {
        return Err(ChartError::NoPoints);
    }
    let plan = Plan::of(spec);
    let description = description(spec);
    let head = Head {
        size: (spec.frame.sheet.laid_out(), plan.height),
        kind: "heat-map",
        description: &description,
    };
    let alt = format!("{} {description}", ended(&spec.frame.title));
    draw(&spec.frame, head, alt.trim().to_owned(), |canvas| plan.paint(canvas))
}

const ROW: f64 = 28.0;
const WIDEST: f64 = 120.0;
/// Above the cells, for the names of the horizons.
const HEADS: f64 = 24.0;
/// Below them, for the scale of the colours.
const BELOW: f64 = 44.0;
const NAME: Type = Type::semibold(12.0, Ink::Text);
const COUNT: Type = Type::regular(11.0, Ink::Muted);
const FIGURE: Type = Type::regular(11.5, Ink::Text);

struct Plan<'a> {
    spec: &'a HeatMapSpec,
    surround: Surround,
    /// How many of the rows have a place.
    rows: usize,
    /// The columns that have a place.
    columns: Vec<usize>,
    decimals: u8,
    /// Where the cells begin, and how wide and high each is.
    left: f64,
    top: f64,
    cell: (f64, f64),
    most: f64,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a HeatMapSpec) -> Self {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let name = |row: &HeatRow| NAME.width(&row.label) + 9.0 + COUNT.width(&lang.count(row.events));
        let names = spec.rows.iter().map(name).fold(0.0, f64::max).min(sheet.inner() * 0.36) + 14.0;
        let room = sheet.inner() - names;
        let moves = || spec.rows.iter().flat_map(|row| row.moves.iter().flatten().copied());
        let most = moves().map(f64::abs).fold(0.0, f64::max).max(1e-4);
        let width = |decimals| {
            let figures = moves().map(|v| FIGURE.width(&figure(v, decimals, lang))).fold(0.0, f64::max);
            let heads = spec.columns.iter().map(|c| LABEL.width(c)).fold(0.0, f64::max);
            figures.max(heads) + 10.0
        };
        let columns = spec.columns.len();
        let decimals = if as_f64(columns) * width(2) <= room { 2 } else { 1 };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a sheet is some hundred pixels wide
        let columns = columns.min((room / width(decimals)) as usize).max(1);
        let surround = surround(spec, (0, spec.columns.len() - columns));
        let wanted = as_f64(spec.rows.len()) * ROW;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most some hundred rows
        let fitting = (surround.room(HEADS + BELOW, wanted, ROW) / 20.0 + 1e-9) as usize;
        let rows = if sheet.height.is_some() { spec.rows.len().min(fitting.max(1)) } else { spec.rows.len() };
        let surround = self::surround(spec, (spec.rows.len() - rows, spec.columns.len() - columns));
        let high = (surround.room(HEADS + BELOW, wanted, ROW) / as_f64(rows.max(1))).clamp(20.0, 44.0);
        let high = if sheet.height.is_some() { high } else { ROW };
        let cell = ((room / as_f64(columns)).min(WIDEST), high);
        let (left, top) = (sheet.margin() + names, surround.top + HEADS);
        let height = surround.sheet_height(top + as_f64(rows) * high + BELOW);
        let columns = kept(spec, columns);
        Self { spec, surround, rows, columns, decimals, left, top, cell, most, height }
    }

    fn area(&self, row: usize, column: usize) -> Area {
        let (width, height) = self.cell;
        Area { left: self.left + as_f64(column) * width, top: self.top + as_f64(row) * height, width, height }
    }

    fn paint(&self, canvas: &mut Canvas) {
        canvas.group("heads", |canvas| {
            for (c, at) in self.columns.iter().enumerate() {
                let (cell, column) = (self.area(0, c), &self.spec.columns[*at]);
                let column = column.replacen('-', "−", usize::from(column.starts_with('-')));
                canvas.text(&column, (cell.left + cell.width / 2.0, self.top - 9.0), Align::Middle, LABEL);
            }
        });
        for (r, row) in self.spec.rows.iter().take(self.rows).enumerate() {
            canvas.group("row", |canvas| self.paint_row(canvas, r, row));
        }
        canvas.group("scale", |canvas| self.paint_scale(canvas));
        self.surround.paint(canvas, self.height);
    }

    fn paint_row(&self, canvas: &mut Canvas, r: usize, row: &HeatRow) {
        let lang = self.spec.frame.lang;
        let margin = self.spec.frame.sheet.margin();
        let baseline = self.area(r, 0).top + self.cell.1 / 2.0 + 4.2;
        let count = lang.count(row.events);
        let room = self.left - margin - 14.0 - 8.0 - COUNT.width(&count);
        let name = lines::fit(&row.label, room, NAME.size, Weight::SemiBold);
        canvas.text(&name, (margin, baseline), Align::Start, NAME);
        canvas.text(&count, (self.left - 12.0, baseline), Align::End, COUNT);
        for (c, value) in self.columns.iter().map(|at| row.moves.get(*at).copied().flatten()).enumerate() {
            let cell = self.area(r, c);
            let inner = Area {
                left: cell.left + 1.0,
                top: cell.top + 1.0,
                width: cell.width - 2.0,
                height: cell.height - 2.0,
            };
            let middle = cell.left + cell.width / 2.0;
            match value {
                Some(value) => {
                    canvas.rect(inner, heat(value, self.most));
                    let text = figure(value, self.decimals, lang);
                    canvas.text(&text, (middle, baseline), Align::Middle, FIGURE);
                }
                None => canvas.text("–", (middle, baseline), Align::Middle, COUNT),
            }
        }
    }

    /// Five steps from the greatest fall to the greatest rise.
    fn paint_scale(&self, canvas: &mut Canvas) {
        let lang = self.spec.frame.lang;
        let top = self.area(self.rows, 0).top + 14.0;
        let (width, low) = (34.0, lang.percent_with(-self.most, 1));
        let margin = self.spec.frame.sheet.margin();
        let left = margin + LABEL.width(&low) + 8.0;
        canvas.text(&low, (margin, top + 10.0), Align::Start, LABEL);
        for (i, share) in [-1.0, -0.5, 0.0, 0.5, 1.0].into_iter().enumerate() {
            let step = Area { left: left + as_f64(i) * width, top, width: width - 2.0, height: 12.0 };
            canvas.framed(step, Ink::Paper, (0.6, Ink::Rule));
            canvas.rect(step, heat(share * self.most, self.most));
        }
        let at = (left + 5.0 * width + 6.0, top + 10.0);
        canvas.text(&lang.percent_with(self.most, 1), at, Align::Start, LABEL);
    }
}

/// So many of the columns, in their order: that of the largest move first of all, the last and the first, then from
/// the left.
fn kept(spec: &HeatMapSpec, n: usize) -> Vec<usize> {
    let all = spec.columns.len();
    let cells =
        spec.rows.iter().flat_map(|row| row.moves.iter().enumerate().filter_map(|(c, v)| Some((c, (*v)?))));
    let largest = cells.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map(|(c, _)| c);
    let mut kept: Vec<usize> = Vec::new();
    for column in largest.into_iter().chain(all.checked_sub(1)).chain(0..all) {
        if kept.len() < n && !kept.contains(&column) {
            kept.push(column);
        }
    }
    kept.sort_unstable();
    kept
}

/// The colour of a move: stronger with the root of its size, so that small moves do not all look alike.
fn heat(value: f64, most: f64) -> Tint {
    Tint::new(Ink::of_return(value), HEAT * (value.abs() / most).sqrt().min(1.0))
}

/// A move in percent, without its unit.
fn figure(value: f64, decimals: u8, lang: Lang) -> String {
    lang.signed(value * 100.0, decimals)
}

fn surround(spec: &HeatMapSpec, (rows, columns): (usize, usize)) -> Surround {
    let lang = spec.frame.lang;
    let unit = lang.pick("In percent", "In Prozent");
    let [r, c] = [rows, columns].map(|n| lang.count(n));
    let more = match (rows, columns, lang) {
        (0, 0, _) => String::new(),
        (0, _, Lang::English) => format!("Horizons without a place on this sheet: {c}"),
        (_, 0, Lang::English) => format!("Rows without a place on this sheet: {r}"),
        (_, _, Lang::English) => format!("Without a place on this sheet: {r} rows, {c} horizons"),
        (0, _, Lang::German) => format!("Horizonte ohne Platz auf diesem Blatt: {c}"),
        (_, 0, Lang::German) => format!("Zeilen ohne Platz auf diesem Blatt: {r}"),
        (_, _, Lang::German) => format!("Ohne Platz auf diesem Blatt: {r} Zeilen, {c} Horizonte"),
    };
    Surround::of(&spec.frame, Vec::new(), &[unit, &spec.note, &more])
}

fn description(spec: &HeatMapSpec) -> String {
    let lang = spec.frame.lang;
    let row = |row: &HeatRow| {
        let cell = |(column, value): (&String, &Option<f64>)| match value {
            Some(value) => format!("{column} {}", lang.percent(*value)),
            None => format!("{column} {}", lang.pick("without data", "ohne Daten")),
        };
        let cells: Vec<String> = spec.columns.iter().zip(&row.moves).map(cell).collect();
        let noun = match (row.events, lang) {
            (1, Lang::English) => "event",
            (_, Lang::English) => "events",
            (1, Lang::German) => "Ereignis",
            (_, Lang::German) => "Ereignisse",
        };
        format!("{} ({} {noun}): {}.", row.label, lang.count(row.events), cells.join("; "))
    };
    spec.rows.iter().map(row).collect::<Vec<_>>().join(" ")
}
