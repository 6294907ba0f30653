//! No two files of a room need each other, directly or by way of others: whoever reads one can begin at a
//! file that needs no other. A module and those inside it count as one, for a folder's `mod.rs` may name
//! its parts and they it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};

use super::architecture::{files, inside, is_for_tests, text};

/// The names of a module from the crate's root on.
type Module = Vec<String>;

/// A path as written in a module, from the crate's root on; and the names that a module makes known.
#[derive(Debug, Default)]
struct Imports {
    module: Module,
    paths: Vec<Module>,
    names: BTreeMap<String, Module>,
}

impl Imports {
    fn of(module: Module, text: &str) -> Self {
        let mut imports = Self { module, ..Self::default() };
        let file = syn::parse_file(text).expect("a file that compiles");
        imports.visit_file(&file);
        imports
    }

    /// A path from the root on; `None` for one of another crate or of no module.
    fn rooted(&self, path: &[String]) -> Option<Module> {
        let supers = path.iter().take_while(|name| *name == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([&self.module[..], &path[1..]].concat()),
            "super" => {
                let parent = self.module.get(..self.module.len().checked_sub(supers)?)?;
                Some([parent, &path[supers..]].concat())
            }
            first => match self.names.get(first) {
                Some(known) => Some([&known[..], &path[1..]].concat()),
                None => Some([&self.module[..], path].concat()),
            },
        }
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree, public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree, public),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item, public)),
            syn::UseTree::Name(name) if name.ident == "self" => self.import(before, None, public),
            syn::UseTree::Name(name) => self.import(&with(&name.ident), None, public),
            syn::UseTree::Rename(name) => self.import(&with(&name.ident), Some(&name.rename), public),
            syn::UseTree::Glob(_) => self.import(before, None, public),
        }
    }

    /// What is only handed on is known here and needed by whoever takes it.
    fn import(&mut self, path: &[String], renamed: Option<&syn::Ident>, public: bool) {
        let Some(path) = self.rooted(path) else { return };
        let name = renamed.map(ToString::to_string).or_else(|| path.last().cloned());
        self.names.extend(name.map(|name| (name, path.clone())));
        if !public {
            self.paths.push(path);
        }
    }
}

impl<'a> Visit<'a> for Imports {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.tree(&[], &item.tree, !matches!(item.vis, syn::Visibility::Inherited));
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Module = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if names.len() > 1 {
            self.paths.extend(self.rooted(&names));
        }
        visit::visit_path(self, path);
    }
}

/// The modules of the library, with what each imports.
struct Library(BTreeMap<Module, Imports>);

impl Library {
    fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let module = |file: &str| -> Module {
            let names = file.trim_end_matches(".rs").trim_end_matches("/mod");
            names.split('/').map(str::to_owned).collect()
        };
        let read = |(file, text)| (module(file), Imports::of(module(file), text));
        Self(files.into_iter().map(read).collect())
    }

    /// The module where what a path names is written, through whatever hands it on.
    fn home(&self, path: &[String], hops: usize) -> Option<&Module> {
        let mut home = None;
        for (at, name) in path.iter().enumerate() {
            if let Some((module, _)) = self.0.get_key_value(&path[..=at]) {
                home = Some(module);
                continue;
            }
            let handed_on = home.and_then(|module| self.0[module].names.get(name));
            return match handed_on {
                Some(from) if hops > 0 => {
                    self.home(&[&from[..], &path[at + 1..]].concat(), hops - 1).or(home)
                }
                _ => home,
            };
        }
        home
    }

    /// The other modules of its room that a module needs.
    fn needs(&self, module: &Module) -> BTreeSet<&Module> {
        let homes = self.0[module].paths.iter().filter_map(|path| self.home(path, 8));
        homes
            .filter(|home| home[0] == module[0] && !home.starts_with(module) && !module.starts_with(home))
            .collect()
    }

    /// Modules that lead back to themselves, each with the way.
    fn circles(&self) -> Vec<String> {
        let needs: BTreeMap<&Module, BTreeSet<&Module>> =
            self.0.keys().map(|module| (module, self.needs(module))).collect();
        let mut found: BTreeMap<BTreeSet<&Module>, String> = BTreeMap::new();
        for start in self.0.keys() {
            if let Some(way) = way_back(start, &needs) {
                let names: Vec<String> = way.iter().map(|module| module.join("/")).collect();
                found.entry(way.into_iter().collect()).or_insert_with(|| names.join(" -> "));
            }
        }
        found.into_values().collect()
    }
}

/// The shortest way from a module back to it.
fn way_back<'m>(
    start: &'m Module,
    needs: &BTreeMap<&'m Module, BTreeSet<&'m Module>>,
) -> Option<Vec<&'m Module>> {
    let mut before: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(module) = open.pop_front() {
        for next in &needs[module] {
            if *next == start {
                let mut way = vec![start, module];
                while let Some(earlier) = before.get(way[way.len() - 1]) {
                    way.push(earlier);
                }
                way.reverse();
                return Some(way);
            }
            if !before.contains_key(next) {
                before.insert(next, module);
                open.push_back(next);
            }
        }
    }
    None
}

#[test]
fn no_files_of_a_room_need_each_other() {
    let texts: Vec<(String, String)> =
        files().into_iter().map(|(_, file)| (inside(&file), text(Path::new(&file)))).collect();
    let library = Library::read(texts.iter().map(|(file, text)| (file.as_str(), text.as_str())));
    assert!(library.0.len() > 300, "only {} modules were found", library.0.len());
    let circles = library.circles();
    assert!(circles.is_empty(), "circles of imports:\n{}", circles.join("\n"));
}

#[test]
fn circles_are_found_wherever_they_hide() {
    let circle = |files: &[(&'static str, &'static str)]| Library::read(files.iter().copied()).circles();
    for (one, other) in [
        ("use super::b::B;", "use super::a::A;"),
        ("use crate::room::{x::Y, b::{self, B}};", "fn f() { super::a::g(); }"),
        ("use super::B;", "use super::A as Other;"),
        ("use super::b; fn f() { b::g(); }", "fn f() -> crate::room::A { todo!() }"),
        ("use super::{b};", "impl super::a::Trait for X {}"),
    ] {
        let room = ("room/mod.rs", "mod a; mod b; pub use a::A; pub use self::b::B;");
        assert_eq!(circle(&[room, ("room/a.rs", one), ("room/b.rs", other)]).len(), 1, "{one} {other}");
    }
    let by_a_third = [
        ("room/mod.rs", "mod a; mod b; mod c;"),
        ("room/a.rs", "use super::b::B;"),
        ("room/b.rs", "use super::c::deep::C;"),
        ("room/c/mod.rs", "pub mod deep;"),
        ("room/c/deep.rs", "use crate::room::a::A;"),
    ];
    assert_eq!(circle(&by_a_third).len(), 1);
    for (one, other) in [
        ("use super::b::B;", "#[cfg(test)] mod tests { use super::super::a::A; }"),
        ("use super::b::B;", "use super::inner;"),
        ("use super::b::B;", "use crate::other::a::A;"),
    ] {
        let files = [
            ("room/mod.rs", "mod a; mod b;"),
            ("room/a.rs", one),
            ("room/b.rs", other),
            ("other/a.rs", "use crate::room::b::B;"),
        ];
        assert_eq!(circle(&files), [""; 0], "{one} {other}");
    }
}
