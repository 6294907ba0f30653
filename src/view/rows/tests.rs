//! Tests of the forms of rows.

use comfy_table::Table;
use serde::Serialize;

use super::columns::ALL;
use super::*;

#[derive(Serialize)]
struct Two {
    rows: Vec<Value>,
}

impl Listing for Two {
    const SCHEMA: &'static str = "two";
    const ROWS: &'static str = "/rows";
    const COLUMNS: &'static [Column] = &[
        Column { name: "title", at: "/title", meaning: "" },
        Column { name: "return", at: "/headline/return", meaning: "" },
    ];
}

fn two() -> Two {
    let rows = serde_json::json!([
        {"title": "a, \"b\"\nc\td", "headline": {"return": -0.0021}},
        {"title": "=x|y<z>", "headline": {}},
    ]);
    Two { rows: rows.as_array().cloned().unwrap_or_default() }
}

#[test]
fn every_value_survives_csv() {
    let text = machine(&two(), Machine::Csv);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows, [["a, \"b\"\nc\td", "-0.0021"], ["=x|y<z>", ""]]);
}

#[test]
fn tab_separated_rows_are_one_line_each_with_as_many_tabs() {
    let text = machine(&two(), Machine::Tsv);
    let tabs: Vec<usize> = text.lines().map(|l| l.matches('\t').count()).collect();
    assert_eq!(tabs, [1, 1, 1]);
    assert!(text.contains("\t-0.0021"));
}

#[test]
fn each_line_of_json_lines_is_a_record_of_the_document() {
    let lines: Vec<Value> =
        machine(&two(), Machine::JsonLines).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines, two().rows);
}

#[test]
fn pages_show_the_cells_and_escape_what_would_be_markup() {
    let mut table = Table::new();
    table.set_header(["", "title", "move"]);
    table.add_row([" ", "a|b <c> & \"d\"", "−0.21%"]).add_row([" ", "e", ""]);
    let expected = "| title | move |\n| --- | ---: |\n| a\\|b &lt;c> & \"d\" | −0.21% |\n| e |  |";
    assert_eq!(markdown(&table), expected);
    let page = html(&table);
    assert!(page.contains("<td>a|b &lt;c&gt; &amp; &quot;d&quot;</td><td class=\"figure\">−0.21%</td>"));
}

#[test]
fn columns_have_names_of_their_own_and_are_documented() {
    let guide = include_str!("../../../docs/output.md");
    for (command, columns) in ALL {
        let mut names: Vec<&str> = columns.iter().map(|c| c.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), columns.len(), "{command}");
        let rows: Vec<String> = columns.iter().map(|c| format!("| `{}` | {} |", c.name, c.meaning)).collect();
        let part = format!("### {command}\n\n| column | meaning |\n| --- | --- |\n{}\n", rows.join("\n"));
        assert!(guide.contains(&part), "docs/output.md lacks:\n{part}");
    }
}
