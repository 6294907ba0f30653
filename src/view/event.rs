//! One event as JSON: the event, its links, claims and reactions.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use super::format::utc;
use super::missing::MissingRecord;
use super::reaction::ReactionRecord;
use crate::claim::{
    Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, DayPoint, Direction, MoveHorizon, MoveTime,
    TimeKind,
};
use crate::event::{EventKind, NewsEvent, Precision, Publication, Score, TimeOrigin, When};
use crate::instrument::{InstrumentId, Mic, Symbol};
use crate::link::{Evidence, EvidenceKind, Link, Role, Unlisted};
use crate::reaction::VerdictWord;
use crate::road::{Aspect, Kept, StoredEvent};
use crate::units::{Currency, Return};

/// One event with its links, claims and reactions.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventDocument {
    /// The event.
    pub event: EventRecord,
    /// Its links, subjects first.
    pub links: Vec<LinkRecord>,
    /// Organisations that are named but not listed on any venue.
    pub unlisted: Vec<UnlistedRecord>,
    /// How services rate the item, as they sent it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<ScoreRecord>,
    /// The price moves that the text states, each with its verdict.
    pub claims: Vec<ClaimRecord>,
    /// What prices did after the news: a row per instrument and horizon.
    pub reactions: Vec<ReactionRecord>,
    /// Remarks, such as conflicting dates or wrong check digits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Whether logging created the event (`log` only).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<bool>,
}

impl EventDocument {
    /// Where nothing has rows, the notes that say why not: the venues of the instruments have no calendar.
    #[must_use]
    pub fn not_measured(&self) -> Vec<&str> {
        if !self.reactions.is_empty() {
            return Vec::new();
        }
        let of_a_link = |note: &&String| {
            self.links.iter().any(|l| note.starts_with(&format!("{}:{} is not measured: ", l.symbol, l.mic)))
        };
        self.notes.iter().filter(of_a_link).map(String::as_str).collect()
    }
}

/// A sentence on a statement of the user that was not applied because the event was logged before.
#[must_use]
pub fn not_applied(kept: &Kept) -> String {
    let Kept { aspect, kept, said } = kept;
    let what = match aspect {
        Aspect::Title => "title",
        Aspect::Time => "time",
        Aspect::Source => "source",
        Aspect::Kind => "kind",
        Aspect::Language => "language",
        Aspect::Tag => {
            return format!("not applied: the tag \"{said}\"; the event was logged before without it");
        }
        Aspect::Instrument => {
            return format!("not applied: {said}; the event was logged before without it as a subject");
        }
    };
    match kept {
        Some(kept) => {
            format!("not applied: the {what} \"{said}\"; the event was logged before and keeps \"{kept}\"")
        }
        None => format!("not applied: the {what} \"{said}\"; the event was logged before without one"),
    }
}

/// A publication time as text: RFC 3339 in UTC for an instant, the date alone for a day.
#[must_use]
pub fn published_at(when: &When) -> String {
    match when {
        When::Instant { at, .. } => utc(*at),
        When::Day(date) => date.to_string(),
    }
}

/// The event itself.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `NewsEvent` and `Publication`
pub struct EventRecord {
    pub id: i64,
    pub title: String,
    pub published_at: String,
    pub precision: Precision,
    pub origin: TimeOrigin,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub zone_assumed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
    pub seen_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    pub kind: EventKind,
    pub tags: Vec<String>,
    pub story_id: i64,
    pub revision: u32,
}

impl EventRecord {
    /// The record of an event, with the other times found for it.
    #[must_use]
    pub fn new(event: &NewsEvent, conflicts: &[Publication]) -> Self {
        let publication = &event.publication;
        Self {
            id: event.id.0,
            title: event.text.title().to_owned(),
            published_at: published_at(&publication.when),
            precision: publication.when.precision(),
            origin: publication.origin,
            original: publication.original.clone(),
            zone: publication.zone.clone(),
            zone_assumed: publication.zone_assumed,
            conflicts: conflicts
                .iter()
                .filter(|other| other.when != event.publication.when)
                .map(|other| published_at(&other.when))
                .collect(),
            seen_at: utc(event.seen_at),
            source: event.source.clone(),
            url: event.url.clone(),
            lang: event.lang.clone(),
            kind: event.kind,
            tags: event.tags.clone(),
            story_id: event.story.0,
            revision: event.revision.0,
        }
    }
}

/// How a service rates an item: a figure on its own scale, or a word.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Score`
pub struct ScoreRecord {
    pub service: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl From<&Score> for ScoreRecord {
    fn from(score: &Score) -> Self {
        Self {
            service: score.service.clone(),
            name: score.name.clone(),
            symbol: score.symbol.clone(),
            value: score.value.and_then(|value| value.to_f64()),
            label: score.label.clone(),
        }
    }
}

/// A place in the text, in byte offsets into the stored text.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Evidence`
pub struct EvidenceRecord {
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub kind: EvidenceKind,
}

impl From<&Evidence> for EvidenceRecord {
    fn from(e: &Evidence) -> Self {
        Self { start: e.span.start, end: e.span.end, text: e.text.clone(), kind: e.kind }
    }
}

/// The notes on a stored event, with the one that its place in its story makes.
#[must_use]
pub fn notes(stored: &StoredEvent) -> Vec<String> {
    let (id, first) = (stored.event.id.0, stored.event.story.0);
    let of_story = (first != id)
        .then(|| format!("event {first} published this story first; the reaction is measured there"))
        .filter(|note| !stored.notes.contains(note));
    stored.notes.iter().cloned().chain(of_story).collect()
}

/// A link.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Link`
pub struct LinkRecord {
    #[schema(value_type = String)]
    pub symbol: Symbol,
    #[schema(value_type = String)]
    pub mic: Mic,
    pub name: String,
    pub role: Role,
    pub confidence: f64,
    pub evidence: Vec<EvidenceRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<InstrumentId>,
}

impl From<&Link> for LinkRecord {
    fn from(link: &Link) -> Self {
        Self {
            symbol: link.instrument.symbol.clone(),
            mic: link.instrument.mic,
            name: link.name.clone(),
            role: link.role,
            confidence: (link.confidence * 1000.0).round() / 1000.0,
            evidence: link.evidence.iter().map(Into::into).collect(),
            alternatives: link.alternatives.clone(),
        }
    }
}

/// An instrument related to an organisation.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `RelatedInstrument`
pub struct RelatedRecord {
    #[schema(value_type = String)]
    pub symbol: Symbol,
    #[schema(value_type = String)]
    pub mic: Mic,
    pub reason: String,
}

/// An organisation that is not listed.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Unlisted`
pub struct UnlistedRecord {
    pub name: String,
    pub related: Vec<RelatedRecord>,
    pub evidence: Vec<EvidenceRecord>,
}

impl From<&Unlisted> for UnlistedRecord {
    fn from(unlisted: &Unlisted) -> Self {
        let related = |r: &crate::link::RelatedInstrument| RelatedRecord {
            symbol: r.instrument.symbol.clone(),
            mic: r.instrument.mic,
            reason: r.reason.clone(),
        };
        Self {
            name: unlisted.name.clone(),
            related: unlisted.related.iter().map(related).collect(),
            evidence: unlisted.evidence.iter().map(Into::into).collect(),
        }
    }
}

/// A claim with its verdict.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `Claim`
pub struct ClaimRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub symbol: Option<Symbol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub mic: Option<Mic>,
    pub company: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_index: bool,
    pub direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent_max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_price: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<ClaimSession>,
    pub horizon: MoveHorizon,
    /// When it happened, as the text states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<MoveTimeRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<DayPoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// The bound in the words of earlier versions: `approx`, `up_to`, `more_than`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<&'static str>,
    pub evidence: EvidenceRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictRecord>,
}

impl ClaimRecord {
    /// The record of a claim and of what checking it found.
    #[must_use]
    pub fn new(claim: &Claim, verdict: Option<&ClaimVerdict>) -> Self {
        let number = |d: Option<Decimal>| d.and_then(|d| d.to_f64());
        Self {
            symbol: claim.instrument.as_ref().map(|i| i.symbol.clone()),
            mic: claim.instrument.as_ref().map(|i| i.mic),
            company: claim.company.clone(),
            is_index: claim.is_index,
            direction: claim.direction,
            percent: number(claim.percent),
            percent_min: number(claim.percent_min),
            percent_max: number(claim.percent_max),
            points: number(claim.points),
            price: number(claim.price),
            from_price: number(claim.from_price),
            currency: claim.currency,
            session: claim.session,
            horizon: claim.horizon,
            when: claim.when.as_ref().map(Into::into),
            point: claim.point,
            bound: claim.bound,
            qualifier: claim.bound.and_then(qualifier),
            evidence: (&claim.evidence).into(),
            verdict: verdict.map(Into::into),
        }
    }
}

const fn qualifier(bound: Bound) -> Option<&'static str> {
    match bound {
        Bound::About => Some("approx"),
        Bound::AsMuchAs => Some("up_to"),
        Bound::AtLeast => Some("more_than"),
        Bound::AtMost | Bound::Between => None,
    }
}

/// The time of a move: the words of the text, and the first and last day that they mean.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `MoveTime`
pub struct MoveTimeRecord {
    pub text: String,
    pub kind: TimeKind,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl From<&MoveTime> for MoveTimeRecord {
    fn from(MoveTime { text, kind, from, to }: &MoveTime) -> Self {
        Self { text: text.clone(), kind: *kind, from: *from, to: *to }
    }
}

/// What checking a claim found.
#[derive(Debug, Serialize, ToSchema)]
#[allow(missing_docs)] // the fields are those of `ClaimVerdict`
pub struct VerdictRecord {
    pub status: ClaimStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<ClaimSession>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_close: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured_pct: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placebo_rank: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_size: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<VerdictWord>,
    /// The share of the instrument's own earlier windows that would have fitted the same words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// How many such windows there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance_windows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingRecord>,
    pub note: String,
}

impl From<&ClaimVerdict> for VerdictRecord {
    fn from(v: &ClaimVerdict) -> Self {
        Self {
            status: v.status,
            session: v.session,
            session_date: v.session_date,
            reference_date: v.reference_date,
            reference_close: v.reference_close.map(|p| p.amount),
            measured_pct: v.measured.map(Return::pct),
            placebo_rank: v.unusualness.map(|u| u.placebo_rank),
            sample_size: v.unusualness.map(|u| u.sample_size),
            verdict: v.unusualness.map(|u| u.word()),
            chance: v.chance,
            chance_windows: v.chance_windows,
            missing: v.missing.as_ref().map(Into::into),
            note: v.note.clone(),
        }
    }
}
