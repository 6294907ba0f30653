//! Standard input as a source, through real pipes.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use newstape::list::EventFilter;
use newstape::store::Store;

use crate::support::Newstape;

/// A program whose database knows the source.
fn newstape() -> Newstape {
    let newstape = Newstape::new();
    newstape.ok(&["source", "add", "pipe", "-"]);
    newstape
}

/// A line of a shell in which `newstape` is the program on this database.
fn shell(newstape: &Newstape, line: &str) -> Output {
    let program = format!("newstape() {{ {} --db news.db \"$@\"; }}\n{line}", env!("CARGO_BIN_EXE_newstape"));
    Command::new("sh").current_dir(newstape.path()).env_clear().args(["-c", &program]).output().unwrap()
}

fn titles(newstape: &Newstape) -> Vec<String> {
    let store = Store::open_existing(&newstape.path().join("news.db")).unwrap();
    let all = store.list(&EventFilter { limit: 1000, ..EventFilter::default() }).unwrap();
    let mut titles: Vec<String> = all.events.into_iter().map(|e| e.title).collect();
    titles.sort_unstable();
    titles
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_broken_line_is_named_by_its_number_and_the_rest_goes_on() {
    let newstape = newstape();
    let piped = r#"printf '%s\n' '{"title":"Microsoft shares fall 3 percent","published_at":"2025-01-29T21:05:00Z"}' \
        '' '{"title":"half a line' '{"title":"Apple opens a shop","id":7}' | newstape --json run --once"#;
    let output = shell(&newstape, piped);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["created"], &report["rejected"]), (&2.into(), &1.into()), "{report}");
    assert_eq!(report["passed_over"][0]["source"], "pipe");
    let reason = report["passed_over"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("line 3: it is not a JSON item"), "{reason}");
    assert!(told(&output).contains("line 3"), "{}", told(&output));
    assert_eq!(titles(&newstape), ["Apple opens a shop", "Microsoft shares fall 3 percent"]);
    let logged = newstape.json(&["list", "--json"]);
    assert!(logged.to_string().contains("MSFT"), "{logged}");
    // The same lines again are the same events.
    assert_eq!(shell(&newstape, piped).status.code(), Some(3));
    assert_eq!(titles(&newstape).len(), 2);
}

#[test]
fn a_pipe_without_a_word_is_nothing_new() {
    let newstape = newstape();
    for line in ["true | newstape run --once", "newstape run --once </dev/null", "newstape run --once <&-"] {
        let output = shell(&newstape, line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", told(&output));
    }
    // Nobody reads what it says: no failure either.
    let output = shell(&newstape, "echo '{\"title\":\"A title\"}' | newstape run --once | true");
    assert!(!told(&output).contains("panicked"), "{}", told(&output));
    assert_eq!(titles(&newstape), ["A title"]);
}

#[test]
fn a_line_beyond_all_bounds_is_passed_over() {
    let newstape = newstape();
    let line = "{ echo '{\"title\":\"Before\"}'; head -c 11000000 /dev/zero | tr '\\0' x; echo; echo '{\"title\":\"After\"}'; } \
                | newstape --json run --once";
    let output = shell(&newstape, line);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["passed_over"][0]["reason"], "line 2: it is longer than 10000000 bytes");
    assert_eq!(titles(&newstape), ["After", "Before"]);
}

#[test]
fn one_pass_reads_the_pipe_to_its_end() {
    let newstape = newstape();
    let line = "i=0; while [ $i -lt 620 ]; do i=$((i+1)); echo \"{\\\"title\\\":\\\"Note $i\\\",\\\"id\\\":$i}\"; done \
                | newstape run --once --items-a-poll 50";
    let output = shell(&newstape, line);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(titles(&newstape).len(), 620);
}

#[test]
fn standard_input_is_read_by_one_source() {
    let newstape = newstape();
    let (code, _, stderr) = newstape.run(&["source", "add", "second", "-"], None);
    assert_eq!(
        (code, stderr.contains("the source \"pipe\" already reads standard input")),
        (2, true),
        "{stderr}"
    );
}

#[test]
fn the_service_reads_what_comes_and_goes_on_when_the_pipe_is_closed() {
    let newstape = newstape();
    let mut child = Command::new(env!("CARGO_BIN_EXE_newstape"))
        .current_dir(newstape.path())
        .env_clear()
        .args(["--db", "news.db", "--offline", "serve", "--no-http"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let until = |what: &str, holds: &dyn Fn() -> bool| {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < Duration::from_secs(30), "{what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"title\":\"The first\"}\n{\"title\":").unwrap();
    until("a whole line is logged at once", &|| titles(&newstape) == ["The first"]);
    stdin.write_all(b"\"The second\"}\nno JSON\n").unwrap();
    until("the rest of a line joins its beginning", &|| titles(&newstape).len() == 2);
    drop(stdin);
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(child.try_wait().unwrap().is_none(), "it goes on without its input");
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let started = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(5));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("line 3: it is not a JSON item"), "{errors}");
    let polls = errors.lines().filter(|l| l.contains("polled")).count();
    assert!(polls <= 5, "a closed pipe is not asked again: {errors}");
}
