use super::*;
use crate::event::When;
use crate::net::vendor::Answer;

const CURRENT: &str = r#"<?xml version="1.0" encoding="ISO-8859-1" ?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title><updated>2024-03-17T13:35:35-04:00</updated>
<entry><title>8-K - APPLE INC (0000320193) (Filer)</title>
<link rel="alternate" type="text/html" href="https://www.sec.gov/Archives/edgar/data/320193/1/0000320193-24-1-index.htm"/>
<summary type="html"> &lt;b&gt;Filed:&lt;/b&gt; 2024-03-15 &lt;b&gt;AccNo:&lt;/b&gt; 0000320193-24-1 &lt;b&gt;Size:&lt;/b&gt; 9 KB
&lt;br&gt;Item 2.02: Results of Operations and Financial Condition&lt;br&gt;Item 9.01: Financial Statements and Exhibits</summary>
<updated>2024-03-15T16:30:18-04:00</updated><category scheme="https://www.sec.gov/" label="form type" term="8-K"/>
<id>urn:tag:sec.gov,2008:accession-number=0000320193-24-1</id></entry>
<entry><title>8-K - OTHER OWNER (0000000007) (Reporting)</title><updated>2024-03-15T16:30:18-04:00</updated>
<id>urn:tag:sec.gov,2008:accession-number=0000320193-24-1</id></entry></feed>"#;

fn current() -> Vec<RawItem> {
    let dates = DateContext { lang: None, fetched_at: None, default_zone: None };
    adapt::current(
        crate::source::feed::items(CURRENT.as_bytes(), None, "https://www.sec.gov/", &dates).unwrap(),
    )
}

use crate::date::DateContext;
use crate::event::RawItem;

#[test]
fn two_entries_of_one_filing_are_one_item() {
    let items = current();
    assert_eq!(items.len(), 1);
    let item = &items[0];
    assert_eq!(item.title, "APPLE INC: Form 8-K: Results of Operations and Financial Condition");
    assert_eq!(item.about, ["cik:320193", "cik:7"]);
    assert_eq!(item.guid.as_deref(), Some("0000320193-24-1"));
    assert!(item.notes.is_empty(), "{:?}", item.notes);
    let When::Instant { at, .. } = item.publication.as_ref().unwrap().when else { panic!() };
    assert_eq!(at.to_rfc3339(), "2024-03-15T20:30:18+00:00");
}

fn list(times: &[&str]) -> wire::Submissions {
    let column = |value: &str| vec![value.to_owned(); times.len()];
    let accession: Vec<String> = (0..times.len()).map(|n| format!("0001-24-{n}")).collect();
    let json = serde_json::json!({"cik": "0001318605", "name": "Tesla, Inc.", "filings": {"recent": {
        "accessionNumber": accession, "filingDate": column("2022-10-19"), "acceptanceDateTime": times,
        "form": column("8-K"), "items": column("2.02,9.01"), "primaryDocument": column("a.htm")}}});
    parse::submissions(&Answer::sample(&EDGAR, 200, &json.to_string())).unwrap()
}

#[test]
fn the_z_of_new_york_time_is_seen_through() {
    let forms = ["8-K".to_owned()];
    let at = |times: &[&str]| {
        let items = adapt::company(&list(times), &forms, "https://www.sec.gov");
        let publication = items[0].publication.clone().unwrap();
        let When::Instant { at, .. } = publication.when else { panic!() };
        (at.to_rfc3339(), publication.zone.unwrap(), items[0].conflicts.len())
    };
    let local = at(&["2022-10-19T16:08:12.000Z", "2022-07-06T07:05:00.000Z"]);
    assert_eq!(local, ("2022-10-19T20:08:12+00:00".to_owned(), "America/New_York".to_owned(), 0));
    let utc = at(&["2022-10-19T20:08:12.000Z", "2022-07-06T23:05:00.000Z"]);
    assert_eq!(utc, ("2022-10-19T20:08:12+00:00".to_owned(), "Z".to_owned(), 0));
    // Nothing tells: the later reading, with the other beside it.
    assert_eq!(at(&["2022-10-19T16:08:12.000Z"]).2, 1);
}

#[test]
fn a_filing_of_a_list_has_its_document_and_items() {
    let items =
        adapt::company(&list(&["2022-10-19T16:08:12.000Z"]), &["8-K".to_owned()], "https://www.sec.gov");
    assert_eq!(
        items[0].url.as_deref(),
        Some("https://www.sec.gov/Archives/edgar/data/1318605/0001240/a.htm")
    );
    assert_eq!(items[0].title, "Tesla, Inc.: Form 8-K: Results of Operations and Financial Condition");
    assert!(adapt::company(&list(&["2022-10-19T16:08:12.000Z"]), &["10-K".to_owned()], "x").is_empty());
}

#[test]
fn who_asks_must_be_named() {
    let mut settings = SourceSettings::new("e", SourceKind::Edgar, None);
    let error = Edgar::new(&settings, &Access::default()).unwrap_err().to_string();
    assert!(error.starts_with("user_agent: the SEC answers only"), "{error}");
    let access = Access { contact: Some("Jane Doe jane@example.com".to_owned()), ..Access::default() };
    settings.query = Some("8-K,10-Q company:AAPL cik:1318605".to_owned());
    let source = Edgar::new(&settings, &access).unwrap();
    assert_eq!(source.companies, [320_193, 1_318_605]);
    assert_eq!(source.forms, ["8-K", "10-Q"]);
    settings.query = Some("company:ZZNEW".to_owned());
    assert!(Edgar::new(&settings, &access).unwrap_err().to_string().starts_with("query: "));
    let added = "symbol,mic,name,cik\nZZNEW,XNAS,Newcomer Inc,1999999\nZZNONE,XNAS,Nobody Inc,\n";
    let added = crate::instrument::Additions::from_csv(added).unwrap();
    let universe = Universe::builtin().extended(&added).unwrap();
    let access = Access { universe: Some(std::sync::Arc::new(universe)), ..access };
    assert_eq!(Edgar::new(&settings, &access).unwrap().companies, [1_999_999]);
    settings.query = Some("company:ZZNONE".to_owned());
    let without = Edgar::new(&settings, &access).unwrap_err().to_string();
    assert!(without.starts_with("query: ZZNONE has no CIK here; give it as cik:NUMBER"), "{without}");
    settings.query = Some("cik:x".to_owned());
    assert_eq!(Edgar::new(&settings, &access).unwrap_err().to_string(), "query: \"x\" is not a CIK");
}
