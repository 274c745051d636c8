//! `/hooks/couriers/{carrier}`: couriers and tracking aggregators.

use sledz_app::courier_webhook;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |parts| courier_webhook::variables(parts.uri.path()), courier_webhook::handle)
        .await
}
