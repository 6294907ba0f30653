use super::*;

fn folder(path: &std::path::Path) -> Folder {
    let settings = SourceSettings::new("f", SourceKind::Folder, path.to_str());
    Folder::new(&settings).unwrap()
}

fn now() -> DateTime<Utc> {
    "2099-01-01T00:00:00Z".parse().unwrap()
}

#[test]
fn each_file_is_an_item_until_it_changes() {
    let place = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    write("b.txt", "Microsoft hebt Prognose an\n\n29. Januar 2025, 22:05 Uhr MEZ\n\nDer Konzern teilte mit.");
    write(".hidden", "x");
    write("c.part", "x");
    write("broken.txt", "");
    let folder = folder(place.path());
    let first = folder.look(&PollState::default(), now()).unwrap();
    assert_eq!(first.items.len(), 1);
    assert_eq!(first.items[0].guid.as_deref(), Some("b.txt"));
    assert_eq!(first.items[0].title, "Microsoft hebt Prognose an");
    assert_eq!(first.items[0].publication.as_ref().unwrap().when.date_utc().to_string(), "2025-01-29");
    assert_eq!(first.skipped.len(), 1);
    assert!(first.skipped[0].starts_with("broken.txt: "), "{:?}", first.skipped);
    let again = folder.look(&first.state, now()).unwrap();
    assert!(again.items.is_empty() && again.skipped.is_empty());
    write(
        "b.txt",
        "Microsoft hebt Prognose an\n\n29. Januar 2025, 22:05 Uhr MEZ\n\nDer Konzern teilte mehr mit.",
    );
    assert_eq!(folder.look(&again.state, now()).unwrap().items.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_no_file_of_it() {
    let (place, elsewhere) = (tempfile::TempDir::new().unwrap(), tempfile::TempDir::new().unwrap());
    let secret = elsewhere.path().join("secret.txt");
    std::fs::write(&secret, "Microsoft hebt Prognose an").unwrap();
    std::os::unix::fs::symlink(&secret, place.path().join("link.txt")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), place.path().join("folder.txt")).unwrap();
    let found = folder(place.path()).look(&PollState::default(), now()).unwrap();
    assert!(found.items.is_empty() && found.skipped.is_empty(), "{:?}", found.skipped);
}

#[test]
fn what_still_changes_waits() {
    let place = tempfile::TempDir::new().unwrap();
    std::fs::write(place.path().join("a.txt"), "Half").unwrap();
    let changed = std::fs::metadata(place.path().join("a.txt")).unwrap().modified().unwrap();
    let soon = DateTime::<Utc>::from(changed) + chrono::TimeDelta::milliseconds(300);
    assert!(folder(place.path()).look(&PollState::default(), soon).unwrap().items.is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let missing = folder(std::path::Path::new("/no/such/folder"));
    let error = missing.look(&PollState::default(), now()).unwrap_err().to_string();
    assert!(error.starts_with("the folder /no/such/folder cannot be read"), "{error}");
}
