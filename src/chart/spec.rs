//! What a reaction chart shows.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::theme::Theme;
use crate::calendar::Session;
use crate::market::{DailyBar, IntradayBar};
use crate::reaction::VerdictWord;
use crate::units::Currency;
use crate::view::Lang;

/// A width that suits a page.
pub const WIDE: f64 = 960.0;
/// A width that suits a telephone; nothing is laid out on less.
pub const NARROW: f64 = 360.0;

/// A sheet of a size that publishers use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// 960 pixels wide and as high as its content.
    #[default]
    Article,
    /// 600 pixels wide and as high as its content.
    Column,
    /// 360 pixels wide and as high as its content.
    Phone,
    /// 1200 × 630 pixels: the card of a link. What is on it is a quarter larger: cards are shown small.
    Card,
    /// 1080 × 1080 pixels; what is on it is half as large again.
    Square,
    /// 1280 × 720 pixels; what is on it is a third larger.
    Slide,
}

impl Size {
    /// All sizes, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Article, Self::Column, Self::Phone, Self::Card, Self::Square, Self::Slide];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Column => "column",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::Square => "square",
            Self::Slide => "slide",
        }
    }

    /// The sheet of this size.
    #[must_use]
    pub const fn sheet(self) -> Sheet {
        match self {
            Self::Article => Sheet::wide(WIDE),
            Self::Column => Sheet::wide(600.0),
            Self::Phone => Sheet::wide(NARROW),
            Self::Card => Sheet::fixed((1200.0, 630.0), 1.25),
            Self::Square => Sheet::fixed((1080.0, 1080.0), 1.5),
            Self::Slide => Sheet::fixed((1280.0, 720.0), 4.0 / 3.0),
        }
    }
}

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(text: &str) -> Result<Self, UnknownSize> {
        Self::ALL.into_iter().find(|size| size.name() == text).ok_or_else(|| UnknownSize(text.to_owned()))
    }
}

/// The text is not a size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of article, column, phone, card, square, slide")]
pub struct UnknownSize(pub String);

/// The sheet that a chart is laid out on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Its width in pixels: [`WIDE`] suits a page, [`NARROW`] a telephone.
    pub width: f64,
    /// Its height in pixels: what is drawn takes the room that the words leave, and where they leave too little,
    /// some of them are left out. `None` for as high as the content.
    pub height: Option<f64>,
    /// How much larger than that it is shown.
    pub zoom: f64,
}

impl Sheet {
    /// The sheet of [`Size::Article`].
    fn article() -> Self {
        Size::Article.sheet()
    }

    /// A sheet as high as its content.
    #[must_use]
    pub const fn wide(width: f64) -> Self {
        Self { width, height: None, zoom: 1.0 }
    }

    /// A sheet of so many pixels, with everything on it so much larger.
    const fn fixed((width, height): (f64, f64), zoom: f64) -> Self {
        Self { width: width / zoom, height: Some(height / zoom), zoom }
    }

    /// The width that is laid out on.
    pub(super) const fn laid_out(self) -> f64 {
        self.width.max(NARROW)
    }

    /// The room left free at both sides.
    pub(super) fn margin(self) -> f64 {
        match self.width {
            ..450.0 => 12.0,
            450.0..720.0 => 18.0,
            _ => 28.0,
        }
    }

    /// The width between the margins.
    pub(super) fn inner(self) -> f64 {
        self.laid_out() - 2.0 * self.margin()
    }
}

impl From<Size> for Sheet {
    fn from(size: Size) -> Self {
        size.sheet()
    }
}

/// What every chart has, whatever it shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// The sheet.
    #[serde(skip, default = "Sheet::article")]
    pub sheet: Sheet,
    /// The paper it is drawn on.
    #[serde(skip)]
    pub theme: Theme,
    /// The language of the chart's own words, numbers and dates.
    pub lang: Lang,
    /// What it shows, in one sentence.
    pub title: String,
    /// A second line. May be empty; the phrases are set with a space between them.
    pub subtitle: Vec<Wording>,
    /// Lines for the foot, after the credit.
    pub notes: Vec<String>,
    /// Who made the data and the chart.
    pub credit: String,
}

impl Frame {
    /// A frame with a title alone, on a page's width and white paper.
    #[must_use]
    pub fn titled(title: impl Into<String>) -> Self {
        Self {
            sheet: Sheet::wide(WIDE),
            theme: Theme::Light,
            lang: Lang::English,
            title: title.into(),
            subtitle: Vec::new(),
            notes: Vec::new(),
            credit: String::new(),
        }
    }
}

/// A stretch of text in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The text.
    pub text: String,
    /// Its language as an IETF tag (`de`, `zh-Hans`); `None` for that of the chart's own words.
    ///
    /// Text with a language is set apart from its neighbours, so that Arabic or Hebrew words do not
    /// change the order of the dates and names around them.
    pub lang: Option<String>,
}

impl Wording {
    /// Words that are quoted, in their own language; `None` where it is not known.
    ///
    /// ```
    /// use newstape::chart::Wording;
    ///
    /// assert_eq!(Wording::quoted("Gewinne steigen", Some("de")).lang.as_deref(), Some("de"));
    /// assert_eq!(Wording::quoted("3%", None).lang.as_deref(), Some("und"));
    /// ```
    #[must_use]
    pub fn quoted(text: impl Into<String>, lang: Option<&str>) -> Self {
        Self { text: text.into(), lang: Some(lang.unwrap_or("und").to_owned()) }
    }
}

impl<T: Into<String>> From<T> for Wording {
    fn from(text: T) -> Self {
        Self { text: text.into(), lang: None }
    }
}

/// One instrument's prices around one piece of news, with what was measured on them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReactionSpec {
    /// What it has in common with other charts; the title says what happened, the second line names the news and
    /// its source. On a sheet of a fixed height that leaves too little room for the key, only four closes are
    /// marked, and nothing needs a key.
    pub frame: Frame,
    /// The instrument, as `MSFT · XNAS · USD`.
    pub instrument: String,
    /// The exchange's zone, in which every time and date of the chart is shown.
    pub zone: Tz,
    /// The prices, oldest first.
    pub bars: ChartBars,
    /// The sessions that the bars belong to, oldest first: they shade the extended hours. May be
    /// empty.
    pub sessions: Vec<Session>,
    /// The benchmark, drawn rebased to the anchor.
    pub benchmark: Option<BenchmarkLine>,
    /// When the news became public.
    pub moment: NewsTime,
    /// What the moment is called, as `News` or `Results`.
    pub moment_label: String,
    /// The price from which the reaction is measured.
    pub anchor: Option<AnchorMark>,
    /// The ends of the horizons, in the order in which they are to be numbered.
    pub horizons: Vec<HorizonMark>,
    /// What the text itself states about prices.
    pub claims: Vec<ClaimMark>,
    /// Whether a key below the picture spells out every mark.
    pub key: bool,
    /// Whether the volume is drawn, where the bars have it.
    pub volume: bool,
    /// Other news on the instrument: pins below the prices, with a line each in the key.
    pub pins: Vec<PinMark>,
    /// The instrument's own moves of before, drawn from the anchor on daily bars.
    pub normal: Option<NormalRange>,
    /// The bars of the whole time of which the picture shows a part: a strip above it. May be empty.
    pub overview: Vec<IntradayBar>,
    /// Lines below the key: what has no place on the picture, and why.
    pub remarks: Vec<String>,
    /// The currency of the prices; `None` if it is unknown.
    pub currency: Option<Currency>,
    /// The instrument's decimals.
    pub decimals: u8,
}

/// The bars of a chart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartBars {
    /// One bar for each session.
    Daily(Vec<DailyBar>),
    /// Bars within sessions, labelled by their start.
    Intraday(Vec<IntradayBar>),
}

/// A bar's label: the key by which marks find their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartAt {
    /// A session's date. On intraday bars: the last bar of that session's main hours.
    Day(NaiveDate),
    /// The open of a session. On intraday bars: the first bar of its main hours.
    Open(NaiveDate),
    /// The start of an intraday bar. On daily bars: the session of that instant's date.
    Instant(DateTime<Utc>),
}

/// When the news became public, in its own precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsTime {
    /// To the minute or better.
    Instant(DateTime<Utc>),
    /// Only the day is known.
    Day(NaiveDate),
}

impl NewsTime {
    /// What the news is called and when it came.
    pub(super) fn words(self, label: &str, zone: Tz, lang: Lang) -> String {
        let when = match self {
            Self::Instant(t) => lang.instant(t, zone),
            Self::Day(day) => lang.long_day(day),
        };
        if label.trim().is_empty() { when } else { format!("{}: {when}", label.trim()) }
    }
}

/// A benchmark, drawn with the bars.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkLine {
    /// Its name, as `S&P 500 (SPY)`.
    pub label: String,
    /// Its closes, one for each bar of the instrument; `None` where it has none.
    pub closes: Vec<Option<f64>>,
}

/// The price from which a reaction is measured.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorMark {
    /// The bar whose close it is; `None` where that bar is not on the chart.
    pub at: Option<ChartAt>,
    /// The price.
    pub price: f64,
}

/// The end of one horizon.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HorizonMark {
    /// Its name: `1d`, `close`, `15m`.
    pub label: String,
    /// The bar whose close ends it; for a pending one, when it is due.
    pub at: Option<ChartAt>,
    /// The price at its end.
    pub price: Option<f64>,
    /// The return from the anchor, as a fraction.
    pub return_fraction: Option<f64>,
    /// The return beyond the normal one, as a fraction.
    pub abnormal_fraction: Option<f64>,
    /// How unusual the move is.
    pub verdict: Option<VerdictWord>,
    /// Whether it has not ended yet.
    pub pending: bool,
    /// Why it has no figure, in a few words; `None` where it has one.
    pub absent: Option<String>,
}

/// Other news on the instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinMark {
    /// What the key says of it.
    pub text: String,
    /// When it became public.
    pub at: DateTime<Utc>,
}

/// How far the instrument moved within so many sessions, in either direction, before the news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormalRange {
    /// How many spans of one session were looked at.
    pub spans: usize,
    /// For one session, two, three and so on: the sizes that 50, 90 and 99 % of the moves did not exceed, as
    /// fractions.
    pub steps: Vec<[f64; 3]>,
}

/// A price move that the text states.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimMark {
    /// What it states and what the tape says, as `stated −0.21 % to 446.28 USD (premarket): confirmed`.
    pub text: String,
    /// The bar it belongs to; `None` keeps it in the list below the chart only.
    pub at: Option<ChartAt>,
    /// The price stated.
    pub price: Option<f64>,
}

impl NormalRange {
    /// The fewest moves that can tell 99 % of them from the rest.
    const LEAST: usize = 100;

    /// The range from the closes up to the news, oldest first, for up to so many sessions.
    ///
    /// `None` of fewer than 100 moves; steps of which there are fewer are left out.
    ///
    /// ```
    /// use newstape::chart::NormalRange;
    ///
    /// // A share that rises 1 % on every other day and falls back on the next.
    /// let closes: Vec<f64> = (0..=200).map(|i| if i % 2 == 0 { 100.0 } else { 101.0 }).collect();
    /// let range = NormalRange::of(&closes, 2).ok_or("too few")?;
    /// assert_eq!(range.spans, 200);
    /// assert!((range.steps[0][1] - 0.01).abs() < 1e-12);
    /// // After two days it is where it was.
    /// assert_eq!(range.steps[1], [0.0, 0.0, 0.0]);
    /// assert_eq!(NormalRange::of(&closes[..100], 2), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(closes: &[f64], sessions: usize) -> Option<Self> {
        let sizes = |k: usize| {
            let moves = closes.iter().zip(closes.get(k..)?).map(|(from, to)| (to / from - 1.0).abs());
            let mut sizes: Vec<f64> = moves.filter(|size| size.is_finite()).collect();
            sizes.sort_by(f64::total_cmp);
            (sizes.len() >= Self::LEAST).then_some(sizes)
        };
        let spans = sizes(1)?.len();
        let reach =
            |sizes: Vec<f64>| [50, 90, 99].map(|share| sizes[(sizes.len() * share).div_ceil(100) - 1]);
        Some(Self { spans, steps: (1..=sessions).map_while(|k| sizes(k).map(reach)).collect() })
    }
}

impl HorizonMark {
    /// Its name with a true minus: `−5d`.
    pub(super) fn name(&self) -> String {
        self.label.replacen('-', "−", usize::from(self.label.starts_with('-')))
    }
}

impl ChartBars {
    /// How many bars there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Daily(bars) => bars.len(),
            Self::Intraday(bars) => bars.len(),
        }
    }

    /// Whether there is no bar.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The numbers of every bar, without its label.
    pub(super) fn quotes(&self) -> Vec<Quote> {
        match self {
            Self::Daily(bars) => bars.iter().map(Quote::of).collect(),
            Self::Intraday(bars) => bars.iter().map(Quote::of).collect(),
        }
    }

    /// The lowest low and the highest high.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let quotes = self.quotes();
        let low = quotes.iter().map(|q| q.low).reduce(f64::min)?;
        let high = quotes.iter().map(|q| q.high).reduce(f64::max)?;
        Some((low, high))
    }
}

/// A bar's numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
    pub(super) volume: Option<f64>,
}

impl Quote {
    const fn of<At: Copy>(bar: &crate::market::Bar<At>) -> Self {
        Self { open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume }
    }
}
