//! What the pages of people who work on cases share: who is signed in, the language, how a case stands.

use crate::{
    api_token::Role,
    reply::{Failure, Reply, set, with_type},
    request::{Env, Request},
    session::{self, Session},
};
use chrono::TimeDelta;
use http::{HeaderValue, StatusCode, header};
use sledz_domain::{
    case::{Case, CaseStatus},
    words::{CaseState, Lang},
};
use sledz_page::{Due, case_path};
use sledz_sources::proof::same;

/// A promise presses from so long before.
const SOON: TimeDelta = TimeDelta::hours(1);

/// A legal deadline presses from so long before.
const LEGAL_SOON: TimeDelta = TimeDelta::days(3);

/// The parameter that says what was done.
pub const DONE: &str = "done";

/// Who sits at it, and what they look at.
pub struct Desk<'a> {
    /// The request.
    pub request: &'a Request,
    /// What it works with.
    pub env: &'a Env<'a>,
    /// Who is signed in.
    pub session: Session,
    /// The language.
    pub lang: Lang,
}

/// The desk of who is signed in; else where to sign in.
///
/// # Errors
/// 403 for a role that may not look.
pub fn of<'a>(request: &'a Request, env: &'a Env<'a>) -> Result<Result<Desk<'a>, Reply>, Failure> {
    let Some(session) = session::of(request, env) else {
        return Ok(Err(see_other(&format!("/login?next={}", request.path()))));
    };
    if !matches!(session.caller.role, Role::Reader | Role::Agent | Role::Admin) {
        return Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that"));
    }
    let asked = request.query("lang").and_then(|tag| Lang::from_tag(&tag));
    let lang = asked.or_else(|| Lang::from_accept(request.header("accept-language")?)).unwrap_or_default();
    Ok(Ok(Desk { request, env, session, lang }))
}

/// Leads a browser elsewhere.
pub fn see_other(location: &str) -> Reply {
    let mut reply = with_type(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Vec::new());
    set(&mut reply, header::REFERRER_POLICY, "no-referrer");
    if let Ok(location) = HeaderValue::from_str(location) {
        reply.headers_mut().insert(header::LOCATION, location);
    }
    reply
}

impl Desk<'_> {
    /// The name of who is signed in.
    pub fn who(&self) -> &str {
        &self.session.caller.name
    }

    /// Whether they may do more than look.
    pub fn may_change(&self) -> bool {
        matches!(self.session.caller.role, Role::Agent | Role::Admin)
    }

    /// A field of the form; empty if it is not there.
    pub fn field(&self, name: &str) -> String {
        self.request.field(name).unwrap_or_default()
    }

    /// Whether a form came from a page of ours that is not too old.
    pub fn is_ours(&self) -> bool {
        self.request.csrf().is_some_and(|given| same(&self.session.csrf, &given))
    }

    /// Where a case's page is, saying this.
    pub fn back(&self, number: &str, done: &str) -> Reply {
        see_other(&format!("{}?lang={}&{DONE}={done}", case_path(number), self.lang.code()))
    }

    /// How a case stands for who looks at it.
    pub fn state(&self, case: &Case) -> CaseState {
        match (case.status(), case.owner()) {
            (CaseStatus::Closed | CaseStatus::Joined, _) => CaseState::Closed,
            (CaseStatus::Waiting, _) => CaseState::Waiting,
            (CaseStatus::Open, Some(owner)) if owner == self.who() => CaseState::Mine,
            (CaseStatus::Open, Some(_)) => CaseState::Taken,
            (CaseStatus::Open, None) => CaseState::New,
        }
    }

    /// Until when a person is to answer, and what the law says.
    pub fn due(&self, case: &Case) -> (Option<Due>, Option<Due>) {
        let (lang, now) = (self.lang, self.env.now);
        let legal = case.legal_deadline().filter(|_| case.status() != CaseStatus::Closed);
        (case.due().map(|at| Due::new(lang, at, now, SOON)), legal.map(|at| Due::new(lang, at, now, LEGAL_SOON)))
    }
}
