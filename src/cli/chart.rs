//! `newstape chart`

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};

use super::{Console, Exit, Global, fetching};
use crate::app::chart::{ChartFile, ChartRequest, Look, chart_event};
use crate::app::measure::measure;
use crate::app::{BenchmarkChoice, Failure};
use crate::chart::Theme;
use crate::event::EventId;
use crate::view::Document;

const EXAMPLES: &str = "\
A PNG can show Latin letters only: a title in another script is replaced by that script's name, as \
[Chinese]. An SVG shows every script, in the fonts of the reader's machine.

Examples:
  newstape chart 1                              # event-1-msft.svg
  newstape chart 1 --fetch                      # and fetch the prices it needs
  newstape chart 1 --ticker NVDA -o nvda.png
  newstape chart 1 -o figure.svg -o figure.png --scale 3";

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
    /// The file to write, .svg or .png (repeatable)
    #[arg(short, long = "output", value_name = "FILE", value_parser = chart_file())]
    outputs: Vec<ChartFile>,
    /// Pixels of a PNG per point of the drawing
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = scale)]
    scale: f32,
    /// Draw daily bars even if intraday bars cover the news
    #[arg(long)]
    daily: bool,
    /// Half as wide, for a phone
    #[arg(long)]
    narrow: bool,
    /// Light lines on a dark background
    #[arg(long)]
    dark: bool,
    /// First fetch the prices that are missing, and measure the event with them
    #[arg(long)]
    fetch: bool,
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
        look: Look {
            daily: args.daily,
            narrow: args.narrow,
            theme: if args.dark { Theme::Dark } else { Theme::Light },
        },
    };
    let charted = chart_event(&context, &request)?;
    if console.json {
        console.document(&Document::new("chart", &charted));
    } else {
        for file in &charted.files {
            console.line(&file.display().to_string());
        }
    }
    Ok(Exit::Done)
}
