//! What is handed out next to the program agrees with it: commands, places, versions.

use clap::CommandFactory;
use newstape::cli::Cli;

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR")))
        .expect("a file of the repository")
}

/// The command lines of the program in a text, each from the name of its binary on.
fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| {
        let (_, rest) =
            line.split_once('=').filter(|(key, _)| key.trim_start_matches(['#', ' ']).starts_with("Exec"))?;
        rest.strip_prefix("/usr/local/bin/newstape ")
    });
    lines.map(|rest| rest.split_whitespace().map(str::to_owned).collect()).collect()
}

fn parses(args: &[String]) {
    let all = std::iter::once("newstape".to_owned()).chain(args.iter().cloned());
    let parsed = Cli::command().try_get_matches_from(all);
    assert!(parsed.is_ok(), "{args:?}: {}", parsed.unwrap_err());
}

#[test]
fn units_run_commands_that_exist_on_one_database() {
    let units = ["packaging/newstape.service", "packaging/newstape-backup.service"].map(read);
    assert_eq!(units.each_ref().map(|unit| commands(unit).len()), [2, 2]);
    for unit in &units {
        commands(unit).iter().for_each(|args| parses(args));
        assert!(unit.contains("Environment=NEWSTAPE_DB=/var/lib/newstape/newstape.db\n"), "{unit}");
    }
    assert!(read("packaging/newstape-backup.timer").contains("OnCalendar="));
}

#[test]
fn the_container_and_the_workflows_use_what_the_manifest_names() {
    let (manifest, container) = (read("Cargo.toml"), read("Dockerfile"));
    let least =
        manifest.lines().find_map(|l| l.strip_prefix("rust-version = \"")?.strip_suffix('"')).unwrap();
    assert!(container.contains(&format!("FROM rust:{least}-slim")), "{container}");
    assert!(read(".github/workflows/test.yml").contains(&format!("rustup toolchain install {least} ")));
    assert!(manifest.contains("\n[profile.dist]\n"));
    for text in [&container, &read(".github/workflows/release.yml")] {
        assert!(text.contains("--profile dist") && text.contains("/dist/newstape"), "{text}");
    }
    for start in ["CMD [\"/usr/local/bin/newstape\", ", "CMD [\"serve\""] {
        let line = container.lines().map(str::trim).find(|line| line.starts_with(start)).expect(start);
        let words: Vec<String> = serde_json::from_str(line.trim_start_matches("CMD ")).unwrap();
        parses(&words.into_iter().filter(|word| word != "/usr/local/bin/newstape").collect::<Vec<_>>());
    }
}
