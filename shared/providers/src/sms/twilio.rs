//! Twilio. Sources: `https://www.twilio.com/docs/messaging/api/message-resource`,
//! `https://www.twilio.com/docs/usage/security` (signatures), `https://www.twilio.com/docs/api/errors`.
//!
//! A report's signature is base64 of HMAC-SHA1, under the account's token, over the full address of the request
//! and all fields of the form, sorted. A report holds nothing of ours, so our reference is in its address, as
//! `ref`; the signature covers it.

use super::{Sms, SmsProvider, because, check, is_sender};
use crate::{
    outcome::{Answer, Outcome, Row, Verdict, by_status, judged, row, taken},
    report::{Fate, Report, Reporter, field, fields, report},
    request,
    variables::{Variables, base_url, key, problems, value},
};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use sha1::Sha1;
use sledz_domain::base::BASE64;
use sledz_sources::{
    delivery::{Delivery, Unusable},
    json,
    proof::Secrets,
};

/// See the module.
pub struct Twilio;

const URL: (&str, &str) = ("twilio_url", "https://api.twilio.com");

/// Codes of errors, those that sending and its reports give.
const ERRORS: &[Row] = &[
    (20003, Verdict::Later, "it refuses sms_key"),
    (20404, Verdict::Later, "the account does not exist"),
    (20429, Verdict::Later, "too many requests"),
    (21211, Verdict::Address, "it refuses the recipient's number"),
    (21212, Verdict::Later, "it refuses the sender in sms_from"),
    (21408, Verdict::Later, "the account has no permission for the recipient's country"),
    (21602, Verdict::Never, "the text is empty"),
    (21603, Verdict::Later, "it misses the sender"),
    (21606, Verdict::Later, "it refuses the sender in sms_from"),
    (21609, Verdict::Later, "it refuses the address for reports"),
    (21610, Verdict::Address, "the recipient has unsubscribed"),
    (21611, Verdict::Later, "its queue is full"),
    (21614, Verdict::Address, "the recipient's number is no mobile phone"),
    (21617, Verdict::Never, "the text is too long"),
    (30005, Verdict::Address, "the recipient's number is not in use"),
    (30006, Verdict::Address, "the recipient's number is a landline or cannot be reached"),
];

/// The code of an error by which a recipient has unsubscribed.
const UNSUBSCRIBED: u32 = 21610;

impl SmsProvider for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn variables(&self) -> &'static [&'static str] {
        &["sms_key", "sms_from", "twilio_url"]
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        problems([credentials(variables).err(), from(variables).err(), base_url(variables, URL.0, URL.1).err()])
    }

    fn request(&self, sms: &Sms, variables: &dyn Variables) -> Result<Request<Vec<u8>>, String> {
        check(sms)?;
        let (account, pair) = credentials(variables)?;
        let url = base_url(variables, URL.0, URL.1)?;
        let to = format!("+{}", sms.to);
        let mut fields = vec![("To", to.as_str()), from(variables)?, ("Body", sms.text)];
        fields.extend(sms.report_url.map(|url| ("StatusCallback", url)));
        let basic = format!("Basic {}", BASE64.encode(pair.as_bytes()));
        let url = format!("{url}/2010-04-01/Accounts/{account}/Messages.json");
        request::form(&url, &[("authorization", &basic)], &fields)
    }

    fn can_report(&self, secrets: &Secrets) -> bool {
        !secrets.words.is_empty()
    }

    fn read(&self, answer: &Answer, now: DateTime<Utc>) -> Outcome {
        let object = answer.object();
        if answer.is_success() {
            return taken("twilio", answer, now, &object, "sid");
        }
        let code = json::raw(&object, "code").and_then(|code| code.parse::<u32>().ok());
        match code.filter(|_| !answer.is_trouble()).and_then(|code| row(ERRORS, code).map(|row| (code, row))) {
            Some((code, judgement)) => judged("twilio", answer, now, Some(&code), judgement),
            None => match (by_status("twilio", answer, now), code) {
                (Outcome::Never { .. }, Some(code)) => {
                    judged("twilio", answer, now, Some(&code), (Verdict::Never, "it refuses the message"))
                }
                (outcome, _) => outcome,
            },
        }
    }
}

/// The account, and the whole pair for Basic.
fn credentials(variables: &dyn Variables) -> Result<(&str, &str), String> {
    let pair = key(variables, &because("twilio"), "sms_key")?;
    let is_account = |sid: &str| sid.starts_with("AC") && sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match pair.split_once(':') {
        Some((account, token)) if is_account(account) && !token.is_empty() => Ok((account, pair)),
        _ => Err("sms_provider is twilio, but sms_key is not <AccountSid>:<AuthToken>".to_owned()),
    }
}

/// The sender: a messaging service, a number or a name.
fn from(variables: &dyn Variables) -> Result<(&'static str, &str), String> {
    match value(variables, "sms_from") {
        "" => Err("sms_provider is twilio, but sms_from is empty".to_owned()),
        from if !is_sender(from) => Err("sms_from is no sender's name or number".to_owned()),
        service if service.starts_with("MG") && service.len() == 34 => Ok(("MessagingServiceSid", service)),
        from => Ok(("From", from)),
    }
}

impl Reporter for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn is_configured(&self, secrets: &Secrets) -> bool {
        self.can_report(secrets)
    }

    fn is_proven(&self, delivery: &Delivery, secrets: &Secrets, url: &str) -> bool {
        let given = delivery.header("x-twilio-signature").and_then(|text| BASE64.decode(text.as_bytes()).ok());
        let (Some(given), Ok(mut form)) = (given, fields(delivery.body)) else { return false };
        form.sort_unstable();
        form.dedup();
        secrets.words.iter().any(|token| is_signed(token, url, &form, &given))
    }

    fn read(&self, delivery: &Delivery, query: &str) -> Result<Vec<Report>, Unusable> {
        let form = fields(delivery.body)?;
        let query = fields(query.as_bytes())?;
        let fate =
            field(&form, "MessageStatus").or_else(|| field(&form, "SmsStatus")).and_then(|status| match status {
                "delivered" => Some(Fate::Delivered),
                "undelivered" | "failed" => Some(failed(field(&form, "ErrorCode"))),
                _ => None,
            });
        Ok(fate.and_then(|fate| report(field(&query, "ref"), None, fate)).into_iter().collect())
    }
}

fn is_signed(token: &str, url: &str, form: &[(String, String)], given: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return false };
    mac.update(url.as_bytes());
    for (name, value) in form {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(given).is_ok()
}

fn failed(code: Option<&str>) -> Fate {
    let Some(code) = code.and_then(|code| code.parse::<u32>().ok()) else {
        return Fate::failed("twilio could not deliver it");
    };
    match row(ERRORS, code) {
        _ if code == UNSUBSCRIBED => Fate::Unsubscribed,
        Some((Verdict::Address, words)) => Fate::bad_address(format!("twilio reports code {code}: {words}")),
        Some((_, words)) => Fate::failed(format!("twilio reports code {code}: {words}")),
        None => Fate::failed(format!("twilio reports code {code}")),
    }
}
