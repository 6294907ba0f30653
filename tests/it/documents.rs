//! The sessions printed in the documentation, run command by command: `NEWSTAPE_DOCS=write` writes what came out.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Documents whose `console` blocks are one session, from the first line to the last.
const DOCUMENTS: [&str; 2] = ["README.md", "docs/first-hour.md"];

/// Begins each answer in the output of the session.
const MARK: char = '\u{1}';

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A line as it is.
    Prose(String),
    /// A command and what it printed.
    Answered(String, Vec<String>),
}

fn parts(document: &str) -> Vec<Part> {
    let (mut parts, mut is_session) = (Vec::new(), false);
    for line in document.lines() {
        match line.strip_prefix("$ ").filter(|_| is_session) {
            Some(command) => parts.push(Part::Answered(command.to_owned(), Vec::new())),
            None => match parts.last_mut() {
                Some(Part::Answered(_, answer)) if is_session && line != "```" => {
                    answer.push(line.to_owned());
                }
                _ => parts.push(Part::Prose(line.to_owned())),
            },
        }
        is_session = if is_session { line != "```" } else { line == "```console" };
    }
    parts
}

fn written(parts: &[Part]) -> String {
    let line = |part: &Part| match part {
        Part::Prose(line) => format!("{line}\n"),
        Part::Answered(command, answer) => {
            let answer = answer.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
            format!("$ {command}\n{answer}")
        }
    };
    parts.iter().map(line).collect()
}

/// What each command prints, run in one shell in a new folder.
fn answers(commands: &[&str]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let script: String =
        commands.iter().flat_map(|command| ["printf '\\001'\n{ ", command, "\n} 2>&1\n"]).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_newstape"));
    let search = std::env::var_os("PATH").unwrap();
    let folders = program.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&search));
    let folders: Vec<PathBuf> = folders.collect();
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env_remove("NEWSTAPE_DB")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines = |answer: &str| answer.trim_end().lines().map(|line| line.trim_end().to_owned()).collect();
    printed.split(MARK).skip(1).map(lines).collect()
}

#[test]
fn every_session_of_the_documentation_runs_as_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in DOCUMENTS {
        let printed = std::fs::read_to_string(root.join(name)).unwrap();
        let mut all = parts(&printed);
        let commands: Vec<&str> = all
            .iter()
            .filter_map(|part| match part {
                Part::Answered(command, _) => Some(command.as_str()),
                Part::Prose(_) => None,
            })
            .collect();
        assert!(!commands.is_empty(), "{name} holds a session");
        let mut answers = answers(&commands).into_iter();
        for part in &mut all {
            if let Part::Answered(command, answer) = part {
                *answer = answers.next().unwrap_or_else(|| panic!("{name}: {command} did not run"));
            }
        }
        let now = written(&all);
        if std::env::var_os("NEWSTAPE_DOCS").is_some_and(|v| v == "write") {
            std::fs::write(root.join(name), &now).unwrap();
        } else {
            let differs = printed.lines().zip(now.lines()).find(|(was, is)| was != is);
            assert!(printed == now, "{name} no longer says what the program does: {differs:?}");
        }
    }
}

#[test]
fn sessions_are_found_and_written_as_they_were() {
    let document = "Text\n```console\n$ a\none\ntwo\n$ b\n```\n$ no command\n";
    let parts = parts(document);
    assert_eq!(parts[2], Part::Answered("a".to_owned(), vec!["one".to_owned(), "two".to_owned()]));
    assert_eq!(parts[3], Part::Answered("b".to_owned(), Vec::new()));
    assert_eq!(written(&parts), document);
}
