//! `/jobs/rollup`, `/jobs/recount`: the numbers of the shop are kept.

use sledz_app::kpi::work;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve(request, |_| work::variables(), work::keep).await
}
