//! `/api/customers`: what customers may ask for with personal data.

use sledz_app::customers;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve(request, |_| customers::variables(), customers::handle).await
}
