//! `/jobs/export`: reports of the shop's numbers go out.

use sledz_app::kpi::work;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| work::export_variables(), work::export).await
}
