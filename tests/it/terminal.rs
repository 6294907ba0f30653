//! What strangers write reaches the terminal as text, through every command that prints it.

use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

/// Clears the screen, sets the window's title, rings, goes back, recolours, turns the writing round.
const HOSTILE: &str =
    "Microsoft \u{1b}[2J\u{1b}]0;owned\u{7}\r\u{9b}31m fell \u{202e}3 percent\u{2066} \u{8}\u{7f}today";

/// The characters in a text that command a terminal.
fn commands(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| (c.is_control() && !"\n\t".contains(*c)) || turns(*c)).collect()
}

#[test]
fn no_command_prints_a_control_sequence_of_a_text() {
    let (news, server) = (Newstape::new(), FixtureServer::start());
    news.unpack_demo_bars();
    news.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    // XML may not hold most of these characters; JSON may.
    let escaped = serde_json::to_string(HOSTILE).unwrap();
    let feed = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":{escaped},\"items\":[{{\"id\":\"1\",\
         \"title\":{escaped},\"content_text\":{escaped},\"date_published\":\"2025-01-29T21:05:00Z\"}}]}}"
    );
    server.on("/feed", Reply::new(200, "application/feed+json", feed.as_str()));
    let address = server.url("/feed");
    news.ok(&["source", "add", "wire", &address]);
    news.write("odd\u{1b}[2J.txt", "MSFT\u{1b}[2J;x\n");
    let mut printed = String::new();
    for args in [
        &[
            "log",
            "--title",
            HOSTILE,
            "--at",
            "2025-01-29T21:05Z",
            "--source",
            HOSTILE,
            "--tag",
            HOSTILE,
            "--ticker",
            "MSFT",
        ][..],
        &["source", "test", "wire"],
        &["run", "--once"],
        &["source", "list"],
        &["list"],
        &["list", "--ticker", "MSFT"],
        &["query", "ticker = MSFT"],
        &["show", "1"],
        &["explain", "1"],
        &["measure", "1"],
        &["measure"],
        &["link", "1", "--add", HOSTILE],
        &["link", "1"],
        &["relink"],
        &["doctor"],
        &["chart", "1", "-o", "c\u{1b}[2J.xyz"],
        &["log", "no\u{1b}[2Jsuch.txt"],
        &["prices", "import", "odd\u{1b}[2J.txt"],
        &["list", "--source", HOSTILE, "--cursor", HOSTILE],
        &["list", "--verdict", HOSTILE],
        &["list", "--search", "\u{1b}\u{7}"],
        &["query", HOSTILE],
        &["query", "title = '\u{1b}[2J' and \u{202e}"],
        &["instruments", "search", HOSTILE],
        &["study", "--events", HOSTILE, "--prices", HOSTILE],
        &["\u{1b}[2J"],
    ] {
        let (_, stdout, stderr) = news.run(args, None);
        assert_eq!(commands(&stdout), "", "{args:?} on standard output: {stdout:?}");
        assert_eq!(commands(&stderr), "", "{args:?} on standard error: {stderr:?}");
        printed += &stdout;
        printed += &stderr;
    }
    assert!(printed.matches("␛[2J").count() > 20, "the signs are there to be seen: {printed}");
    // A program gets what was written.
    let listed = news.json(&["list"]);
    assert!(listed["events"][0]["title"].as_str().unwrap().contains('\u{1b}'), "{listed}");
}
