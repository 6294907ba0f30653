//! Every example of a command's help, and every command line in the documents, run by a shell: in a folder that has
//! the files of `tests/examples` and a database of the demo's events, without a network and with a fixed clock.
//! `setup.sh` there makes the database; `before.txt` says what has to be done before the examples of one text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};

use clap::CommandFactory as _;
use newstape::cli::Cli;

/// Examples that are not run, by how they begin, and where what they do is tested instead. That their arguments
/// are allowed, a test next to `Cli` makes sure.
const ELSEWHERE: &[(&str, &str)] = &[
    ("newstape log article.txt --fetch", "asks providers: fetching.rs"),
    ("newstape log https://", "reads a page: log_url.rs"),
    ("newstape measure --fetch", "asks providers: fetching.rs"),
    ("newstape chart 1 --fetch", "asks providers: fetching.rs"),
    ("newstape chart 3 --fetch", "asks providers: fetching.rs"),
    ("newstape prices fetch", "asks providers: fetch_bars.rs"),
    ("newstape prices record", "asks a provider: provider/mod.rs"),
    (
        "newstape study --prices panel.csv --events e.csv --model factors --factors ff5",
        "asks: asked_online.rs",
    ),
    ("newstape study --prices panel.csv --events events.csv --model factors --factors ff5", "the same"),
    ("newstape source test", "polls a source: sources/command.rs"),
    ("newstape doctor --online", "asks providers: asked_online.rs"),
    ("newstape alert test big --send", "sends a message: alerts.rs"),
    ("newstape serve", "runs until it is stopped: service/running.rs"),
    ("newstape mcp", "answers until its input ends, by a feature: mcp.rs"),
    ("newstape --db news.db mcp", "the same"),
    ("newstape study simulate", "takes minutes: study_more.rs does so with small samples"),
    ("newstape eval fit --links", "overwrites the weights, which a test compares"),
    ("newstape eval fit tests/cases", "takes minutes, and overwrites the weights, which a test compares"),
];

/// Examples that do not end with 0 here, by how they begin, with their exit code: what they ask for is of another
/// day or not in the demo, or a row of theirs is wrong.
const OTHERWISE: &[(&str, i32)] = &[
    ("newstape list --watched", 4),
    ("newstape query 'since last week", 4),
    ("newstape query 'sector = energy", 4),
    ("newstape query @mine", 4),
    ("newstape why SAP.DE", 4),
    ("newstape alert log", 4),
    ("newstape compare 'claim = confirmed'", 4),
    ("newstape compare 'kind = earnings'", 4),
    ("newstape compare MSFT NVDA", 4),
    ("newstape prices archive --to bars --before 2024-01-01", 4),
    ("newstape study --where", 4),
    ("newstape import events news.jsonl", 3),
];

const CLOCK: &str = "2025-03-15T12:00:00Z";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder in which examples run.
struct Folder(tempfile::TempDir);

impl Folder {
    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a line by a shell; the exit code, and what it wrote to standard error.
    fn run(&self, line: &str) -> (i32, String) {
        let system = std::env::var_os("PATH").unwrap();
        let folders = [PROGRAMS.0.path().to_owned()].into_iter().chain(std::env::split_paths(&system));
        let mut shell = Command::new("sh")
            .args(["-c", line])
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("HOME", self.0.path())
            .env("NEWSTAPE_DB", "news.db")
            .env("NEWSTAPE_OFFLINE", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // What a line reads from standard input is a statement or the text of an article.
        let _ = std::io::Write::write_all(&mut shell.stdin.take().unwrap(), b"SELECT count(*) FROM v_events");
        let ended = shell.wait_with_output().unwrap();
        (ended.status.code().unwrap_or(-1), String::from_utf8_lossy(&ended.stderr).into_owned())
    }
}

/// Stand-ins: the program with a fixed clock, and others that read what they are given.
static PROGRAMS: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::empty();
    let newstape = env!("CARGO_BIN_EXE_newstape");
    let own = format!(
        "#!/bin/sh\ncase \"$*\" in *--now*) exec '{newstape}' \"$@\";; *) exec '{newstape}' --now {CLOCK} \"$@\";; esac\n"
    );
    write_program(&folder, "newstape", &own);
    for reader in ["jq", "man"] {
        write_program(&folder, reader, "#!/bin/sh\nexec cat > /dev/null\n");
    }
    folder
});

fn write_program(folder: &Folder, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(folder.file(name), text).unwrap();
    std::fs::set_permissions(folder.file(name), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The folder that the examples of one text get a copy of.
static WORLD: LazyLock<Folder> = LazyLock::new(|| {
    let world = Folder::empty();
    copy_files(&root().join("tests/examples"), world.0.path());
    for (from, to) in [
        ("charts/theme.toml", "brand.toml"),
        ("charts/theme.toml", "theme.toml"),
        ("assets/demo/bars.csv.gz", "bars.csv.gz"),
    ] {
        std::fs::copy(root().join(from), world.file(to)).unwrap();
    }
    for folder in
        [".config/newstape", ".config/fish/completions", ".local/share/bash-completion/completions", "news"]
    {
        std::fs::create_dir_all(world.file(folder)).unwrap();
    }
    write_panel(&world);
    #[cfg(feature = "parquet")]
    std::fs::write(world.file("news.parquet"), parquet_of_news()).unwrap();
    for line in include_str!("../examples/setup.sh").lines() {
        let (code, stderr) = world.run(line);
        assert_eq!(code, 0, "{line}: {stderr}");
    }
    world
});

/// Copies the files of a folder and of the folders in it.
fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_files(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Prices of four shares and of the market, made up, from 2023 to March 2025; and the factors of these days.
fn write_panel(world: &Folder) {
    let mut state = 7_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31) - 0.5) * 0.04
    };
    let first: chrono::NaiveDate = "2023-01-02".parse().unwrap();
    let mut closes = [("MSFT", 100.0), ("AAPL", 50.0), ("NVDA", 70.0), ("TSLA", 20.0), ("SPY", 400.0)];
    let mut panel = "symbol,date,open,high,low,close,volume\n".to_owned();
    let mut factors = "date,mkt_rf,smb,hml,rf\n".to_owned();
    let days = first.iter_days().take_while(|day| *day < "2025-03-14".parse().unwrap());
    let is_weekday = |day: &chrono::NaiveDate| chrono::Datelike::weekday(day).num_days_from_monday() < 5;
    for day in days.filter(is_weekday) {
        let market = noise();
        for (symbol, close) in &mut closes {
            *close *= 1.0 + market + if *symbol == "SPY" { 0.0 } else { noise() };
            writeln!(panel, "{symbol},{day},{close:.4},{close:.4},{close:.4},{close:.4},1000").unwrap();
        }
        let (size, value) = (noise() * 50.0, noise() * 50.0);
        writeln!(factors, "{day},{:.4},{size:.4},{value:.4},0.01", market * 100.0).unwrap();
    }
    std::fs::write(world.file("panel.csv"), &panel).unwrap();
    std::fs::write(world.file("ff3.csv"), factors).unwrap();
    assert_eq!(world.run("gzip -k panel.csv").0, 0);
}

#[cfg(feature = "parquet")]
fn parquet_of_news() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message news { required binary title (UTF8); required binary published_at (UTF8); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), std::sync::Arc::new(schema), std::sync::Arc::default())
            .unwrap();
    let mut group = writer.next_row_group().unwrap();
    for value in ["Apple shares rise after results", "2025-01-30T22:00:00Z"] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from(value)], None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// The lines of a text that are commands to type, after this indentation.
fn lines<'t>(text: &'t str, indented: &str) -> Vec<&'t str> {
    let typed = |line: &'t str| line.strip_prefix(indented).filter(|line| line.starts_with("newstape "));
    text.lines().filter_map(typed).collect()
}

/// Every command's name with the examples of its help.
fn of_helps(command: &clap::Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = help.split_once("Examples:\n").map_or("", |(_, examples)| examples);
    found.push((path.to_owned(), lines(examples, "  ").into_iter().map(str::to_owned).collect()));
    for inner in command.get_subcommands() {
        of_helps(inner, &format!("{path} {}", inner.get_name()), found);
    }
}

/// The README's and the documents' names with the command lines in them.
fn of_documents() -> Vec<(String, Vec<String>)> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|e| e == "md"));
    let all = docs.chain(["README.md", "charts/README.md"].map(|name| root().join(name)));
    let of = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        (name, lines(&text, "    ").into_iter().map(str::to_owned).collect())
    };
    all.map(of).collect()
}

/// Runs the examples of one text in a folder of their own; what went wrong.
fn wrong(text: &str, examples: &[String]) -> Vec<String> {
    let is_elsewhere = |line: &String| ELSEWHERE.iter().any(|(start, _)| line.starts_with(start));
    let examples: Vec<&String> = examples.iter().filter(|line| !is_elsewhere(line)).collect();
    if examples.is_empty() {
        return Vec::new();
    }
    let folder = Folder::empty();
    copy_files(WORLD.0.path(), folder.0.path());
    let before = include_str!("../examples/before.txt").lines().filter_map(|line| line.split_once(": "));
    for (_, line) in before.filter(|(of, _)| *of == text) {
        let (code, stderr) = folder.run(line);
        assert_eq!(code, 0, "before {text}: {line}: {stderr}");
    }
    let expected =
        |line: &str| OTHERWISE.iter().find(|(start, _)| line.starts_with(start)).map_or(0, |(_, c)| *c);
    let run = |line: &&String| {
        let (code, stderr) = folder.run(line);
        (code != expected(line)).then(|| format!("{text}: {line}: exit code {code}: {stderr}"))
    };
    examples.iter().filter_map(run).collect()
}

#[test]
fn every_example_runs() {
    let mut texts = of_documents();
    of_helps(&Cli::command(), "newstape", &mut texts);
    let all: Vec<&String> = texts.iter().flat_map(|(_, examples)| examples).collect();
    assert!(all.len() > 200, "{} examples", all.len());
    let starts = ELSEWHERE.iter().map(|(start, _)| start).chain(OTHERWISE.iter().map(|(start, _)| start));
    for start in starts {
        assert!(all.iter().any(|line| line.starts_with(start)), "no example begins with {start}");
    }
    let (queue, found) = (Mutex::new(texts.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((text, examples)) = next else { break };
                    let wrong = wrong(text, examples);
                    found.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
