//! `/api/cases/{number}`, `/cases/{number}`: what people do with a case.

use sledz_app::case_work;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_and_poke(request, |_| case_work::variables(), case_work::handle).await
}
