//! The table below the chart: every horizon and every stated move, spelt out.

use super::pins;
use crate::chart::axis::IndexAxis;
use crate::chart::badge::{self, letter, small_letter};
use crate::chart::canvas::{Align, Canvas, Type};
use crate::chart::face::Weight;
use crate::chart::ink::Ink;
use crate::chart::lines;
use crate::chart::scale::as_f64;
use crate::chart::spec::{ChartAt, HorizonMark, ReactionSpec};
use crate::reaction::VerdictWord;
use crate::view::Lang;

const SIZE: f64 = 12.0;
const LINE: f64 = 20.0;
const DISC: f64 = 26.0;
const COLUMN_GAP: f64 = 14.0;
const BLOCK_GAP: f64 = 36.0;
const HEAD: Type = Type::regular(11.0, Ink::Muted);
const COLUMNS: usize = 5;

/// The headings of the columns.
const fn heads(lang: Lang) -> [&'static str; COLUMNS] {
    match lang {
        Lang::English => ["Horizon", "Price", "Return", "Abnormal", "Verdict"],
        Lang::German => ["Horizont", "Kurs", "Rendite", "Abnormal", "Urteil"],
    }
}

/// The columns that give way on a narrow sheet, in this order: price and abnormal return.
const GIVE_WAY: [usize; 2] = [1, 3];

/// Numbers are right-aligned, words left-aligned.
const ALIGN: [Align; COLUMNS] = [Align::Start, Align::End, Align::End, Align::End, Align::Start];

/// The table, measured.
pub(super) struct Table {
    rows: Vec<Row>,
    /// Which columns hold anything.
    shown: [bool; COLUMNS],
    widths: [f64; COLUMNS],
    blocks: usize,
    block_width: f64,
    notes: Vec<Note>,
    heads: [&'static str; COLUMNS],
    pub(super) height: f64,
}

/// One horizon.
struct Row {
    cells: [Cell; COLUMNS],
    ink: Ink,
    hollow: bool,
}

#[derive(Default)]
struct Cell {
    text: String,
    strong: bool,
    ink: Option<Ink>,
}

/// One stated move, on one or two lines.
struct Note {
    badge: Badge,
    lines: Vec<String>,
}

/// What stands before a note.
enum Badge {
    /// A claim's letter; hollow where it is not on the picture.
    Claim(String, bool),
    /// The letter of other news.
    Pin(String),
    /// Nothing.
    None,
}

impl Table {
    pub(super) fn of(spec: &ReactionSpec, axis: &IndexAxis<'_>, width: f64) -> Self {
        let is_shown = |at: Option<ChartAt>| at.and_then(|at| axis.bar_of(at)).is_some();
        let keyed = spec.horizons.iter().filter(|_| spec.key);
        let rows: Vec<Row> = keyed.map(|h| Row::of(h, spec, is_shown(h.at))).collect();
        let filled = |c: usize| rows.iter().any(|r| !r.cells[c].text.is_empty());
        let mut shown = std::array::from_fn(filled);
        let heads = heads(spec.frame.lang);
        let column = |c: usize| {
            let cells = rows.iter().map(|r| r.cells[c].width()).fold(0.0, f64::max);
            cells.max(HEAD.width(heads[c]))
        };
        let widths: [f64; COLUMNS] = std::array::from_fn(column);
        let mut block_width = block_width_of(&shown, &widths);
        for column in GIVE_WAY {
            if block_width > width {
                shown[column] = false;
                block_width = block_width_of(&shown, &widths);
            }
        }
        let blocks = (1..=3)
            .rev()
            .find(|n| as_f64(*n) * (block_width + BLOCK_GAP) - BLOCK_GAP <= width)
            .unwrap_or(1)
            .min(rows.len().div_ceil(6).max(1));
        let per_block = rows.len().div_ceil(blocks);
        let table = if rows.is_empty() { 0.0 } else { LINE * as_f64(per_block + 1) + 8.0 };
        let notes = notes(spec, axis, width);
        let lines: usize = notes.iter().map(|n| n.lines.len()).sum();
        let height = table + if notes.is_empty() { 0.0 } else { LINE * as_f64(lines) + 8.0 };
        Self { rows, shown, widths, blocks, block_width, notes, heads, height }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas, (left, top): (f64, f64)) {
        let per_block = self.rows.len().div_ceil(self.blocks.max(1)).max(1);
        let mut bottom = top;
        if !self.rows.is_empty() {
            canvas.group("horizons", |canvas| {
                for (b, rows) in self.rows.chunks(per_block).enumerate() {
                    let x = left + as_f64(b) * (self.block_width + BLOCK_GAP);
                    self.paint_block(canvas, rows, b * per_block, (x, top));
                }
            });
            bottom += LINE * as_f64(per_block + 1) + 8.0;
        }
        if !self.notes.is_empty() {
            canvas.group("claims", |canvas| self.paint_notes(canvas, (left, bottom)));
        }
    }

    /// Rows under their headings; `before` rows are in other blocks.
    fn paint_block(&self, canvas: &mut Canvas, rows: &[Row], before: usize, (x, top): (f64, f64)) {
        self.paint_heads(canvas, (x, top + 10.0));
        let rule = top + 16.0;
        canvas.line(&[(x, rule), (x + self.block_width, rule)], 0.8, Ink::Rule);
        for (i, row) in rows.iter().enumerate() {
            let y = top + LINE * as_f64(i + 1) + 14.0;
            let number = (before + i + 1).to_string();
            badge::paint(canvas, &number, (x + 9.0, y - 4.2), row.ink, row.hollow);
            self.paint_row(canvas, row, (x, y));
        }
    }

    fn paint_heads(&self, canvas: &mut Canvas, at: (f64, f64)) {
        self.cells(at.0).for_each(|(c, x)| canvas.text(self.heads[c], (x, at.1), ALIGN[c], HEAD));
    }

    fn paint_row(&self, canvas: &mut Canvas, row: &Row, at: (f64, f64)) {
        self.cells(at.0).for_each(|(c, x)| {
            let cell = &row.cells[c];
            canvas.text(&cell.text, (x, at.1), ALIGN[c], cell.set());
        });
    }

    /// The shown columns with the place that their text is aligned to.
    fn cells(&self, left: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let mut x = left + DISC;
        (0..COLUMNS).filter(|c| self.shown[*c]).map(move |c| {
            let start = x;
            x += self.widths[c] + COLUMN_GAP;
            (c, if ALIGN[c] == Align::End { start + self.widths[c] } else { start })
        })
    }

    fn paint_notes(&self, canvas: &mut Canvas, (left, top): (f64, f64)) {
        let mut y = top + 14.0;
        for note in &self.notes {
            let at = (left + 9.0, y - 4.2);
            match &note.badge {
                Badge::Claim(letter, hollow) => badge::paint(canvas, letter, at, Ink::News, *hollow),
                Badge::Pin(letter) => pins::paint_badge(canvas, letter, at),
                Badge::None => {}
            }
            for line in &note.lines {
                canvas.text(line, (left + DISC, y), Align::Start, Type::regular(SIZE, Ink::Text));
                y += LINE;
            }
        }
    }
}

/// Disc and columns with the gaps between them.
fn block_width_of(shown: &[bool; COLUMNS], widths: &[f64; COLUMNS]) -> f64 {
    let (mut width, mut columns) = (DISC, 0_usize);
    for (own, _) in widths.iter().zip(shown).filter(|(_, shown)| **shown) {
        width += own;
        columns += 1;
    }
    width + as_f64(columns.saturating_sub(1)) * COLUMN_GAP
}

impl Row {
    fn of(mark: &HorizonMark, spec: &ReactionSpec, is_shown: bool) -> Self {
        let plain = |text: String| Cell { text, ..Cell::default() };
        let lang = spec.frame.lang;
        let muted = |text: &str| Cell { text: text.to_owned(), ink: Some(Ink::Muted), ..Cell::default() };
        let label =
            Cell { text: lines::fit(&mark.name(), 90.0, SIZE, Weight::SemiBold), strong: true, ink: None };
        let measured = mark.return_fraction.filter(|_| !mark.pending);
        let Some(fraction) = measured else {
            let state = if mark.pending { pending(mark, lang) } else { absent(mark, lang) };
            let cells = [label, Cell::default(), Cell::default(), Cell::default(), muted(&state)];
            return Self { cells, ink: Ink::Muted, hollow: true };
        };
        let figure = |f: f64| Cell { text: lang.percent(f), strong: true, ink: Some(Ink::of_return(f)) };
        let price =
            mark.price.map_or_else(Cell::default, |p| plain(lang.price(p, spec.currency, spec.decimals)));
        let abnormal = mark.abnormal_fraction.map_or_else(Cell::default, |f| plain(lang.percent(f)));
        let size = mark.verdict.map_or_else(Cell::default, |v| Cell {
            text: lang.verdict(v).to_owned(),
            strong: v >= VerdictWord::Notable,
            ink: None,
        });
        Self {
            cells: [label, price, figure(fraction), abnormal, size],
            ink: Ink::of_return(fraction),
            hollow: !is_shown,
        }
    }
}

/// `due 7 Feb`, as far as it is known.
fn pending(mark: &HorizonMark, lang: Lang) -> String {
    match mark.at {
        Some(ChartAt::Day(day)) => format!("{} {}", lang.pick("due", "fällig"), lang.day_of_year(day)),
        Some(ChartAt::Open(_) | ChartAt::Instant(_)) | None => lang.pick("pending", "offen").to_owned(),
    }
}

fn absent(mark: &HorizonMark, lang: Lang) -> String {
    lines::fit(
        mark.absent.as_deref().unwrap_or(lang.pick("no data", "keine Daten")),
        160.0,
        SIZE,
        Weight::Regular,
    )
}

impl Cell {
    fn set(&self) -> Type {
        let ink = self.ink.unwrap_or(Ink::Text);
        if self.strong { Type::semibold(SIZE, ink) } else { Type::regular(SIZE, ink) }
    }

    fn width(&self) -> f64 {
        self.set().width(&self.text)
    }
}

/// The lines below the rows: what the text states, other news, and what has no place on the picture.
fn notes(spec: &ReactionSpec, axis: &IndexAxis<'_>, width: f64) -> Vec<Note> {
    let lang = spec.frame.lang;
    let claims = spec.claims.iter().enumerate().map(|(i, claim)| {
        let hollow = claim.price.is_none() || claim.at.and_then(|at| axis.bar_of(at)).is_none();
        (Badge::Claim(letter(i), hollow), claim.text.clone())
    });
    let pins = spec.pins.iter().enumerate().map(|(i, pin)| (Badge::Pin(small_letter(i)), pin.text.clone()));
    let hollow = spec
        .horizons
        .iter()
        .any(|h| !h.pending && h.return_fraction.is_some() && h.at.and_then(|at| axis.bar_of(at)).is_none());
    let off = (spec.key && hollow).then(|| {
        let words =
            lang.pick("Hollow: outside the bars of this picture", "Hohl: außerhalb der Kurse dieses Bildes");
        words.to_owned()
    });
    let remarks = spec.remarks.iter().cloned().chain(off).map(|text| (Badge::None, text));
    claims
        .chain(pins)
        .chain(remarks)
        .map(|(badge, text)| Note {
            badge,
            lines: lines::wrap(&text, width - DISC, 2, SIZE, Weight::Regular),
        })
        .filter(|note| !note.lines.is_empty())
        .collect()
}
