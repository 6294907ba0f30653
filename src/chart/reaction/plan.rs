//! Everything on the sheet, measured and placed, and the order in which it is painted.

use super::callouts::Callouts;
use super::header::Header;
use super::pane::Pane;
use super::table::Table;
use super::{cone, overview, pins, prices, volume};
use crate::chart::axis::{HEIGHT as AXIS_HEIGHT, IndexAxis, paint_time};
use crate::chart::canvas::{Area, Canvas};
use crate::chart::foot::Foot;
use crate::chart::ink::Ink;
use crate::chart::scale::Scale;
use crate::chart::spec::{ChartBars, NewsTime, Quote, ReactionSpec, Sheet};
use crate::view::{Lang, format};

const PRICE_HEIGHT: f64 = 300.0;
/// Prices lower than this cannot be read, whatever the sheet.
const LEAST_PRICE_HEIGHT: f64 = 200.0;
const VOLUME_HEIGHT: f64 = 62.0;
/// Between the two panes; holds the word that names the lower one.
const PANE_GAP: f64 = 26.0;

/// Everything measured and placed.
pub(super) struct Plan<'a> {
    spec: &'a ReactionSpec,
    pub(super) sheet: Sheet,
    axis: IndexAxis<'a>,
    quotes: Vec<Quote>,
    header: Header,
    callouts: Callouts,
    price: Pane,
    volume: Option<Pane>,
    benchmark: Vec<Vec<(f64, f64)>>,
    moves: Option<Scale>,
    table: Table,
    table_top: f64,
    foot: Foot,
    pub(super) height: f64,
}

impl<'a> Plan<'a> {
    pub(super) fn of(spec: &'a ReactionSpec) -> Self {
        let (sheet, lang) = (spec.frame.sheet, spec.frame.lang);
        let axis = IndexAxis::new(&spec.bars, &spec.sessions, spec.zone);
        let quotes = spec.bars.quotes();
        let benchmark = prices::rebased(spec, &axis, &quotes);
        // A first estimate of the plane's width: the labels next to it take some of it later.
        let span = axis.span();
        let has_bodies = prices::has_candles(sheet.inner() * 0.92 / span.width());
        let stray = if has_bodies { Vec::new() } else { prices::stray(&quotes) };
        let scale = prices::scale(spec, &axis, &quotes, &benchmark, (has_bodies, &stray));
        let has_volume = spec.volume && quotes.iter().any(|q| q.volume.is_some_and(|v| v > 0.0));
        let volume_scale = has_volume.then(|| volume::scale(&quotes));

        let off_scale = stray.iter().filter(|i| !scale.holds(quotes[**i].close)).count();
        let header = Header::of(spec, sheet, &axis, (has_bodies, !benchmark.is_empty()));
        let moves = prices::moves(spec, &scale);
        let indent = moves.as_ref().map_or(0.0, |m| prices::moves_width(m, lang) + 7.0);
        let labels = prices::axis_width(spec, &scale)
            .max(volume_scale.as_ref().map_or(0.0, |v| volume::axis_width(v, lang)));
        let width = sheet.inner() - labels - 10.0 - indent;
        let left = sheet.margin() + indent;
        let callouts = Callouts::of(
            spec,
            &axis,
            Area { left, top: header.bottom + overview::height(spec), width, height: 0.0 },
            sheet.inner() - indent,
        );
        let table = Table::of(spec, &axis, sheet.inner());
        let foot = foot(spec, &axis, (off_scale, benchmark.is_empty()));
        let volume_height = if has_volume { PANE_GAP + VOLUME_HEIGHT } else { 0.0 };
        let below =
            pins::height(spec) + volume_height + AXIS_HEIGHT + 12.0 + table.height + foot.height() + 22.0;
        let price_height = sheet
            .height
            .map_or(default_height(sheet), |h| (h - callouts.bottom - below).max(LEAST_PRICE_HEIGHT));
        let pane = Area { left, top: callouts.bottom, width, height: price_height };
        let price = Pane { area: pane, span, scale, has_bodies };
        let volume = volume_scale.map(|scale| Pane {
            area: Area { top: pane.bottom() + pins::height(spec) + PANE_GAP, height: VOLUME_HEIGHT, ..pane },
            span,
            scale,
            has_bodies,
        });
        let panes_bottom = volume.as_ref().map_or(pane.bottom() + pins::height(spec), |v| v.area.bottom());
        let table_top = panes_bottom + AXIS_HEIGHT + 12.0;
        let height = (table_top + table.height + foot.height() + 22.0 - 1e-6).ceil();
        Self {
            spec,
            sheet,
            axis,
            quotes,
            header,
            callouts,
            price,
            volume,
            benchmark,
            moves,
            table,
            table_top,
            foot,
            height,
        }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas) {
        self.header.paint(canvas);
        overview::paint(canvas, self.spec, self.header.bottom);
        canvas.group("ground", |canvas| self.paint_ground(canvas));
        let lang = self.spec.frame.lang;
        let taken = self.spec.anchor.map(|a| a.price);
        canvas.group("grid", |canvas| {
            self.price.paint_grid(canvas, taken, lang);
            let unit = self.spec.currency.map(|c| c.to_string());
            self.price.paint_unit(canvas, unit.as_deref().unwrap_or_default());
        });
        if let Some(moves) = &self.moves {
            canvas.group("moves", |canvas| prices::paint_moves(canvas, &self.price, moves, lang));
        }
        cone::paint(canvas, &self.price, self.spec, &self.axis);
        self.callouts.paint_leaders(canvas, &self.price);
        if let Some(pane) = &self.volume {
            canvas
                .group("volume-pane", |canvas| volume::paint(canvas, pane, &self.quotes, (&self.axis, lang)));
        }
        prices::paint(canvas, &self.price, (&self.quotes, &self.axis), &self.benchmark);
        pins::paint(canvas, &self.price, self.spec, &self.axis);
        prices::paint_anchor(canvas, &self.price, self.spec, &self.axis);
        self.callouts.paint(canvas, &self.price);
        let area = self.price.area;
        canvas.group("axis", |canvas| paint_time(canvas, &self.axis, (area, self.bottom()), lang));
        self.table.paint(canvas, (self.sheet.margin(), self.table_top));
        self.foot.paint(canvas, self.height);
    }

    /// The panes with the shades and lines that run through all of them.
    fn columns(&self) -> Vec<Area> {
        std::iter::once(self.price.area).chain(self.volume.as_ref().map(|v| v.area)).collect()
    }

    fn bottom(&self) -> f64 {
        let without = self.price.area.bottom() + pins::height(self.spec);
        self.volume.as_ref().map_or(without, |v| v.area.bottom())
    }

    /// Extended hours, breaks between sessions, and the moment of the news.
    fn paint_ground(&self, canvas: &mut Canvas) {
        let x = |slot| self.price.x(slot);
        for run in self.axis.extended() {
            for area in self.columns() {
                let shade = Area { left: x(run.from), width: x(run.to) - x(run.from), ..area };
                canvas.rect(shade, Ink::Shade);
            }
        }
        if matches!(self.spec.bars, ChartBars::Intraday(_)) {
            for start in self.axis.day_starts() {
                let at = x(self.axis.place(start));
                for area in self.columns() {
                    canvas.line(&[(at, area.top), (at, area.bottom())], 0.8, Ink::Rule);
                }
            }
        }
        for (slot, _) in self.axis.gaps() {
            let at = x(self.axis.place(slot));
            for area in self.columns() {
                canvas.dashes(((at, area.top), (at, area.bottom())), (2.0, 4.0), 1.2, Ink::Rule);
            }
        }
        let news = self.axis.moment(self.spec.moment);
        if matches!(self.spec.moment, NewsTime::Day(_)) && news.to > news.from {
            for area in self.columns() {
                let day = Area { left: x(news.from), width: x(news.to) - x(news.from), ..area };
                canvas.rect(day, Ink::NewsDay);
            }
        }
        let at = x(news.from);
        canvas.line(&[(at, self.callouts.news_bottom), (at, self.bottom())], 1.2, Ink::News);
    }
}

/// The credit, and whose clock the chart goes by.
fn foot(spec: &ReactionSpec, axis: &IndexAxis<'_>, (off_scale, unlined): (usize, bool)) -> Foot {
    let lang = spec.frame.lang;
    let clock = match &spec.bars {
        ChartBars::Daily(_) => {
            format!("{} {}", lang.pick("Sessions of", "Handelstage in"), lang.zone(spec.zone))
        }
        ChartBars::Intraday(bars) => {
            let first = bars.first().map(|b| format::zone_abbreviation(b.at, spec.zone));
            let zone = lang.zone(spec.zone);
            format!("{} {} ({zone})", lang.pick("Times:", "Zeiten:"), first.unwrap_or_default())
        }
    };
    let cut = match (off_scale, lang) {
        (0, _) => String::new(),
        (1, Lang::English) => "One stray print is off the scale".to_owned(),
        (n, Lang::English) => format!("{n} stray prints are off the scale"),
        (1, Lang::German) => "Ein Ausreißer liegt außerhalb der Skala".to_owned(),
        (n, Lang::German) => format!("{n} Ausreißer liegen außerhalb der Skala"),
    };
    let missing: usize = axis.gaps().iter().map(|(_, count)| count).sum();
    let missing = match (missing, lang) {
        (0, _) => String::new(),
        (1, Lang::English) => "One session has no prices: the dotted break".to_owned(),
        (n, Lang::English) => format!("{n} sessions have no prices: the dotted breaks"),
        (1, Lang::German) => "Ein Handelstag ohne Kurse: die punktierte Lücke".to_owned(),
        (n, Lang::German) => format!("{n} Handelstage ohne Kurse: die punktierten Lücken"),
    };
    let unlined = match (&spec.benchmark, lang) {
        (Some(benchmark), Lang::English) if unlined => {
            format!("{} has no price at the anchor and is not drawn", benchmark.label)
        }
        (Some(benchmark), Lang::German) if unlined => {
            format!("{} hat am Anker keinen Kurs und ist nicht gezeichnet", benchmark.label)
        }
        (Some(_) | None, _) => String::new(),
    };
    Foot::of(&spec.frame, &[&clock, &missing, &unlined, &cut])
}

/// The height of the prices on a sheet as high as its content: less on a narrow one.
const fn default_height(sheet: Sheet) -> f64 {
    if sheet.width < 450.0 { 240.0 } else { PRICE_HEIGHT }
}
