//! What each target does with its bytes. The targets hand on what libFuzzer makes up; the project's own
//! tests call the same functions, so that they compile and hold wherever the tests run.

use std::io::Cursor;

use chrono::{NaiveDate, TimeZone, Utc};
use newstape::article::{self, ArticleOrigin};
use newstape::claim::extract;
use newstape::date::{DateContext, find_in_text, read_value};
use newstape::event::EventText;
use newstape::link::{LinkRequest, Linker};
use newstape::list::EventFilter;
use newstape::query::Wanted;
use newstape::source::read_feed;
use newstape::store::{bars_in_block, block_of_bars};
use newstape::table::{events, factors, news, panel, prices};
use newstape::text::{one_line, plain_text};

/// A target: its name, and what it does with its bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("bars", bars),
    ("claims", claims),
    ("dates", dates),
    ("feed", feed),
    ("html", html),
    ("link", link),
    ("query", query),
    ("tables", tables),
];

const LANGUAGES: [Option<&str>; 6] = [None, Some("en"), Some("de"), Some("fr"), Some("es"), Some("it")];

/// A language by the first byte, and the text in the rest.
fn in_some_language(bytes: &[u8]) -> (Option<&'static str>, String) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    (LANGUAGES[usize::from(*first) % LANGUAGES.len()], String::from_utf8_lossy(rest).into_owned())
}

fn context(lang: Option<&str>) -> DateContext {
    DateContext {
        lang: lang.map(str::to_owned),
        fetched_at: Utc.with_ymd_and_hms(2025, 2, 3, 12, 0, 0).single(),
        default_zone: Some(chrono_tz::Europe::Berlin),
    }
}

/// A block of stored bars: damage is seen or gives bars, and bars come back as they were.
pub fn bars(bytes: &[u8]) {
    let Some(bars) = bars_in_block(bytes) else { return };
    assert!(bars.len() <= bytes.len(), "{} bars in {} bytes", bars.len(), bytes.len());
    if !bars.is_sorted_by(|a, b| a.at < b.at) {
        return;
    }
    let bits = |n: f64| n.to_bits();
    let again = bars_in_block(&block_of_bars(&bars)).expect("a block that was just written");
    assert_eq!(again.len(), bars.len());
    for (was, is) in bars.iter().zip(&again) {
        let numbers = |b: &newstape::market::DailyBar| [b.open, b.high, b.low, b.close].map(bits);
        assert_eq!((was.at, numbers(was)), (is.at, numbers(is)));
        assert_eq!(was.volume.map(bits), is.volume.map(bits));
    }
}

/// Moves that a text states: the evidence stands in the text.
pub fn claims(bytes: &[u8]) {
    let (lang, text) = in_some_language(bytes);
    for claim in extract(&text, lang, &[]) {
        assert_eq!(text.get(claim.evidence.span.clone()), Some(claim.evidence.text.as_str()));
    }
}

/// Dates in prose and alone: what was found stands in the text, or was read from it.
pub fn dates(bytes: &[u8]) {
    let (lang, text) = in_some_language(bytes);
    let found = find_in_text(&text, &context(lang));
    assert!(found.best.is_none() || !text.is_empty());
    let _ = read_value(&text, &context(lang));
}

/// A feed: items or a refusal, and no mark left in a title.
pub fn feed(bytes: &[u8]) {
    let Ok(items) = read_feed(bytes, None, "https://a.example/feed.xml", &context(None)) else { return };
    for item in items {
        assert!(!item.title.contains('\n'), "a title of two lines: {:?}", item.title);
    }
}

/// A piece of HTML, and a page: words in lines, a title that stands in its text.
pub fn html(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let words = plain_text(&text);
    assert!(!words.contains("\n\n") && !words.contains("  "), "{words:?}");
    assert!(!one_line(&text).contains('\n'));
    let origin = ArticleOrigin {
        file_name: Some("page.html".to_owned()),
        content_type: None,
        url: None,
        fetched_at: Utc.with_ymd_and_hms(2025, 2, 3, 12, 0, 0).single().expect("an instant"),
        default_zone: None,
        lang: None,
    };
    if let Ok(article) = article::read(bytes, &origin) {
        let EventText { text, title } = &article.text;
        assert!(text.get(title.clone()).is_some(), "the title {title:?} is no span of {text:?}");
    }
}

/// Linking a text: every span holds its words.
pub fn link(bytes: &[u8]) {
    let (lang, data) = in_some_language(bytes);
    let text = EventText::from_title(&data);
    let date = NaiveDate::from_ymd_opt(2024, 5, 2).expect("a date");
    let linked = Linker::builtin().link(&LinkRequest { text: &text, lang, date, watchlist: &[] });
    for mention in &linked.mentions {
        assert_eq!(text.text.get(mention.evidence.span.clone()), Some(mention.evidence.text.as_str()));
    }
}

/// An expression of `query`, and a cursor: read, or refused with a place inside the expression.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Err(refused) = text.parse::<Wanted>() {
        assert!(refused.at <= text.chars().count() + 1, "{refused:?}");
    }
    let filter = EventFilter { cursor: Some(text.into_owned()), ..EventFilter::default() };
    let _ = filter.place();
}

/// One file through every reader of tables: rows that are refused stand in the file.
pub fn tables(bytes: &[u8]) {
    let input = || Cursor::new(bytes.to_vec());
    if let Ok(file) = prices::read(input(), "SAP.csv", &prices::PriceOptions::default(), |_| None) {
        assert!(file.rejected.len() <= file.rows, "{} of {} refused", file.rejected.len(), file.rows);
    }
    if let Ok(panel) = panel::read(input(), "SAP.csv", &panel::PanelOptions::default()) {
        for series in panel.series {
            assert!(series.points().is_sorted_by_key(|(at, _)| at), "a series out of order");
        }
    }
    let _ = events::read(input(), "events.csv", &events::EventOptions::default());
    let _ = factors::read(input(), "factors.csv", &factors::FactorOptions::default());
    if let Ok(mut table) = news::open(|| Ok(input()), "news.csv", &news::NewsOptions::default()) {
        while let Ok(Some(row)) = table.next() {
            let named = |row: news::NewsRow| !row.item.title.is_empty() || row.item.body.is_some();
            assert!(row.is_err() || row.is_ok_and(named), "a row of news without title and text");
        }
    }
}
