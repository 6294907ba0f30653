//! What a provider refused during a run, so that it is left alone afterwards.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use tokio::sync::{Mutex as Turn, MutexGuard};

use super::{BarRequest, ProviderError};
use crate::net::NetError;
use crate::net::vendor::VendorError;
use crate::units::Currency;

/// How long a provider is left alone after it said that there were too many requests, at least.
const AFTER_A_LIMIT: TimeDelta = TimeDelta::minutes(15);
/// After anything else that will not be different for the next symbol.
const AFTER_A_REFUSAL: TimeDelta = TimeDelta::hours(1);

/// The requests that a refusal holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All.
    All,
    /// Those in this currency: a plan has the markets of one country and lacks others.
    Market(Currency),
    /// Intraday bars in this currency.
    Intraday(Currency),
}

impl Scope {
    fn covers(self, request: &BarRequest<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Market(currency) => request.instrument.currency == currency,
            Self::Intraday(currency) => {
                request.instrument.currency == currency && request.interval.span().is_some()
            }
        }
    }
}

#[derive(Debug)]
struct Refusal {
    scope: Scope,
    until: DateTime<Utc>,
    error: ProviderError,
}

/// A cookie and the token that belongs to it, for services that want to have met a client before.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// As the `Cookie` header sends it.
    pub(super) cookie: SecretString,
    /// The token.
    pub(super) crumb: SecretString,
}

/// A provider's standing during a run.
///
/// Times are those of the requests, so that a run with a fixed clock is one run, however long it takes.
#[derive(Debug, Default)]
pub(super) struct Standing {
    refusals: Mutex<Vec<Refusal>>,
    has_answered: AtomicBool,
    turn: Turn<()>,
    session: Mutex<Option<Session>>,
    gives_short_answers: AtomicBool,
}

impl Standing {
    /// What it said, if it is left alone.
    pub(super) fn refused(&self, request: &BarRequest<'_>) -> Option<ProviderError> {
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |r: &&Refusal| r.scope.covers(request) && request.as_of < r.until;
        refusals.iter().find(holds).map(|r| r.error.clone())
    }

    /// Waits until nobody else asks it for the first time: of several requests at once only one is to
    /// meet the refusal.
    pub(super) async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        if self.has_answered.load(Ordering::Relaxed) {
            return None;
        }
        Some(self.turn.lock().await)
    }

    /// The session, if one was opened.
    pub(super) fn session(&self) -> Option<Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a session for the next requests.
    pub(super) fn keep_session(&self, session: Session) {
        *self.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
    }

    /// Whether its plan was found to have only short answers.
    pub(super) fn gives_short_answers(&self) -> bool {
        self.gives_short_answers.load(Ordering::Relaxed)
    }

    /// Notes that its plan has only short answers.
    pub(super) fn note_short_answers(&self) {
        self.gives_short_answers.store(true, Ordering::Relaxed);
    }

    /// Notes the outcome of a request.
    pub(super) fn note<T>(&self, request: &BarRequest<'_>, outcome: &Result<T, ProviderError>) {
        let refused = outcome.as_ref().err().and_then(|e| Some((e, lasting(e, request)?)));
        let Some((error, (scope, wait))) = refused else {
            return self.has_answered.store(true, Ordering::Relaxed);
        };
        let refusal = Refusal { scope, until: request.as_of + wait, error: error.clone() };
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).push(refusal);
    }
}

/// For which requests and how long the next answer would be the same; `None` where it is a matter of this
/// request alone.
fn lasting(error: &ProviderError, request: &BarRequest<'_>) -> Option<(Scope, TimeDelta)> {
    let ProviderError::Vendor(error) = error else { return None };
    let currency = request.instrument.currency;
    match error {
        VendorError::RateLimited { retry_after, .. } => Some((Scope::All, at_least(*retry_after))),
        VendorError::KeyRefused { .. }
        | VendorError::ClientRefused { .. }
        | VendorError::NotData { .. }
        | VendorError::KeyMissing { .. } => Some((Scope::All, AFTER_A_REFUSAL)),
        VendorError::NotInPlan { .. } if request.interval.span().is_some() => {
            Some((Scope::Intraday(currency), AFTER_A_REFUSAL))
        }
        VendorError::NotInPlan { .. } => Some((Scope::Market(currency), AFTER_A_REFUSAL)),
        VendorError::Net { error, .. } => is_the_way(error).then_some((Scope::All, AFTER_A_LIMIT)),
        VendorError::Unknown { .. }
        | VendorError::Nothing { .. }
        | VendorError::Refused { .. }
        | VendorError::Shape { .. } => None,
    }
}

fn at_least(asked: Option<Duration>) -> TimeDelta {
    asked
        .and_then(|wait| TimeDelta::from_std(wait).ok())
        .map_or(AFTER_A_LIMIT, |wait| wait.max(AFTER_A_LIMIT))
}

/// Whether it is the way to the machine that fails, rather than one answer.
const fn is_the_way(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Offline { .. }
            | NetError::Unresolved { .. }
            | NetError::Refused { .. }
            | NetError::Unreachable { .. }
            | NetError::Tls { .. }
            | NetError::TimedOut { .. }
            | NetError::Paced { .. }
            | NetError::Spent { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::{Instrument, plain_instrument};
    use crate::market::Interval;

    fn share(id: &str, currency: Currency) -> Instrument {
        plain_instrument(id.parse().unwrap(), id, Some(currency)).unwrap()
    }

    fn request(instrument: &Instrument, interval: Interval, as_of: &str) -> BarRequest<'static> {
        let instrument: &'static Instrument = Box::leak(Box::new(instrument.clone()));
        let day = "2025-01-27".parse().unwrap();
        let as_of = as_of.parse().unwrap();
        BarRequest {
            instrument,
            present: None,
            interval,
            from: day,
            to: day,
            extended: false,
            as_of,
            known: None,
            calendar: None,
        }
    }

    const NOW: &str = "2025-02-01T12:00:00Z";

    fn after(error: VendorError, interval: Interval) -> Standing {
        let standing = Standing::default();
        let asked = request(&share("MSFT:XNAS", Currency::USD), interval, NOW);
        standing.note::<()>(&asked, &Err(error.into()));
        standing
    }

    #[test]
    fn a_limit_holds_for_everything_as_long_as_it_is_asked_to_wait() {
        let limited =
            |retry_after| VendorError::RateLimited { vendor: "a", said: String::new(), retry_after };
        let other = share("SAP:XETR", Currency::EUR);
        let is_left =
            |standing: &Standing, at| standing.refused(&request(&other, Interval::Minute1, at)).is_some();
        let standing = after(limited(None), Interval::Day1);
        assert!(is_left(&standing, "2025-02-01T12:14:59Z") && !is_left(&standing, "2025-02-01T12:15:00Z"));
        let standing = after(limited(Some(Duration::from_hours(2))), Interval::Day1);
        assert!(is_left(&standing, "2025-02-01T13:59:59Z") && !is_left(&standing, "2025-02-01T14:00:00Z"));
    }

    #[test]
    fn what_a_plan_lacks_holds_for_its_market() {
        let (us, eu) = (share("SPY:ARCX", Currency::USD), share("SAP:XETR", Currency::EUR));
        let lacks = || VendorError::NotInPlan { vendor: "a", said: String::new() };
        let is_left =
            |standing: &Standing, of: &Instrument, i| standing.refused(&request(of, i, NOW)).is_some();
        let days = after(lacks(), Interval::Day1);
        assert!(is_left(&days, &us, Interval::Day1) && is_left(&days, &us, Interval::Minute1));
        assert!(!is_left(&days, &eu, Interval::Day1));
        let minutes = after(lacks(), Interval::Minute1);
        assert!(!is_left(&minutes, &us, Interval::Day1) && is_left(&minutes, &us, Interval::Minute5));
    }

    #[test]
    fn an_unknown_symbol_is_nobody_elses_matter() {
        let unknown = VendorError::Unknown { vendor: "a", asked: "X".to_owned(), said: String::new() };
        let us = share("SPY:ARCX", Currency::USD);
        let standing = after(unknown, Interval::Day1);
        assert_eq!(standing.refused(&request(&us, Interval::Day1, NOW)), None);
    }
}
