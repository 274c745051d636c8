//! `/jobs/calls`: what is owed to platforms and payment providers goes out.

use sledz_app::calls;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| calls::variables(), calls::handle).await
}
