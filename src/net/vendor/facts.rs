//! The facts about a remote service.

use chrono_tz::Tz;

use super::Refusal;
use crate::net::{Content, Pace};

/// A remote service. Plans change often; limits are those of the free or usual plan.
#[derive(Debug)]
pub struct Vendor {
    /// Its name, as used in settings, variables, series and call counts.
    pub name: &'static str,
    /// Its usual address, without a closing slash.
    pub base: &'static str,
    /// How its key is sent.
    pub key: Key,
    /// Its rate limit.
    pub pace: Pace,
    /// Its daily call limit, if it has one.
    pub daily: Option<DailyLimit>,
    /// The content type that it sends.
    pub content: Content,
    /// Where its documents state the reason of a refusal.
    pub said: Said,
    /// Known phrases, in lower case, and what each means; the first that occurs counts.
    pub phrases: &'static [(&'static str, Refusal)],
    /// Statuses that it uses with another meaning than HTTP's.
    pub statuses: &'static [(u16, Refusal)],
}

/// How a service's key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// No key is needed.
    None,
    /// In a header, after a word such as `Bearer `.
    Header {
        /// The header's name.
        name: &'static str,
        /// The prefix of the key.
        prefix: &'static str,
    },
    /// In a query field of this name.
    Query(&'static str),
    /// A key and a secret, in two headers.
    Pair {
        /// The header of the key.
        key: &'static str,
        /// The header of the secret.
        secret: &'static str,
    },
}

/// The daily call limit of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyLimit {
    /// The number of calls.
    pub calls: u32,
    /// The zone in which its day begins.
    pub zone: Tz,
}

/// Where a service's document states the reason of a refusal, as JSON pointers (RFC 6901).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The places of a sentence; the first that is present counts.
    pub texts: &'static [&'static str],
    /// The place of a code: a word, or a number like an HTTP status.
    pub code: Option<&'static str>,
}

/// Phrases by which any service, or a proxy in front of it, says in plain text that there are too many requests.
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

    /// The meaning of a refusal with this status, and with this code and sentence in its body.
    ///
    /// ```
    /// use newstape::net::vendor::{FINNHUB, Refusal};
    ///
    /// assert_eq!(FINNHUB.refusal(401, "", "Invalid API key"), Refusal::KeyRefused);
    /// // What the plan does not include is not a matter of the key, whatever the status.
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

    /// The meaning of a text that comes instead of a document, if it is known.
    pub(super) fn in_plain_text(&self, text: &str) -> Option<Refusal> {
        let lower = text.to_lowercase();
        let limited = || LIMITS.iter().any(|words| lower.contains(words)).then_some(Refusal::Limited);
        self.in_words(text).or_else(limited)
    }

    /// Whether a code without a sentence means a refusal.
    pub(super) fn is_refusal(&self, code: &str) -> bool {
        self.in_words(code).is_some() || code.parse::<u16>().is_ok_and(|status| status >= 400)
    }

    fn in_words(&self, text: &str) -> Option<Refusal> {
        let lower = text.to_lowercase();
        self.phrases.iter().find(|(words, _)| lower.contains(words)).map(|(_, meaning)| *meaning)
    }
}
