//! What a user reads, whole: the help of every command, and sessions at the command line with what they
//! print. A changed word shows here; `INSTA_UPDATE=always cargo test --test it snapshots` takes it over.

use std::collections::BTreeSet;

use clap::CommandFactory;
use newstape::cli::Cli;

use crate::support::Newstape;

/// The width of the terminal that the help is laid out for.
const COLUMNS: usize = 80;

/// A line without the spaces that pad its last cell.
fn trimmed(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Compares a text with `snapshots/FOLDER/NAME.snap`.
pub(crate) fn hold(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The names of the snapshots in a folder.
fn held(folder: &str) -> BTreeSet<String> {
    let folder = format!("{}/tests/it/snapshots/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    files.filter_map(|name| Some(name.to_str()?.strip_suffix(".snap")?.to_owned())).collect()
}

/// Every command with its help, by its words joined with underscores.
fn helps(command: &mut clap::Command, path: &str, found: &mut Vec<(String, String)>) {
    found.push((path.to_owned(), command.render_long_help().to_string()));
    let is_own = |c: &&mut clap::Command| c.get_name() != "help";
    for inner in command.get_subcommands_mut().filter(is_own) {
        let path = format!("{path}_{}", inner.get_name());
        helps(inner, &path, found);
    }
}

#[test]
fn the_help_of_every_command() {
    let mut command = Cli::command().term_width(COLUMNS);
    command.build();
    let mut found = Vec::new();
    helps(&mut command, "newstape", &mut found);
    assert!(found.len() > 40, "{} commands", found.len());
    for (name, text) in &found {
        hold("help", name, &trimmed(text));
    }
    let commands: BTreeSet<String> = found.into_iter().map(|(name, _)| name).collect();
    assert_eq!(held("help"), commands, "snapshots of commands that are no more");
}

/// A session at the command line, in a folder of its own, offline, with a fixed clock.
struct Session {
    newstape: Newstape,
    db: &'static str,
    text: String,
}

impl Session {
    fn new() -> Self {
        Self { newstape: Newstape::new(), db: "news.db", text: String::new() }
    }

    /// Runs a command and keeps what a user would read; the exit code where it is not 0.
    fn run(&mut self, args: &[&str]) -> &mut Self {
        self.run_with(args, "")
    }

    /// The same with something on standard input.
    fn run_with(&mut self, args: &[&str], input: &str) -> &mut Self {
        let all: Vec<&str> = std::iter::once("--offline").chain(args.iter().copied()).collect();
        let (code, stdout, stderr) = match input {
            "" => self.newstape.run_on(self.db, &all),
            input => self.newstape.run(&all, Some(input.as_bytes())),
        };
        let quoted =
            args.iter().map(|arg| if arg.contains(' ') { format!("'{arg}'") } else { (*arg).to_owned() });
        self.text += &["$ newstape ", &quoted.collect::<Vec<_>>().join(" "), "\n", &stdout].concat();
        if !stderr.is_empty() {
            self.text += &["--- standard error\n", &stderr].concat();
        }
        if code != 0 {
            self.text += &["--- exit code ", &code.to_string(), "\n"].concat();
        }
        self.text.push('\n');
        self
    }

    /// Compares the session with its snapshot, what differs between machines and releases taken out.
    fn hold(&self, name: &str) {
        let folder = self.newstape.path().display().to_string();
        let text = self.text.replace(&folder, "[folder]").replace(env!("CARGO_PKG_VERSION"), "[version]");
        let machine = regex::Regex::new(r"\d+(?:\.\d+)? [GT]B free|time-zone data \d{4}\w").unwrap();
        let text = machine.replace_all(&text, "[differs]");
        hold("sessions", name, trimmed(&text).trim_end());
    }
}

/// An article that states one move, dated, in English.
const SLIP: &str = "\
January 29, 2025

Microsoft slips before the open

Microsoft shares lost 0.21 percent to 446.28 dollars in premarket trading on Wednesday.
";

#[test]
fn the_demo_and_its_lists() {
    let mut session = Session::new();
    session.run(&["demo", "--dir", "demo"]);
    session.db = "demo/demo.db";
    session
        .run(&["list"])
        .run(&["list", "--ticker", "AAPL"])
        .run(&["list", "--horizon", "1d", "--min-move", "5%", "--sort", "move"])
        .run(&["list", "--search", "Zeppelin"])
        .run(&["query", "kind = earnings and ticker = MSFT"])
        .run(&["measure", "--pending"])
        .hold("the_demo_and_its_lists");
}

#[test]
fn an_article_from_log_to_chart() {
    let mut session = Session::new();
    session.newstape.unpack_demo_bars();
    session.newstape.write("slip.txt", SLIP);
    session
        .run(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"])
        .run(&["log", "slip.txt"])
        .run(&["log", "slip.txt"])
        .run(&["show", "1"])
        .run(&["explain", "1"])
        .run(&["chart", "1", "--json"])
        .run(&["link", "1", "--add", "AAPL"])
        .hold("an_article_from_log_to_chart");
}

#[test]
fn an_article_without_prices() {
    let mut session = Session::new();
    let title = "BMW-Aktie legt um 2,5 Prozent zu";
    session
        .run_with(&["log", "-"], SLIP)
        .run(&["log", "--title", title, "--at", "2025-01-29"])
        .run(&["measure"])
        .run(&["list"])
        .run(&["list", "--json"])
        .hold("an_article_without_prices");
}

#[test]
fn files_of_prices() {
    let mut session = Session::new();
    let bars = "\
date,open,high,low,close,volume
2025-01-27,418.20,425.10,417.00,424.30,1000
2025-01-28,425.00,12x,424.00,447.20,1000
2025-01-29,430.00,420.00,440.00,435.00,1000
2025-01-30,434.00,436.50,433.10,434.80,1000
";
    session.newstape.write("msft.csv", bars);
    session
        .run(&["prices", "import", "msft.csv", "--symbol", "MSFT", "--dry-run"])
        .run(&["prices", "import", "msft.csv", "--symbol", "MSFT"])
        .run(&["prices", "import", "msft.csv", "--symbol", "MSFT", "--json"])
        .run(&["prices", "status", "MSFT"])
        .run(&["prices", "check"])
        .hold("files_of_prices");
}

#[test]
fn studies() {
    let mut session = Session::new();
    session.newstape.write("prices.csv", include_str!("../golden/study/prices.csv"));
    session.newstape.write("events.csv", include_str!("../golden/study/events.csv"));
    let study = ["study", "--prices", "prices.csv", "--benchmark", "MKT", "--events", "events.csv"];
    let small = ["--estimation", "30", "--gap", "3", "--window=-1..1"];
    let with = |more: &[&'static str]| [&study[..], &small[..], more].concat();
    session
        .run(&with(&[]))
        .run(&with(&["--model", "market_adjusted", "--test", "all"]))
        .run(&study)
        .run(&with(&["--chart", "caar.gif"]))
        .hold("studies");
}

#[test]
fn reference_data() {
    let mut session = Session::new();
    session
        .run(&["calendar", "XNYS", "--at", "2025-01-29T08:12Z"])
        .run(&["calendar", "XETR", "--from", "2024-12-20", "--to", "2025-01-03"])
        .run(&["instruments", "search", "siemens"])
        .run(&["instruments", "show", "SAP"])
        .run(&["instruments", "show", "MSFFT"])
        .hold("reference_data");
}

#[test]
fn scores_on_labelled_rows() {
    let mut session = Session::new();
    let claims = r#"{"id": "apple", "text": "Apple shares rose 3%.", "lang": "en", "claims": [{"company": "Apple", "symbol": "AAPL", "direction": "up", "percent": 3.0}]}
{"id": "sap", "text": "SAP fell 2%.", "lang": "en", "claims": [{"company": "SAP", "symbol": "SAP", "direction": "down", "percent": 4.0}]}
"#;
    session.newstape.write("claims.jsonl", claims);
    session
        .run(&["eval", "claims", "claims.jsonl"])
        .run(&["eval", "link", "missing.jsonl"])
        .hold("scores_on_labelled_rows");
}

#[test]
fn the_state_of_the_machine() {
    let mut session = Session::new();
    session.run(&["doctor"]).run(&["config", "show"]).hold("the_state_of_the_machine");
}

#[test]
fn refusals() {
    let mut session = Session::new();
    session
        .run(&[])
        .run(&["list"])
        .run(&["show", "1"])
        .run(&["lst"])
        .run(&["list", "--tickr", "MSFT"])
        .run(&["log"])
        .run(&["log", "missing.txt"])
        .run(&["log", "--title", "Microsoft rises", "--at", "yesterday-ish"])
        .run(&["log", "--title", "Microsoft rises", "--ticker", "MSFFT"])
        .run(&["log", "https://example.com/article"])
        .run(&["log", "--title", "Microsoft shares rise", "--at", "2025-01-29"])
        .run(&["show", "99"])
        .run(&["query", "kind = gossip"])
        .run(&["query", "kind ="])
        .run(&["chart", "1"])
        .run(&["chart", "1", "-o", "figure.gif"])
        .hold("refusals");
}
