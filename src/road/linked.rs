//! A draft linked to instruments, and then read for claims.

use super::ready::{Findings, Measurement, Ready};
use super::{CheckedClaim, Draft, Naming};
use crate::claim::{self, Attribution, Claim, ClaimRequest, Known};
use crate::event::When;
use crate::instrument::{Instrument, InstrumentId, Universe};
use crate::link::{
    self, Decision, Evidence, EvidenceKind, Link, LinkDecision, LinkRequest, Linker, Role, Unlisted, decide,
};
use crate::reaction::Reaction;

/// Confidence of a link that only a tag of the source brings: services tag whatever a text brushes.
const TAGGED: f64 = 0.6;

/// No article states so many moves; each is checked against prices, so that their number is bounded.
const MOST_CLAIMS: usize = 500;

/// A draft with its links.
#[derive(Debug)]
pub struct Linked {
    draft: Draft,
    found: link::LinkFindings,
    decisions: Vec<LinkDecision>,
}

impl Draft {
    /// Links the text, and puts above that what its source says of it, and above both what the user
    /// has decided.
    #[must_use]
    pub fn link(self, linker: &Linker, naming: &Naming<'_>) -> Linked {
        let mut draft = self;
        let mut linked = draft.names(linker, naming);
        put_tags(&mut linked, naming);
        decide(&mut linked, &naming.decisions);
        draft.settle_kind(!linked.links.is_empty());
        Linked { draft, found: linked, decisions: naming.decisions.clone() }
    }

    /// Keeps links that were made before, and puts what the user has decided above them. A link that was
    /// rejected and is now accepted is the linker's again.
    #[must_use]
    pub fn keep_links(
        self,
        linker: &Linker,
        (links, unlisted): (Vec<Link>, Vec<Unlisted>),
        naming: &Naming<'_>,
    ) -> Linked {
        let mut linked = self.names(linker, naming);
        let is_accepted = |link: &Link| {
            let of = |d: &LinkDecision| d.decision == Decision::Accept && d.instrument == link.instrument;
            naming.decisions.iter().any(of) && links.iter().all(|kept| kept.instrument != link.instrument)
        };
        linked.links.retain(is_accepted);
        linked.links.splice(0..0, links);
        linked.unlisted = unlisted;
        decide(&mut linked, &naming.decisions);
        Linked { draft: self, found: linked, decisions: naming.decisions.clone() }
    }

    fn names(&self, linker: &Linker, naming: &Naming<'_>) -> link::LinkFindings {
        let put = naming.about.iter().chain(&naming.tagged).map(|i| i.id.clone());
        let wanted = naming.decisions.iter().filter(|d| d.decision != Decision::Reject);
        let watchlist: Vec<InstrumentId> =
            naming.watched.iter().cloned().chain(put).chain(wanted.map(|d| d.instrument.clone())).collect();
        linker.link(&LinkRequest {
            text: self.text(),
            lang: self.lang(),
            date: self.publication().when.date_utc(),
            watchlist: &watchlist,
        })
    }
}

fn put_tags(linked: &mut link::LinkFindings, naming: &Naming<'_>) {
    for instrument in &naming.tagged {
        if !linked.links.iter().any(|l| l.instrument == instrument.id) {
            linked.links.push(stated(instrument, Role::Mentioned, TAGGED));
        }
    }
    for instrument in naming.about.iter().rev() {
        linked.links.retain(|l| l.instrument != instrument.id);
        linked.links.insert(0, stated(instrument, Role::Subject, 1.0));
    }
}

fn stated(instrument: &Instrument, role: Role, confidence: f64) -> Link {
    let symbol = instrument.id.symbol.to_string();
    Link {
        instrument: instrument.id.clone(),
        name: instrument.name.clone(),
        role,
        confidence,
        evidence: vec![Evidence { span: 0..0, text: symbol, kind: EvidenceKind::Source }],
        alternatives: Vec::new(),
    }
}

impl Linked {
    /// The links, subjects first.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.found.links
    }

    /// Reads the text for the moves that it states, each joined to the instrument of its mention or to
    /// one that the user named. Whose move a text states, of that it is.
    #[must_use]
    pub fn read(self, universe: &Universe) -> Read {
        let Self { mut draft, mut found, decisions } = self;
        let mut claims = claims(universe, &draft, &found, &decisions);
        if claims.len() > MOST_CLAIMS {
            draft.add_notes([format!(
                "the text states more than {MOST_CLAIMS} moves; the others are not checked"
            )]);
            claims.truncate(MOST_CLAIMS);
        }
        let moved = claims.iter().filter_map(|claim| claim.instrument.as_ref());
        link::make_subjects(&mut found.links, moved);
        let claims = claims.into_iter().map(|claim| (claim, None)).collect();
        draft.add_notes(found.notes);
        Read { draft, links: found.links, unlisted: found.unlisted, claims }
    }
}

fn claims(
    universe: &Universe,
    draft: &Draft,
    linked: &link::LinkFindings,
    decisions: &[LinkDecision],
) -> Vec<Claim> {
    let mut claims = claim::extract_from(&ClaimRequest {
        text: &draft.text().text,
        lang: draft.lang(),
        mentions: &linked.mentions,
        published: Some(draft.publication().when),
    });
    let users: Vec<&Link> = linked.links.iter().filter(|l| l.is_users()).collect();
    if users.is_empty() {
        return claims;
    }
    let subjects: Vec<&Link> = linked.links.iter().filter(|l| l.role == Role::Subject).collect();
    let rejected = decisions.iter().filter(|d| d.decision == Decision::Reject);
    let mut others: Vec<String> = rejected.flat_map(|d| names(universe, &d.instrument, &d.name)).collect();
    others.extend(linked.unlisted.iter().map(|u| u.name.clone()));
    let attribution = Attribution {
        added: users.iter().map(|l| known(universe, &l.instrument, &l.name)).collect(),
        only_subject: match subjects.as_slice() {
            [one] if one.is_users() => Some(one.instrument.clone()),
            _ => None,
        },
        others,
    };
    claim::attribute(&mut claims, &attribution);
    claims
}

fn known(universe: &Universe, instrument: &InstrumentId, name: &str) -> Known {
    Known { instrument: instrument.clone(), names: names(universe, instrument, name) }
}

fn names(universe: &Universe, instrument: &InstrumentId, name: &str) -> Vec<String> {
    let aliases = universe.names_of(instrument).map(|alias| alias.text.clone());
    std::iter::once(name.to_owned()).chain(aliases).collect()
}

/// A linked draft with the moves that its text states, not checked yet.
#[derive(Debug)]
pub struct Read {
    draft: Draft,
    links: Vec<Link>,
    unlisted: Vec<Unlisted>,
    claims: Vec<CheckedClaim>,
}

impl Read {
    /// What the item came to.
    #[must_use]
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The links, subjects first.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The claims, each without a verdict.
    #[must_use]
    pub fn claims(&self) -> &[CheckedClaim] {
        &self.claims
    }

    /// Ready to be stored, its rows measured and its claims checked from the time `from`: that of the
    /// draft, or of the event that it is known to be.
    #[must_use]
    pub fn measured(self, from: When, measured: Measurement) -> Ready {
        let Self { mut draft, links, unlisted, .. } = self;
        draft.add_notes(measured.notes);
        let Measurement { reactions, claims, .. } = measured;
        Ready::new(draft, from, Findings { links, unlisted, claims, reactions })
    }

    /// Ready to be stored with rows that wait to be measured from the time `from`; the claims are
    /// checked with them.
    #[must_use]
    pub fn scheduled(self, from: When, reactions: Vec<Reaction>) -> Ready {
        let claims = self.claims.clone();
        self.measured(from, Measurement { reactions, claims, notes: Vec::new() })
    }
}
