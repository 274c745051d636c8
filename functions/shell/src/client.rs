//! Speaking to the outside world over `wasi:http`.

use http::{Request, Response};
use http_body_util::BodyExt;
use sledz_app::http_client::{HttpClient, LocalFuture, SendError, TIMEOUT_SECONDS};
use spin_sdk::{
    http::{FullBody, send},
    time::sleep,
    wasip3::http::types::ErrorCode,
};
use std::{future::Future, pin::pin, task::Poll, time::Duration};

/// The most of an answer that is read: providers answer in a line, carriers in a hundred events.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// The component's way out.
pub struct WasiClient;

impl HttpClient for WasiClient {
    fn send<'a>(&'a self, request: Request<Vec<u8>>) -> LocalFuture<'a, Result<Response<Vec<u8>>, SendError>> {
        Box::pin(async move { within(Duration::from_secs(TIMEOUT_SECONDS), call(request)).await })
    }
}

async fn call(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
    let request = request.map(|body| FullBody::new(bytes::Bytes::from(body)));
    let answer = send(request).await.map_err(|error| understood(&error))?;
    let (parts, mut body) = answer.into_parts();
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Err(SendError::Broken) };
        if let Ok(data) = frame.into_data() {
            let room = ANSWER_LIMIT.saturating_sub(read.len());
            read.extend(data.iter().take(room));
            if room < data.len() {
                break;
            }
        }
    }
    Ok(Response::from_parts(parts, read))
}

fn understood(error: &ErrorCode) -> SendError {
    match error {
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => SendError::Denied,
        ErrorCode::DnsTimeout
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => SendError::Timeout,
        _ => SendError::Broken,
    }
}

/// What `work` gives, unless it takes longer than `limit`.
async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
    let mut work = pin!(work);
    let mut end = pin!(sleep(limit));
    std::future::poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        end.as_mut().poll(context).map(|()| Err(SendError::Timeout))
    })
    .await
}
