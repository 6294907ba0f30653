//! Filings as sent to items.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::wire::Submissions;
use super::zone::{self, Reading};
use crate::event::{Body, RawItem};
use crate::event::{EventKind, Precision, Publication, TimeOrigin, When};
use crate::text::plain_text;

/// Of a company's list, the latest filings of the forms asked for.
const MOST: usize = 40;

/// Item 2.02 of Form 8-K: Results of Operations and Financial Condition.
const RESULTS: &str = "2.02";

/// The entries of the feed of current filings: one item for each filing, however many entries name it
/// (its company, its owners).
pub(super) fn current(mut entries: Vec<RawItem>) -> Vec<RawItem> {
    // The company that a filing is about is listed before those who own shares in it or file for it.
    entries.sort_by_key(|e| e.title.ends_with("(Reporting)") || e.title.ends_with("(Filed by)"));
    let mut filings: Vec<RawItem> = Vec::new();
    for entry in entries {
        let filing = filing(entry);
        match filings.iter_mut().find(|f| f.guid == filing.guid && f.guid.is_some()) {
            Some(known) => merge(known, filing),
            None => filings.push(filing),
        }
    }
    filings
}

/// `8-K - APPLE INC (0000320193) (Filer)` and a summary of `Filed: … AccNo: … Item 2.02: …`.
fn filing(mut entry: RawItem) -> RawItem {
    let stated = std::mem::take(&mut entry.title);
    let (form, rest) = stated.split_once(" - ").unwrap_or(("Filing", &stated));
    let (name, cik) = name_and_cik(rest);
    let summary = entry.summary.as_ref().map(|s| plain_text(s.as_str())).unwrap_or_default();
    let items = stated_items(&summary);
    entry.title = title(form, name, &items);
    entry.about = cik.map(|cik| format!("cik:{cik}")).into_iter().collect();
    entry.guid = entry.guid.as_deref().map(|guid| guid.rsplit('=').next().unwrap_or(guid).to_owned());
    entry.categories = vec![form.trim().to_owned()];
    entry.summary = Some(Body::Text(text(form, name, &items)));
    entry.kind = Some(kind(&items));
    entry.outlet = Some("SEC EDGAR".to_owned());
    entry.lang = Some("en".to_owned());
    // The feed calls the time of acceptance `updated`; it says of no change.
    entry.updated_at = None;
    entry.notes.retain(|note| !note.contains("date of a change"));
    entry
}

fn merge(known: &mut RawItem, other: RawItem) {
    for code in other.about {
        if !known.about.contains(&code) {
            known.about.push(code);
        }
    }
}

fn name_and_cik(text: &str) -> (&str, Option<u32>) {
    let Some((name, rest)) = text.split_once(" (") else { return (text.trim(), None) };
    (name.trim(), rest.split_once(')').and_then(|(cik, _)| cik.parse().ok()))
}

/// `Item 2.02: Results of Operations and Financial Condition` on lines of their own.
fn stated_items(summary: &str) -> Vec<String> {
    let start = |at: usize| summary[at..].trim_start_matches("Item ").to_owned();
    let marks: Vec<usize> = summary.match_indices("Item ").map(|(at, _)| at).collect();
    let ends = marks.iter().skip(1).copied().chain([summary.len()]);
    marks
        .iter()
        .zip(ends)
        .map(|(from, to)| start(*from)[..to - from - "Item ".len()].trim().replace('\n', " "))
        .collect()
}

/// Results of a period come under an item of their own.
fn kind(items: &[String]) -> EventKind {
    let has_results = items.iter().any(|item| is_item(item, RESULTS));
    if has_results { EventKind::Earnings } else { EventKind::Filing }
}

/// Whether `2.02: Results of Operations` is the item of this number.
fn is_item(item: &str, number: &str) -> bool {
    item.strip_prefix(number).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']))
}

/// The filings with at least one of these items in their text; all if none is asked for.
pub(super) fn with_items(mut filings: Vec<RawItem>, numbers: &[String]) -> Vec<RawItem> {
    let has = |filing: &RawItem, number: &String| {
        let text = filing.summary.as_ref().map(Body::as_str).unwrap_or_default();
        text.lines().filter_map(|line| line.strip_prefix("Item ")).any(|item| is_item(item, number))
    };
    filings.retain(|filing| numbers.is_empty() || numbers.iter().any(|number| has(filing, number)));
    filings
}

fn title(form: &str, name: &str, items: &[String]) -> String {
    let told: Vec<&str> = items
        .iter()
        .filter(|item| !item.starts_with("9.01"))
        .map(|item| item.split_once(": ").map_or(item.as_str(), |(_, words)| words))
        .collect();
    let head = format!("{name}: Form {}", form.trim());
    if told.is_empty() { head } else { format!("{head}: {}", told.join("; ")) }
}

fn text(form: &str, name: &str, items: &[String]) -> String {
    let mut lines = vec![format!("{name} filed Form {} with the SEC.", form.trim())];
    lines.extend(items.iter().map(|item| format!("Item {item}")));
    lines.join("\n")
}

/// The filings of a company's list, the latest of the forms asked for.
pub(super) fn company(list: &Submissions, forms: &[String], base: &str) -> Vec<RawItem> {
    let recent = &list.filings.recent;
    let times: Vec<Option<NaiveDateTime>> = recent.acceptance_date_time.iter().map(|t| wall(t)).collect();
    let reading = zone::reading(&times.iter().flatten().copied().collect::<Vec<_>>());
    let wanted = |form: &str| forms.iter().any(|f| f == form || form.strip_suffix("/A") == Some(f));
    (0..recent.accession_number.len())
        .filter(|row| wanted(&recent.form[*row]))
        .take(MOST)
        .map(|row| listed(list, row, times[row], reading, base))
        .collect()
}

fn listed(
    list: &Submissions,
    row: usize,
    time: Option<NaiveDateTime>,
    reading: Reading,
    base: &str,
) -> RawItem {
    let recent = &list.filings.recent;
    let (form, accession) = (&recent.form[row], &recent.accession_number[row]);
    let items: Vec<String> = recent
        .items
        .get(row)
        .map(|items| items.split(',').filter(|i| !i.is_empty()).map(named_item).collect())
        .unwrap_or_default();
    let mut item = RawItem {
        guid: Some(accession.clone()),
        url: Some(address(list.cik, accession, recent.primary_document.get(row), base)),
        title: title(form, &list.name, &items),
        summary: Some(Body::Text(text(form, &list.name, &items))),
        about: vec![format!("cik:{}", list.cik)],
        categories: vec![form.clone()],
        kind: Some(kind(&items)),
        outlet: Some("SEC EDGAR".to_owned()),
        lang: Some("en".to_owned()),
        ..RawItem::default()
    };
    accepted(&mut item, &recent.acceptance_date_time[row], &recent.filing_date[row], time, reading);
    item
}

/// Sets when it was accepted. Where both readings fit, the later one is taken: what happened between
/// them may not have been known yet.
fn accepted(item: &mut RawItem, written: &str, filed: &str, time: Option<NaiveDateTime>, reading: Reading) {
    let publication = |at: DateTime<Utc>, zone: &str| Publication {
        when: When::Instant { at, precision: Precision::Second },
        origin: TimeOrigin::Metadata,
        original: Some(written.to_owned()),
        zone: Some(zone.to_owned()),
        zone_assumed: reading != Reading::Utc,
    };
    let Some(time) = time else {
        item.publication = filed.parse().ok().map(|day| Publication {
            when: When::Day(day),
            origin: TimeOrigin::Metadata,
            original: Some(filed.to_owned()),
            zone: None,
            zone_assumed: false,
        });
        return;
    };
    let utc = zone::as_utc(time).map(|at| publication(at, "Z"));
    let new_york = zone::as_new_york(time).map(|at| publication(at, "America/New_York"));
    match reading {
        Reading::Utc => item.publication = utc,
        Reading::NewYork => item.publication = new_york,
        Reading::Either => {
            item.notes.push(format!(
                "the acceptance time \"{written}\" may be UTC or New York time; the later reading was taken"
            ));
            item.publication = new_york;
            item.conflicts.extend(utc);
        }
    }
}

fn wall(written: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(written.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S%.f").ok()
}

fn address(cik: u32, accession: &str, document: Option<&String>, base: &str) -> String {
    let folder = format!("{base}/Archives/edgar/data/{cik}/{}", accession.replace('-', ""));
    match document.filter(|d| !d.is_empty()) {
        Some(document) => format!("{folder}/{document}"),
        None => format!("{folder}/{accession}-index.htm"),
    }
}

/// An item number with its caption in Form 8-K (General Instructions, as of 2024).
fn named_item(number: &str) -> String {
    let caption = match number {
        "1.01" => "Entry into a Material Definitive Agreement",
        "1.02" => "Termination of a Material Definitive Agreement",
        "1.03" => "Bankruptcy or Receivership",
        "1.05" => "Material Cybersecurity Incidents",
        "2.01" => "Completion of Acquisition or Disposition of Assets",
        "2.02" => "Results of Operations and Financial Condition",
        "2.03" => "Creation of a Direct Financial Obligation",
        "2.04" => "Triggering Events That Accelerate or Increase a Direct Financial Obligation",
        "2.05" => "Costs Associated with Exit or Disposal Activities",
        "2.06" => "Material Impairments",
        "3.01" => "Notice of Delisting or Failure to Satisfy a Listing Rule",
        "3.02" => "Unregistered Sales of Equity Securities",
        "3.03" => "Material Modification to Rights of Security Holders",
        "4.01" => "Changes in Registrant's Certifying Accountant",
        "4.02" => "Non-Reliance on Previously Issued Financial Statements",
        "5.01" => "Changes in Control of Registrant",
        "5.02" => "Departure or Election of Directors or Officers",
        "5.03" => "Amendments to Articles of Incorporation or Bylaws",
        "5.07" => "Submission of Matters to a Vote of Security Holders",
        "7.01" => "Regulation FD Disclosure",
        "8.01" => "Other Events",
        "9.01" => "Financial Statements and Exhibits",
        _ => return number.to_owned(),
    };
    format!("{number}: {caption}")
}
