//! A vendor's service on this machine that answers a GET with one JSON text. Plain HTTP to this machine only: no redirect is
//! followed, no proxy asked.

use async_trait::async_trait;
use axum::http::{Request, Uri, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Card, LOOK_WITHIN, MOST_BYTES, Reader, ReaderError, fields::Fields};

/// The service.
#[derive(Clone, Debug)]
pub struct ByService {
    /// Where it answers: `http://127.0.0.1:8000/cgi-bin/readCard`.
    pub url: Uri,
    /// How its answer is read.
    pub fields: Fields,
}

impl ByService {
    async fn get(&self) -> Result<Bytes, ReaderError> {
        let authority = self.url.authority().ok_or(ReaderError::Service("no address"))?;
        let stream = TcpStream::connect((authority.host(), authority.port_u16().unwrap_or(80)))
            .await
            .map_err(|_| ReaderError::Service("nobody listens"))?;
        let broken = |_| ReaderError::Service("the connection broke");
        let (mut ask, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::get(path)
            .header(header::HOST, authority.as_str())
            .header(header::ACCEPT, "application/json")
            .body(Empty::<Bytes>::new())
            .map_err(|_| ReaderError::Service("no address"))?;
        let answered = async {
            let answer = ask.send_request(request).await.map_err(broken)?;
            if !answer.status().is_success() {
                return Err(ReaderError::Service("it refuses"));
            }
            let body = Limited::new(answer.into_body(), MOST_BYTES).collect().await;
            body.map(http_body_util::Collected::to_bytes).map_err(|_| ReaderError::Service("too long an answer"))
        };
        // The connection must be driven while the answer is read; when it ends first, the answer says so itself.
        let driven = async {
            connection.await.ok();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = answered => answer,
            () = driven => Err(ReaderError::Service("the connection broke")),
        }
    }
}

#[async_trait]
impl Reader for ByService {
    async fn look(&self) -> Result<Option<Card>, ReaderError> {
        let said = tokio::time::timeout(LOOK_WITHIN, self.get()).await.map_err(|_| ReaderError::Service("too slow"))??;
        self.fields.take(&said)
    }
}
