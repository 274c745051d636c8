//! Allegro: links and tokens of the device flow (RFC 8628, `https://developer.allegro.pl/auth`), and the
//! tracking resource (`wire-formats/couriers.md`, 4.6).

use super::{ALLEGRO_CLIENT, Service, board::State, scan::Scan, server::Judged};
use crate::mailbox::http::{Answer, Request};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// Behind it stand the carrier and `tracking`.
pub(super) const TRACKING: &str = "/order/carriers/";

/// Behind it stands `device` or `token`.
pub(crate) const LOGIN: &str = "/auth/oauth/";

/// The most waybills in one question.
const MOST: usize = 20;

/// What the API answers with; it refuses whoever wants anything else.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.allegro.public.v1+json";

/// The link that is out, and the tokens.
#[derive(Debug, Default)]
pub(crate) struct Login {
    /// How many codes and tokens were given.
    given: u64,
    /// The code of the last link, and what the person said of it.
    device: Option<(String, Option<bool>)>,
    access: Option<String>,
    /// Only the newest is good.
    refresh: Option<String>,
}

impl Login {
    /// The person agrees.
    pub(crate) fn agree(&mut self) {
        self.say(true);
    }

    /// The person refuses.
    pub(crate) fn refuse(&mut self) {
        self.say(false);
    }

    /// Whether this access token is good.
    pub(crate) fn admits(&self, token: &str) -> bool {
        !token.is_empty() && self.access.as_deref() == Some(token)
    }

    /// The access token is good no more.
    pub(crate) fn expire(&mut self) {
        self.access = None;
    }

    fn say(&mut self, yes: bool) {
        if let Some((_, said)) = &mut self.device {
            *said = Some(yes);
        }
    }

    fn next(&mut self, kind: &str) -> String {
        self.given += 1;
        format!("{kind}-{}.local", self.given)
    }

    /// New tokens in place of the old; if nothing `changes`, they are lost.
    fn tokens(&mut self, changes: bool) -> Answer {
        let (access, refresh) = (self.next("access"), self.next("refresh"));
        let body = json!({
            "access_token": access, "token_type": "bearer", "refresh_token": refresh, "expires_in": 43199,
            "scope": "allegro:api:orders:read", "allegro_api": true, "jti": "0b1c2d3e-0000-4000-8000-000000000000",
        });
        if changes {
            (self.access, self.refresh, self.device) = (Some(access), Some(refresh), None);
        }
        Answer::json(200, &body)
    }
}

/// Gives a link or tokens.
pub(crate) fn grant(request: &Request, login: &mut Login, refuses: bool, changes: bool) -> Judged {
    let what = request.path.strip_prefix(LOGIN).unwrap_or_default();
    let grant = request.field("grant_type");
    let short = grant.rsplit(':').next().unwrap_or_default();
    let about = vec![if what == "device" { "device".to_owned() } else { short.to_owned() }];
    let answer = if request.method != "POST" {
        Answer::empty(405)
    } else if refuses || request.credentials("Basic") != BASE64.encode(ALLEGRO_CLIENT.as_bytes()) {
        error(401, "invalid_client")
    } else {
        match (what, short) {
            ("device", _) => device(request, login),
            ("token", "device_code") => by_device(request, login, changes),
            ("token", "refresh_token") if login.refresh.as_deref() == Some(&request.field("refresh_token")) => {
                login.tokens(changes)
            }
            ("token", "refresh_token") => error(400, "invalid_grant"),
            ("token", _) => error(400, "unsupported_grant_type"),
            _ => Answer::empty(404),
        }
    };
    Judged { about, answer }
}

fn device(request: &Request, login: &mut Login) -> Answer {
    if !ALLEGRO_CLIENT.starts_with(&format!("{}:", request.field("client_id"))) {
        return error(400, "invalid_request");
    }
    let code = login.next("device");
    login.device = Some((code.clone(), None));
    let link = "https://allegro.pl/skojarz-aplikacje";
    Answer::json(
        200,
        &json!({
            "user_code": "cbt3zdu4g", "device_code": code, "expires_in": 3600, "interval": 5,
            "verification_uri": link, "verification_uri_complete": format!("{link}?code=cbt3zdu4g"),
        }),
    )
}

fn by_device(request: &Request, login: &mut Login, changes: bool) -> Answer {
    let said = login.device.as_ref().filter(|(code, _)| *code == request.field("device_code")).map(|(_, said)| *said);
    match said {
        None => error(400, "invalid_grant"),
        Some(None) => error(400, "authorization_pending"),
        Some(Some(false)) => error(400, "access_denied"),
        Some(Some(true)) => login.tokens(changes),
    }
}

/// How Allegro refuses links, tokens and whoever has none.
pub(crate) fn error(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({"error": code, "error_description": format!("{code}: see the documentation")}))
}

/// What is known of up to twenty waybills of one carrier.
pub(super) fn track(request: &Request, state: &State, refuses: bool) -> Judged {
    let about: Vec<String> = form_urlencoded::parse(request.query.as_bytes())
        .filter(|(name, _)| name == "waybill")
        .map(|(_, value)| value.into_owned())
        .collect();
    let carrier = request.path.strip_prefix(TRACKING).and_then(|rest| rest.strip_suffix("/tracking"));
    let token = request.credentials("Bearer");
    let answer = if request.method != "GET" {
        Answer::empty(405)
    } else if refuses || !state.login.admits(token) {
        error(401, "invalid_token")
    } else if request.header("accept") != MEDIA_TYPE {
        Answer::empty(406)
    } else if about.is_empty() || about.len() > MOST {
        let message = format!("waybill: from 1 to {MOST} values are allowed");
        Answer::json(422, &json!({"errors": [{"code": "VALIDATION_ERROR", "message": message, "path": "waybill"}]}))
    } else {
        match carrier {
            Some(carrier) => tracked(carrier, &about, state),
            None => Answer::empty(404),
        }
    };
    Judged { about, answer }
}

fn tracked(carrier: &str, waybills: &[String], state: &State) -> Answer {
    let known = |number: &String| {
        let scans = state.histories.get(&(Service::Allegro, number.clone()));
        json!({"waybill": number, "trackingDetails": scans.map(|scans| details(scans))})
    };
    let waybills: Vec<Value> = waybills.iter().map(known).collect();
    let body = json!({"carrierId": carrier, "waybills": waybills});
    Answer::new(200, MEDIA_TYPE, body.to_string())
}

fn details(scans: &[Scan]) -> Value {
    let time = |scan: &Scan| scan.at.format("%FT%TZ").to_string();
    let status = |scan: &Scan| json!({"occurredAt": time(scan), "code": scan.code, "description": null});
    let statuses: Vec<Value> = scans.iter().map(status).collect();
    json!({"statuses": statuses, "createdAt": scans.first().map(time), "updatedAt": scans.last().map(time)})
}
