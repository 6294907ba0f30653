//! A vendor with the user's address and keys.

use secrecy::SecretString;

use super::{Answer, Key, Vendor, VendorError};
use crate::net::{Client, NetError, Request};

/// A vendor with the address and the keys that the user has set.
#[derive(Debug, Clone)]
pub struct Endpoint {
    vendor: &'static Vendor,
    base: String,
    key: Option<SecretString>,
    secret: Option<SecretString>,
    user_agent: Option<String>,
}

impl Endpoint {
    /// A vendor at an address, with its key and, where it needs one, its secret.
    #[must_use]
    pub fn new(
        vendor: &'static Vendor,
        base: &str,
        key: Option<SecretString>,
        secret: Option<SecretString>,
    ) -> Self {
        Self { vendor, base: base.trim_end_matches('/').to_owned(), key, secret, user_agent: None }
    }

    /// The same with this as the whole User-Agent header.
    #[must_use]
    pub fn as_client(self, user_agent: Option<&str>) -> Self {
        Self { user_agent: user_agent.map(str::to_owned), ..self }
    }

    /// The address, without a closing slash.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether the keys are there that the vendor wants.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        match self.vendor.key {
            Key::None => true,
            Key::Header { .. } | Key::Query(_) => self.key.is_some(),
            Key::Pair { .. } => self.key.is_some() && self.secret.is_some(),
        }
    }

    /// The endpoint, if its address can be asked and its keys are there.
    ///
    /// # Errors
    /// [`VendorError::KeyMissing`]; [`VendorError::Net`] for an invalid address.
    pub fn checked(self) -> Result<Self, VendorError> {
        self.get("")?;
        Ok(self)
    }

    /// A request for a path, with the key in its place, at the vendor's pace.
    ///
    /// # Errors
    /// [`VendorError::KeyMissing`]; [`VendorError::Net`] for an invalid address.
    pub fn get(&self, path: &str) -> Result<Request, VendorError> {
        self.at(&format!("{}{path}", self.base))
    }

    /// A request for a page of another of the vendor's machines; of the one that the user has set, if it is
    /// set.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn beside(&self, usual: &str) -> Result<Request, VendorError> {
        let is_usual = self.base == self.vendor.base;
        self.at(if is_usual { usual } else { &self.base })
    }

    fn at(&self, address: &str) -> Result<Request, VendorError> {
        let request = Request::get(address).map_err(|e| self.failed(e))?;
        let request = request.expecting(self.vendor.content).explained().paced(self.vendor.pace);
        let request = match &self.user_agent {
            Some(user_agent) => request.header("user-agent", user_agent),
            None => request,
        };
        let need = |key: &Option<SecretString>| {
            key.clone().ok_or(VendorError::KeyMissing { vendor: self.vendor.name })
        };
        Ok(match self.vendor.key {
            Key::None => request,
            Key::Header { name, prefix } => request.secret_header(name, prefix, &need(&self.key)?),
            Key::Query(name) => request.secret_query(name, &need(&self.key)?),
            Key::Pair { key, secret } => request.secret_header(key, "", &need(&self.key)?).secret_header(
                secret,
                "",
                &need(&self.secret)?,
            ),
        })
    }

    /// Sends a request and gives the answer, whatever its status below 500. `asked` is what it is about, in
    /// the vendor's spelling: the symbol that it may not know.
    ///
    /// # Errors
    /// [`VendorError::RateLimited`], [`VendorError::NotData`] for another kind of content,
    /// [`VendorError::Net`].
    pub async fn send(
        &self,
        client: &Client,
        request: Request,
        asked: Option<&str>,
    ) -> Result<Answer, VendorError> {
        let response = client.get(request).await.map_err(|error| self.failed(error))?;
        let secrets = self.key.iter().chain(&self.secret).cloned().collect();
        Ok(Answer::new(self.vendor, response, asked, secrets))
    }

    fn failed(&self, error: NetError) -> VendorError {
        let vendor = self.vendor.name;
        match error {
            NetError::RateLimited { retry_after, .. } => VendorError::RateLimited {
                vendor,
                said: format!("it {}", error.without_address()),
                retry_after,
            },
            NetError::Paced { after, .. } => VendorError::RateLimited {
                vendor,
                said: format!("the pace of its plan is used up; {}", error.without_address()),
                retry_after: Some(after),
            },
            NetError::ContentType { got, expected, .. } => {
                VendorError::NotData { vendor, what: got, expected }
            }
            error => VendorError::Net { vendor, error },
        }
    }
}
