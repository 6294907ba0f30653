use chrono::{DateTime, Datelike, Utc};
use proptest::prelude::*;

use super::*;
use crate::article::{self, ArticleOrigin};
use crate::event::{Body, Precision, Publication, RawItem, Said, TimeOrigin, Usual, When};
use crate::instrument::Universe;
use crate::link::Linker;
use crate::text::LanguageCode;

fn now() -> DateTime<Utc> {
    "2025-02-03T12:00:00Z".parse().unwrap()
}

fn titled(title: &str) -> RawItem {
    RawItem { title: title.to_owned(), ..RawItem::default() }
}

fn draft(item: &RawItem, said: &Said) -> Draft {
    Draft::new(item, said, now()).unwrap()
}

fn code(code: &str) -> LanguageCode {
    code.parse().unwrap()
}

fn article(text: &str) -> RawItem {
    let origin = ArticleOrigin {
        file_name: None,
        content_type: None,
        url: None,
        fetched_at: now(),
        default_zone: None,
        lang: None,
    };
    article::read(text.as_bytes(), &origin).unwrap().into()
}

fn stated(at: &str) -> Publication {
    Publication {
        when: When::Instant { at: at.parse().unwrap(), precision: Precision::Second },
        origin: TimeOrigin::Metadata,
        original: Some(at.to_owned()),
        zone: None,
        zone_assumed: false,
    }
}

#[test]
fn a_title_alone_is_a_text_with_a_language_and_its_claims() {
    let item = titled("BMW-Aktie legt um 2,5 Prozent zu");
    let draft = draft(&item, &Said::default());
    assert_eq!((draft.lang(), draft.text().title()), (Some("de"), item.title.as_str()));
    let read = draft.link(Linker::builtin(), &Naming::default()).read(Universe::builtin());
    let [(claim, None)] = read.claims() else { panic!("{:?}", read.claims()) };
    assert_eq!(claim.instrument.as_ref().map(ToString::to_string).as_deref(), Some("BMW:XETR"));
    assert_eq!(claim.percent.map(|p| p.to_string()).as_deref(), Some("2.5"));
}

#[test]
fn a_single_telling_word_gives_a_title_its_language_and_the_readers_answer_is_kept() {
    let item = titled("Novo Nordisk fällt 3 Prozent");
    assert_eq!(draft(&item, &Said::default()).lang(), Some("de"));
    let item = titled("Novo Nordisk: 3 %");
    assert_eq!(draft(&item, &Said::default()).lang(), None);
    // Whoever read its dates has decided; the words are not asked again.
    let read = RawItem { read_in: Some("it".to_owned()), ..titled("Novo Nordisk fällt 3 Prozent") };
    assert_eq!(draft(&read, &Said::default()).lang(), Some("it"));
    let text = "Novo Nordisk fällt 3 Prozent\n\nDie Aktie des Herstellers verlor am Mittwoch 3 Prozent.";
    let item = article(text);
    assert_eq!((item.lang.as_deref(), item.read_in.as_deref()), (None, Some("de")));
    assert_eq!(draft(&item, &Said::default()).lang(), Some("de"));
}

#[test]
fn a_title_that_tells_no_language_is_read_both_ways() {
    for title in ["Leonardo avanza dell'1,8% a Piazza Affari", "BBVA cayó un 2,7%", "Tesla drops 3%"] {
        let draft = draft(&titled(title), &Said::default());
        assert_eq!(draft.lang(), None, "{title}");
        let read = draft.link(Linker::builtin(), &Naming::default()).read(Universe::builtin());
        assert_eq!(read.claims().len(), 1, "{title}: {:?}", read.claims());
    }
}

#[test]
fn the_users_word_beats_the_items_and_that_the_sources_custom() {
    let item = RawItem { lang: Some("fr-CA".to_owned()), ..titled("Bourse de Paris") };
    let usual = Usual { lang: Some(code("de")), source: Some("wire".to_owned()), ..Usual::default() };
    let said = Said { usual: usual.clone(), ..Said::default() };
    assert_eq!((draft(&item, &said).lang(), draft(&item, &said).source()), (Some("fr"), Some("wire")));
    let said = Said { lang: Some(code("en")), source: Some("Desk".to_owned()), ..said };
    assert_eq!((draft(&item, &said).lang(), draft(&item, &said).source()), (Some("en"), Some("Desk")));
    let odd = RawItem { lang: Some("klingon".to_owned()), ..titled("Bourse de Paris") };
    let read = draft(&odd, &Said { usual, ..Said::default() });
    assert_eq!(read.lang(), Some("de"));
    assert!(read.notes()[0].contains("\"klingon\" is not"), "{:?}", read.notes());
}

#[test]
fn neither_text_nor_title_is_nothing() {
    for nothing in
        [RawItem::default(), RawItem { body: Some(Body::Html("<p> </p>".to_owned())), ..titled(" ") }]
    {
        assert_eq!(Draft::new(&nothing, &Said::default(), now()).unwrap_err(), NothingSaid);
    }
}

#[test]
fn a_time_in_the_future_is_passed_over_with_a_note_whoever_states_it() {
    let future =
        RawItem { publication: Some(stated("2025-02-03T12:05:01Z")), ..titled("Apple opens a shop") };
    let read = draft(&future, &Said::default());
    assert_eq!(read.publication(), &Publication::observed(now()));
    assert!(read.notes()[0].contains("is in the future"), "{:?}", read.notes());
    let skewed =
        RawItem { publication: Some(stated("2025-02-03T12:05:00Z")), ..titled("Apple opens a shop") };
    assert_eq!(draft(&skewed, &Said::default()).publication().origin, TimeOrigin::Metadata);
    // By the same measure the user's own word is refused.
    assert!(time_as_typed("2025-02-03T12:05:00Z", None, None, now()).is_ok());
    let refused = time_as_typed("2025-02-03T12:05:01Z", None, None, now()).unwrap_err();
    assert!(matches!(refused, TimeRefused::Future { .. }));
    assert!(time_as_typed("2025-02-04", None, None, now()).is_ok(), "it has begun in Kiribati");
    assert!(time_as_typed("2025-02-05", None, None, now()).is_err());
    assert!(matches!(time_as_typed("soonish", None, None, now()), Err(TimeRefused::Unreadable(_))));
    for (value, lang) in [("01/02/2025", None), ("01/02/2025", Some("en")), ("2/1/2025 10:30", None)] {
        let Err(TimeRefused::TwoWays { readings, .. }) = time_as_typed(value, lang, None, now()) else {
            panic!("{value} is settled by nothing");
        };
        assert_eq!(readings.map(|day| day.ordinal()).iter().sum::<u32>(), 2 + 32, "{value}");
    }
    for (value, lang) in [("13/01/2025", None), ("01.02.2025", None), ("01/02/2025", Some("fr"))] {
        assert!(time_as_typed(value, lang, None, now()).is_ok(), "{value}");
    }
}

#[test]
fn what_contradicts_the_time_taken_is_kept() {
    let item = RawItem {
        publication: Some(stated("2025-02-01T09:00:00Z")),
        conflicts: vec![stated("2025-02-02T09:00:00Z")],
        ..titled("Apple opens a shop")
    };
    let said = Said { at: Some(stated("2025-01-31T09:00:00Z")), ..Said::default() };
    let read = draft(&item, &said);
    let days: Vec<String> = read.conflicts().iter().map(|c| c.when.date_utc().to_string()).collect();
    assert_eq!(read.publication().when.date_utc().to_string(), "2025-01-31");
    assert_eq!(days, ["2025-02-01", "2025-02-02"]);
}

#[test]
fn an_article_is_met_again_whatever_the_user_says_of_it() {
    let dated = "Microsoft hebt die Prognose an\n\n29. Januar 2025\n\nDer Konzern teilte das am Abend mit.";
    let undated = "Microsoft hebt die Prognose an\n\nDer Konzern teilte das am Abend mit.";
    let said = [
        Said::default(),
        Said { title: Some("Something else entirely here".to_owned()), ..Said::default() },
        Said { at: Some(stated("2025-01-30T09:00:00Z")), ..Said::default() },
        Said { source: Some("Desk".to_owned()), ..Said::default() },
    ];
    for text in [dated, undated] {
        let item = article(text);
        let identities: Vec<_> = said.iter().map(|said| draft(&item, said).identity().clone()).collect();
        for (n, one) in identities.iter().enumerate() {
            assert!(identities.iter().all(|other| one.is_same_event_as(other)), "{n}: {one:?}");
        }
    }
    // Another article under the same words of another day is another event.
    let of = |text: &str, day: &str| {
        let said = Said { at: Some(stated(&format!("{day}T09:00:00Z"))), ..Said::default() };
        draft(&article(text), &said).identity().clone()
    };
    let other = "Microsoft hebt die Prognose an\n\nDiesmal war es der Morgen, an dem er das tat.";
    assert!(!of(undated, "2025-01-30").is_same_event_as(&of(other, "2025-01-31")));
}

fn any_title() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["Apple", "Siemens", "BMW", "Microsoft", "AT&T", "Novo Nordisk"]);
    let rest = prop::sample::select(vec![
        "shares rise 3.5 percent after the results",
        "Aktie legt um 2,5 Prozent zu",
        "hebt die Prognose für das Jahr an",
        "opens a factory in the north of Spain",
    ]);
    (name, rest).prop_map(|(name, rest)| format!("{name} {rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_item_gives_one_answer_in_whichever_form_it_comes(
        title in any_title(),
        body in prop::option::of(prop::sample::select(vec![
            "The shares fell 2 percent on Monday. Nothing else was said.",
            "Die Aktie verlor am Montag 1,5 Prozent. Mehr wurde nicht gesagt.",
        ])),
    ) {
        let title = title.as_str();
        let whole = body.map_or_else(|| title.to_owned(), |body| format!("{title}\n\n{body}"));
        let escaped = body.map(|body| Body::Html(format!("<p>{body}</p>")));
        let forms = [
            article(&format!("{whole}\n")),
            RawItem { body: body.map(|b| Body::Text(b.to_owned())), ..titled(title) },
            RawItem { summary: escaped, ..titled(title) },
            RawItem { body: Some(Body::Text(whole.clone())), ..titled(title) },
            RawItem { body: Some(Body::Text(whole.clone())), ..RawItem::default() },
        ];
        let read = |item: &RawItem| {
            let read = draft(item, &Said::default()).link(Linker::builtin(), &Naming::default()).read(Universe::builtin());
            let links: Vec<_> = read.links().iter().map(|l| (l.instrument.to_string(), l.role)).collect();
            (read.draft().text().clone(), read.draft().lang().map(str::to_owned), links, read.claims().to_vec())
        };
        let first = read(&forms[0]);
        for form in &forms[1..] {
            prop_assert_eq!(&read(form), &first, "{:?}", form);
        }
    }
}

#[test]
fn a_time_is_taken_whole_or_refused() {
    let typed = |value: &str, zone| time_as_typed(value, Some("de"), zone, now()).map(|p| p.when);
    let at = |text: &str, precision| Ok(When::Instant { at: text.parse().unwrap(), precision });
    assert_eq!(typed("29. Januar 2025, 14:00 Uhr", None), at("2025-01-29T14:00:00Z", Precision::Minute));
    let berlin = Some(chrono_tz::Europe::Berlin);
    assert_eq!(typed("29. Januar 2025, 14:00 Uhr", berlin), at("2025-01-29T13:00:00Z", Precision::Minute));
    assert_eq!(
        typed("29. Januar 2025, 14:00 Uhr MEZ", berlin),
        at("2025-01-29T13:00:00Z", Precision::Minute)
    );
    assert_eq!(typed("November 19, 2014 at noon", None), at("2014-11-19T12:00:00Z", Precision::Hour));
    assert_eq!(typed("Wed Aug 05 12:00:00 2015", None), at("2015-08-05T12:00:00Z", Precision::Second));
    let refused = typed("November 19, 2014 at teatime", None).unwrap_err();
    assert_eq!(refused.to_string(), "in \"November 19, 2014 at teatime\", \"teatime\" is not a time");
}

#[test]
fn a_text_of_any_length_is_cut_to_a_bound_and_says_so() {
    let item = |text: String| RawItem { body: Some(Body::Text(text)), ..RawItem::default() };
    let long = draft(&item("Apple shares rose 3%. ".repeat(60_000)), &Said::default());
    assert!(long.text().text.len() <= 1_000_000 && !long.text().text.ends_with(' '));
    assert!(long.notes().iter().any(|note| note.contains("was cut there")), "{:?}", long.notes());
}
