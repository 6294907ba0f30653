//! What integration tests share: the binary, a directory and a database each, the shared data.

#[allow(dead_code)] // each test uses a part of it
pub(crate) mod fixture_server;

use std::path::PathBuf;

/// A file of the shared data, or `None` (with a word why) where the shared data is absent.
///
/// The data lie beside the project's root in `shared/data`; `NEWSTAPE_SHARED` names another place.
#[allow(dead_code)] // not every build of the suite needs the data
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("NEWSTAPE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    #[allow(clippy::print_stdout)]
    {
        println!("skipped: {} is not there (the shared data is not part of the repository)", file.display());
    }
    None
}
