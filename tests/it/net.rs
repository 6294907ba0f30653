//! The HTTP client against a server that misbehaves in every known way.

use std::time::{Duration, Instant};

use newstape::fault::{Fault, FaultClass, Remedy};
use newstape::net::{Client, Content, NetConfig, NetError, Pace, Request, Response};
use secrecy::SecretString;

use crate::support::fixture_server::{FixtureServer, Reply};

/// Limits that a sound answer keeps on a busy machine too.
fn quick() -> NetConfig {
    NetConfig {
        connect_timeout: Duration::from_secs(20),
        read_timeout: Duration::from_secs(20),
        attempt_timeout: Duration::from_secs(30),
        total_timeout: Duration::from_mins(1),
        retries: 0,
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(20),
        max_body: 1_000_000,
        system_proxy: false,
        ..NetConfig::default()
    }
}

/// Limits for replies that never end.
fn hasty() -> NetConfig {
    NetConfig {
        read_timeout: Duration::from_millis(700),
        attempt_timeout: Duration::from_millis(900),
        total_timeout: Duration::from_secs(5),
        ..quick()
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn get(config: NetConfig, url: &str) -> Result<Response, NetError> {
    let request = Request::get(url)?.expecting(Content::Json);
    run(Client::new(config)?.get(request))
}

fn fault(reply: Reply) -> String {
    let (server, never_ends) = (FixtureServer::start(), reply.never_ends());
    server.on("/x", reply);
    let url = server.url("/x");
    let config = if never_ends { hasty() } else { quick() };
    get(config, &url).unwrap_err().to_string().replace(&url, "URL")
}

fn long_json() -> Vec<u8> {
    let numbers: Vec<String> = (0..20_000).map(|n| (n * 7919 % 10_007).to_string()).collect();
    format!("[{}]", numbers.join(",")).into_bytes()
}

#[test]
fn a_sound_answer_arrives_whole() {
    let server = FixtureServer::start();
    server.on("/plain", Reply::json("[1]")).on("/packed", Reply::json(long_json()).gzipped());
    let answer = get(quick(), &server.url("/plain")).unwrap();
    assert_eq!((answer.status, answer.text().as_ref()), (200, "[1]"));
    assert_eq!(get(quick(), &server.url("/packed")).unwrap().bytes, long_json());
    let head = &server.received()[0].headers;
    assert!(head["user-agent"].starts_with("newstape/"));
    assert_eq!(head["accept-encoding"], "gzip");
}

#[test]
fn every_fault_is_one_clear_sentence() {
    assert_eq!(fault(Reply::new(404, "text/plain", "")), "URL answered 404, not found");
    assert_eq!(fault(Reply::new(500, "text/plain", "")), "URL answered 500, an error on its side");
    assert_eq!(
        fault(Reply::new(429, "text/plain", "").with("retry-after", "30")),
        "URL answered 429, too many requests; it asks to wait 30 s"
    );
    assert_eq!(
        fault(
            Reply::new(429, "text/plain", "")
                .with("date", "Wed, 29 Jan 2025 08:00:00 GMT")
                .with("retry-after", "Wed, 29 Jan 2025 08:05:00 GMT")
        ),
        "URL answered 429, too many requests; it asks to wait 5 min"
    );
    assert_eq!(fault(Reply::html("<p>hello")), "URL answered with a web page instead of JSON");
    assert_eq!(
        fault(Reply::new(200, "application/pdf", "%PDF")),
        "URL answered with application/pdf instead of JSON"
    );
    assert_eq!(fault(Reply::Close), "URL: the connection was closed before an answer came");
    assert!(fault(Reply::Hang).starts_with("URL timed out after 0."));
    assert!(fault(Reply::SlowLoris).starts_with("URL timed out after 0."));
    let media = || "application/json".to_owned();
    let broken = fault(Reply::Truncated { media: media(), body: long_json() });
    let half = long_json().len() / 2;
    assert_eq!(broken, format!("URL: the answer broke off after {half} bytes"));
    assert_eq!(
        fault(Reply::TruncatedGzip { media: media(), body: long_json() }),
        "URL: the compressed answer is broken or broke off"
    );
    assert_eq!(
        fault(Reply::Endless { media: media() }),
        "URL: the answer is larger than 1000000 bytes and was cut off"
    );
    let garbage = fault(Reply::Garbage);
    assert!(garbage.starts_with("URL: ") && !garbage.contains('\n'), "{garbage}");
}

#[test]
fn a_body_that_announces_too_much_is_not_read() {
    let body = vec![b' '; 2_000_000];
    assert_eq!(
        fault(Reply::json(body.clone())),
        "URL: the answer is larger than 1000000 bytes and was cut off"
    );
    // Two megabytes of spaces are two kilobytes on the wire: the limit holds after unpacking.
    assert_eq!(
        fault(Reply::json(body).gzipped()),
        "URL: the answer is larger than 1000000 bytes and was cut off"
    );
}

#[test]
fn a_closed_port_and_a_server_without_tls_are_told_apart() {
    let server = FixtureServer::start();
    let error = get(quick(), &server.tls_url("/")).unwrap_err();
    assert!(matches!(error, NetError::Tls { .. }), "{error:?}");
    assert!(!error.is_retryable());
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = get(quick(), &format!("http://127.0.0.1:{port}/")).unwrap_err();
    assert!(matches!(error, NetError::Refused { .. }), "{error:?}");
    let error = get(quick(), "http://no-such-host.invalid/").unwrap_err();
    assert!(matches!(error, NetError::Unresolved { .. }), "{error:?}");
}

#[test]
fn redirects_are_followed_and_circles_seen() {
    let server = FixtureServer::start();
    server
        .on("/a", Reply::redirect("/b"))
        .on("/b", Reply::redirect("/c?x=1"))
        .on("/c", Reply::json("[3]"))
        .on("/circle", Reply::redirect("/round"))
        .on("/round", Reply::redirect("/circle"))
        .on("/file", Reply::redirect("file:///etc/passwd"));
    server.choosing(|r| {
        let n: usize = r.path.strip_prefix("/n/")?.parse().ok()?;
        Some(Reply::redirect(&format!("/n/{}", n + 1)))
    });
    let answer = get(quick(), &server.url("/a")).unwrap();
    assert_eq!((answer.text().as_ref(), answer.url.path()), ("[3]", "/c"));
    assert!(matches!(get(quick(), &server.url("/circle")), Err(NetError::RedirectLoop { .. })));
    assert!(matches!(get(quick(), &server.url("/n/0")), Err(NetError::TooManyRedirects { limit: 5, .. })));
    let error = get(quick(), &server.url("/file")).unwrap_err();
    assert!(error.to_string().ends_with("it redirects to an address of scheme \"file\""), "{error}");
}

#[test]
fn a_passing_fault_is_tried_again() {
    let server = FixtureServer::start();
    let twice = vec![Reply::new(500, "text/plain", ""), Reply::Close, Reply::json("[1]")];
    server.on("/x", Reply::InTurn(twice)).on("/404", Reply::new(404, "text/plain", ""));
    let config = NetConfig { retries: 3, ..quick() };
    assert_eq!(get(config.clone(), &server.url("/x")).unwrap().text(), "[1]");
    assert_eq!(server.received().len(), 3);
    assert!(get(config, &server.url("/404")).is_err());
    assert_eq!(server.received().len(), 4, "a lasting fault is not tried again");
}

#[test]
fn the_server_s_own_wait_is_kept_or_given_up_at_once() {
    let server = FixtureServer::start();
    let busy = |wait| Reply::new(429, "text/plain", "").with("retry-after", wait);
    server.on("/short", Reply::InTurn(vec![busy("1"), Reply::json("[1]")])).on("/long", busy("3600"));
    let config = NetConfig { retries: 3, ..quick() };
    let started = Instant::now();
    assert!(get(config.clone(), &server.url("/short")).is_ok());
    assert!(started.elapsed() >= Duration::from_secs(1));
    let started = Instant::now();
    let error = get(config, &server.url("/long")).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(1), "an hour is beyond the limit: no use in waiting");
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
    assert_eq!(error.remedy(), Some(Remedy::TryAgain { after: Some(Duration::from_hours(1)) }));
}

#[test]
fn all_tries_together_have_a_limit() {
    let server = FixtureServer::start();
    server.on("/x", Reply::Hang);
    let config = NetConfig { retries: 100, total_timeout: Duration::from_millis(600), ..quick() };
    let started = Instant::now();
    assert!(matches!(get(config, &server.url("/x")), Err(NetError::TimedOut { .. })));
    assert!(started.elapsed() < Duration::from_millis(1500));
}

#[test]
fn offline_means_no_connection_at_all() {
    let server = FixtureServer::start();
    let error = get(NetConfig { offline: true, ..quick() }, &server.url("/x")).unwrap_err();
    assert!(matches!(error, NetError::Offline { .. }));
    assert_eq!(error.class(), FaultClass::Network);
    assert!(server.received().is_empty());
}

#[test]
fn keys_are_sent_but_never_shown_nor_taken_elsewhere() {
    let server = FixtureServer::start();
    let other = FixtureServer::start();
    server.on("/q", Reply::new(403, "text/plain", "")).on("/away", Reply::redirect(&other.url("/q")));
    let key = SecretString::from("S3CRET");
    let request = |path| {
        Request::get(&server.url(path)).unwrap().secret_query("apikey", &key).secret_header(
            "x-finnhub-token",
            "",
            &key,
        )
    };
    let client = Client::new(quick()).unwrap();
    let error = run(client.get(request("/q"))).unwrap_err();
    assert_eq!(server.received()[0].query_value("apikey").as_deref(), Some("S3CRET"));
    assert_eq!(server.received()[0].headers["x-finnhub-token"], "S3CRET");
    assert!(!format!("{error} {error:?}").contains("S3CRET"), "{error}");
    let error = run(client.get(request("/away"))).unwrap_err();
    assert!(matches!(error, NetError::RedirectWithKey { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("S3CRET"), "{error}");
    assert!(other.received().is_empty());
}

#[test]
fn a_foreign_address_cannot_reach_a_private_machine() {
    let server = FixtureServer::start();
    server.on("/x", Reply::html("secret"));
    let port_and_path = server.url("/x").replace("http://127.0.0.1", "");
    let client = Client::new(quick()).unwrap();
    let public = |client: &Client, url: &str| run(client.get_public(Request::get(url).unwrap()));
    for host in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"] {
        let error = public(&client, &format!("http://{host}{port_and_path}")).unwrap_err();
        assert!(matches!(error, NetError::NotPublic { .. }), "{host}: {error:?}");
    }
    let error = public(&client, "http://169.254.169.254/latest/meta-data/").unwrap_err();
    assert_eq!(
        error.to_string(),
        "http://169.254.169.254/latest/meta-data/ leads to 169.254.169.254, which is not a public address"
    );
    assert!(server.received().is_empty());
    let open = Client::new(NetConfig { allow_private: true, ..quick() }).unwrap();
    assert_eq!(public(&open, &server.url("/x")).unwrap().text(), "secret");
}

#[test]
fn a_public_machine_cannot_send_us_to_a_private_one() {
    let server = FixtureServer::start();
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    let news = |path: &str| format!("http://news.example:{port}{path}");
    server
        .on("/page", Reply::html("news"))
        .on("/figures", Reply::redirect(&server.url("/secret")))
        .on("/name", Reply::redirect(&format!("http://localhost:{port}/secret")))
        .on("/twice", Reply::redirect(&news("/figures")))
        .on("/cloud", Reply::redirect("http://169.254.169.254/latest/meta-data/"))
        .on("/file", Reply::redirect("file:///etc/passwd"))
        .on("/secret", Reply::html("secret"));
    let settled = vec![("news.example".to_owned(), "127.0.0.1:0".parse().unwrap())];
    let client = Client::new(NetConfig { settled: settled.clone(), ..quick() }).unwrap();
    let public = |client: &Client, url: &str| run(client.get_public(Request::get(url).unwrap()));
    assert_eq!(public(&client, &news("/page")).unwrap().text(), "news", "the name counts as public");
    for path in ["/figures", "/name", "/twice", "/cloud"] {
        let error = public(&client, &news(path)).unwrap_err();
        assert!(matches!(error, NetError::NotPublic { .. }), "{path}: {error:?}");
        assert!(error.remedy().is_some(), "{path}");
    }
    assert!(public(&client, &news("/file")).unwrap_err().to_string().contains("scheme \"file\""));
    assert!(!server.received().iter().any(|r| r.path == "/secret"));
    let open = Client::new(NetConfig { settled, allow_private: true, ..quick() }).unwrap();
    assert_eq!(public(&open, &news("/twice")).unwrap().text(), "secret");
}

#[test]
fn a_trusted_server_cannot_send_us_to_another_private_one() {
    let (server, other) = (FixtureServer::start(), FixtureServer::start());
    let port = server.url("").rsplit(':').next().unwrap().to_owned();
    server
        .on("/page", Reply::redirect("/here"))
        .on("/here", Reply::html("here"))
        .on("/other", Reply::redirect(&other.url("/secret")))
        .on("/name", Reply::redirect(&format!("http://localhost:{port}/here")))
        .on("/cloud", Reply::redirect("http://169.254.169.254/latest/meta-data/"));
    other.on("/secret", Reply::html("secret"));
    let client = Client::new(quick()).unwrap();
    let get = |client: &Client, path: &str| run(client.get(Request::get(&server.url(path)).unwrap()));
    assert_eq!(get(&client, "/page").unwrap().text(), "here", "its own pages are the user's choice");
    for path in ["/other", "/name", "/cloud"] {
        let error = get(&client, path).unwrap_err();
        assert!(matches!(error, NetError::NotPublic { .. }), "{path}: {error:?}");
        assert!(error.remedy().is_some(), "{path}");
    }
    assert!(other.received().is_empty());
    let open = Client::new(NetConfig { allow_private: true, ..quick() }).unwrap();
    assert_eq!(get(&open, "/other").unwrap().text(), "secret");
}

#[test]
fn a_host_s_pace_is_kept() {
    let server = FixtureServer::start();
    server.on("/x", Reply::json("1"));
    let client = Client::new(quick()).unwrap();
    let started = Instant::now();
    run(async {
        for _ in 0..15 {
            let request = Request::get(&server.url("/x")).unwrap().paced(Pace::per_second(10));
            client.get(request).await.unwrap();
        }
    });
    assert!(started.elapsed() >= Duration::from_millis(400), "{:?}", started.elapsed());
}

#[test]
fn an_unchanged_page_and_an_explained_refusal_are_answers() {
    let server = FixtureServer::start();
    server
        .on("/same", Reply::new(304, "text/plain", ""))
        .on("/why", Reply::new(404, "application/json", r#"{"error":"no such symbol"}"#));
    let client = Client::new(quick()).unwrap();
    let same = Request::get(&server.url("/same")).unwrap().header("if-none-match", "\"7\"");
    assert_eq!(run(client.get(same)).unwrap().status, 304);
    let why = Request::get(&server.url("/why")).unwrap().expecting(Content::Json).explained();
    let answer = run(client.get(why)).unwrap();
    assert!(!answer.is_success());
    assert!(answer.text().contains("no such symbol"));
}
