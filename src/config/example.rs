//! The example file, made from the table of settings.

use super::keys::{self, KEYS, Key};

/// The body of a configuration file: every setting with its default, all commented out.
#[must_use]
pub fn example() -> String {
    let mut lines = Vec::new();
    let mut section = "";
    for key in KEYS {
        let head = key.name.rsplit_once('.').map_or("", |(head, _)| head);
        lines.push(String::new());
        if head != section {
            section = head;
            lines.extend(heading(section));
        }
        lines.extend(setting(key));
    }
    lines.join("\n") + "\n"
}

fn heading(section: &str) -> Vec<String> {
    let mut lines = vec![format!("[{}]", section.replace('*', "finnhub"))];
    if section.ends_with('*') {
        let others = keys::PROVIDERS.iter().filter(|name| **name != "finnhub").copied();
        lines.push(format!("# Also for: {}", others.collect::<Vec<_>>().join(", ")));
    }
    lines
}

fn setting(key: &Key) -> [String; 2] {
    let name = key.name.rsplit('.').next().unwrap_or(key.name);
    let value = if key.default.is_empty() { key.example } else { key.default };
    let variable = keys::variable(&key.name.replace('*', "finnhub"));
    [format!("# {} ({variable})", key.about), format!("# {name} = {value}")]
}
