//! How a report goes out: to an HTTPS endpoint of the shop's, signed by Standard Webhooks; to Google Analytics 4; by e-mail.

use super::exports::{self, Kept};
use crate::{compose::mail_provider, http_client::HttpClient, reference, request::Env};
use sledz_domain::{
    event_id::EventId,
    outbox::{Subject, What},
    view::rfc3339,
};
use sledz_providers::{
    events::{self, Event},
    mail::{
        AutoSubmitted, Mail,
        attachment::{Attachment, attach},
    },
    outcome::{Answer, Outcome},
    request,
    variables::base_url,
};
use sledz_store::{StoreError, keys::LogId};

/// The variables of it.
pub const VARIABLES: [&str; 9] = [
    exports::SCHEDULE,
    exports::LANGUAGE,
    "export_url",
    "export_path",
    "export_secrets",
    "export_email",
    "ga4_url",
    "ga4_measurement_id",
    "ga4_api_secret",
];

const GA4_URL: (&str, &str) = ("ga4_url", "https://www.google-analytics.com");

/// The ways that are set, each as it is stored in the outbox.
pub fn ways(env: &Env, report: &Kept) -> Vec<Vec<String>> {
    let is_set = |name: &str| !env.settings.get(name).trim().is_empty();
    let way = |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect();
    let mut ways = Vec::new();
    if events::is_set(&events::EXPORT, env.settings) {
        ways.push(way(&["report", "hook"]));
    }
    if is_set("ga4_measurement_id") && is_set("ga4_api_secret") {
        ways.extend((0..report.ga4.len()).map(|place| way(&["report", "ga4", &place.to_string()])));
    }
    if is_set("export_email") {
        ways.push(way(&["report", "mail"]));
    }
    ways
}

/// Sends a report by one way.
///
/// # Errors
/// If the store fails.
pub async fn send(
    env: Env<'_>,
    client: &dyn HttpClient,
    period: &str,
    item: EventId,
    what: &What,
) -> Result<Outcome, StoreError> {
    let What::Call(fields) = what else { return Ok(never("nobody sends such things")) };
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let Some(report) = exports::kept(&env, period)? else { return Ok(never("the report is not kept any more")) };
    let reference = reference::of(LogId::outbox(&Subject::Report(period.to_owned())), item);
    Ok(match fields.as_slice() {
        ["report", "hook"] => hook(env, client, period, &reference, &report).await,
        ["report", "ga4", place] => {
            let body = place.parse::<usize>().ok().and_then(|place| report.ga4.get(place));
            match body {
                Some(body) => google(env, client, body).await,
                None => never("there is no such part of it"),
            }
        }
        ["report", "mail"] => mail(env, client, period, &reference, &report).await,
        _ => never("nobody sends such things"),
    })
}

async fn hook(env: Env<'_>, client: &dyn HttpClient, period: &str, reference: &str, report: &Kept) -> Outcome {
    let made = chrono::DateTime::from_timestamp(report.made, 0).map(rfc3339).unwrap_or_default();
    // Period and time are our own words, and the figures are JSON already.
    let body = format!(
        "{{\"type\":\"kpi.report\",\"timestamp\":\"{made}\",\"data\":{{\"period\":\"{period}\",\"report\":{}}}}}",
        report.json
    );
    let event = Event { id: reference, body: body.as_bytes() };
    let request = events::request_by(&events::EXPORT, &event, env.settings, env.now);
    call(client, request, |answer| events::read_by(&events::EXPORT, answer, env.now)).await
}

/// Google answers 204 whatever it is sent: what is wrong shows in its reports only.
async fn google(env: Env<'_>, client: &dyn HttpClient, body: &str) -> Outcome {
    let value = |name: &str| env.settings.get(name).trim().to_owned();
    let request = base_url(env.settings, GA4_URL.0, GA4_URL.1).and_then(|base| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("measurement_id", &value("ga4_measurement_id"))
            .append_pair("api_secret", &value("ga4_api_secret"))
            .finish();
        request::post(&format!("{base}/mp/collect?{query}"), &[], "application/json", body.as_bytes().to_vec())
    });
    call(client, request, |answer| match answer.status {
        200..=299 => Outcome::Accepted { id: None },
        status => Outcome::Later { why: format!("Google Analytics answers {status}"), after: None },
    })
    .await
}

async fn mail(env: Env<'_>, client: &dyn HttpClient, period: &str, reference: &str, report: &Kept) -> Outcome {
    let Some(provider) = mail_provider(&env) else { return later("mail_provider is not set") };
    let [subject, text, html] = &report.mail;
    let mail = Mail {
        to: env.settings.get("export_email").trim(),
        subject,
        text,
        html,
        reference,
        unsubscribe: None,
        kind: "report",
        in_reply_to: None,
        references: None,
        auto_submitted: AutoSubmitted::Generated,
    };
    let name = format!("sledz-{period}.csv");
    let file = Attachment { name: &name, kind: "text/csv", content: report.csv.as_bytes() };
    let request = provider.request(&mail, env.settings).and_then(|request| attach(provider.name(), request, &file));
    call(client, request, |answer| provider.read(answer, env.now)).await
}

async fn call(
    client: &dyn HttpClient,
    request: Result<http::Request<Vec<u8>>, String>,
    read: impl Fn(&Answer) -> Outcome,
) -> Outcome {
    let request = match request {
        Ok(request) => request,
        Err(why) => return later(&why),
    };
    let host = request.uri().host().unwrap_or_default().to_owned();
    match client.send(request).await {
        Ok(answer) => {
            read(&Answer { status: answer.status().as_u16(), headers: answer.headers(), body: answer.body() })
        }
        Err(error) => later(&error.words(&host)),
    }
}

fn later(why: &str) -> Outcome {
    Outcome::Later { why: why.to_owned(), after: None }
}

fn never(why: &str) -> Outcome {
    Outcome::Never { why: why.to_owned(), address: false }
}
