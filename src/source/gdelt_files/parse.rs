//! From the list of files to their times, and from a zip to rows.

use std::io::{BufRead, BufReader, Cursor, Read};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::wire::column;

/// The most bytes of a file once unpacked; they have about 15 million.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// The most bytes of a row; the longest have some ten thousand.
const LONGEST_ROW: u64 = 4 * 1024 * 1024;

/// The time of the latest file of the name, in a list of files.
pub(super) fn latest(list: &str, name: &str) -> Option<DateTime<Utc>> {
    let addresses = list.lines().filter_map(|line| line.split_whitespace().nth(2));
    let mut stamps = addresses.filter_map(|address| address.rsplit('/').next()?.strip_suffix(name));
    stamps.find_map(stamp)
}

/// `20250129081500`.
pub(super) fn stamp(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().map(|at| at.and_utc())
}

/// Hands each row of a zipped file to `take`, by its columns, and counts the rows with another number of them.
///
/// # Errors
/// Why it is no such file, in a phrase.
pub(super) fn rows(zip: &[u8], mut take: impl FnMut(&[&str])) -> Result<usize, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|e| e.to_string())?;
    let file = archive.by_index(0).map_err(|e| e.to_string())?;
    let mut reader = BufReader::new(file.take(MOST_BYTES));
    let (mut line, mut odd, mut read) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let bytes =
            (&mut reader).take(LONGEST_ROW).read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
        if bytes == 0 {
            break;
        }
        read += bytes as u64;
        let text = String::from_utf8_lossy(&line);
        let cells: Vec<&str> = text.trim_end_matches(['\n', '\r']).split('\t').collect();
        if cells.len() == column::COUNT { take(&cells) } else { odd += 1 }
    }
    if read >= MOST_BYTES {
        return Err(format!("it has more than {MOST_BYTES} bytes"));
    }
    Ok(odd)
}

/// What stands between `<NAME>` and `</NAME>`.
pub(super) fn extra<'a>(extras: &'a str, name: &str) -> Option<&'a str> {
    let after = extras.split_once(&format!("<{name}>"))?.1;
    Some(after.split_once(&format!("</{name}>"))?.0.trim()).filter(|text| !text.is_empty())
}
