//! HTTP/1.1 in front of the components.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::io::TokioIo;

use crate::body::Lingering;
use crate::counters::Counters;
use crate::headers;
use crate::instances::Handler;
use crate::routes::{HOST_PREFIX, Router, WELL_KNOWN_PREFIX};
use crate::store::Store;
use crate::usage::Usage;

/// How many requests may be inside components at once; more wait. Well below the pool's instances.
const IN_FLIGHT: usize = 256;
/// How long requests in flight may take after a signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// The pause after a connection could not be accepted, as when there are no file handles left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// All that is needed to answer a request.
pub(crate) struct Server {
    pub(crate) router: Router,
    pub(crate) handlers: HashMap<String, Handler>,
    pub(crate) store: Arc<Store>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) usage: Arc<Usage>,
    /// Whether `/.host/` exists.
    pub(crate) control: bool,
    /// Whether there is an access log.
    pub(crate) log: bool,
    in_flight: Semaphore,
}

impl Server {
    pub(crate) fn new(
        router: Router,
        handlers: HashMap<String, Handler>,
        store: Arc<Store>,
        counters: Arc<Counters>,
        usage: Arc<Usage>,
    ) -> Self {
        let in_flight = Semaphore::new(IN_FLIGHT);
        Self { router, handlers, store, counters, usage, control: false, log: false, in_flight }
    }

    /// Serves until `stop` says so, then lets requests in flight end.
    pub(crate) async fn run(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        // Each connection holds a sender; the receiver sees the last one go.
        let (open, mut all_closed) = tokio::sync::mpsc::channel::<Infallible>(1);
        loop {
            let accepted = tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, client)) => {
                    let (server, stop, open) = (Arc::clone(&self), stop.clone(), open.clone());
                    tokio::spawn(async move {
                        server.connection(stream, client, stop).await;
                        drop(open);
                    });
                }
                Err(error) => {
                    eprintln!("sledz-host: a connection could not be accepted: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop((listener, open));
        if tokio::time::timeout(GRACE, all_closed.recv()).await.is_err() {
            eprintln!("sledz-host: requests still in flight after {} s are dropped", GRACE.as_secs());
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, client: SocketAddr, mut stop: watch::Receiver<bool>) {
        // Head and body of an answer are two segments: without this, the second waits for an
        // acknowledgement that the client delays.
        let _ = stream.set_nodelay(true);
        let service = service_fn(|request| {
            let server = Arc::clone(&self);
            async move { Ok::<_, Infallible>(server.answer(request, client).await) }
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        // A client that breaks off is no news.
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = stop.wait_for(|stop| *stop) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>, client: SocketAddr) -> Response<WasiBody> {
        let begun = Instant::now();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let (pattern, response) = if let Some(name) = path.strip_prefix(WELL_KNOWN_PREFIX) {
            (WELL_KNOWN_PREFIX, well_known(name))
        } else if let Some(name) = path.strip_prefix(HOST_PREFIX) {
            (HOST_PREFIX, self.control(name, &request))
        } else {
            match self.router.find(&path) {
                Some(found) => (found.route.pattern.as_str(), self.component(request, &found, client).await),
                None => ("-", empty(StatusCode::NOT_FOUND)),
            }
        };
        if self.log {
            // The pattern, never the path: that may carry a token.
            eprintln!("{method} {pattern} {} {} ms", response.status().as_u16(), begun.elapsed().as_millis());
        }
        response
    }

    async fn component(
        &self,
        mut request: Request<Incoming>,
        found: &crate::routes::Match<'_>,
        client: SocketAddr,
    ) -> Response<WasiBody> {
        let Some(uri) = headers::full_uri(request.uri(), request.headers()) else {
            return empty(StatusCode::BAD_REQUEST);
        };
        let Some(handler) = self.handlers.get(&found.route.component) else {
            return empty(StatusCode::NOT_FOUND);
        };
        headers::append(request.headers_mut(), &uri, found, client);
        *request.uri_mut() = uri;
        let (head, body) = request.into_parts();
        let body = Lingering::new(body, &head.headers).boxed_unsync();
        let Ok(_permit) = self.in_flight.acquire().await else {
            return empty(StatusCode::SERVICE_UNAVAILABLE);
        };
        match handler.handle((), Request::from_parts(head, body)).await {
            Ok(response) => response,
            Err(error) => {
                // A trap was logged when its instance ended; this says which route it cost an answer.
                eprintln!("sledz-host: route {} got no answer: {}", found.route.pattern, error.root_cause());
                empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// `/.host/`, for tests and the benchmark.
    fn control(&self, name: &str, request: &Request<Incoming>) -> Response<WasiBody> {
        if !self.control {
            return empty(StatusCode::NOT_FOUND);
        }
        let number = |key: &str| {
            let pairs = request.uri().query()?.split('&').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(name, _)| *name == key).find_map(|(_, value)| value.parse::<u64>().ok())
        };
        match (request.method(), name) {
            (&Method::GET, "counters") => json(self.counters.to_json()),
            (&Method::GET, "store-time") => json(self.counters.time_to_json()),
            (&Method::GET, "usage") => {
                let in_flight = IN_FLIGHT.saturating_sub(self.in_flight.available_permits());
                json(format!(r#"{{"memory":{},"in_flight":{in_flight}}}"#, self.usage.memory()))
            }
            (&Method::POST, "store-delay") => match number("ms") {
                Some(milliseconds) => {
                    self.store.faults.delay(milliseconds);
                    empty(StatusCode::NO_CONTENT)
                }
                None => empty(StatusCode::BAD_REQUEST),
            },
            (&Method::POST, "store-fail") => match number("on") {
                Some(on @ (0 | 1)) => {
                    self.store.faults.fail(on == 1);
                    empty(StatusCode::NO_CONTENT)
                }
                _ => empty(StatusCode::BAD_REQUEST),
            },
            _ => empty(StatusCode::NOT_FOUND),
        }
    }
}

/// What Spin answers itself; just the part that a test may wait for.
fn well_known(name: &str) -> Response<WasiBody> {
    match name {
        "health" => Response::new(full("OK")),
        _ => empty(StatusCode::NOT_FOUND),
    }
}

fn json(text: String) -> Response<WasiBody> {
    let mut response = Response::new(full(text));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}

fn full(text: impl Into<Bytes>) -> WasiBody {
    Full::new(text.into()).map_err(|never| match never {}).boxed_unsync()
}

fn empty(status: StatusCode) -> Response<WasiBody> {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = status;
    response
}
