//! `/cases/{number}`: one case, and what people do with it. Without any script: each deed is a form that leads back
//! to the page, which says what was done.

use crate::{
    case_view::{self, By, CaseView, Written},
    cases::{
        letter::Letter,
        record::{Deed, record},
    },
    desk::{self, DONE, Desk, see_other},
    link,
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use http::{Method, StatusCode};
use sledz_domain::{
    case::{Case, CaseFact, CaseStatus, Correction, number},
    cause::Cause,
    intent::{Intent, Mood},
    money::Money,
    order::Order,
    outbox::{Fate, State},
    view::MoneyView,
    words::{Lang, amount, channel_label, intent_label, stage_label},
};
use sledz_page::{
    self as page, Author, CASES, Can, CaseMessage, CaseNotice, CaseOrder, CasePage, Related, Sent, When, case_path,
    fields,
};

/// Answers a person's browser.
///
/// # Errors
/// 403 for a role that may not look, 404, 405; if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let desk = match desk::of(request, env)? {
        Ok(desk) => desk,
        Err(sign_in) => return Ok(sign_in),
    };
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no case of that number");
    let rest = request.path().strip_prefix(CASES).unwrap_or_default().trim_matches('/');
    if rest.is_empty() {
        return Ok(see_other(CASES));
    }
    let number = number(rest).ok_or_else(unknown)?;
    match *request.method() {
        Method::GET | Method::HEAD => {
            let done = request.query(DONE).unwrap_or_default();
            let notice = NOTICES.iter().find(|(name, _)| *name == done);
            desk.case(&number, notice.map(|(_, notice)| *notice), None)
        }
        Method::POST => desk.act(&number),
        _ => Err(Failure::Method("GET, POST")),
    }
}

/// What was done, by the name in the address.
const NOTICES: [(&str, CaseNotice); 16] = [
    ("opened", CaseNotice::Opened),
    ("joined", CaseNotice::Joined),
    ("taken", CaseNotice::Taken),
    ("released", CaseNotice::Released),
    ("replied", CaseNotice::Replied),
    ("noted", CaseNotice::Noted),
    ("approved", CaseNotice::Approved),
    ("rejected", CaseNotice::Rejected),
    ("closed", CaseNotice::Closed),
    ("reopened", CaseNotice::Reopened),
    ("corrected", CaseNotice::Corrected),
    ("empty", CaseNotice::Empty),
    ("no-topic", CaseNotice::NoTopic),
    ("taken-before", CaseNotice::TakenBefore),
    ("changed", CaseNotice::Changed),
    ("expired", CaseNotice::Expired),
];

impl Desk<'_> {
    fn act(&self, number: &str) -> Result<Reply, Failure> {
        if !self.may_change() {
            return Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that"));
        }
        let text = self.field(fields::TEXT);
        if !self.is_ours() {
            return self.case(number, Some(CaseNotice::Expired), Some(text));
        }
        let (deed, done) = match self.field(fields::DO).as_str() {
            "take" => (Deed::Take, "taken"),
            "release" => (Deed::Release, "released"),
            "reply" => (Deed::Reply(text.clone()), "replied"),
            "note" => (Deed::Note(text.clone()), "noted"),
            "approve" => (Deed::Approve(Some(text.clone())), "approved"),
            "reject" => (Deed::Reject, "rejected"),
            "close" => (Deed::Close, "closed"),
            "reopen" => (Deed::Reopen, "reopened"),
            "correct" => match self.correction() {
                Some(correction) => (Deed::Correct(correction), "corrected"),
                None => return Ok(self.back(number, "no-topic")),
            },
            _ => return Err(Failure::refused(StatusCode::BAD_REQUEST, "nothing that can be done")),
        };
        let keyring = self.env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
        let is_take = deed == Deed::Take;
        match record(self.env, &keyring, number, self.who(), deed) {
            Ok(number) => Ok(self.back(&number, done)),
            Err(Failure::Refused(StatusCode::CONFLICT, _)) => {
                let notice = if is_take { CaseNotice::TakenBefore } else { CaseNotice::Changed };
                self.case(number, Some(notice), Some(text))
            }
            Err(Failure::Refused(StatusCode::UNPROCESSABLE_ENTITY, _)) => {
                self.case(number, Some(CaseNotice::Empty), None)
            }
            Err(failure) => Err(failure),
        }
    }

    fn correction(&self) -> Option<Correction> {
        let body = self.request.body.as_deref().unwrap_or_default();
        let named = form_urlencoded::parse(body).filter(|(name, _)| name == fields::INTENT);
        let intents: Vec<Intent> = named.filter_map(|(_, value)| Intent::from_name(&value)).collect();
        let correction = Correction {
            intents,
            mood: Mood::from_name(&self.field(fields::MOOD)),
            cause: Cause::from_name(&self.field(fields::CAUSE)),
        };
        (!correction.intents.is_empty()).then_some(correction)
    }

    fn case(&self, number: &str, notice: Option<CaseNotice>, typed: Option<String>) -> Result<Reply, Failure> {
        let keyring = self.env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
        let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no case of that number");
        let view = case_view::read(self.env, &keyring, number)?.ok_or_else(unknown)?;
        eprintln!("cases: {} read by {}", view.number, self.who());
        let (lang, now) = (self.lang, self.env.now);
        let case = &view.case;
        let (due, legal) = self.due(case);
        let typed = typed.filter(|text| !text.trim().is_empty());
        let mut order = view.found.as_ref().map(|found| CaseOrder::of(&found.view(self.env, lang), lang, now));
        if let (Some(order), Some(found)) = (order.as_mut(), view.found.as_ref()) {
            order.value = found.order.total().map(|total: &Money| amount(lang, &MoneyView::from(total)));
            order.tracking =
                link::token(&keyring, found.log, found.order.link_version()).map(|token| format!("/z/{token}"));
        }
        let page = CasePage {
            lang,
            number: view.number.clone(),
            csrf: self.session.csrf.clone(),
            notice,
            state: self.state(case),
            owner: case.owner().map(str::to_owned),
            department: Some(department(lang, case)),
            customer: view.customer().map(writer).filter(|writer| !writer.is_empty()),
            opened: case.opened().map(|at| When::moment(lang, at, now)),
            due,
            legal,
            intents: case.intents(),
            mood: Some(case.mood()),
            cause: case.cause().map(|cause| cause.name().to_owned()),
            messages: view.written.iter().filter(|one| !is_draft(one)).map(|one| self.message(one, &view)).collect(),
            draft: view.draft.clone(),
            suggested: typed.is_none() && view.suggestion.is_some(),
            reply: typed.or_else(|| view.suggestion.clone()).unwrap_or_default(),
            reply_to: view.reply_to.as_ref().map(|(kind, to)| reply_to(lang, case, kind, to)),
            note: String::new(),
            can: self.can(&view),
            order,
            other_orders: view.other_orders.iter().map(|order| self.other_order(order)).collect(),
            other_cases: view.other_cases.iter().map(|(number, case)| self.other_case(number, case)).collect(),
            why: view.why(),
        };
        Ok(html(StatusCode::OK, page::case_page(&page, &self.env.settings.shop())))
    }

    fn can(&self, view: &CaseView) -> Can {
        if !self.may_change() {
            return Can::default();
        }
        let (status, owner) = (view.case.status(), view.case.owner());
        let is_closed = status == CaseStatus::Closed;
        Can {
            take: !is_closed && owner.is_none(),
            release: !is_closed && owner == Some(self.who()),
            close: !is_closed,
            reopen: is_closed,
            reply: !is_closed && view.reply_to.is_some(),
            note: true,
            correct: true,
        }
    }

    fn message(&self, one: &Written, view: &CaseView) -> CaseMessage {
        let (author, name) = match &one.by {
            By::Customer => (Author::Customer, one.letter.as_ref().and_then(|letter| letter.name.clone())),
            By::Machine | By::Automatic => (Author::Machine, None),
            By::Person(name) => (Author::Person, Some(name.clone())),
            By::Note(name) => (Author::Note, Some(name.clone())),
        };
        let is_answer = matches!(one.by, By::Automatic | By::Person(_));
        CaseMessage {
            author,
            name,
            channel: one.channel.or_else(|| view.case.channel().filter(|_| is_answer)),
            at: When::moment(self.lang, one.placed.event.at, self.env.now),
            text: one.letter.as_ref().map(|letter| letter.text.clone()),
            sent: match &one.state {
                Some(State::Waiting { .. }) => Sent::Waiting,
                Some(State::Dead { .. } | State::Dropped { .. } | State::Sent { fate: Some(Fate::Bounced), .. }) => {
                    Sent::Failed
                }
                _ => Sent::Done,
            },
        }
    }

    fn other_order(&self, order: &Order) -> Related {
        Related {
            number: order.number().to_owned(),
            path: None,
            about: stage_label(self.lang, order.platform_stage()).to_owned(),
            at: order.placed_at().map(|at| When::moment(self.lang, at, self.env.now)),
        }
    }

    fn other_case(&self, number: &str, case: &Case) -> Related {
        Related {
            number: number.to_owned(),
            path: Some(case_path(number)),
            about: case.intents().first().map_or("", |intent| intent_label(self.lang, *intent)).to_owned(),
            at: case.opened().map(|at| When::moment(self.lang, at, self.env.now)),
        }
    }
}
fn is_draft(one: &Written) -> bool {
    matches!(one.placed.event.fact, CaseFact::Answered { is_draft: true, .. })
}

fn writer(letter: &Letter) -> String {
    let parts = [&letter.name, &letter.email, &letter.phone];
    let known: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    known.join(", ")
}

/// Where a reply goes, in words.
fn reply_to(lang: Lang, case: &Case, kind: &str, to: &str) -> String {
    let channel = match kind {
        "mail" => "E-mail",
        "zendesk" => "Zendesk",
        "chatwoot" => "Chatwoot",
        _ => case.channel().map_or("", |channel| channel_label(lang, channel)),
    };
    if to.is_empty() { channel.to_owned() } else { format!("{channel}, {to}") }
}

fn department(lang: Lang, case: &Case) -> String {
    use sledz_domain::case::Department::{Finance, It, Logistics, Support};
    let words = match case.department() {
        Logistics => ("logistyka", "logistics"),
        Finance => ("finanse", "finance"),
        It => ("IT", "IT"),
        Support => ("obsługa klienta", "customer service"),
    };
    lang.pick(words.0, words.1).to_owned()
}
