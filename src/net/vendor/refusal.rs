//! What a refusal means.

use super::Vendor;

/// Why a vendor does not answer, as far as a caller treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Too many calls for now.
    Limited,
    /// The key is missing or wrong.
    KeyRefused,
    /// The key's plan does not include this.
    NotInPlan,
    /// It does not know what was asked for.
    Unknown,
    /// It knows what was asked for, and has nothing for these days.
    Nothing,
    /// A reason of its own.
    Other,
}

/// Words by which any service, and whatever stands before it, says in plain text that it is asked too often.
const LIMITS: [&str; 3] = ["too many requests", "rate limit", "limit requests"];

impl Vendor {
    /// What a refusal of this status, with this code and sentence in its body, means.
    ///
    /// ```
    /// use newstape::net::vendor::{FINNHUB, Refusal};
    ///
    /// assert_eq!(FINNHUB.refusal(401, "", "Invalid API key"), Refusal::KeyRefused);
    /// // What the plan lacks is no matter of the key, whatever the status.
    /// let said = "You don't have access to this resource.";
    /// assert_eq!(FINNHUB.refusal(401, "", said), Refusal::NotInPlan);
    /// assert_eq!(FINNHUB.refusal(403, "", ""), Refusal::NotInPlan);
    /// ```
    #[must_use]
    pub fn refusal(&self, status: u16, code: &str, said: &str) -> Refusal {
        let status = code.parse().unwrap_or(status);
        let own = || self.statuses.iter().find(|(own, _)| *own == status).map(|(_, meaning)| *meaning);
        self.in_words(&format!("{code} {said}")).or_else(own).unwrap_or(match status {
            401 => Refusal::KeyRefused,
            402 | 403 => Refusal::NotInPlan,
            429 => Refusal::Limited,
            _ => Refusal::Other,
        })
    }

    /// What words that come in place of a document mean, where they are known.
    pub(super) fn in_plain_text(&self, text: &str) -> Option<Refusal> {
        let lower = text.to_lowercase();
        let limited = || LIMITS.iter().any(|words| lower.contains(words)).then_some(Refusal::Limited);
        self.in_words(text).or_else(limited)
    }

    /// Whether a code that comes without a sentence is one of a refusal.
    pub(super) fn is_refusal(&self, code: &str) -> bool {
        self.in_words(code).is_some() || code.parse::<u16>().is_ok_and(|status| status >= 400)
    }

    fn in_words(&self, text: &str) -> Option<Refusal> {
        let lower = text.to_lowercase();
        self.phrases.iter().find(|(words, _)| lower.contains(words)).map(|(_, meaning)| *meaning)
    }
}
