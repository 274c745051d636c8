//! `/kpi`: the numbers of the shop as a page.

use sledz_app::kpi::page;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve(request, |_| page::variables(), page::handle).await
}
