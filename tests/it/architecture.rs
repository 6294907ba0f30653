//! The arrows between rooms, read from the imports. A wrong arrow fails.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each room may use, beside `fault` and itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("fault", &[]),
    ("units", &[]),
    ("instrument", &["units"]),
    ("event", &["units"]),
    ("market", &["units", "instrument", "calendar"]),
    ("calendar", &["units", "instrument", "event"]),
    ("link", &["units", "instrument", "event"]),
    ("normal_return", &["units", "market"]),
    ("reaction", &["units", "instrument", "calendar", "market", "event", "normal_return"]),
    ("claim", &["units", "instrument", "calendar", "market", "event", "link", "reaction"]),
    ("study", &["units", "instrument", "calendar", "market", "event", "normal_return"]),
    (
        "view",
        &[
            "units",
            "instrument",
            "calendar",
            "market",
            "event",
            "link",
            "claim",
            "reaction",
            "study",
            "normal_return",
        ],
    ),
    ("chart", &["units", "instrument", "calendar", "market", "event", "reaction", "study", "view"]),
    ("clock", &[]),
    ("config", PURE),
    ("net", PURE),
    ("ingest", PURE_AND_NET),
    ("provider", PURE_AND_NET),
    ("store", PURE),
    ("engine", PURE),
    ("app", EVERYTHING_BUT_FACES),
    ("cli", ANYTHING),
    ("http", ANYTHING),
    ("service", ANYTHING),
];

const PURE: &[&str] = &[
    "units",
    "instrument",
    "calendar",
    "market",
    "event",
    "link",
    "claim",
    "normal_return",
    "reaction",
    "study",
    "view",
    "chart",
];
const PURE_AND_NET: &[&str] = &[
    "units",
    "instrument",
    "calendar",
    "market",
    "event",
    "link",
    "claim",
    "normal_return",
    "reaction",
    "study",
    "view",
    "chart",
    "net",
];
const EVERYTHING_BUT_FACES: &[&str] = &[
    "units",
    "instrument",
    "calendar",
    "market",
    "event",
    "link",
    "claim",
    "normal_return",
    "reaction",
    "study",
    "view",
    "chart",
    "net",
    "ingest",
    "provider",
    "store",
    "engine",
    "config",
    "clock",
];
/// A face calls `app` and prints `view`; it also names the types of the arguments it reads.
const ANYTHING: &[&str] = &[
    "units",
    "instrument",
    "calendar",
    "market",
    "event",
    "link",
    "claim",
    "normal_return",
    "reaction",
    "study",
    "view",
    "chart",
    "net",
    "ingest",
    "provider",
    "store",
    "engine",
    "config",
    "clock",
    "app",
];

/// Words that would bring the world into a pure room.
const WORLD: &[&str] =
    &["std::fs", "std::net", "std::env", "std::time::SystemTime", "reqwest::", "rusqlite::", "tokio::"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without comments and without its unit tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source file");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file names as `crate::room`, also inside `use crate::{a, b}`.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for part in code.split("crate::").skip(1) {
        let group = part.strip_prefix('{').and_then(|g| g.split('}').next());
        let names = group.unwrap_or(part);
        let name = |s: &str| s.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        match group {
            Some(_) => rooms.extend(names.split(',').map(name)),
            None => rooms.push(name(names)),
        }
    }
    rooms
}

fn rooms() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .filter(|f| !f.file_stem().is_some_and(|s| s.to_string_lossy().ends_with("tests")))
        .filter_map(|file| {
            let inside = file.strip_prefix(&root).ok()?.to_path_buf();
            let room = inside.components().next()?.as_os_str().to_string_lossy().replace(".rs", "");
            (!["main", "lib"].contains(&room.as_str())).then_some((room, file))
        })
        .collect()
}

#[test]
fn no_room_uses_one_that_it_may_not() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, file) in rooms() {
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("{}: the room {room} is not in the table", file.display()));
            continue;
        };
        for used in rooms_used(&code(&file)) {
            let known = allowed.contains_key(used.as_str());
            // The command line starts the other faces.
            let starts = room == "cli" && ["http", "service"].contains(&used.as_str());
            if known && !starts && used != room && used != "fault" && !may.contains(&used.as_str()) {
                wrong.push(format!("{}: {room} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn pure_rooms_do_not_touch_the_world() {
    let mut wrong = Vec::new();
    for (room, file) in rooms().into_iter().filter(|(room, _)| PURE.contains(&room.as_str())) {
        let code = code(&file);
        wrong.extend(
            WORLD
                .iter()
                .filter(|w| code.contains(**w))
                .map(|w| format!("{}: {room} uses {w}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "the world in a pure room:\n{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_them() {
    assert_eq!(rooms_used("use crate::net::Client;"), ["net"]);
    assert_eq!(rooms_used("use crate::{net, store::Store};"), ["net", "store"]);
    assert_eq!(rooms_used("let x = crate::view::format::day(d);"), ["view"]);
}
