//! A user's word on links: it stands above the linker's, now and whenever the text is linked again.

use serde::{Deserialize, Serialize};

use super::{Evidence, EvidenceKind, Link, LinkFindings, Role, Target};
use crate::instrument::InstrumentId;

/// What a user says of an instrument and a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The link is right.
    Accept,
    /// The link is wrong.
    Reject,
    /// The text is about it, whatever the linker finds.
    Add,
}

/// A decision on one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDecision {
    /// The instrument.
    pub instrument: InstrumentId,
    /// Its issuer's name, for a link that the linker does not find.
    pub name: String,
    /// What the user says.
    pub decision: Decision,
}

impl Link {
    /// True where the user named the instrument or accepted the link.
    #[must_use]
    pub fn is_users(&self) -> bool {
        self.evidence.iter().any(|e| e.kind == EvidenceKind::User)
    }
}

/// Puts a user's decisions above what the linker found.
///
/// A rejected instrument loses its link and its mentions, so that no claim is joined to it. An
/// accepted or added one has the confidence 1 and evidence of the kind [`EvidenceKind::User`]
/// (which stands nowhere in the text: its span is empty); an added one is a subject. Applying the
/// same decisions again changes nothing.
///
/// ```
/// use newstape::link::{Decision, Link, LinkDecision, LinkFindings, Role, decide};
///
/// let link = |id: &str, confidence| -> Result<Link, newstape::instrument::WrongId> {
///     let (instrument, name) = (id.parse()?, id.to_owned());
///     Ok(Link { instrument, name, role: Role::Mentioned, confidence, evidence: vec![], alternatives: vec![] })
/// };
/// let said = |id: &str, decision| -> Result<LinkDecision, newstape::instrument::WrongId> {
///     Ok(LinkDecision { instrument: id.parse()?, name: id.to_owned(), decision })
/// };
/// let mut linked = LinkFindings { links: vec![link("AAPL:XNAS", 0.9)?, link("GAP:XNYS", 0.6)?], ..LinkFindings::default() };
/// decide(&mut linked, &[said("GAP:XNYS", Decision::Reject)?, said("MSFT:XNAS", Decision::Add)?]);
/// let links: Vec<_> = linked.links.iter().map(|l| (l.instrument.to_string(), l.role, l.confidence)).collect();
/// assert_eq!(links, [
///     ("MSFT:XNAS".to_owned(), Role::Subject, 1.0),
///     ("AAPL:XNAS".to_owned(), Role::Mentioned, 0.9),
/// ]);
/// # Ok::<(), newstape::instrument::WrongId>(())
/// ```
pub fn decide(linked: &mut LinkFindings, decisions: &[LinkDecision]) {
    // In reverse, so that what is added first stands first.
    for decision in decisions.iter().rev() {
        match decision.decision {
            Decision::Reject => reject(linked, &decision.instrument),
            Decision::Accept => vouch(linked, decision, None),
            Decision::Add => vouch(linked, decision, Some(Role::Subject)),
        }
    }
    linked.links.sort_by(|a, b| a.role.cmp(&b.role).then(b.confidence.total_cmp(&a.confidence)));
}

fn reject(linked: &mut LinkFindings, instrument: &InstrumentId) {
    linked.links.retain(|l| l.instrument != *instrument);
    linked.mentions.retain(|m| !matches!(&m.target, Target::Instrument(id) if id == instrument));
}

fn vouch(linked: &mut LinkFindings, decision: &LinkDecision, role: Option<Role>) {
    let found = linked.links.iter().position(|l| l.instrument == decision.instrument);
    let mut link = found.map_or_else(
        || Link {
            instrument: decision.instrument.clone(),
            name: decision.name.clone(),
            role: Role::Mentioned,
            confidence: 1.0,
            evidence: Vec::new(),
            alternatives: Vec::new(),
        },
        |at| linked.links.remove(at),
    );
    // A related instrument that the user vouches for is more than related.
    link.role = role.unwrap_or(link.role.min(Role::Mentioned));
    link.confidence = 1.0;
    if !link.is_users() {
        link.evidence.push(Evidence { span: 0..0, text: String::new(), kind: EvidenceKind::User });
    }
    linked.links.insert(0, link);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventText;
    use crate::link::{LinkRequest, Linker};

    fn linked() -> LinkFindings {
        let text = EventText::from_title("Apple sues Samsung; Nvidia shares fell.");
        let date = "2025-02-01".parse().unwrap();
        Linker::builtin().link(&LinkRequest { text: &text, lang: Some("en"), date, watchlist: &[] })
    }

    fn decision(instrument: &str, decision: Decision) -> LinkDecision {
        LinkDecision { instrument: instrument.parse().unwrap(), name: "A name".to_owned(), decision }
    }

    fn link<'l>(linked: &'l LinkFindings, id: &str) -> Option<&'l Link> {
        linked.links.iter().find(|l| l.instrument.to_string() == id)
    }

    #[test]
    fn decisions_stand_above_the_linker() {
        let mut linked = linked();
        assert!(link(&linked, "AAPL:XNAS").is_some_and(|l| l.confidence < 1.0));
        let decisions = [
            decision("MSFT:XNAS", Decision::Add),
            decision("NVDA:XNAS", Decision::Reject),
            decision("AAPL:XNAS", Decision::Accept),
        ];
        decide(&mut linked, &decisions);
        let added = link(&linked, "MSFT:XNAS").unwrap();
        assert_eq!((added.role, added.confidence, added.is_users()), (Role::Subject, 1.0, true));
        assert!(link(&linked, "NVDA:XNAS").is_none());
        let nvidia = |m: &super::super::Mention| matches!(&m.target, Target::Instrument(id) if id.symbol.as_str() == "NVDA");
        assert!(!linked.mentions.iter().any(nvidia));
        let accepted = link(&linked, "AAPL:XNAS").unwrap();
        assert!(accepted.is_users() && accepted.evidence.len() > 1, "the text's evidence is kept");
        let once = linked.clone();
        decide(&mut linked, &decisions);
        assert_eq!(linked, once);
    }
}
