//! What integration tests share: the binary, a directory and a database each, the shared data.

#[allow(dead_code)] // each test uses a part of it
pub(crate) mod fixture_server;
#[allow(dead_code)] // likewise
pub(crate) mod made_up_market;
#[cfg(unix)]
#[allow(dead_code)] // likewise
pub(crate) mod pty;
#[allow(dead_code)] // likewise
pub(crate) mod services;

use std::path::PathBuf;

/// A file of the shared data, which is not part of the repository.
///
/// A test that calls this carries `#[cfg_attr(not(shared_data), ignore = "needs the shared data")]`:
/// `build.rs` sets `shared_data` where the folder is, so that without it the test is counted as
/// ignored, and with it a missing file fails the test.
pub(crate) fn shared(path: &str) -> PathBuf {
    let file = PathBuf::from(env!("NEWSTAPE_SHARED_DATA")).join(path);
    assert!(file.exists(), "{} is not there: the shared data is incomplete", file.display());
    file
}

/// The program in a directory and on a database of its own, with a fixed clock.
pub(crate) struct Newstape {
    folder: tempfile::TempDir,
}

#[allow(dead_code)] // not every test needs every way of running it
impl Newstape {
    /// An empty directory.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::TempDir::new().expect("a directory for the test") }
    }

    /// A directory whose `news.db` is the demo's database, made once for all tests.
    pub(crate) fn with_demo() -> Self {
        static DEMO: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
            let news = Newstape::new();
            news.ok(&["demo", "--dir", "demo"]);
            let database = news.path().join("demo/demo.db");
            assert!(!database.with_extension("db-wal").exists(), "the database is whole in its file");
            std::fs::read(database).expect("the demo's database")
        });
        let news = Self::new();
        news.write_bytes("news.db", &DEMO);
        news
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.write_bytes(name, text.as_bytes());
    }

    pub(crate) fn write_bytes(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).expect("a file of the test");
    }

    /// A configuration, `open.toml`, that may fetch from this machine, and whose providers of prices answer
    /// nothing and are on it.
    pub(crate) fn write_open_config(&self) {
        let nobody = "url = \"http://127.0.0.1:1\"\n";
        let net = "[net]\nallow_private = true\nretries = 0\n";
        let keyless = ["yahoo", "coinbase", "kraken", "ecb", "french"];
        let providers: Vec<String> =
            keyless.iter().map(|name| format!("[providers.{name}]\n{nobody}")).collect();
        self.write("open.toml", &format!("{net}{}", providers.concat()));
    }

    /// The demo's real bars, as `bars.csv.gz`.
    pub(crate) fn unpack_demo_bars(&self) {
        self.write_bytes("bars.csv.gz", include_bytes!("../../assets/demo/bars.csv.gz"));
    }

    pub(crate) fn command(&self, db: &str, args: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newstape"));
        command.current_dir(self.path()).env_clear().args(["--db", db]);
        // What the test gives as --now comes later and wins only if it is the one; clap takes one.
        if !args.contains(&"--now") {
            command.args(["--now", "2025-03-15T12:00:00Z"]);
        }
        command.args(args);
        command
    }

    /// Exit code, standard output, standard error.
    pub(crate) fn run(&self, args: &[&str], input: Option<&[u8]>) -> (i32, String, String) {
        finish(self.command("news.db", args), input)
    }

    /// The same on another database.
    pub(crate) fn run_on(&self, db: &str, args: &[&str]) -> (i32, String, String) {
        finish(self.command(db, args), None)
    }

    /// Standard output of a command that must succeed.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let (code, stdout, stderr) = self.run(args, None);
        assert_eq!(code, 0, "{args:?}: {stderr}");
        stdout
    }

    /// The JSON document of a command that must succeed.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let args: Vec<&str> = std::iter::once("--json").chain(args.iter().copied()).collect();
        serde_json::from_str(&self.ok(&args)).expect("a JSON document")
    }

    /// The same, with something on standard input.
    pub(crate) fn json_from(&self, input: &[u8], args: &[&str]) -> serde_json::Value {
        let args: Vec<&str> = std::iter::once("--json").chain(args.iter().copied()).collect();
        let (code, stdout, stderr) = self.run(&args, Some(input));
        assert_eq!(code, 0, "{args:?}: {stderr}");
        serde_json::from_str(&stdout).expect("a JSON document")
    }

    /// The exit code and standard error of a command whose standard output is always full.
    pub(crate) fn run_into_full_disk(&self, args: &[&str]) -> (i32, String) {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let output = self.command("news.db", args).stdout(full).output().expect("the program ends");
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).expect("UTF-8"))
    }

    /// The exit code of a command whose standard output is closed at once.
    pub(crate) fn run_into_closed_pipe(&self, args: &[&str]) -> i32 {
        let mut command = self.command("news.db", args);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("the program");
        drop(child.stdout.take());
        child.wait().expect("the program's end").code().unwrap_or(-1)
    }
}

fn finish(mut command: std::process::Command, input: Option<&[u8]>) -> (i32, String, String) {
    use std::io::Write;
    use std::process::Stdio;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let Some(mut stdin) = child.stdin.take() {
        // A program that refuses without reading closes the pipe; that is its right.
        let _ = stdin.write_all(input.unwrap_or_default());
    }
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
