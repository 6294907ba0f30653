//! The arrows between rooms, read from the syntax of every file. A wrong arrow fails.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use syn::visit::{self, Visit};

/// What each pure room may use, beside `fault` and itself.
const PURE: &[(&str, &[&str])] = &[
    ("fault", &[]),
    ("units", &[]),
    ("text", &[]),
    ("venue", &["units"]),
    ("instrument", &["units", "venue", "text"]),
    ("event", &["units", "text"]),
    ("date", &["units", "text", "event"]),
    ("article", &["units", "text", "event", "date"]),
    ("calendar", &["units", "venue", "instrument", "event"]),
    ("market", &["units", "venue", "instrument", "calendar"]),
    ("table", &["units", "venue", "text", "date", "instrument", "event", "calendar", "market"]),
    ("link", &["units", "venue", "text", "instrument", "event"]),
    ("normal_return", &["units", "market"]),
    ("reaction", &["units", "venue", "instrument", "calendar", "market", "event", "normal_return"]),
    ("claim", &["units", "venue", "text", "instrument", "calendar", "market", "event", "link", "reaction"]),
    ("query", &["units", "text", "date", "instrument", "event", "link", "claim", "reaction"]),
    ("alert", &[]),
    ("list", &["units", "instrument", "event", "claim", "reaction", "query"]),
    ("road", &["units", "text", "date", "article", "instrument", "event", "link", "claim", "reaction"]),
    ("study", &["units", "venue", "instrument", "calendar", "market", "event", "normal_return"]),
    (
        "view",
        &[
            "units",
            "venue",
            "text",
            "table",
            "instrument",
            "calendar",
            "market",
            "event",
            "link",
            "claim",
            "list",
            "road",
            "normal_return",
            "reaction",
            "study",
        ],
    ),
    (
        "chart",
        &["units", "venue", "text", "instrument", "calendar", "market", "event", "reaction", "study", "view"],
    ),
];

/// Edges meet one part of the world each and are blind to each other; the network alone is shared.
const EDGES: &[(&str, &[&str])] = &[
    ("archive", &[]),
    ("clock", &[]),
    ("config", &[]),
    ("net", &[]),
    ("source", &["net"]),
    ("provider", &["net"]),
    ("store", &[]),
];

/// A face calls `app` and prints `view`; it also names the types of the arguments it reads.
const FACES: &[&str] = &["cli", "http", "mcp", "service"];

/// Words that would bring the world into a pure room.
const WORLD: &[&str] =
    &["std::fs", "std::net", "std::env", "std::time::SystemTime", "reqwest::", "rusqlite::", "tokio::"];

/// Whether code of one room may use another.
fn may_use(room: &str, used: &str) -> bool {
    let pure = |r: &str| PURE.iter().find(|(name, _)| *name == r);
    let edge = |r: &str| EDGES.iter().find(|(name, _)| *name == r);
    if room == used || used == "fault" {
        return true;
    }
    if let Some((_, uses)) = pure(room) {
        return uses.contains(&used);
    }
    if let Some((_, uses)) = edge(room) {
        return pure(used).is_some() || uses.contains(&used);
    }
    let below_faces = pure(used).is_some() || edge(used).is_some();
    match room {
        "app" => below_faces,
        // The command line starts the other faces.
        "cli" => below_faces || used == "app" || FACES.contains(&used),
        face => FACES.contains(&face) && (below_faces || used == "app"),
    }
}

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

/// What stands for every room at once: `use crate::*` or `use crate as other`.
const ALL_ROOMS: &str = "every room";

/// The paths from the crate's root on that the production code of a file names, in imports and in expressions.
fn crate_paths(file: &str, text: &str) -> BTreeSet<Vec<String>> {
    let names = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let module = names.split('/').map(str::to_owned).collect();
    let mut reader = Reader { module, paths: BTreeSet::new() };
    reader.visit_file(&syn::parse_file(text).expect("a file that compiles"));
    reader.paths
}

/// Collects paths; passes over what is compiled for tests only.
struct Reader {
    /// The module that is being read.
    module: Vec<String>,
    paths: BTreeSet<Vec<String>>,
}

impl Reader {
    /// Keeps a path that leads to the crate's root: by its name, or upwards through every module.
    fn keep(&mut self, path: &[String]) {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let from_root = match path.first().map(String::as_str) {
            Some("crate") => &path[1..],
            Some("super") if supers >= self.module.len() => &path[supers..],
            _ => return,
        };
        let all = || vec![ALL_ROOMS.to_owned()];
        self.paths.insert(if from_root.is_empty() { all() } else { from_root.to_vec() });
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
            syn::UseTree::Name(name) => self.keep(&with(&name.ident)),
            syn::UseTree::Rename(name) => self.keep(&with(&name.ident)),
            syn::UseTree::Glob(_) => self.keep(before),
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.tree(&[], &item.tree);
        }
    }

    /// `pub(crate)` says who may look, and uses nothing.
    fn visit_vis_restricted(&mut self, _: &'a syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.keep(&names);
        visit::visit_path(self, path);
    }
}

pub(super) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| {
        a.path().is_ident("cfg") && a.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

/// Every production file with its room.
pub(super) fn files() -> Vec<(String, PathBuf)> {
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

/// The path of a file below `src`.
pub(super) fn inside(file: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    file.strip_prefix(root).expect("a file below src").to_string_lossy().replace('\\', "/")
}

pub(super) fn text(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a source file")
}

#[test]
fn no_room_uses_one_that_it_may_not() {
    let rooms: BTreeSet<String> = files().into_iter().map(|(room, _)| room).collect();
    let mut wrong = Vec::new();
    for (room, file) in files() {
        for path in crate_paths(&inside(&file), &text(&file)) {
            let used = &path[0];
            if used == ALL_ROOMS || rooms.contains(used) && !may_use(&room, used) {
                wrong.push(format!("{}: {room} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_place() {
    let placed = |room: &str| {
        PURE.iter().chain(EDGES).any(|(name, _)| *name == room) || FACES.contains(&room) || room == "app"
    };
    let homeless: BTreeSet<String> =
        files().into_iter().map(|(room, _)| room).filter(|r| !placed(r)).collect();
    assert!(homeless.is_empty(), "rooms without a place in the table: {homeless:?}");
}

#[test]
fn pure_rooms_do_not_touch_the_world() {
    let mut wrong = Vec::new();
    for (room, file) in files() {
        if !PURE.iter().any(|(name, _)| *name == room) {
            continue;
        }
        let text = text(&file);
        let code: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
        let found = WORLD.iter().filter(|w| code.contains(**w));
        wrong.extend(found.map(|w| format!("{}: {room} uses {w}", file.display())));
    }
    assert!(wrong.is_empty(), "the world in a pure room:\n{}", wrong.join("\n"));
}

/// Collects the texts of a file: string literals in code, in macros and in attributes, doc comments and
/// what is compiled for tests left out.
#[derive(Default)]
struct Texts {
    found: Vec<String>,
}

impl Texts {
    fn of(text: &str) -> Vec<String> {
        let mut texts = Self::default();
        texts.visit_file(&syn::parse_file(text).expect("a file that compiles"));
        texts.found
    }

    /// The literals among the tokens of a macro or attribute, which syn does not read.
    fn tokens(&mut self, tokens: &str) {
        static LITERAL: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).expect("a pattern"));
        self.found.extend(LITERAL.captures_iter(tokens).map(|found| found[1].to_owned()));
    }
}

impl<'a> Visit<'a> for Texts {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        self.found.push(literal.value());
    }

    fn visit_macro(&mut self, called: &'a syn::Macro) {
        self.tokens(&called.tokens.to_string());
    }

    fn visit_attribute(&mut self, attribute: &'a syn::Attribute) {
        if let (false, syn::Meta::List(list)) = (attribute.path().is_ident("doc"), &attribute.meta) {
            self.tokens(&list.tokens.to_string());
        }
    }
}

/// What only a face may say: a flag, a command of the program, an address of its API.
fn words_of_faces() -> Vec<(&'static str, Regex)> {
    use clap::CommandFactory;
    let commands = newstape::cli::Cli::command();
    let verbs: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
    let pattern = |text: &str| Regex::new(text).expect("a pattern");
    vec![
        ("a flag", pattern(r"(?:^|[\s`(\x22])--[a-z][a-z-]*")),
        ("a command", pattern(&format!(r"\bnewstape (?:{})\b", verbs.join("|")))),
        (
            "an address of the API",
            pattern(r"(?:^|[\s`])/api/(?:events|health|instruments|openapi|ready|sources|stream)"),
        ),
    ]
}

/// Files below the faces that must hold such a word, with the reason.
const SPEAK_LIKE_A_FACE: &[(&str, &str)] = &[
    ("store/record/old.rs", "reads what older programs stored, commands and all"),
    ("app/demo.rs", "names itself as the source of the demo's news"),
];

#[test]
fn no_room_below_the_faces_speaks_of_flags_commands_or_addresses() {
    let words = words_of_faces();
    let mut wrong = Vec::new();
    for (room, file) in files() {
        let allowed = |(end, _): &(&str, &str)| file.to_string_lossy().ends_with(end);
        if FACES.contains(&room.as_str()) || SPEAK_LIKE_A_FACE.iter().any(allowed) {
            continue;
        }
        for said in Texts::of(&text(&file)) {
            let told = words.iter().filter(|(_, pattern)| pattern.is_match(&said));
            wrong.extend(told.map(|(what, _)| format!("{}: {what} in {said:?}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "words of a face below the faces:\n{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_texts_sees_code_macros_and_attributes_and_no_comment() {
    let code = r#"
        /// Not `--this`.
        #[error("give --flag: {0}")]
        struct Wrong(String);
        fn f() -> String { format!("run `newstape list` {}", g("a `--db` b")) }
        #[cfg(test)]
        fn only_for_tests() { h("--quiet"); }
        #[cfg(test)]
        mod tests { const X: &str = "--loud"; }
    "#;
    let texts = Texts::of(code);
    assert_eq!(texts, ["give --flag: {0}", "run `newstape list` {}", "a `--db` b"]);
    let words = words_of_faces();
    let caught = |text: &str| words.iter().filter(|(_, pattern)| pattern.is_match(text)).count();
    assert_eq!(texts.iter().map(|t| caught(t)).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(caught("GET /api/events"), 1);
    for harmless in ["a newstape database", "-- SQL has comments", "https://finnhub.io/api/v1", "NEWSTAPE_DB"]
    {
        assert_eq!(caught(harmless), 0, "{harmless}");
    }
}

#[test]
fn faces_ask_app_and_not_the_edges() {
    let edge =
        |used: &str| EDGES.iter().any(|(name, _)| *name == used && !["clock", "config"].contains(name));
    let mut wrong = Vec::new();
    for (room, file) in files().into_iter().filter(|(room, _)| FACES.contains(&room.as_str())) {
        let name = inside(&file);
        let used: BTreeSet<String> =
            crate_paths(&name, &text(&file)).into_iter().map(|mut p| p.remove(0)).collect();
        wrong.extend(used.iter().filter(|used| edge(used)).map(|used| format!("{name}: {room} uses {used}")));
    }
    assert!(wrong.is_empty(), "a face that goes round `app`:\n{}", wrong.join("\n"));
}

/// Finds calls on an open database: it is called `store` wherever a face holds it, and handed to `app`.
#[derive(Default)]
struct Calls {
    found: Vec<String>,
}

impl Calls {
    fn of(text: &str) -> Vec<String> {
        let mut calls = Self::default();
        calls.visit_file(&syn::parse_file(text).expect("a file that compiles"));
        calls.found
    }
}

impl<'a> Visit<'a> for Calls {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        let is_store = match &*call.receiver {
            syn::Expr::Path(path) => path.path.is_ident("store"),
            syn::Expr::Field(field) => matches!(&field.member, syn::Member::Named(name) if name == "store"),
            _ => false,
        };
        // A lock around it is the face's own.
        if is_store && call.method != "lock" {
            self.found.push(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }
}

#[test]
fn faces_call_nothing_on_an_open_database() {
    let mut wrong = Vec::new();
    for (_, file) in files().into_iter().filter(|(room, _)| FACES.contains(&room.as_str())) {
        wrong.extend(Calls::of(&text(&file)).into_iter().map(|call| format!("{}: {call}", inside(&file))));
    }
    assert!(wrong.is_empty(), "calls that belong in `app`:\n{}", wrong.join("\n"));
    let code =
        "fn f() { store.event(1); self.store.beat(n); g(|s| { let store = s.lock(); store.group(w) }) }";
    assert_eq!(Calls::of(code), ["event", "beat", "group"]);
    assert_eq!(Calls::of("fn f() { show(store, 1); self.store.lock(); source.store(); }"), [""; 0]);
}

/// Types whose value may change behind a shared reference.
const CHANGING: &[&str] = &["Mutex", "RwLock", "RefCell", "OnceLock", "OnceCell", "thread_local"];
/// Files of pure rooms that keep such a value outside a function, each with the reason.
const KEPT: &[(&str, &str)] = &[
    ("calendar/rules/registry.rs", "each built-in calendar is made from its rules when first asked for"),
    ("text/html.rs", "the tokenizer hands its tokens to a shared reference, for the time of one reading"),
    ("table/parquet.rs", "the parts of one reading take turns at the one input that was handed in"),
];

/// Finds values that may change behind a shared reference. Inside a function a cell that is filled once
/// is the function's memory of its own result, as a `LazyLock` is anywhere; outside one, whoever comes
/// first decides what all others see.
#[derive(Default)]
struct State {
    depth: usize,
    found: BTreeSet<String>,
}

impl State {
    fn of(text: &str) -> Vec<String> {
        let mut state = Self::default();
        state.visit_file(&syn::parse_file(text).expect("a file that compiles"));
        state.found.into_iter().collect()
    }
}

impl<'a> Visit<'a> for State {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_block(&mut self, block: &'a syn::Block) {
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        if matches!(item.mutability, syn::StaticMutability::Mut(_)) {
            self.found.insert(format!("static mut {}", item.ident));
        }
        visit::visit_item_static(self, item);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        for segment in &path.segments {
            let name = segment.ident.to_string();
            let filled_once = ["OnceLock", "OnceCell"].contains(&name.as_str()) && self.depth > 0;
            if (CHANGING.contains(&name.as_str()) || name.starts_with("Atomic")) && !filled_once {
                self.found.insert(name);
            }
        }
        visit::visit_path(self, path);
    }
}

#[test]
fn pure_rooms_hold_nothing_that_changes() {
    let mut wrong = Vec::new();
    for (room, file) in files() {
        let name = inside(&file);
        if PURE.iter().any(|(pure, _)| *pure == room) && !KEPT.iter().any(|(kept, _)| *kept == name) {
            wrong.extend(State::of(&text(&file)).into_iter().map(|found| format!("{name}: {found}")));
        }
    }
    assert!(wrong.is_empty(), "state in a pure room:\n{}", wrong.join("\n"));
}

#[test]
fn state_is_seen_wherever_it_hides() {
    for (code, found) in [
        ("static OWN: OnceLock<u8> = OnceLock::new();", "OnceLock"),
        ("static OWN: LazyLock<std::sync::Mutex<u8>> = LazyLock::new(Default::default);", "Mutex"),
        ("struct Venue { calendar: OnceLock<u8> }", "OnceLock"),
        ("fn f() { static N: AtomicU64 = AtomicU64::new(0); }", "AtomicU64"),
        ("thread_local! { static N: u8 = 0; }", "thread_local"),
        ("static mut N: u8 = 0;", "static mut N"),
    ] {
        assert_eq!(State::of(code), [found], "{code}");
    }
    for code in [
        "static TABLE: LazyLock<Vec<u8>> = LazyLock::new(Vec::new);",
        "fn f() { static TABLE: OnceLock<u8> = OnceLock::new(); TABLE.get_or_init(|| 1); }",
        "#[cfg(test)] mod tests { static N: AtomicU64 = AtomicU64::new(0); }",
    ] {
        assert_eq!(State::of(code), [""; 0], "{code}");
    }
}

#[test]
fn the_reader_of_imports_sees_nested_groups_and_passes_over_tests() {
    let rooms_of = |file: &str, text: &str| -> Vec<String> {
        crate_paths(file, text).into_iter().map(|mut path| path.remove(0)).collect()
    };
    let rooms = |text: &str| rooms_of("view/page/day.rs", text);
    assert_eq!(rooms("use crate::net::Client;"), ["net"]);
    assert_eq!(rooms("use crate::{market::{Bar, Series}, store::Store};"), ["market", "market", "store"]);
    assert_eq!(
        rooms("use crate::{{net::{self, vendor::{Vendor as V}}}, store::*};"),
        ["net", "net", "store"]
    );
    assert_eq!(rooms("fn f() { let x = crate::view::format::day(d); }"), ["view"]);
    assert_eq!(rooms("fn f() -> crate::store::Store { todo!() }"), ["store"]);
    assert_eq!(rooms("use super::super::super::store::Store;"), ["store"]);
    assert_eq!(rooms("mod inner { use super::super::super::super::{store::Store}; }"), ["store"]);
    assert_eq!(rooms("use super::super::format; use super::event; pub(crate) fn f() {}"), [""; 0]);
    assert_eq!(rooms_of("view/mod.rs", "use super::store::Store;"), ["store"]);
    assert_eq!([rooms("use crate::*;"), rooms("use crate as root;")], [[ALL_ROOMS], [ALL_ROOMS]]);
    assert_eq!(rooms("#[cfg(test)] mod tests { use crate::store::Store; }"), [""; 0]);
}
