//! `/jobs/poll/{poller}`: carriers that do not tell by themselves are asked.

use sledz_app::poller;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| poller::variables(), poller::handle).await
}
