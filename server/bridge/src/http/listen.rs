//! Listening and stopping, as the door does it (server/src/http/serve.rs): headers within a time, connections within a number.
//! On shutdown: take no more, finish the ticket that is under way, then return.

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
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
/// How long requests under way may take to finish: a ticket with its answer.
const FINISH_WITHIN: Duration = Duration::from_secs(25);
/// The most bytes of one request's headers.
const HEADER_BYTES: usize = 16 * 1024;
/// Open connections at once: one browser.
const CONNECTIONS: usize = 64;

/// Serves until `stop` is cancelled and what was under way is finished.
pub async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let under_way = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(HEADER_BYTES);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.expect("the semaphore is never closed"),
            () = stop.cancelled() => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(wrong) => {
                    // Out of file descriptors, or the client left: neither ends the bridge.
                    tracing::warn!(%wrong, "accept");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        let service = TowerToHyperService::new(
            app.clone().map_request(|request: hyper::Request<hyper::body::Incoming>| request.map(Body::new)),
        );
        let connection = under_way.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A page that goes away in the middle is its own affair.
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
