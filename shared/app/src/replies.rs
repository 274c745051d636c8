//! The component `replies` (`/jobs/replies`): what is owed about cases: answers by the way that the message came,
//! hand-overs to helpdesks, notices to the shop's mailbox, and what the clock does with cases; and the question how
//! it was (`/ocena`).

use crate::{
    addresses,
    api_token::{self, Role},
    case_notice::{self, Notice},
    cases::{
        self, CaseCall, clock,
        letter::{Letter, Letters},
        promise, record,
    },
    compose::mail_provider,
    deliver::{Right, Tally},
    dispatch::Dispatched,
    http_client::{HttpClient, LocalFuture},
    jobs::{self, AT_ONCE, Budget, Job, Run, outbox},
    operations, poke,
    polling::connect,
    rating, reference,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    settings::SHOP,
    trying,
};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_channels::{
    replies::{self as ways, ReplyText},
    threading::mail_threading,
    way::{Way, WayKind},
};
use sledz_domain::{
    case::{Case, CaseFact},
    event_id::EventId,
    json,
    listed::Listed,
    message::Channel,
    outbox::{Subject, What},
};
use sledz_providers::{
    mail::{AutoSubmitted, Mail},
    outcome::{Answer, Outcome},
    registry,
};
use sledz_sources::{
    allegro::{self, LOGIN},
    pollers::Access,
};
use sledz_store::{
    StoreError,
    keyring::Keyring,
    keys::LogId,
    timer::{Doer, Due, Timer},
};

/// The ways that need variables of their own.
const WAYS: [WayKind; 6] =
    [WayKind::Messenger, WayKind::Instagram, WayKind::Whatsapp, WayKind::Chatwoot, WayKind::Zendesk, WayKind::Allegro];

/// What came of sending; none where nothing is to be sent any more.
type Done = Result<Option<Outcome>, StoreError>;

/// How long the job may begin new work.
const LASTS: TimeDelta = TimeDelta::seconds(2);

/// The first run looks back so far.
const LOOK_BACK_MINUTES: i64 = 14 * 24 * 60;

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    let own = cases::VARIABLES.iter().chain(&SHOP).chain(&allegro::VARIABLES).chain(&["mail_provider"]);
    let of_ways = WAYS.iter().flat_map(|kind| ways::variables(*kind));
    let of_mail = registry::MAIL.iter().flat_map(|provider| provider.variables());
    own.chain(of_ways).chain(of_mail).map(|name| (*name).to_owned()).collect()
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move { answer(request, env, client).await.unwrap_or_else(Failure::into_problem) })
}

async fn answer(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    if request.path().starts_with(rating::PREFIX) {
        return rating::handle(request, env);
    }
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    if let Some(due) = poke::read(request, env) {
        let done = dispatch(*env, client, due, Right::First, &Budget::new(*env, AT_ONCE)).await?;
        let told = json!({"jobs": [{"job": Job::Replies.name(), "report": done.tally}]});
        return Ok(with_type(http::StatusCode::OK, "application/json", told.to_string().into_bytes()));
    }
    let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
    let ran = jobs::run_with(
        *env,
        Job::Replies,
        LASTS,
        async |cursor: Value, budget: &Budget<'_>| -> Result<Run, StoreError> {
            let work = async |due: Vec<Due>| dispatch(*env, client, due, Right::Window, budget).await;
            outbox::walk(*env, cursor, budget, (LogId::Reply, LOOK_BACK_MINUTES), work).await
        },
    );
    Ok(operations::ran(&[ran.await?], Vec::new(), &caller))
}

async fn dispatch(
    env: Env<'_>,
    client: &dyn HttpClient,
    due: Vec<Due>,
    right: Right,
    budget: &Budget<'_>,
) -> Result<Dispatched, StoreError> {
    let mut work: Vec<(String, Right)> = Vec::new();
    let mut begun = 0;
    for due in due {
        if begun > 0 && !budget.goes_on() {
            break;
        }
        match due {
            Due::Send(Subject::Case(number)) if !work.iter().any(|(known, _)| *known == number) => {
                work.push((number, right))
            }
            Due::Look(Timer::Case(number)) => clock::look(&env, &number)?,
            _ => {}
        }
        begun += 1;
    }
    // What the clock has found to be owed.
    let (own, rest): (Vec<Due>, Vec<Due>) = env.due.take().into_iter().partition(|due| due.doer() == Doer::Replies);
    env.due.replace(rest);
    for due in own {
        if let Due::Send(Subject::Case(number)) = due {
            work.push((number, Right::First));
        }
    }
    let (mut tally, mut is_cut, mut has_begun) = (Tally::default(), false, false);
    for (number, right) in work {
        if has_begun && !budget.goes_on() {
            is_cut = true;
            break;
        }
        has_begun = true;
        let subject = Subject::Case(number.clone());
        let call = async |item: EventId, what: &What| Sending { env, client, number: &number, item }.call(what).await;
        let done = trying::deliver_all(env, "replies", &subject, right, |_| false, call).await?;
        if done.dead > 0 {
            seen_by_people(&env, &number)?;
        }
        tally.add(done);
    }
    Ok(Dispatched { tally, begun, is_cut })
}

/// What nobody could deliver is a matter for people.
fn seen_by_people(env: &Env, number: &str) -> Result<(), StoreError> {
    let Some(keyring) = env.settings.keyring() else { return Ok(()) };
    match record::undelivered(env, &keyring, number) {
        Err(Failure::Store(error)) => Err(error),
        _ => Ok(()),
    }
}

/// One thing that is being sent.
struct Sending<'a> {
    env: Env<'a>,
    client: &'a dyn HttpClient,
    number: &'a str,
    item: EventId,
}

/// What was sent, to whom.
struct Post<'a> {
    way: &'a Way,
    letter: &'a Letter,
    is_automatic: bool,
}

impl Sending<'_> {
    async fn call(&self, what: &What) -> Done {
        let What::Call(fields) = what else { return Ok(Some(never("nobody sends such things"))) };
        let Some(keyring) = self.env.settings.keyring() else { return Ok(Some(later("variable keys is empty"))) };
        match CaseCall::read(fields) {
            Some(CaseCall::Answer(fact, asked)) => self.answer(&keyring, &fact, &asked, false).await,
            Some(CaseCall::PrivateNote(fact, asked)) => self.answer(&keyring, &fact, &asked, true).await,
            Some(CaseCall::HandOver(asked)) => self.hand_over(&keyring, &asked).await,
            Some(CaseCall::Notice(what, due)) => self.notice(&keyring, &what, &due).await,
            Some(CaseCall::RatingQuestion) => self.rating(&keyring).await,
            None => Ok(Some(never("nobody sends such things"))),
        }
    }

    /// The letters beside the entries of two facts: the answer's and the message's; and whether nobody wrote it.
    fn letters(
        &self,
        keyring: &Keyring,
        fact: &str,
        asked: &str,
    ) -> Result<(Option<Letter>, Option<Letter>, bool), StoreError> {
        let log = cases::log(self.number);
        let case = self.env.store.read::<Case>(log)?.projection.state;
        let placed = |id: &str| id.parse().ok().and_then(|id| case.fact(id));
        let letters = |id: &str| match placed(id) {
            Some(placed) => Letters::of(&self.env, keyring, log, placed),
            None => Ok(Letters::default()),
        };
        // Meanwhile a person may have answered: what we would say then talks over them.
        let is_late = placed(fact).is_some_and(|placed| {
            matches!(&placed.event.fact, CaseFact::Answered { by, is_draft: false, .. } if by.is_empty())
                && case.is_talked_with_since(placed.event.at)
        });
        if is_late {
            return Ok((None, None, true));
        }
        let is_automatic = placed(fact)
            .is_some_and(|placed| matches!(&placed.event.fact, CaseFact::Answered { by, .. } if by.is_empty()));
        Ok((letters(fact)?.answered, letters(asked)?.asked, is_automatic))
    }

    async fn answer(&self, keyring: &Keyring, fact: &str, asked: &str, is_private: bool) -> Done {
        let (Some(letter), Some(asked), is_automatic) = self.letters(keyring, fact, asked)? else {
            // It was erased, or a person has answered meanwhile.
            return Ok(None);
        };
        let way = Way::from_texts(&asked.way);
        let post = Post { way: &way, letter: &letter, is_automatic };
        match way.kind {
            WayKind::None if is_private => Ok(None),
            WayKind::None => Ok(Some(never("there is no way back to the customer"))),
            WayKind::Mail if is_private => Ok(None),
            WayKind::Mail => self.mail(keyring, &post).await,
            _ if is_private && !ways::has_notes(way.kind) => Ok(None),
            _ => self.by_channel(&post, is_private).await,
        }
    }

    async fn mail(&self, keyring: &Keyring, post: &Post<'_>) -> Done {
        let to = post.way.field(0);
        if !addresses::known(&self.env, keyring, Channel::Email, to)?.is_reachable() {
            return Ok(Some(never("nothing reaches that address")));
        }
        let Some(threading) = mail_threading(post.way) else {
            return Ok(Some(never("there is no way back to the customer")));
        };
        let subject = post.letter.subject.clone().unwrap_or(threading.subject);
        let subject = if subject.contains(self.number) { subject } else { format!("{subject} [{}]", self.number) };
        let text = &post.letter.text;
        let html = post.letter.html.clone().unwrap_or_else(|| sledz_messages::alert_html(&subject, text));
        let reference = self.reference();
        let mail = Mail {
            to,
            subject: &subject,
            text,
            html: &html,
            reference: &reference,
            unsubscribe: None,
            kind: "answer",
            in_reply_to: threading.in_reply_to.as_deref(),
            references: threading.references.as_deref(),
            auto_submitted: if post.is_automatic { AutoSubmitted::Replied } else { AutoSubmitted::ByPerson },
        };
        Ok(Some(self.post(&mail).await))
    }

    fn reference(&self) -> String {
        reference::of(LogId::outbox(&Subject::Case(self.number.to_owned())), self.item)
    }

    /// Sends an e-mail by the shop's provider.
    async fn post(&self, mail: &Mail<'_>) -> Outcome {
        let Some(provider) = mail_provider(&self.env) else { return later("mail_provider is not set") };
        match provider.request(mail, self.env.settings) {
            Ok(request) => self.send(request, |answer| provider.read(answer, self.env.now)).await,
            Err(why) => later(&why),
        }
    }

    async fn send(&self, request: http::Request<Vec<u8>>, read: impl Fn(&Answer) -> Outcome) -> Outcome {
        let host = request.uri().host().unwrap_or_default().to_owned();
        match self.client.send(request).await {
            Ok(answer) => {
                read(&Answer { status: answer.status().as_u16(), headers: answer.headers(), body: answer.body() })
            }
            Err(error) => Outcome::Later { why: error.words(&host), after: None },
        }
    }

    async fn by_channel(&self, post: &Post<'_>, is_private: bool) -> Done {
        let text = ReplyText { text: &post.letter.text, private: is_private };
        let token = match self.token(post.way).await? {
            Ok(token) => token,
            Err(outcome) => return Ok(Some(outcome)),
        };
        let access = Access { variables: self.env.settings, token: &token };
        Ok(Some(match ways::request(post.way, &text, &access) {
            Ok(request) => self.send(request, |answer| ways::read(post.way, answer, self.env.now)).await,
            Err(why) => later(&why),
        }))
    }

    /// The token of an interface that a person agreed to; empty where the way has its own.
    async fn token(&self, way: &Way) -> Result<Result<String, Outcome>, StoreError> {
        if way.kind != WayKind::Allegro {
            return Ok(Ok(String::new()));
        }
        let problems = allegro::problems(self.env.settings);
        if !problems.is_empty() {
            return Ok(Err(later(&problems.join("; "))));
        }
        Ok(connect::token(self.env, self.client, "sync/allegro", &LOGIN).await?.map_err(|fault| later(&fault.why)))
    }

    async fn hand_over(&self, keyring: &Keyring, asked: &str) -> Done {
        let (_, Some(asked), _) = self.letters(keyring, "", asked)? else { return Ok(None) };
        let way = Way::from_texts(&asked.way);
        let access = Access { variables: self.env.settings, token: "" };
        Ok(match ways::hand_over(&way, &access) {
            Ok(Some(request)) => {
                Some(self.send(request, |answer| ways::read_hand_over(&way, answer, self.env.now)).await)
            }
            Ok(None) => None,
            Err(why) => Some(later(&why)),
        })
    }

    async fn notice(&self, keyring: &Keyring, what: &str, of: &str) -> Done {
        let log = cases::log(self.number);
        let case = self.env.store.read::<Case>(log)?.projection.state;
        let notice = match what {
            "new" => {
                let to = promise::mailbox(&self.env);
                let placed = of.parse().ok().and_then(|id| case.fact(id)).filter(|_| !to.is_empty());
                let letters = placed.map(|placed| Letters::of(&self.env, keyring, log, placed)).transpose()?;
                letters.and_then(|letters| letters.notice).map(|letter| Notice {
                    to: to.to_owned(),
                    title: letter.subject.unwrap_or_default(),
                    text: letter.text,
                })
            }
            what => case_notice::late(&self.env, &case, self.number, what, of),
        };
        let Some(notice) = notice else { return Ok(None) };
        let html = sledz_messages::alert_html(&notice.title, &notice.text);
        let mail = Mail {
            to: &notice.to,
            subject: &notice.title,
            text: &notice.text,
            html: &html,
            reference: &self.reference(),
            unsubscribe: None,
            kind: "case",
            in_reply_to: None,
            references: None,
            auto_submitted: AutoSubmitted::Generated,
        };
        Ok(Some(self.post(&mail).await))
    }

    async fn rating(&self, keyring: &Keyring) -> Done {
        let Some(question) = rating::question(&self.env, keyring, self.number)? else { return Ok(None) };
        if !addresses::known(&self.env, keyring, Channel::Email, &question.to)?.is_wanted() {
            return Ok(None);
        }
        let mail = Mail {
            to: &question.to,
            subject: &question.subject,
            text: &question.text,
            html: &question.html,
            reference: &self.reference(),
            unsubscribe: None,
            kind: "rating",
            in_reply_to: None,
            references: None,
            auto_submitted: AutoSubmitted::Generated,
        };
        Ok(Some(self.post(&mail).await))
    }
}

fn never(why: &str) -> Outcome {
    Outcome::Never { why: why.to_owned(), address: false }
}

fn later(why: &str) -> Outcome {
    Outcome::Later { why: why.to_owned(), after: None }
}
