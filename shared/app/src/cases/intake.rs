//! Taking a customer's message in: understood, its order found, decided, and all of that made durable together
//! with what is owed because of it, in one write. A message that comes again changes nothing.

use super::{
    CaseCall, cause,
    facts::{Facts, next_look},
    incoming::Incoming,
    joining,
    letter::{Letter, Letters},
    order_of, owed, promise, queue,
    which::{self, Which},
    wording::{self, Told},
};
use crate::{case_notice, disagreements, lookup::Found, order_intake::OrderPointer, reply::Failure, request::Env};
use chrono::{DateTime, TimeDelta, Utc};
use sledz_domain::{
    answer::AnswerKind,
    answering::{Decision, Heard, OrderState, decide, is_plain_thanks},
    case::{Asked, Case, CaseFact, CaseStatus},
    event_id::EventId,
    fold::Fold,
    intent::{Intent, Mood},
    time::warsaw_day,
    view::TrackingView,
};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::{Kind, LogId},
};
use sledz_understanding::{Message, Understanding, own_words, understand};

/// Below this nothing of a message is answered.
const SURE: f64 = 0.5;

/// The same question by another channel within this is the same question.
const TWIN: TimeDelta = TimeDelta::minutes(10);

/// What was written longer ago is for a person: an answer of now would be to a question of then.
const OLD: TimeDelta = TimeDelta::hours(24);

/// So many automatic answers one address gets in an hour, whatever they are about: the end of what machines do to
/// each other.
const REPLIES_AN_HOUR: u64 = 6;

/// What came of a message.
pub struct Taken {
    /// The case's number.
    pub number: String,
    /// What the customer is told, if anything.
    pub answer: Option<Letter>,
    /// What is told.
    pub parts: Vec<AnswerKind>,
    /// By when a person answers, if one has to.
    pub due: Option<DateTime<Utc>>,
    /// Its order was found, and its buyer writes.
    pub is_buyer: bool,
}

impl Taken {
    /// Whether anything was answered: not only received, or asked back.
    pub fn is_answered(&self) -> bool {
        let is_none = |kind: &AnswerKind| matches!(kind, AnswerKind::Acknowledged | AnswerKind::WhichOrder);
        !self.parts.is_empty() && !self.parts.iter().any(is_none)
    }
}

/// Whether what we would answer waits for somebody's approval.
pub fn drafts_only(env: &Env) -> bool {
    env.settings.get("reply_mode").trim() == "draft"
}

/// Takes a message in.
///
/// # Errors
/// If the store fails, or no key is configured.
pub fn take(env: &Env, keyring: &Keyring, incoming: &Incoming) -> Result<Taken, Failure> {
    let subject = incoming.letter.subject.as_deref();
    let mut understood = understand(&Message { subject, text: &incoming.letter.text });
    if let Some(which) = which::of_message(env, keyring, incoming)? {
        return earlier(env, keyring, incoming, &which);
    }
    let customer = order_of::customer(keyring, incoming);
    let threaded = which::of_thread(env, keyring, incoming, &customer)?;
    if let Some(which) = &threaded {
        complete(which.reading.state(), &mut understood);
    }
    let known = threaded.as_ref().and_then(|which| which.reading.state().order());
    let known = known.map(|(platform, id, _)| OrderPointer::new(platform, id));
    let found = match incoming.machine {
        Some(_) => None,
        None => order_of::find(env, keyring, incoming, &understood.entities, known.as_ref())?,
    };
    let (mut which, joined) = choose(env, keyring, incoming, &customer, threaded, found.as_ref())?;
    // Its index may not be there yet.
    if which.reading.state().fact(incoming.fact()).is_some() {
        return earlier(env, keyring, incoming, &which);
    }
    if let Some(joined) = joined {
        joining::absorb(env, keyring, &joined.number, &which.number)?;
        which.reading = env.store.read(which.reading.log)?;
    }
    let work = Work { env, keyring, incoming, understood: &understood, found: found.as_ref() };
    if which.reading.is_full() {
        env.store.count("dropped:case")?;
        return Ok(Taken {
            number: which.number,
            answer: None,
            parts: Vec::new(),
            due: None,
            is_buyer: found.is_some(),
        });
    }
    let number = which.number.clone();
    let taken = work.write(which)?;
    // Meanwhile it may have been made part of another: what was just written goes along.
    let into = match incoming.thread {
        Some(_) => env.store.read::<Case>(super::log(&number))?.state().joined_into().map(str::to_owned),
        None => None,
    };
    if let Some(into) = into {
        joining::absorb(env, keyring, &number, &into)?;
    }
    Ok(taken)
}

/// What came of the same message when it came before.
fn earlier(env: &Env, keyring: &Keyring, incoming: &Incoming, which: &Which) -> Result<Taken, Failure> {
    let case = which.reading.state();
    let asked = case.fact(incoming.fact());
    let with = asked.and_then(|asked| {
        case.facts().iter().find(|placed| {
            placed.entry == asked.entry && matches!(placed.event.fact, CaseFact::Answered { is_draft: false, .. })
        })
    });
    let letters = match (asked, with) {
        (Some(asked), Some(_)) if incoming.in_response => Letters::of(env, keyring, which.reading.log, asked)?,
        _ => Letters::default(),
    };
    let parts = match with.map(|placed| &placed.event.fact) {
        Some(CaseFact::Answered { kinds, .. }) => kinds.clone(),
        _ => Vec::new(),
    };
    Ok(Taken {
        number: which.number.clone(),
        answer: letters.answered,
        parts,
        due: case.due(),
        is_buyer: case.order().is_some(),
    })
}

/// Who was asked which order it is, and now gives its number, asks what was asked before.
fn complete(case: &Case, understood: &mut Understanding) {
    let is_asked_back = case.told().last().is_some_and(|(_, kinds)| kinds.contains(&AnswerKind::WhichOrder));
    let names = &understood.entities;
    let has_names = !names.order_numbers.is_empty() || !names.tracking_numbers.is_empty() || !names.emails.is_empty();
    let is_bare = understood.intents == [Intent::Other] && understood.mood != Mood::Angry;
    if !is_asked_back || !has_names || !is_bare || understood.asks_for_person || is_vetoed(understood) {
        return;
    }
    if let Some((_, asked)) = case.messages().next_back() {
        understood.intents.clone_from(&asked.intents);
        understood.auto = asked.auto;
        understood.confidence = f64::from(asked.confidence) / 100.0;
        understood.language = asked.tongue;
        understood.why.push("the number that was asked for".to_owned());
    }
}

/// Something in the text forbids an automatic answer.
fn is_vetoed(understood: &Understanding) -> bool {
    understood.why.iter().any(|why| why.starts_with("veto"))
}

/// The case; and one that goes on as part of it from now on.
fn choose(
    env: &Env,
    keyring: &Keyring,
    incoming: &Incoming,
    customer: &[String],
    threaded: Option<Which>,
    found: Option<&Found>,
) -> Result<(Which, Option<Which>), StoreError> {
    let Some(found) = found else {
        let which = match threaded {
            Some(which) => which,
            // What a stranger can type does not get into a customer's case.
            None if !incoming.is_strong || incoming.machine.is_some() || incoming.is_public => {
                which::new(env, keyring, incoming)?
            }
            None => match which::of_customer(env, customer)? {
                Some(which) => which,
                None => which::new(env, keyring, incoming)?,
            },
        };
        return Ok((which, None));
    };
    let lead = found.lead();
    match threaded {
        Some(which) => match which.reading.state().order() {
            Some((platform, id, _)) if lead == OrderPointer::new(platform, id) => Ok((which, None)),
            // Now that its order is known, it may be a matter that has a case.
            None => {
                let other = which::of_order(env, keyring, found)?;
                if other.reading.is_empty() || other.number == which.number {
                    Ok((which, None))
                } else {
                    Ok((other, Some(which)))
                }
            }
            Some(_) => Ok((which::of_order(env, keyring, found)?, None)),
        },
        None => Ok((which::of_order(env, keyring, found)?, None)),
    }
}

/// Whether sources have disagreed about an order for too long.
pub fn is_disputed(env: &Env, found: &Found, view: &TrackingView) -> bool {
    disagreements::of(found, view).iter().any(|one| one.lasts(env))
}

/// A message that is being taken in.
struct Work<'a> {
    env: &'a Env<'a>,
    keyring: &'a Keyring,
    incoming: &'a Incoming,
    understood: &'a Understanding,
    found: Option<&'a Found>,
}

impl Work<'_> {
    fn decide(&self, case: &Case, view: Option<&TrackingView>) -> (Decision, Option<OrderState>) {
        let disputed = self.found.zip(view).is_some_and(|(found, view)| is_disputed(self.env, found, view));
        let state = view.map(|view| OrderState::of(view, disputed, self.env.now));
        let told: Vec<(DateTime<Utc>, Vec<AnswerKind>)> = case.told().map(|(at, kinds)| (at, kinds.to_vec())).collect();
        let decision = decide(&Heard {
            intents: &self.understood.intents,
            mood: self.understood.mood,
            tongue: self.understood.language,
            auto: self.understood.auto,
            is_sure: self.understood.confidence >= SURE,
            asks_for_person: self.understood.asks_for_person,
            is_vetoed: is_vetoed(self.understood),
            is_plain_thanks: is_plain_thanks(&own_words(&self.incoming.letter.text)),
            is_old: self.incoming.at.is_some_and(|at| self.env.now - at > OLD),
            state,
            told: &told,
            is_public: self.incoming.is_public,
            has_person: !self.incoming.may_answer || has_person(case, self.env.now),
            now: self.env.now,
        });
        (decision, state)
    }

    /// An address that gets one automatic answer after the other gets no more of them.
    fn slow_down(&self, decision: &mut Decision) -> Result<(), StoreError> {
        let letter = &self.incoming.letter;
        let to = letter.email.as_ref().or(letter.phone.as_ref()).or(self.incoming.thread.as_ref());
        if decision.parts.is_empty() || self.incoming.in_response {
            return Ok(());
        }
        let has_way = letter.way.first().is_some_and(|kind| kind != "none");
        let Some(to) = to.filter(|_| has_way) else {
            return self.silence(decision, "there is no way to answer by");
        };
        let counted = format!("answered {to}");
        if self.env.store.wrong_guesses(&counted, self.env.now)? < REPLIES_AN_HOUR {
            return self.env.store.count_wrong_guess(&counted, self.env.now);
        }
        self.silence(decision, "too many replies")
    }

    /// Nothing is said, and a person sees to it.
    fn silence(&self, decision: &mut Decision, why: &'static str) -> Result<(), StoreError> {
        decision.parts.clear();
        decision.open.get_or_insert_with(|| self.understood.intents.clone());
        decision.why = why;
        Ok(())
    }

    /// The customer has asked the very same by another channel just now.
    fn is_twin(&self, case: &Case) -> bool {
        let understood = self.understood;
        let is_same = |asked: &Asked, at: DateTime<Utc>| {
            asked.source != self.incoming.source
                && self.env.now - at <= TWIN
                && asked.intents == understood.intents
                && understood.mood <= asked.mood
        };
        // Who answers us says something new, and who is angry or wants a person is heard.
        let is_reply = !self.incoming.refers_to.is_empty() || which::quoted(self.incoming).is_some();
        !is_reply
            && !understood.asks_for_person
            && understood.mood != Mood::Angry
            && case.status() != CaseStatus::Closed
            && case.messages().any(|(placed, asked)| is_same(asked, placed.event.at))
    }

    fn asked(&self) -> CaseFact {
        let is_machine = self.incoming.machine.is_some();
        CaseFact::Asked(Asked {
            channel: self.incoming.channel,
            source: self.incoming.source.clone(),
            tongue: self.understood.language,
            intents: if is_machine { vec![Intent::Other] } else { self.understood.intents.clone() },
            mood: if is_machine { Mood::Neutral } else { self.understood.mood },
            // A share of one becomes per cent.
            confidence: percent(self.understood.confidence),
            auto: self.understood.auto && !is_machine,
            why: self.understood.why.iter().take(12).cloned().collect(),
            machine: self.incoming.machine.clone(),
        })
    }

    fn write(&self, which: Which) -> Result<Taken, Failure> {
        let (env, number) = (self.env, which.number);
        let asked_id = self.incoming.fact();
        let case = which.reading.state().clone();
        let (is_new, status) = (!case.is_known(), case.status());
        let view = self.found.map(|found| found.view(env, wording::lang(self.understood.language)));
        let mut facts = Facts { env, facts: Vec::new() };
        facts.push(asked_id, self.asked());
        if let Some((platform, id, name, value)) = self.found.map(order_of_case)
            && case.order().is_none_or(|(known, known_id, _)| (known, known_id) != (&platform, &id))
        {
            let about = EventId::of(&["about", &platform, &id]);
            facts.push(about, CaseFact::About { platform, platform_id: id, number: name, value });
        }
        let (mut answer, mut draft) = (None, None);
        let (mut decision, mut due) = (Decision::default(), None);
        let mut calls: Vec<CaseCall> = Vec::new();
        let mut is_announced = false;
        if self.incoming.machine.is_none() {
            if let Some(cause) = cause::of_question(self.env, &self.understood.intents, self.found, view.as_ref())?
                .filter(|_| case.cause().is_none())
            {
                facts.push(EventId::of(&["caused"]), CaseFact::Caused(cause));
            }
            let is_twin = self.is_twin(&case);
            decision = if is_twin { Decision::default() } else { self.decide(&case, view.as_ref()).0 };
            self.slow_down(&mut decision)?;
            due = decision.open.as_ref().map(|_| promise::due(env, self.incoming.channel, &self.understood.intents));
            let is_draft = drafts_only(env) && !decision.parts.is_empty();
            if is_draft && due.is_none() {
                due = Some(promise::due(env, self.incoming.channel, &self.understood.intents));
            }
            if !decision.parts.is_empty() {
                let told = Told {
                    parts: &decision.parts,
                    found: self.found,
                    view: view.as_ref(),
                    tongue: self.understood.language,
                    channel: self.incoming.channel,
                    number: &number,
                    due,
                    subject: self.incoming.letter.subject.as_deref(),
                };
                let letter = wording::letter(env, self.keyring, &told)?;
                if is_draft {
                    draft = Some(wording::suggested(env, self.keyring, &told)?);
                }
                let id = answer_id(&number, &case, &decision.parts);
                facts.push(id, CaseFact::Answered { by: String::new(), kinds: decision.parts.clone(), is_draft });
                if is_draft {
                    calls.push(CaseCall::PrivateNote(id.to_string(), asked_id.to_string()));
                } else if !self.incoming.in_response {
                    calls.push(CaseCall::Answer(id.to_string(), asked_id.to_string()));
                }
                answer = Some(letter);
            } else if decision.open.is_none() && !decision.closes && status == CaseStatus::Waiting {
                // Nothing is said, and nobody has to: it waits as before.
                let id = EventId::of(&["nothing", &asked_id.to_string()]);
                facts.push(id, CaseFact::Answered { by: String::new(), kinds: Vec::new(), is_draft: false });
            }
            if let Some(due) = due {
                let open = decision.open.clone().unwrap_or_else(|| self.understood.intents.clone());
                let why = if decision.open.is_none() { "drafts only" } else { decision.why };
                let id = EventId::of(&["handed", &asked_id.to_string()]);
                facts.push(id, CaseFact::Handed { due, open, why: why.to_owned() });
                calls.push(CaseCall::HandOver(asked_id.to_string()));
                is_announced = (is_new || status != CaseStatus::Open) && !promise::mailbox(env).is_empty();
                if is_announced {
                    calls.push(CaseCall::Notice("new".to_owned(), asked_id.to_string()));
                }
            }
            if decision.closes && (is_new || status != CaseStatus::Open) {
                facts.push(EventId::of(&["closed", &asked_id.to_string()]), CaseFact::Closed { by: String::new() });
            }
        }
        let mut commit = env.store.commit();
        if facts.facts.iter().any(|event| matches!(event.fact, CaseFact::Closed { .. })) {
            commit.index(queue::closed_on(env.now), &number)?;
        }
        self.index(&mut commit, &number, &case)?;
        let has_draft = drafts_only(env);
        owed::put(env, &mut commit, &number, &calls)?;
        let mut after = case.clone();
        facts.facts.iter().for_each(|event| after.apply(which.reading.count + 1, event));
        owed::arm(env, &mut commit, &number, next_look(env, &after))?;
        let asked = &self.incoming.letter;
        let notice = match is_announced {
            true => Some(case_notice::handed_over(env, self.keyring, &after, &number, asked, self.found)?),
            false => None,
        };
        let letters = Letters { asked: Some(asked.clone()), answered: answer.clone(), draft, notice };
        let sealed = letters.sealed(self.keyring, which.reading.log)?;
        commit.append_sealed(which.reading, facts.facts, Some(sealed));
        commit.write()?;
        let answer = answer.filter(|_| !has_draft);
        Ok(Taken { number, answer, parts: decision.parts, due, is_buyer: self.found.is_some() })
    }

    /// What finds the case again.
    fn index(
        &self,
        commit: &mut sledz_store::commit::Commit<'_>,
        number: &String,
        case: &Case,
    ) -> Result<(), StoreError> {
        let env = self.env;
        for name in which::names(self.incoming) {
            let Some(log) = which::by_thread(self.keyring, &self.incoming.source, &name).into_iter().next() else {
                break;
            };
            // The index of a conversation is short; of a message it is empty.
            if !env.store.pointers_openly::<String>(log)?.contains(number) {
                commit.index(log, number)?;
            }
        }
        if let Some(found) = self.found {
            let log = which::by_order(&found.lead());
            if !env.store.pointers_openly::<String>(log)?.contains(number) {
                commit.index(log, number)?;
            }
        }
        let status = case.status();
        let is_new = !case.is_known();
        // What anybody can type is no customer's: a claimed address finds nobody's case.
        if self.incoming.is_strong || self.found.is_some() {
            for hash in order_of::filed_under(self.keyring, self.incoming) {
                let log = which::by_customer(&hash);
                if !env.store.pointers_openly::<String>(log)?.contains(number) {
                    commit.index(log, number)?;
                }
            }
        }
        if self.incoming.machine.is_none() && (is_new || status == CaseStatus::Closed) {
            commit.index(LogId::new(Kind::OpenCases, &[]), number)?;
        }
        if is_new {
            commit.index(LogId::new(Kind::CasesOfDay, &[&warsaw_day(env.now).to_string()]), number)?;
        }
        Ok(())
    }
}

/// The identity of an answer: two messages that are answered by the same words at once get one answer.
fn answer_id(number: &str, case: &Case, parts: &[AnswerKind]) -> EventId {
    let before = case.written_automatically().filter(|(_, _, kinds)| kinds == &parts).count().to_string();
    let names = parts.iter().map(|kind| kind.name());
    EventId::of(&["answered", number, &before].into_iter().chain(names).collect::<Vec<_>>())
}

/// A person of the shop has answered within a day: nobody talks over them.
fn has_person(case: &Case, now: DateTime<Utc>) -> bool {
    case.is_talked_with_since(now - TimeDelta::hours(24)) && case.status() != CaseStatus::Closed
}

/// The order as it stands in a case: of several views of one purchase the one whose customer is told.
pub fn order_of_case(found: &Found) -> (String, String, String, i64) {
    let lead = found.lead();
    let value = found.order.total().map(|total| total.parts()).unwrap_or_default();
    (lead.platform, lead.platform_id, found.order.number().to_owned(), value)
}

fn percent(share: f64) -> u8 {
    (0..=100_u8).rev().find(|percent| f64::from(*percent) / 100.0 <= share).unwrap_or_default()
}
