//! Limits: on size, on time, on numbers.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use newstape::http::{Limits, Settings};
use serde_json::json;

use super::{Server, parse_answer, read_answer};

fn limited(limits: Limits) -> Server {
    Server::with(Settings { limits, ..Settings::default() })
}

fn ended(mut connection: std::net::TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = connection.read_to_end(&mut bytes);
    bytes
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let server = limited(Limits { body_bytes: 10_000, ..Limits::default() });
    let large = json!({"title": "x", "text": "y".repeat(20_000)});
    server.post("/api/events", &large).is_problem(413);
    // Also one that does not say its length.
    let mut connection = server.connect();
    let head = format!(
        "POST /api/events HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nconnection: close\r\n\
         transfer-encoding: chunked\r\n\r\n",
        server.address
    );
    connection.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        let _ = connection.write_all(format!("3e8\r\n{}\r\n", "z".repeat(1000)).as_bytes());
    }
    let _ = connection.write_all(b"0\r\n\r\n");
    read_answer(connection).is_problem(413);
}

#[test]
fn headers_that_are_too_large_or_too_many_are_refused() {
    let server = Server::start();
    let long = "x".repeat(20_000);
    assert_eq!(server.ask("GET", "/api/health", &[("x-long", &long)], b"").status, 431);
    let many: Vec<(String, String)> = (0..100).map(|n| (format!("x-{n}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(server.ask("GET", "/api/health", &many, b"").status, 431);
    let path = format!("/api/events?text={}", "a".repeat(30_000));
    assert!(matches!(server.get(&path).status, 414 | 431));
}

#[test]
fn a_peer_that_sends_a_byte_at_a_time_is_cut_off() {
    let server = limited(Limits { header_time: Duration::from_millis(400), ..Limits::default() });
    let mut slow = server.connect();
    let started = Instant::now();
    for byte in b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
        if slow.write_all(&[*byte]).is_err() || started.elapsed() > Duration::from_secs(5) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    ended(slow);
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[test]
fn a_connection_that_says_nothing_ends() {
    let server = limited(Limits { header_time: Duration::from_millis(300), ..Limits::default() });
    let started = Instant::now();
    ended(server.connect());
    // Also after an answer.
    let mut connection = server.connect();
    connection.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let answered = ended(connection);
    assert_eq!(parse_answer(&answered).status, 200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let server = limited(Limits { request_time: Duration::from_millis(300), ..Limits::default() });
    let mut connection = server.connect();
    let head = "POST /api/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    connection.write_all(head.as_bytes()).unwrap();
    read_answer(connection).is_problem(408);
}

#[test]
fn one_peer_holds_a_part_of_the_connections_only() {
    let server = limited(Limits { connections_per_peer: 3, ..Limits::default() });
    let held: Vec<_> = (0..3).map(|_| server.connect()).collect();
    std::thread::sleep(Duration::from_millis(100));
    assert!(ended(server.connect()).is_empty(), "the fourth is closed without a word");
    drop(held);
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        let mut connection = server.connect();
        let _ =
            connection.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let mut bytes = Vec::new();
        let _ = connection.read_to_end(&mut bytes);
        if bytes.starts_with(b"HTTP/1.1 200") {
            return;
        }
    }
    panic!("places were not given back");
}

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let server = limited(Limits { connections: 2, ..Limits::default() });
    let mut held: Vec<_> = (0..2).map(|_| server.connect()).collect();
    std::thread::sleep(Duration::from_millis(100));
    let mut third = server.connect();
    third.write_all(b"GET /api/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    third.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    assert!(third.read(&mut [0; 64]).is_err(), "it was answered beside the two");
    held.pop();
    third.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(read_answer(third).status, 200);
}

#[test]
fn a_peer_that_takes_nothing_of_its_answers_is_cut_off() {
    let server = limited(Limits { write_time: Duration::from_millis(300), ..Limits::default() });
    let mut slow = server.connect();
    let ask = b"GET /api/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(200);
    // Before the questions are sent: a busy server can stop at the first of them while the last is written.
    let started = Instant::now();
    slow.write_all(&ask).unwrap();
    // A busy server takes the connection later than it answers the next: only then is it counted.
    slow.read_exact(&mut [0]).unwrap();
    // One connection is that which asks.
    while !server.get("/metrics").text().contains("newstape_http_connections 1\n") {
        assert!(started.elapsed() < Duration::from_secs(30), "the connection was kept");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(started.elapsed() > Duration::from_millis(250), "the answers filled no buffer");
    drop(slow);
}

#[test]
fn writing_without_end_is_slowed_down() {
    let server = limited(Limits { writes_per_minute: 3, ..Limits::default() });
    let tried: Vec<u16> = (0..5).map(|_| server.post("/api/events", &json!({})).status).collect();
    assert_eq!(tried, [422, 422, 422, 429, 429]);
    assert_eq!(server.post("/api/events", &json!({})).header("retry-after"), "10");
    assert_eq!(server.get("/api/events").status, 200, "reading goes on");
}

#[test]
fn the_server_ends_at_once_though_a_stream_is_open() {
    let mut server = Server::start();
    let mut stream = server.connect();
    stream.write_all(b"GET /api/stream HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}
