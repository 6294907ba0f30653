//! Keys and addresses of the providers, from the user's settings.

use std::collections::BTreeMap;

use secrecy::SecretString;

/// The user's settings for one provider.
#[derive(Debug, Clone, Default)]
struct Access {
    url: Option<String>,
    key: Option<SecretString>,
    secret: Option<SecretString>,
    user_agent: Option<String>,
}

/// Keys and addresses by provider name. Its debug output never shows a key.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    by_provider: BTreeMap<String, Access>,
}

impl Keys {
    /// Sets a provider's key.
    pub fn set_key(&mut self, provider: &str, key: SecretString) {
        self.access(provider).key = Some(key);
    }

    /// Sets a provider's secret.
    pub fn set_secret(&mut self, provider: &str, secret: SecretString) {
        self.access(provider).secret = Some(secret);
    }

    /// Sets another address for a provider.
    pub fn set_url(&mut self, provider: &str, url: &str) {
        self.access(provider).url = Some(url.trim_end_matches('/').to_owned());
    }

    /// Sets the whole User-Agent header for a provider.
    pub fn set_user_agent(&mut self, provider: &str, user_agent: &str) {
        self.access(provider).user_agent = Some(user_agent.to_owned());
    }

    fn access(&mut self, provider: &str) -> &mut Access {
        self.by_provider.entry(provider.to_owned()).or_default()
    }

    /// A provider's key.
    #[must_use]
    pub fn key(&self, provider: &str) -> Option<&SecretString> {
        self.by_provider.get(provider)?.key.as_ref()
    }

    /// A provider's secret.
    #[must_use]
    pub fn secret(&self, provider: &str) -> Option<&SecretString> {
        self.by_provider.get(provider)?.secret.as_ref()
    }

    /// The User-Agent header for a provider, if it is not the program's own.
    pub(super) fn user_agent(&self, provider: &str) -> Option<&str> {
        self.by_provider.get(provider)?.user_agent.as_deref()
    }

    /// The address that replaces a provider's usual one, if set.
    pub(super) fn url(&self, provider: &str) -> Option<&str> {
        self.by_provider.get(provider)?.url.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn what_is_set_is_given_back_and_never_printed() {
        let mut keys = Keys::default();
        keys.set_key("tiingo", "S3CRET".into());
        keys.set_url("yahoo", "http://127.0.0.1:9/");
        assert_eq!(keys.key("tiingo").unwrap().expose_secret(), "S3CRET");
        assert!(keys.key("finnhub").is_none() && keys.secret("tiingo").is_none());
        assert_eq!((keys.url("yahoo"), keys.url("tiingo")), (Some("http://127.0.0.1:9"), None));
        assert!(!format!("{keys:?}").contains("S3CRET"));
    }
}
