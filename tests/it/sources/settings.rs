//! The configuration, as a user meets it.

use crate::support::Newstape;

#[test]
fn the_file_that_config_names_is_read() {
    let newstape = Newstape::new();
    newstape.write("c.toml", "[net]\nretries = 1\n\n[providers.finnhub]\napi_key = \"S3CRET\"\n");
    let shown = newstape.ok(&["--config", "c.toml", "config", "show", "--origin"]);
    let line = |name: &str| shown.lines().find(|l| l.starts_with(name)).unwrap_or_default().to_owned();
    assert!(line("net.retries").contains("c.toml:2"), "{shown}");
    assert!(line("net.max_body_mb").contains("default"), "{shown}");
    assert!(line("db").contains("--db"), "{shown}");
    assert!(line("providers.finnhub.api_key").contains("***"), "{shown}");
    assert!(!shown.contains("S3CRET"));
    let json = newstape.json(&["--config", "c.toml", "config", "show"]);
    assert_eq!(json["schema"], "newstape/config/1");
}

#[test]
fn a_wrong_setting_stops_every_command_but_the_example() {
    let newstape = Newstape::new();
    newstape.write("c.toml", "[net]\nretry = 1\n");
    let (code, _, stderr) = newstape.run(&["--config", "c.toml", "list"], None);
    assert_eq!(code, 1);
    assert!(stderr.contains("c.toml:2: there is no setting `net.retry`"), "{stderr}");
    assert!(stderr.contains("did you mean net.retries?"), "{stderr}");
    assert!(newstape.ok(&["--config", "c.toml", "config", "example"]).contains("[net]"));
    let (code, _, stderr) = newstape.run(&["--config", "none.toml", "list"], None);
    assert_eq!((code, stderr.contains("none.toml cannot be read")), (1, true), "{stderr}");
}

#[test]
fn the_example_can_be_used() {
    let newstape = Newstape::new();
    let example = newstape.ok(&["config", "example"]);
    newstape.write("c.toml", &example);
    newstape.ok(&["--config", "c.toml", "config", "show"]);
}
