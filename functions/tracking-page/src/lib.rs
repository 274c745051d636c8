//! `/`, `/sledz-zamowienie`, `/track-order`, `/z/{token}`: what the customer sees.

use sledz_app::tracking_page;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve(request, |_| tracking_page::variables(), tracking_page::handle).await
}
