//! The cases of `tests/cases/links.md`, properties of linking on random texts, and the seed article.

use chrono::NaiveDate;
use newstape::event::EventText;
use newstape::link::{LinkRequest, Linked, Linker, Role, Target};
use proptest::prelude::*;

use crate::support;

fn link(text: &EventText, lang: Option<&str>, date: &str) -> Linked {
    let date: NaiveDate = date.parse().unwrap();
    Linker::builtin().link(&LinkRequest { text, lang, date, watchlist: &[] })
}

#[test]
fn the_cases_hold() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for block in include_str!("../cases/links.md").split("\n> ").skip(1) {
        let mut lines = block.lines();
        let (head, text) = lines.next().unwrap().split_once("] ").unwrap();
        let (lang, date) = head.trim_start_matches('[').split_once(' ').unwrap();
        let mut expected: Vec<&str> = lines.filter_map(|l| l.strip_prefix("- ")).collect();
        let linked = link(&EventText::from_title(text), Some(lang), date);
        let named = linked.links.iter().filter(|l| l.role != Role::Related);
        let mut found: Vec<String> = named.map(|l| l.instrument.to_string()).collect();
        expected.sort_unstable();
        found.sort_unstable();
        count += 1;
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(count > 25, "the file holds cases");
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_seed_article_is_about_microsoft() {
    let Some(file) = support::shared("articles/000_8035c6d1c46d001a.txt") else { return };
    let body = std::fs::read_to_string(file).unwrap();
    let title = "Microsoft vs. DeepSeek: Hat China OpenAI-Daten gestohlen?";
    let text = EventText::from_title_and_body(title, &body);
    let linked = link(&text, Some("de"), "2025-02-01");
    let named: Vec<String> =
        linked.links.iter().filter(|l| l.role != Role::Related).map(|l| l.instrument.to_string()).collect();
    assert_eq!(named, ["MSFT:XNAS"]);
    let microsoft = &linked.links[0];
    assert_eq!(microsoft.role, Role::Subject);
    for words in ["Microsoft", "Microsoft-Aktie", "Microsofts"] {
        assert!(microsoft.evidence.iter().any(|e| e.text == words), "{words}");
    }
    let unlisted: Vec<&str> = linked.unlisted.iter().map(|u| u.name.as_str()).collect();
    for name in ["OpenAI", "DeepSeek", "Bloomberg"] {
        assert!(unlisted.contains(&name), "{name}: {unlisted:?}");
    }
    let openai = linked.unlisted.iter().find(|u| u.name == "OpenAI").unwrap();
    assert!(openai.related.iter().any(|r| r.instrument.to_string() == "MSFT:XNAS"));
    assert!(linked.mentions.iter().any(|m| m.evidence.text == "Fox News" && m.as_source));
    assert!(
        linked.mentions.iter().any(|m| matches!(&m.target, Target::Index(id) if id.mic.as_str() == "XNAS"))
    );
}

fn spans_hold(text: &EventText, linked: &Linked) {
    let all = linked.links.iter().flat_map(|l| &l.evidence);
    let others =
        linked.unlisted.iter().flat_map(|u| &u.evidence).chain(linked.mentions.iter().map(|m| &m.evidence));
    for evidence in all.chain(others) {
        assert_eq!(text.text.get(evidence.span.clone()), Some(evidence.text.as_str()));
    }
    for link in &linked.links {
        assert!((0.0..=1.0).contains(&link.confidence));
    }
}

/// Names, codes and marks that the linker looks at, and anything else.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Microsoft",
        "Deutsche Bank",
        "L’Oréal",
        "AT&T",
        "E.ON",
        "$",
        "(",
        ")",
        "NASDAQ:",
        "SAP.DE",
        "-Aktie",
        "’s",
        "'s",
        " ",
        "\n",
        "WKN 716460",
        "US0378331005",
        "ß",
        "İ",
        "\u{301}",
        "🚀",
        "@",
        ".com",
        "über ",
        "$MSFT",
        "(MSFT.O)",
        "&",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_linked_with_spans_that_hold(parts in prop::collection::vec(pieces(), 0..24), german in any::<bool>()) {
        let text = EventText::from_title(&parts.concat());
        let lang = if german { Some("de") } else { None };
        spans_hold(&text, &link(&text, lang, "2024-05-02"));
        spans_hold(&text, &Linker::builtin().link_undated(&text, lang));
    }
}
