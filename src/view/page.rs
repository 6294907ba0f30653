//! What the pages show, in words and figures ready to print.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::event::{ClaimRecord, EventDocument, LinkRecord, ReactionRecord};
use super::format;
use super::text::{claim_sentence, evidence, reaction_cells, status_word};
use crate::claim::ClaimStatus;
use crate::event::{EventKind, When};
use crate::reaction::{Horizon, VerdictWord};
use crate::units::{Currency, Return};

/// The events of one day, the most unusual first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPage {
    /// The day, as it is written: `29 Jan 2025`.
    pub day: String,
    /// The day, as it is addressed: `2025-01-29`.
    pub iso: String,
    /// The weekday.
    pub weekday: String,
    /// Whether it is today.
    pub is_today: bool,
    /// The day before on which something happened.
    pub earlier: Option<String>,
    /// The day after on which something happened.
    pub later: Option<String>,
    /// The events.
    pub rows: Vec<DayRow>,
    /// Whether there are more than are shown.
    pub is_cut: bool,
}

/// One event of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its time: `09:12 UTC`, or `day only`.
    pub time: String,
    /// Who published it.
    pub source: String,
    /// What kind of news.
    pub kind: String,
    /// The symbols it is linked to.
    pub symbols: String,
    /// The figure, if there is one.
    pub figure: Option<Figure>,
    /// What stands where there is no figure.
    pub instead: &'static str,
    /// The statuses of its claims, each once.
    pub claims: Vec<&'static str>,
}

/// One return in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `+1.20 %`.
    pub percent: String,
    /// `up`, `down` or `flat`.
    pub way: &'static str,
    /// Over which horizon.
    pub horizon: String,
    /// Its placebo rank: `97.2 %`.
    pub rank: String,
    /// The rank in a word.
    pub word: &'static str,
}

impl Figure {
    /// A return over a horizon with its placebo rank.
    #[must_use]
    pub fn new(fraction: f64, horizon: Horizon, rank: Option<f64>) -> Self {
        Self {
            percent: format::percent(fraction),
            way: way(Some(fraction)),
            horizon: horizon.to_string(),
            rank: rank.map(format::share).unwrap_or_default(),
            word: rank.map(VerdictWord::of_rank).map_or("", VerdictWord::as_str),
        }
    }
}

/// `up`, `down` or `flat`: what is printed as 0.00 % has no direction.
fn way(fraction: Option<f64>) -> &'static str {
    match fraction.map(format::percent) {
        Some(text) if text.starts_with('+') => "up",
        Some(text) if text.starts_with(format::MINUS) => "down",
        _ => "flat",
    }
}

/// What is known of an event of a day.
#[derive(Debug, Clone)]
pub struct DayFacts {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// When it became public.
    pub when: When,
    /// Who published it.
    pub source: Option<String>,
    /// What kind of news.
    pub kind: EventKind,
    /// The symbols it is linked to.
    pub symbols: Vec<String>,
    /// Its claims' statuses.
    pub claims: Vec<ClaimStatus>,
    /// The horizon, return and placebo rank to show.
    pub figure: Option<(Horizon, f64, Option<f64>)>,
    /// Whether the figure's time is still to come.
    pub is_pending: bool,
}

impl From<DayFacts> for DayRow {
    fn from(facts: DayFacts) -> Self {
        let mut claims: Vec<&str> = facts.claims.into_iter().map(status_word).collect();
        claims.sort_unstable();
        claims.dedup();
        Self {
            id: facts.id,
            title: facts.title,
            time: match facts.when {
                When::Instant { at, .. } => format!("{} UTC", format::clock_in_zone(at, Tz::UTC)),
                When::Day(_) => "day only".to_owned(),
            },
            source: facts.source.unwrap_or_default(),
            kind: facts.kind.to_string(),
            instead: match (facts.is_pending, facts.symbols.is_empty()) {
                (true, _) => "pending",
                (false, true) => "no instrument",
                (false, false) => "no prices",
            },
            symbols: facts.symbols.join(" "),
            figure: facts.figure.map(|(horizon, fraction, rank)| Figure::new(fraction, horizon, rank)),
            claims,
        }
    }
}

impl DayPage {
    /// The page of a day, given now and the neighbouring days on which something happened.
    #[must_use]
    pub fn new(day: NaiveDate, now: DateTime<Utc>, rows: Vec<DayFacts>, is_cut: bool) -> Self {
        Self {
            day: format::day(day),
            iso: day.to_string(),
            weekday: day.format("%A").to_string(),
            is_today: day == now.date_naive(),
            earlier: None,
            later: None,
            rows: rows.into_iter().map(Into::into).collect(),
            is_cut,
        }
    }
}

/// One event with everything found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The language of title and quotes.
    pub lang: String,
    /// The day that it belongs to, as it is addressed.
    pub day: String,
    /// What is known of it: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Its address, if that leads to the web.
    pub url: Option<String>,
    /// The charts.
    pub charts: Vec<ChartPart>,
    /// The links.
    pub links: Vec<LinkPart>,
    /// Organisations without a listing, each with its related instruments.
    pub unlisted: Vec<(String, String)>,
    /// The moves that it states.
    pub claims: Vec<ClaimPart>,
    /// The reactions, by instrument.
    pub reactions: Vec<ReactionPart>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A chart on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPart {
    /// The symbol and venue whose reaction it shows.
    pub ticker: String,
    /// The picture in words.
    pub alt: String,
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPart {
    /// The symbol.
    pub symbol: String,
    /// The venue.
    pub mic: String,
    /// The issuer's name.
    pub name: String,
    /// What part it plays.
    pub role: String,
    /// How sure: `98.2 %`.
    pub confidence: String,
    /// What led to it.
    pub evidence: String,
}

/// A claim on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPart {
    /// What it says.
    pub sentence: String,
    /// Where it stands in the text.
    pub quote: String,
    /// The verdict in a word.
    pub status: &'static str,
    /// The verdict in a sentence.
    pub note: String,
    /// How unusual the move is.
    pub size: String,
}

/// The reactions of one instrument on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionPart {
    /// The symbol.
    pub symbol: String,
    /// The issuer's name.
    pub name: String,
    /// The price before the news, and when.
    pub anchor: String,
    /// What it is compared with.
    pub benchmark: String,
    /// The rows.
    pub rows: Vec<ReactionLine>,
    /// Remarks on rows: horizon and remark.
    pub remarks: Vec<(String, String)>,
}

/// One row of a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionLine {
    /// The horizon.
    pub horizon: String,
    /// The price at its end, or why there is none.
    pub end: String,
    /// Return, benchmark's return, abnormal return, z, placebo rank.
    pub figures: [String; 5],
    /// `up`, `down` or `flat`.
    pub way: &'static str,
    /// The verdict in a word.
    pub word: String,
    /// The volume ratio.
    pub volume: String,
    /// Whether it is measured.
    pub is_measured: bool,
}

/// What a page needs beside the document.
pub struct PageSetting<'a> {
    /// When the event became public.
    pub when: When,
    /// The zone in which an instrument's times are told.
    pub zone: &'a dyn Fn(&ReactionRecord) -> Tz,
    /// The currency of an instrument's prices.
    pub currency: &'a dyn Fn(&ReactionRecord) -> Currency,
    /// The zone in which the publication is told.
    pub home: Tz,
}

impl EventPage {
    /// The page of an event.
    #[must_use]
    pub fn new(document: &EventDocument, charts: Vec<ChartPart>, setting: &PageSetting<'_>) -> Self {
        let event = &document.event;
        Self {
            id: event.id,
            title: event.title.clone(),
            lang: event.lang.clone().unwrap_or_default(),
            day: setting.when.date_utc().to_string(),
            facts: facts(document, setting),
            url: event.url.clone().filter(|u| u.starts_with("https://") || u.starts_with("http://")),
            charts,
            links: document.links.iter().map(|l| link(l, document)).collect(),
            unlisted: document.unlisted.iter().map(unlisted).collect(),
            claims: document.claims.iter().map(claim).collect(),
            reactions: reactions(document, setting),
            notes: document.notes.clone(),
        }
    }
}

fn facts(document: &EventDocument, setting: &PageSetting<'_>) -> Vec<(&'static str, String)> {
    let event = &document.event;
    let time = match setting.when {
        When::Instant { at, .. } => format::instant_in_zone(at, setting.home),
        When::Day(date) => format!("{} (day only)", format::day(date)),
    };
    let assumed = if event.zone_assumed { ", zone assumed" } else { "" };
    let mut facts = vec![
        ("Published", format!("{time}, from {}{assumed}", format::word(&event.origin))),
        ("Source", event.source.clone().unwrap_or_else(|| "unknown".to_owned())),
        ("Kind", event.kind.to_string()),
    ];
    let mut add = |name, value: Option<String>| facts.extend(value.map(|v| (name, v)));
    add("Also found", Some(event.conflicts.join(", ")).filter(|c| !c.is_empty()));
    add("Tags", Some(event.tags.join(", ")).filter(|t| !t.is_empty()));
    add("Language", event.lang.clone());
    add("Revision", (event.revision > 1).then(|| event.revision.to_string()));
    facts
}

fn link(link: &LinkRecord, document: &EventDocument) -> LinkPart {
    LinkPart {
        symbol: link.symbol.to_string(),
        mic: link.mic.to_string(),
        name: link.name.clone(),
        role: format::word(&link.role),
        confidence: format::share(link.confidence),
        evidence: evidence(link, document),
    }
}

fn unlisted(unlisted: &super::event::UnlistedRecord) -> (String, String) {
    let related: Vec<String> =
        unlisted.related.iter().map(|r| format!("{} ({})", r.symbol, r.reason)).collect();
    (unlisted.name.clone(), related.join(", "))
}

fn claim(claim: &ClaimRecord) -> ClaimPart {
    let verdict = claim.verdict.as_ref();
    let size = verdict.and_then(|v| Some((v.verdict?, v.placebo_rank?, v.sample_size?)));
    ClaimPart {
        sentence: claim_sentence(claim),
        quote: claim.evidence.text.replace('\n', " "),
        status: verdict.map_or("not checked", |v| status_word(v.status)),
        note: verdict.map(|v| v.note.clone()).unwrap_or_default(),
        size: size.map_or_else(String::new, |(word, rank, n)| {
            let share = format::share(rank);
            format!("{}: larger than {share} of {n} moves of the same kind before", word.as_str())
        }),
    }
}

fn reactions(document: &EventDocument, setting: &PageSetting<'_>) -> Vec<ReactionPart> {
    let same = |a: &ReactionRecord, b: &ReactionRecord| a.symbol == b.symbol && a.mic == b.mic;
    document.reactions.chunk_by(same).filter_map(|rows| reaction(rows, document, setting)).collect()
}

fn reaction(
    rows: &[ReactionRecord],
    document: &EventDocument,
    setting: &PageSetting<'_>,
) -> Option<ReactionPart> {
    let first = rows.first()?;
    let (zone, currency) = ((setting.zone)(first), (setting.currency)(first));
    let anchor = rows.iter().filter(|r| !r.run_up).find_map(|r| r.anchor.as_ref());
    let anchor = anchor.map(|a| {
        let at = a.at.parse().map_or_else(|_| a.at.clone(), |at| format::instant_in_zone(at, zone));
        let (price, provider) = (format::price(a.price, currency, 2), format::provider(&a.provider));
        format!("{price} at {at}, {} bars from {provider}", a.interval)
    });
    let name = document.links.iter().find(|l| l.symbol == first.symbol && l.mic == first.mic);
    let mut remarks: Vec<(String, String)> = Vec::new();
    for row in rows {
        for text in row.confounders.iter().chain(&row.note) {
            if !remarks.iter().any(|(_, t)| t == text) {
                remarks.push((row.horizon.to_string(), text.clone()));
            }
        }
    }
    Some(ReactionPart {
        symbol: first.symbol.to_string(),
        name: name.map(|l| l.name.clone()).unwrap_or_default(),
        anchor: anchor.unwrap_or_default(),
        benchmark: rows
            .iter()
            .find_map(|r| r.benchmark.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        rows: rows.iter().map(|r| line(r, currency, zone)).collect(),
        remarks,
    })
}

fn line(row: &ReactionRecord, currency: Currency, zone: Tz) -> ReactionLine {
    let [_, horizon, end, own, benchmark, abnormal, z, rank, word, volume] =
        reaction_cells(row, (currency, 2), zone);
    ReactionLine {
        horizon,
        end,
        figures: [own, benchmark, abnormal, z, rank],
        way: way(row.return_fraction.map(Return::fraction)),
        word,
        volume,
        is_measured: row.return_fraction.is_some(),
    }
}
