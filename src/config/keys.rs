//! The settings there are: the one table behind reading, checking, showing and the example.

/// What a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Count(u64, u64),
    /// Words.
    Text,
    /// A list of words.
    Texts,
    /// A file or folder; a relative one counts from the configuration file's folder.
    Path,
    /// Words that are never shown.
    Secret,
    /// An address and a port to listen on.
    Listen,
    /// An IANA zone.
    Zone,
}

impl Kind {
    /// What a value should be, in a sentence.
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
    /// Its name with dots; `*` stands for a provider's or service's name.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Its default as it is written in the file; empty for none.
    pub(super) default: &'static str,
    /// What it does, one line.
    pub(super) about: &'static str,
    /// A value for the example, where there is no default.
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
    key("offline", Kind::Bool, "false", "Forbid every network access", ""),
    key(
        "net.user_agent",
        Kind::Text,
        "",
        "Who asks: a name and an e-mail address. The SEC answers nobody without",
        "\"Jane Doe jane@example.com\"",
    ),
    key(
        "net.allow_private",
        Kind::Bool,
        "false",
        "Let pages that the news points to lie in private networks",
        "",
    ),
    key(
        "net.system_proxy",
        Kind::Bool,
        "true",
        "Use the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name",
        "",
    ),
    key("net.connect_timeout_s", Kind::Count(1, 600), "10", "Longest wait for a connection, in seconds", ""),
    key("net.read_timeout_s", Kind::Count(1, 600), "20", "Longest silence of a server, in seconds", ""),
    key("net.attempt_timeout_s", Kind::Count(1, 3_600), "60", "Longest time for one try, in seconds", ""),
    key("net.total_timeout_s", Kind::Count(1, 3_600), "120", "Longest time for all tries of a request", ""),
    key("net.retries", Kind::Count(0, 10), "3", "Tries after the first", ""),
    key("net.max_body_mb", Kind::Count(1, 1_024), "64", "Most megabytes of one answer", ""),
    key("http.listen", Kind::Listen, "\"127.0.0.1:8765\"", "Where `serve` listens", ""),
    key("http.hosts", Kind::Texts, "[]", "Names under which the server is reached, beside localhost", ""),
    key(
        "http.read_token_file",
        Kind::Path,
        "",
        "File with the token that may read; needed on addresses that others reach",
        "\"read.token\"",
    ),
    key("http.write_token_file", Kind::Path, "", "File with the token that may write too", "\"write.token\""),
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
        "Fetch the page that an item of a new source points to",
        "",
    ),
    key("sources.zone", Kind::Zone, "", "Zone of a new source's times that state none", "\"Europe/Berlin\""),
    key("sources.lang", Kind::Text, "", "Language of a new source", "\"de\""),
    key(
        "sources.watch_list",
        Kind::Texts,
        "[]",
        "Instruments of which a new source's items must name one",
        "",
    ),
    key(
        "calendar.overrides",
        Kind::Texts,
        "[]",
        "Files of sessions that differ from the built-in calendars, as \"XATH=athens.toml\"",
        "",
    ),
    key("providers.*.api_key", Kind::Secret, "", "The key of a provider or news service", "\"…\""),
    key("providers.*.api_key_file", Kind::Path, "", "File with that key", "\"finnhub.key\""),
    key("providers.*.api_secret", Kind::Secret, "", "The second half of a pair of keys (alpaca)", "\"…\""),
    key("providers.*.url", Kind::Text, "", "Another address of the same service", "\"https://…\""),
];

/// The names that may stand for `*`.
pub(super) const PROVIDERS: [&str; 9] =
    ["alpaca", "alphavantage", "finnhub", "marketaux", "polygon", "stooq", "tiingo", "twelvedata", "yahoo"];

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

/// All names, providers spelt out.
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
            _ => "URL",
        };
        return format!("NEWSTAPE_{}_{field}", provider.to_ascii_uppercase());
    }
    format!("NEWSTAPE_{}", name.replace('.', "_").to_ascii_uppercase())
}

/// The name that comes nearest to a wrong one, if one comes near.
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

/// Variables that begin like ours and set nothing, each with the nearest that would.
pub(super) fn strange_variables(set: &[String]) -> Vec<(String, Option<String>)> {
    // The first names the file; the second belongs to the tests.
    const OTHERS: [&str; 2] = ["NEWSTAPE_CONFIG", "NEWSTAPE_SHARED"];
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
