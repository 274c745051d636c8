//! `/jobs/upkeep` and `/healthz`: looking after what is stored, and telling how all of it is.

use sledz_app::upkeep;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |_| upkeep::variables(), upkeep::handle).await
}
