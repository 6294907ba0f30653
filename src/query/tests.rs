//! The language: what is read, what is refused and where, and that what is printed reads back.

use proptest::prelude::*;

use super::*;
use crate::reaction::Horizon;

fn reading() -> Reading<'static> {
    Reading::at("2025-01-29T12:00:00Z".parse().unwrap())
}

fn is(field: Field, operator: Operator, text: &str) -> EventExpr {
    EventExpr::Is(field, operator, FilterValue::Text(text.to_owned()))
}

#[test]
fn and_binds_tighter_than_or_and_not_tightest() {
    let got: EventExpr = "kind = Earnings and not ticker=msft or source != 'The \"Wire\"'".parse().unwrap();
    let earnings = is(Field::Kind, Operator::Equal, "earnings");
    let msft = EventExpr::Not(Box::new(is(Field::Ticker, Operator::Equal, "MSFT")));
    let source = is(Field::Source, Operator::NotEqual, "The \"Wire\"");
    assert_eq!(got, EventExpr::Or(vec![EventExpr::And(vec![earnings, msft]), source]));
}

/// What is typed, and how it is understood.
#[test]
fn what_is_typed_is_understood() {
    for (typed, expected) in [
        (
            "(tag in (a, 'b c')) AND published >= 2025-01-29 and move < -2%",
            "(tag = a or tag = \"b c\") and published >= 2025-01-29 and move < -2%",
        ),
        ("ticker not in (A)", "not ticker = A"),
        (
            "ticker:msft dividend since:yesterday",
            "ticker = MSFT and text ~ \"dividend\" and published >= 2025-01-28",
        ),
        ("AT&T", "text ~ \"AT&T\""),
        ("S&P 500 and move > 3%", "text ~ \"S&P 500\" and move > 3%"),
        ("O'Reilly raises, cuts 1,000 jobs", "text ~ \"O'Reilly raises cuts 1,000 jobs\""),
        ("Yahoo! \"rate cut\" nvid*", "text ~ \"Yahoo! \"\"rate cut\"\" nvid*\""),
        ("$MSFT earnings", "ticker = MSFT and text ~ \"earnings\""),
        ("rate cut or dividend", "text ~ \"rate cut\" or text ~ \"dividend\""),
        ("Nvidia-Aktie & Co", "text ~ \"Nvidia-Aktie Co\""),
        ("text:\"a phrase\"", "text ~ \"a phrase\""),
        ("title:AT&T", "title ~ AT&T"),
        ("move", "text ~ \"move\""),
        ("the text of since", "text ~ \"the text of since\""),
        (
            "since last week until gestern",
            "published >= \"2025-01-20T00:00:00Z/2025-01-27T00:00:00Z\" and published < 2025-01-28",
        ),
        (
            "seit letzter Woche ticker = SAP",
            "published >= \"2025-01-20T00:00:00Z/2025-01-27T00:00:00Z\" and ticker = SAP",
        ),
        ("published = yesterday kind = news", "published = 2025-01-28 and kind = news"),
        ("published > 3d", "published > 2025-01-26T12:00:00Z"),
        ("until further notice", "text ~ \"until further notice\""),
        ("since vor 3 Tagen", "published >= 2025-01-26T12:00:00Z"),
        ("ticker = SAP:XETR", "ticker = SAP and mic = XETR"),
        ("ticker != SAP:XETR", "not (ticker = SAP and mic = XETR)"),
        ("watched and not watched = no", "watched = yes and not watched = no"),
        ("move > 2,5% or move < −3%", "move > 2.5% or move < -3%"),
        ("rank >= 0.9 chance <= 10% z > 2.5", "rank >= 90% and chance <= 10% and z > 2.5"),
        ("rank = 1 size >= 0.02", "rank = 100% and size >= 2%"),
        ("status = pending", "status = pending"),
        ("url ~ example.com/a?b", "url ~ \"example.com/a?b\""),
    ] {
        let read = EventExpr::parse(typed, &reading()).unwrap_or_else(|e| panic!("{typed}: {e}"));
        assert_eq!(read.to_string(), expected, "{typed}");
        assert_eq!(EventExpr::parse(expected, &reading()).as_ref(), Ok(&read), "{expected}");
    }
}

#[test]
fn each_mistake_is_named_with_its_place() {
    for (text, at, part) in [
        ("", 1, "is empty"),
        ("kind =", 7, "a value is missing"),
        ("colour = red", 1, "there is no field \"colour\""),
        ("tikcer = A", 1, "did you mean ticker?"),
        ("kind = gossip", 8, "one of news, earnings, filing, macro"),
        ("id = 1 or kind in (news, gossip)", 26, "\"gossip\" is not a kind"),
        ("not kind != gossip", 13, "\"gossip\" is not a kind"),
        ("lang = german", 8, "not the ISO 639-1 code"),
        ("(kind = news", 13, "\")\" is missing"),
        ("kind = news)", 12, "\")\" is not expected"),
        ("kind < a", 6, "it has = != ~ in"),
        ("text = a", 6, "it has ~"),
        ("published > soon", 13, "like 2025-01-29, 3d, yesterday or last week"),
        ("published = 3d", 13, "write since 3d"),
        ("kind = news since 2025-02-30", 19, "\"2025-02-30\" is not a day or time"),
        ("since tomorow", 7, "\"tomorow\" is not a day or time"),
        ("since tomorow and kind = news", 7, "\"tomorow\" is not a day or time"),
        ("since tomorow kind = news", 7, "\"tomorow\" is not a day or time"),
        ("(until 31.02. x)", 8, "is not a day or time"),
        ("source = 'x", 10, "not closed"),
        ("= a", 1, "a field is missing"),
        ("kind = news and", 16, "a comparison is missing"),
        ("a and and b", 7, "a comparison or a word is expected, not \"and\""),
        ("move > 2", 8, "write 2%"),
        ("size >= 150", 9, "write 150%"),
        ("rank > 90", 8, "write 90%"),
        ("chance < 120%", 10, "from 0% to 100%"),
        ("z > high", 5, "a number, like 2.5"),
        ("id = x", 6, "a whole number"),
        ("watched = perhaps", 11, "yes or no"),
        ("status = done", 10, "one of measured, pending, no_data, halted"),
        ("sector = energy", 10, "sectors are not known"),
        ("verdict = huge", 11, "one of muted, ordinary, notable, extreme"),
        ("kind = news and not verdict in (muted, huge)", 40, "\"huge\" is not a verdict"),
        ("claim = right", 9, "one of confirmed, consistent, contradicted, unverifiable"),
        ("claim != right", 10, "not a verdict on a claim"),
        ("mic = nasdaq", 7, "not a market identifier code"),
        ("ticker = SAP:nowhere", 10, "not a market identifier code"),
        ("&", 1, "no letter or digit"),
    ] {
        let refusal = EventExpr::parse(text, &reading()).expect_err(text);
        assert!(refusal.reason.contains(part), "{text}: {refusal}");
        assert_eq!(refusal.at, at, "{text}: {refusal}");
    }
    let relative = "since yesterday kind = news or published > 3d".parse::<EventExpr>().unwrap_err();
    assert!(relative.reason.contains("\"yesterday\" is not a day"), "{relative}");
}

#[test]
fn input_cannot_exhaust_the_parser() {
    let deep = format!("{}kind = news{}", "(".repeat(500), ")".repeat(500));
    assert!(deep.parse::<EventExpr>().unwrap_err().reason.contains("too deep"));
    let long = vec!["id = 1"; 257];
    assert!(long[1..].join(" or ").parse::<EventExpr>().is_ok());
    for text in [long.join(" or "), format!("id in ({})", vec!["1"; 257].join(","))] {
        assert!(text.parse::<EventExpr>().unwrap_err().reason.contains("more than 256"));
    }
}

#[test]
fn a_horizon_holds_for_the_whole_list() {
    let read = |text: &str| text.parse::<Wanted>();
    assert_eq!(read("horizon = 5D").unwrap(), Wanted { expr: None, horizon: Some(Horizon::Sessions(5)) });
    let nested = read("kind = news and (horizon = 1h and move > 1%)").unwrap();
    assert_eq!(nested.horizon, Some(Horizon::Minutes(60)));
    assert!(!nested.expr.unwrap().mentions(Field::Horizon));
    for (text, part, at) in [
        ("horizon = 5x", "not a horizon", 11),
        ("move > 1% and horizon = 1d and horizon = 2d", "twice", 15),
        ("kind = news or horizon = 5d", "whole list", 16),
        ("not horizon = 5d", "whole list", 5),
        ("horizon != 5d", "whole list", 1),
    ] {
        let refusal = read(text).unwrap_err();
        assert!(refusal.reason.contains(part), "{text}: {refusal}");
        assert_eq!(refusal.at, at, "{text}");
    }
}

/// Expressions of every form, as text.
pub(crate) fn any_expression() -> impl Strategy<Value = String> {
    let comparison = prop::sample::select(vec![
        "ticker = AAPL",
        "ticker = NVDA",
        "ticker != NVDA",
        "ticker in (SAP, NVDA)",
        "ticker = SAP:XETR",
        "ticker ~ a",
        "mic = XNAS",
        "not mic = XETR",
        "watched",
        "watched = no",
        "move > 1%",
        "move < 0",
        "move = 2%",
        "size >= 2%",
        "abnormal > 1%",
        "abnormal <= 0",
        "rank >= 50%",
        "rank < 99%",
        "z > 1",
        "z <= 0",
        "verdict = extreme",
        "verdict != muted",
        "verdict in (ordinary, notable)",
        "status = measured",
        "status = pending",
        "kind = news",
        "kind != news",
        "source = Wire",
        "source ~ ir",
        "lang = en",
        "lang != en",
        "title ~ 'item 1'",
        "url ~ x",
        "tag = third",
        "tag != third",
        "claim = confirmed",
        "claim != confirmed",
        "claim = contradicted",
        "chance < 10%",
        "chance >= 10%",
        "id > 2",
        "id in (1, 3, 5)",
        "story = 1",
        "story != 1",
        "item",
        "number",
        "\"of its\"",
        "it*",
        "text ~ 'kind OR nothing'",
        "text ~ 'item NOT nothing'",
        "published > 2025-01-27",
        "since 2025-01-27T17:47:40Z",
        "until 2025-01-27T17:48:00Z",
        "seen < 2025-01-27T17:48:00Z",
    ]);
    comparison.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            3 => some.clone().prop_map(|parts| format!("({})", parts.join(" and "))),
            2 => some.prop_map(|parts| format!("({})", parts.join(" or "))),
            1 => inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back(text in any_expression()) {
        let read = EventExpr::parse(&text, &reading()).unwrap();
        let printed = read.to_string();
        prop_assert_eq!(EventExpr::parse(&printed, &reading()), Ok(read), "{}", printed);
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused_at_a_place_of_it(text in ".{0,60}") {
        if let Err(refused) = EventExpr::parse(&text, &reading()) {
            prop_assert!(refused.at >= 1 && refused.at <= text.chars().count() + 1);
        }
    }
}
