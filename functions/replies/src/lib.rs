//! `/jobs/replies`, `/ocena`: what is owed about cases goes out; what customers say of how it was.

use sledz_app::replies;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| replies::variables(), replies::handle).await
}
