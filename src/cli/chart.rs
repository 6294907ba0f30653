//! `newstape chart`

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser};
use clap::{Args, ValueEnum};

use super::{Console, Exit, Global, fetching};

use crate::app::chart::{ChartFile, ChartRequest, Look, Words, chart_event};
use crate::app::measure::measure;
use crate::app::{BenchmarkChoice, Failure};
use crate::chart::{Size, Theme};
use crate::event::EventId;
use crate::view::Document;

const EXAMPLES: &str = "\
A PNG can show Latin letters only: a title in another script is replaced by that script's name, as \
[Chinese]. An SVG shows every script, in the fonts of the reader's machine.

Examples:
  newstape chart 1                              # event-1-msft.svg
  newstape chart 1 --fetch                      # and fetch the prices it needs
  newstape chart 1 --ticker NVDA -o nvda.png
  newstape chart 1 -o figure.svg -o figure.png --scale 3
  newstape chart 1 --size card -o card.png      # 1200 × 630, for a link
  newstape chart 1 --title 'A week to forget' --subtitle '' --credit 'Graphic: The Daily' -o figure.svg
  newstape chart 1 --data figure.csv -o - | gzip > figure.svgz";

/// Draw the reaction to an event as SVG or PNG
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // four flags that have nothing to do with each other
pub(super) struct ChartArgs {
    /// The event's number, as `list` shows it
    #[arg(value_name = "EVENT")]
    event: i64,
    /// The instrument; without one, the first link that has prices
    #[arg(long, value_name = "SYM")]
    ticker: Option<String>,
    /// The file to write, .svg or .png; - for SVG on standard output (repeatable)
    #[arg(short, long = "output", value_name = "FILE", value_parser = output())]
    outputs: Vec<ChartFile>,
    /// Pixels of a PNG per point of the drawing
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = scale)]
    scale: f32,
    /// Draw daily bars even if intraday bars cover the news
    #[arg(long)]
    daily: bool,
    /// Half as wide, for a phone: the same as --size phone
    #[arg(long, conflicts_with = "size")]
    narrow: bool,
    /// The size of the sheet
    #[arg(long, value_enum, default_value = "article")]
    size: Size,
    /// The title, in the place of the chart's own
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The line below the title; an empty one is left out
    #[arg(long, value_name = "TEXT")]
    subtitle: Option<String>,
    /// A note in the foot, after the credit
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who made it, in the place of the origin of news and prices
    #[arg(long, value_name = "TEXT")]
    credit: Option<String>,
    /// Also write the prices that are drawn, as CSV
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Light lines on a dark background
    #[arg(long)]
    dark: bool,
    /// First fetch the prices that are missing, and measure the event with them
    #[arg(long)]
    fetch: bool,
}

impl ValueEnum for Size {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Article => ("article", "960 wide"),
            Self::Column => ("column", "600 wide"),
            Self::Phone => ("phone", "480 wide"),
            Self::Card => ("card", "1200 × 630: the card of a link"),
            Self::Square => ("square", "1080 × 1080"),
            Self::Slide => ("slide", "1280 × 720"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// As [`chart_file`], with `-` for standard output.
fn output() -> impl TypedValueParser<Value = ChartFile> {
    OsStringValueParser::new().try_map(ChartFile::or_standard_output)
}

/// Reads the name of a chart's file, so that one of an unknown form is refused before anything is drawn.
pub(super) fn chart_file() -> impl TypedValueParser<Value = ChartFile> {
    OsStringValueParser::new().try_map(ChartFile::new)
}

fn scale(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(scale) if (0.25..=8.0).contains(&scale) => Ok(scale),
        _ => Err(format!("\"{text}\" is not a scale between 0.25 and 8")),
    }
}

pub(super) fn run(args: &ChartArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    fetching::check(args.fetch, "--fetch", global)?;
    let context = global.context();
    if args.fetch {
        let event = EventId(args.event);
        fetching::fetch(&context, &[event], &BenchmarkChoice::Market, console)?;
        measure(&context, &[event])?;
    }
    let request = ChartRequest {
        event: args.event,
        ticker: args.ticker.clone(),
        outputs: args.outputs.clone(),
        scale: args.scale,
        data: args.data.clone(),
        words: Words {
            title: args.title.clone(),
            subtitle: args.subtitle.clone(),
            note: args.note.clone(),
            credit: args.credit.clone(),
        },
        look: Look {
            daily: args.daily,
            size: if args.narrow { Size::Phone } else { args.size },
            theme: if args.dark { Theme::Dark } else { Theme::Light },
        },
    };
    let charted = chart_event(&context, &request)?;
    if let Some(svg) = &charted.standard_output {
        console.data(svg.trim_end());
    } else if console.json {
        console.document(&Document::new("chart", &charted));
    } else {
        for file in &charted.files {
            console.line(&file.display().to_string());
        }
    }
    Ok(Exit::Done)
}
