//! One item gives one answer, through whichever door it comes.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use newstape::event::{EventId, SourceKind, SourceSettings, When};
use newstape::road::StoredEvent;
use newstape::store::Store;
use serde_json::{Value, json};

use crate::http::Server;
use crate::support::Newstape;
use crate::support::fixture_server::{FixtureServer, Reply};

/// An item, with all or some of its parts.
#[derive(Debug, Clone, Copy)]
struct Item {
    title: &'static str,
    body: Option<&'static str>,
    at: Option<&'static str>,
    lang: Option<&'static str>,
    url: Option<&'static str>,
}

const BARE: Item = Item { title: "", body: None, at: None, lang: None, url: None };
const ITEMS: [Item; 6] = [
    Item { title: "BMW-Aktie legt um 2,5 Prozent zu", ..BARE },
    Item {
        title: "SAP hebt Prognose an und Aktie gewinnt 3 Prozent",
        at: Some("2025-01-29T07:01:00Z"),
        ..BARE
    },
    Item {
        title: "Microsoft shares fall after the results",
        body: Some("Shares of Microsoft fell 6.2 percent to 415 dollars on Thursday, while Apple rose."),
        at: Some("2025-01-30T14:35:00Z"),
        url: Some("https://daily.example/2025/microsoft-falls"),
        ..BARE
    },
    // Nothing but the words says when: the line under the title.
    Item {
        title: "Microsoft-Aktie verliert vor dem Handel",
        body: Some("29. Januar 2025\n\nDie Microsoft-Aktie verlor im vorbörslichen Handel 0,21 Prozent."),
        ..BARE
    },
    // What is stated beats what the words tell.
    Item { title: "Apple and Tesla: the shares rose 4 %", lang: Some("fr"), ..BARE },
    Item {
        title: "AT&T raises its outlook for the year",
        body: Some("AT&T rose 2 percent, the S&P 500 was flat."),
        lang: Some("en"),
        url: Some("https://daily.example/att?id=7"),
        ..BARE
    },
];

/// What an item came to: all but where its time is from, and who brought it.
#[derive(Debug, PartialEq)]
struct Answer {
    title: String,
    text: String,
    lang: Option<String>,
    when: When,
    links: Vec<Value>,
    claims: Vec<Value>,
}

/// What the events of a database came to.
fn answers(db: &Path) -> Vec<Answer> {
    let store = Store::open_existing(db).unwrap();
    (1..).map_while(|id| store.event(EventId(id)).ok()).map(|stored| answer(&stored)).collect()
}

fn answer(stored: &StoredEvent) -> Answer {
    let event = &stored.event;
    Answer {
        title: event.text.title().to_owned(),
        // A feed's marks leave no empty lines.
        text: event.text.text.replace("\n\n", "\n"),
        lang: event.lang.clone(),
        when: event.publication.when,
        links: stored.links.iter().map(|l| json!([l.instrument, l.role, l.confidence])).collect(),
        claims: stored
            .claims
            .iter()
            .map(|(c, _)| json!([c.instrument, c.direction, c.percent, c.price, c.session]))
            .collect(),
    }
}

/// A program on a database of its own.
struct House {
    newstape: Newstape,
    db: PathBuf,
}

impl House {
    fn new() -> Self {
        let newstape = Newstape::new();
        newstape.write_open_config();
        let db = newstape.path().join("news.db");
        Self { newstape, db }
    }

    fn run(&self, args: &[&str], input: Option<&str>) {
        let all: Vec<&str> = ["--config", "open.toml"].iter().chain(args).copied().collect();
        let (code, _, stderr) = self.newstape.run(&all, input.map(str::as_bytes));
        // A pass that logs and then has no prices is done in part.
        assert!(code == 0 || (code == 3 && args[0] == "run"), "{args:?}: {stderr}");
    }

    fn add(&self, name: &str, kind: SourceKind, url: Option<&str>) {
        let settings = SourceSettings::new(name, kind, url);
        Store::open(&self.db).unwrap().add_source(&settings, DateTime::UNIX_EPOCH).unwrap();
    }

    /// One pass over its sources, and what came of it.
    fn pass(&self, input: Option<&str>) -> Vec<Answer> {
        self.run(&["run", "--once"], input);
        answers(&self.db)
    }
}

/// `--at` and `--lang` where the item has a time and a language.
fn said(item: &Item) -> Vec<&'static str> {
    let flag = |name, value: Option<&'static str>| value.map(|v| [name, v]).into_iter().flatten();
    flag("--at", item.at).chain(flag("--lang", item.lang)).collect()
}

fn whole(item: &Item) -> String {
    item.body.map_or_else(|| item.title.to_owned(), |body| format!("{}\n\n{body}", item.title))
}

fn by_flags() -> Vec<Answer> {
    let house = House::new();
    for item in &ITEMS {
        let mut args = vec!["log", "--title", item.title];
        if let Some(body) = item.body {
            house.newstape.write("body.txt", &format!("{body}\n"));
            args.push("body.txt");
        }
        args.extend(said(item));
        house.run(&args, None);
    }
    answers(&house.db)
}

fn by_standard_input() -> Vec<Answer> {
    let house = House::new();
    for item in &ITEMS {
        let args: Vec<&str> = ["log", "-"].into_iter().chain(said(item)).collect();
        house.run(&args, Some(&format!("{}\n", whole(item))));
    }
    answers(&house.db)
}

fn by_request() -> Vec<Answer> {
    let server = Server::start();
    for item in &ITEMS {
        let body = json!({"title": item.title, "text": item.body, "at": item.at, "lang": item.lang});
        let made = server.post("/api/events", &body);
        assert_eq!(made.status, 201, "{}", made.text());
    }
    answers(&server.db())
}

fn rss(item: &Item) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let element = |name: &str, text: Option<String>| {
        text.map(|text| format!("<{name}>{}</{name}>", escaped(&text))).unwrap_or_default()
    };
    let marked = item.body.map(|b| format!("<p>{}</p>", escaped(b).replace("\n\n", "</p><p>")));
    format!(
        "<rss version=\"2.0\"><channel><title>Wire</title>{}<item>{}{}{}{}</item></channel></rss>",
        element("language", item.lang.map(str::to_owned)),
        element("title", Some(escaped(item.title))),
        element("description", marked),
        element("pubDate", item.at.map(str::to_owned)),
        element("link", item.url.map(str::to_owned)),
    )
}

fn by_feed() -> Vec<Answer> {
    let (house, server) = (House::new(), FixtureServer::start());
    for (n, item) in ITEMS.iter().enumerate() {
        server.on(&format!("/{n}"), Reply::new(200, "application/rss+xml", rss(item)));
        house.add(&format!("wire {n}"), SourceKind::Feed, Some(&server.url(&format!("/{n}"))));
    }
    house.pass(None)
}

fn by_pipe() -> Vec<Answer> {
    let house = House::new();
    house.add("pipe", SourceKind::Lines, None);
    let line = |item: &Item| {
        json!({"title": item.title.replace('&', "&amp;"), "text": item.body, "published_at": item.at,
            "lang": item.lang, "url": item.url})
    };
    let lines: Vec<String> = ITEMS.iter().map(|item| line(item).to_string()).collect();
    house.pass(Some(&(lines.join("\n") + "\n")))
}

fn by_folder() -> Vec<Answer> {
    let house = House::new();
    let folder = house.newstape.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    let field = |name: &str, value: Option<&str>| value.map(|v| format!("{name}: {v}\n")).unwrap_or_default();
    for (n, item) in ITEMS.iter().enumerate() {
        let head = field("date", item.at) + &field("lang", item.lang);
        let text = if head.is_empty() {
            whole(item)
        } else {
            format!("---\ntitle: \"{}\"\n{head}---\n\n{}", item.title, item.body.unwrap_or_default())
        };
        house.newstape.write(&format!("in/{n}.txt"), &format!("{text}\n"));
    }
    house.add("files", SourceKind::Folder, folder.to_str());
    house.pass(None)
}

#[test]
fn one_item_gives_one_answer_through_every_door() {
    type Door = fn() -> Vec<Answer>;
    let doors: [(&str, Door); 5] = [
        ("standard input", by_standard_input),
        ("a request", by_request),
        ("a feed", by_feed),
        ("a pipe", by_pipe),
        ("a folder", by_folder),
    ];
    let expected = by_flags();
    assert_eq!(expected.len(), ITEMS.len());
    assert!(expected.iter().all(|a| !a.links.is_empty() && a.lang.is_some()), "{expected:?}");
    assert!(expected.iter().filter(|a| !a.claims.is_empty()).count() >= 5, "{expected:?}");
    for (name, door) in doors {
        let found = door();
        for expected in &expected {
            let same = found.iter().find(|answer| answer.title == expected.title);
            assert_eq!(same, Some(expected), "{name}");
        }
    }
}

#[test]
fn a_title_alone_has_a_language_and_its_claims() {
    let newstape = Newstape::new();
    let title = "BMW-Aktie legt um 2,5 Prozent zu";
    let logged = newstape.json(&["log", "--title", title, "--at", "2025-01-29"]);
    assert_eq!(logged["event"]["lang"], "de");
    let claim = &logged["claims"][0];
    assert_eq!((&claim["symbol"], &claim["direction"]), (&"BMW".into(), &"up".into()));
    assert_eq!(claim["percent"].as_f64(), Some(2.5));
}

#[test]
fn what_is_no_day_or_language_is_refused_in_the_words_of_the_door() {
    let server = Server::start();
    for (body, words) in [
        (json!({}), "there is nothing to log: neither a text nor a title was given"),
        (json!({"title": "x", "at": "soonish"}), "at: \"soonish\" is not a day or time"),
        (json!({"title": "x", "at": "2126-01-01"}), "at: 2126-01-01 is in the future"),
        (json!({"title": "x", "lang": "german"}), "lang: \"german\" is not the ISO 639-1 code"),
        (json!({"title": "x", "kind": "gossip"}), "`gossip` is not a value here; known: `news`, `earnings`"),
        (json!({"title": "x", "tickers": ["US5949181046"]}), "its check digit is wrong"),
    ] {
        let said = server.post("/api/events", &body).is_problem(422);
        assert!(said.contains(words) && !said.contains("--"), "{body}: {said}");
    }
}
