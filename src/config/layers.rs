//! Turns a file's text, the environment and flags into values with their origins.

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::keys::{self, Kind};
use super::{ConfigError, SettingOrigin};

/// A value of its setting's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Bool(bool),
    Count(u64),
    Text(String),
    Texts(Vec<String>),
}

/// Values by the names of their settings.
pub(super) type Values = BTreeMap<String, (Value, SettingOrigin)>;

/// Overrides the values with a file's.
pub(super) fn file(text: &str, path: &Path, values: &mut Values) -> Result<(), ConfigError> {
    let broken = |e: toml::de::Error| ConfigError::Toml {
        path: path.to_owned(),
        line: line_of(text, e.span().map_or(0, |span| span.start)),
        reason: e.message().replace('\n', " "),
    };
    let document = DeTable::parse(text).map_err(broken)?;
    table(document.get_ref(), "", text, path, values)
}

fn table(
    entries: &DeTable<'_>,
    prefix: &str,
    text: &str,
    path: &Path,
    values: &mut Values,
) -> Result<(), ConfigError> {
    for (key, value) in entries {
        let name = format!("{prefix}{}", key.get_ref());
        let origin = SettingOrigin::File { path: path.to_owned(), line: line_of(text, key.span().start) };
        if let DeValue::Table(inner) = value.get_ref()
            && keys::find(&name).is_none()
        {
            known_section(&name, &origin)?;
            table(inner, &format!("{name}."), text, path, values)?;
            continue;
        }
        let Some(key) = keys::find(&name) else { return Err(unknown(name, origin)) };
        let value = typed(value.get_ref(), key.kind).ok_or_else(|| ConfigError::Value {
            origin: origin.clone(),
            got: shown(value.get_ref(), key.kind),
            wanted: key.kind.wanted(),
            name: name.clone(),
        })?;
        values.insert(name, (value, origin));
    }
    Ok(())
}

/// A section without any known setting is refused by the section's name, not by its first entry's.
fn known_section(name: &str, origin: &SettingOrigin) -> Result<(), ConfigError> {
    let inside = format!("{name}.");
    if keys::names().any(|known| known.starts_with(&inside)) {
        return Ok(());
    }
    let sections = || {
        let heads = keys::names().filter_map(|n| n.rsplit_once('.').map(|(head, _)| head.to_owned()));
        heads.chain(std::iter::once("providers".to_owned()))
    };
    let nearest = sections()
        .map(|section| (strsim::jaro_winkler(name, &section), section))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, section)| section);
    Err(ConfigError::Unknown { origin: origin.clone(), name: name.to_owned(), nearest })
}

fn unknown(name: String, origin: SettingOrigin) -> ConfigError {
    ConfigError::Unknown { origin, nearest: keys::nearest(&name), name }
}

fn typed(value: &DeValue<'_>, kind: Kind) -> Option<Value> {
    match (kind, value) {
        (Kind::Bool, DeValue::Boolean(on)) => Some(Value::Bool(*on)),
        (Kind::Count(least, most), DeValue::Integer(number)) => {
            let number = u64::from_str_radix(number.as_str(), number.radix()).ok()?;
            (least..=most).contains(&number).then_some(Value::Count(number))
        }
        (Kind::Texts, DeValue::Array(parts)) => {
            let parts = parts.iter().map(|part| part.get_ref().as_str().map(str::to_owned));
            parts.collect::<Option<Vec<_>>>().map(Value::Texts)
        }
        (_, DeValue::String(text)) if kind != Kind::Bool => from_words(text, kind),
        _ => None,
    }
}

/// A value from text: a string in the file, a variable, an argument.
fn from_words(words: &str, kind: Kind) -> Option<Value> {
    let text = || Some(Value::Text(words.to_owned())).filter(|_| !words.trim().is_empty());
    match kind {
        Kind::Text | Kind::Path | Kind::Secret => text(),
        Kind::Listen => words.parse::<std::net::SocketAddr>().ok().and_then(|_| text()),
        Kind::Zone => words.parse::<chrono_tz::Tz>().ok().and_then(|_| text()),
        Kind::Bool | Kind::Count(..) | Kind::Texts => None,
    }
}

/// The same for variables and arguments, where numbers, booleans and lists are text as well.
fn from_variable(words: &str, kind: Kind) -> Option<Value> {
    let words = words.trim();
    match kind {
        Kind::Bool => match words.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(Value::Bool(true)),
            "false" | "0" | "no" | "off" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::Count(least, most) => {
            words.parse().ok().filter(|n| (least..=most).contains(n)).map(Value::Count)
        }
        Kind::Texts => {
            let parts = words.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(Value::Texts(parts.map(str::to_owned).collect()))
        }
        _ => from_words(words, kind),
    }
}

/// Overrides the values with the environment's. An empty variable counts as unset.
pub(super) fn environment(
    variables: &BTreeMap<String, String>,
    values: &mut Values,
) -> Result<(), ConfigError> {
    for name in keys::names() {
        let variable = keys::variable(&name);
        let Some(words) = variables.get(&variable).filter(|words| !words.trim().is_empty()) else { continue };
        let Some(key) = keys::find(&name) else { continue };
        let origin = SettingOrigin::Environment(variable);
        let value = from_variable(words, key.kind).ok_or_else(|| ConfigError::Value {
            origin: origin.clone(),
            name: name.clone(),
            got: if key.kind == Kind::Secret { "the value".to_owned() } else { format!("\"{words}\"") },
            wanted: key.kind.wanted(),
        })?;
        values.insert(name, (value, origin));
    }
    Ok(())
}

/// The defaults.
pub(super) fn defaults(values: &mut Values) {
    for key in keys::KEYS.iter().filter(|key| !key.default.is_empty()) {
        let value = match key.kind {
            Kind::Texts => Some(Value::Texts(Vec::new())),
            kind => from_variable(key.default.trim_matches('"'), kind),
        };
        values.extend(value.map(|value| (key.name.to_owned(), (value, SettingOrigin::Default))));
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn shown(value: &DeValue<'_>, kind: Kind) -> String {
    match value {
        _ if kind == Kind::Secret => "the value".to_owned(),
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(on) => on.to_string(),
        DeValue::Datetime(at) => at.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a section".to_owned(),
    }
}
