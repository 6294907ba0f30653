//! The table of all settings, from which reading, checking, showing and the example are derived.

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within inclusive bounds.
    Count(u64, u64),
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A path; a relative one is resolved against the configuration file's folder.
    Path,
    /// A text that is never shown.
    Secret,
    /// An address and a port to listen on.
    Listen,
    /// An IANA zone.
    Zone,
}

impl Kind {
    /// The expected kind of value, as it completes "is not …".
    pub(super) fn wanted(self) -> String {
        match self {
            Self::Bool => "true or false".to_owned(),
            Self::Count(least, most) => format!("a whole number from {least} to {most}"),
            Self::Text | Self::Secret => "text".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
            Self::Path => "a path".to_owned(),
            Self::Listen => "an address and a port, as in 127.0.0.1:8765".to_owned(),
            Self::Zone => "a time zone, as in Europe/Berlin".to_owned(),
        }
    }
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Its name with dots; `*` is a placeholder for the name of a provider or service.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Its default as written in the file; empty if it has none.
    pub(super) default: &'static str,
    /// What it does, in one line.
    pub(super) about: &'static str,
    /// A value for the example file, if there is no default.
    pub(super) example: &'static str,
}

const fn key(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    about: &'static str,
    example: &'static str,
) -> Key {
    Key { name, kind, default, about, example }
}

const DAY: u64 = 86_400;

/// All settings, section by section.
pub(super) const KEYS: &[Key] = &[
    key("db", Kind::Path, "", "The database file", "\"news.db\""),
    key("user", Kind::Text, "", "Your name in the history of changes", "\"jane\""),
    key("offline", Kind::Bool, "false", "Forbid every network access", ""),
    key(
        "archive.dir",
        Kind::Path,
        "",
        "The archive that `prices archive` writes; its bars are read like those of the database",
        "\"bars\"",
    ),
    key("alerts.mail_from", Kind::Text, "", "The sender of alerts by e-mail", "\"newstape@example.org\""),
    key(
        "alerts.smtp",
        Kind::Secret,
        "",
        "The server that sends them: smtps://NAME:PASSWORD@HOST, or smtp://HOST:587?tls=required",
        "\"smtps://…\"",
    ),
    key("alerts.secret", Kind::Secret, "", "What webhooks of alerts are signed with", "\"…\""),
    key(
        "net.user_agent",
        Kind::Text,
        "",
        "The User-Agent: a name and an e-mail address, without which the SEC refuses requests",
        "\"Jane Doe jane@example.com\"",
    ),
    key(
        "net.allow_private",
        Kind::Bool,
        "false",
        "Allow linked pages and redirects to be fetched from private networks",
        "",
    ),
    key(
        "net.system_proxy",
        Kind::Bool,
        "true",
        "Use the proxy set by HTTP_PROXY, HTTPS_PROXY and NO_PROXY",
        "",
    ),
    key("net.connect_timeout_s", Kind::Count(1, 600), "10", "Timeout for connecting, in seconds", ""),
    key(
        "net.read_timeout_s",
        Kind::Count(1, 600),
        "20",
        "Timeout while a server sends nothing, in seconds",
        "",
    ),
    key("net.attempt_timeout_s", Kind::Count(1, 3_600), "60", "Timeout of one attempt, in seconds", ""),
    key(
        "net.total_timeout_s",
        Kind::Count(1, 3_600),
        "120",
        "Timeout of a request, retries included, in seconds",
        "",
    ),
    key("net.retries", Kind::Count(0, 10), "3", "Retries after the first attempt", ""),
    key("net.max_body_mb", Kind::Count(1, 1_024), "64", "Size limit of a response, in megabytes", ""),
    key("http.listen", Kind::Listen, "\"127.0.0.1:8765\"", "Where `serve` listens", ""),
    key("http.hosts", Kind::Texts, "[]", "Host names of the server besides localhost", ""),
    key(
        "http.trusted_proxies",
        Kind::Texts,
        "[]",
        "Addresses of proxies whose X-Forwarded-For names the client, for limits and the log",
        "[\"127.0.0.1\"]",
    ),
    key(
        "http.cors_origins",
        Kind::Texts,
        "[]",
        "Other sites whose pages may read the API and show charts",
        "[\"https://desk.example\"]",
    ),
    key(
        "http.read_token_file",
        Kind::Path,
        "",
        "File with the read token; needed if other machines can reach the address",
        "\"read.token\"",
    ),
    key(
        "http.write_token_file",
        Kind::Path,
        "",
        "File with the token that may also write",
        "\"write.token\"",
    ),
    key(
        "http.read_token",
        Kind::Secret,
        "",
        "The token itself; a file or the environment is better",
        "\"…\"",
    ),
    key(
        "http.write_token",
        Kind::Secret,
        "",
        "The token itself; a file or the environment is better",
        "\"…\"",
    ),
    key(
        "sources.interval_s",
        Kind::Count(10, 7 * DAY),
        "300",
        "Seconds between two polls of a new source",
        "",
    ),
    key(
        "sources.full_text",
        Kind::Bool,
        "false",
        "Fetch the page that an item links to, for new sources",
        "",
    ),
    key(
        "sources.zone",
        Kind::Zone,
        "",
        "Time zone of a new source's times that state none",
        "\"Europe/Berlin\"",
    ),
    key("sources.lang", Kind::Text, "", "Language of a new source", "\"de\""),
    key(
        "sources.watch_list",
        Kind::Texts,
        "[]",
        "Instruments of which each item of a new source must name at least one",
        "",
    ),
    key(
        "calendar.overrides",
        Kind::Texts,
        "[]",
        "Calendar files that differ from the built-in calendars, as \"XBSE=bucharest.toml\"",
        "",
    ),
    key("providers.*.api_key", Kind::Secret, "", "The API key of a provider or news service", "\"…\""),
    key("providers.*.api_key_file", Kind::Path, "", "File with that key", "\"finnhub.key\""),
    key("providers.*.api_secret", Kind::Secret, "", "The secret that belongs to the key (alpaca)", "\"…\""),
    key(
        "providers.*.user_agent",
        Kind::Text,
        "",
        "The whole User-Agent header for this service; without it, the program names itself",
        "\"Jane Doe jane@example.com\"",
    ),
    key("providers.*.url", Kind::Text, "", "Another address of the same service", "\"https://…\""),
];

/// The names that `*` can be replaced with.
pub(super) const PROVIDERS: [&str; 14] = [
    "alfred",
    "alpaca",
    "alphavantage",
    "coinbase",
    "ecb",
    "finnhub",
    "french",
    "kraken",
    "marketaux",
    "polygon",
    "stooq",
    "tiingo",
    "twelvedata",
    "yahoo",
];

/// The setting of that name, `providers.finnhub.api_key` by its pattern.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    let exact = KEYS.iter().find(|key| key.name == name);
    exact.or_else(|| {
        let (provider, field) = name.strip_prefix("providers.")?.split_once('.')?;
        if !PROVIDERS.contains(&provider) {
            return None;
        }
        KEYS.iter().find(|key| key.name.strip_prefix("providers.*.") == Some(field))
    })
}

/// All names, with `*` replaced by each name.
pub(super) fn names() -> impl Iterator<Item = String> {
    KEYS.iter().flat_map(|key| match key.name.split_once('*') {
        None => vec![key.name.to_owned()],
        Some((head, tail)) => PROVIDERS.iter().map(|p| format!("{head}{p}{tail}")).collect(),
    })
}

/// The environment variable of a setting; keys keep the names they have always had.
pub(super) fn variable(name: &str) -> String {
    if let Some((provider, field)) = name.strip_prefix("providers.").and_then(|rest| rest.split_once('.')) {
        let field = match field {
            "api_key" => "KEY",
            "api_secret" => "SECRET",
            "api_key_file" => "KEY_FILE",
            "user_agent" => "USER_AGENT",
            _ => "URL",
        };
        return format!("NEWSTAPE_{}_{field}", provider.to_ascii_uppercase());
    }
    format!("NEWSTAPE_{}", name.replace('.', "_").to_ascii_uppercase())
}

/// The setting whose name is most similar to a wrong one, if any is similar.
pub(super) fn nearest(wrong: &str) -> Option<String> {
    let tail = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    names()
        .map(|name| {
            let whole = strsim::jaro_winkler(wrong, &name);
            let same_tail = if tail(wrong) == tail(&name) { 0.9 } else { 0.0 };
            (whole.max(same_tail), name)
        })
        .filter(|(likeness, _)| *likeness >= 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Variables that begin with `NEWSTAPE_` but set nothing, each with the most similar one that would.
pub(super) fn strange_variables(set: &[String]) -> Vec<(String, Option<String>)> {
    // The first names the file, the second a program; the third belongs to the tests.
    const OTHERS: [&str; 3] = ["NEWSTAPE_CONFIG", "NEWSTAPE_PAGER", "NEWSTAPE_SHARED"];
    let known: Vec<String> = names().map(|name| variable(&name)).collect();
    let ours = |name: &&String| name.starts_with("NEWSTAPE_");
    let strange = set.iter().filter(ours).filter(|n| !known.contains(n) && !OTHERS.contains(&n.as_str()));
    strange
        .map(|name| {
            let near = known.iter().map(|k| (strsim::jaro_winkler(name, k), k));
            let best = near.filter(|(likeness, _)| *likeness >= 0.93).max_by(|a, b| a.0.total_cmp(&b.0));
            (name.clone(), best.map(|(_, known)| known.clone()))
        })
        .collect()
}
