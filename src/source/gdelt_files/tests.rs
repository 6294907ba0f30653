use std::io::Write;

use super::*;
use crate::event::{TimeOrigin, When};

fn row(title: &str, published: &str, organisations: &str, themes: &str, translation: &str) -> String {
    let mut cells = vec![String::new(); wire::column::COUNT];
    cells[wire::column::SEEN] = "20250129081500".to_owned();
    cells[wire::column::OUTLET] = "markets.example.com".to_owned();
    cells[wire::column::ADDRESS] = "https://markets.example.com/1".to_owned();
    cells[wire::column::THEMES] = themes.to_owned();
    cells[wire::column::ORGANISATIONS] = organisations.to_owned();
    cells[wire::column::TONE] = "-2.5,1,3.5,4.5,20,0,300".to_owned();
    cells[wire::column::TRANSLATION] = translation.to_owned();
    let time = if published.is_empty() {
        String::new()
    } else {
        format!("<PAGE_PRECISEPUBTIMESTAMP>{published}</PAGE_PRECISEPUBTIMESTAMP>")
    };
    cells[wire::column::EXTRAS] = format!("{time}<PAGE_TITLE>{title}</PAGE_TITLE>");
    cells.join("\t")
}

fn items(rows: &[String], query: &str, lang: Option<&str>) -> Vec<crate::event::RawItem> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("20250129081500.gkg.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(rows.join("\n").as_bytes()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let wanted = adapt::Wanted::new(Some(query), lang);
    let (mut items, now) = (Vec::new(), "2025-01-29T08:20:00Z".parse().unwrap());
    parse::rows(&bytes, |cells| items.extend(adapt::item(cells, &wanted, now))).unwrap();
    items
}

#[test]
fn a_row_becomes_an_item_if_it_is_wanted() {
    let rows = [
        row("Example &#x2013; AT&amp;T rises", "20250129081000", "at t,10;", "ECON_STOCKMARKET,20;", ""),
        row("A match in Hamburg", "", "", "SPORT,3", ""),
        row("", "", "at t,1", "", ""),
        "too\tshort".to_owned(),
    ];
    let found = items(&rows, "theme:econ_stockmarket", None);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].title, "Example – AT&T rises");
    assert_eq!(found[0].scores[0].value.unwrap().to_string(), "-2.5");
    let publication = found[0].publication.as_ref().unwrap();
    assert_eq!((publication.origin, publication.zone_assumed), (TimeOrigin::Metadata, true));
    assert_eq!(items(&rows, "hamburg, nobody", None)[0].title, "A match in Hamburg");
    assert_eq!(items(&rows, "match in Ham", None).len(), 0, "words are whole");
    assert_eq!(items(&rows, "domain:example.com", None).len(), 2);
    assert_eq!(items(&rows, "domain:ample.com", None).len(), 0);
}

#[test]
fn a_time_that_cannot_be_is_no_publication() {
    // An hour behind the time at which it was seen, and none.
    for stated in ["20250129091500", "", "2025"] {
        let found = items(&[row("Hamburg", stated, "", "", "")], "hamburg", None);
        let publication = found[0].publication.as_ref().unwrap();
        assert_eq!(publication.origin, TimeOrigin::Observed);
        let When::Instant { at, .. } = publication.when else { panic!() };
        assert_eq!(at.to_rfc3339(), "2025-01-29T08:15:00+00:00");
    }
}

#[test]
fn other_languages_are_those_of_translated_articles() {
    let rows = [
        row("Aktien steigen", "", "", "", "srclc:deu;eng:Moses"),
        row("Actions", "", "", "", "srclc:fra;eng:x"),
    ];
    let found = items(&rows, "", Some("de"));
    assert_eq!((found.len(), found[0].lang.as_deref()), (1, Some("de")));
}

#[test]
fn the_list_of_files_names_the_latest() {
    let list = "1 a http://d.example/gdeltv2/20250129081500.export.CSV.zip\n\
                2 b http://d.example/gdeltv2/20250129081500.gkg.csv.zip\n";
    assert_eq!(parse::latest(list, wire::NAME), parse::stamp("20250129081500"));
    assert_eq!(parse::latest("<html>", wire::NAME), None);
    assert!(parse::rows(b"PK", |_| {}).is_err());
}

#[test]
fn all_news_of_the_world_is_too_much() {
    let settings = SourceSettings::new("g", SourceKind::GdeltFiles, None);
    assert!(Files::new(&settings, &Access::default()).is_err());
    let watched = SourceSettings { watch_list: vec!["MSFT".to_owned()], ..settings };
    assert!(Files::new(&watched, &Access::default()).is_ok());
}
