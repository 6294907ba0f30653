//! Lists over made-up events with every kind of tie and absence.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tempfile::TempDir;

use super::query::{Driver, Part, Query};
use crate::claim::ClaimStatus;
use crate::event::{EventKind, Precision, Publication, RawItem, Said, TimeOrigin, When};
use crate::instrument::InstrumentId;
use crate::link::{Link, Role};
use crate::list::{EventFilter, EventLine, Headline, SortBy};
use crate::normal_return::Model;
use crate::query::Wanted;
use crate::reaction::{AbnormalReturn, Horizon, Outcome, Reaction, Standing, Unusualness, VerdictWord};
use crate::road::{CheckedClaim, Draft, Findings, Ready};
use crate::store::Store;
use crate::store::tests::measured;
use crate::units::Return;

pub(super) fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_738_000_000, 0).unwrap()
}

/// One instrument of an event: role, return and rank over the headline, return over five days.
pub(super) type Of = (&'static str, Role, Option<f64>, Option<f64>, Option<f64>);

fn row(instrument: &InstrumentId, sessions: i16, size: Option<f64>, rank: Option<f64>) -> Reaction {
    let mut row = measured(instrument, Horizon::Sessions(sessions), size.unwrap_or_default(), start());
    match (&mut row.outcome, size) {
        (Outcome::Measured(figures), Some(_)) => {
            figures.standing = rank.map(|placebo_rank| Standing {
                rank: Unusualness { placebo_rank, sample_size: 250, independent: None },
                z: size.map(|size| size * 100.0),
                spread: None,
            });
            figures.abnormal = rank.zip(size).map(|(_, size)| AbnormalReturn {
                model: Model::MarketAdjusted,
                benchmark_return: Return::from_fraction(0.01),
                beta: Some(1.0),
                estimation: None,
                prices: None,
                dividends: Vec::new(),
                abnormal_return: Return::from_fraction(size - 0.01),
                standard_error: None,
            });
        }
        (outcome, _) => *outcome = Outcome::Pending { due_at: start(), anchor: None },
    }
    row
}

pub(super) fn event(
    title: &str,
    minute: i64,
    seen: i64,
    instruments: &[Of],
    claims: Vec<CheckedClaim>,
    lang: Option<&str>,
) -> Ready {
    let (mut links, mut reactions) = (Vec::new(), Vec::new());
    for (name, role, size, rank, later) in instruments {
        let instrument: InstrumentId = name.parse().unwrap();
        links.push(Link {
            instrument: instrument.clone(),
            name: (*name).to_owned(),
            role: *role,
            confidence: 0.9,
            evidence: Vec::new(),
            alternatives: Vec::new(),
        });
        reactions.push(row(&instrument, 1, *size, *rank));
        reactions.push(row(&instrument, 5, *later, None));
    }
    let at = start() + TimeDelta::minutes(minute);
    let item = RawItem {
        title: title.to_owned(),
        publication: Some(Publication {
            when: When::Instant { at, precision: Precision::Minute },
            origin: TimeOrigin::Metadata,
            original: None,
            zone: None,
            zone_assumed: false,
        }),
        outlet: Some("Wire".to_owned()),
        lang: lang.map(str::to_owned),
        kind: Some(if minute % 2 == 0 { EventKind::News } else { EventKind::Earnings }),
        ..RawItem::default()
    };
    let tags = if minute % 3 == 0 { vec!["third".to_owned()] } else { Vec::new() };
    let said = Said { tags, ..Said::default() };
    let seen_at = start() + TimeDelta::minutes(seen.max(minute));
    let draft = Draft::new(&item, &said, seen_at).unwrap();
    let from = draft.publication().when;
    Ready::new(draft, from, Findings { links, unlisted: Vec::new(), claims, reactions })
}

/// An event without claims.
fn plain(title: &str, minute: i64, seen: i64, instruments: &[Of]) -> Ready {
    event(title, minute, seen, instruments, Vec::new(), None)
}

const NVDA: &str = "NVDA:XNAS";
const AAPL: &str = "AAPL:XNAS";

/// Nvidia fell by 17 %, Apple, named too, rose by 3 %; and so on.
fn two_companies() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    let (subject, mentioned) = (Role::Subject, Role::Mentioned);
    let events: [(&str, &[Of]); 6] = [
        (
            "both",
            &[
                (NVDA, subject, Some(-0.17), Some(0.999), Some(-0.1)),
                (AAPL, mentioned, Some(0.032), Some(0.95), Some(0.01)),
            ],
        ),
        ("nvidia", &[(NVDA, subject, Some(0.05), Some(0.92), Some(0.2))]),
        ("apple", &[(AAPL, subject, Some(0.01), Some(0.4), None)]),
        ("apple waits", &[(AAPL, subject, None, None, None), (NVDA, subject, Some(0.02), Some(0.6), None)]),
        ("mentioned only", &[(NVDA, mentioned, Some(0.08), Some(0.97), None)]),
        ("nobody", &[]),
    ];
    for (minute, (title, instruments)) in (0_i64..).zip(events) {
        store.log(&plain(title, minute, minute, instruments)).unwrap();
    }
    (folder, store)
}

/// `both NVDA −17.0`, …: what a list says, title, symbol and move of each line.
fn told(store: &Store, filter: &EventFilter) -> Vec<String> {
    let line = |row: EventLine| match row.headline {
        Some(Headline { instrument, return_fraction: Some(fraction), .. }) => {
            format!("{} {} {:.1}", row.title, instrument.symbol, fraction.fraction() * 100.0)
        }
        Some(Headline { instrument, .. }) => format!("{} {} waits", row.title, instrument.symbol),
        None => format!("{} none", row.title),
    };
    store.list(&EventFilter { limit: 50, ..filter.clone() }).unwrap().events.into_iter().map(line).collect()
}

fn query(text: &str) -> EventFilter {
    let Wanted { expr, horizon } = text.parse().unwrap();
    EventFilter { horizon, expr, ..EventFilter::default() }
}

/// `list --ticker AAPL` showed the −17 % of Nvidia, which the same news was about.
#[test]
fn the_move_is_that_of_the_instrument_asked_for() {
    let (_folder, store) = two_companies();
    let of_apple = EventFilter { symbols: vec!["AAPL".to_owned()], ..EventFilter::default() };
    let expected = ["apple waits AAPL waits", "apple AAPL 1.0", "both AAPL 3.2"];
    assert_eq!(told(&store, &of_apple), expected);
    assert_eq!(told(&store, &query("ticker = AAPL")), expected);
    assert_eq!(told(&store, &query("ticker = AAPL and mic = XNAS")), expected);
    let large = EventFilter { min_move: Some(0.03), ..of_apple.clone() };
    assert_eq!(told(&store, &large), ["both AAPL 3.2"]);
    let unusual = EventFilter { min_rank: Some(0.96), ..of_apple.clone() };
    assert!(told(&store, &unusual).is_empty(), "0.999 is Nvidia's");
    let extreme = EventFilter { verdict: Some(VerdictWord::Extreme), ..of_apple.clone() };
    assert!(told(&store, &extreme).is_empty());
    let later = EventFilter { horizon: Some(Horizon::Sessions(5)), ..of_apple.clone() };
    assert_eq!(told(&store, &later), ["apple waits AAPL waits", "apple AAPL waits", "both AAPL 1.0"]);
    let by_move = EventFilter { sort: SortBy::Move, ..of_apple };
    assert_eq!(told(&store, &by_move), ["both AAPL 3.2", "apple AAPL 1.0", "apple waits AAPL waits"]);
}

#[test]
fn without_an_instrument_it_is_that_of_the_first_subject_with_a_figure() {
    let (_folder, store) = two_companies();
    let all = [
        "nobody none",
        "mentioned only none",
        "apple waits NVDA 2.0",
        "apple AAPL 1.0",
        "nvidia NVDA 5.0",
        "both NVDA -17.0",
    ];
    assert_eq!(told(&store, &EventFilter::default()), all);
    let large = EventFilter { min_move: Some(0.03), ..EventFilter::default() };
    assert_eq!(told(&store, &large), ["nvidia NVDA 5.0", "both NVDA -17.0"]);
    let by_move = EventFilter { sort: SortBy::Move, ..EventFilter::default() };
    assert_eq!(
        told(&store, &by_move),
        [
            "both NVDA -17.0",
            "nvidia NVDA 5.0",
            "apple waits NVDA 2.0",
            "apple AAPL 1.0",
            "nobody none",
            "mentioned only none",
        ]
    );
}

#[test]
fn comparisons_of_an_expression_hold_for_one_row() {
    let (_folder, store) = two_companies();
    for (expression, expected) in [
        ("ticker = AAPL and move > 3%", vec!["both AAPL 3.2"]),
        ("ticker = AAPL and move < -5%", vec![]),
        ("ticker in (AAPL, NVDA) and move > 4%", vec!["mentioned only NVDA 8.0", "nvidia NVDA 5.0"]),
        ("move < -5%", vec!["both NVDA -17.0"]),
        ("move > 3%", vec!["nvidia NVDA 5.0"]),
        ("verdict = extreme and ticker = AAPL", vec![]),
        ("verdict = extreme", vec!["both NVDA -17.0"]),
        ("rank > 90% and ticker = AAPL", vec!["both AAPL 3.2"]),
        ("ticker = AAPL and not verdict = notable", vec!["apple waits AAPL waits", "apple AAPL 1.0"]),
        ("ticker = AAPL and ticker = NVDA", vec!["apple waits NVDA 2.0", "both NVDA -17.0"]),
        ("ticker = AAPL and ticker = NVDA and move > 3%", vec!["both AAPL 3.2"]),
        ("ticker = NVDA and ticker = AAPL and move > 3%", vec!["both AAPL 3.2"]),
        ("(ticker = NVDA and ticker = AAPL) and (move > 3% and kind = news)", vec!["both AAPL 3.2"]),
        ("ticker = NVDA and ticker in (AAPL, MSFT) and move > 3%", vec!["both AAPL 3.2"]),
        ("ticker = NVDA and ticker = AAPL and move < 3%", vec!["apple waits NVDA 2.0", "both NVDA -17.0"]),
        ("not ticker = NVDA", vec!["nobody none", "apple AAPL 1.0"]),
        ("ticker != NVDA and move > 0", vec!["apple AAPL 1.0"]),
        (
            "(ticker = AAPL and move > 3%) or (ticker = NVDA and move > 4%)",
            vec!["mentioned only NVDA 8.0", "nvidia NVDA 5.0", "both AAPL 3.2"],
        ),
        ("title = nobody or ticker = AAPL and move > 3%", vec!["nobody none", "both AAPL 3.2"]),
        ("horizon = 5d and move > 10%", vec!["nvidia NVDA 20.0"]),
        ("horizon = 5d and ticker = AAPL and move > 0", vec!["both AAPL 1.0"]),
        ("title = both", vec!["both NVDA -17.0"]),
    ] {
        let filter = EventFilter { limit: 50, ..query(expression) };
        assert_eq!(told(&store, &filter), expected, "{expression}");
        let all = format!("{:?}", store.list(&filter).unwrap());
        for driver in every_driver(&filter) {
            let through = format!("{:?}", store.page(&filter, Some(driver)).unwrap());
            assert_eq!(through, all, "{driver:?}: {expression}");
        }
    }
}

/// The drivers that a list in the order of publication is read through, each for some sizes of its sets.
pub(super) fn every_driver(filter: &EventFilter) -> Vec<Driver> {
    let query = Query::new(filter);
    let in_order = [Driver::Order, query.in_order(Part::Published)];
    in_order.into_iter().chain(query.drivers().into_iter().map(|(driver, _)| driver)).collect()
}

#[test]
fn a_list_by_time_is_read_off_an_index_without_sorting() {
    let (_folder, store) = two_companies();
    let of_apple = EventFilter { symbols: vec!["AAPL".to_owned()], ..EventFilter::default() };
    let by = |sort, filter: &EventFilter| EventFilter { sort, limit: 20, ..filter.clone() };
    for (filter, driver, index) in [
        (by(SortBy::Published, &EventFilter::default()), Driver::Order, "event_by_time"),
        (by(SortBy::Seen, &EventFilter::default()), Driver::Order, "event_by_seen"),
        (by(SortBy::Published, &of_apple), Driver::Symbol, "link_by_symbol"),
        (by(SortBy::Move, &EventFilter::default()), Driver::Order, "reaction_headline_by_move"),
        (by(SortBy::Unusual, &EventFilter::default()), Driver::Order, "reaction_headline_by_rank"),
        (by(SortBy::Move, &query("horizon = 5d")), Driver::Order, "reaction_by_move"),
        (by(SortBy::Unusual, &of_apple), Driver::Order, "reaction_headline_by_rank"),
    ] {
        let plan = plan(&store, &filter, driver);
        let page = plan.split("SCAN page").next().unwrap();
        assert!(page.contains(index), "{filter:?}:\n{plan}");
        let sorts = page.matches("TEMP B-TREE FOR ORDER BY").count();
        let of_choice = page.matches("CORRELATED SCALAR SUBQUERY").count();
        assert!(sorts <= of_choice, "the page is sorted, {filter:?}:\n{plan}");
    }
}

/// SQLite's plan for the first part of a list.
fn plan(store: &Store, filter: &EventFilter, driver: Driver) -> String {
    use super::query::Asked;
    let part = Part::of(filter.sort)[0];
    let sql = Query::new(filter).sql(Asked { part, driver, after: None, floor: None, limit: 21 });
    let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>();
    steps.unwrap().join("\n")
}

/// The whole list, by pages of a size.
fn by_pages(store: &Store, filter: &EventFilter, size: usize, driver: Option<Driver>) -> Vec<i64> {
    let mut page = EventFilter { limit: size, ..filter.clone() };
    let mut ids = Vec::new();
    loop {
        let got = store.page(&page, driver).unwrap();
        assert!(got.events.len() == size || got.next.is_none(), "a page is full, or the last");
        ids.extend(got.events.iter().map(|e| e.id.0));
        match got.next {
            Some(next) => page.cursor = Some(next),
            None => return ids,
        }
    }
}

fn some_move() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![Just(None), Just(Some(0.02)), Just(Some(-0.02)), Just(Some(0.0)), Just(Some(0.05))]
}

pub(super) fn some_instruments() -> impl Strategy<Value = Vec<Of>> {
    let names = prop::sample::subsequence(vec![NVDA, AAPL, "SAP:XETR", "SAP:XNYS"], 0..=3);
    let role = prop_oneof![Just(Role::Subject), Just(Role::Mentioned), Just(Role::Related)];
    let rank = prop_oneof![Just(None), Just(Some(0.5)), Just(Some(0.995))];
    (names, prop::collection::vec((role, some_move(), rank, some_move()), 3)).prop_map(|(names, figures)| {
        let with =
            |(name, (role, size, rank, later)): (&'static str, (Role, Option<f64>, Option<f64>, _))| {
                (name, role, size, rank.filter(|_| size.is_some()), later)
            };
        names.into_iter().zip(figures).map(with).collect()
    })
}

/// Filters of every kind.
fn filters() -> Vec<EventFilter> {
    let one = |change: &dyn Fn(&mut EventFilter)| {
        let mut filter = EventFilter::default();
        change(&mut filter);
        filter
    };
    let at = |minute| Some(start() + TimeDelta::minutes(minute));
    vec![
        EventFilter::default(),
        one(&|f| f.symbols = vec!["SAP".to_owned()]),
        one(&|f| f.symbols = vec!["AAPL".to_owned(), "NVDA".to_owned()]),
        one(&|f| f.instruments = vec!["SAP:XETR".parse().unwrap()]),
        one(&|f| f.min_move = Some(0.02)),
        one(&|f| (f.min_move, f.symbols) = (Some(0.02), vec!["AAPL".to_owned()])),
        one(&|f| f.min_rank = Some(0.5)),
        one(&|f| f.verdict = Some(VerdictWord::Extreme)),
        one(&|f| f.horizon = Some(Horizon::Sessions(5))),
        one(&|f| (f.horizon, f.min_move) = (Some(Horizon::Sessions(5)), Some(0.01))),
        one(&|f| (f.since, f.until) = (at(1), at(3))),
        one(&|f| f.kinds = vec![EventKind::News]),
        one(&|f| f.sources = vec!["Wire".to_owned()]),
        one(&|f| f.tags = vec!["third".to_owned()]),
        one(&|f| f.claim = Some(ClaimStatus::Confirmed)),
        one(&|f| f.search = "item".parse().ok()),
        query("ticker = AAPL and move > 1%"),
        query("move < 0 or ticker = SAP"),
        query("not ticker = AAPL and kind = news"),
        query("horizon = 5d and move > 0"),
    ]
}

/// Where a line belongs in its order, the first first.
fn place(row: &EventLine, sort: SortBy) -> impl Ord + use<> {
    use std::cmp::Reverse;
    let size = |figure: Option<f64>| figure.map(|f| f.abs().to_bits());
    let headline = row.headline.as_ref();
    let moved = size(headline.and_then(|h| h.return_fraction).map(Return::fraction));
    let ranked = size(headline.and_then(|h| h.placebo_rank));
    let time = match row.when {
        When::Instant { at, .. } => at,
        When::Day(_) => start(),
    };
    let of_time = |is_last: bool| is_last.then_some(time);
    Reverse(match sort {
        SortBy::Published => (None, None, Some(time), row.id),
        SortBy::Seen => (None, None, Some(row.seen_at), row.id),
        SortBy::Move => (None, moved, of_time(moved.is_none()), row.id),
        SortBy::Unusual => (ranked, moved.filter(|_| ranked.is_none()), of_time(moved.is_none()), row.id),
    })
}

/// Whether the row that is shown is the one that was asked for.
fn meets(row: &EventLine, filter: &EventFilter) -> bool {
    let headline = row.headline.as_ref();
    let symbol = headline.map(|h| h.instrument.symbol.to_string());
    let size = headline.and_then(|h| h.return_fraction).map(|r| r.fraction().abs());
    let is_theirs = filter.symbols.is_empty() || symbol.is_some_and(|s| filter.symbols.contains(&s));
    is_theirs
        && filter.min_move.is_none_or(|least| size.is_some_and(|size| size >= least))
        && filter.min_rank.is_none_or(|least| headline.and_then(|h| h.placebo_rank) >= Some(least))
        && filter.verdict.is_none_or(|word| headline.and_then(|h| h.verdict) == Some(word))
        && filter.horizon.is_none_or(|horizon| headline.is_none_or(|h| h.horizon == horizon))
}

const SORTS: [SortBy; 4] = [SortBy::Published, SortBy::Seen, SortBy::Move, SortBy::Unusual];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    /// Forty events of one instant in pages of seven were seven events: a page's end was compared
    /// with the event's number itself.
    #[test]
    fn all_pages_together_are_the_list(
        events in prop::collection::vec((0_i64..4, 0_i64..2, some_instruments()), 0..20),
        size in 1_usize..9,
    ) {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("news.db")).unwrap();
        for (number, (minute, seen, instruments)) in events.iter().enumerate() {
            store.log(&plain(&format!("item {number} of its own kind {number}"), *minute, *seen, instruments)).unwrap();
        }
        let all = store.list(&EventFilter { limit: 100, ..EventFilter::default() }).unwrap();
        prop_assert_eq!(all.events.len(), events.len());
        for filter in filters() {
            let mut members: Option<Vec<i64>> = None;
            for sort in SORTS {
                let filter = EventFilter { sort, limit: 100, ..filter.clone() };
                let rows = store.list(&filter).unwrap().events;
                prop_assert!(rows.is_sorted_by_key(|row| place(row, sort)), "{:?}: {:?}", sort, rows);
                prop_assert!(rows.iter().all(|row| meets(row, &filter)), "{:?}: {:?}", filter, rows);
                let whole: Vec<i64> = rows.iter().map(|e| e.id.0).collect();
                for driver in [None, Some(Driver::Order)] {
                    prop_assert_eq!(&by_pages(&store, &filter, size, driver), &whole, "{:?}", filter);
                }
                let mut sorted = whole;
                sorted.sort_unstable();
                prop_assert!(sorted.is_sorted_by(|a, b| a < b), "twice in the list: {:?}", filter);
                prop_assert_eq!(members.get_or_insert_with(|| sorted.clone()), &sorted, "{:?}", filter);
            }
        }
    }

    /// Whatever is typed is searched for or refused in a sentence of our own.
    #[test]
    fn nothing_typed_is_an_error_of_the_database(typed in any_search()) {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("news.db")).unwrap();
        if let Ok(words) = typed.parse() {
            let filter = EventFilter { search: Some(words), limit: 5, ..EventFilter::default() };
            prop_assert!(store.list(&filter).is_ok(), "{:?}", typed);
        }
        let quoted = typed.replace('"', "\"\"");
        if let Ok(wanted) = format!("text ~ \"{quoted}\"").parse::<Wanted>() {
            let filter = EventFilter { expr: wanted.expr, limit: 5, ..EventFilter::default() };
            prop_assert!(store.list(&filter).is_ok(), "{:?}", typed);
        }
    }
}

/// What people type, and what breaks parsers.
fn any_search() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-z0-9]{1,4}",
        prop::sample::select(vec![
            "\"", "*", "^", "(", ")", "{", "}", ":", "-", "+", "'", "%", "&", ";", "--", "NEAR", "NEAR(",
            "AND", "OR", "NOT", "title", "\u{0}", "\u{301}", "ß", "“", "”", "„", "«", "»", ",", " ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.join(" ").replace("  ", ""))
}

/// `AT&T`, `S&P 500`, `Nvidia-Aktie` and `3.5%` were refused with SQLite's own words.
#[test]
fn words_are_found_as_they_are_typed() {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("news.db")).unwrap();
    let titles = [
        "AT&T cuts its dividend",
        "S&P 500 falls 3.5%",
        "Nvidia-Aktie verliert",
        "O'Reilly raises outlook",
        "Rust and C++ compared by BRK.B",
        "Deutsche Bank: Börse öffnet",
    ];
    for (minute, title) in (0_i64..).zip(titles) {
        store.log(&plain(title, minute, 0, &[])).unwrap();
    }
    for (typed, expected) in [
        ("AT&T", vec![0]),
        ("S&P 500", vec![1]),
        ("Nvidia-Aktie", vec![2]),
        ("nvidia aktie", vec![2]),
        ("3.5%", vec![1]),
        ("C++", vec![4]),
        ("O'Reilly", vec![3]),
        ("o’reilly", vec![3]),
        ("BRK.B", vec![4]),
        ("\"raises outlook\"", vec![3]),
        ("\"outlook raises\"", vec![]),
        ("divid*", vec![0]),
        ("divid", vec![]),
        ("borse", vec![5]),
        ("rust OR dividend", vec![4, 0]),
        ("a* NOT dividend", vec![4, 2]),
        ("title:AT&T", vec![]),
        ("raises & outlook", vec![3]),
    ] {
        let filter = EventFilter { search: typed.parse().ok(), limit: 50, ..EventFilter::default() };
        assert!(filter.search.is_some(), "{typed}");
        let found = store.list(&filter).unwrap().events.into_iter().map(|e| e.title).collect::<Vec<_>>();
        let expected: Vec<&str> = expected.into_iter().map(|number: usize| titles[number]).collect();
        assert_eq!(found, expected, "{typed}");
    }
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let (_folder, store) = two_companies();
    let filter = EventFilter { limit: 2, ..EventFilter::default() };
    let cursor = store.list(&filter).unwrap().next;
    assert!(cursor.is_some());
    let other = EventFilter { sort: SortBy::Move, cursor, ..filter.clone() };
    let refusal = store.list(&other).unwrap_err().to_string();
    assert_eq!(refusal, "the cursor belongs to another list: its filters or its order were different");
    let old = EventFilter { cursor: Some("1795791600000000~34".to_owned()), ..filter };
    assert!(store.list(&old).unwrap_err().to_string().contains("not a cursor"));
}
