//! The database and the evaluator of expressions give the same answer.

use proptest::prelude::*;
use tempfile::TempDir;

use super::tests::{event, some_instruments, start};
use crate::claim::{ClaimStatus, ClaimVerdict, extract};
use crate::event::EventId;
use crate::list::EventFilter;
use crate::query::tests::any_expression;
use crate::query::{EventExpr, EventFacts, Reading};
use crate::road::{CheckedClaim, Ready};
use crate::store::Store;

fn claim(symbol: Option<&str>, status: ClaimStatus, chance: Option<f64>) -> CheckedClaim {
    let mut claim = extract("Apple shares rose 3% on Monday.", Some("en"), &[]).remove(0);
    claim.instrument = symbol.map(|symbol| symbol.parse().unwrap());
    let verdict = ClaimVerdict { chance, ..ClaimVerdict::bare(status, String::new()) };
    (claim, Some(verdict))
}

fn some_claims() -> impl Strategy<Value = Vec<CheckedClaim>> {
    let symbol = prop::sample::select(vec![None, Some("AAPL:XNAS"), Some("NVDA:XNAS"), Some("SAP:XETR")]);
    let status = prop::sample::select(ClaimStatus::ALL.to_vec());
    let chance = prop::sample::select(vec![None, Some(0.02), Some(0.1), Some(0.4)]);
    let one = (symbol, status, chance).prop_map(|(symbol, status, chance)| claim(symbol, status, chance));
    prop::collection::vec(one, 0..3)
}

fn some_event() -> impl Strategy<Value = Ready> {
    let all = (0_usize..9, 0_i64..4, some_instruments(), some_claims(), any::<bool>());
    all.prop_map(|(number, minute, instruments, claims, is_english)| {
        let title = format!("item {number} of its own kind {number}");
        event(&title, minute, 0, &instruments, claims, is_english.then_some("en"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// What an alert sees when an event arrives is what a list finds later.
    #[test]
    fn a_list_has_the_events_for_which_its_expression_holds(
        events in prop::collection::vec(some_event(), 1..9),
        expressions in prop::collection::vec(any_expression(), 24),
    ) {
        let folder = TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("news.db")).unwrap();
        let watched = "NVDA:XNAS".parse().unwrap();
        store.watch(&[&watched], start()).unwrap();
        for event in &events {
            store.log(event).unwrap();
        }
        let stored: Vec<_> =
            store.event_ids(None).unwrap().into_iter().map(|id| store.event(id).unwrap()).collect();
        let facts: Vec<EventFacts> = stored
            .iter()
            .map(|s| EventFacts::new(&s.event, &s.links, &s.claims, &s.reactions, None, &|i| *i == watched))
            .collect();
        for text in expressions {
            let expr = EventExpr::parse(&text, &Reading::at(start())).unwrap();
            let mut holds: Vec<EventId> =
                facts.iter().filter(|f| expr.holds(f)).map(|f| EventId(f.id)).collect();
            holds.sort();
            let filter = EventFilter { expr: Some(expr), limit: 100, ..EventFilter::default() };
            let mut listed: Vec<EventId> =
                store.list(&filter).unwrap().events.iter().map(|e| e.id).collect();
            listed.sort();
            prop_assert_eq!(listed, holds, "{}", text);
        }
    }
}
