//! Files of prices as people have them, from the command line: what was understood, what is stored, what comes
//! out again.

use serde_json::Value;

use crate::support::Newstape;

const GERMAN: &str = "Datum;Erster;Hoch;Tief;Schlusskurs;Stuecke;Volumen\n\
    2025-01-29;266,10;268,55;265,00;267,20;2.145.332;573.000.000\n\
    2025-01-28;264,00;266,20;262,30;265,75;1.900.120;505.000.000\n";

#[test]
fn what_was_understood_is_said_before_anything_is_stored() {
    let newstape = Newstape::new();
    newstape.write("wkn.csv", GERMAN);
    let args = ["prices", "import", "wkn.csv", "--symbol", "SAP.DE", "--dry-run"];
    let (code, stdout, stderr) = newstape.run(&args, None);
    assert_eq!(code, 0, "{stderr}");
    for said in [
        "wkn.csv: text with `;` between the fields",
        "open = `Erster`",
        "close = `Schlusskurs`",
        "decimal comma",
        "SAP:XETR 1d: 2 bars from 2025-01-28 (265.75) to 2025-01-29 (267.2), as traded",
    ] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    assert!(stdout.contains("2 bars would be new") && stdout.contains("nothing was stored"), "{stdout}");
    assert!(!newstape.path().join("news.db").exists(), "a database was made by looking");
    let (code, ..) = newstape.run(&args[..5], None);
    assert_eq!(code, 0);
    let (_, stdout, _) = newstape.run(&[&["--json"], &args[..]].concat(), None);
    let record: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&record["unchanged"], &record["dry_run"]), (&2.into(), &true.into()));
    assert_eq!(record["understood"][0]["decimal"], "comma");
}

#[test]
fn standard_input_is_a_file_too() {
    let newstape = Newstape::new();
    let import = |args: &[&str]| {
        newstape.run(&[&["--json", "prices", "import", "-"], args].concat(), Some(GERMAN.as_bytes()))
    };
    let (code, _, stderr) = import(&[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("standard input: neither a column nor the name of the file"), "{stderr}");
    let (code, stdout, stderr) = import(&["--symbol", "SAP.DE"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("\"inserted\":2") || stdout.contains("\"inserted\": 2"), "{stdout}");
}

#[test]
fn a_column_that_the_user_names_must_be_there() {
    let newstape = Newstape::new();
    newstape.write("k.csv", "Tag;Kurs A;Kurs B\n2025-01-27;1,5;2,5\n");
    let import =
        |map: &str| newstape.run(&["prices", "import", "k.csv", "--symbol", "SAP.DE", "--map", map], None);
    assert_eq!(import("close=Kurs B").0, 0);
    let (code, _, stderr) = import("Kurs B");
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("write it as close=Schluss"), "{stderr}");
    let (code, _, stderr) = import("colour=Kurs B");
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("is nothing that a column of prices holds"), "{stderr}");
    let (code, _, stderr) = import("close=Kurs C");
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("there is no column `Kurs C`"), "{stderr}");
}

/// A split of ten to one, a dividend after it.
const AS_TRADED: &str = "symbol,date,open,high,low,close,volume,dividend,split_ratio\n\
    NVDA,2024-06-06,1240.48,1255.87,1183.2,1209.98,66469600,0,1\n\
    NVDA,2024-06-07,1197.7,1216.92,1180.22,1208.88,41238600,0,1\n\
    NVDA,2024-06-10,120.37,123.1,117.01,121.79,314162700,0,10\n\
    NVDA,2024-06-11,121.77,122.87,118.74,120.91,222551200,0.01,1\n";

#[test]
fn bars_go_out_in_any_state_and_come_in_again() {
    let newstape = Newstape::new();
    newstape.write("nvda.csv", AS_TRADED);
    newstape.ok(&["prices", "import", "nvda.csv"]);
    let csv = |state: &str| newstape.ok(&["prices", "export", "NVDA", "--adjusted", state, "-o", "-"]);
    assert_eq!(
        csv("no"),
        "symbol,date,open,high,low,close,volume\n\
         NVDA,2024-06-06,1240.48,1255.87,1183.2,1209.98,66469600\n\
         NVDA,2024-06-07,1197.7,1216.92,1180.22,1208.88,41238600\n\
         NVDA,2024-06-10,120.37,123.1,117.01,121.79,314162700\n\
         NVDA,2024-06-11,121.77,122.87,118.74,120.91,222551200\n"
    );
    let close = |text: &str, row: usize| -> f64 {
        text.lines().nth(row).unwrap().split(',').nth(5).unwrap().parse().unwrap()
    };
    assert!((close(&csv("splits"), 2) - 120.888).abs() < 1e-9);
    assert!((close(&csv("all"), 2) - 120.888 * 120.91 / 120.92).abs() < 1e-9);
    for file in ["out.csv", "out.parquet"] {
        newstape.ok(&["prices", "export", "NVDA", "-o", file]);
        let again = newstape.json(&["prices", "import", "--adjusted", "no", file]);
        assert_eq!((&again["unchanged"], &again["inserted"]), (&4.into(), &0.into()), "{file}");
    }
    let (code, _, stderr) = newstape.run(&["prices", "export", "MSFT", "-o", "-"], None);
    assert_eq!(code, 4, "{stderr}");
    let (code, _, stderr) = newstape.run(&["prices", "export", "NVDA", "MSFT", "-o", "-"], None);
    assert_eq!(code, 3);
    assert!(stderr.contains("MSFT:XNAS: there is not one bar"), "{stderr}");
    let (code, _, stderr) = newstape.run(&["prices", "export", "NVDA", "-o", "out.txt"], None);
    assert_eq!(code, 2, "{stderr}");
}
