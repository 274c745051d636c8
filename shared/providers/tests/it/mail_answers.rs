//! Answers of providers of e-mail, code by code.

use crate::world::{GARBAGE, Row, check_answers, headers, now, verdict};
use sledz_providers::{outcome::Answer, registry};

fn check(name: &str, table: &[Row]) {
    let provider = registry::mail(name).unwrap();
    check_answers(&|answer, now| provider.read(answer, now), table);
}

#[test]
fn garbage() {
    let (none, hour) = (headers(&[]), headers(&[("retry-after", "3600")]));
    for provider in registry::MAIL {
        for body in GARBAGE {
            for (status, headers, expected) in [
                (200, &none, "later"),
                // An empty 202 is all that SendGrid answers.
                (202, &none, if provider.name() == "sendgrid" { "accepted" } else { "later" }),
                (301, &none, "later"),
                (400, &none, "never"),
                (401, &none, "later"),
                (402, &none, "later"),
                (403, &none, "later"),
                (404, &none, "later"),
                (408, &none, "later"),
                (409, &none, "later"),
                (413, &none, "never"),
                (422, &none, "never"),
                (425, &none, "later"),
                (429, &hour, "later 3600"),
                (500, &none, "later"),
                (502, &none, "later"),
                (503, &hour, "later 3600"),
            ] {
                let answer = Answer { status, headers, body: body.as_bytes() };
                let (found, why) = verdict(provider.read(&answer, now()));
                assert_eq!(found, expected, "{} {status} {body}: {why}", provider.name());
            }
        }
    }
}

#[test]
fn postmark() {
    let ok = r#"{"To":"jan@example.pl","SubmittedAt":"2026-10-01T10:00:00Z","MessageID":"b7bc2f4a-e38e","ErrorCode":0,"Message":"OK"}"#;
    check(
        "postmark",
        &[
            (200, &[], ok, "accepted b7bc2f4a-e38e", ""),
            (200, &[], r#"{"MessageID":"\u202eab\u0000c","ErrorCode":0}"#, "accepted ab c", ""),
            (200, &[], r#"{"ErrorCode":406,"Message":"jan@example.pl"}"#, "address", "code 406"),
            (200, &[], r#"{"MessageID":"x","ErrorCode":9999}"#, "accepted x", ""),
            (401, &[], r#"{"ErrorCode":10,"Message":"No Account or Server API tokens"}"#, "later", "mail_key"),
            (422, &[], r#"{"ErrorCode":10}"#, "later", "mail_key"),
            (422, &[], r#"{"ErrorCode":100}"#, "later", "maintenance"),
            (
                422,
                &[],
                r#"{"ErrorCode":300,"Message":"Invalid 'To' address: 'jan@example.pl'."}"#,
                "address",
                "code 300",
            ),
            (422, &[], r#"{"ErrorCode":300,"Message":"Invalid 'From' address: 'a'."}"#, "later", "mail_from"),
            (422, &[], r#"{"ErrorCode":300,"Message":"Invalid 'ReplyTo' address"}"#, "later", "mail_reply_to"),
            (422, &[], r#"{"ErrorCode":400}"#, "later", "no sender signature"),
            (422, &[], r#"{"ErrorCode":401}"#, "later", "not confirmed"),
            (422, &[], r#"{"ErrorCode":402}"#, "never", "code 402"),
            (422, &[], r#"{"ErrorCode":403}"#, "never", "code 403"),
            (422, &[], r#"{"ErrorCode":405}"#, "later", "out of credits"),
            (
                422,
                &[],
                r#"{"ErrorCode":406,"Message":"Found inactive addresses: jan@example.pl"}"#,
                "address",
                "inactive",
            ),
            (422, &[], r#"{"ErrorCode":"406"}"#, "address", "inactive"),
            (422, &[], r#"{"ErrorCode":409}"#, "never", "code 409"),
            (422, &[], r#"{"ErrorCode":410}"#, "never", "code 410"),
            (422, &[], r#"{"ErrorCode":411}"#, "never", "code 411"),
            (422, &[], r#"{"ErrorCode":412}"#, "later", "not approved"),
            (422, &[], r#"{"ErrorCode":413}"#, "later", "may not send"),
            (422, &[], r#"{"ErrorCode":429}"#, "later", "too many"),
            (422, &[], r#"{"ErrorCode":1235}"#, "later", "postmark_stream"),
            (422, &[], r#"{"ErrorCode":1101}"#, "never", "code 1101"),
            (422, &[], r#"{"ErrorCode":99999999999999999999}"#, "never", "refuses the message"),
            (403, &[], r#"{"ErrorCode":1101}"#, "later", "may not send"),
            (429, &[("retry-after", "7")], r#"{"ErrorCode":429}"#, "later 7", "too many"),
            (500, &[], r#"{"ErrorCode":300}"#, "later", "trouble"),
            (503, &[("retry-after", "Thu, 01 Oct 2026 10:01:00 GMT")], "", "later 60", "trouble"),
        ],
    );
}

#[test]
fn resend() {
    check(
        "resend",
        &[
            (200, &[], r#"{"id":"49a3999c-0ce1"}"#, "accepted 49a3999c-0ce1", ""),
            (409, &[], r#"{"statusCode":409,"name":"invalid_idempotent_request"}"#, "accepted", ""),
            (409, &[], r#"{"name":"concurrent_idempotent_requests"}"#, "later", "concurrent"),
            (400, &[], r#"{"name":"invalid_idempotent_request"}"#, "never", "refuses"),
            (400, &[], r#"{"name":"invalid_idempotency_key"}"#, "never", "reference"),
            (400, &[], r#"{"name":"validation_error","message":"x jan@example.pl"}"#, "never", "validation_error"),
            (
                422,
                &[],
                r#"{"name":"validation_error","message":"Invalid `to` field. jan@example.pl"}"#,
                "address",
                "422",
            ),
            (422, &[], r#"{"name":"validation_error","message":"Invalid `from` field."}"#, "later", "mail_from"),
            (
                422,
                &[],
                r#"{"name":"validation_error","message":"Invalid `reply_to` field."}"#,
                "later",
                "mail_reply_to",
            ),
            (403, &[], r#"{"name":"validation_error","message":"You can only send testing `to`"}"#, "later", "domain"),
            (422, &[], r#"{"name":"invalid_from_address"}"#, "later", "mail_from"),
            (422, &[], r#"{"name":"missing_required_field"}"#, "never", "misses"),
            (422, &[], r#"{"name":"invalid_attachment"}"#, "never", "attachment"),
            (422, &[], r#"{"name":"invalid_parameter"}"#, "never", "field"),
            (422, &[], r#"{"name":"invalid_access"}"#, "later", "mail_key"),
            (401, &[], r#"{"name":"missing_api_key"}"#, "later", "mail_key"),
            (401, &[], r#"{"name":"restricted_api_key"}"#, "later", "mail_key"),
            (401, &[], r#"{"name":"validation_error","message":"`to`"}"#, "later", "key"),
            (403, &[], r#"{"name":"invalid_api_key"}"#, "later", "mail_key"),
            (429, &[("retry-after", "2")], r#"{"name":"rate_limit_exceeded"}"#, "later 2", "too many"),
            (429, &[], r#"{"name":"daily_quota_exceeded"}"#, "later", "quota of the day"),
            (429, &[], r#"{"name":"monthly_quota_exceeded"}"#, "later", "quota of the month"),
            (429, &[], r#"{"name":"validation_error","message":"`to`"}"#, "later", "too many"),
            (451, &[], r#"{"name":"security_error"}"#, "never", "unsafe"),
            (500, &[], r#"{"name":"application_error"}"#, "later", "trouble"),
            (500, &[], r#"{"name":"invalid_parameter"}"#, "later", "trouble"),
            (418, &[], r#"{"name":"jan@example.pl"}"#, "never", "refuses"),
        ],
    );
}

#[test]
fn mailgun() {
    check(
        "mailgun",
        &[
            (
                200,
                &[],
                r#"{"id":"<2026.1@mg.sklep.pl>","message":"Queued. Thank you."}"#,
                "accepted <2026.1@mg.sklep.pl>",
                "",
            ),
            (400, &[], r#"{"message":"to parameter is not a valid address. jan@example.pl"}"#, "address", "recipient"),
            (400, &[], r#"{"message":"'to' parameter is not a valid address."}"#, "address", "recipient"),
            (400, &[], r#"{"message":"from parameter is not a valid address."}"#, "later", "mail_from"),
            (400, &[], r#"{"message":"reply-to parameter is not valid"}"#, "never", "refuses"),
            (400, &[], r#"{"message":"to send, jan@example.pl"}"#, "never", "refuses"),
            (401, &[], "Forbidden", "later", "key"),
            (403, &[], r#"{"message":"Domain is not allowed to send"}"#, "later", "may not send"),
            (404, &[], r#"{"message":"Domain not found: x"}"#, "later", "mail_domain"),
            (429, &[("retry-after", "60")], "", "later 60", "too many"),
        ],
    );
}

#[test]
fn sendgrid() {
    let id = [("x-message-id", "14c5d75ce93.dfd.64b469")];
    check(
        "sendgrid",
        &[
            (202, &id, "", "accepted 14c5d75ce93.dfd.64b469", ""),
            (
                400,
                &[],
                r#"{"errors":[{"message":"Does not contain a valid address.","field":"personalizations.0.to.0.email"}]}"#,
                "address",
                "recipient",
            ),
            (400, &[], r#"{"errors":[{"message":"x","field":"from.email"}]}"#, "later", "mail_from"),
            (400, &[], r#"{"errors":[{"message":"x","field":"reply_to.email"}]}"#, "later", "mail_reply_to"),
            (400, &[], r#"{"errors":[{"message":"jan@example.pl","field":"content.0.value"}]}"#, "never", "refuses"),
            (400, &[], r#"{"errors":[{"message":"x","field":null}]}"#, "never", "refuses"),
            (400, &[], r#"{"errors":[]}"#, "never", "refuses"),
            (401, &[], r#"{"errors":[{"message":"Maximum credits exceeded","field":null}]}"#, "later", "credits"),
            (
                403,
                &[],
                r#"{"errors":[{"message":"verified Sender Identity","field":"from"}]}"#,
                "later",
                "not verified",
            ),
            (413, &[], "", "never", "refuses"),
        ],
    );
    let long = "x".repeat(500);
    check("sendgrid", &[(202, &[("x-message-id", &long)], "", &format!("accepted {}", "x".repeat(120)), "")]);
}
