//! Kenneth French's factors by name: `ff5` stands for the file that his data library publishes.
//!
//! <https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/data_library.html>. The files are small zips with one
//! table each; a copy is kept next to the database, since the library changes once a month.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::refusal::Refusal;
use crate::app::{Context, Failure, block_on};
use crate::net::Client;
use crate::net::vendor::{Endpoint, FRENCH, VendorError};

/// The names, the file of each in the library, daily and monthly.
const FILES: [(&str, &str, &str); 3] = [
    ("ff3", "F-F_Research_Data_Factors_daily", "F-F_Research_Data_Factors"),
    ("ff5", "F-F_Research_Data_5_Factors_2x3_daily", "F-F_Research_Data_5_Factors_2x3"),
    ("mom", "F-F_Momentum_Factor_daily", "F-F_Momentum_Factor"),
];
/// Names of several files together: Carhart (1997) adds momentum to the three factors of Fama and French.
const JOINED: [(&str, &[&str]); 2] = [("carhart", &["ff3", "mom"]), ("ff6", &["ff5", "mom"])];
/// What ends the name of a monthly file.
const MONTHLY: &str = "-monthly";
/// How long a copy is used.
const FRESH: TimeDelta = TimeDelta::days(7);
/// More than any table of the library has.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The file of factors: the one of the library, fetched if need be, where the argument is one of its names and no
/// file; else the argument.
///
/// # Errors
/// The library does not answer and no copy is there, or the copy cannot be written.
pub fn on_disk(context: &Context, factors: Option<PathBuf>) -> Result<Option<PathBuf>, Failure> {
    let Some(asked) = factors else { return Ok(None) };
    let names = asked.to_str().filter(|_| !asked.exists()).map(file_names).unwrap_or_default();
    let mut copies = Vec::with_capacity(names.len());
    for name in &names {
        copies
            .push(copied(context, name).map_err(|f| f.while_doing(format!("factors {}", asked.display())))?);
    }
    Ok(Some(match copies.len() {
        0 => asked,
        1 => copies.remove(0),
        _ => joined(context, &asked, &copies)?,
    }))
}

/// The copy of one of the library's files, fetched if need be.
fn copied(context: &Context, name: &str) -> Result<PathBuf, Failure> {
    let copy = folder(&context.db).join(format!("{name}.csv"));
    if !is_fresh(&copy, context.now()) {
        match fetched(context, name) {
            Ok(table) => keep(&copy, &table)?,
            Err(failure) if !copy.exists() => return Err(failure),
            // An old copy lacks the last months at most.
            Err(_) => {}
        }
    }
    Ok(copy)
}

/// One table of the columns of several, of the dates that all have.
fn joined(context: &Context, asked: &Path, copies: &[PathBuf]) -> Result<PathBuf, Failure> {
    let read = |copy: &PathBuf| {
        let refused = |reason| Refusal::Unreadable { path: copy.clone(), reason };
        let text = std::fs::read(copy).map_err(|e| refused(e.to_string()))?;
        first_section(&String::from_utf8_lossy(&text))
            .ok_or_else(|| refused("it is not a table of factors".to_owned()))
    };
    let sections: Result<Vec<Section>, Refusal> = copies.iter().map(read).collect();
    let target = folder(&context.db).join(format!("{}.csv", asked.display()).to_ascii_lowercase());
    keep(&target, print(&sections?).as_bytes())?;
    Ok(target)
}

/// The first table of a file of the library: names of columns, and the cells of each date.
struct Section {
    names: Vec<String>,
    rows: BTreeMap<String, Vec<String>>,
}

/// A header whose first cell is empty, and the rows below it up to one that does not begin with a date.
fn first_section(text: &str) -> Option<Section> {
    let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with(','));
    let names = cells(lines.next()?).split_off(1);
    let is_date = |cell: &str| cell.len() >= 6 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let mut rows = BTreeMap::new();
    for line in lines {
        let mut row = cells(line);
        if !is_date(&row[0]) || row.len() != names.len() + 1 {
            break;
        }
        let date = row.remove(0);
        rows.insert(date, row);
    }
    (!rows.is_empty()).then_some(Section { names, rows })
}

/// The sections side by side, in the library's form; the riskless rate of the first stays at the end.
fn print(sections: &[Section]) -> String {
    let Some((first, others)) = sections.split_first() else { return String::new() };
    let riskless = first.names.iter().position(|name| name.eq_ignore_ascii_case("RF"));
    let with_rate_last = |own: &[String], further: Vec<String>| {
        let (mut kept, mut last) = (own.to_vec(), Vec::new());
        if let Some(place) = riskless {
            last.push(kept.remove(place));
        }
        [kept, further, last].concat()
    };
    let further = |pick: &dyn Fn(&Section) -> Option<Vec<String>>| {
        others.iter().map(pick).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    };
    let names = further(&|section| Some(section.names.clone())).unwrap_or_default();
    let mut lines = vec![format!(",{}", with_rate_last(&first.names, names).join(","))];
    for (date, own) in &first.rows {
        if let Some(more) = further(&|section| section.rows.get(date).cloned()) {
            lines.push(format!("{date},{}", with_rate_last(own, more).join(",")));
        }
    }
    lines.join("\n") + "\n"
}

/// The library's files of a name: `ff5`, `carhart-monthly`; none for another name.
fn file_names(asked: &str) -> Vec<&'static str> {
    let asked = asked.to_ascii_lowercase();
    let (name, ending) = match asked.strip_suffix(MONTHLY) {
        Some(name) => (name, MONTHLY),
        None => (asked.as_str(), ""),
    };
    let parts =
        JOINED.into_iter().find(|(own, _)| *own == name).map_or(vec![name], |(_, parts)| parts.to_vec());
    parts.iter().filter_map(|part| file_name(&format!("{part}{ending}"))).collect()
}

/// The library's file of a name: `ff5`, `ff5-monthly`.
fn file_name(asked: &str) -> Option<&'static str> {
    let asked = asked.to_ascii_lowercase();
    let (name, monthly) = match asked.strip_suffix(MONTHLY) {
        Some(name) => (name, true),
        None => (asked.as_str(), false),
    };
    let (_, daily, month) = FILES.into_iter().find(|(own, _, _)| *own == name)?;
    Some(if monthly { month } else { daily })
}

fn folder(db: &Path) -> PathBuf {
    db.parent().unwrap_or(Path::new("")).join("factors")
}

fn is_fresh(copy: &Path, now: DateTime<Utc>) -> bool {
    let written = copy.metadata().and_then(|m| m.modified()).map(DateTime::<Utc>::from);
    written.is_ok_and(|written| (now - written).abs() < FRESH)
}

fn keep(copy: &Path, table: &[u8]) -> Result<(), Failure> {
    let unwritable = |e: std::io::Error| Refusal::Unwritable { path: copy.to_owned(), reason: e.to_string() };
    if let Some(folder) = copy.parent() {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    Ok(std::fs::write(copy, table).map_err(unwritable)?)
}

/// The table, from the library.
fn fetched(context: &Context, name: &str) -> Result<Vec<u8>, Failure> {
    let user = context.settings.providers.get(FRENCH.name);
    let machine = user.and_then(|p| p.url.as_deref());
    let endpoint = Endpoint::new(&FRENCH, &FRENCH.at(machine), None, None)
        .as_client(user.and_then(|p| p.user_agent.as_deref()));
    let client = Client::new(context.net_config())?;
    let request = endpoint.get(&format!("/{name}_CSV.zip"))?;
    let answer = block_on(endpoint.send(&client, request, Some(name)))??;
    if !answer.is_success() || !answer.bytes().starts_with(b"PK") {
        return Err(answer.not_data(&answer.text(), "a zip").into());
    }
    table(answer.bytes()).map_err(|reason| VendorError::Shape { vendor: FRENCH.name, reason }.into())
}

/// The one table in a zip.
fn table(zip: &[u8]) -> Result<Vec<u8>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|e| e.to_string())?;
    let is_table = |name: &String| name.to_ascii_lowercase().ends_with(".csv");
    let name = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).find(is_table);
    let name = name.ok_or_else(|| "the zip has no table".to_owned())?;
    let file = archive.by_name(&name).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_file_of_the_library() {
        assert_eq!(file_name("ff5"), Some("F-F_Research_Data_5_Factors_2x3_daily"));
        assert_eq!(file_name("FF3-monthly"), Some("F-F_Research_Data_Factors"));
        assert_eq!((file_name("ff4"), file_name("ff3.csv")), (None, None));
        assert_eq!(file_names("Carhart"), ["F-F_Research_Data_Factors_daily", "F-F_Momentum_Factor_daily"]);
        assert_eq!(file_names("carhart-monthly"), ["F-F_Research_Data_Factors", "F-F_Momentum_Factor"]);
        assert!(file_names("carhart.csv").is_empty());
    }

    #[test]
    fn momentum_joins_the_three_factors_on_the_dates_that_both_have() {
        let three = "Prose, with a comma\n\n,Mkt-RF,SMB,HML,RF\n20250129, -0.46,0.35,0.1,0.017\n20250130,0.6,0.1,0.2,0.017\n\n  Annual\n,Mkt-RF\n2025,1\n";
        let momentum = "More prose\n\n,Mom\n20250130,  1.5\n20250131,0.2\n\nCopyright\n";
        let sections = [first_section(three).unwrap(), first_section(momentum).unwrap()];
        assert_eq!(print(&sections), ",Mkt-RF,SMB,HML,Mom,RF\n20250130,0.6,0.1,0.2,1.5,0.017\n");
        assert!(first_section("no table").is_none());
    }

    #[test]
    fn what_is_no_zip_of_a_table_has_a_reason() {
        assert!(table(b"PK").is_err());
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert_eq!(table(&bytes).unwrap_err(), "the zip has no table");
    }
}
