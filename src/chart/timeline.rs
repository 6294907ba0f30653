//! The timeline: a share's closes with its news, numbered, and what each of them moved.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::alt::ended;
use super::axis::{HEIGHT as AXIS_HEIGHT, IndexAxis, paint_time};
use super::badge::{self, RADIUS};
use super::canvas::{Align, Area, Canvas, Drawing, Type, draw};
use super::error::ChartError;
use super::face::Weight;
use super::ink::Ink;
use super::lines;
use super::plane::{Plane, label_width};
use super::scale::{Scale, as_f64};
use super::spec::{Frame, NewsTime, Wording};
use super::spread::{Wish, spread};
use super::surround::Surround;
use super::svg::Head;
use crate::calendar::Session;
use crate::reaction::VerdictWord;
use crate::units::Currency;
use crate::view::Lang;

/// A share over a time, with its news.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineSpec {
    /// What it has in common with other charts.
    pub frame: Frame,
    /// The closes, oldest first.
    pub closes: Vec<(NaiveDate, f64)>,
    /// The sessions over them: where prices are missing. May be empty.
    pub sessions: Vec<Session>,
    /// The exchange's zone.
    pub zone: Tz,
    /// The news, oldest first.
    pub news: Vec<TimelineNews>,
    /// The currency of the prices; `None` if it is unknown.
    pub currency: Option<Currency>,
    /// The instrument's decimals.
    pub decimals: u8,
}

/// One piece of news on a timeline.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineNews {
    /// When it became public.
    pub at: DateTime<Utc>,
    /// What it says.
    pub title: Wording,
    /// The move of its headline, as a fraction.
    pub move_fraction: Option<f64>,
    /// How unusual it is.
    pub verdict: Option<VerdictWord>,
}

/// Draws a timeline: an SVG document, its size and the picture in words.
///
/// Discs of news that comes close together are joined, as `4–7`. On a sheet of a fixed height the key holds what has
/// a place, the largest moves first, and the foot says how many it leaves out.
///
/// # Errors
/// [`ChartError::NoBars`] without closes, [`ChartError::NotFinite`] for a number that cannot be drawn.
///
/// # Examples
/// ```
/// use chrono::NaiveDate;
/// use newstape::chart::{self, Frame, TimelineNews, TimelineSpec};
///
/// let day = |d| NaiveDate::from_ymd_opt(2025, 1, d).expect("a day in January");
/// let spec = TimelineSpec {
///     frame: Frame::titled("Nvidia and its news"),
///     closes: vec![(day(24), 142.6), (day(27), 118.4), (day(28), 129.0)],
///     sessions: Vec::new(),
///     zone: chrono_tz::America::New_York,
///     news: vec![TimelineNews {
///         at: "2025-01-27T09:00:00Z".parse()?,
///         title: "A cheap model".into(),
///         move_fraction: Some(-0.1697),
///         verdict: None,
///     }],
///     currency: None,
///     decimals: 2,
/// };
/// let drawing = chart::draw_timeline(&spec)?;
/// assert!(drawing.svg.contains(">A cheap model<"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw_timeline(spec: &TimelineSpec) -> Result<Drawing, ChartError> {
    if spec.closes.is_empty() {
        return Err(ChartError::NoBars);
    }
    let closes = spec.closes.iter().map(|(_, close)| *close);
    let moves = spec.news.iter().filter_map(|n| n.move_fraction);
    if let Some(value) = closes.chain(moves).find(|v| !v.is_finite()) {
        return Err(ChartError::NotFinite { what: "a price or a move".to_owned(), value });
    }
    let plan = Plan::of(spec);
    let description = description(spec);
    let head = Head {
        size: (spec.frame.sheet.laid_out(), plan.height),
        kind: "timeline",
        description: &description,
    };
    let alt = format!("{} {description}", ended(&spec.frame.title));
    draw(&spec.frame, head, alt.trim().to_owned(), |canvas| plan.paint(canvas))
}

const HEIGHT: f64 = 300.0;
/// Above the prices, for the discs of the news.
const DISCS: f64 = 2.0 * RADIUS + 22.0;
const LINE: f64 = 20.0;
const KEY: Type = Type::regular(12.0, Ink::Text);
const DAY: Type = Type::regular(12.0, Ink::Muted);
/// The least width of a column of the key.
const COLUMN: f64 = 330.0;
const COLUMN_GAP: f64 = 28.0;

/// Neighbouring news with one disc.
struct Cluster {
    /// The first and the last of them.
    first: usize,
    last: usize,
    /// The middle of their places, and of the disc.
    wanted: f64,
    x: f64,
}

impl Cluster {
    /// `4`, `4–7`.
    fn text(&self) -> String {
        let (first, last) = (self.first + 1, self.last + 1);
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    }

    fn width(&self) -> f64 {
        (badge_type(Ink::Paper).width(&self.text()) + 9.0).max(2.0 * RADIUS)
    }
}

const fn badge_type(ink: Ink) -> Type {
    Type::semibold(badge::SIZE, ink)
}

struct Plan<'a> {
    spec: &'a TimelineSpec,
    surround: Surround,
    axis: IndexAxis<'a>,
    plane: Plane,
    clusters: Vec<Cluster>,
    /// The news of the key, in the order of time.
    key: Vec<usize>,
    columns: usize,
    key_top: f64,
    height: f64,
}

impl<'a> Plan<'a> {
    fn of(spec: &'a TimelineSpec) -> Self {
        let (lang, sheet) = (spec.frame.lang, spec.frame.sheet);
        let days = spec.closes.iter().map(|(day, _)| *day).collect();
        let axis = IndexAxis::of_days(days, &spec.sessions, spec.zone);
        let closes = || spec.closes.iter().map(|(_, close)| *close);
        let scale = Scale::padded(
            closes().fold(f64::INFINITY, f64::min),
            closes().fold(f64::NEG_INFINITY, f64::max),
            5,
        );
        let labels = label_width(&scale, |t| lang.decimal(t, scale.decimals)) + 8.0;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a sheet is some hundred pixels wide
        let columns = (((sheet.inner() + COLUMN_GAP) / (COLUMN + COLUMN_GAP)) as usize).max(1);
        let columns = columns.min(spec.news.len().div_ceil(4)).max(1);
        let (key, surround) = key(spec, columns);
        let lines = as_f64(key.len().div_ceil(columns));
        let key_height = if key.is_empty() { 0.0 } else { LINE * lines + 8.0 };
        let top = surround.top + DISCS;
        let beside = DISCS + AXIS_HEIGHT + key_height;
        let height = surround.room(beside, HEIGHT, 120.0);
        let area = Area { left: sheet.margin() + labels, top, width: sheet.inner() - labels, height };
        let span = axis.span();
        let plane = Plane { area, across: (span.from, span.to), scale };
        let clusters = clusters(spec, &axis, &plane);
        let key_top = area.bottom() + AXIS_HEIGHT + 6.0;
        let height = surround.sheet_height(area.bottom() + AXIS_HEIGHT + key_height);
        Self { spec, surround, axis, plane, clusters, key, columns, key_top, height }
    }

    fn paint(&self, canvas: &mut Canvas) {
        let (lang, scale) = (self.spec.frame.lang, &self.plane.scale);
        canvas.group("grid", |canvas| self.plane.paint_grid(canvas, |t| lang.decimal(t, scale.decimals)));
        canvas.group("leaders", |canvas| self.paint_leaders(canvas));
        canvas.group("prices", |canvas| self.paint_prices(canvas));
        canvas.group("news-marks", |canvas| self.paint_marks(canvas));
        let area = self.plane.area;
        canvas.group("axis", |canvas| paint_time(canvas, &self.axis, (area, area.bottom()), lang));
        canvas.group("key", |canvas| self.paint_key(canvas));
        self.surround.paint(canvas, self.height);
    }

    /// Where a piece of news is on the picture: its instant, and the close of the bar that holds it.
    fn place(&self, news: usize) -> Option<(f64, f64)> {
        let slot = slot(self.spec, &self.axis, news)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // on the axis
        let bar = (slot.max(0.0) as usize).min(self.spec.closes.len() - 1);
        Some((self.plane.x(slot), self.plane.y(self.spec.closes[bar].1)))
    }

    fn row(&self) -> f64 {
        self.surround.top + RADIUS + 2.0
    }

    fn paint_leaders(&self, canvas: &mut Canvas) {
        for cluster in &self.clusters {
            for news in cluster.first..=cluster.last {
                if let Some((x, y)) = self.place(news) {
                    let top = self.row() + RADIUS;
                    canvas.line(&[(cluster.x, top), (x, self.plane.area.top), (x, y)], 0.7, Ink::Rule);
                }
            }
        }
    }

    /// The closes, broken where sessions have none.
    fn paint_prices(&self, canvas: &mut Canvas) {
        let gaps = self.axis.gaps();
        let mut stretch = Vec::new();
        for (i, (_, close)) in self.spec.closes.iter().enumerate() {
            if gaps.iter().any(|(at, _)| *at == i) {
                canvas.line(&std::mem::take(&mut stretch), 1.6, Ink::Price);
            }
            stretch.push(self.plane.at((self.axis.middle(i), *close)));
        }
        if let [alone] = stretch.as_slice() {
            canvas.disc(*alone, 2.4, Ink::Price, (0.8, Ink::Paper));
        }
        canvas.line(&stretch, 1.6, Ink::Price);
    }

    fn paint_marks(&self, canvas: &mut Canvas) {
        for (i, news) in self.spec.news.iter().enumerate() {
            if let Some(at) = self.place(i) {
                canvas.disc(at, 2.6, ink(news), (1.0, Ink::Paper));
            }
        }
        for cluster in &self.clusters {
            let (y, width) = (self.row(), cluster.width());
            let text = cluster.text();
            if cluster.first == cluster.last {
                badge::paint(canvas, &text, (cluster.x, y), ink(&self.spec.news[cluster.first]), false);
                continue;
            }
            let area = Area { left: cluster.x - width / 2.0, top: y - RADIUS, width, height: 2.0 * RADIUS };
            canvas.framed(area, Ink::Paper, (1.0, Ink::Text));
            canvas.text(&text, (cluster.x, y + badge::SIZE * 0.365), Align::Middle, badge_type(Ink::Text));
        }
    }

    fn paint_key(&self, canvas: &mut Canvas) {
        let (lang, sheet) = (self.spec.frame.lang, self.spec.frame.sheet);
        let per_column = self.key.len().div_ceil(self.columns).max(1);
        let width = (sheet.inner() + COLUMN_GAP) / as_f64(self.columns) - COLUMN_GAP;
        let told = |i: &usize| self.spec.news.get(*i);
        let days =
            self.key.iter().filter_map(told).map(|n| DAY.width(&day(n, self.spec))).fold(0.0, f64::max);
        for (row, (i, news)) in self.key.iter().filter_map(|i| Some((i, self.spec.news.get(*i)?))).enumerate()
        {
            let left = sheet.margin() + as_f64(row / per_column) * (width + COLUMN_GAP);
            let baseline = self.key_top + LINE * as_f64(row % per_column) + 14.0;
            badge::paint(
                canvas,
                &(i + 1).to_string(),
                (left + 10.0, baseline - 4.2),
                ink(news),
                self.place(*i).is_none(),
            );
            canvas.text(&day(news, self.spec), (left + 26.0, baseline), Align::Start, DAY);
            let mut room = width - 26.0 - days - 10.0;
            if let Some(fraction) = news.move_fraction {
                let set = Type::semibold(KEY.size, Ink::of_return(fraction));
                let figure = lang.percent(fraction);
                canvas.text(&figure, (left + width, baseline), Align::End, set);
                room -= set.width(&figure) + 10.0;
            }
            let foreign = news.title.lang.as_deref().filter(|tag| *tag != lang.tag());
            let text = lines::fit(&news.title.text, room, KEY.size, Weight::Regular);
            let phrase = Wording { text, lang: foreign.map(str::to_owned) };
            canvas.phrases(&[phrase], (left + 26.0 + days + 10.0, baseline), Align::Start, KEY);
        }
    }
}

fn ink(news: &TimelineNews) -> Ink {
    news.move_fraction.map_or(Ink::Muted, Ink::of_return)
}

/// The day of the news in the exchange's zone.
fn day(news: &TimelineNews, spec: &TimelineSpec) -> String {
    spec.frame.lang.day(news.at.with_timezone(&spec.zone).date_naive())
}

/// Where a piece of news is on the axis; `None` outside it.
fn slot(spec: &TimelineSpec, axis: &IndexAxis<'_>, news: usize) -> Option<f64> {
    let at = spec.news.get(news)?.at;
    axis.holds(at).then(|| axis.moment(NewsTime::Instant(at)).from)
}

/// The discs above the prices: nearest neighbours are joined until all fit next to each other, none farther from its
/// news than a few discs.
fn clusters(spec: &TimelineSpec, axis: &IndexAxis<'_>, plane: &Plane) -> Vec<Cluster> {
    let place = |i: usize| Some((i, plane.x(slot(spec, axis, i)?)));
    let placed: Vec<(usize, f64)> = (0..spec.news.len()).filter_map(place).collect();
    let mut clusters: Vec<Cluster> =
        placed.into_iter().map(|(i, x)| Cluster { first: i, last: i, wanted: x, x }).collect();
    let far = 4.0 * RADIUS;
    loop {
        let wishes: Vec<Wish> =
            clusters.iter().map(|c| Wish { wanted: c.wanted, width: c.width() }).collect();
        let centres = spread(&wishes, 2.0, plane.area.left - RADIUS, plane.area.right());
        let fits = centres
            .as_ref()
            .is_some_and(|xs| xs.iter().zip(&clusters).all(|(x, c)| (x - c.wanted).abs() <= far));
        if fits || clusters.len() < 2 {
            for (cluster, x) in clusters.iter_mut().zip(centres.unwrap_or_default()) {
                cluster.x = x;
            }
            return clusters;
        }
        let distance = |i: &usize| clusters[i + 1].wanted - clusters[*i].wanted;
        let nearest = (0..clusters.len() - 1).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
        let after = clusters.remove(nearest + 1);
        let before = &mut clusters[nearest];
        let count = |c: &Cluster| as_f64(c.last - c.first + 1);
        before.wanted =
            (before.wanted * count(before) + after.wanted * count(&after)) / (count(before) + count(&after));
        before.last = after.last;
    }
}

/// The news of the key, in the order of time, and the words around the picture.
fn key(spec: &TimelineSpec, columns: usize) -> (Vec<usize>, Surround) {
    let all: Vec<usize> = (0..spec.news.len()).collect();
    let surround = surround(spec, 0);
    if spec.frame.sheet.height.is_none() {
        return (all, surround);
    }
    let room = surround.room(DISCS + AXIS_HEIGHT + 8.0, 0.0, 0.0)
        - 0.52 * surround.room(DISCS + AXIS_HEIGHT, 0.0, 240.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most some hundred lines
    let lines = (room / LINE).max(0.0) as usize;
    let most = lines * columns;
    if most >= all.len() {
        return (all, surround);
    }
    let size = |i: &usize| spec.news[*i].move_fraction.map_or(-1.0, f64::abs);
    let mut kept = all.clone();
    kept.sort_by(|a, b| size(b).total_cmp(&size(a)));
    kept.truncate(most);
    kept.sort_unstable();
    let left_out = all.len() - kept.len();
    (kept, self::surround(spec, left_out))
}

fn surround(spec: &TimelineSpec, left_out: usize) -> Surround {
    let lang = spec.frame.lang;
    let n = lang.count(left_out);
    let more = match (left_out, lang) {
        (0, _) => String::new(),
        (_, Lang::English) => format!("{n} smaller moves are not in the key"),
        (_, Lang::German) => format!("{n} kleinere Bewegungen fehlen in der Liste"),
    };
    let unit = spec
        .currency
        .map_or_else(String::new, |c| format!("{} {c}", lang.pick("Closes in", "Schlusskurse in")));
    Surround::of(&spec.frame, Vec::new(), &[&unit, &more])
}

fn description(spec: &TimelineSpec) -> String {
    let lang = spec.frame.lang;
    let (Some(first), Some(last)) = (spec.closes.first(), spec.closes.last()) else { return String::new() };
    let price = |p| lang.price(p, spec.currency, spec.decimals);
    let news = |(i, n): (usize, &TimelineNews)| {
        let figure = n.move_fraction.map_or_else(String::new, |f| format!(" {}", lang.percent(f)));
        let word = n.verdict.map_or_else(String::new, |v| format!(" ({})", lang.verdict(v)));
        format!("{}: {} {}{figure}{word}", i + 1, day(n, spec), n.title.text)
    };
    let all: Vec<String> = spec.news.iter().enumerate().map(news).collect();
    let (from, to) = (lang.day(first.0), lang.day(last.0));
    let (start, end) = (price(first.1), price(last.1));
    let closes = match lang {
        Lang::English => format!("Closes from {from} at {start} to {to} at {end}."),
        Lang::German => format!("Schlusskurse vom {from} bei {start} bis {to} bei {end}."),
    };
    if all.is_empty() {
        closes
    } else {
        format!("{closes} {}: {}.", lang.pick("News", "Nachrichten"), all.join("; "))
    }
}
