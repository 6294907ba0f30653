//! The stream of new events and measured reactions.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use newstape::http::{Limits, Settings};
use serde_json::Value;

use super::Server;

struct Stream(BufReader<TcpStream>);

/// Name, number, data.
type Told = (String, String, Value);

impl Stream {
    fn open(server: &Server, last: Option<&str>) -> Self {
        let mut connection = server.connect();
        let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        connection
            .write_all(format!("GET /api/stream HTTP/1.1\r\nhost: localhost\r\n{last}\r\n").as_bytes())
            .unwrap();
        let mut stream = Self(BufReader::new(connection));
        assert!(stream.line().contains("200"));
        while !stream.line().is_empty() {}
        stream
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn next(&mut self) -> Told {
        let (mut name, mut id, mut data) = (String::new(), String::new(), Value::Null);
        loop {
            let line = self.line();
            match line.split_once(": ") {
                Some(("event", v)) => name = v.to_owned(),
                Some(("id", v)) => id = v.to_owned(),
                Some(("data", v)) => data = serde_json::from_str(v).unwrap(),
                _ if line.is_empty() && !name.is_empty() => return (name, id, data),
                _ => {}
            }
        }
    }
}

fn quick() -> Server {
    let limits = Limits { stream_pause: Duration::from_millis(20), streams: 3, ..Limits::default() };
    Server::with(Settings { limits, ..Settings::default() })
}

#[test]
fn new_events_and_their_reactions_are_told_whoever_wrote_them() {
    let server = quick();
    let mut stream = Stream::open(&server, None);
    // Another process logs.
    server.cli(&["log", "--title", "Tesla misses estimates", "--at", "2025-01-29T21:10Z"]);
    let (name, id, data) = stream.next();
    assert_eq!((name.as_str(), &data["schema"]), ("event", &Value::from("newstape/event/1")));
    assert_eq!(data["event"]["id"], 3);
    let (name, second, data) = stream.next();
    assert_eq!((name.as_str(), &data["event_id"]), ("reaction", &Value::from(3)));
    assert!(second.parse::<i64>().unwrap() > id.parse().unwrap());
    assert!(data["reactions"].as_array().unwrap().iter().any(|r| r["status"] == "measured"));
}

#[test]
fn a_stream_resumes_after_the_last_one_received() {
    let server = quick();
    let all: Vec<Told> = {
        let mut stream = Stream::open(&server, Some("0"));
        (0..4).map(|_| stream.next()).collect()
    };
    let names: Vec<&str> = all.iter().map(|t| t.0.as_str()).collect();
    assert_eq!(names, ["event", "reaction", "event", "reaction"]);
    let mut resumed = Stream::open(&server, Some(&all[1].1));
    assert_eq!(resumed.next(), all[2]);
    // A number that this database never gave.
    let mut foreign = Stream::open(&server, Some("999999"));
    assert_eq!(foreign.next().0, "reset");
    server.ask("GET", "/api/stream", &[("last-event-id", "x")], b"").is_problem(400);
}

#[test]
fn a_stream_passes_over_events_that_were_deleted() {
    let server = quick();
    let json = [("content-type", "application/json")];
    let changed = server.ask("PATCH", "/api/events/1", &json, br#"{"title": "A better title"}"#);
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(server.ask("DELETE", "/api/events/1", &[], b"").status, 204);
    let mut stream = Stream::open(&server, Some("0"));
    let (name, _, data) = stream.next();
    assert_eq!((name.as_str(), &data["event"]["id"]), ("event", &Value::from(2)));
    assert_eq!(stream.next().0, "reaction");
    // More of them than are read at once, and nothing else yet: the stream still goes on.
    for number in 0..30 {
        let made = server.post("/api/events", &serde_json::json!({"title": format!("Tesla, part {number}")}));
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["event"]["id"].as_i64().unwrap();
        assert_eq!(server.ask("DELETE", &format!("/api/events/{id}"), &[], b"").status, 204);
    }
    let mut late = Stream::open(&server, Some("0"));
    server.cli(&["log", "--title", "Tesla misses estimates", "--at", "2025-01-29T21:10Z"]);
    let titles: Vec<String> = (0..3).map(|_| late.next().2["event"]["title"].to_string()).collect();
    assert!(titles[2].contains("misses estimates"), "{titles:?}");
}

#[test]
fn streams_are_limited_and_their_places_given_back() {
    let server = quick();
    let open: Vec<Stream> = (0..3).map(|_| Stream::open(&server, None)).collect();
    server.get("/api/stream").is_problem(503);
    drop(open);
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(20));
        if server.get("/metrics").text().contains("newstape_http_streams 0") {
            return;
        }
    }
    panic!("a stream outlived its listener");
}

#[test]
fn what_the_news_say_cannot_break_into_the_stream() {
    let server = quick();
    let mut stream = Stream::open(&server, None);
    let text =
        "<script>alert(1)</script> Tesla\r\n\r\nevent: reset\ndata: {\"forged\": true}\n\nid: 0\u{2028}";
    let body = serde_json::json!({"text": text, "title": "Tesla\n\nevent: reset\ndata: forged", "at": "2025-01-29T21:10Z"});
    let made = server.post("/api/events", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let (name, id, data) = stream.next();
    assert_eq!((name.as_str(), &data["schema"]), ("event", &Value::from("newstape/event/1")));
    assert!(id.parse::<i64>().unwrap() > 0);
    assert_eq!(stream.next().0, "reaction", "nothing was forged between the two");
}
