//! The example file, made from the table of settings.

use super::keys::{self, KEYS};

/// A configuration file with every setting and its default, all commented out.
#[must_use]
pub fn example() -> String {
    let mut text = String::from(
        "# Settings of newstape. Place: ~/.config/newstape/config.toml, or what --config names.\n\
         # A variable beats the file, a flag beats both. `newstape config show --origin` tells what holds.\n",
    );
    let mut section = "";
    for key in KEYS {
        let (head, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if head != section {
            section = head;
            let shown = section.replace('*', "finnhub");
            text.push_str(&format!("\n[{shown}]\n"));
            if section.ends_with('*') {
                text.push_str(&format!("# Also for: {}\n", others()));
            }
        } else {
            text.push('\n');
        }
        let value = if key.default.is_empty() { key.example } else { key.default };
        let variable = keys::variable(&key.name.replace('*', "finnhub"));
        text.push_str(&format!("# {} ({variable})\n# {name} = {value}\n", key.about));
    }
    text
}

fn others() -> String {
    keys::PROVIDERS.iter().filter(|name| **name != "finnhub").copied().collect::<Vec<_>>().join(", ")
}
