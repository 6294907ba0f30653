//! The form above a list of events: what was chosen and typed, and what is wrong with it.

use chrono_tz::Tz;

use crate::claim::ClaimStatus;
use crate::event::EventKind;
use crate::list::SortBy;
use crate::reaction::VerdictWord;

/// What the reader of a list asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// An expression, or words to search for; may be empty.
    pub words: String,
    /// A symbol; may be empty.
    pub ticker: String,
    /// Only events of this kind.
    pub kind: Option<EventKind>,
    /// Only events with a claim of this status.
    pub claim: Option<ClaimStatus>,
    /// Only events whose move has this verdict.
    pub verdict: Option<VerdictWord>,
    /// The order; the page's own if nothing was chosen.
    pub sort: Option<SortBy>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// The zone of the reader's days and times.
    pub zone: Tz,
}

impl Asked {
    /// Whether anything narrows the list.
    #[must_use]
    pub fn narrows(&self) -> bool {
        !self.words.trim().is_empty()
            || !self.ticker.trim().is_empty()
            || self.kind.is_some()
            || self.claim.is_some()
            || self.verdict.is_some()
    }
}

/// The form above a list of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterForm {
    /// The contents of the box.
    pub words: String,
    /// The symbol that was asked for; may be empty.
    pub ticker: String,
    /// The kinds of news.
    pub kinds: Vec<Choice>,
    /// The verdicts on claims.
    pub claims: Vec<Choice>,
    /// The verdicts on moves.
    pub verdicts: Vec<Choice>,
    /// The orders.
    pub orders: Vec<Choice>,
    /// The order in words: `the most unusual reaction first`.
    pub order: &'static str,
    /// Whether anything narrows the list.
    pub narrows: bool,
    /// Whether this is the first page.
    pub is_first: bool,
    /// What is wrong with the contents of the box.
    pub mistake: Option<Mistake>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value as in addresses.
    pub value: &'static str,
    /// The value in words.
    pub words: &'static str,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What stands before the place.
    pub before: String,
    /// The word at the place; empty at the end.
    pub at: String,
    /// What stands after it.
    pub after: String,
    /// What is wrong.
    pub reason: String,
}

/// The orders with their names and what they put first.
const ORDERS: [(SortBy, &str, &str, &str); 4] = [
    (SortBy::Unusual, "unusual", "Most unusual", "the most unusual reaction first"),
    (SortBy::Move, "move", "Largest move", "the largest move first"),
    (SortBy::Published, "published", "Latest published", "the latest published first"),
    (SortBy::Seen, "seen", "Latest seen", "the latest seen first"),
];

impl FilterForm {
    /// The form of a list whose order is `usual` unless another one is chosen.
    #[must_use]
    pub fn new(asked: &Asked, usual: SortBy, mistake: Option<Mistake>) -> Self {
        let sort = asked.sort.unwrap_or(usual);
        let choice = |value, words, is_chosen| Choice { value, words, is_chosen };
        let (kind, claim, verdict) = (asked.kind, asked.claim, asked.verdict);
        Self {
            words: asked.words.clone(),
            ticker: asked.ticker.trim().to_uppercase(),
            kinds: EventKind::ALL.map(|k| choice(k.as_str(), k.as_str(), kind == Some(k))).into(),
            claims: ClaimStatus::ALL.map(|s| choice(s.as_str(), s.as_str(), claim == Some(s))).into(),
            verdicts: VerdictWord::ALL.map(|v| choice(v.as_str(), v.as_str(), verdict == Some(v))).into(),
            orders: ORDERS.map(|(by, value, words, _)| choice(value, words, by == sort)).into(),
            order: ORDERS.iter().find(|o| o.0 == sort).map_or("", |o| o.3),
            narrows: asked.narrows(),
            is_first: asked.cursor.is_none(),
            mistake,
        }
    }
}

impl Mistake {
    /// A mistake of the whole text.
    #[must_use]
    pub fn whole(text: &str, reason: String) -> Self {
        Self { before: String::new(), at: text.to_owned(), after: String::new(), reason }
    }

    /// A mistake at a character, counted from 1: the word that begins there is marked, at least one character.
    #[must_use]
    pub fn at(text: &str, character: usize, reason: String) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let start = character.saturating_sub(1).min(characters.len());
        let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '%' | '&');
        let word = characters[start..].iter().take_while(|c| is_part(c)).count();
        let end = (start + word.max(1)).min(characters.len());
        let text = |part: &[char]| part.iter().collect::<String>();
        Self {
            before: text(&characters[..start]),
            at: text(&characters[start..end]),
            after: text(&characters[end..]),
            reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_mistake_is_marked_and_nothing_is_lost() {
        for (text, character, at) in [
            ("kind = earnings and colour = red", 21, "colour"),
            ("titel ~ Börse", 1, "titel"),
            ("title = Börse )", 15, ")"),
            ("kind = earnings and", 20, ""),
            ("move > viel%", 8, "viel%"),
            ("kind = 😀😀", 8, "😀"),
            ("", 1, ""),
            ("a", 99, ""),
        ] {
            let mistake = Mistake::at(text, character, "wrong".to_owned());
            assert_eq!(mistake.at, at, "{text}: {mistake:?}");
            assert_eq!(format!("{}{}{}", mistake.before, mistake.at, mistake.after), text);
        }
    }

    #[test]
    fn a_form_keeps_what_was_chosen() {
        let asked = Asked { kind: Some(EventKind::Filing), sort: Some(SortBy::Move), ..Asked::default() };
        let form = FilterForm::new(&asked, SortBy::Published, None);
        let chosen = |all: &[Choice]| all.iter().filter(|c| c.is_chosen).map(|c| c.value).collect::<Vec<_>>();
        assert_eq!((chosen(&form.kinds), chosen(&form.orders)), (vec!["filing"], vec!["move"]));
        assert!(form.narrows && form.is_first && chosen(&form.claims).is_empty());
        let usual = FilterForm::new(&Asked::default(), SortBy::Unusual, None);
        assert!(!usual.narrows && usual.order.contains("unusual"));
    }
}
