//! The component `calls` (`/jobs/calls`): what is owed to platforms and payment providers: payments made
//! final, parcels and hand-overs told. Each try is an entry of the outbox, as for every other thing that
//! is owed.

use crate::{
    api_token::{self, Role},
    deliver::{Right, Tally},
    dispatch::Dispatched,
    http_client::{HttpClient, LocalFuture},
    jobs::{self, AT_ONCE, Budget, Job, Run, outbox},
    news, operations,
    order_intake::OrderPointer,
    payment_intake, poke,
    polling::{ask, connect},
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    trying, write_back,
};
use chrono::TimeDelta;
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    json,
    listed::Listed,
    order::{Order, PaymentSaid, PaymentStep},
    outbox::{Call, Subject, What},
};
use sledz_providers::outcome;
use sledz_sources::{
    allegro::{self, LOGIN},
    order_pollers::allegro::write_back as allegro_orders,
    payments::Rejected,
    pollers::{Access, DeviceLogin, Fault},
    registry,
};
use sledz_store::{
    StoreError,
    keys::LogId,
    timer::{Doer, Due, Timer},
};

/// How long the job may begin new calls.
const LASTS: TimeDelta = TimeDelta::seconds(2);

/// The first run looks back so far.
const LOOK_BACK_MINUTES: i64 = 24 * 60;

/// What came of a call.
type Outcome = Result<(), Rejected>;

/// The variables that a request needs.
pub fn variables() -> Vec<String> {
    let own = ["api_tokens", "test_clock_key", write_back::VARIABLE];
    let of_providers = registry::CONFIRMATIONS.iter().flat_map(|(_, call)| call.variables().iter().copied());
    let all = own.into_iter().chain(news::VARIABLES).chain(allegro::VARIABLES).chain(of_providers);
    all.map(str::to_owned).collect()
}

/// Answers a request to the component.
pub fn handle<'a>(request: &'a Request, env: &'a Env<'a>, client: &'a dyn HttpClient) -> LocalFuture<'a, Reply> {
    Box::pin(async move { answer(request, env, client).await.unwrap_or_else(Failure::into_problem) })
}

async fn answer(request: &Request, env: &Env<'_>, client: &dyn HttpClient) -> Result<Reply, Failure> {
    if *request.method() != http::Method::POST {
        return Err(Failure::Method("POST"));
    }
    if let Some(due) = poke::read(request, env) {
        let done = dispatch(*env, client, due, Right::First, &Budget::new(*env, AT_ONCE)).await?;
        let told = json!({"jobs": [{"job": Job::Calls.name(), "report": done.tally}]});
        return Ok(with_type(http::StatusCode::OK, "application/json", told.to_string().into_bytes()));
    }
    let caller = api_token::require(request, env, &[Role::Scheduler, Role::Admin])?;
    let ran = jobs::run_with(
        *env,
        Job::Calls,
        LASTS,
        async |cursor: Value, budget: &Budget<'_>| -> Result<Run, StoreError> {
            let work = async |due: Vec<Due>| dispatch(*env, client, due, Right::Window, budget).await;
            outbox::walk(*env, cursor, budget, (LogId::Call, LOOK_BACK_MINUTES), work).await
        },
    );
    Ok(operations::ran(&[ran.await?], Vec::new(), &caller))
}

/// Does what is due: looks what platforms do not know yet, and makes calls.
///
/// # Errors
/// If the store fails.
pub async fn dispatch(
    env: Env<'_>,
    client: &dyn HttpClient,
    due: Vec<Due>,
    right: Right,
    budget: &Budget<'_>,
) -> Result<Dispatched, StoreError> {
    let mut work: Vec<(Subject, Right)> = Vec::new();
    let mut begun = 0;
    for due in due {
        if begun > 0 && !budget.goes_on() {
            break;
        }
        match due {
            Due::Send(subject) if work.iter().any(|(known, _)| *known == subject) => {}
            Due::Send(subject) => work.push((subject, right)),
            Due::Look(Timer::Calls(platform, id)) => write_back::look(&env, &OrderPointer::new(&platform, &id))?,
            Due::Look(_) => {}
        }
        begun += 1;
    }
    // What looking has found to be owed; the rest is for component `jobs`.
    let (calls, rest): (Vec<Due>, Vec<Due>) = env.due.take().into_iter().partition(|due| due.doer() == Doer::Calls);
    env.due.replace(rest);
    work.extend(calls.into_iter().filter_map(|due| match due {
        Due::Send(subject) => Some((subject, Right::First)),
        Due::Look(_) => None,
    }));
    let (mut tally, mut is_cut, mut has_begun) = (Tally::default(), false, false);
    for (subject, right) in work {
        if has_begun && !budget.goes_on() {
            is_cut = true;
            break;
        }
        has_begun = true;
        tally.add(deliver_all(env, client, &subject, right).await?);
    }
    Ok(Dispatched { tally, begun, is_cut })
}

/// Makes every call of a subject that is due, one after the other: the order of them matters.
async fn deliver_all(
    env: Env<'_>,
    client: &dyn HttpClient,
    subject: &Subject,
    right: Right,
) -> Result<Tally, StoreError> {
    let call = async |_: EventId, what: &What| Ok(Some(outcome(call(env, client, subject, what).await?)));
    trying::deliver_all(env, "calls", subject, right, is_hand_over, call).await
}

/// Whether it tells that an order is on its way: its parcels come before that.
fn is_hand_over(what: &What) -> bool {
    matches!(what, What::Call(fields) if matches!(Call::read(fields), Some(Call::HandedOver)))
}

fn outcome(outcome: Outcome) -> outcome::Outcome {
    match outcome {
        Ok(()) => outcome::Outcome::Accepted { id: None },
        Err(Rejected::Never(why)) => outcome::Outcome::Never { why, address: false },
        Err(Rejected::Later(fault)) => {
            let after = fault.wait.and_then(|wait| u64::try_from(wait.num_seconds()).ok());
            outcome::Outcome::Later { why: fault.why, after }
        }
    }
}

async fn call(env: Env<'_>, client: &dyn HttpClient, subject: &Subject, what: &What) -> Result<Outcome, StoreError> {
    let (Subject::Source(source, id), What::Call(fields)) = (subject, what) else {
        return Ok(Err(never("nobody makes such calls")));
    };
    match Call::read(fields) {
        Some(Call::Confirmation { order, details }) => confirm(env, client, (source, id), &order, &details).await,
        Some(call) => write(env, client, (source, id), &call).await,
        None => Ok(Err(never("nobody makes such calls"))),
    }
}

fn never(why: &str) -> Rejected {
    Rejected::Never(why.to_owned())
}

fn later(fault: Fault) -> Rejected {
    Rejected::Later(fault)
}

fn unset(problems: &[String]) -> Rejected {
    Rejected::Later(Fault::unreadable(&problems.join("; ")))
}

/// Makes a payment final, then tells its order: the other way round a crash could have it shown as paid
/// when it is not.
async fn confirm(
    env: Env<'_>,
    client: &dyn HttpClient,
    (source, id): (&str, &str),
    order: &(String, String),
    details: &str,
) -> Result<Outcome, StoreError> {
    let Some((_, confirmation)) = registry::CONFIRMATIONS.iter().find(|(name, _)| *name == source) else {
        return Ok(Err(never("this provider wants no such call")));
    };
    let problems = confirmation.problems(env.settings);
    if !problems.is_empty() {
        return Ok(Err(unset(&problems)));
    }
    let request = match confirmation.request(details, env.settings) {
        Ok(request) => request,
        Err(why) => return Ok(Err(unset(&[why]))),
    };
    let answer = match ask(client, request).await {
        Ok(answer) => answer,
        Err(fault) => return Ok(Err(later(fault))),
    };
    let outcome = confirmation.read(&answer);
    if outcome.is_ok() {
        let order = OrderPointer::new(&order.0, &order.1);
        let state = env.store.read::<Order>(order.log())?.projection.state;
        let pending = state
            .payments()
            .into_iter()
            .find(|said| said.source == *source && said.payment == *id && said.step == PaymentStep::Pending);
        if let Some(pending) = pending {
            let paid = PaymentSaid { step: PaymentStep::Paid, confirm: None, ..pending };
            payment_intake::tell(&env, &order, &paid)?;
        }
    }
    Ok(outcome)
}

/// Tells a platform what the shop did with its order. What it knows already is not told twice: its answer
/// to an earlier try may have got lost.
async fn write(
    env: Env<'_>,
    client: &dyn HttpClient,
    (platform, id): (&str, &str),
    what: &Call,
) -> Result<Outcome, StoreError> {
    if !write_back::is_on(&env, platform) {
        return Ok(Err(Rejected::Never(format!("{platform} is no longer in {}", write_back::VARIABLE))));
    }
    let problems = allegro::problems(env.settings);
    if !problems.is_empty() {
        return Ok(Err(unset(&problems)));
    }
    let token = match connect::token(env, client, "sync/allegro", &LOGIN).await? {
        Ok(token) => token,
        Err(fault) => return Ok(Err(later(fault))),
    };
    let access = Access { variables: env.settings, token: &token };
    let outcome = write_to_allegro(client, id, what, &access).await;
    if let Err(Rejected::Later(fault)) = &outcome
        && fault.is_refused
    {
        connect::expire(env, LOGIN.name())?;
    }
    Ok(outcome)
}

async fn write_to_allegro(client: &dyn HttpClient, id: &str, what: &Call, access: &Access<'_>) -> Outcome {
    let made = |request: Result<http::Request<Vec<u8>>, String>| request.map_err(|why| later(Fault::unreadable(&why)));
    match what {
        Call::Parcel { carrier, tracking_number } => {
            let known = ask(client, made(allegro_orders::shipments(id, access))?).await.map_err(later)?;
            if allegro_orders::listed(&known).map_err(later)?.contains(tracking_number) {
                return Ok(());
            }
            let add = allegro_orders::add_shipment(id, carrier.as_deref().unwrap_or("other"), tracking_number, access);
            allegro_orders::taken(&ask(client, made(add)?).await.map_err(later)?)
        }
        _ => allegro_orders::taken(&ask(client, made(allegro_orders::sent(id, access))?).await.map_err(later)?),
    }
}
