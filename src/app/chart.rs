//! Drawing what the database holds.

mod around;
mod data;
mod file;
mod gather;
mod heatmap;
mod many;
mod reaction;
mod timeline;
mod words;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

pub use file::ChartFile;
pub(in crate::app) use file::replace;
pub use heatmap::RowsBy;
pub use words::Words;

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, Reference};
use crate::chart::{self, ChartSpec, Size, TextSheet, Theme};
use crate::event::EventId;
use crate::instrument::InstrumentId;
use crate::store::Store;
use crate::view::Lang;

/// What is in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// The reaction of one instrument to an event.
    Reaction(Subject),
    /// The first minutes and hours of it, with the whole day beside them.
    Intraday(Subject),
    /// Its move among those of before.
    Placebo(Subject),
    /// All instruments of an event in percent.
    Comparison(EventId),
    /// All instruments of an event in a picture each.
    Multiples(EventId),
    /// The events that an expression selects in a picture each.
    MultiplesOf(String),
    /// A share with its news.
    Timeline {
        /// The share.
        symbol: String,
        /// The first day; `None` for some weeks before its first news.
        since: Option<NaiveDate>,
        /// The last day; `None` for some weeks after its last news.
        until: Option<NaiveDate>,
    },
    /// The moves of the events that an expression selects, by horizon.
    HeatMap {
        /// The expression; an empty one selects all.
        expr: String,
        /// What makes a row.
        by: RowsBy,
    },
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToDraw {
    /// What the database holds.
    Picture(Picture),
    /// What a file says, which was written with another picture; its language is the file's own.
    Spec(PathBuf),
}

/// An event, and the instrument whose reaction to it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The event.
    pub event: EventId,
    /// The instrument; `None` for the first link that has prices.
    pub ticker: Option<String>,
}

/// What to draw, and where to write it.
#[derive(Debug, Clone)]
pub struct ChartRequest {
    /// What is drawn.
    pub drawn: ToDraw,
    /// The files to write; if empty, an SVG in the working directory named after what it shows.
    pub outputs: Vec<ChartFile>,
    /// Pixels of a PNG per point of the drawing.
    pub scale: f32,
    /// Where to write the prices that are drawn, as CSV.
    pub data: Option<PathBuf>,
    /// The room in which to draw it in characters, if that is wanted.
    pub text: Option<TextSheet>,
    /// Where to write what is drawn and its words, as JSON.
    pub spec: Option<PathBuf>,
    /// Words to use in the place of the chart's own.
    pub words: Words,
    /// The appearance of the chart.
    pub look: Look,
}

impl ChartRequest {
    /// A picture with nothing said of its looks, to be written to its default file.
    #[must_use]
    pub fn of(picture: Picture) -> Self {
        let (words, look) = (Words::default(), Look::default());
        Self {
            drawn: ToDraw::Picture(picture),
            outputs: Vec::new(),
            scale: 2.0,
            data: None,
            text: None,
            spec: None,
            words,
            look,
        }
    }
}

/// The appearance of a chart.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Whether to draw daily bars even if intraday bars cover the news.
    pub daily: bool,
    /// The size of the sheet.
    pub size: Size,
    /// The colour theme.
    pub theme: Theme,
    /// The language of its words, numbers and dates.
    pub lang: Lang,
}

/// The files written, and the text alternative of the chart.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Charted {
    /// The files written.
    pub files: Vec<PathBuf>,
    /// The text alternative: what the chart shows, in words.
    pub alt: String,
    /// The SVG or the characters that were asked for on standard output.
    #[serde(skip)]
    pub standard_output: Option<String>,
}

/// Draws a picture and writes it.
///
/// # Errors
/// What it shows does not exist, there is nothing to draw, or a file cannot be written.
pub fn draw_chart(context: &Context, request: &ChartRequest) -> Result<Charted, Failure> {
    let (name, mut spec) = match &request.drawn {
        ToDraw::Spec(path) => kept(path, &request.look)?,
        ToDraw::Picture(picture) => {
            let store = context.existing_store()?;
            gather::spec(context, &store, &context.reference()?, picture, &request.look)?
        }
    };
    let frame = request.words.put(spec.frame().clone());
    *spec.frame_mut() = frame;
    let chart::Drawing { svg, alt, .. } = spec.draw()?;
    let mut outputs = request.outputs.clone();
    if outputs.is_empty() && request.text.is_none() {
        outputs.push(ChartFile::new(format!("{name}.svg"))?);
    }
    let beside = [&request.data, &request.spec];
    each_file_once(&outputs, &beside)?;
    let (standard, outputs): (Vec<_>, Vec<_>) = outputs.iter().partition(|f| f.is_standard_output());
    for file in &outputs {
        file.write(&spec, &svg, request.scale)?;
    }
    if let Some(path) = &request.data {
        file::replace(path, data::csv(&spec).as_bytes())?;
    }
    if let Some(path) = &request.spec {
        file::replace(path, spec.to_json()?.as_bytes())?;
    }
    let files = outputs.iter().map(|file| file.path().to_owned());
    let files = files.chain(beside.into_iter().flatten().cloned()).collect();
    let text = request.text.map(|sheet| spec.draw_text(sheet)).transpose()?;
    let standard_output = text.or_else(|| (!standard.is_empty()).then_some(svg));
    Ok(Charted { files, alt, standard_output })
}

/// Two outputs in one file would leave only the second.
fn each_file_once(outputs: &[ChartFile], beside: &[&Option<PathBuf>]) -> Result<(), Refusal> {
    let beside = beside.iter().filter_map(|path| path.as_deref());
    let paths: Vec<&Path> = outputs.iter().map(ChartFile::path).chain(beside).collect();
    let twice = paths.iter().enumerate().find(|(n, path)| paths[..*n].contains(path));
    match twice {
        None => Ok(()),
        Some((_, path)) => Err(Refusal::Argument {
            argument: "output",
            reason: format!("{} is named for two outputs, and one would overwrite the other", path.display()),
        }),
    }
}

/// A longer specification is refused: a chart of ten thousand bars has a tenth of it.
const MOST_SPEC_BYTES: u64 = 16_000_000;

/// What a file says is to be drawn, and what it is called.
fn kept(path: &Path, look: &Look) -> Result<(String, ChartSpec), Failure> {
    let unreadable = |reason: String| Refusal::Unreadable { path: path.to_owned(), reason };
    let bytes = std::fs::metadata(path).map_err(|e| unreadable(e.to_string()))?.len();
    if bytes > MOST_SPEC_BYTES {
        return Err(unreadable(format!("it is longer than {MOST_SPEC_BYTES} bytes")).into());
    }
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(e.to_string()))?;
    let mut spec = ChartSpec::from_json(&text).map_err(|e| unreadable(e.to_string()))?;
    let frame = spec.frame_mut();
    (frame.sheet, frame.theme) = (look.size.sheet(), look.theme.clone());
    Ok((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), spec))
}

/// The looks that a file describes.
///
/// # Errors
/// It cannot be read, or is no theme that can be read on paper and screens.
pub fn theme(path: &Path) -> Result<Theme, Refusal> {
    let unreadable = |e: std::io::Error| Refusal::Unreadable { path: path.to_owned(), reason: e.to_string() };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Theme::from_toml(&text).map_err(|reason| Refusal::Theme { path: path.to_owned(), reason })
}

/// A chart that is drawn but not yet written to a file.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The instrument whose reaction is drawn.
    pub instrument: InstrumentId,
    /// The drawing as SVG.
    pub svg: String,
    /// The text alternative: what the chart shows, in words.
    pub alt: String,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// Draws the reaction of one instrument to an event; without a ticker, of the first link that has
/// prices.
///
/// # Errors
/// The event does not exist, the ticker is unknown, or there is nothing to draw.
pub fn draw(
    store: &Store,
    reference: &Reference,
    event: EventId,
    ticker: Option<&str>,
    look: &Look,
) -> Result<Drawn, Failure> {
    let stored = store.event(event)?;
    let (instrument, spec) =
        reaction::spec(store, reference, &stored, (ticker, reaction::Part::Whole), look)?;
    let chart::Drawing { svg, size, alt } = chart::draw_reaction(&spec)?;
    Ok(Drawn { instrument, svg, alt, size })
}

/// The prices that [`draw`] draws, as CSV: a row per bar.
///
/// # Errors
/// The event does not exist, the ticker is unknown, or there is nothing to draw.
pub fn drawn_prices(
    store: &Store,
    reference: &Reference,
    event: EventId,
    ticker: Option<&str>,
) -> Result<String, Failure> {
    let stored = store.event(event)?;
    let part = (ticker, reaction::Part::Whole);
    let (_, spec) = reaction::spec(store, reference, &stored, part, &Look::default())?;
    Ok(data::of_reaction(&spec))
}

/// Draws a picture.
///
/// # Errors
/// What it shows does not exist, or there is nothing to draw.
pub fn draw_picture(
    context: &Context,
    store: &Store,
    reference: &Reference,
    picture: &Picture,
    look: &Look,
) -> Result<chart::Drawing, Failure> {
    Ok(gather::spec(context, store, reference, picture, look)?.1.draw()?)
}

/// Renders a drawn chart as PNG.
///
/// # Errors
/// The scale makes the image too large.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, Failure> {
    Ok(chart::png(svg, scale)?)
}
