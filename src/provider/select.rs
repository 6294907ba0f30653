//! Chooses the provider to ask, and says why others were skipped.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::error::NOT_CARRIED;
use super::{BarRequest, Fetched, FetchedBars, PassedOver, Provider, ProviderError};
use crate::market::{Series, SeriesKey};
use crate::net::vendor::VendorError;
use crate::net::{Client, Validator};

/// The parts of a request's range that one provider's series lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingRanges {
    /// First and last session date of each missing part, oldest first; empty if nothing is missing.
    pub ranges: Vec<(NaiveDate, NaiveDate)>,
    /// Whether some of the range is already stored.
    pub some_held: bool,
    /// Why the range had to be cut for this provider, if it had to.
    pub cut: Option<String>,
    /// The validators of earlier answers whose bars are stored.
    pub known: BTreeMap<(NaiveDate, NaiveDate), Validator>,
}

/// The provider that answered, its answers, and the providers skipped before it.
#[derive(Debug)]
pub struct Answer {
    /// The provider's name.
    pub provider: &'static str,
    /// Its answers, one for each missing part; empty if nothing was missing.
    pub fetched: Vec<Fetched>,
    /// Those before it in the order, each with its reason.
    pub passed_over: Vec<PassedOver>,
}

/// The providers that are configured for the request and able to answer it, in order, and the
/// others with their reasons. With `wanted`, only that one is considered.
///
/// # Errors
/// [`ProviderError::NoSuchProvider`] if none has the wanted name.
pub fn select<'p>(
    providers: &'p [Provider],
    request: &BarRequest<'_>,
    wanted: Option<&str>,
) -> Result<(Vec<&'p Provider>, Vec<PassedOver>), ProviderError> {
    let (mut able, mut passed_over) = (Vec::new(), Vec::new());
    for provider in considered(providers, wanted)? {
        match unable(provider, request, wanted) {
            None => able.push(provider),
            Some(reason) => passed_over.push(reason),
        }
    }
    Ok((able, passed_over))
}

fn considered<'p>(
    providers: &'p [Provider],
    wanted: Option<&str>,
) -> Result<Vec<&'p Provider>, ProviderError> {
    let found: Vec<&Provider> =
        providers.iter().filter(|p| wanted.is_none_or(|name| p.name() == name)).collect();
    match wanted {
        Some(name) if found.is_empty() => {
            let known = providers.iter().map(Provider::name).collect();
            Err(ProviderError::NoSuchProvider { name: name.to_owned(), known })
        }
        _ => Ok(found),
    }
}

fn unable(provider: &Provider, request: &BarRequest<'_>, wanted: Option<&str>) -> Option<PassedOver> {
    let name = provider.name();
    let passed = |reason: String, error| Some(PassedOver { provider: name, reason, error });
    if provider.spelling(request).is_none() {
        return passed(format!("{NOT_CARRIED}{}", request.instrument.id), None);
    }
    if let Some(reason) = provider.capabilities().lacks(request) {
        return passed(reason, None);
    }
    if let Some(reason) = provider.only_by_name().filter(|_| wanted.is_none()) {
        return passed(reason.to_owned(), None);
    }
    if !provider.is_configured() {
        let error = VendorError::KeyMissing { vendor: name }.into();
        return passed("its key is not set".to_owned(), Some(error));
    }
    None
}

/// Asks the able providers in order until one answers, each for the `missing` part of its series.
///
/// If a provider answers without bars, the next one is asked, and its answer is used only if no other has
/// any. But a provider whose series already has some of the range is kept: the rest is not available yet.
///
/// # Errors
/// The error of the only provider considered, else [`ProviderError::NoneCouldAnswer`].
pub async fn fetch_first(
    providers: &[Provider],
    client: &Client,
    request: &BarRequest<'_>,
    wanted: Option<&str>,
    missing: impl Fn(&'static str) -> MissingRanges,
) -> Result<Answer, ProviderError> {
    let (mut passed_over, mut empty) = (Vec::new(), None);
    for provider in considered(providers, wanted)? {
        let name = provider.name();
        if let Some(reason) = unable(provider, request, wanted) {
            passed_over.push(reason);
            continue;
        }
        if client.is_spent(name) {
            passed_over.push(spent(provider));
            continue;
        }
        if let Some(error) = provider.refused(request) {
            passed_over.push(PassedOver { provider: name, reason: error.to_string(), error: Some(error) });
            continue;
        }
        let missing = missing(name);
        if let Some(cut) = missing.cut.as_ref().filter(|_| missing.ranges.is_empty() && !missing.some_held) {
            passed_over.push(PassedOver { provider: name, reason: cut.clone(), error: None });
            continue;
        }
        let stays = missing.some_held || missing.ranges.is_empty();
        match fetch_all(provider, client, request, &missing).await {
            Ok(fetched) if stays || fetched.iter().any(|f| !f.bars.is_empty()) => {
                return Ok(Answer { provider: name, fetched, passed_over });
            }
            Ok(fetched) => {
                empty.get_or_insert((name, fetched));
                let reason = "it has no bars in this range".to_owned();
                passed_over.push(PassedOver { provider: name, reason, error: None });
            }
            Err(error) => {
                let reason = error.to_string();
                passed_over.push(PassedOver { provider: name, reason, error: Some(error) });
            }
        }
    }
    match empty {
        Some((provider, fetched)) => {
            passed_over.retain(|passed| passed.provider != provider);
            Ok(Answer { provider, fetched, passed_over })
        }
        None => Err(failure(passed_over)),
    }
}

async fn fetch_all(
    provider: &Provider,
    client: &Client,
    request: &BarRequest<'_>,
    MissingRanges { ranges, known, cut, .. }: &MissingRanges,
) -> Result<Vec<Fetched>, ProviderError> {
    let earliest = provider.capabilities().earliest(request);
    let mut fetched = Vec::with_capacity(ranges.len());
    for &(asked, to) in ranges {
        let from = earliest.map_or(asked, |day| day.max(asked));
        if from > to {
            continue;
        }
        let request = BarRequest { from, to, known: known.get(&(from, to)), ..*request };
        let mut answer = match provider.fetch_in_turn(client, &request).await {
            Err(ProviderError::Unchanged { .. }) => unchanged(provider, &request)?,
            answer => answer?,
        };
        answer.range.get_or_insert((from, to));
        if from > asked {
            answer.notes.push(format!(
                "{} has {} bars only from {from} on",
                provider.name(),
                request.interval
            ));
        }
        answer.notes.extend(cut.clone().filter(|_| fetched.is_empty()));
        fetched.push(answer);
    }
    Ok(fetched)
}

fn spent(provider: &Provider) -> PassedOver {
    let reason = match provider.daily_calls() {
        Some(calls) => format!("its {calls} daily calls are used up; the count starts again at midnight UTC"),
        None => "its calls for today are used up".to_owned(),
    };
    PassedOver { provider: provider.name(), reason, error: None }
}

/// The answer that nothing has changed: no bars, since all of them are stored.
fn unchanged(provider: &Provider, request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
    let name = provider.name();
    let refused = || ProviderError::Unchanged { provider: name };
    let key = SeriesKey {
        instrument: request.instrument.id.clone(),
        interval: request.interval,
        provider: name.to_owned(),
        adjustment: provider.capabilities().offer(request.interval).ok_or_else(refused)?.adjustment,
    };
    let bars = match request.interval.span() {
        None => FetchedBars::Daily(Series::new(key, Vec::new()).map_err(|_| refused())?),
        Some(_) => FetchedBars::Intraday(Series::new(key, Vec::new()).map_err(|_| refused())?),
    };
    let note = format!("{name} says that {} to {} is unchanged", request.from, request.to);
    Ok(Fetched {
        bars,
        actions: Vec::new(),
        currency: None,
        notes: vec![note],
        skipped: Vec::new(),
        validator: request.known.cloned(),
        range: None,
    })
}

fn failure(mut reasons: Vec<PassedOver>) -> ProviderError {
    match (reasons.len(), reasons.pop()) {
        (1, Some(PassedOver { error: Some(error), .. })) => error,
        (1, Some(PassedOver { provider, reason, error: None })) => ProviderError::Unable { provider, reason },
        (_, Some(last)) => {
            reasons.push(last);
            ProviderError::NoneCouldAnswer { reasons }
        }
        (_, None) => ProviderError::NoneCouldAnswer { reasons },
    }
}
