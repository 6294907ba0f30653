//! A provider: what one service offers, and how to ask it.

use std::pin::Pin;
use std::sync::Arc;

use super::standing::{Session, Standing};
use super::{BarRequest, Capabilities, Fetched, Keys, ProviderError};
use crate::instrument::spelling;
use crate::net::vendor::{Answer, Endpoint, Vendor, VendorError};
use crate::net::{Client, Request};

/// A fetch in progress.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, ProviderError>> + Send + 'a>>;

/// Everything that differs between providers.
#[derive(Debug)]
pub(super) struct Plan {
    /// The service.
    pub(super) vendor: &'static Vendor,
    /// What it offers.
    pub(super) capabilities: Capabilities,
    /// Whether it keeps all of a share's history under the share's present symbol.
    pub(super) keeps_renamed: bool,
    /// Why it is asked only by name, if it is.
    pub(super) only_by_name: Option<&'static str>,
    /// From a request to bars.
    pub(super) fetch: for<'a> fn(Ask<'a>) -> Fetching<'a>,
}

/// A price provider: a service with the user's keys and address.
///
/// Clones share what it refused: they belong to one run.
#[derive(Debug, Clone)]
pub struct Provider {
    plan: &'static Plan,
    endpoint: Endpoint,
    standing: Arc<Standing>,
}

impl Provider {
    /// A provider with the keys and the address from the settings.
    pub(super) fn new(plan: &'static Plan, keys: &Keys) -> Self {
        let name = plan.vendor.name;
        let base = plan.vendor.at(keys.url(name));
        let (key, secret) = (keys.key(name).cloned(), keys.secret(name).cloned());
        Self {
            plan,
            endpoint: Endpoint::new(plan.vendor, &base, key, secret).as_client(keys.user_agent(name)),
            standing: Arc::default(),
        }
    }

    /// Its name, as in settings, series keys and output.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.plan.vendor.name
    }

    /// What it offers.
    #[must_use]
    pub const fn capabilities(&self) -> Capabilities {
        self.plan.capabilities
    }

    /// Whether it needs a key.
    #[must_use]
    pub const fn needs_key(&self) -> bool {
        self.plan.vendor.needs_key()
    }

    /// Whether it keeps all of a share's history under the share's present symbol.
    #[must_use]
    pub const fn keeps_renamed(&self) -> bool {
        self.plan.keeps_renamed
    }

    /// Why it is asked only by name, if it is.
    #[must_use]
    pub const fn only_by_name(&self) -> Option<&'static str> {
        self.plan.only_by_name
    }

    /// Its spelling of what a request asks for: a share that has another symbol now is found under that one.
    #[must_use]
    pub fn spelling(&self, request: &BarRequest<'_>) -> Option<String> {
        let present = request.present.filter(|_| self.keeps_renamed());
        spelling(self.name(), present.unwrap_or(request.instrument))
    }

    /// How many calls a day its plan allows, if it counts them by day.
    #[must_use]
    pub fn daily_calls(&self) -> Option<u32> {
        self.plan.vendor.daily.map(|limit| limit.calls)
    }

    /// Whether it has the keys it needs.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.endpoint.is_configured()
    }

    /// What it refused earlier in this run, if the refusal holds for the request as well.
    #[must_use]
    pub fn refused(&self, request: &BarRequest<'_>) -> Option<ProviderError> {
        self.standing.refused(request)
    }

    /// As [`Self::fetch`], but only one at a time until it has answered once, and with the memory of the run:
    /// a refusal that would be the same for the next symbol is not asked for twice.
    ///
    /// # Errors
    /// As [`Self::fetch`].
    pub(super) async fn fetch_in_turn(
        &self,
        client: &Client,
        request: &BarRequest<'_>,
    ) -> Result<Fetched, ProviderError> {
        let turn = self.standing.turn().await;
        if let Some(refused) = self.refused(request) {
            return Err(refused);
        }
        let outcome = self.fetch(client, request).await;
        self.standing.note(request, &outcome);
        drop(turn);
        outcome
    }

    /// Asks for the bars and corporate actions of one instrument.
    ///
    /// An empty range is an answer without bars, not an error.
    ///
    /// # Errors
    /// [`ProviderError::Unable`] for what it does not offer, [`ProviderError::Unchanged`] if the request
    /// has the validators of the current answer, [`ProviderError::Vendor`] for anything else that goes wrong.
    pub async fn fetch(&self, client: &Client, request: &BarRequest<'_>) -> Result<Fetched, ProviderError> {
        let symbol = self.spelling(request).ok_or_else(|| ProviderError::Unable {
            provider: self.name(),
            reason: format!("it does not carry {}", request.instrument.id),
        })?;
        let Self { plan, endpoint, standing } = self;
        (plan.fetch)(Ask { plan, endpoint, standing, client, request, symbol }).await
    }
}

/// One request to a service: the endpoint, the bars wanted, the symbol.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    /// The service.
    pub(super) plan: &'static Plan,
    endpoint: &'a Endpoint,
    standing: &'a Standing,
    client: &'a Client,
    /// The bars wanted.
    pub(super) request: &'a BarRequest<'a>,
    /// The instrument in the service's spelling.
    pub(super) symbol: String,
}

impl Ask<'_> {
    /// A request for a path, with key and rate limit, counted towards the daily calls.
    pub(super) fn get(&self, path: &str) -> Result<Request, VendorError> {
        Ok(self.endpoint.get(path)?.charged_to(self.plan.vendor.name))
    }

    /// A request for a page of another of the service's machines.
    pub(super) fn beside(&self, usual: &str) -> Result<Request, VendorError> {
        Ok(self.endpoint.beside(usual)?.charged_to(self.plan.vendor.name))
    }

    /// The session with the service, if one was opened.
    pub(super) fn session(&self) -> Option<Session> {
        self.standing.session()
    }

    /// Keeps a session for the next requests.
    pub(super) fn keep_session(&self, session: Session) {
        self.standing.keep_session(session);
    }

    /// What the run knows of the service.
    pub(super) const fn standing(&self) -> &Standing {
        self.standing
    }

    /// The note that the bars came without something that belongs to them.
    pub(super) fn lacking(&self, what: &str, error: &ProviderError) -> String {
        format!("the bars came without {what}: {}", error.in_short())
    }

    /// Sends it.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, ProviderError> {
        let answer = self.endpoint.send(self.client, request, Some(&self.symbol)).await?;
        if answer.is_unchanged() {
            return Err(ProviderError::Unchanged { provider: self.plan.vendor.name });
        }
        Ok(answer)
    }

    /// The error that its data lack something.
    pub(super) fn shape(&self, reason: &str) -> ProviderError {
        VendorError::Shape { vendor: self.plan.vendor.name, reason: reason.to_owned() }.into()
    }

    /// The symbol encoded for a path: `^GSPC` as `%5EGSPC`.
    pub(super) fn symbol_in_path(&self) -> String {
        url::form_urlencoded::byte_serialize(self.symbol.as_bytes()).collect()
    }
}
