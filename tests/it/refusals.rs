//! Bad input: one clear sentence, a non-zero exit code, and nothing half-written.

use crate::support::Newstape;

/// The command fails with this code, says this, and leaves no event behind.
fn refused(newstape: &Newstape, args: &[&str], code: i32, says: &str) {
    let (got, _, stderr) = newstape.run(args, None);
    assert_eq!(got, code, "{args:?}: {stderr}");
    assert!(stderr.contains(says), "{args:?} says\n{stderr}\nnot \"{says}\"");
    assert!(!stderr.contains("panicked"), "{stderr}");
    let (code, _, _) = newstape.run(&["list"], None);
    assert_eq!(code, 4, "something was stored by {args:?}");
}

#[test]
fn texts_that_are_none() {
    let newstape = Newstape::new();
    newstape.write("empty.txt", "");
    newstape.write("blank.txt", " \n\t\n");
    newstape.write_bytes("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n");
    newstape.write_bytes("noise.txt", &[0xff, 0x00, 0x80, 0x00, 0xfe, 0x01, 0x02, 0x03].repeat(64));
    newstape.write_bytes("large.txt", &b"word ".repeat(10 * 1024 * 1024));
    refused(&newstape, &["log", "empty.txt"], 1, "empty.txt: ");
    refused(&newstape, &["log", "blank.txt"], 1, "blank.txt: ");
    refused(&newstape, &["log", "paper.pdf"], 1, "PDF");
    refused(&newstape, &["log", "noise.txt"], 1, "noise.txt: ");
    refused(&newstape, &["log", "large.txt"], 1, "large.txt: ");
    refused(&newstape, &["log", "absent.txt"], 1, "absent.txt cannot be read");
    refused(&newstape, &["log", "."], 1, "it is a folder");
    refused(&newstape, &["log"], 2, "nothing to log");
}

#[test]
fn arguments_that_make_no_sense() {
    let newstape = Newstape::new();
    let title = ["log", "--title", "x"];
    let with = |more: &[&'static str]| -> Vec<&'static str> { title.iter().chain(more).copied().collect() };
    refused(&newstape, &with(&["--at", "2126-01-01"]), 2, "is in the future");
    refused(&newstape, &with(&["--at", "soonish"]), 2, "not a day or time");
    refused(&newstape, &with(&["--ticker", "MSFFT"]), 4, "did you mean MSFT");
    refused(&newstape, &with(&["--ticker", "US5949181046"]), 2, "its check digit is wrong");
    refused(&newstape, &with(&["--ticker", ""]), 2, "empty symbol");
    refused(&newstape, &with(&["--kind", "gossip"]), 2, "gossip");
    refused(&newstape, &with(&["--lang", "german"]), 2, "not the ISO 639-1 code");
    refused(&newstape, &["source", "add", "x", "-", "--lang", "xx"], 2, "not the ISO 639-1 code");
    refused(&newstape, &["show", "7"], 4, "there is no");
    refused(&newstape, &["chart", "7"], 4, "there is no");
    refused(&newstape, &["list", "--min-move", "lots"], 2, "not a move");
    refused(&newstape, &["--offline", "log", "https://example.com/a"], 1, "offline");
}

#[test]
fn a_word_that_a_field_cannot_have_is_answered_with_those_it_can() {
    let newstape = Newstape::new();
    let kinds = "one of news, earnings, filing, macro, guidance, m&a, regulatory, analyst, other";
    let statuses = "confirmed";
    let verdicts = "one of muted, ordinary, notable, extreme";
    for (field, known) in [
        ("kind", kinds),
        ("claim", statuses),
        ("verdict", verdicts),
        ("horizon", "for example 5m, 1h"),
        ("lang", "such as en, de or fr"),
        ("mic", "four letters"),
    ] {
        for expr in [format!("{field} = gossip"), format!("id > 0 and {field} in (gossip)")] {
            let at = format!("character {}", expr.find("gossip").unwrap() + 1);
            for (args, code) in [
                (vec!["query", &expr], 2),
                (vec!["study", "--prices", "p.csv", "--benchmark", "X", "--where", &expr], 2),
            ] {
                if args[0] == "study" && field == "horizon" {
                    continue; // a study measures its own windows
                }
                refused(&newstape, &args, code, known);
                refused(&newstape, &args, code, &at);
            }
        }
    }
    for (flag, known) in [
        ("--kind", kinds),
        ("--claim", statuses),
        ("--verdict", verdicts),
        ("--horizon", "for example 5m, 1h"),
        ("--sort", "published, seen, move, unusual"),
    ] {
        refused(&newstape, &["list", flag, "gossip"], 2, known);
    }
}

#[test]
fn a_database_in_a_place_that_cannot_be() {
    let newstape = Newstape::new();
    newstape.write("file", "x");
    let (code, _, stderr) = newstape.run_on("file/news.db", &["log", "--title", "x"]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    newstape.write("text.db", &"this is no database at all, only text\n".repeat(100));
    let (code, _, stderr) = newstape.run_on("text.db", &["log", "--title", "x"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("is not a newstape database"), "{stderr}");
}

#[test]
fn price_files_that_are_none() {
    let newstape = Newstape::new();
    let import = |file: &str| newstape.run(&["prices", "import", file, "--symbol", "MSFT"], None);
    newstape.write("missing.csv", "Date,Open,High,Low,Volume\n2025-01-02,1,1,1,1\n");
    let (code, _, stderr) = import("missing.csv");
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("missing.csv") && stderr.contains("close"), "{stderr}");
    newstape.write(
        "negative.csv",
        "Date,Open,High,Low,Close,Volume\n2025-01-02,1,1,1,1,1\n2025-01-03,-1,1,1,1,1\n",
    );
    let (code, _, stderr) = import("negative.csv");
    assert_eq!(code, 3, "{stderr}");
    assert!(stderr.contains("negative.csv:3") && stderr.contains("open"), "{stderr}");
    newstape.write("empty.csv", "");
    assert_eq!(import("empty.csv").0, 1);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "Microsoft says something"]);
    assert_eq!(newstape.run_into_closed_pipe(&["list"]), 0);
}

/// A full disk is a failure; a reader that has gone away is none.
#[test]
fn what_cannot_be_written_to_standard_output_is_a_failure() {
    let newstape = Newstape::new();
    newstape.ok(&["log", "--title", "Apple rises 3 %", "--at", "2025-01-29"]);
    let commands: [&[&str]; 6] = [
        &["list"],
        &["--json", "show", "1"],
        &["calendar", "XNYS", "--from", "2025-01-27", "--to", "2025-01-31", "--csv"],
        &["version"],
        &["--help"],
        &["instruments", "show", "AAPL"],
    ];
    for command in commands {
        let (code, stderr) = newstape.run_into_full_disk(command);
        assert_eq!(code, 1, "{command:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{command:?}: {stderr}");
        assert_eq!(newstape.run_into_closed_pipe(command), 0, "{command:?}");
    }
}
