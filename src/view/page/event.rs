//! One event with everything found in it.

use chrono_tz::Tz;

use super::headline::{Tile, tiles};
use super::passage::{Passage, passage};
use super::{length, way};
use crate::event::{EventText, When};
use crate::instrument::Symbol;
use crate::link::{Decision, LinkDecision};
use crate::units::{Currency, Return};
use crate::view::event::{ClaimRecord, EventDocument, LinkRecord, UnlistedRecord, VerdictRecord};
use crate::view::format;
use crate::view::reaction::{ReactionRecord, StatusRecord};
use crate::view::text::{
    MissingWords, claim_sentence, evidence, missing_sentence, reaction_cells, status_word,
};

/// One event with everything found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The language of title and quotes.
    pub lang: String,
    /// Its day, as in addresses.
    pub day: String,
    /// Facts about the event, as pairs of name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Its address, if it is an http or https URL.
    pub url: Option<String>,
    /// The summary figures; none before anything is measured.
    pub tiles: Vec<Tile>,
    /// The text with its marks; `None` if there is only a title.
    pub passage: Option<Passage>,
    /// The charts.
    pub charts: Vec<ChartPart>,
    /// The links.
    pub links: Vec<LinkPart>,
    /// The links that the user has rejected, by symbol and venue.
    pub rejected: Vec<String>,
    /// Other news on its instruments: number, title, and the instrument.
    pub others: Vec<OtherNews>,
    /// Organisations that are not listed, each with its related instruments.
    pub unlisted: Vec<(String, String)>,
    /// The price moves that the text states, each with its verdict.
    pub claims: Vec<ClaimPart>,
    /// The reactions, by instrument.
    pub reactions: Vec<ReactionPart>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Why none of the linked instruments has rows, where that has a reason.
    pub not_measured: Vec<String>,
}

/// Other news inside the windows that are measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherNews {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The symbols on which it is news, and the first horizon of each that it falls into.
    pub inside: String,
}

/// A chart on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPart {
    /// The symbol and venue whose reaction the chart shows.
    pub ticker: String,
    /// The picture in words.
    pub alt: String,
    /// Width and height in pixels, so that the page can reserve the space.
    pub size: (u32, u32),
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
    /// The role.
    pub role: String,
    /// The confidence: `98.2 %`.
    pub confidence: String,
    /// The evidence.
    pub evidence: String,
    /// Whether the user has accepted or added it.
    pub is_decided: bool,
}

/// A claim on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPart {
    /// The claim in a sentence.
    pub sentence: String,
    /// The sentence of the text that states it.
    pub quote: String,
    /// The verdict in a word.
    pub status: &'static str,
    /// The verdict in a sentence.
    pub note: String,
    /// How unusual the stated move is.
    pub size: String,
    /// How likely a move of the kind would have fitted the claim without news; may be empty.
    pub chance: String,
}

/// The reactions of one instrument on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionPart {
    /// The symbol and venue, as in the addresses of charts.
    pub ticker: String,
    /// The symbol.
    pub symbol: String,
    /// The issuer's name.
    pub name: String,
    /// The anchor price and its time.
    pub anchor: String,
    /// The benchmark.
    pub benchmark: String,
    /// The rows.
    pub rows: Vec<ReactionLine>,
    /// The horizons for which there are no prices; may be empty.
    pub without: String,
    /// Remarks on rows.
    pub remarks: Vec<Remark>,
}

/// A remark on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The horizon.
    pub horizon: String,
    /// The number of the event that the remark is about, if any.
    pub event: Option<i64>,
    /// The claim in a sentence.
    pub words: String,
}

/// One row of a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactionLine {
    /// The horizon.
    pub horizon: String,
    /// The price at its end, or why there is none.
    pub end: String,
    /// Return, benchmark's return, abnormal return, z.
    pub figures: [String; 4],
    /// The placebo rank.
    pub rank: String,
    /// The rank as the length of a bar, out of 100 units.
    pub rank_length: String,
    /// `up`, `down` or `flat`.
    pub way: &'static str,
    /// The verdict in a word.
    pub word: String,
    /// The volume ratio.
    pub volume: String,
    /// Whether the move is measured.
    pub is_measured: bool,
}

/// What a page needs besides the document.
pub struct PageSetting<'a> {
    /// Its text.
    pub text: &'a EventText,
    /// When the event became public.
    pub when: When,
    /// The zone in which an instrument's times are shown.
    pub zone: &'a dyn Fn(&ReactionRecord) -> Tz,
    /// The currency of an instrument's prices that carry none; `None` if it is
    /// unknown.
    pub currency: &'a dyn Fn(&ReactionRecord) -> Option<Currency>,
    /// How the page words the remedy for missing data.
    pub remedy: MissingWords<'a>,
    /// The zone in which the publication time is shown.
    pub home: Tz,
    /// What the user has decided on its links.
    pub decisions: &'a [LinkDecision],
}

impl EventPage {
    /// The page of an event.
    #[must_use]
    pub fn new(document: &EventDocument, charts: Vec<ChartPart>, setting: &PageSetting<'_>) -> Self {
        let event = &document.event;
        let given = document.not_measured();
        Self {
            id: event.id,
            title: event.title.clone(),
            lang: event.lang.clone().unwrap_or_default(),
            day: setting.when.date_utc().to_string(),
            facts: facts(document, setting),
            url: event.url.clone().filter(|u| u.starts_with("https://") || u.starts_with("http://")),
            tiles: tiles(document),
            passage: passage(setting.text, document),
            charts,
            links: document.links.iter().map(|l| link(l, document, setting.decisions)).collect(),
            rejected: rejected(setting.decisions),
            others: others(&document.reactions),
            unlisted: document.unlisted.iter().map(unlisted).collect(),
            claims: document.claims.iter().map(|c| claim(c, setting.remedy)).collect(),
            reactions: reactions(document, setting),
            notes: document.notes.iter().filter(|n| !given.contains(&n.as_str())).cloned().collect(),
            not_measured: given.iter().map(|reason| (*reason).to_owned()).collect(),
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

fn rejected(decisions: &[LinkDecision]) -> Vec<String> {
    let is_rejected = |d: &&LinkDecision| d.decision == Decision::Reject;
    decisions.iter().filter(is_rejected).map(|d| d.instrument.to_string()).collect()
}

/// Other news that the rows name, each once, with where it falls.
fn others(rows: &[ReactionRecord]) -> Vec<OtherNews> {
    let mut found: Vec<OtherNews> = Vec::new();
    let mut told: Vec<(i64, &Symbol)> = Vec::new();
    for row in rows {
        for (id, title) in row.confounders.iter().filter_map(|c| named_event(&c.text)) {
            if told.contains(&(id, &row.symbol)) {
                continue;
            }
            told.push((id, &row.symbol));
            let inside = format!("{} from {}", row.symbol, horizon(row));
            match found.iter_mut().find(|other| other.id == id) {
                Some(other) => other.inside = format!("{}, {inside}", other.inside),
                None => found.push(OtherNews { id, title: title.to_owned(), inside }),
            }
        }
    }
    found
}

/// The number and title of the event that a remark names.
fn named_event(text: &str) -> Option<(i64, &str)> {
    let (number, title) = text.strip_prefix("event ")?.split_once(": ")?;
    Some((number.parse().ok()?, title))
}

fn link(link: &LinkRecord, document: &EventDocument, decisions: &[LinkDecision]) -> LinkPart {
    let is_ours = |d: &&LinkDecision| d.instrument.symbol == link.symbol && d.instrument.mic == link.mic;
    LinkPart {
        is_decided: decisions.iter().rfind(is_ours).is_some_and(|d| d.decision != Decision::Reject),
        symbol: link.symbol.to_string(),
        mic: link.mic.to_string(),
        name: link.name.clone(),
        role: format::word(&link.role),
        confidence: format::share(link.confidence),
        evidence: evidence(link, document),
    }
}

fn unlisted(unlisted: &UnlistedRecord) -> (String, String) {
    let related: Vec<String> =
        unlisted.related.iter().map(|r| format!("{} ({})", r.symbol, r.reason)).collect();
    (unlisted.name.clone(), related.join(", "))
}

/// The finding, and the remedy for what is missing.
fn noted(verdict: &VerdictRecord, remedy: MissingWords<'_>) -> String {
    match verdict.missing.as_ref().and_then(|m| remedy(&m.value)) {
        Some(way) => format!("{}; {way}", verdict.note),
        None => verdict.note.clone(),
    }
}

fn claim(claim: &ClaimRecord, remedy: MissingWords<'_>) -> ClaimPart {
    let verdict = claim.verdict.as_ref();
    let size = verdict.and_then(|v| Some((v.verdict?, v.placebo_rank?, v.sample_size?)));
    ClaimPart {
        sentence: claim_sentence(claim),
        quote: claim.evidence.text.replace('\n', " "),
        status: verdict.map_or("not checked", |v| status_word(v.status)),
        note: verdict.map(|v| noted(v, remedy)).unwrap_or_default(),
        chance: verdict.and_then(|v| v.chance).map(chance).unwrap_or_default(),
        size: size.map_or_else(String::new, |(word, rank, n)| {
            let share = format::share(rank);
            format!("{}: larger than {share} of {n} moves of the same kind before", word.as_str())
        }),
    }
}

fn chance(chance: f64) -> String {
    format!(
        "Chance {}: the share of moves of the same kind, without this news, that would have matched what is stated",
        format::share(chance)
    )
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
        let (price, provider) =
            (format::price(a.price, a.currency.or(currency), 2), format::provider(&a.provider));
        format!("{price} at {at}, {} bars from {provider}", a.interval)
    });
    let name = document.links.iter().find(|l| l.symbol == first.symbol && l.mic == first.mic);
    let (without, shown): (Vec<_>, Vec<_>) = rows.iter().partition(|r| r.status == StatusRecord::NoData);
    Some(ReactionPart {
        ticker: format!("{}:{}", first.symbol, first.mic),
        symbol: first.symbol.to_string(),
        name: name.map(|l| l.name.clone()).unwrap_or_default(),
        anchor: anchor.unwrap_or_default(),
        benchmark: rows
            .iter()
            .find_map(|r| r.benchmark.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        rows: shown.into_iter().map(|r| line(r, currency, zone)).collect(),
        without: without.into_iter().map(horizon).collect::<Vec<_>>().join(", "),
        remarks: remarks(rows, setting.remedy),
    })
}

/// The remarks on the rows, each once.
fn remarks(rows: &[ReactionRecord], remedy: MissingWords<'_>) -> Vec<Remark> {
    let mut told: Vec<String> = Vec::new();
    let mut remarks = Vec::new();
    for row in rows {
        let missing = row.missing.as_ref().map(|m| missing_sentence(m, remedy));
        let confounders = row.confounders.iter().map(|c| &c.text);
        for text in confounders.chain(&missing).chain(&row.note) {
            if told.contains(text) {
                continue;
            }
            told.push(text.clone());
            let event = named_event(text);
            remarks.push(Remark {
                horizon: horizon(row),
                event: event.map(|(number, _)| number),
                words: event.map_or(text.as_str(), |(_, title)| title).to_owned(),
            });
        }
    }
    remarks
}

/// `1d`, or `run-up 5d`.
fn horizon(row: &ReactionRecord) -> String {
    row.horizon.to_string().replace('-', "run-up ")
}

fn line(row: &ReactionRecord, currency: Option<Currency>, zone: Tz) -> ReactionLine {
    let [_, _, end, own, benchmark, abnormal, z, rank, word, volume] =
        reaction_cells(row, (currency, 2), zone);
    ReactionLine {
        horizon: horizon(row),
        end,
        figures: [own, benchmark, abnormal, z],
        rank,
        rank_length: row.placebo_rank.map(length).unwrap_or_default(),
        way: way(row.return_fraction.map(Return::fraction)),
        word,
        volume,
        is_measured: row.return_fraction.is_some(),
    }
}
