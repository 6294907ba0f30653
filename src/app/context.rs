//! The context of every use case: the clock, the database, whether the network is allowed, the settings, the
//! calendars.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;
use secrecy::ExposeSecret;

use crate::app::Failure;
use crate::archive::Archive;
use crate::calendar::Calendars;
use crate::clock::Clock;
use crate::config::Settings;
use crate::event::SourceKind;
use crate::instrument::Universe;
use crate::market::Shelf;
use crate::net::NetConfig;
use crate::provider::Keys;
use crate::source::Access;
use crate::store::{Readers, Store};

/// The context of every use case.
#[derive(Debug, Clone)]
pub struct Context {
    /// The current time.
    pub clock: Clock,
    /// The database file.
    pub db: PathBuf,
    /// Whether every network access is forbidden.
    pub offline: bool,
    /// The settings.
    pub settings: Arc<Settings>,
    /// The calendars of the venues, the user's own included.
    pub calendars: Calendars,
    /// Bars that are kept outside the database.
    shelf: Option<Arc<dyn Shelf>>,
}

/// The instruments and the calendars at one moment. Cloning is cheap: two reference counts.
#[derive(Debug, Clone)]
pub struct Reference {
    /// All instruments, with their names.
    pub universe: Arc<Universe>,
    /// The calendars of their venues.
    pub calendars: Calendars,
}

impl Reference {
    /// The data that ship with the program, unchanged.
    #[must_use]
    pub fn builtin() -> Self {
        Self { universe: Arc::clone(Universe::builtin()), calendars: Calendars::builtin() }
    }
}

impl Context {
    /// A context for a database; the default is `newstape/newstape.db` in the user's data folder, or
    /// in the working directory if there is no such folder. The settings are the defaults, the
    /// calendars the built-in ones.
    #[must_use]
    pub fn new(clock: Clock, db: Option<PathBuf>, offline: bool) -> Self {
        Self {
            clock,
            db: db.unwrap_or_else(default_db),
            offline,
            settings: Arc::default(),
            shelf: None,
            calendars: Calendars::builtin(),
        }
    }

    /// The same context with these settings.
    #[must_use]
    pub fn with_settings(self, settings: Arc<Settings>) -> Self {
        let shelf = settings.archive.as_deref().map(|root| Arc::new(Archive::new(root)) as Arc<dyn Shelf>);
        Self { settings, shelf, ..self }
    }

    /// The same context with these calendars. The calendar files of the settings are read by
    /// [`app::calendar::calendars`](crate::app::calendar::calendars).
    #[must_use]
    pub fn with_calendars(self, calendars: Calendars) -> Self {
        Self { calendars, ..self }
    }

    /// The instruments, including the user's additions in the database, and the calendars.
    ///
    /// # Errors
    /// As [`app::universe`](crate::app::universe).
    pub fn reference(&self) -> Result<Reference, Failure> {
        Ok(Reference { universe: crate::app::universe(self)?, calendars: self.calendars.clone() })
    }

    /// The current instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The database, created if it does not exist.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn store(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.db)?.with_shelf(self.shelf.clone()))
    }

    /// The database, or where there is none an empty one in memory: for looking at what would be done.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn store_or_none(&self) -> Result<Store, Failure> {
        if self.db.exists() {
            return self.store();
        }
        Ok(Store::open(std::path::Path::new(":memory:"))?.with_shelf(self.shelf.clone()))
    }

    /// The database, which must exist.
    ///
    /// # Errors
    /// As [`Store::open_existing`].
    pub fn existing_store(&self) -> Result<Store, Failure> {
        Ok(Store::open_existing(&self.db)?.with_shelf(self.shelf.clone()))
    }

    /// Read-only connections to the database.
    #[must_use]
    pub fn readers(&self) -> Readers {
        Readers::new(self.db.clone()).with_shelf(self.shelf.clone())
    }

    /// The limits of the network.
    #[must_use]
    pub fn net_config(&self) -> NetConfig {
        let net = &self.settings.net;
        NetConfig {
            offline: self.offline,
            user_agent: net.user_agent.clone(),
            allow_private: net.allow_private,
            system_proxy: net.system_proxy,
            connect_timeout: Duration::from_secs(net.connect_timeout_s),
            read_timeout: Duration::from_secs(net.read_timeout_s),
            attempt_timeout: Duration::from_secs(net.attempt_timeout_s),
            total_timeout: Duration::from_secs(net.total_timeout_s),
            retries: usize::try_from(net.retries).unwrap_or_default(),
            max_body: net.max_body_mb * 1024 * 1024,
            ..NetConfig::default()
        }
    }

    /// The keys and addresses of the price providers.
    #[must_use]
    pub fn keys(&self) -> Keys {
        let mut keys = Keys::default();
        for (name, provider) in &self.settings.providers {
            if let Some(key) = &provider.api_key {
                keys.set_key(name, key.clone());
            }
            if let Some(secret) = &provider.api_secret {
                keys.set_secret(name, secret.clone());
            }
            if let Some(url) = &provider.url {
                keys.set_url(name, url);
            }
            if let Some(user_agent) = &provider.user_agent {
                keys.set_user_agent(name, user_agent);
            }
        }
        keys
    }

    /// The keys of all providers, as they must not be shown.
    #[must_use]
    pub(in crate::app) fn secrets(&self) -> Vec<String> {
        let all = self.settings.providers.values().flat_map(|p| [&p.api_key, &p.api_secret]);
        let exposed = all.flatten().map(|secret| secret.expose_secret().to_owned());
        exposed.filter(|secret| !secret.is_empty()).collect()
    }

    /// The credentials and limits for a news source of this kind.
    #[must_use]
    pub fn access(&self, kind: SourceKind) -> Access {
        let provider = self.settings.providers.get(kind.as_str());
        Access {
            key: provider.and_then(|p| p.api_key.clone()),
            contact: self.settings.net.user_agent.clone(),
            // A database that cannot be read is reported by the step that needs it.
            universe: (kind == SourceKind::Edgar).then(|| crate::app::universe(self).ok()).flatten(),
        }
    }
}

fn default_db() -> PathBuf {
    etcetera::choose_base_strategy()
        .map_or_else(|_| PathBuf::new(), |dirs| dirs.data_dir().join("newstape"))
        .join("newstape.db")
}
