//! The fields before a Markdown text: YAML between `---`, TOML between `+++`.
//!
//! Of YAML only `key: value` lines are read; an article's title, date and language need no more.

/// Fields in lower case with their values.
pub(super) type Fields = Vec<(String, String)>;

/// The fields before a text and the text after them; `None` where there are none.
pub(super) fn split(text: &str) -> Option<(Fields, &str)> {
    let text = text.trim_start_matches(['\u{feff}', '\n', ' ']);
    let (fence, read): (&str, fn(&str) -> Option<Fields>) = match text.get(..4)? {
        "---\n" => ("---", yaml),
        "+++\n" => ("+++", toml),
        _ => return None,
    };
    let inner = &text[4..];
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            let fields = read(&inner[..at])?;
            return (!fields.is_empty()).then(|| (fields, &inner[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn yaml(text: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    for line in text.lines() {
        if line.trim().is_empty() || line.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        fields.push((key.trim().to_ascii_lowercase(), unquoted(value).to_owned()));
    }
    Some(fields)
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split_once(quote).map_or(rest, |(inner, _)| inner);
        }
    }
    value.split(" #").next().unwrap_or(value).trim_end()
}

fn toml(text: &str) -> Option<Fields> {
    let table: toml::Table = text.parse().ok()?;
    Some(
        table
            .into_iter()
            .filter_map(|(key, value)| {
                let value = match value {
                    toml::Value::String(text) => text,
                    toml::Value::Datetime(at) => at.to_string(),
                    toml::Value::Integer(number) => number.to_string(),
                    toml::Value::Array(items) => items.first()?.as_str()?.to_owned(),
                    toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Table(_) => return None,
                };
                Some((key.to_ascii_lowercase(), value))
            })
            .collect(),
    )
}

/// The first of the fields that has a value.
pub(super) fn first<'a>(fields: &'a Fields, names: &[&str]) -> Option<&'a str> {
    names
        .iter()
        .find_map(|name| fields.iter().find(|(key, value)| key == name && !value.is_empty()))
        .map(|(_, value)| value.as_str())
}
