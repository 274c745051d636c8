//! `/api/orders`, `/api/templates`, `/api/outbox`, `/api/recognise`, `/login`: what the shop's people and
//! systems ask.

use sledz_app::api;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |parts| api::variables(parts.uri.path()), api::handle).await
}
