//! The floors of the benchmark: what a request costs on the same host when the component does
//! nothing (`/floor/nothing`), or one key-value get of a key that exists (`/floor/get`).
//!
//! Never part of a deployment: only the benchmark's manifest names it.

use http::{Response, StatusCode};
use spin_sdk::experimental::wasi::keyvalue::store;
use spin_sdk::http::{FullBody, IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let (status, body) = match request.uri().path() {
        "/floor/nothing" => (StatusCode::OK, "nothing".into()),
        "/floor/get" => match store::open("default").and_then(|bucket| bucket.get("floor:value")) {
            Ok(Some(value)) => (StatusCode::OK, bytes::Bytes::from(value)),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "no value".into()),
        },
        _ => (StatusCode::NOT_FOUND, "no such floor".into()),
    };
    let mut response = Response::new(FullBody::new(body));
    *response.status_mut() = status;
    response
}
