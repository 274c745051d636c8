//! `/cases`: the inbox of people who have no helpdesk, and the form for a case that came by telephone or in person.
//! Without any script.

use crate::{
    case_typed,
    cases::{promise, queue},
    desk::{self, Desk},
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use sledz_domain::{
    case::{Case, CaseStatus},
    contact::ContactChannel,
    sorting,
};
use sledz_page::{self as page, Inbox, InboxRow, NewCase, NewCaseFault, Shown, When, fields};

/// The most rows of one page.
const ROWS: usize = 200;

/// So many days of closed cases are shown.
const DAYS: i64 = 7;

/// Answers a person's browser.
///
/// # Errors
/// 403 for a role that may not look, 405; if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let desk = match desk::of(request, env)? {
        Ok(desk) => desk,
        Err(sign_in) => return Ok(sign_in),
    };
    match *request.method() {
        Method::GET | Method::HEAD => desk.inbox(None),
        Method::POST => desk.open(),
        _ => Err(Failure::Method("GET, POST")),
    }
}

impl Desk<'_> {
    fn inbox(&self, new: Option<NewCase>) -> Result<Reply, Failure> {
        let show = self.request.query(fields::SHOW).and_then(|name| Shown::from_name(&name)).unwrap_or_default();
        let open = queue::read(self.env)?;
        let is_mine = |case: &Case| case.owner() == Some(self.who());
        let is_open = |case: &Case| case.status() == CaseStatus::Open;
        let (count_mine, count_open) = (
            open.iter().filter(|(_, case)| is_mine(case)).count(),
            open.iter().filter(|(_, case)| is_open(case)).count(),
        );
        let shown: Vec<(String, Case)> = match show {
            Shown::Mine => open.into_iter().filter(|(_, case)| is_mine(case)).collect(),
            Shown::Open => open,
            Shown::Closed => self.closed()?,
        };
        let has_faults = new.as_ref().is_some_and(|new| !new.faults.is_empty());
        let blank = || NewCase {
            csrf: self.session.csrf.clone(),
            channel: ContactChannel::Phone,
            order: String::new(),
            contact: String::new(),
            text: String::new(),
            faults: Vec::new(),
        };
        let inbox = Inbox {
            lang: self.lang,
            who: self.who().to_owned(),
            on_duty: promise::duty(self.env).into_iter().map(str::to_owned).collect(),
            show,
            count_mine: Some(count_mine),
            count_open: Some(count_open),
            rows: shown.iter().take(ROWS).map(|(number, case)| self.row(number, case)).collect(),
            more: None,
            new_case: self.may_change().then(|| new.unwrap_or_else(blank)),
        };
        let status = if has_faults { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok(html(status, page::inbox(&inbox, &self.env.settings.shop())))
    }

    fn closed(&self) -> Result<Vec<(String, Case)>, Failure> {
        let mut cases = Vec::new();
        for back in 0..DAYS {
            cases.extend(queue::closed_of_day(self.env, self.env.now - TimeDelta::days(back))?);
        }
        sorting::sort_by(&mut cases, |(_, a), (_, b)| a.closed() > b.closed());
        Ok(cases)
    }

    fn row(&self, number: &str, case: &Case) -> InboxRow {
        let (lang, now) = (self.lang, self.env.now);
        let (due, legal) = self.due(case);
        let last = case.last().unwrap_or(now);
        InboxRow {
            number: number.to_owned(),
            intents: case.intents(),
            mood: case.mood(),
            order: case.order().map(|(_, _, order)| order.to_owned()),
            value: None,
            channel: case.channel().unwrap_or(ContactChannel::Form),
            state: self.state(case),
            owner: case.owner().map(str::to_owned),
            draft: case.draft().is_some(),
            since: match case.closed() {
                Some(closed) => When::moment(lang, closed, now),
                None => When::waiting(lang, case.waiting_since().unwrap_or(last), now),
            },
            due,
            legal,
        }
    }

    fn open(&self) -> Result<Reply, Failure> {
        if !self.may_change() {
            return Err(Failure::refused(StatusCode::FORBIDDEN, "this token may not do that"));
        }
        let typed = case_typed::Typed {
            channel: self.field(fields::CHANNEL),
            order: self.field(fields::ORDER),
            contact: self.field(fields::CONTACT),
            name: String::new(),
            subject: String::new(),
            text: self.field(fields::TEXT),
        };
        let again = |fault: NewCaseFault| {
            self.inbox(Some(NewCase {
                csrf: self.session.csrf.clone(),
                channel: ContactChannel::from_name(&typed.channel).unwrap_or(ContactChannel::Phone),
                order: typed.order.clone(),
                contact: typed.contact.clone(),
                text: typed.text.clone(),
                faults: vec![fault],
            }))
        };
        if !self.is_ours() {
            return again(NewCaseFault::Expired);
        }
        match case_typed::open(self.env, self.who(), &typed) {
            Ok(taken) => Ok(self.back(&taken.number, "opened")),
            Err(case_typed::Fault::Unfit(fault, _)) => again(fault),
            Err(case_typed::Fault::Failed(failure)) => Err(failure),
        }
    }
}
