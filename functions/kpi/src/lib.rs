//! `/api/kpi`: the numbers of the shop.

use sledz_app::kpi;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve(request, |_| kpi::variables(), kpi::handle).await
}
