//! Zendesk. Sources: `https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket`,
//! `https://developer.zendesk.com/api-reference/ticketing/users/users/#show-user`.

use super::{
    ReplyText,
    fit::{Unit, fit},
};
use crate::{way::Way, zendesk};
use chrono::{DateTime, Utc};
use http::{Method, Request, header};
use serde_json::Value;
use sledz_domain::{base::BASE64, json};
use sledz_providers::{
    outcome::{Answer, Outcome, Verdict, by_status, judged, taken},
    request::json as post,
    variables::{base_url, key},
};
use sledz_sources::{
    request::{encoded, request},
    variables::Variables,
};

const LIMIT: usize = 10_000;

/// A comment: public, or for agents only.
pub(crate) fn comment(way: &Way, reply: &ReplyText, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    if way.field(0).is_empty() {
        return Err("there is no way back".to_owned());
    }
    let body = fit(reply.text, LIMIT, Unit::Utf16);
    let body = json!({"ticket": {"comment": {"body": body, "public": !reply.private}}});
    let url = format!("{}/api/v2/tickets/{}.json", base(variables)?, encoded(way.field(0)));
    let mut request = post(&url, &[("authorization", &basic(variables)?)], &body)?;
    *request.method_mut() = Method::PUT;
    Ok(request)
}

/// Who a user is.
pub(crate) fn user(id: &str, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
    let url = format!("{}/api/v2/users/{}.json", base(variables)?, encoded(id));
    let basic = basic(variables)?;
    let headers = [(header::AUTHORIZATION, basic.as_str()), (header::ACCEPT, "application/json")];
    request(Method::GET, &url, &headers, Vec::new())
}

fn base(variables: &dyn Variables) -> Result<&str, String> {
    base_url(variables, "zendesk_url", "https://sklep.zendesk.com")
}

fn basic(variables: &dyn Variables) -> Result<String, String> {
    let because = "the channel zendesk is open";
    let (user, token) = (key(variables, because, "zendesk_user")?, key(variables, because, "zendesk_token")?);
    Ok(format!("Basic {}", BASE64.encode(format!("{user}/token:{token}").as_bytes())))
}

/// What its answer means. The id is the comment's.
pub(crate) fn read(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let object = answer.object();
    if answer.is_success() {
        let audit = object.get("audit").unwrap_or(&Value::Null);
        return taken("zendesk", answer, now, zendesk::comment(&object).unwrap_or(audit), "id");
    }
    match (answer.status, object.get("error").and_then(Value::as_str)) {
        (404, Some("RecordNotFound")) => {
            judged("zendesk", answer, now, None, (Verdict::Never, "there is no such ticket"))
        }
        (422, _) => judged("zendesk", answer, now, None, (Verdict::Never, "the ticket takes no more comments")),
        _ => by_status("zendesk", answer, now),
    }
}
