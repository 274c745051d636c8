//! SMSAPI.pl. Sources: `https://www.smsapi.pl/docs` and its official clients of 2026.
//!
//! Errors come with HTTP 200. Our reference is `idx`, and `check_idx` refuses it the second time, so a message
//! of unknown outcome can be sent again. The codes of delivery reports, their fields and the packing by commas
//! are known from practice only, so reading them is tolerant. Reports are not signed: a token in the path.

use super::{Sms, SmsProvider, because, check, is_sender};
use crate::{
    outcome::{Answer, Outcome, Row, Verdict, accepted, by_status, judged, row},
    report::{Fate, Report, Reporter, field, fields, report, unix},
    request,
    variables::{Variables, base_url, key, problems, value},
};
use chrono::{DateTime, Utc};
use http::Request;
use serde_json::Value;
use sledz_domain::time;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// See the module.
pub struct Smsapi;

const URL: (&str, &str) = ("smsapi_url", "https://api.smsapi.pl");

/// The most parts of one SMS: six of 67 characters with Polish letters. A longer one is a mistake and costs.
const MAX_PARTS: &str = "6";

/// Codes of errors. One that is not in it is put off: `idx` keeps it from being sent twice.
const ERRORS: &[Row] = &[
    (8, Verdict::Never, "it cannot read the message"),
    (11, Verdict::Never, "the text is empty or too long"),
    (12, Verdict::Never, "the text has too many parts"),
    (13, Verdict::Address, "it refuses the recipient's number"),
    (14, Verdict::Later, "it refuses the sender in sms_from"),
    (17, Verdict::Never, "it refuses the characters of the text"),
    (18, Verdict::Never, "it refuses a parameter"),
    (19, Verdict::Never, "too many messages at once"),
    (20, Verdict::Never, "it refuses the reference"),
    (25, Verdict::Never, "it refuses a parameter"),
    (27, Verdict::Never, "it refuses the reference"),
    (28, Verdict::Never, "it refuses a parameter"),
    (30, Verdict::Never, "it refuses a parameter"),
    (40, Verdict::Never, "it refuses a parameter"),
    (41, Verdict::Never, "it refuses a parameter"),
    (50, Verdict::Never, "it refuses the time of sending"),
    (52, Verdict::Later, "too many tries to one number within a minute"),
    (54, Verdict::Never, "it refuses the time of sending"),
    (56, Verdict::Never, "it refuses the time of sending"),
    (57, Verdict::Address, "the recipient's number is on the blacklist"),
    (59, Verdict::Address, "the recipient has opted out"),
    (70, Verdict::Later, "it refuses the address for reports"),
    (74, Verdict::Never, "it refuses the time of sending"),
    (76, Verdict::Never, "it refuses a parameter"),
    (94, Verdict::Never, "the account may not send links"),
    (98, Verdict::Later, "the account is new and restricted"),
    (101, Verdict::Later, "it refuses sms_key"),
    (102, Verdict::Later, "it refuses sms_key"),
    (103, Verdict::Later, "the account is out of credits"),
    (104, Verdict::Later, "the template does not exist"),
    (105, Verdict::Later, "the account does not allow this IP address"),
    (110, Verdict::Later, "sms_key may not send"),
    (112, Verdict::Address, "the account sends nothing to the recipient's country"),
    (200, Verdict::Later, "sending failed"),
    (201, Verdict::Later, "sending failed"),
    (202, Verdict::Later, "too many requests at once"),
    (203, Verdict::Later, "too many requests"),
    (301, Verdict::Never, "it knows no such message"),
    (400, Verdict::Never, "it refuses the status"),
    (401, Verdict::Later, "sms_key may not send"),
    (997, Verdict::Later, "smsapi_url must be https"),
    (999, Verdict::Later, "it is in trouble"),
];

/// `idx` was used before: an earlier try was taken.
const USED: u32 = 53;

impl SmsProvider for Smsapi {
    fn name(&self) -> &'static str {
        "smsapi"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["sms_key", "sms_from", "smsapi_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([
            key(variables, &because("smsapi"), "sms_key").err(),
            from(variables).err(),
            base_url(variables, URL.0, URL.1).err(),
        ])
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn request(&self, sms: &Sms, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(sms)?;
        let key = key(variables, &because("smsapi"), "sms_key")?;
        let url = base_url(variables, URL.0, URL.1)?;
        let mut fields = vec![
            ("to", sms.to),
            ("message", sms.text),
            ("encoding", "utf-8"),
            ("format", "json"),
            ("idx", sms.reference),
            ("check_idx", "1"),
            ("max_parts", MAX_PARTS),
        ];
        fields.extend(from(variables)?.map(|from| ("from", from)));
        fields.extend(sms.report_url.map(|url| ("notify_url", url)));
        request::form(&format!("{url}/sms.do"), &[("authorization", &format!("Bearer {key}"))], &fields)
    }

    fn can_report(&self, secrets: &Secrets) -> bool {
        !secrets.paths.is_empty()
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        if answer.status == 401 {
            return by_status("smsapi", answer, now);
        }
        let object = answer.object();
        let message = object.get("list").and_then(|list| list.as_array()?.first());
        let code = error(&object).or_else(|| error(message?));
        match code {
            Some(USED) => Outcome::Accepted { id: None },
            Some(code) => {
                let judgement = row(ERRORS, code).unwrap_or((Verdict::Later, "an error that is not in our table"));
                judged("smsapi", answer, now, Some(&code), judgement)
            }
            None if !answer.is_success() => by_status("smsapi", answer, now),
            None => match message.filter(|message| message.is_object()) {
                Some(message) => accepted(message, "id"),
                None => {
                    judged("smsapi", answer, now, None, (Verdict::Later, "nobody knows whether it took the message"))
                }
            },
        }
    }
}

/// The sender's name; the account's own if none is set.
fn from(variables: &dyn Variables) -> Result<Option<&str>, String> {
    match value(variables, "sms_from") {
        "" => Ok(None),
        from if is_sender(from) => Ok(Some(from)),
        _ => Err("sms_from is no sender's name".to_owned()),
    }
}

/// The code of an error, of the call or of one message; 0 and null are none.
fn error(object: &Value) -> Option<u32> {
    json::raw(object, "error").and_then(|code| code.trim().parse().ok()).filter(|code| *code != 0)
}

/// What a status of a report means.
#[derive(Clone, Copy)]
enum Status {
    Delivered,
    /// The number is bad, or the phone cannot be reached for good.
    Permanent,
    Temporary,
    Stop,
    /// It is on its way.
    Open,
}

/// Statuses of reports: code, word, meaning.
const STATUSES: &[(&str, &str, Status)] = &[
    ("401", "NOT_FOUND", Status::Temporary),
    // A phone that was switched off for days is no bad number.
    ("402", "EXPIRED", Status::Temporary),
    ("403", "SENT", Status::Open),
    ("404", "DELIVERED", Status::Delivered),
    ("405", "UNDELIVERED", Status::Permanent),
    ("406", "FAILED", Status::Permanent),
    ("407", "REJECTED", Status::Permanent),
    ("408", "UNKNOWN", Status::Temporary),
    ("409", "QUEUE", Status::Open),
    ("410", "ACCEPTED", Status::Open),
    ("411", "RENEWAL", Status::Open),
    ("412", "STOP", Status::Stop),
];

impl Reporter for Smsapi {
    fn name(&self) -> &'static str {
        "smsapi"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.can_report(secrets)
    }

    fn is_proven(&self, _delivery: &Delivery, secrets: &Secrets, _url: &str) -> bool {
        !secrets.paths.is_empty()
    }

    fn answers_get(&self) -> bool {
        true
    }

    fn answer(&self) -> &'static str {
        "OK"
    }

    /// A POST has its fields in the body, a GET in the query. Each field may hold several values, separated by
    /// commas; those at the same place belong together. Without `idx`, a report about one message is about the
    /// one whose `ref` is in the address.
    fn read(&self, delivery: &Delivery, query: &str) -> Result<Vec<Report>, Unusable> {
        let query = fields(query.as_bytes())?;
        let body = fields(delivery.body.trim_ascii())?;
        let told = if body.is_empty() { &query } else { &body };
        let column = |name: &str| field(told, name).map(|packed| packed.split(',')).into_iter().flatten();
        let alone =
            || field(&query, "ref").filter(|_| column("status").count().max(column("status_name").count()) == 1);
        let references = field(told, "idx").or_else(alone).map(|packed| packed.split(',')).into_iter().flatten();
        let (mut codes, mut words, mut times) = (column("status"), column("status_name"), column("donedate"));
        let reports = references.filter_map(|reference| {
            let (code, word, time) = (codes.next(), words.next(), times.next());
            let at = time.and_then(|time| unix(time).or_else(|| time::parse(time, time::WARSAW).map(|i| i.at)));
            report(Some(reference), at, fate(code).or_else(|| fate(word))??)
        });
        Ok(reports.collect())
    }
}

/// The fate told by a code or a word; none within if it is on its way.
fn fate(told: Option<&str>) -> Option<Option<Fate>> {
    let told = told?.trim();
    let (_, word, status) = STATUSES.iter().find(|row| row.0 == told || row.1.eq_ignore_ascii_case(told))?;
    Some(match status {
        Status::Delivered => Some(Fate::Delivered),
        Status::Permanent => Some(Fate::bad_address(format!("smsapi reports {word}"))),
        Status::Temporary => Some(Fate::failed(format!("smsapi reports {word}"))),
        Status::Stop => Some(Fate::Unsubscribed),
        Status::Open => None,
    })
}
