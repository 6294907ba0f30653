//! Kenneth French's factors by name: `ff5` stands for the file that his data library publishes.
//!
//! <https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/data_library.html>. The files are small zips with one
//! table each; a copy is kept next to the database, since the library changes once a month.

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
    let name = asked.to_str().filter(|_| !asked.exists()).and_then(file_name);
    let Some(name) = name else { return Ok(Some(asked)) };
    let copy = folder(&context.db).join(format!("{name}.csv"));
    if !is_fresh(&copy, context.now()) {
        match fetched(context, name) {
            Ok(table) => keep(&copy, &table)?,
            Err(failure) if !copy.exists() => {
                return Err(failure.while_doing(format!("factors {}", asked.display())));
            }
            // An old copy lacks the last months at most.
            Err(_) => {}
        }
    }
    Ok(Some(copy))
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
