//! Shell completions, asked as a shell asks, and manual pages.

use std::process::Command;

use crate::support::Newstape;

/// What is offered for the last of the words.
fn offered(news: &Newstape, words: &[&str]) -> Vec<String> {
    let index = words.len() - 1;
    let output = Command::new(env!("CARGO_BIN_EXE_newstape"))
        .current_dir(news.path())
        .env_clear()
        .envs([("NEWSTAPE_COMPLETE", "bash"), ("NEWSTAPE_DB", "news.db"), ("_CLAP_IFS", "\n")])
        .env("_CLAP_COMPLETE_INDEX", index.to_string())
        .args(["--"].iter().chain(words))
        .output()
        .expect("the program ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn values_come_from_the_database() {
    let news = Newstape::with_demo();
    news.ok(&["tag", "+chips", "1"]);
    news.ok(&["query", "kind = earnings", "--save", "results"]);
    news.ok(&["alert", "add", "big", "verdict = extreme", "--to", "exec:true"]);
    for (words, wanted) in [
        (&["newstape", "w"][..], "why"),
        (&["newstape", "why", "MSF"], "MSFT"),
        (&["newstape", "why", "msf"], "MSFT"),
        (&["newstape", "list", "--ticker", "NVD"], "NVDA"),
        (&["newstape", "list", "--tag", "ch"], "chips"),
        (&["newstape", "tag", "-ch"], "-chips"),
        (&["newstape", "query", "@"], "@results"),
        (&["newstape", "query", "--remove", "r"], "results"),
        (&["newstape", "alert", "test", "b"], "big"),
        (&["newstape", "show", "1"], "1"),
        (&["newstape", "calendar", "XNY"], "XNYS"),
        (&["newstape", "list", "--sort", "unu"], "unusual"),
    ] {
        let found = offered(&news, words);
        assert!(found.iter().any(|word| word.trim() == wanted), "{words:?}: {found:?}");
    }
    assert!(offered(&news, &["newstape", "list", "--tag", "zz"]).is_empty());
    let elsewhere = Newstape::new();
    assert!(offered(&elsewhere, &["newstape", "list", "--tag", ""]).is_empty());
    assert!(!elsewhere.path().join("news.db").exists(), "asking creates nothing");
}

#[test]
fn every_shell_has_a_script_and_every_command_a_page() {
    let news = Newstape::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = news.ok(&["completions", shell]);
        assert!(script.contains("NEWSTAPE_COMPLETE"), "{shell}: {script}");
        assert_eq!(news.json(&["completions", shell])["shell"], shell);
    }
    assert!(news.ok(&["man"]).contains(".TH newstape 1"));
    let written = news.json(&["man", "-o", "pages"]);
    let files = written["files"].as_array().unwrap();
    assert!(files.len() > 50);
    for file in files {
        let page = std::fs::read_to_string(news.path().join(file.as_str().unwrap())).unwrap();
        assert!(page.contains(".TH"), "{file}");
    }
    assert_eq!(std::fs::read_dir(news.path().join("pages")).unwrap().count(), files.len());
}
