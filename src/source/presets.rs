//! Sources that are set up by name, from `assets/source/presets.tsv`.

use std::sync::LazyLock;

use chrono_tz::Tz;

use crate::event::SourceKind;

/// A source whose address and settings are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// The kind of source.
    pub kind: SourceKind,
    /// Its address, where it has one of its own.
    pub url: Option<&'static str>,
    /// What it is asked for.
    pub query: Option<&'static str>,
    /// Seconds between two polls.
    pub interval_s: u32,
    /// The zone of times that state none.
    pub zone: Option<Tz>,
    /// Its language.
    pub lang: Option<&'static str>,
    /// What it is, in a phrase.
    pub about: &'static str,
}

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let lines = include_str!("../../assets/source/presets.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(preset).collect()
});

fn preset(line: &'static str) -> Option<Preset> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [name, kind, url, query, interval_s, zone, lang, about] = cells[..] else { return None };
    let some = |cell: &'static str| Some(cell).filter(|cell| !cell.is_empty());
    Some(Preset {
        name,
        kind: kind.parse().ok()?,
        url: some(url),
        query: some(query),
        interval_s: interval_s.parse().ok()?,
        zone: some(zone).and_then(|zone| zone.parse().ok()),
        lang: some(lang),
        about,
    })
}

/// All presets, in the order of the file.
///
/// ```
/// let names = newstape::source::presets().iter().map(|preset| preset.name);
/// assert!(names.into_iter().any(|name| name == "sec-earnings"));
/// ```
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SourceSettings;
    use crate::source::{Access, build};

    #[test]
    fn every_line_is_a_source_that_can_be_built() {
        let lines = include_str!("../../assets/source/presets.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(presets().len(), lines);
        for preset in presets() {
            let settings = SourceSettings {
                query: preset.query.map(str::to_owned),
                lang: preset.lang.map(str::to_owned),
                ..SourceSettings::new(preset.name, preset.kind, preset.url)
            };
            let contact = Some("Jane Doe jane@example.com".to_owned());
            let access = Access { contact, ..Access::default() };
            build(&settings, &access).unwrap_or_else(|e| panic!("{}: {e}", preset.name));
            assert!(preset.interval_s >= 60 && !preset.about.is_empty(), "{}", preset.name);
        }
    }
}
