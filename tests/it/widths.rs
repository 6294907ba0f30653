//! What the commands that print tables print on a terminal of 80 and of 120 columns, and into a pipe.

use std::sync::LazyLock;

use crate::snapshots::hold;
use crate::support::Newstape;
use crate::support::pty::on_terminal;

/// What is asked, of the demo's events.
const ASKED: [&[&str]; 9] = [
    &["list"],
    &["query", "size > 5% and rank > 90%", "--sort", "unusual"],
    &["show", "9"],
    &["why", "NVDA", "--since", "2025-01-20", "--until", "2025-01-31"],
    &["stats", "--by", "symbol"],
    &["top", "--by", "tag", "--limit", "3"],
    &["alert", "log"],
    &["history"],
    &["sql", "SELECT id, title FROM v_events LIMIT 3"],
];

/// The demo's events, of which two are corrected and an alert tells.
static EVENTS: LazyLock<Newstape> = LazyLock::new(|| {
    let news = Newstape::with_demo();
    news.write("open.toml", "user = \"jane\"\n[net]\nallow_private = true\nretries = 0\n");
    news.ok(&["alert", "add", "large", "size > 5%", "--to", "http://127.0.0.1:1/hook"]);
    news.ok(&["--config", "open.toml", "edit", "3", "--tag", "+chips", "--kind", "analyst"]);
    let title = "Nvidia shares fell 17 percent on Monday, the largest loss of value in one day in history";
    news.ok(&["log", "--title", title, "--at", "2025-01-27T22:00Z", "--source", "My desk"]);
    news.run(&["--config", "open.toml", "run", "--once"], None);
    news
});

/// Every command with what it printed.
fn session(mut answer: impl FnMut(&[&str]) -> String) -> String {
    let of = |args: &&[&str]| format!("$ newstape {}\n{}\n", args.join(" "), answer(args));
    ASKED.iter().map(of).collect()
}

/// What a terminal shows, with the colours visible.
fn on(columns: u16) -> String {
    session(|args| {
        let mut command = EVENTS.command("news.db", args);
        command.env("NEWSTAPE_PAGER", "");
        let (code, text) = on_terminal(command, columns);
        assert_eq!(code, 0, "{args:?}: {text}");
        text.replace('\u{1b}', "␛")
    })
}

/// The lines of the tables: sentences, in what `show` and `why` print, are left to the terminal to wrap.
fn tables(text: &str) -> impl Iterator<Item = &str> {
    let of_tables = |part: &&str| !["show", "why"].iter().any(|command| part.starts_with(command));
    text.split("$ newstape ").filter(of_tables).flat_map(|part| part.lines().skip(1))
}

/// The columns that a line takes on the screen.
fn columns_of(line: &str) -> usize {
    let colour = regex::Regex::new("␛\\[[0-9;]*m").unwrap();
    colour.replace_all(line, "").chars().count()
}

#[test]
fn tables_on_terminals() {
    for columns in [80, 120] {
        let text = on(columns);
        let tables = tables(&text);
        let wide: Vec<&str> = tables.filter(|line| columns_of(line) > usize::from(columns)).collect();
        assert_eq!(wide, Vec::<&str>::new(), "wider than {columns} columns");
        hold("widths", &format!("terminal_{columns}"), &text);
    }
}

#[test]
fn tables_into_a_pipe() {
    hold("widths", "pipe", &session(|args| EVENTS.ok(args)));
}
