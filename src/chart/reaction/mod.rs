//! The reaction chart: prices around the news, the benchmark, the horizons' ends, volume beneath,
//! and a key that spells the marks out.
//!
//! Everything is measured first and drawn second, so that the sheet is as tall as what it holds.

mod frame;
mod header;
mod key;
mod prices;
mod strip;
mod volume;

use super::alt::alt_text;
use super::axis::{IndexAxis, ticks};
use super::canvas::{Align, Area, Canvas, Type, draw};
use super::font;
use super::spec::{ChartBars, Moment, NARROW, Quote, ReactionSpec, WIDE};
use super::{ChartError, palette};
use crate::view::format;
use frame::Frame;
use header::Header;
use key::Key;
use strip::Strip;

const PRICE_HEIGHT: f64 = 300.0;
const VOLUME_HEIGHT: f64 = 62.0;
/// Between the two panes; holds the word that names the lower one.
const PANE_GAP: f64 = 26.0;
/// Two lines of labels beneath the panes.
const AXIS_HEIGHT: f64 = 40.0;
const AXIS_SIZE: f64 = 11.5;
const FOOT_SIZE: f64 = 10.5;
const FOOT_LINE: f64 = 15.0;

/// Draws a reaction chart as an SVG document.
///
/// No label overlaps another or is cut, whatever the number of bars and horizons; titles too long
/// for two lines end with an ellipsis, and the full text is in the document's own title.
///
/// # Errors
/// [`ChartError::NoBars`], [`ChartError::NotFinite`] and [`ChartError::Length`] name what cannot be
/// drawn.
pub fn svg(spec: &ReactionSpec) -> Result<String, ChartError> {
    checked(spec)?;
    let plan = Plan::of(spec);
    draw((plan.sheet.width, plan.height), &spec.title, &alt_text(spec), |canvas| plan.paint(canvas))
}

/// Refuses what has no place on a chart.
fn checked(spec: &ReactionSpec) -> Result<(), ChartError> {
    if spec.bars.is_empty() {
        return Err(ChartError::NoBars);
    }
    let finite = |what: String, value: Option<f64>| match value {
        Some(value) if !value.is_finite() => Err(ChartError::NotFinite { what, value }),
        Some(_) | None => Ok(()),
    };
    for (i, q) in spec.bars.quotes().iter().enumerate() {
        for value in [Some(q.open), Some(q.high), Some(q.low), Some(q.close), q.volume] {
            finite(format!("bar {i}"), value)?;
        }
    }
    finite("the anchor".to_owned(), spec.anchor.map(|a| a.price))?;
    for h in &spec.horizons {
        for value in [h.price, h.return_fraction, h.abnormal_fraction] {
            finite(format!("horizon {}", h.label), value)?;
        }
    }
    for c in &spec.claims {
        finite(format!("the claim \"{}\"", c.text), c.price)?;
    }
    let Some(benchmark) = &spec.benchmark else { return Ok(()) };
    let (got, wanted) = (benchmark.closes.len(), spec.bars.len());
    if got != wanted {
        return Err(ChartError::Length { what: format!("the benchmark {}", benchmark.label), got, wanted });
    }
    benchmark.closes.iter().try_for_each(|c| finite(format!("the benchmark {}", benchmark.label), *c))
}

/// The sheet's width and its margins, in pixels.
#[derive(Debug, Clone, Copy)]
struct Sheet {
    width: f64,
    margin: f64,
}

impl Sheet {
    fn of(spec: &ReactionSpec) -> Self {
        let width = spec.width.max(NARROW);
        Self { width, margin: if width < 0.75 * WIDE { 18.0 } else { 28.0 } }
    }

    const fn inner(self) -> f64 {
        self.width - 2.0 * self.margin
    }
}

/// Everything measured and placed.
struct Plan<'a> {
    spec: &'a ReactionSpec,
    sheet: Sheet,
    axis: IndexAxis<'a>,
    quotes: Vec<Quote>,
    header: Header,
    strip: Strip,
    price: Frame,
    volume: Option<Frame>,
    benchmark: Vec<(f64, f64)>,
    key: Key,
    key_top: f64,
    foot: Vec<String>,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a ReactionSpec) -> Self {
        let sheet = Sheet::of(spec);
        let axis = IndexAxis::new(&spec.bars, &spec.sessions, spec.zone);
        let quotes = spec.bars.quotes();
        let benchmark = prices::rebased(spec, &axis, &quotes);
        // A first guess at the plane's width: the labels beside it take some of it later.
        let span = axis.span();
        let has_bodies = prices::has_candles(sheet.inner() * 0.92 / span.width());
        let stray = if has_bodies { Vec::new() } else { prices::stray(&quotes) };
        let scale = prices::scale(spec, &quotes, &benchmark, (has_bodies, &stray));
        let has_volume = spec.volume && quotes.iter().any(|q| q.volume.is_some_and(|v| v > 0.0));
        let volume_scale = has_volume.then(|| volume::scale(&quotes));

        let off_scale = stray.iter().filter(|i| !scale.holds(quotes[**i].close)).count();
        let header = Header::of(spec, sheet, has_bodies, !axis.extended().is_empty());
        let labels =
            prices::axis_width(spec, &scale).max(volume_scale.as_ref().map_or(0.0, volume::axis_width));
        let width = sheet.inner() - labels - 10.0;
        let strip = Strip::of(
            spec,
            &axis,
            Area { left: sheet.margin, top: header.bottom, width, height: 0.0 },
            sheet.inner(),
        );
        let pane = Area { left: sheet.margin, top: strip.bottom, width, height: PRICE_HEIGHT };
        let price = Frame { area: pane, span, scale, has_bodies };
        let volume = volume_scale.map(|scale| Frame {
            area: Area { top: pane.bottom() + PANE_GAP, height: VOLUME_HEIGHT, ..pane },
            span,
            scale,
            has_bodies,
        });
        let panes_bottom = volume.as_ref().map_or(pane.bottom(), |v| v.area.bottom());
        let key_top = panes_bottom + AXIS_HEIGHT + 12.0;
        let key = Key::of(spec, sheet.inner());
        let foot = font::wrap(&foot(spec, off_scale), sheet.inner(), 2, FOOT_SIZE, font::Weight::Regular);
        let foot_height = FOOT_LINE * super::scale::as_f64(foot.len());
        let height = (key_top + key.height + foot_height + 22.0).ceil();
        Self {
            spec,
            sheet,
            axis,
            quotes,
            header,
            strip,
            price,
            volume,
            benchmark,
            key,
            key_top,
            foot,
            height,
        }
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        canvas.rect(
            Area { left: 0.0, top: 0.0, width: self.sheet.width, height: self.height },
            &palette::PAPER,
        )?;
        self.header.paint(canvas)?;
        self.paint_ground(canvas)?;
        self.price.paint_grid(canvas, self.price.scale.decimals, self.spec.anchor.map(|a| a.price))?;
        self.strip.paint_leaders(canvas, &self.price)?;
        if let Some(frame) = &self.volume {
            volume::paint(canvas, frame, &self.quotes)?;
        }
        prices::paint(canvas, &self.price, &self.quotes, &self.benchmark)?;
        prices::paint_anchor(canvas, &self.price, self.spec, &self.axis)?;
        self.strip.paint(canvas, &self.price)?;
        self.paint_time_axis(canvas)?;
        self.key.paint(canvas, (self.sheet.margin, self.key_top))?;
        self.paint_foot(canvas)
    }

    /// The panes with the shades and lines that run through all of them.
    fn columns(&self) -> Vec<Area> {
        std::iter::once(self.price.area).chain(self.volume.as_ref().map(|v| v.area)).collect()
    }

    fn bottom(&self) -> f64 {
        self.volume.as_ref().map_or(self.price.area.bottom(), |v| v.area.bottom())
    }

    /// Extended hours, breaks between sessions, and the moment of the news.
    fn paint_ground(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let x = |slot| self.price.x(slot);
        for run in self.axis.extended() {
            for area in self.columns() {
                let shade = Area { left: x(run.from), width: x(run.to) - x(run.from), ..area };
                canvas.rect(shade, &palette::SHADE)?;
            }
        }
        if matches!(self.spec.bars, ChartBars::Intraday(_)) {
            for start in self.axis.day_starts() {
                let at = x(super::scale::as_f64(start));
                for area in self.columns() {
                    canvas.line(&[(at, area.top), (at, area.bottom())], 0.8, &palette::RULE)?;
                }
            }
        }
        let news = self.axis.moment(self.spec.moment);
        if matches!(self.spec.moment, Moment::Day(_)) && news.to > news.from {
            for area in self.columns() {
                let day = Area { left: x(news.from), width: x(news.to) - x(news.from), ..area };
                canvas.rect(day, &palette::NEWS_DAY)?;
            }
        }
        let at = x(news.from);
        canvas.line(&[(at, self.strip.news_bottom), (at, self.bottom())], 1.2, &palette::NEWS)
    }

    fn paint_time_axis(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let (left, bottom) = (self.price.area.left, self.bottom());
        canvas.line(&[(left, bottom), (self.price.area.right(), bottom)], 1.0, &palette::INK)?;
        let set = Type::regular(AXIS_SIZE, palette::MUTED);
        for tick in ticks(&self.axis, self.price.area.width, AXIS_SIZE) {
            let at = self.price.x(tick.at);
            canvas.line(&[(at, bottom), (at, bottom + 4.0)], 1.0, &palette::INK)?;
            canvas.text(&tick.upper, (left + tick.centre[0], bottom + 17.0), Align::Middle, set)?;
            canvas.text(&tick.lower, (left + tick.centre[1], bottom + 32.0), Align::Middle, set)?;
        }
        Ok(())
    }

    fn paint_foot(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        let lines = super::scale::as_f64(self.foot.len());
        let top = self.height - 14.0 - FOOT_LINE * (lines - 1.0);
        self.foot.iter().enumerate().try_for_each(|(i, line)| {
            let y = top + FOOT_LINE * super::scale::as_f64(i);
            canvas.text(line, (self.sheet.margin, y), Align::Start, Type::regular(FOOT_SIZE, palette::MUTED))
        })
    }
}

/// The credit, and whose clock the chart goes by.
fn foot(spec: &ReactionSpec, off_scale: usize) -> String {
    let clock = match &spec.bars {
        ChartBars::Daily(_) => format!("Sessions of {}", spec.zone.name()),
        ChartBars::Intraday(bars) => {
            let first = bars.first().map(|b| format::zone_abbreviation(b.at, spec.zone));
            format!("Times: {} ({})", first.unwrap_or_default(), spec.zone.name())
        }
    };
    let cut = match off_scale {
        0 => String::new(),
        1 => "One stray print lies off the scale".to_owned(),
        n => format!("{n} stray prints lie off the scale"),
    };
    let parts = [spec.credit.trim(), &clock, &cut];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}
