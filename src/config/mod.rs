//! Settings from defaults, file, environment and flags, each with its origin.
//!
//! A later layer overrides an earlier one. The file is `newstape/config.toml` in the user's configuration
//! folder (XDG), or the one given with `--config`; an unknown setting is refused with its line.

mod error;
mod example;
mod keys;
mod layers;
mod origin;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use etcetera::BaseStrategy;
use secrecy::SecretString;

pub use error::ConfigError;
pub use example::example;
pub use origin::SettingOrigin;

use keys::Kind;
use layers::{Value, Values};

/// The inputs that the settings are read from.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The file that `--config` or `NEWSTAPE_CONFIG` names; it must exist.
    pub file: Option<PathBuf>,
    /// The file in the user's configuration folder, read if it exists.
    pub usual_file: Option<PathBuf>,
    /// The environment variables.
    pub variables: BTreeMap<String, String>,
    /// The value of `--db`.
    pub db: Option<PathBuf>,
    /// Whether `--offline` is given.
    pub offline: bool,
}

/// `newstape/config.toml` in the user's configuration folder.
#[must_use]
pub fn usual_file() -> Option<PathBuf> {
    let dirs = etcetera::choose_base_strategy().ok()?;
    Some(dirs.config_dir().join("newstape").join("config.toml"))
}

/// Variables that begin with `NEWSTAPE_` but set nothing, each with the most similar one that would.
#[must_use]
pub fn strange_variables(set: &[String]) -> Vec<(String, Option<String>)> {
    keys::strange_variables(set)
}

/// The credentials and address of a provider or news service.
#[derive(Debug, Clone, Default)]
pub struct Provider {
    /// Its API key.
    pub api_key: Option<SecretString>,
    /// The secret that belongs to the key.
    pub api_secret: Option<SecretString>,
    /// Another base address for the service.
    pub url: Option<String>,
    /// The whole User-Agent header for the service.
    pub user_agent: Option<String>,
}

/// The limits of network access.
#[derive(Debug, Clone)]
pub struct Net {
    /// The User-Agent: a name and an e-mail address.
    pub user_agent: Option<String>,
    /// Allow linked pages and redirects to be fetched from private networks.
    pub allow_private: bool,
    /// Whether to use the proxy that the environment names.
    pub system_proxy: bool,
    /// Timeout for connecting, in seconds.
    pub connect_timeout_s: u64,
    /// Timeout while a server sends nothing, in seconds.
    pub read_timeout_s: u64,
    /// Timeout of one attempt, in seconds.
    pub attempt_timeout_s: u64,
    /// Timeout of a request, retries included, in seconds, in seconds.
    pub total_timeout_s: u64,
    /// Retries after the first attempt.
    pub retries: u64,
    /// Size limit of a response, in megabytes.
    pub max_body_mb: u64,
}

/// Where the server listens, and who has access.
#[derive(Debug, Clone)]
pub struct Http {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Host names of the server besides localhost.
    pub hosts: Vec<String>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Other sites whose pages may read.
    pub cors_origins: Vec<String>,
    /// The token that may read.
    pub read_token: Option<SecretString>,
    /// The token that may read and write.
    pub write_token: Option<SecretString>,
}

/// The defaults of a new source.
#[derive(Debug, Clone)]
pub struct SourceDefaults {
    /// Seconds between two polls; `None` if the kind of source decides.
    pub interval_s: Option<u32>,
    /// Whether to fetch the page that an item links to.
    pub full_text: bool,
    /// The time zone of times that state none.
    pub zone: Option<Tz>,
    /// The language of its items, as an ISO 639-1 code.
    pub lang: Option<String>,
    /// Instruments of which each item must name at least one; empty for any.
    pub watch_list: Vec<String>,
}

/// All settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database file.
    pub db: Option<PathBuf>,
    /// The user's name in the history of changes.
    pub user: Option<String>,
    /// The folder of the archive of bars.
    pub archive: Option<PathBuf>,
    /// What webhooks of alerts are signed with.
    pub alerts_secret: Option<SecretString>,
    /// The sender of alerts by e-mail.
    pub mail_from: Option<String>,
    /// The server that sends them, as an address with name and password.
    pub smtp: Option<SecretString>,
    /// Whether every network access is forbidden.
    pub offline: bool,
    /// The limits of network access.
    pub net: Net,
    /// The settings of the server.
    pub http: Http,
    /// The defaults of new sources.
    pub sources: SourceDefaults,
    /// Venues, each with a file that overrides its built-in calendar.
    pub calendar_overrides: Vec<(String, PathBuf)>,
    /// The settings of providers and news services, by name.
    pub providers: BTreeMap<String, Provider>,
    /// The configuration file that was read, if any.
    pub file: Option<PathBuf>,
    /// Every setting with its value, secrets masked, and its origin.
    pub entries: Vec<Entry>,
}

/// A setting as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its value as it would be written in the file; `***` for a secret.
    pub value: String,
    /// Where it comes from.
    pub origin: SettingOrigin,
}

impl Default for Settings {
    fn default() -> Self {
        let mut values = Values::new();
        layers::defaults(&mut values);
        Self::from_values(&values, None, Vec::new())
    }
}

impl Settings {
    /// Reads defaults, file, environment and flags.
    ///
    /// # Errors
    /// [`ConfigError`] names the file and line, the variable or the flag.
    pub fn load(inputs: &Inputs) -> Result<Self, ConfigError> {
        let mut values = Values::new();
        layers::defaults(&mut values);
        let file = inputs.file.clone().or_else(|| inputs.usual_file.clone().filter(|f| f.exists()));
        if let Some(path) = &file {
            let text = std::fs::read_to_string(path)
                .map_err(|e| ConfigError::Unreadable { path: path.clone(), reason: e.to_string() })?;
            layers::file(&text, path, &mut values)?;
        }
        layers::environment(&inputs.variables, &mut values)?;
        if let Some(db) = &inputs.db {
            let db = Value::Text(db.to_string_lossy().into_owned());
            // clap reports a value from the environment as the flag's value too.
            let known = values.get("db").is_some_and(|(value, _)| *value == db);
            if !known {
                values.insert("db".to_owned(), (db, SettingOrigin::Flag("db")));
            }
        }
        if inputs.offline {
            values.insert("offline".to_owned(), (Value::Bool(true), SettingOrigin::Flag("offline")));
        }
        secrets_from_files(&mut values)?;
        let entries = values.iter().map(entry).collect();
        Ok(Self::from_values(&values, file, entries))
    }

    fn from_values(values: &Values, file: Option<PathBuf>, entries: Vec<Entry>) -> Self {
        let read = Reader { values };
        let interval = read.count("sources.interval_s");
        let stated =
            values.get("sources.interval_s").is_some_and(|(_, origin)| *origin != SettingOrigin::Default);
        Self {
            db: read.path("db"),
            archive: read.path("archive.dir"),
            user: read.text("user"),
            alerts_secret: read.secret("alerts.secret"),
            mail_from: read.text("alerts.mail_from"),
            smtp: read.secret("alerts.smtp"),
            offline: read.bool("offline"),
            net: Net {
                user_agent: read.text("net.user_agent"),
                allow_private: read.bool("net.allow_private"),
                system_proxy: read.bool("net.system_proxy"),
                connect_timeout_s: read.count("net.connect_timeout_s"),
                read_timeout_s: read.count("net.read_timeout_s"),
                attempt_timeout_s: read.count("net.attempt_timeout_s"),
                total_timeout_s: read.count("net.total_timeout_s"),
                retries: read.count("net.retries"),
                max_body_mb: read.count("net.max_body_mb"),
            },
            http: Http {
                listen: read
                    .text("http.listen")
                    .and_then(|text| text.parse().ok())
                    .unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 8765))),
                hosts: read.texts("http.hosts"),
                trusted_proxies: read.texts("http.trusted_proxies"),
                cors_origins: read.texts("http.cors_origins"),
                read_token: read.secret("http.read_token"),
                write_token: read.secret("http.write_token"),
            },
            sources: SourceDefaults {
                interval_s: u32::try_from(interval).ok().filter(|_| stated),
                full_text: read.bool("sources.full_text"),
                zone: read.text("sources.zone").and_then(|zone| zone.parse().ok()),
                lang: read.text("sources.lang"),
                watch_list: read.texts("sources.watch_list"),
            },
            calendar_overrides: read.overrides(),
            providers: keys::PROVIDERS.iter().filter_map(|name| read.provider(name)).collect(),
            file,
            entries,
        }
    }
}

/// Reads typed values. The layers have checked them, so only absence is possible here.
struct Reader<'v> {
    values: &'v Values,
}

impl Reader<'_> {
    fn bool(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some((Value::Bool(true), _)))
    }

    fn count(&self, name: &str) -> u64 {
        match self.values.get(name) {
            Some((Value::Count(number), _)) => *number,
            _ => 0,
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name) {
            Some((Value::Text(text), _)) => Some(text.clone()),
            _ => None,
        }
    }

    fn texts(&self, name: &str) -> Vec<String> {
        match self.values.get(name) {
            Some((Value::Texts(texts), _)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    fn secret(&self, name: &str) -> Option<SecretString> {
        self.text(name).map(|text| SecretString::from(text.trim().to_owned()))
    }

    /// A path in a file is resolved against the file's folder.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let (Value::Text(text), origin) = self.values.get(name)? else { return None };
        Some(based(Path::new(text), origin))
    }

    /// Reads `XBSE=bucharest.toml`. Without `=`, the venue's name is empty; no command asks for that venue,
    /// and `doctor` reports it.
    fn overrides(&self) -> Vec<(String, PathBuf)> {
        let Some((Value::Texts(texts), origin)) = self.values.get("calendar.overrides") else {
            return Vec::new();
        };
        let split = |text: &String| {
            let (mic, file) = text.split_once('=').unwrap_or(("", text));
            (mic.trim().to_owned(), based(Path::new(file.trim()), origin))
        };
        texts.iter().map(split).collect()
    }

    fn provider(&self, name: &str) -> Option<(String, Provider)> {
        let field = |field: &str| format!("providers.{name}.{field}");
        let provider = Provider {
            api_key: self.secret(&field("api_key")),
            api_secret: self.secret(&field("api_secret")),
            url: self.text(&field("url")).map(|url| url.trim_end_matches('/').to_owned()),
            user_agent: self.text(&field("user_agent")),
        };
        let Provider { api_key, api_secret, url, user_agent } = &provider;
        let empty = api_key.is_none() && api_secret.is_none() && url.is_none() && user_agent.is_none();
        (!empty).then(|| (name.to_owned(), provider))
    }
}

fn based(path: &Path, origin: &SettingOrigin) -> PathBuf {
    match origin {
        SettingOrigin::File { path: file, .. } => {
            file.parent().map_or_else(|| path.into(), |dir| dir.join(path))
        }
        SettingOrigin::Default | SettingOrigin::Environment(_) | SettingOrigin::Flag(_) => path.to_owned(),
    }
}

/// Reads the secrets that settings ending in `_file` name, unless the secret itself is set.
fn secrets_from_files(values: &mut Values) -> Result<(), ConfigError> {
    let named: Vec<(String, Value, SettingOrigin)> = values
        .iter()
        .filter(|(name, _)| name.ends_with("_file"))
        .map(|(name, (value, origin))| (name.clone(), value.clone(), origin.clone()))
        .collect();
    for (name, value, origin) in named {
        let secret = name.trim_end_matches("_file").to_owned();
        let Value::Text(text) = value else { continue };
        if values.contains_key(&secret) {
            continue;
        }
        let path = based(Path::new(&text), &origin);
        let read = std::fs::read_to_string(&path).map_err(|e| ConfigError::File {
            origin: origin.clone(),
            name: name.clone(),
            path: path.clone(),
            reason: e.to_string(),
        })?;
        if read.trim().is_empty() {
            return Err(ConfigError::File { origin, name, path, reason: "it is empty".to_owned() });
        }
        values.insert(secret, (Value::Text(read.trim().to_owned()), origin));
    }
    Ok(())
}

fn entry((name, (value, origin)): (&String, &(Value, SettingOrigin))) -> Entry {
    let secret = keys::find(name).is_some_and(|key| key.kind == Kind::Secret);
    let value = match value {
        _ if secret => "\"***\"".to_owned(),
        Value::Bool(on) => on.to_string(),
        Value::Count(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Texts(texts) => format!("{texts:?}"),
    };
    Entry { name: name.clone(), value, origin: origin.clone() }
}
