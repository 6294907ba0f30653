//! What is known of a remote service.

use chrono_tz::Tz;

use super::Refusal;
use crate::net::{Content, Pace};

/// A remote service. Plans change often; limits are those of the free or usual plan.
#[derive(Debug)]
pub struct Vendor {
    /// Its name, as in settings, variables, series and the count of calls.
    pub name: &'static str,
    /// Its usual address, without a closing slash.
    pub base: &'static str,
    /// How it wants its key.
    pub key: Key,
    /// How often it may be asked.
    pub pace: Pace,
    /// How many calls a day it allows, where it counts them by day.
    pub daily: Option<DailyLimit>,
    /// What it sends.
    pub content: Content,
    /// Where a document of its says why it refuses.
    pub said: Said,
    /// What its words mean, in lower case; the first that occurs counts.
    pub phrases: &'static [(&'static str, Refusal)],
    /// Statuses that mean something else with it than in HTTP.
    pub statuses: &'static [(u16, Refusal)],
}

/// How a service wants its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// It needs none.
    None,
    /// In a header, after a word such as `Bearer `.
    Header {
        /// The header's name.
        name: &'static str,
        /// What stands before the key.
        prefix: &'static str,
    },
    /// In a field of the query.
    Query(&'static str),
    /// A pair, in two headers.
    Pair {
        /// The header of the key.
        key: &'static str,
        /// The header of the secret.
        secret: &'static str,
    },
}

/// How many calls a day a plan allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyLimit {
    /// Calls.
    pub calls: u32,
    /// The zone in which its day begins.
    pub zone: Tz,
}

/// Where a service's document says why it refuses, as JSON pointers (RFC 6901).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Sentences, the first that is there counts.
    pub texts: &'static [&'static str],
    /// A code beside the sentence: a word, or a number like an HTTP status.
    pub code: Option<&'static str>,
}

/// Words by which any service, and whatever stands before it, says in plain text that it is asked too often.
const LIMITS: [&str; 3] = ["too many requests", "rate limit", "limit requests"];

impl Vendor {
    /// Whether it needs a key.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        !matches!(self.key, Key::None)
    }

    /// Its usual address, or another machine that serves the same paths.
    ///
    /// ```
    /// use newstape::net::vendor::FINNHUB;
    ///
    /// assert_eq!(FINNHUB.at(None), "https://finnhub.io/api/v1");
    /// assert_eq!(FINNHUB.at(Some("http://127.0.0.1:8080/")), "http://127.0.0.1:8080/api/v1");
    /// ```
    #[must_use]
    pub fn at(&self, machine: Option<&str>) -> String {
        let Some(machine) = machine else { return self.base.to_owned() };
        let path = self.base.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        format!("{}{path}", machine.trim_end_matches('/'))
    }

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
