//! `/hooks/orders/{platform}`: shops and marketplaces.

use sledz_app::order_webhook;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |parts| order_webhook::variables(parts.uri.path()), order_webhook::handle)
        .await
}
