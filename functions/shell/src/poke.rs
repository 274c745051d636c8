//! Sending a call to the component `jobs`: no body, and nobody waits for what it answers.

use http::{Request, uri::Scheme as UriScheme};
use spin_sdk::wasip3::{
    http::{
        client,
        types::{Fields, Method, Request as WasiRequest, Scheme},
    },
    spawn, wit_future,
};

/// Sends `call` once the response has left. If it fails, the job does what it asks for.
pub fn send(call: &Request<()>) {
    if let Some(request) = prepared(call) {
        spawn(async move {
            let _ = client::send(request).await;
        });
    }
}

fn prepared(call: &Request<()>) -> Option<WasiRequest> {
    let headers: Vec<(String, Vec<u8>)> =
        call.headers().iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    let headers = Fields::from_list(&headers).ok()?;
    // Dropped at once: there are no trailers.
    let (_, trailers) = wit_future::new(|| Ok(None));
    let (request, _) = WasiRequest::new(headers, None, trailers, None);
    let uri = call.uri();
    let scheme = if uri.scheme() == Some(&UriScheme::HTTPS) { Scheme::Https } else { Scheme::Http };
    request.set_method(&Method::Post).ok()?;
    request.set_scheme(Some(&scheme)).ok()?;
    request.set_authority(uri.authority().map(|authority| authority.as_str())).ok()?;
    request.set_path_with_query(Some(uri.path())).ok()?;
    Some(request)
}
