//! Tells the tests what is there beside the repository: the shared data and a browser.
//!
//! A test that needs one of them is counted as ignored where it is absent, never passed over in
//! silence. Nothing here changes the product.

use std::env;
use std::path::{Path, PathBuf};

/// Names of browsers that run without a screen.
const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(shared_data)");
    println!("cargo::rustc-check-cfg=cfg(browser)");
    shared_data();
    browser();
}

/// `../shared/data`, or `data` in the folder that `NEWSTAPE_SHARED` names.
fn shared_data() {
    println!("cargo::rerun-if-env-changed=NEWSTAPE_SHARED");
    let project = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = env::var_os("NEWSTAPE_SHARED").map_or_else(|| project.join("../shared"), PathBuf::from);
    let data = folder.join("data");
    println!("cargo::rustc-env=NEWSTAPE_SHARED_DATA={}", data.display());
    found(&data.join("README.md"), "shared_data");
}

/// What `NEWSTAPE_BROWSER` names, or a browser on the path.
fn browser() {
    println!("cargo::rerun-if-env-changed=NEWSTAPE_BROWSER");
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = || {
        env::split_paths(&path)
            .flat_map(|folder| BROWSERS.map(|name| folder.join(name)))
            .find(|p| p.is_file())
    };
    let browser = env::var_os("NEWSTAPE_BROWSER").map(PathBuf::from).or_else(on_path).unwrap_or_default();
    println!("cargo::rustc-env=NEWSTAPE_BROWSER_FOUND={}", browser.display());
    found(&browser, "browser");
}

/// Sets a condition where a file is there. A path that is absent is not watched: cargo would take it
/// for changed at every build.
fn found(file: &Path, condition: &str) {
    if file.is_file() {
        println!("cargo::rerun-if-changed={}", file.display());
        println!("cargo::rustc-cfg={condition}");
    }
}
