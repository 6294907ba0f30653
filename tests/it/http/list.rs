//! Lists: the instrument and its move together, the same through every face; paging; search.

use serde_json::Value;

use super::{Server, Settings};
use crate::support::Newstape;

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The demo's two pieces of news on Nvidia that name Apple too.
fn on_nvidia_and_apple() -> Server {
    let news = Newstape::new();
    news.unpack_demo_bars();
    news.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
    news.write("app.md", include_str!("../../../assets/demo/events/03-deepseek-app.md"));
    news.write("selloff.md", include_str!("../../../assets/demo/events/04-deepseek-selloff.md"));
    news.ok(&["log", "app.md", "--ticker", "NVDA", "--source", "AT&T"]);
    news.ok(&["log", "selloff.md"]);
    Server::on(news, Settings::default())
}

/// Symbol, venue, horizon and return of each line, the return in percent with two decimals.
fn headlines(document: &Value) -> Vec<String> {
    let line = |event: &Value| {
        let headline = &event["headline"];
        let text = |field: &str| headline[field].as_str().unwrap_or("-").to_owned();
        assert_eq!(headline["return"], event["return"]);
        assert_eq!(headline["verdict"], event["verdict"]);
        let percent = headline["return"].as_f64().unwrap_or(f64::NAN) * 100.0;
        format!("{}:{} {} {percent:+.2} {}", text("symbol"), text("mic"), text("horizon"), text("verdict"))
    };
    document["events"].as_array().unwrap().iter().map(line).collect()
}

/// The list of one symbol showed the move of another: −16.97 %, which was Nvidia's, for Apple.
#[test]
fn the_list_of_a_symbol_shows_that_symbols_move() {
    let server = on_nvidia_and_apple();
    let of_apple = ["AAPL:XNAS 1d +3.65 notable", "AAPL:XNAS 1d +3.18 extreme"];
    let of_nvidia = ["NVDA:XNAS 1d +8.93 notable", "NVDA:XNAS 1d -16.97 extreme"];
    let both = |path: &str, args: &[&str]| {
        let answer = server.get(path).json();
        let (_, printed, _) = server.news.run(&[&["--json"], args].concat(), None);
        assert_eq!(answer, serde_json::from_str::<Value>(&printed).unwrap(), "{path}");
        headlines(&answer)
    };
    assert_eq!(both("/api/events", &["list"]), of_nvidia);
    assert_eq!(both("/api/events?ticker=AAPL", &["list", "--ticker", "AAPL"]), of_apple);
    let found =
        both("/api/events?ticker=AAPL&min_move=0.035", &["list", "--ticker", "AAPL", "--min-move", "3.5%"]);
    assert_eq!(found, of_apple[..1]);
    let found = both(
        "/api/events?ticker=AAPL&verdict=notable",
        &["list", "--ticker", "AAPL", "--verdict", "notable"],
    );
    assert_eq!(found, of_apple[..1]);
    let found = both(
        "/api/events?verdict=extreme&min_rank=0.99",
        &["list", "--verdict", "extreme", "--min-rank", "99%"],
    );
    assert_eq!(found, of_nvidia[1..]);
    for (expression, expected) in [
        ("ticker = AAPL and move > 3.5%", &of_apple[..1]),
        ("ticker = AAPL and move < -5%", &[]),
        ("ticker = AAPL and verdict = notable", &of_apple[..1]),
        ("verdict = extreme", &of_nvidia[1..]),
    ] {
        let path = format!("/api/events?where={}", encoded(expression));
        assert_eq!(both(&path, &["query", expression]), expected, "{expression}");
    }
    // More than all of it is asked for in percent, and a plain fraction is what it was.
    for (asked, expected) in
        [("16%25", &of_nvidia[1..]), ("150%25", &[]), ("1", &[]), ("1.0", &[]), ("2e-1", &[])]
    {
        let found = headlines(&server.get(&format!("/api/events?min_move={asked}")).json());
        assert_eq!(found, expected, "{asked}");
    }
    assert!(server.get("/api/events?min_move=1.5").is_problem(400).contains("write 1.5%"));
    for wrong in ["-2%25", "-0.02", "NaN", "inf", "much"] {
        let problem = server.get(&format!("/api/events?min_move={wrong}")).is_problem(400);
        assert!(problem.starts_with("min_move"), "{problem}");
    }
    let later = both(
        "/api/events?ticker=AAPL&horizon=5d&sort=move",
        &["list", "--ticker", "AAPL", "--horizon", "5d", "--sort", "move"],
    );
    assert!(later.iter().all(|line| line.starts_with("AAPL:XNAS 5d")), "{later:?}");
    assert_eq!(
        server.get("/api/events?horizon=5d&where=horizon%3D1d").is_problem(400).split(':').next(),
        Some("horizon")
    );
    // On paper and on the page the symbol stands beside the move.
    let table = server.cli(&["list", "--ticker", "AAPL"]);
    assert!(table.contains("AAPL +1  +3.18 %") && !table.contains("16.97"), "{table}");
    let page = server.get("/search?ticker=aapl").text();
    assert!(page.contains("<span class=\"whose\">AAPL</span> +3.18 %") && !page.contains("16.97"), "{page}");
    let day = server.get("/?day=2025-01-27").text();
    assert!(day.contains("<span class=\"whose\">NVDA</span> −16.97 %"), "{day}");
}

/// What a sector has is known as of now, with the user's own instruments.
#[test]
fn a_sector_is_that_of_the_instruments_as_they_are() {
    let server = on_nvidia_and_apple();
    let count = |expression: &str| {
        let answer = server.get(&format!("/api/events?where={}", encoded(expression))).json();
        answer["events"].as_array().unwrap().len()
    };
    assert_eq!(count("sector = technology"), 2);
    server.cli(&["instruments", "add", "GIGA:XNAS", "--name", "Gigantic Rails", "--sector", "Railways"]);
    server.cli(&["log", "--title", "A train runs late", "--at", "2025-01-29T21:10Z", "--ticker", "GIGA"]);
    assert_eq!(count("sector = railways"), 1);
    let wrong = server.get("/api/events?where=sector%20%3D%20mining").is_problem(400);
    assert!(wrong.contains("Railways") && wrong.contains("Energy"), "{wrong}");
}

#[test]
fn words_are_searched_for_as_they_are_typed_through_every_face() {
    let server = on_nvidia_and_apple();
    for (typed, expected) in [
        ("Nvidia-Aktie", vec![2]),
        ("\"App Store\"", vec![1]),
        ("Apple's", vec![1]),
        ("AT&T", vec![]),
        ("3.18%", vec![2]),
        ("C++", vec![]),
        ("S&P 500", vec![]),
        ("-DeepSeek", vec![2, 1]),
        ("deeps*", vec![2, 1]),
    ] {
        let ids = |list: &Value| {
            list["events"].as_array().unwrap().iter().map(|e| e["id"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        let answer = server.get(&format!("/api/events?text={}", encoded(typed)));
        assert_eq!((answer.status, ids(&answer.json())), (200, expected.clone()), "{typed}");
        let expression = format!("text ~ \"{}\"", typed.replace('"', "\"\""));
        let answer = server.get(&format!("/api/events?where={}", encoded(&expression)));
        assert_eq!((answer.status, ids(&answer.json())), (200, expected.clone()), "{expression}");
        let page = server.get(&format!("/search?q={}", encoded(typed)));
        assert_eq!(page.status, 200, "{typed}");
        assert_eq!(page.text().matches("class=\"headline\"").count(), expected.len(), "{typed}");
        let (code, _, stderr) = server.news.run(&["list", "--search", typed], None);
        assert_eq!(code, if expected.is_empty() { 4 } else { 0 }, "{typed}: {stderr}");
    }
    for nothing in ["&", "%", "\"", "* ^"] {
        let words = "has no letter or digit to search for";
        let asked = encoded(nothing);
        assert!(server.get(&format!("/api/events?text={asked}")).is_problem(400).contains(words));
        let page = server.get(&format!("/search?q={asked}"));
        assert_eq!((page.status, page.text().contains(words)), (400, true), "{nothing}");
        let (code, _, stderr) = server.news.run(&["list", "--search", nothing], None);
        assert_eq!((code, stderr.contains(words)), (2, true), "{stderr}");
    }
}

/// Forty events of one instant in pages of seven were seven events.
#[test]
fn events_of_one_instant_are_all_on_some_page() {
    let news = Newstape::new();
    let item = |n: i32| {
        let title = format!("Item {n} of its own kind {n}");
        serde_json::json!({"title": title, "published_at": "2025-01-29T21:05:00Z", "id": n.to_string()})
            .to_string()
    };
    let feed = (0..40).map(item).collect::<Vec<_>>().join("\n");
    news.ok(&["source", "add", "tie", "-"]);
    let (code, _, stderr) = news.run(&["run", "--once", "--quiet"], Some(feed.as_bytes()));
    assert_eq!(code, 0, "{stderr}");
    let server = Server::on(news, Settings::default());
    for sort in ["published", "seen", "move", "unusual"] {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.get(&format!("/api/events?limit=7&sort={sort}{cursor}")).json();
            ids.extend(page["events"].as_array().unwrap().iter().map(|e| e["id"].as_i64().unwrap()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        ids.sort_unstable();
        assert_eq!(ids, (1..=40).collect::<Vec<_>>(), "{sort}");
        let other = server.get(&format!("/api/events?limit=7&sort={sort}&kind=macro{cursor}"));
        assert!(other.is_problem(400).contains("belongs to another list"));
    }
}

#[test]
fn the_description_tells_of_the_headline() {
    let description = Server::start().get("/api/openapi.json").json();
    let schemas = &description["components"]["schemas"];
    let headline = &schemas["HeadlineRecord"]["properties"];
    for field in [
        "symbol",
        "mic",
        "horizon",
        "status",
        "return",
        "abnormal_return",
        "placebo_rank",
        "verdict",
        "basis",
    ] {
        assert!(headline[field].to_string().contains("description"), "{field}: {headline}");
    }
    assert!(schemas["ListedEvent"].to_string().contains("HeadlineRecord"), "{}", schemas["ListedEvent"]);
    let list = description["paths"]["/api/events"]["get"].to_string();
    assert!(list.contains("\"min_rank\"") && list.contains("\"verdict\""), "{list}");
}
