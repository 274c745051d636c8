//! What people do with a case, made durable: each deed is a fact with a name.

use super::{
    CaseCall,
    facts::{Facts, next_look},
    letter::{Letter, Letters, harmless},
    owed, queue, wording,
};
use crate::{reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use sledz_domain::{
    case::{Case, CaseFact, CaseStatus, Correction, Placed},
    contact::ContactChannel,
    event_id::EventId,
    fold::Fold,
};
use sledz_store::{keyring::Keyring, keys::LogId, log::Reading};

/// The channel that is asked, and tells nothing by itself.
const ASKED: &str = "allegro";

/// So long a message may be on its way to us there.
const MESSAGES_LAG: TimeDelta = TimeDelta::minutes(15);

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Takes it, and owns it from then on.
    Take,
    /// Gives it back.
    Release,
    /// Answers the customer.
    Reply(String),
    /// Writes something down for the shop's people.
    Note(String),
    /// Lets the draft go out, perhaps in other words.
    Approve(Option<String>),
    /// Throws the draft away.
    Reject,
    /// It is done.
    Close,
    /// It is not done after all.
    Reopen,
    /// Sets right what was understood.
    Correct(Correction),
}

/// Does it.
///
/// # Errors
/// 404 for a case that nobody knows, 409 for what does not fit how it stands, 422 for an empty text; if the store
/// fails.
pub fn record(env: &Env, keyring: &Keyring, number: &str, by: &str, deed: Deed) -> Result<String, Failure> {
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no case of that number");
    let (number, reading) = super::read(env, number)?.ok_or_else(unknown)?;
    if reading.is_full() {
        return Err(Failure::refused(StatusCode::CONFLICT, "so much has happened in this case that it takes no more"));
    }
    let case = reading.state().clone();
    let facts = Facts { env, facts: Vec::new() };
    let log = reading.log;
    let mut work = Work { env, keyring, log, number: &number, case: &case, by, facts, calls: Vec::new(), letter: None };
    work.add(deed)?;
    let Work { facts, calls, letter, .. } = work;
    let new = reading.unknown(facts.facts);
    if new.is_empty() {
        return Ok(number);
    }
    write(env, keyring, &number, reading, new, &calls, letter)?;
    eprintln!("cases: {number} changed by {by}");
    Ok(number)
}

fn write(
    env: &Env,
    keyring: &Keyring,
    number: &str,
    reading: Reading<Case>,
    new: Vec<sledz_domain::case::CaseEvent>,
    calls: &[CaseCall],
    letter: Option<Letter>,
) -> Result<(), Failure> {
    let mut after = reading.state().clone();
    new.iter().for_each(|event| after.apply(reading.count + 1, event));
    let mut commit = env.store.commit();
    owed::put(env, &mut commit, number, calls)?;
    owed::arm(env, &mut commit, number, next_look(env, &after))?;
    if queue::is_listed(&after) && !queue::is_listed(reading.state()) {
        commit.index(queue::index(), &number)?;
    }
    if after.closed().is_some() && reading.state().closed().is_none() {
        commit.index(queue::closed_on(env.now), &number)?;
    }
    let sealed = match letter {
        Some(letter) => Some(Letters { answered: Some(letter), ..Letters::default() }.sealed(keyring, reading.log)?),
        None => None,
    };
    commit.append_sealed(reading, new, sealed);
    Ok(commit.write()?)
}

struct Work<'a> {
    env: &'a Env<'a>,
    keyring: &'a Keyring,
    log: LogId,
    number: &'a str,
    case: &'a Case,
    by: &'a str,
    facts: Facts<'a>,
    calls: Vec<CaseCall>,
    letter: Option<Letter>,
}

impl Work<'_> {
    fn add(&mut self, deed: Deed) -> Result<(), Failure> {
        let by = || self.by.to_owned();
        let conflict = |why: &str| Err(Failure::refused(StatusCode::CONFLICT, why));
        match deed {
            Deed::Take => match self.case.owner() {
                Some(owner) if owner != self.by => return conflict("somebody else owns this case"),
                Some(_) => {}
                None => self.push("taken", CaseFact::Taken { by: by() }),
            },
            Deed::Release => self.push("released", CaseFact::Released { by: by() }),
            Deed::Note(text) => {
                let text = filled(&text)?;
                self.push(&format!("note {text}"), CaseFact::Noted { by: by() });
                self.letter = Some(Letter { text, ..Letter::default() });
            }
            Deed::Reply(text) => {
                let text = filled(&text)?;
                self.reply(&text)?;
            }
            Deed::Approve(text) => {
                let Some(draft) = self.case.draft().cloned() else { return conflict("no draft waits for approval") };
                let letters = Letters::of(self.env, self.keyring, self.log, &draft)?;
                let shown = letters.draft.unwrap_or_default();
                match text.map(|text| harmless(&text)).filter(|text| !text.is_empty() && !is_same(text, &shown)) {
                    // In other words it is a person's answer.
                    Some(text) => {
                        self.judge(&draft, false);
                        self.reply(&text)?;
                    }
                    None => {
                        self.judge(&draft, true);
                        self.own();
                        self.calls.extend(self.answer(draft.event.id));
                    }
                }
            }
            Deed::Reject => {
                let Some(draft) = self.case.draft().cloned() else { return conflict("no draft waits for approval") };
                self.judge(&draft, false);
            }
            Deed::Close => {
                if self.case.status() == CaseStatus::Closed {
                    return Ok(());
                }
                self.push("closed", CaseFact::Closed { by: by() });
                self.ask_for_rating();
            }
            Deed::Reopen => {
                if self.case.status() != CaseStatus::Closed {
                    return conflict("only a closed case is opened again");
                }
                self.push("reopened", CaseFact::Reopened { by: by() });
            }
            Deed::Correct(correction) => {
                if correction == Correction::default() {
                    return Ok(());
                }
                self.push("corrected", CaseFact::Corrected { by: by(), correction });
            }
        }
        Ok(())
    }

    /// A fact of this instant.
    fn push(&mut self, what: &str, fact: CaseFact) {
        let at = self.env.now.timestamp_millis().to_string();
        self.facts.push(EventId::of(&[what, self.by, &at]), fact);
    }

    /// The same text to the same message is one answer, however often the button was pressed.
    fn reply(&mut self, text: &str) -> Result<(), Failure> {
        let messages = self.case.messages().count().to_string();
        let id = EventId::of(&["reply", self.number, text, &messages]);
        self.own();
        self.facts.push(id, CaseFact::Answered { by: self.by.to_owned(), kinds: Vec::new(), is_draft: false });
        let asked = match self.case.messages().next_back() {
            Some((placed, asked)) => {
                let letter = Letters::of(self.env, self.keyring, self.log, placed)?.asked;
                Some((placed.event.id, asked.channel, letter.unwrap_or_default()))
            }
            None => None,
        };
        let has_way =
            asked.as_ref().is_some_and(|(_, _, letter)| letter.way.first().is_some_and(|kind| kind != "none"));
        let is_spoken = asked.as_ref().is_some_and(|(_, channel, _)| *channel == ContactChannel::Phone);
        if !has_way && !is_spoken {
            let why = "there is no way to answer by: note what you did, or close the case";
            return Err(Failure::refused(StatusCode::CONFLICT, why));
        }
        let subject = asked.as_ref().and_then(|(_, _, letter)| letter.subject.clone());
        let letter = wording::by_person(self.env, self.keyring, self.case, self.number, subject.as_deref(), text)?;
        self.letter = Some(letter);
        let to = asked.filter(|_| has_way).map(|(asked, _, _)| asked);
        self.calls.extend(to.map(|asked| CaseCall::Answer(id.to_string(), asked.to_string())));
        Ok(())
    }

    fn answer(&self, id: EventId) -> Option<CaseCall> {
        let (placed, _) = self.case.messages().next_back()?;
        Some(CaseCall::Answer(id.to_string(), placed.event.id.to_string()))
    }

    fn judge(&mut self, draft: &Placed, is_approved: bool) {
        let fact = CaseFact::Judged { by: self.by.to_owned(), draft: draft.event.id, is_approved };
        self.facts.push(EventId::of(&["judged", &draft.event.id.to_string()]), fact);
    }

    /// Who answers owns it.
    fn own(&mut self) {
        if self.case.owner().is_none() {
            self.push("taken", CaseFact::Taken { by: self.by.to_owned() });
        }
    }

    fn ask_for_rating(&mut self) {
        if let Some(scale) =
            scale(self.env).filter(|_| !self.case.is_rating_asked() && self.case.messages().next().is_some())
        {
            self.facts.push(EventId::of(&["rating asked"]), CaseFact::RatingAsked { scale: scale.to_owned() });
            self.calls.push(CaseCall::RatingQuestion);
        }
    }
}

/// The scale by which customers are asked how it was; none if they are not.
pub fn scale(env: &Env) -> Option<&'static str> {
    ["csat", "nps", "ces"].into_iter().find(|scale| *scale == env.settings.get("satisfaction").trim())
}

/// Whether two texts say the same, however a browser has sent their lines.
fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// Has people see a case whose answer never reached its customer.
///
/// # Errors
/// If the store fails.
pub fn undelivered(env: &Env, keyring: &Keyring, number: &str) -> Result<(), Failure> {
    let Some((number, reading)) = super::read(env, number)? else { return Ok(()) };
    let case = reading.state();
    let Some((placed, asked)) = case.messages().next_back() else { return Ok(()) };
    let (id, channel, intents) = (placed.event.id, asked.channel, case.intents());
    let mut facts = Facts { env, facts: Vec::new() };
    let due = super::promise::due(env, channel, &intents);
    let why = "the answer did not arrive".to_owned();
    facts.push(EventId::of(&["undelivered", &id.to_string()]), CaseFact::Handed { due, open: intents, why });
    let new = reading.unknown(facts.facts);
    if new.is_empty() || reading.is_full() {
        return Ok(());
    }
    write(env, keyring, &number, reading, new, &[], None)
}

fn filled(text: &str) -> Result<String, Failure> {
    let text = harmless(text);
    if text.trim().is_empty() {
        return Err(Failure::refused(StatusCode::UNPROCESSABLE_ENTITY, "the text is empty"));
    }
    Ok(text)
}

/// When something happened elsewhere. No clock but ours says what was before a case began, or is yet to come. A message
/// counts from when it reached us: what a channel that is asked tells together with it was an answer to it.
fn happened(env: &Env, case: &Case, heard: &Heard) -> DateTime<Utc> {
    let Some(told) = heard.at else { return env.now };
    let opened = case.opened().unwrap_or(env.now);
    let is_asked = heard.source == ASKED && heard.what == Elsewhere::Answered;
    let asked = case.messages().next_back().map(|(placed, _)| placed.event.at);
    let asked = asked.filter(|asked| is_asked && env.now - *asked <= MESSAGES_LAG);
    told.max(opened).max(asked.unwrap_or(opened)).min(env.now)
}

/// What happened with a conversation where it came from: a person answered, closed or opened it, or it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// A person answered.
    Answered,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// So many seconds people have worked on it, all told.
    Handled(u32),
}

/// Something that happened elsewhere, as it was told.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// Who tells it, such as `zendesk`.
    pub source: &'a str,
    /// What the source calls it.
    pub id: &'a str,
    /// What happened.
    pub what: Elsewhere,
    /// What was written.
    pub text: &'a str,
    /// When, if the source tells.
    pub at: Option<DateTime<Utc>>,
}

/// Notes it, as of when it happened: what is told late was not done late. Nothing if nobody knows the case.
///
/// # Errors
/// If the store fails.
pub fn elsewhere(env: &Env, keyring: &Keyring, number: &str, heard: &Heard) -> Result<(), Failure> {
    let Some((number, reading)) = super::read(env, number)? else { return Ok(()) };
    let by = format!("@{}", heard.source);
    let (fact, letter) = match heard.what {
        Elsewhere::Answered => (
            CaseFact::Answered { by, kinds: Vec::new(), is_draft: false },
            Some(Letter { text: harmless(heard.text), ..Letter::default() }),
        ),
        Elsewhere::Closed if reading.state().status() == CaseStatus::Closed => return Ok(()),
        Elsewhere::Closed => (CaseFact::Closed { by }, None),
        // It may be told before the closing that it follows; its time says so.
        Elsewhere::Reopened if reading.state().status() != CaseStatus::Closed && heard.at.is_none() => return Ok(()),
        Elsewhere::Reopened => (CaseFact::Reopened { by }, None),
        Elsewhere::Handled(seconds) => (CaseFact::Handled { seconds }, None),
    };
    let then = Env { now: happened(env, reading.state(), heard), ..*env };
    let mut facts = Facts { env: &then, facts: Vec::new() };
    facts.push(EventId::of(&["elsewhere", heard.source, heard.id]), fact);
    let new = reading.unknown(facts.facts);
    if new.is_empty() || reading.is_full() {
        return Ok(());
    }
    write(env, keyring, &number, reading, new, &[], letter)
}
