//! `newstape eval dates`, on rows of our own and on the shared set.

use assert_cmd::Command;

use crate::support;

fn newstape(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("newstape").unwrap().args(args).output().unwrap()
}

#[test]
fn scores_are_printed_and_as_json() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("dates.jsonl");
    let row = |id: &str, expected: &str| {
        format!(
            r#"{{"id":"{id}","kind":"text","lang":"de","input":"Stand: 03.02.2025","expect":{{"date":"{expected}","time":null,"zone":null,"utc":null}}}}"#
        )
    };
    std::fs::write(&file, format!("{}\n{}\n", row("right", "2025-02-03"), row("wrong", "2025-02-04")))
        .unwrap();
    let path = file.to_str().unwrap();

    let out = newstape(&["eval", "dates", path]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success());
    assert!(text.contains("wrong wrong: date") && text.contains("1 of 2 right (50.0 %)"), "{text}");

    let json: serde_json::Value =
        serde_json::from_slice(&newstape(&["eval", "dates", path, "--json"]).stdout).unwrap();
    assert_eq!(json["schema"], "newstape/eval-dates/1");
    assert_eq!((json["n"].as_u64(), json["right"].as_u64()), (Some(2), Some(1)));
    assert_eq!(json["wrong"][0]["found"]["date"], "2025-02-03");
}

#[test]
fn a_missing_file_is_not_found() {
    let out = newstape(&["eval", "dates", "no-such-file.jsonl"]);
    assert_eq!(out.status.code(), Some(4));
    assert!(String::from_utf8(out.stderr).unwrap().starts_with("error: no-such-file.jsonl cannot be read: "));
}

/// All of the shared set but one row, whose label (24 December 2024, 06:00) stands nowhere in its
/// input and which names no time of fetching from which it could follow.
#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_shared_set_is_right() {
    let file = support::shared("claims/dates.jsonl");
    let json: serde_json::Value =
        serde_json::from_slice(&newstape(&["eval", "dates", file.to_str().unwrap(), "--json"]).stdout)
            .unwrap();
    let wrong: Vec<_> =
        json["wrong"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(wrong, ["date-3c8d0799"]);
    assert_eq!(json["n"], 38);
}
