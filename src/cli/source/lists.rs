//! `newstape source import`, `newstape source export` and the list of presets

use std::path::{Path, PathBuf};

use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::app::source::list::{export, import, presets};
use crate::app::source::{Health, NewSource};
use crate::cli::{Console, Exit, Global};
use crate::view::Document;
use crate::view::source::{self as view, ImportRecord, PresetList, PresetRecord, RejectedFeed, SourceList};
use crate::view::text::Width;

/// Prints the presets.
pub(super) fn print_presets(console: &Console) {
    let presets = presets().iter().map(|preset| PresetRecord {
        name: preset.name,
        kind: preset.kind.to_string(),
        url: preset.url,
        query: preset.query,
        interval_s: preset.interval_s,
        zone: preset.zone.map(chrono_tz::Tz::name),
        lang: preset.lang,
        about: preset.about,
    });
    let list = PresetList { presets: presets.collect() };
    if console.json {
        console.document(&Document::new("source-presets", &list));
    } else {
        console.line(&view::presets(&list, Width(console.width)).trim_fmt());
    }
}

/// Adds the feeds of a list.
pub(super) fn run_import(
    file: &Path,
    model: &NewSource,
    global: &Global,
    console: &Console,
) -> Result<Exit, Failure> {
    let done = import(&global.context(), file, model)?;
    let rejected = done.rejected.into_iter().map(|(url, reason)| RejectedFeed { url, reason });
    let record = ImportRecord {
        added: SourceList { sources: done.added.into_iter().map(Health::record).collect() }.sources,
        known: done.known,
        rejected: rejected.collect(),
    };
    let exit = if record.rejected.is_empty() { Exit::Done } else { Exit::Partial };
    if console.json {
        console.document(&Document::new("source-import", &record));
    } else {
        console.line(&view::imported(&record));
    }
    Ok(exit)
}

/// Writes the feeds as a list.
pub(super) fn run_export(
    output: Option<&PathBuf>,
    global: &Global,
    console: &Console,
) -> Result<Exit, Failure> {
    let (list, others) = export(&global.context())?;
    match output.filter(|path| path.as_os_str() != "-") {
        None => console.line(list.trim_end()),
        Some(path) => std::fs::write(path, &list)
            .map_err(|e| Refusal::Unwritable { path: path.clone(), reason: e.to_string() })?,
    }
    if others > 0 {
        let are = if others == 1 {
            "1 source is not a feed and is"
        } else {
            &format!("{others} sources are not feeds and are")
        };
        console.note(&format!("{are} not in the list"));
    }
    Ok(Exit::Done)
}
