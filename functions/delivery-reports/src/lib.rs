//! `/hooks/reports/{provider}`: what became of messages, as their providers report it.

use sledz_app::reports;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |parts| reports::variables(parts.uri.path()), reports::handle).await
}
