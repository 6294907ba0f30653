//! The attacks that the server must withstand, one test each.

use newstape::http::{Access, Settings};
use serde_json::json;

use super::Server;

const READ: &str = "read-token-of-the-tests";
const WRITE: &str = "write-token-of-the-tests";

fn guarded() -> Server {
    let access = Access { read: Some(READ.into()), write: Some(WRITE.into()) };
    Server::with(Settings { access, hosts: vec!["news.example".to_owned()], ..Settings::default() })
}

const BODY: &[u8] = b"{\"title\": \"Tesla\", \"at\": \"2025-01-29\"}";
const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_name_that_somebody_else_gave_us_is_refused() {
    let server = guarded();
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"] {
        let answer = server.ask("GET", "/api/health", &[("host", host)], b"");
        assert!(answer.is_problem(421).contains("Host"), "{host}");
    }
    for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080", "news.example", "News.Example:443"]
    {
        assert_eq!(server.ask("GET", "/api/health", &[("host", host)], b"").status, 200, "{host}");
    }
    for host in ["", "a b", "@"] {
        assert!(
            matches!(server.ask("GET", "/api/health", &[("host", host)], b"").status, 400 | 421),
            "{host}"
        );
    }
    server.ask("GET", "/api/health", &[("host", "localhost"), ("host", "evil.example")], b"").is_problem(400);
    // The target's own host counts before the header.
    assert_eq!(
        server.ask("GET", "http://evil.example/api/health", &[("host", "localhost")], b"").status,
        421
    );
}

#[test]
fn a_page_of_another_site_cannot_write() {
    let server = Server::start();
    let ours = format!("http://{}", server.address);
    let post = |extra: &[(&str, &str)]| {
        let headers: Vec<_> = std::iter::once(JSON).chain(extra.iter().copied()).collect();
        server.ask("POST", "/api/events", &headers, BODY)
    };
    for origin in ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"] {
        assert!(post(&[("origin", origin)]).is_problem(403).contains("another site"), "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        post(&[("sec-fetch-site", site)]).is_problem(403);
    }
    // A form needs no permission of the browser, but cannot send JSON.
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        server.ask("POST", "/api/events", &[("content-type", media)], BODY).is_problem(415);
    }
    assert_eq!(post(&[("origin", &ours), ("sec-fetch-site", "same-origin")]).status, 201);
    // Nor may it read: no header lets it.
    let read = server.ask("GET", "/api/events", &[("origin", "http://evil.example")], b"");
    assert_eq!(read.header("access-control-allow-origin"), "");
}

#[test]
fn tokens_open_what_they_may_and_nothing_more() {
    let server = guarded();
    let get = |token: &str| server.ask("GET", "/api/events", &[("authorization", token)], b"");
    let post = |token: &str| server.ask("POST", "/api/events", &[JSON, ("authorization", token)], BODY);
    let none = server.get("/api/events");
    none.is_problem(401);
    assert!(none.header("www-authenticate").contains("Bearer"));
    for path in ["/", "/events/1", "/api/events/1/chart.svg", "/metrics", "/api/stream", "/api/openapi.json"]
    {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
    assert_eq!(server.get("/api/health").status, 200);
    for wrong in ["Bearer wrong", "Bearer ", "Basic !!!", "Digest x", READ, &format!("Bearer {READ}x")] {
        get(wrong).is_problem(401);
    }
    assert_eq!(get(&format!("Bearer {READ}")).status, 200);
    assert_eq!(get(&format!("Bearer {WRITE}")).status, 200);
    assert!(post(&format!("Bearer {READ}")).is_problem(403).contains("read"));
    assert_eq!(post(&format!("bearer {WRITE}")).status, 201);
    // A browser's way: any name, the token as the password ("x:read-token-of-the-tests").
    assert_eq!(get("Basic eDpyZWFkLXRva2VuLW9mLXRoZS10ZXN0cw==").status, 200);
}

#[test]
fn an_address_that_others_reach_needs_a_token_to_start() {
    let serve = |extra: &[(&str, &str)]| {
        let news = crate::support::Newstape::new();
        std::process::Command::new(env!("CARGO_BIN_EXE_newstape"))
            .current_dir(news.path())
            .env_clear()
            .envs(extra.iter().copied())
            .args(["--db", "news.db", "--offline", "serve", "--listen", "0.0.0.0:0"])
            .output()
            .expect("newstape starts")
    };
    for (extra, words) in [
        (&[][..], "can be reached by other machines, and no token is set"),
        (&[("NEWSTAPE_HTTP_WRITE_TOKEN", "short")][..], "fewer than 16 characters"),
    ] {
        let refused = serve(extra);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{told}");
        assert!(told.contains(words) && !told.contains("short\""), "{told}");
    }
}

#[test]
fn guessing_tokens_is_slowed_down() {
    let server = guarded();
    let tried: Vec<u16> = (0..40)
        .map(|n| server.ask("GET", "/api/events", &[("authorization", &format!("Bearer guess{n}"))], b""))
        .map(|answer| answer.status)
        .collect();
    assert_eq!(tried[0], 401);
    assert_eq!(tried[39], 429, "{tried:?}");
}

#[test]
fn an_address_inside_is_not_fetched() {
    let server = Server::start();
    let own = format!("http://{}/api/health", server.address);
    for url in [
        own.as_str(),
        "http://localhost:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
    ] {
        let told = server.post("/api/events", &json!({ "url": url })).is_problem(422);
        assert!(told.contains("not a public address"), "{url}: {told}");
    }
    assert_eq!(server.get("/api/events").json()["events"].as_array().unwrap().len(), 2);
}

#[test]
fn every_answer_forbids_scripts_and_frames() {
    let server = Server::start();
    for path in
        ["/", "/events/2", "/events/99", "/style.css", "/api/events", "/api/events/1/chart.svg", "/none"]
    {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        // A picture brings its own style along, and can load nothing with it but its own letters.
        let rest = policy.replace("style-src 'unsafe-inline'; font-src data:", "");
        assert!(rest == policy || path.ends_with(".svg"), "{path}: {policy}");
        // A page runs the script of this server, and nothing that stands in it.
        let is_page = answer.header("content-type").starts_with("text/html");
        let bare = rest.replace("script-src 'self'; connect-src 'self'", "");
        assert_eq!(bare != rest, is_page, "{path}: {policy}");
        assert!(!bare.contains("script-src") && !bare.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
}

#[test]
fn faults_do_not_tell_where_things_are() {
    let server = Server::start();
    for path in [
        "/api/events/99",
        "/api/events?cursor=a",
        "/api/events?text=%22",
        "/api/instruments/%00",
        "/api/events/%2e%2e%2fetc",
        "/../etc/passwd",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("news.db\"") && !answer.text().contains("/tmp"), "{}", answer.text());
    }
}

#[test]
fn behind_a_trusted_proxy_limits_hold_for_each_client() {
    let access = Access { read: Some(READ.into()), write: Some(WRITE.into()) };
    let trusted_proxies = vec!["127.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
    let settings = Settings { access, trusted_proxies, ..Settings::default() };
    let server = Server::with(Settings { ..settings.clone() });
    let guess = |forwarded: &str| {
        let headers = [("authorization", "Bearer wrong-token-of-somebody"), ("x-forwarded-for", forwarded)];
        server.ask("GET", "/api/events", &headers, b"").status
    };
    let most = settings.limits.refusals_per_minute;
    for n in 0..most {
        // What the client itself writes before its address changes nothing.
        assert_eq!(guess(&format!("198.51.100.{n}, 203.0.113.7, 10.0.0.2")), 401);
    }
    assert_eq!(guess("203.0.113.7"), 429);
    assert_eq!(guess("203.0.113.8"), 401);

    let direct = guarded();
    let guess = |forwarded: &str| {
        let headers = [("authorization", "Bearer wrong-token-of-somebody"), ("x-forwarded-for", forwarded)];
        direct.ask("GET", "/api/events", &headers, b"").status
    };
    assert!((0..most).all(|n| guess(&format!("198.51.100.{n}")) == 401));
    assert_eq!(guess("198.51.100.250"), 429);
}

#[test]
fn pages_of_sites_that_are_named_may_read_and_no_others() {
    let site = "https://desk.example";
    let server = Server::with(Settings { cors_origins: vec![site.parse().unwrap()], ..Settings::default() });
    server.post("/api/events", &json!({"title": "Tesla", "at": "2025-01-29"}));
    let allowed = |origin: &str| {
        let answer = server.ask("GET", "/api/events/1", &[("origin", origin)], b"");
        answer.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(allowed(site), site);
    assert_eq!(allowed("https://evil.example"), "");
    // A page may show what it cannot read; to write it needs more than to be named.
    let style = server.get("/style.css");
    assert_eq!(style.header("cross-origin-resource-policy"), "same-origin");
    server.ask("POST", "/api/events", &[JSON, ("origin", site)], BODY).is_problem(403);
    let asked = [("origin", site), ("access-control-request-method", "GET")];
    let answer = server.ask("OPTIONS", "/api/events", &asked, b"");
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, site));
    let silent = Server::start();
    let answer = silent.ask("GET", "/api/events", &[("origin", site)], b"");
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[test]
fn bodies_and_parameters_are_refused_in_words_of_their_own() {
    let server = Server::start();
    let answer = server.ask("POST", "/api/events", &[JSON], b" []");
    assert_eq!(answer.is_problem(422), "the body must be one JSON object");
    let said = server.get("/api/events?limit=many").is_problem(400);
    assert!(said.contains("limit") && said.contains("whole number"), "{said}");
}
