//! `/jobs/sync`, `/jobs/backfill`: shops, marketplaces and hubs are asked for their orders.

use sledz_app::order_sync;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |_| order_sync::variables(), order_sync::handle).await
}
