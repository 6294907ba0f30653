//! `newstape chart`

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser};
use clap::{Args, ValueEnum};

use super::{Console, Exit, Global, fetching};

use crate::app::chart::{
    ChartFile, ChartRequest, Look, Picture, RowsBy, Subject, ToDraw, Words, draw_chart, theme,
};
use crate::app::measure::measure;
use crate::app::refusal::Refusal;
use crate::app::{BenchmarkChoice, Failure};
use crate::chart::{Size, TextSheet, Theme};
use crate::event::EventId;
use crate::view::{Document, Lang};

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
  newstape chart 1 --text                       # here, in characters
  newstape chart 1 --as comparison              # all its instruments in percent
  newstape chart 1 --as placebo --lang de       # the move among those of before
  newstape chart --as timeline --ticker MSFT
  newstape chart --as heatmap --where 'kind = earnings' --by kind
  newstape chart 1 --theme brand.toml -o figure.svg  # charts/theme.toml is an example
  newstape chart 1 -o figure.json               # Vega-Lite, for its editor or Altair
  newstape chart 1 --data figure.csv -o - | gzip > figure.svgz
  newstape chart 1 --spec figure.json           # what is drawn, to be changed by hand
  newstape chart --spec figure.json --size column --dark -o figure.pdf";

/// Draw the reaction to an event, or other pictures of events, as SVG or PNG
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // four flags that have nothing to do with each other
pub(super) struct ChartArgs {
    /// The event's number, as `list` shows it; none for a timeline or a heat map
    #[arg(value_name = "EVENT")]
    event: Option<EventId>,
    /// What the picture shows
    #[arg(
        long = "as",
        visible_alias = "kind",
        id = "kind",
        value_enum,
        value_name = "KIND",
        default_value = "reaction"
    )]
    kind: Kind,
    /// The instrument; without one, the first link that has prices
    #[arg(long, value_name = "SYM")]
    ticker: Option<String>,
    /// The events of a heat map or of multiples: an expression as in `query`
    #[arg(long = "where", id = "expr", value_name = "EXPR", conflicts_with = "event")]
    expr: Option<String>,
    /// What makes a row of a heat map
    #[arg(long, value_enum, default_value = "symbol")]
    by: RowsBy,
    /// The first day of a timeline; by default, some weeks before the first event
    #[arg(long, value_name = "DATE")]
    since: Option<NaiveDate>,
    /// The last day of a timeline; by default, some weeks after the last event
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// The file to write: .svg, .png, .pdf, or .json for Vega-Lite; - for SVG on standard output (repeatable)
    #[arg(short, long = "output", value_name = "FILE", value_parser = output())]
    outputs: Vec<ChartFile>,
    /// Print it in characters: in braille on a terminal, else in plain ones
    #[arg(long, conflicts_with = "outputs")]
    text: bool,
    /// Pixels of a PNG per point of the drawing
    #[arg(long, value_name = "N", default_value_t = 2.0, value_parser = scale)]
    scale: f32,
    /// Draw daily bars even if intraday bars cover the news
    #[arg(long)]
    daily: bool,
    /// For a phone: the same as --size phone
    #[arg(long, conflicts_with = "size")]
    narrow: bool,
    /// The size of the sheet
    #[arg(long, value_enum, default_value = "article")]
    size: Size,
    /// The title, in place of the chart's own
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The line below the title; an empty one is left out
    #[arg(long, value_name = "TEXT")]
    subtitle: Option<String>,
    /// A note in the foot, after the credit
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who made it, in place of the origin of news and prices
    #[arg(long, value_name = "TEXT")]
    credit: Option<String>,
    /// The language of words, numbers and dates
    #[arg(long, value_enum, default_value = "en")]
    lang: Lang,
    /// Also write the prices that are drawn, as CSV
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// With an event: also write the chart's specification, as JSON; without one: draw that file
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Light lines on a dark background
    #[arg(long)]
    dark: bool,
    /// Colours, face and rule of your own, as TOML
    #[arg(long, value_name = "FILE", conflicts_with = "dark")]
    theme: Option<PathBuf>,
    /// First fetch the prices that are missing, and measure the event with them
    #[arg(long)]
    fetch: bool,
}

impl ValueEnum for Size {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Article => "960 wide",
            Self::Column => "600 wide",
            Self::Phone => "360 wide",
            Self::Card => "1200 × 630: the card of a link",
            Self::Square => "1080 × 1080",
            Self::Slide => "1280 × 720",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::English => "English",
            Self::German => "German",
        };
        Some(PossibleValue::new(self.tag()).help(help))
    }
}

/// The room that a terminal has for a chart; a pipe has that of a terminal of 80 columns, without braille.
pub(super) fn text_sheet(console: &Console) -> TextSheet {
    let columns = console.width.map_or(80, usize::from).min(100);
    TextSheet { columns, lines: 10, braille: console.width.is_some() }
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

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// One instrument around one event
    Reaction,
    /// The first hours of a reaction, minute by minute
    Intraday,
    /// All instruments of an event, in percent
    Comparison,
    /// A move among the instrument's own moves of before
    Placebo,
    /// All instruments of an event, or the events of an expression, in a small picture each
    Multiples,
    /// A share with its news
    Timeline,
    /// Median moves by horizon, for each share or kind of news
    Heatmap,
}

impl ValueEnum for RowsBy {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Symbol, Self::Kind]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Symbol => PossibleValue::new("symbol").help("Each share"),
            Self::Kind => PossibleValue::new("kind").help("Each kind of news"),
        })
    }
}

impl ChartArgs {
    fn event(&self) -> Result<EventId, Failure> {
        let missing = || Refusal::Argument {
            argument: "event",
            reason: "this kind of chart is of one event: give its number".to_owned(),
        };
        Ok(self.event.ok_or_else(missing)?)
    }

    fn subject(&self) -> Result<Subject, Failure> {
        Ok(Subject { event: self.event()?, ticker: self.ticker.clone() })
    }

    /// The file to draw, if nothing else says what is to be drawn.
    fn spec_to_draw(&self) -> Option<&PathBuf> {
        let says_what = self.event.is_some() || self.expr.is_some() || self.ticker.is_some();
        self.spec.as_ref().filter(|_| self.kind == Kind::Reaction && !says_what)
    }

    fn picture(&self) -> Result<Picture, Failure> {
        Ok(match (self.kind, &self.expr) {
            (Kind::Reaction, _) => Picture::Reaction(self.subject()?),
            (Kind::Intraday, _) => Picture::Intraday(self.subject()?),
            (Kind::Placebo, _) => Picture::Placebo(self.subject()?),
            (Kind::Comparison, _) => Picture::Comparison(self.event()?),
            (Kind::Multiples, None) => Picture::Multiples(self.event()?),
            (Kind::Multiples, Some(expr)) => Picture::MultiplesOf(expr.clone()),
            (Kind::Timeline, _) => {
                let missing = || Refusal::Argument {
                    argument: "ticker",
                    reason: "a timeline is of one share: name it".to_owned(),
                };
                let symbol = self.ticker.clone().ok_or_else(missing)?;
                Picture::Timeline { symbol, since: self.since, until: self.until }
            }
            (Kind::Heatmap, expr) => Picture::HeatMap { expr: expr.clone().unwrap_or_default(), by: self.by },
        })
    }
}

pub(super) fn run(args: &ChartArgs, global: &Global, console: &Console) -> Result<Exit, Failure> {
    fetching::check(args.fetch, "--fetch", global)?;
    let context = global.context();
    if args.fetch {
        let event = args.event()?;
        fetching::fetch(&context, &[event], &BenchmarkChoice::Market, console)?;
        measure(&context, &[event])?;
    }
    let request = ChartRequest {
        drawn: match args.spec_to_draw() {
            Some(path) => ToDraw::Spec(path.clone()),
            None => ToDraw::Picture(args.picture()?),
        },
        outputs: args.outputs.clone(),
        scale: args.scale,
        data: args.data.clone(),
        text: args.text.then(|| text_sheet(console)),
        spec: args.spec.clone().filter(|_| args.spec_to_draw().is_none()),
        words: Words {
            title: args.title.clone(),
            subtitle: args.subtitle.clone(),
            note: args.note.clone(),
            credit: args.credit.clone(),
        },
        look: Look {
            daily: args.daily,
            size: if args.narrow { Size::Phone } else { args.size },
            theme: match &args.theme {
                Some(path) => theme(path)?,
                None if args.dark => Theme::Dark,
                None => Theme::Light,
            },
            lang: args.lang,
        },
    };
    let charted = draw_chart(&context, &request)?;
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
