//! The pages in a real browser, where there is one.

use std::time::Duration;

use newstape::http::{Limits, Settings};

use super::Server;
use super::devtools::Browser;

/// What is wrong with a page for those who do not see it, or not well.
const READS: &str = include_str!("reads.js");

/// Pages of every kind, with a word on each that shows that it is the right one.
const PAGES: [(&str, &str, &str); 12] = [
    ("day", "/?day=2025-01-29", "extreme"),
    ("empty", "/?day=2024-05-01", "No event was published"),
    ("search", "/search?q=Microsoft&sort=move", "largest move"),
    ("mistake", "/search?q=kind+%3D+earnings+and+colour+%3D+red", "there is no field"),
    ("event", "/events/1", "confirmed"),
    ("hostile", "/events/2", "Reactions"),
    ("explain", "/events/1/explain", "The arithmetic"),
    ("instrument", "/instruments/MSFT", "Its unusual days"),
    ("log", "/log?title=x&tickers=MSFT", "Log it"),
    ("sources", "/sources", "No source"),
    ("alerts", "/alerts", "There is no rule"),
    ("zone", "/preferences", "America/New_York"),
];

fn quick() -> Server {
    let limits = Limits { stream_pause: Duration::from_millis(50), ..Limits::default() };
    Server::with(Settings { limits, ..Settings::default() })
}

/// Every page at two widths in two themes: drawn, read without eyes, and nothing of the news runs.
#[test]
#[cfg_attr(not(browser), ignore = "needs chromium, or a browser that NEWSTAPE_BROWSER names")]
fn every_page_is_read_with_any_eyes_at_any_width() {
    let server = quick();
    let mut browser = Browser::start();
    for width in [1280, 360] {
        for theme in ["light", "dark"] {
            browser.look(width, theme);
            for (name, path, words) in PAGES {
                browser.open(&format!("http://{}{path}", server.address));
                let text = browser.eval("document.body.innerText");
                assert!(text.as_str().unwrap_or_default().contains(words), "{path}: {text}");
                let wrong = browser.eval(READS);
                assert_eq!(wrong, serde_json::json!([]), "{path} at {width}, {theme}");
                assert!(browser.shot(&format!("{name}-{width}-{theme}")).starts_with(b"\x89PNG"), "{path}");
            }
        }
    }
    // A page with a mistake is answered with 400; the browser notes that, and nothing else.
    browser.errors.retain(|error| !error.contains("400 (Bad Request)"));
    assert_eq!(browser.errors, [""; 0]);
    let counters = server.get("/metrics").text();
    assert!(!counters.contains("route=\"unknown\""), "only what the pages name was asked for: {counters}");
}

/// A morning with the page: an event is logged by the form, appears on an open page, is opened, a link is rejected.
#[test]
#[cfg_attr(not(browser), ignore = "needs chromium, or a browser that NEWSTAPE_BROWSER names")]
fn an_event_is_logged_appears_live_and_is_worked_on() {
    let server = quick();
    let at = |path: &str| format!("http://{}{path}", server.address);
    let (mut reader, mut writer) = (Browser::start(), Browser::start());
    for browser in [&mut reader, &mut writer] {
        browser.look(1280, "light");
    }
    reader.open(&at("/?day=2025-03-14"));
    reader.wait("document.documentElement.dataset.live === 'yes'");
    assert_eq!(reader.eval("document.querySelectorAll('a.headline').length"), 0);

    writer.open(&at("/log"));
    let fill = |browser: &mut Browser, id: &str, text: &str| {
        browser.eval(&format!("document.getElementById('log-{id}').value = {}", serde_json::json!(text)));
    };
    fill(&mut writer, "title", "Microsoft and Nvidia sign a contract");
    fill(&mut writer, "at", "soonish");
    writer.follow("button.main");
    let told = writer.eval("document.getElementById('wrong-at').innerText");
    assert!(told.as_str().unwrap().starts_with("\"soonish\" is not a day or time"), "{told}");
    let kept = writer.eval("document.getElementById('log-title').value");
    assert_eq!(kept, "Microsoft and Nvidia sign a contract", "nothing typed is lost");
    assert_eq!(writer.eval("document.getElementById('log-at').getAttribute('aria-invalid')"), "true");
    fill(&mut writer, "at", "2025-03-14 10:00 UTC");
    writer.follow("button.main");
    assert_eq!(writer.eval("location.pathname"), "/events/3");

    // The other page has it without a hand laid on it.
    reader.wait("document.querySelectorAll('a.headline').length === 1");
    reader.wait("document.querySelector('.live').innerText === '1 new event'");
    reader.follow("a.headline");
    assert_eq!(reader.eval("location.pathname"), "/events/3");

    assert_eq!(reader.eval("document.querySelectorAll('.links tbody tr').length"), 2);
    reader.follow("button[aria-label='Reject NVDA']");
    assert_eq!(reader.eval("location.pathname + location.hash"), "/events/3#links");
    assert_eq!(reader.eval("document.querySelectorAll('.links tbody tr').length"), 1);
    assert!(server.get("/api/events/3/links").text().contains("\"decision\":\"reject\""));
    reader.follow(".rejected button");
    reader.follow("button[aria-label='Accept MSFT']");
    assert_eq!(reader.eval("document.querySelectorAll('.links tbody tr').length"), 2);
    assert_eq!(reader.eval("document.querySelectorAll('.links .word.confirmed').length"), 2);

    writer.errors.retain(|error| !error.contains("422 (Unprocessable"));
    assert_eq!((&reader.errors, &writer.errors), (&Vec::new(), &Vec::new()));
}

/// The chart answers to the pointer and to keys, with the prices of the bar that is meant.
#[test]
#[cfg_attr(not(browser), ignore = "needs chromium, or a browser that NEWSTAPE_BROWSER names")]
fn a_chart_answers_to_the_pointer_and_to_keys() {
    let server = quick();
    let mut browser = Browser::start();
    let prices = server.get("/events/1/prices.csv?ticker=MSFT:XNAS").text();
    let bars: Vec<&str> = prices.lines().skip(1).collect();
    for width in [1280, 360] {
        browser.look(width, "light");
        browser.open(&format!("http://{}/events/1", server.address));
        browser.wait("document.querySelector('figure.chart img').complete");
        let place = browser.eval(
            "(() => { const i = document.querySelector('figure.chart img'); i.scrollIntoView(); \
             const b = i.getBoundingClientRect(); return [b.left + b.width / 2, b.top + Math.min(b.height, innerHeight) / 2]; })()",
        );
        browser.point(place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        browser.wait("document.querySelectorAll('.cross line').length === 2");
        let told = browser.eval("document.querySelector('.readout').innerText");
        let bar =
            browser.eval("Number(document.querySelector('figure.chart').dataset.bar)").as_u64().unwrap();
        let row: Vec<&str> = bars[usize::try_from(bar).unwrap()].split(',').collect();
        let told = told.as_str().unwrap();
        let close: f64 = row[4].parse().unwrap();
        assert!(told.starts_with(row[0]) && told.contains(&format!("close {close}")), "{told}: {row:?}");
        browser.eval("document.querySelector('input.bar').focus()");
        browser.press("ArrowLeft");
        let before = format!("document.querySelector('figure.chart').dataset.bar === '{}'", bar - 1);
        browser.wait(&before);
        assert!(browser.shot(&format!("hover-{width}")).starts_with(b"\x89PNG"));
    }
    assert_eq!(browser.errors, [""; 0]);
}

/// Filters, keys, theme and zone.
#[test]
#[cfg_attr(not(browser), ignore = "needs chromium, or a browser that NEWSTAPE_BROWSER names")]
fn the_page_is_worked_by_keys_and_looks_as_its_reader_wants() {
    let server = quick();
    let at = |path: &str| format!("http://{}{path}", server.address);
    let mut browser = Browser::start();
    browser.look(1280, "light");
    browser.call("Emulation.setTimezoneOverride", &serde_json::json!({"timezoneId": "America/New_York"}));
    // 21:05 UTC of the 29th is 16:05 in New York, where the reader is; nobody asked them.
    browser.open(&at("/?day=2025-01-29"));
    browser.wait("document.documentElement.dataset.zone === 'America/New_York'");
    browser.wait("document.querySelector('#list').innerText.includes('16:05 EST')");
    browser.press("/");
    assert_eq!(browser.eval("document.activeElement.id"), "where");
    for key in "kind = filing".chars() {
        browser.press(&key.to_string());
    }
    browser.eval("window.isOld = true");
    browser.press("Enter");
    browser.loaded();
    assert!(
        browser.eval("document.body.innerText").as_str().unwrap().contains("No event of this day matches")
    );
    browser.follow(".go a");
    browser.press("j");
    assert_eq!(browser.eval("document.activeElement.getAttribute('href')"), "/events/2");
    browser.eval("window.isOld = true");
    browser.press("Enter");
    browser.loaded();
    assert_eq!(browser.eval("location.pathname"), "/events/2");

    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = browser.eval(paper);
    browser.follow(".theme button[value=dark]");
    assert_eq!(browser.eval("location.pathname"), "/events/2", "one stays on the page");
    assert_ne!(browser.eval(paper), light);
    assert!(
        browser
            .eval("document.querySelector('figure.chart img').currentSrc")
            .to_string()
            .contains("theme=dark")
    );
    browser.follow(".theme button[value=system]");
    assert_eq!(browser.eval(paper), light);
    assert_eq!(browser.errors, [""; 0]);
}
