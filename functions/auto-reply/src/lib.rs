//! `/hooks/messages`, `/api/ask`, `/api/classify`, `/kontakt`, `/contact`, `/jobs/messages`: customers' messages are
//! understood, answered, or handed to people.

use sledz_app::auto_reply;
use spin_sdk::{
    http::{IntoResponse, Request},
    http_service,
};

#[http_service]
async fn serve(request: Request) -> impl IntoResponse {
    sledz_shell::serve_with_client(request, |parts| auto_reply::variables(parts.uri.path()), auto_reply::handle).await
}
