//! A small HTTP/1.1 server on loopback that answers as told, and misbehaves as told.
//!
//! It runs on a thread of its own, so that tests of the library (async) and of the binary (not)
//! use it alike. Bodies come from recorded payloads or from the test itself.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a route does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A sound answer.
    Answer { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// The first request gets the first reply, and so on; the last one stays.
    InTurn(Vec<Reply>),
    /// Accepts and never says a word.
    Hang,
    /// Sends the head, then a byte every 20 ms, for ever.
    SlowLoris,
    /// Announces the whole body and closes half way.
    Truncated { media: String, body: Vec<u8> },
    /// A compressed body, closed half way, with a length that fits the half.
    TruncatedGzip { media: String, body: Vec<u8> },
    /// A gigabyte of spaces, chunked.
    Endless { media: String },
    /// So many megabytes of spaces, announced.
    Large { media: String, megabytes: usize },
    /// Closes the connection without a word.
    Close,
    /// Bytes that are not HTTP.
    Garbage,
}

impl Reply {
    pub(crate) fn new(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), media.to_owned())];
        Self::Answer { status, headers, body: body.into() }
    }

    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "application/json;charset=utf-8", body)
    }

    pub(crate) fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::new(302, "text/plain", "").with("location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Whether only a time limit ends it.
    pub(crate) fn never_ends(&self) -> bool {
        matches!(self, Self::Hang | Self::SlowLoris)
    }

    /// The same body, compressed.
    pub(crate) fn gzipped(self) -> Self {
        match self {
            Self::Answer { status, headers, body } => {
                Self::Answer { status, headers, body: gzip(&body) }.with("content-encoding", "gzip")
            }
            other => other,
        }
    }
}

/// What arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
}

impl Received {
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }
}

type Choose = dyn Fn(&Received) -> Option<Reply> + Send + Sync;

#[derive(Default)]
struct State {
    routes: HashMap<String, (Reply, usize)>,
    choose: Option<Arc<Choose>>,
    received: Vec<Received>,
}

/// The server; it stops when dropped.
pub(crate) struct FixtureServer {
    port: u16,
    state: Arc<Mutex<State>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl FixtureServer {
    pub(crate) fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (send_port, port) = std::sync::mpsc::channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
                send_port.send(listener.local_addr().unwrap().port()).unwrap();
                tokio::select! {
                    () = accept(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { port: port.recv().unwrap(), state, stop: Some(stop) }
    }

    /// Answers this path (without query) so.
    pub(crate) fn on(&self, path: &str, reply: Reply) -> &Self {
        self.state.lock().unwrap().routes.insert(path.to_owned(), (reply, 0));
        self
    }

    /// Decides by the whole request; paths given with [`Self::on`] come first.
    pub(crate) fn choosing(
        &self,
        choose: impl Fn(&Received) -> Option<Reply> + Send + Sync + 'static,
    ) -> &Self {
        self.state.lock().unwrap().choose = Some(Arc::new(choose));
        self
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The same place, asked over TLS, which this server does not speak.
    pub(crate) fn tls_url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    /// All requests so far, in order of arrival.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }
}

impl Drop for FixtureServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&state)));
    }
}

/// One request a connection: every answer closes it.
async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some(received) = read_head(&mut stream).await else {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n").await;
        return;
    };
    let reply = choose(&state, &received);
    // A client that goes away is what many of these replies provoke.
    let _ = send(&mut stream, reply).await;
    let _ = stream.shutdown().await;
}

async fn read_head(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(n) if n > 0 && head.len() < 65_536 => head.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
        if head.first().is_some_and(|b| !b.is_ascii_uppercase()) {
            return None;
        }
    }
    let text = String::from_utf8(head).ok()?;
    let mut lines = text.split("\r\n");
    let target = lines.next()?.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Some(Received { path: path.to_owned(), query: query.to_owned(), headers })
}

fn choose(state: &Mutex<State>, received: &Received) -> Reply {
    let mut state = state.lock().unwrap();
    state.received.push(received.clone());
    let chosen = match state.routes.get_mut(&received.path) {
        Some((Reply::InTurn(replies), turn)) => {
            let reply = replies[(*turn).min(replies.len() - 1)].clone();
            *turn += 1;
            Some(reply)
        }
        Some((reply, _)) => Some(reply.clone()),
        None => None,
    };
    let by_rule = state.choose.clone();
    drop(state);
    chosen
        .or_else(|| by_rule.and_then(|choose| choose(received)))
        .unwrap_or_else(|| Reply::new(404, "text/plain", "no such fixture"))
}

async fn send(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Answer { status, headers, body } => {
            write_head(stream, status, &headers, Some(body.len())).await?;
            stream.write_all(&body).await
        }
        Reply::InTurn(_) => unreachable!("replies in turn do not nest"),
        Reply::Hang => std::future::pending().await,
        Reply::SlowLoris => {
            write_head(stream, 200, &media("application/json"), Some(1_000_000)).await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Reply::Truncated { media: kind, body } => {
            write_head(stream, 200, &media(&kind), Some(body.len())).await?;
            stream.write_all(&body[..body.len() / 2]).await
        }
        Reply::TruncatedGzip { media: kind, body } => {
            let packed = gzip(&body);
            let half = &packed[..packed.len() / 2];
            let mut headers = media(&kind);
            headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
            write_head(stream, 200, &headers, Some(half.len())).await?;
            stream.write_all(half).await
        }
        Reply::Endless { media: kind } => {
            let mut headers = media(&kind);
            headers.push(("transfer-encoding".to_owned(), "chunked".to_owned()));
            write_head(stream, 200, &headers, None).await?;
            let piece = format!("10000\r\n{}\r\n", " ".repeat(0x1_0000));
            for _ in 0..16_384 {
                stream.write_all(piece.as_bytes()).await?;
            }
            stream.write_all(b"0\r\n\r\n").await
        }
        Reply::Large { media: kind, megabytes } => {
            write_head(stream, 200, &media(&kind), Some(megabytes << 20)).await?;
            let piece = vec![b' '; 1 << 20];
            for _ in 0..megabytes {
                stream.write_all(&piece).await?;
            }
            Ok(())
        }
        Reply::Close => Ok(()),
        Reply::Garbage => stream.write_all(b"\x16\x03\x01 this is not HTTP\r\n\r\n").await,
    }
}

fn media(kind: &str) -> Vec<(String, String)> {
    vec![("content-type".to_owned(), kind.to_owned())]
}

async fn write_head(
    stream: &mut TcpStream,
    status: u16,
    headers: &[(String, String)],
    length: Option<usize>,
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Fixture\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if let Some(length) = length {
        head.extend(["content-length: ", &length.to_string(), "\r\n"]);
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}
