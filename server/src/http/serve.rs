//! Listening and stopping. `axum::serve` sets no time for request headers and no bound on connections, so a few slow
//! clients could hold the hall's server; here both are bounded, and Nagle's algorithm is off.
//! On shutdown: take no more, finish what is under way, then return.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// How long a client may take to send its request's headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// How long requests under way may take to finish after a shutdown was asked for.
const FINISH_WITHIN: Duration = Duration::from_secs(20);
/// The most bytes of one request's headers.
const HEADER_BYTES: usize = 32 * 1024;

/// Serves until `stop` is cancelled and what was under way is finished.
pub async fn serve(listener: TcpListener, app: Router, max_connections: usize, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(max_connections));
    let under_way = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(HEADER_BYTES);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
            () = stop.cancelled() => break,
        };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(wrong) => {
                    // Out of file descriptors, or the client left: neither ends the server.
                    tracing::warn!(%wrong, "accept");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        if let Err(wrong) = stream.set_nodelay(true) {
            tracing::debug!(%wrong, "nodelay");
        }
        let service = TowerToHyperService::new(with_peer(app.clone(), peer));
        let connection = under_way.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that goes away in the middle is its own affair.
            if let Err(gone) = connection.await {
                tracing::trace!(%gone, "connection");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping: finishing what is under way");
    if tokio::time::timeout(FINISH_WITHIN, under_way.shutdown()).await.is_err() {
        tracing::warn!("some connections did not finish in time");
    }
}

/// The app with the client's address beside each request.
fn with_peer(
    app: Router,
    peer: SocketAddr,
) -> impl tower::Service<
    hyper::Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send {
    app.map_request(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    })
}
