use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

/// An item of a feed: address, identifier, title, day of January 2025.
#[derive(Debug, Clone, Copy)]
struct Item {
    url: Option<&'static str>,
    guid: Option<&'static str>,
    title: &'static str,
    day: Option<u32>,
}

const ITEM: Item = Item { url: None, guid: None, title: "Shares of Apple rise", day: Some(29) };

fn identity(item: Item) -> Identity {
    identity_in(item, IdentifierWorth::Given)
}

fn identity_in(item: Item, worth: IdentifierWorth) -> Identity {
    let feed = Identifiers { scope: "https://www.a.example/feed/".to_owned(), worth };
    Identity::of(&Particulars {
        url: item.url,
        guid: item.guid.map(|guid| (&feed, guid)),
        title: item.title,
        stated: item.day.map(|day| When::Day(NaiveDate::from_ymd_opt(2025, 1, day).unwrap())),
        source: Some("Example"),
        article: None,
    })
}

#[test]
fn a_mark_that_differs_outweighs_one_that_agrees() {
    let (one, two) = (Some("https://a.example/1"), Some("https://a.example/2"));
    let same_guid = Item { guid: Some("same"), ..ITEM };
    let cases = [
        // One identifier for all.
        ("addresses differ", Item { url: one, ..same_guid }, Item { url: two, ..same_guid }, false),
        ("one has no address", Item { url: one, ..same_guid }, same_guid, true),
        ("the title was changed", same_guid, Item { title: "Apple gains", ..same_guid }, true),
        ("it was dated anew", same_guid, Item { day: Some(30), ..same_guid }, true),
        ("title and day differ", same_guid, Item { title: "Apple gains", day: Some(30), ..same_guid }, false),
        (
            "title differs, undated",
            Item { day: None, ..same_guid },
            Item { title: "Apple gains", ..same_guid },
            true,
        ),
        // One address.
        (
            "the text was changed",
            Item { url: one, ..ITEM },
            Item { url: one, title: "Apple gains", ..ITEM },
            true,
        ),
        (
            "identifiers differ",
            Item { url: one, guid: Some("1"), ..ITEM },
            Item { url: one, guid: Some("2"), ..ITEM },
            false,
        ),
        (
            "of a reader",
            Item { url: one, ..ITEM },
            Item { url: Some("http://m.a.example/1?utm_source=x#y"), ..ITEM },
            true,
        ),
        (
            "of AMP",
            Item { url: one, ..ITEM },
            Item { url: Some("https://a.example/1/amp"), title: "Other words here now", ..ITEM },
            true,
        ),
        // One title, day and source.
        ("addresses differ under one title", Item { url: one, ..ITEM }, Item { url: two, ..ITEM }, false),
        ("from a file", ITEM, Item { url: one, ..ITEM }, true),
        ("on another day", ITEM, Item { day: Some(30), ..ITEM }, false),
        (
            "identifiers differ under one title",
            Item { guid: Some("1"), ..ITEM },
            Item { guid: Some("2"), ..ITEM },
            false,
        ),
        (
            "a form's name",
            Item { url: one, title: "Form 8-K", ..ITEM },
            Item { title: "Form 8-K", ..ITEM },
            false,
        ),
    ];
    for (what, a, b, same) in cases {
        let (a, b) = (identity(a), identity(b));
        assert_eq!(a.is_same_event_as(&b), same, "{what}");
        assert_eq!(b.is_same_event_as(&a), same, "{what}, the other way round");
    }
}

#[test]
fn what_an_identifier_is_worth_depends_on_who_gives_it() {
    let (index, document) =
        (Some("https://sec.example/0001-index.htm"), Some("https://sec.example/report.htm"));
    let filing = |url, guid| {
        identity_in(Item { url, guid: Some(guid), title: "A: Form 8-K", day: None }, IdentifierWorth::Unique)
    };
    assert!(filing(index, "0001").is_same_event_as(&filing(document, "0001")));
    assert!(!filing(index, "0001").is_same_event_as(&filing(index, "0002")));
    let file = |name, title| identity_in(Item { guid: Some(name), title, ..ITEM }, IdentifierWorth::Place);
    assert!(file("a.txt", "Shares of Apple rise").is_same_event_as(&file("b.txt", "Shares of Apple rise")));
    assert!(file("a.txt", "Shares of Apple rise").is_same_event_as(&file("a.txt", "Apple gains")));
}

#[test]
fn a_short_text_is_another_event_on_another_day_and_a_long_one_is_not() {
    let text = |words: usize, day: Option<u32>| {
        let article = "closed ".repeat(words);
        Identity::of(&Particulars {
            url: None,
            guid: None,
            title: "Shares of Apple rise",
            stated: day.map(|day| When::Day(NaiveDate::from_ymd_opt(2025, 1, day).unwrap())),
            source: None,
            article: Some(&article),
        })
    };
    let cases = [
        (39, Some(29), Some(30), false),
        (39, Some(29), Some(29), true),
        (39, None, Some(30), true),
        (40, Some(29), Some(30), true),
    ];
    for (words, one, two, expected) in cases {
        let (one, two) = (text(words, one), text(words, two));
        assert_eq!((one.is_same_event_as(&two), two.is_same_event_as(&one)), (expected, expected), "{words}");
    }
}

#[test]
fn marks_of_other_feeds_do_not_compare() {
    let other = Identifiers { scope: "https://b.example/feed".to_owned(), worth: IdentifierWorth::Given };
    let there = Identity::of(&Particulars {
        url: Some("https://a.example/1"),
        guid: Some((&other, "99")),
        title: "Other words",
        stated: None,
        source: None,
        article: None,
    });
    let here = identity(Item { url: Some("https://a.example/1"), guid: Some("1"), ..ITEM });
    assert!(here.is_same_event_as(&there));
}

#[test]
fn marks_are_kept_in_this_form() {
    let item = Item { url: Some("https://www.a.example/1/"), guid: Some(" 17 "), ..ITEM };
    let marks = serde_json::to_string(&identity(item)).unwrap();
    let expected = r#"["called:shares of apple rise","guid:a.example/feed\t17","time:2025-01-29","title:2025-01-29\texample\tshares of apple rise","url:a.example/1"]"#;
    assert_eq!(marks, expected);
    assert_eq!(serde_json::from_str::<Identity>(&marks).unwrap(), identity(item));
    let looked_for: Vec<String> = identity(item).looked_for().map(str::to_owned).collect();
    assert_eq!(looked_for[0], "url:a.example/1");
    assert!(looked_for.iter().all(|mark| !mark.starts_with("called:") && !mark.starts_with("time:")));
    let undated = Item { title: "Kurz", day: None, ..ITEM };
    assert_eq!(identity(undated).looked_for().collect::<Vec<_>>(), ["title:undated\texample\tkurz"]);
}

#[test]
fn new_line_breaks_are_no_revision_but_a_new_word_is() {
    assert_eq!(content_hash("Zur\nBörse  heute"), content_hash("Zur Bo\u{308}rse heute\n"));
    assert_ne!(content_hash("Zur Börse heute"), content_hash("Zur Börse gestern"));
}

#[test]
fn a_source_tells_its_items_apart_by_the_same_rule() {
    let feed = Identifiers { scope: "https://a.example/feed".to_owned(), worth: IdentifierWorth::Given };
    let key = |url: Option<&str>, guid: Option<&str>, title: &str| {
        let item = RawItem {
            url: url.map(str::to_owned),
            guid: guid.map(str::to_owned),
            title: title.to_owned(),
            ..RawItem::default()
        };
        item_key(&item, &feed)
    };
    let (one, two) = (Some("https://a.example/1"), Some("https://a.example/2"));
    assert_ne!(key(one, Some("same"), "x"), key(two, Some("same"), "x"));
    assert_ne!(key(one, Some("1"), "x"), key(one, Some("2"), "x"));
    assert_ne!(key(None, None, "x"), key(None, None, "y"));
    assert_eq!(key(one, None, "x"), key(Some("https://www.a.example/1?utm_medium=rss"), None, "y"));
    assert_eq!(key(None, Some("1"), "x"), key(None, Some("1"), "y"));
}

fn any_item() -> impl Strategy<Value = Item> {
    let urls =
        [None, Some("https://a.example/1"), Some("https://a.example/2"), Some("https://m.a.example/2")];
    let guids = [None, Some("0"), Some("1")];
    let titles = ["Shares of Apple rise", "Shares of Boeing fall sharply", "Kurz", ""];
    let days = [None, Some(29), Some(30)];
    (0..urls.len(), 0..guids.len(), 0..titles.len(), 0..days.len()).prop_map(move |(u, g, t, d)| Item {
        url: urls[u],
        guid: guids[g],
        title: titles[t],
        day: days[d],
    })
}

/// The events that items become, one after the other: each with all its marks.
fn events(items: &[Item]) -> Vec<Identity> {
    let mut events: Vec<Identity> = Vec::new();
    for item in items {
        let new = identity(*item);
        match events.iter_mut().find(|event| event.is_same_event_as(&new)) {
            Some(event) => *event = event.clone().and(new),
            None => events.push(new),
        }
    }
    events
}

proptest! {
    #[test]
    fn the_same_item_is_the_same_event_and_sameness_has_no_direction(a in any_item(), b in any_item()) {
        let (a, b) = (identity(a), identity(b));
        prop_assert!(a.is_same_event_as(&a));
        prop_assert_eq!(a.is_same_event_as(&b), b.is_same_event_as(&a));
    }

    #[test]
    fn different_addresses_are_different_events_in_any_order(
        mut items in prop::collection::vec(any_item(), 1..9).prop_shuffle()
    ) {
        items.retain(|item| item.url.is_some() && item.guid != Some("1"));
        let addresses: BTreeSet<_> = items.iter().filter_map(|i| i.url.and_then(url_key)).collect();
        prop_assert_eq!(events(&items).len(), addresses.len());
        items.reverse();
        prop_assert_eq!(events(&items).len(), addresses.len());
    }

    #[test]
    fn a_normalised_title_stays_as_it_is(title in ".{0,60}") {
        let once = normalised_title(&title);
        prop_assert_eq!(normalised_title(&once), once.clone());
    }
}
