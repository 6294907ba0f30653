//! The HTTP face, asked over loopback as strangers would.

mod api;
mod browser;
mod devtools;
mod forms;
mod history;
mod limits;
mod list;
mod pages;
mod security;
mod stream;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use newstape::app::Context;
use newstape::clock::Clock;
use newstape::http::{Settings, Shared, serve};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::support::Newstape;

/// A title as an attacker would send it.
const HOSTILE: &str = "Microsoft </title><script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\"";

/// A server on a port of its own, ended with the test.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    shutdown: CancellationToken,
    thread: Option<std::thread::JoinHandle<()>>,
    news: Newstape,
}

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Checks that it is a problem document of its status.
    pub(super) fn is_problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}

/// Two events, one of them hostile, with the demo's bars; made once, copied for each test.
fn template() -> &'static PathBuf {
    static MADE: OnceLock<(Newstape, PathBuf)> = OnceLock::new();
    &MADE
        .get_or_init(|| {
            let news = Newstape::new();
            news.unpack_demo_bars();
            news.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "yes"]);
            news.write(
                "note.txt",
                "1. Februar 2025\n\nWall Street am Mittag\n\nDie Microsoft-Aktie verlor im \
                 vorbörslichen Handel 0,21 Prozent auf 446,28 US-Dollar.\n",
            );
            news.ok(&["log", "note.txt", "--source", "Börse"]);
            news.ok(&[
                "log",
                "--title",
                HOSTILE,
                "--at",
                "2025-01-29T21:05Z",
                "--source",
                "<b>Wire</b>",
                "--tag",
                "<i>tag</i>",
                "--kind",
                "earnings",
            ]);
            let db = news.path().join("news.db");
            (news, db)
        })
        .1
}

impl Server {
    /// With the settings that suit loopback.
    pub(super) fn start() -> Self {
        Self::with(Settings::default())
    }

    pub(super) fn with(settings: Settings) -> Self {
        let news = Newstape::new();
        std::fs::copy(template(), news.path().join("news.db")).expect("a database");
        Self::on(news, settings)
    }

    fn on(news: Newstape, settings: Settings) -> Self {
        let now = "2025-03-15T12:00:00Z".parse().expect("an instant");
        let context = Context::new(Clock::Fixed(now), Some(news.path().join("news.db")), false);
        let shutdown = CancellationToken::new();
        let shared = Shared::new(context, settings, shutdown.clone());
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                tell.send(listener.local_addr().expect("an address")).expect("a listener");
                serve(listener, shared).await;
            });
        });
        let address = told.recv().expect("a server");
        Self { address, shutdown, thread: Some(thread), news }
    }

    /// The server's database.
    pub(super) fn db(&self) -> PathBuf {
        self.news.path().join("news.db")
    }

    /// The command line on the server's database.
    pub(super) fn cli(&self, args: &[&str]) -> String {
        self.news.ok(args)
    }

    pub(super) fn cli_json(&self, args: &[&str]) -> Value {
        self.news.json(args)
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    /// A request with a Host header of its own unless one is given.
    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("host")) {
            write!(head, "host: {}\r\n", self.address).unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if !body.is_empty() {
            write!(head, "content-length: {}\r\n", body.len()).unwrap();
        }
        head += "\r\n";
        let mut connection = self.connect();
        connection.write_all(head.as_bytes()).expect("a request");
        // A server may answer and close before it has read a body that is too large.
        let _ = connection.write_all(body);
        read_answer(connection)
    }

    pub(super) fn connect(&self) -> TcpStream {
        let connection = TcpStream::connect(self.address).expect("a connection");
        connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
        connection
    }

    /// Tells the server to end, and waits until it has.
    pub(super) fn stop(&mut self) {
        self.shutdown.cancel();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("a server that ends well");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Everything until the connection ends.
pub(super) fn read_answer(mut connection: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8_192];
    while let Ok(n) = connection.read(&mut buffer) {
        if n == 0 {
            break;
        }
        bytes.extend_from_slice(&buffer[..n]);
    }
    parse_answer(&bytes)
}

pub(super) fn parse_answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|s| s.parse().ok());
    let headers = lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned()));
    Answer { status: status.expect("a status"), headers: headers.collect(), body: bytes[end + 4..].to_vec() }
}
