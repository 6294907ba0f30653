//! Accepts connections, limits their number and time, and closes them in an orderly way.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::impatient::Impatient;
use super::settings::Limits;
use super::shared::Shared;

/// Serves connections until stopped, then lets running requests finish within the drain time.
///
/// The headers of a request must arrive within a limit of time and size, and an idle connection
/// is closed: a peer that sends a byte a minute keeps a connection for seconds only, and one
/// peer can have only a part of them.
pub async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let (limits, shutdown) = (&shared.settings.limits, shared.shutdown.clone());
    let server = Server {
        router: super::router(Arc::clone(&shared)),
        connections: shared.metrics.connections.clone(),
        write_time: limits.write_time,
        builder: builder(limits),
        open: Arc::new(Semaphore::new(limits.connections)),
        peers: Arc::new(Peers { most: limits.connections_per_peer, open: Mutex::default() }),
        shutdown: shutdown.clone(),
        tasks: TaskTracker::new(),
    };
    loop {
        // Get a permit first, so that connections that cannot be served wait in the system's queue.
        let Ok(permit) = Arc::clone(&server.open).acquire_owned().await else { break };
        tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => server.take(stream, peer, permit),
                Err(error) => {
                    // Most likely out of file handles: others must be closed first.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop(listener);
    server.tasks.close();
    if timeout(limits.drain_time, server.tasks.wait()).await.is_err() {
        tracing::warn!(connections = server.tasks.len(), "connections were cut off at the end");
    }
}

fn builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes.max(64 * 1024));
    builder
}

struct Server {
    router: Router,
    connections: Gauge,
    write_time: Duration,
    builder: http1::Builder,
    open: Arc<Semaphore>,
    peers: Arc<Peers>,
    shutdown: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    fn take(&self, stream: TcpStream, peer: SocketAddr, permit: OwnedSemaphorePermit) {
        let Some(place) = Peers::enter(&self.peers, peer.ip()) else { return };
        let _ = stream.set_nodelay(true);
        let stream = Impatient::new(stream, self.write_time);
        let with_peer = self.router.clone().map_request(move |mut request: hyper::Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection =
            self.builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(with_peer));
        let shutdown = self.shutdown.clone();
        let count = self.connections.clone();
        self.tasks.spawn(async move {
            let (_permit, _place) = (permit, place);
            count.inc();
            tokio::pin!(connection);
            tokio::select! {
                ended = connection.as_mut() => log(ended),
                () = shutdown.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    log(connection.await);
                }
            }
            count.dec();
        });
    }
}

fn log(ended: Result<(), hyper::Error>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// The number of connections of each peer.
struct Peers {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's slot, which is freed when dropped.
struct Place {
    peers: Arc<Peers>,
    peer: IpAddr,
}

impl Peers {
    fn enter(peers: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let mut open = peers.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(peer).or_default();
        if *count >= peers.most {
            return None;
        }
        *count += 1;
        Some(Place { peers: Arc::clone(peers), peer })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.peers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.peer);
            }
        }
    }
}
