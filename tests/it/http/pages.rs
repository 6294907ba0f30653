//! The pages: what stands on them, and that nothing in the news becomes markup.

use super::Server;

/// Tags of a page in which something from the news could have become markup.
fn markup_of(text: &str) -> Vec<&str> {
    ["<script", "<img src=x", "<b>Wire", "<i>tag", "onerror=alert(2)>", "javascript:"]
        .into_iter()
        .filter(|m| text.contains(m))
        .collect()
}

#[test]
fn the_first_page_ranks_the_latest_day() {
    let server = Server::start();
    // Nothing happened today: the last day on which something did is shown.
    let page = server.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("1 Feb 2025"));
    assert!(page.text().contains("confirmed"));
    assert!(page.text().contains("/?day=2025-01-29"), "the day before");
    let earlier = server.get("/?day=2025-01-29").text();
    assert!(earlier.contains("−6.18 %") && earlier.contains("extreme"), "{earlier}");
    let empty = server.get("/?day=2024-05-01");
    assert!(empty.text().contains("No event was published"));
    assert_eq!(server.get("/?day=never").status, 400);
}

#[test]
fn an_event_page_tells_claims_reactions_links_and_shows_the_chart() {
    let server = Server::start();
    let page = server.get("/events/1").text();
    for words in [
        "Wall Street am Mittag",
        "MSFT down 0.21 % to 446.28 USD, premarket",
        "confirmed",
        "415.06 USD",
        "−1.00 %",
        "Börse",
        "Microsoft",
        "chart.svg?ticker=MSFT",
    ] {
        assert!(page.contains(words), "{words} is missing");
    }
    let missing = server.get("/events/77");
    assert_eq!((missing.status, missing.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(missing.text().contains("there is no event 77"));
}

#[test]
fn what_the_news_say_is_text_and_never_markup() {
    let server = Server::start();
    for path in ["/?day=2025-01-29", "/events/2"] {
        let page = server.get(path).text();
        assert!(
            page.contains("&#60;script&#62;alert(1)") || page.contains("&lt;script&gt;alert(1)"),
            "{path}"
        );
        assert_eq!(markup_of(&page), Vec::<&str>::new(), "{path}");
    }
    let chart = server.get("/api/events/2/chart.svg").text();
    assert_eq!(markup_of(&chart), Vec::<&str>::new());
    // A text whose markup stands around what is marked in it.
    let text =
        "Tesla </mark><script>alert(3)</script> shares rose 2.9 % <img src=x onerror=alert(2)> on Thursday.";
    let mut body = serde_json::json!({"text": text, "title": "Tesla \"onmouseover=alert(4) \u{1b}[31m\u{202e}", "at": "2025-01-30",
        "lang": "en\"><script>", "source": "<b>Wire", "tags": ["<i>tag"], "url": null});
    let refused = server.post("/api/events", &body).is_problem(422);
    assert!(refused.starts_with("lang: ") && refused.contains("is not the ISO 639-1 code"), "{refused}");
    body["lang"] = "en-US".into();
    let made = server.post("/api/events", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["event"]["lang"], "en");
    let place = made.header("location").replace("/api", "");
    let asked = "%3Cscript%3Ealert(5)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx";
    for path in [place.as_str(), "/?day=2025-01-30", "/search?q=Tesla", &format!("/search?ticker={asked}")] {
        let page = server.get(path).text();
        assert_eq!(markup_of(&page), Vec::<&str>::new(), "{path}: {page}");
        let unseen = |c: char| c != '\n' && c != '\t' && c.is_control() || c == '\u{202e}';
        assert!(!page.contains(unseen), "{path}: {page}");
        let document = scraper::Html::parse_document(&page);
        let hostile =
            scraper::Selector::parse("script, img[src=x], [onerror], [onmouseover], [onclick]").unwrap();
        assert_eq!(document.select(&hostile).count(), 0, "{path}");
    }
}

#[test]
fn an_event_page_begins_with_its_figures_and_marks_its_text() {
    let server = Server::start();
    let page = server.get("/events/1").text();
    for words in [
        "MSFT by the first close",
        "415.06 → 410.92",
        "Beyond the market",
        "1 confirmed",
        "<mark class=\"confirmed\">",
        "446,28 US-Dollar<span class=\"says\" lang=\"en\"> confirmed</span></mark>",
        "<h1 class=\"news\" dir=\"auto\" lang=\"de\">",
        "missing: bars of 1m of MSFT, extended hours included,",
        "size=narrow&amp;theme=dark",
    ] {
        assert!(page.contains(words), "{words} is missing: {page}");
    }
}

#[test]
fn a_search_finds_words_and_symbols() {
    let server = Server::start();
    let finds = |path: &str| server.get(path).text().contains("href=\"/events/1\"");
    assert!(finds("/search?q=Premarket+OR+vorb%C3%B6rslichen"));
    assert!(finds("/search?q=msft") && finds("/search?ticker=msft") && finds("/search"));
    assert!(!finds("/search?q=DAX"));
    assert!(server.get("/search?q=zzz").text().contains("No event matches"));
    let wrong = server.get("/search?q=%22");
    assert_eq!((wrong.status, wrong.header("content-type")), (400, "text/html; charset=utf-8"));
    assert_eq!(server.get("/search?speed=9").status, 400);
    assert!(server.get("/?day=").status == 200, "a form without a day means the latest");
}

#[test]
fn readers_are_told_of_a_fault_in_a_page_and_programs_in_a_problem() {
    let server = Server::start();
    let reader = server.ask("GET", "/nowhere", &[("accept", "text/html,application/xhtml+xml")], b"");
    assert_eq!((reader.status, reader.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(reader.text().contains("<h1>Not Found</h1>"));
    server.get("/nowhere").is_problem(404);
}

#[test]
fn charts_come_in_two_sizes_on_two_papers() {
    let server = Server::start();
    let chart = |query: &str| server.get(&format!("/api/events/1/chart.svg{query}"));
    let (wide, narrow) = (chart("").text(), chart("?size=narrow&theme=dark").text());
    assert!(wide.contains("width=\"960\"") && wide.contains("#FFFFFF") && !wide.contains("#1A1E26"));
    assert!(narrow.contains("width=\"360\"") && narrow.contains("#1A1E26") && !narrow.contains("#FFFFFF"));
    assert!(wide.contains("Prices: bars.csv.gz."), "the file is named");
    assert!(chart("?theme=blue").is_problem(400).contains("light, dark"));
    assert!(chart("?size=huge").is_problem(400).contains("article, column, phone"));
    assert!(chart("?size=card&lang=de").text().contains("width=\"1200\" height=\"630\""));
}

#[test]
fn every_kind_of_picture_is_served() {
    let server = Server::start();
    for (path, class) in [
        ("/api/events/1/chart.svg?as=comparison", "newstape comparison"),
        ("/api/events/1/chart.svg?as=multiples&lang=de", "newstape multiples"),
        ("/api/charts/timeline.svg?ticker=MSFT", "newstape timeline"),
        ("/api/charts/heatmap.svg?by=kind", "newstape heat-map"),
        ("/api/charts/multiples.svg?where=kind%20%3D%20news", "newstape multiples"),
    ] {
        assert!(server.get(path).text().contains(class), "{path}");
    }
    assert!(server.get("/api/events/1/chart.svg?as=pie").is_problem(400).contains("placebo"));
    server.get("/api/charts/pie.svg").is_problem(404);
    server.get("/api/charts/heatmap.svg?where=kind%20%3D").is_problem(400);
}

#[test]
fn pages_read_without_eyes() {
    let server = Server::start();
    for path in ["/?day=2025-01-29", "/events/1", "/search?q=Microsoft"] {
        let page = server.get(path).text();
        assert!(page.contains("<html lang=\"en\">") && page.contains("name=\"viewport\""));
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        let document = scraper::Html::parse_document(&page);
        let all = |css: &str| document.select(&scraper::Selector::parse(css).unwrap()).count();
        assert!(all("main") == 1 && all("table") > 0);
        assert_eq!(all("table"), all("table > caption"), "{path}: every table has a caption");
        assert_eq!(all("thead th"), all("thead th[scope=col]"), "{path}");
        assert_eq!(all("tbody tr"), all("tbody tr > th[scope=row]"), "{path}");
        let images = scraper::Selector::parse("img").unwrap();
        for image in document.select(&images) {
            assert!(image.attr("alt").unwrap_or_default().len() > 40, "{path}: a picture in words");
        }
        assert_eq!(all("script, [style], style, [onclick], iframe"), 0, "{path}");
    }
}

#[test]
fn the_style_sheet_is_cached_for_ever_under_its_own_address() {
    let server = Server::start();
    let page = server.get("/").text();
    let address = page.split("href=\"/style.css").nth(1).unwrap().split('"').next().unwrap();
    let style = server.get(&format!("/style.css{address}"));
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.header("cache-control").contains("immutable"));
    let again = server.ask("GET", "/style.css", &[("if-none-match", style.header("etag"))], b"");
    assert_eq!(again.status, 304);
    assert!(style.text().contains("prefers-color-scheme: dark"));
}
