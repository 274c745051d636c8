//! The guest of the tests: one route for each thing that the host gives a component.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::panic)]

use http::{Response, StatusCode};
use http_body_util::BodyExt as _;
use spin_sdk::experimental::wasi::keyvalue::{atomics, batch, store};
use spin_sdk::http::body::IncomingBodyExt as _;
use spin_sdk::http::{FullBody, IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    // It is served at `/probe` and at `/denied`.
    let (_, name) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
    let (status, text) = match name {
        // The headers whose names begin with `spin-`, in their order, and the address.
        "headers" => {
            let headers = request.headers().iter().filter(|(name, _)| name.as_str().starts_with("spin-"));
            let lines: Vec<String> =
                headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
            (200, format!("{}\n{}", request.uri(), lines.join("\n")))
        }
        // One answer per call of the store, in order.
        "store" => (200, calls(&query).unwrap_or_else(|error| format!("{error:?}"))),
        "open" => (200, format!("{:?}", store::open(&query).map(|_| ()))),
        "variable" => (200, format!("{:?}", spin_sdk::variables::get(&query).await)),
        "fetch" => match spin_sdk::http::get(&query).await {
            Ok(response) => {
                let status = response.status().as_u16();
                (status, String::from_utf8(response.into_body().bytes().await.unwrap().to_vec()).unwrap())
            }
            Err(error) => (502, format!("{error:?}")),
        },
        "length" => (200, request.into_body().collect().await.unwrap().to_bytes().len().to_string()),
        "too-large" => (413, "too large".into()),
        "print" => {
            println!("to stdout");
            eprint!("to stderr, without an end");
            (200, String::new())
        }
        "trap" => panic!("the guest gives up"),
        _ => (404, String::new()),
    };
    let mut response = Response::new(FullBody::new(bytes::Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn calls(key: &str) -> Result<String, store::Error> {
    let bucket = store::open("default")?;
    let answers = [
        format!("{:?}", bucket.get(key)?),
        format!("{:?}", bucket.exists(key)?),
        format!("{:?}", bucket.set(key, b"1")?),
        format!("{:?}", bucket.get(key)?),
        format!("{:?}", bucket.exists(key)?),
        format!("{:?}", bucket.delete(key)?),
        format!("{:?}", batch::set_many(&bucket, &[("x".into(), b"2".to_vec()), ("y".into(), b"3".to_vec())])?),
        format!("{:?}", bucket.get("y")?),
        format!("{:?}", atomics::increment(&bucket, "n", 40)?),
        format!("{:?}", atomics::increment(&bucket, "n", 2)?),
        format!("{:?}", atomics::increment(&bucket, "y", 1)),
    ];
    Ok(answers.join(" "))
}
