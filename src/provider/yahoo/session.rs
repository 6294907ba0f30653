//! The cookie and the crumb that the service demands of some clients.
//!
//! A page sets the cookie, whatever its status; with it, an address gives the crumb as plain text, which
//! later requests repeat. Neither is documented by its owner.

use secrecy::SecretString;

use crate::net::vendor::{Answer, VendorError};
use crate::net::{Content, Request};
use crate::provider::ProviderError;
use crate::provider::plan::Ask;
use crate::provider::standing::Session;

/// A page that sets the cookie.
const COOKIE_PAGE: &str = "https://fc.yahoo.com/";
/// Crumbs have about a dozen characters; a sentence is a refusal.
const LONGEST_CRUMB: usize = 40;

/// Whether a refusal is that the client has shown no cookie or no crumb.
pub(super) fn is_demanded(error: &VendorError) -> bool {
    matches!(error, VendorError::ClientRefused { said, .. }
        if ["crumb", "cookie", "unauthorized"].iter().any(|word| said.to_lowercase().contains(word)))
}

/// The request with the session's cookie and crumb.
pub(super) fn within(request: Request, session: Option<&Session>) -> Request {
    match session {
        Some(Session { cookie, crumb }) => {
            request.secret_header("cookie", "", cookie).secret_query("crumb", crumb)
        }
        None => request,
    }
}

/// Opens a session.
pub(super) async fn open(ask: &Ask<'_>) -> Result<Session, ProviderError> {
    let page = ask.send(ask.beside(COOKIE_PAGE)?.expecting(Content::Any)).await?;
    let cookie = SecretString::from(page.cookies());
    let request = ask.get("/v1/test/getcrumb")?.expecting(Content::Any).secret_header("cookie", "", &cookie);
    let crumb = SecretString::from(crumb(&ask.send(request).await?)?);
    Ok(Session { cookie, crumb })
}

fn crumb(answer: &Answer) -> Result<String, VendorError> {
    let text = answer.text();
    let is_crumb = answer.is_success()
        && !text.is_empty()
        && text.len() <= LONGEST_CRUMB
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '{'));
    if is_crumb { Ok(text) } else { Err(answer.not_data(&text, "a crumb")) }
}
