//! The pages in a real browser, where there is one.

use std::path::PathBuf;
use std::process::Command;

use super::Server;

/// A browser that runs without a screen. `build.rs` found it.
fn browser() -> PathBuf {
    PathBuf::from(env!("NEWSTAPE_BROWSER_FOUND"))
}

/// The document as the browser has it after loading, at a width.
fn loaded(browser: &PathBuf, url: &str, width: u32, shot: &std::path::Path) -> String {
    let profile = tempfile::TempDir::new().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"])
        .args(["--no-first-run", "--disable-extensions", "--disable-background-networking", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--window-size={width},1400"))
        .arg(format!("--screenshot={}", shot.display()))
        .arg(url)
        .output()
        .expect("the browser starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The browser draws the page with its style sheet and its chart, and runs nothing of the news.
#[test]
#[cfg_attr(not(browser), ignore = "needs chromium, or a browser that NEWSTAPE_BROWSER names")]
fn a_browser_draws_the_pages_and_runs_nothing() {
    let browser = browser();
    let server = Server::start();
    let shots = tempfile::TempDir::new().unwrap();
    for (path, words) in [("/?day=2025-01-29", "extreme"), ("/events/2", "Reactions")] {
        for width in [1280, 390] {
            let shot = shots.path().join("page.png");
            let url = format!("http://{}{path}", server.address);
            let dom = loaded(&browser, &url, width, &shot);
            assert!(dom.contains(words), "{url} at {width}: {dom}");
            assert!(!dom.contains("<script"), "{url}");
            let bytes = std::fs::read(&shot).unwrap_or_default();
            assert!(bytes.starts_with(b"\x89PNG"), "{url} at {width} was not drawn");
            let _ = std::fs::remove_file(&shot);
        }
    }
    // It asked for what the pages name, and for nothing that the news name.
    let counters = server.get("/metrics").text();
    assert!(counters.contains("route=\"/style.css\",status=\"200\""), "{counters}");
    assert!(counters.contains("route=\"/api/events/{id}/chart.svg\",status=\"200\""), "{counters}");
    assert!(!counters.contains("route=\"/events/x\""), "{counters}");
}
