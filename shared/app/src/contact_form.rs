//! `/kontakt` and `/contact`: the shop's own form. What can be answered from the order's data is answered on the
//! page at once; everything else is received, and a person answers by e-mail.

use crate::{
    ask::{self, Question},
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use http::{Method, StatusCode};
use sledz_domain::{text, words::Lang};
use sledz_page::{
    self as page, Contact, ContactFault, ContactOutcome, ContactRefusal, MESSAGE_LIMIT, Typed, When, fields,
};
use sledz_sources::platforms::{email, phone};

/// Where the Polish form is.
pub const POLISH: &str = "/kontakt";

/// Where the English form is.
pub const ENGLISH: &str = "/contact";

/// The largest form that is read.
const FORM_LIMIT: usize = 64 * 1024;

/// Answers a customer's browser.
pub fn handle(request: &Request, env: &Env) -> Reply {
    let lang = if request.path() == ENGLISH { Lang::En } else { Lang::Pl };
    if request.is_get() {
        return shown(env, Contact { lang, ..Contact::default() }, StatusCode::OK);
    }
    if *request.method() != Method::POST {
        return Failure::Method("GET, POST").into_problem();
    }
    // A page's script may send the same as JSON.
    if request.content_type() == "application/json" {
        return ask::handle(request, env).unwrap_or_else(Failure::into_problem);
    }
    submitted(request, env, lang).unwrap_or_else(Failure::into_problem)
}

fn submitted(request: &Request, env: &Env, lang: Lang) -> Result<Reply, Failure> {
    ask::origin(request, env)?;
    if request.body.as_deref().is_none_or(|body| body.len() > FORM_LIMIT) {
        return Err(Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "the form is too large"));
    }
    let field = |name: &str| request.field(name).unwrap_or_default();
    let typed = Typed {
        name: field(fields::NAME),
        email: field(fields::EMAIL),
        phone: field(fields::PHONE),
        order: field(fields::ORDER),
        message: field(fields::MESSAGE),
    };
    let faults = faults(&typed);
    if !faults.is_empty() {
        let contact = Contact { lang, typed, faults, ..Contact::default() };
        return Ok(shown(env, contact, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let filled = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    let question = Question {
        number: filled(&typed.order),
        email: email(&typed.email),
        phone: phone(&typed.phone),
        name: filled(&typed.name),
        subject: None,
        text: typed.message.clone(),
        is_trap: !field(fields::TRAP).is_empty(),
    };
    let taken = match ask::put(request, env, &question, "form") {
        Ok(taken) => taken,
        Err(failure @ Failure::TooMany(_)) => {
            let refused = Some(ContactRefusal::TooMany);
            let mut reply = shown(env, Contact { lang, typed, refused, ..Contact::default() }, failure.status());
            failure.add_headers(&mut reply);
            return Ok(reply);
        }
        Err(failure) => return Err(failure),
    };
    let paragraphs = |text: &str| text.split("\n\n").map(str::to_owned).collect();
    let answered = taken.answer.as_ref().filter(|_| taken.is_answered() && !question.is_trap);
    let outcome = ContactOutcome {
        lang,
        case: taken.number.clone(),
        paragraphs: match answered {
            Some(answer) => paragraphs(&answer.text),
            // Asked back: which order is it?
            None if taken.due.is_none() => {
                taken.answer.as_ref().map(|answer| paragraphs(&answer.text)).unwrap_or_default()
            }
            None => Vec::new(),
        },
        automatic: answered.is_some(),
        person_by: taken.due.map(|due| When::moment(lang, due, env.now)),
        copy_to: None,
        order: None,
    };
    Ok(html(StatusCode::OK, page::contact_outcome(&outcome, &env.settings.shop())))
}

fn faults(typed: &Typed) -> Vec<ContactFault> {
    let mut faults = Vec::new();
    match (typed.email.trim(), email(&typed.email)) {
        ("", _) => faults.push(ContactFault::EmailMissing),
        (_, None) => faults.push(ContactFault::EmailWrong),
        _ => {}
    }
    if !typed.phone.trim().is_empty() && phone(&typed.phone).is_none() {
        faults.push(ContactFault::PhoneWrong);
    }
    if text::clean(&typed.message, 10).is_none() {
        faults.push(ContactFault::MessageMissing);
    } else if typed.message.chars().count() > usize::from(MESSAGE_LIMIT) {
        faults.push(ContactFault::MessageLong);
    }
    faults
}

fn shown(env: &Env, contact: Contact, status: StatusCode) -> Reply {
    html(status, page::contact(&contact, &env.settings.shop()))
}
