//! `/jobs/{job}`: what a clock starts, and everything that goes out.

use sledz_app::operations;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| operations::variables(), operations::handle).await
}
