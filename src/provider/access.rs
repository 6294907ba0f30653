//! Keys and addresses of the providers, from the environment or from settings.

use std::collections::BTreeMap;

use secrecy::SecretString;

/// What a user has set for one provider.
#[derive(Debug, Clone, Default)]
struct Access {
    url: Option<String>,
    key: Option<SecretString>,
    secret: Option<SecretString>,
}

/// Keys and other addresses, by provider's name. It never prints a key.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    by_provider: BTreeMap<String, Access>,
}

impl Keys {
    /// Reads `NEWSTAPE_<NAME>_KEY`, `NEWSTAPE_<NAME>_SECRET` (the second half of a pair, where a
    /// service gives pairs) and `NEWSTAPE_<NAME>_URL` (another address of the same service).
    /// Empty values count as absent.
    #[must_use]
    pub fn from_env(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut keys = Self::default();
        for (name, value) in variables {
            let Some((provider, field)) = name.strip_prefix("NEWSTAPE_").and_then(|n| n.rsplit_once('_'))
            else {
                continue;
            };
            let provider = provider.to_ascii_lowercase();
            match field {
                _ if value.trim().is_empty() => {}
                "KEY" => keys.set_key(&provider, value.trim().into()),
                "SECRET" => keys.set_secret(&provider, value.trim().into()),
                "URL" => keys.set_url(&provider, value.trim()),
                _ => {}
            }
        }
        keys
    }

    /// Sets a provider's key.
    pub fn set_key(&mut self, provider: &str, key: SecretString) {
        self.access(provider).key = Some(key);
    }

    /// Sets the second half of a provider's pair of keys.
    pub fn set_secret(&mut self, provider: &str, secret: SecretString) {
        self.access(provider).secret = Some(secret);
    }

    /// Sets another address for a provider.
    pub fn set_url(&mut self, provider: &str, url: &str) {
        self.access(provider).url = Some(url.trim_end_matches('/').to_owned());
    }

    fn access(&mut self, provider: &str) -> &mut Access {
        self.by_provider.entry(provider.to_owned()).or_default()
    }

    /// A provider's key.
    #[must_use]
    pub fn key(&self, provider: &str) -> Option<&SecretString> {
        self.by_provider.get(provider)?.key.as_ref()
    }

    /// The second half of a provider's pair of keys.
    #[must_use]
    pub fn secret(&self, provider: &str) -> Option<&SecretString> {
        self.by_provider.get(provider)?.secret.as_ref()
    }

    /// Another address of a provider than the usual one.
    pub(super) fn url(&self, provider: &str) -> Option<&str> {
        self.by_provider.get(provider)?.url.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_environment_gives_keys_and_addresses() {
        let set = [
            ("NEWSTAPE_TIINGO_KEY", "S3CRET"),
            ("NEWSTAPE_YAHOO_URL", "http://127.0.0.1:9/"),
            ("NEWSTAPE_FINNHUB_KEY", " "),
            ("NEWSTAPE_DB", "x"),
            ("PATH", "/bin"),
        ];
        let keys = Keys::from_env(set.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(keys.key("tiingo").unwrap().expose_secret(), "S3CRET");
        assert!(keys.key("finnhub").is_none());
        assert_eq!(keys.url("yahoo"), Some("http://127.0.0.1:9"));
        assert_eq!(keys.url("tiingo"), None);
        assert!(!format!("{keys:?}").contains("S3CRET"));
    }
}
