//! `/jobs/{job}`, `/healthz`, `/login`, `/api/templates`, `/api/outbox`, `/hooks/reports/{provider}`:
//! scheduled work and operations.

use sledz_app::operations;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |parts| operations::variables(parts.uri.path()), operations::handle).await
}
