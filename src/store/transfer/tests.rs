//! Tests of exports.

use proptest::prelude::*;
use rusqlite::params;
use rusqlite::types::Value;
use tempfile::TempDir;

use super::*;

type Files = Vec<(String, Vec<u8>)>;

/// The files of a folder with their bytes, by name.
fn files(folder: &Path) -> Files {
    let entry = |e: std::io::Result<std::fs::DirEntry>| {
        let path = e.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
    };
    let mut all: Vec<_> = std::fs::read_dir(folder).unwrap().map(entry).collect();
    all.sort();
    all
}

fn round_trip(store: &Store) -> (Files, Files) {
    let (first, second, home) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    store.export(first.path()).unwrap();
    let target = home.path().join("new.db");
    import(first.path(), &target).unwrap();
    Store::open(&target).unwrap().export(second.path()).unwrap();
    (files(first.path()), files(second.path()))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::Integer),
        any::<f64>().prop_filter("SQLite has no NaN", |n| !n.is_nan()).prop_map(Value::Real),
        Just(Value::Real(f64::INFINITY)),
        ".*".prop_map(Value::Text),
        any::<Vec<u8>>().prop_map(Value::Blob),
        Just(Value::Null),
    ]
}

proptest! {
    #[test]
    fn every_value_is_read_as_it_was_written(value in value()) {
        let line = format!("{{\"c\":{}}}", cell::write(ValueRefOf(&value).get()).unwrap());
        let read = cell::read_row(&line, &["c".to_owned()]).unwrap();
        match (&value, &read[0]) {
            (Value::Real(a), Value::Real(b)) => prop_assert_eq!(a.to_bits(), b.to_bits()),
            (a, b) => prop_assert_eq!(a, b),
        }
    }
}

proptest! {
    // Each case makes two databases on the disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_export_that_is_imported_is_exported_to_the_same_bytes(
        rows in prop::collection::vec((".{0,20}", any::<i64>(), any::<f64>(), any::<Vec<u8>>()), 0..20)
    ) {
        let store = Store::open(Path::new(":memory:")).unwrap();
        let tx = &store.connection;
        tx.execute("INSERT INTO bar_series VALUES (7, 'A', 'XNAS', '1d', 'file', 'as_traded', 0)", []).unwrap();
        for (n, (text, number, real, bytes)) in (0_i64..).zip(&rows) {
            tx.execute("INSERT OR REPLACE INTO saved_query VALUES (?, ?, ?)", params![text, text, number]).unwrap();
            tx.execute("INSERT INTO bar_block VALUES (NULL, 7, ?, ?, 1, 1, 0, ?, NULL, ?)", params![n, number, bytes, bytes]).unwrap();
            tx.execute(
                "INSERT INTO corporate_action VALUES (?, 'XNAS', '2025-01-01', 'split', ?, 'file', 0)",
                params![n.to_string(), if real.is_nan() { 1.0 } else { *real }],
            ).unwrap();
            tx.execute("INSERT INTO notice (what, event_id, at) VALUES ('event', ?, ?)", [n, *number]).unwrap();
        }
        // A number that was given stays given, though its row is gone.
        tx.execute("DELETE FROM notice WHERE seq = (SELECT max(seq) FROM notice)", []).unwrap();
        let (first, second) = round_trip(&store);
        prop_assert_eq!(first, second);
    }
}

/// A reference to a value, which rusqlite gives only by a trait.
struct ValueRefOf<'a>(&'a Value);

impl ValueRefOf<'_> {
    fn get(&self) -> rusqlite::types::ValueRef<'_> {
        self.0.into()
    }
}

#[test]
fn a_new_database_is_empty_and_takes_an_export() {
    let (folder, home) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = Store::open(Path::new(":memory:")).unwrap();
    store.connection.execute("INSERT INTO watch VALUES ('MSFT', 'XNAS', 1)", []).unwrap();
    store.connection.execute("UPDATE alert_cursor SET seq = 7", []).unwrap();
    store.export(folder.path()).unwrap();
    let target = home.path().join("new.db");
    assert!(Store::open(&target).unwrap().is_empty().unwrap());
    Store::import(folder.path(), &target).unwrap();
    assert_eq!(Store::open(&target).unwrap().alert_cursor().unwrap(), 7);
    assert!(Store::import(folder.path(), &target).unwrap_err().to_string().contains("has rows"));
}

#[test]
fn what_was_changed_by_hand_is_refused_with_file_and_line() {
    let (folder, home) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = Store::open(Path::new(":memory:")).unwrap();
    store.connection.execute("INSERT INTO watch VALUES ('MSFT', 'XNAS', 1)", []).unwrap();
    store.export(folder.path()).unwrap();
    let file = folder.path().join("watch.jsonl");
    let whole = std::fs::read_to_string(&file).unwrap();
    for (text, reason) in [
        (whole.replace("\"mic\"", "\"venue\""), "column `mic` is missing"),
        (whole.replace('{', "{\"more\":1,"), "there is no column `more`"),
        (whole.replace("\"XNAS\"", "true"), "column `mic` has no value"),
        (whole.replace("\"XNAS\"", "null"), "NOT NULL"),
        (String::new(), "it has 0 rows, and 1 were written"),
        ("{".to_owned(), "EOF"),
    ] {
        std::fs::write(&file, &text).unwrap();
        let refused = import(folder.path(), &home.path().join("new.db")).unwrap_err().to_string();
        assert!(refused.contains("watch.jsonl") && refused.contains(reason), "{text}: {refused}");
        let _ = std::fs::remove_file(home.path().join("new.db"));
    }
}

#[test]
fn an_export_of_an_older_version_is_brought_up_to_date() {
    let (folder, home) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = Store::open(Path::new(":memory:")).unwrap();
    store.export(folder.path()).unwrap();
    let manifest = folder.path().join(MANIFEST);
    let text = std::fs::read_to_string(&manifest).unwrap();
    // An earlier version has fewer tables.
    let older = text.replace(&format!("\"version\": {SCHEMA_VERSION}"), "\"version\": 14");
    let mut older: Manifest = serde_json::from_str(&older).unwrap();
    let old = fresh(&home.path().join("old.db"), 14).unwrap();
    let known: Vec<String> = tables(&old).unwrap().into_iter().map(|t| t.name).collect();
    older.tables.retain(|t| known.contains(&t.name));
    std::fs::write(&manifest, serde_json::to_string(&older).unwrap()).unwrap();
    let target = home.path().join("new.db");
    import(folder.path(), &target).unwrap();
    let store = Store::open(&target).unwrap();
    assert_eq!(store.migrated().from, 14);
    assert!(store.is_empty().unwrap());
}
