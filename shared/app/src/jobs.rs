//! Jobs: what a clock starts. `POST /jobs/run` runs those that are due, `POST /jobs/{job}` one.
//!
//! Two components share them: `jobs` decides and sends, `upkeep` looks after what is stored. Each holds
//! the code of its own only.
//!
//! A job knows itself from where it stands what it has missed. A call is bounded in time, goes on
//! where the last one stopped, and does no harm when it is made twice at once, late, or after days:
//! what it does is owed once, re-armed into a set, or deleted.

pub mod compaction;
pub mod comparison;
pub mod delays;
pub mod erasures;
pub mod outbox;
pub mod retention;
pub mod stalled;

use crate::{
    allegro_messages, cases::queue, disagreements, http_client::HttpClient, kpi::exports, reply::Failure, request::Env,
};
use chrono::{DateTime, TimeDelta, Utc, serde::ts_milliseconds_option};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::json;
use sledz_store::StoreError;

/// How long a job that is called alone may begin new work.
const ALONE: TimeDelta = TimeDelta::milliseconds(1000);

/// How long each job may begin new work when all that are due run in one call; the outbox may twice
/// as long. Together with what is then sent a call stays below two seconds.
const TOGETHER: TimeDelta = TimeDelta::milliseconds(200);

/// How long what was just owed may begin to be sent, at the end of a call.
pub const AT_ONCE: TimeDelta = TimeDelta::milliseconds(400);

/// A job that was last run this many intervals ago is overdue.
const OVERDUE_INTERVALS: i32 = 5;

/// The jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Sends what is owed.
    Outbox,
    /// Looks at orders whose deadline has passed: delays, reminders.
    Delays,
    /// Looks whether a source has gone quiet.
    Stalled,
    /// Deletes personal data whose time is over.
    Retention,
    /// Tidies up closed days and visited buckets.
    Compaction,
    /// Makes calls that are owed to platforms and payment providers.
    Calls,
    /// Answers customers, tells people of cases, and does what the clock does with those.
    Replies,
    /// Asks marketplaces for what customers wrote.
    Messages,
    /// Looks where sources have disagreed for too long.
    Disagreements,
    /// Erases what somebody asked to have erased.
    Erasures,
    /// Rolls closed days and months up.
    Rollup,
    /// Computes every day afresh, and compares.
    Recount,
    /// Sends reports of the numbers.
    Export,
}

impl Job {
    /// All of them, the most urgent first.
    pub const ALL: [Job; 13] = [
        Job::Outbox,
        Job::Calls,
        Job::Replies,
        Job::Messages,
        Job::Delays,
        Job::Stalled,
        Job::Disagreements,
        Job::Erasures,
        Job::Retention,
        Job::Compaction,
        Job::Rollup,
        Job::Recount,
        Job::Export,
    ];

    /// Those of component `jobs`. The outbox last: it sends at once what the others owe.
    pub const SENDING: [Job; 2] = [Job::Delays, Job::Outbox];

    /// Those of component `upkeep`.
    pub const UPKEEP: [Job; 5] = [Job::Compaction, Job::Retention, Job::Erasures, Job::Disagreements, Job::Stalled];

    /// The name in the path.
    pub fn name(self) -> &'static str {
        match self {
            Job::Outbox => "outbox",
            Job::Delays => "delays",
            Job::Stalled => "stalled",
            Job::Retention => "retention",
            Job::Compaction => "compaction",
            Job::Calls => "calls",
            Job::Replies => "replies",
            Job::Messages => "messages",
            Job::Disagreements => "disagreements",
            Job::Erasures => "erasures",
            Job::Rollup => "rollup",
            Job::Recount => "recount",
            Job::Export => "export",
        }
    }

    /// The job of that name.
    pub fn from_name(name: &str) -> Option<Job> {
        Job::ALL.into_iter().find(|job| job.name() == name)
    }

    /// How often it runs.
    pub fn interval(self) -> TimeDelta {
        match self {
            Job::Outbox | Job::Calls | Job::Replies | Job::Messages => TimeDelta::seconds(50),
            Job::Delays | Job::Erasures => TimeDelta::minutes(5),
            Job::Stalled => TimeDelta::minutes(30),
            Job::Rollup => TimeDelta::minutes(10),
            Job::Retention | Job::Compaction | Job::Disagreements | Job::Export => TimeDelta::hours(1),
            Job::Recount => TimeDelta::days(30),
        }
    }

    /// Whether anything is there for it to do: only a shop that has set what needs it has to call it.
    pub fn is_wanted(self, env: &Env) -> bool {
        let is_set = |name: &str| !env.settings.get(name).trim().is_empty();
        match self {
            Job::Calls => is_set("write_back") || is_set("payment_przelewy24_secrets"),
            // From the first case on.
            Job::Replies => env.store.handed_out(queue::index()).is_ok_and(|count| count > 0),
            Job::Messages => is_set(allegro_messages::VARIABLE),
            Job::Disagreements => is_set(disagreements::VARIABLE),
            // Once its clock was set, that is to go on.
            Job::Rollup => {
                let state = env.store.job_state::<JobState>(self.name());
                state.is_ok_and(|state| state.finished.is_some())
            }
            // By hand.
            Job::Recount => false,
            Job::Export => is_set(exports::SCHEDULE),
            _ => true,
        }
    }
}

/// When a job ran, and where it stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct JobState {
    /// When it last began.
    #[serde(default, with = "ts_milliseconds_option")]
    pub started: Option<DateTime<Utc>>,
    /// When it last ended well.
    #[serde(default, with = "ts_milliseconds_option")]
    pub finished: Option<DateTime<Utc>>,
    /// Where it goes on; each job's own.
    #[serde(default)]
    pub cursor: Value,
    /// What it last did; each job's own.
    #[serde(default)]
    pub report: Value,
    /// It stopped because its time was up, and has more to do.
    #[serde(default)]
    pub has_more: bool,
}

impl JobState {
    /// Whether `job` should run at `now`.
    pub fn is_due(&self, job: Job, now: DateTime<Utc>) -> bool {
        self.has_more || self.finished.is_none_or(|last| now - last >= job.interval() || last > now)
    }

    /// Whether nobody has called `job` for too long.
    pub fn is_overdue(&self, job: Job, now: DateTime<Utc>) -> bool {
        self.finished.is_none_or(|last| now - last >= (job.interval() * OVERDUE_INTERVALS).max(TimeDelta::minutes(15)))
    }
}

/// What a job did in one call.
pub struct Run {
    /// What it did, for people.
    pub report: Value,
    /// Where it goes on.
    pub cursor: Value,
    /// Its time was up before its work was done.
    pub has_more: bool,
}

/// What a job did in one call, as `POST /jobs/{job}` tells it.
pub struct Ran {
    /// The job.
    pub job: &'static str,
    /// How long it took.
    pub milliseconds: i64,
    /// It has more to do: call again.
    pub has_more: bool,
    /// What it did.
    pub report: Value,
}

impl Ran {
    /// In the answer.
    pub fn told(&self) -> Value {
        json!({"job": self.job, "milliseconds": self.milliseconds, "has_more": self.has_more, "report": self.report})
    }
}

/// The time that a job has for one call.
pub struct Budget<'a> {
    env: Env<'a>,
    ends: DateTime<Utc>,
}

impl<'a> Budget<'a> {
    /// From now on for so long.
    pub fn new(env: Env<'a>, lasts: TimeDelta) -> Self {
        Budget { ends: env.store.wall_now() + lasts, env }
    }

    /// Whether new work may begin.
    pub fn goes_on(&self) -> bool {
        self.env.store.wall_now() < self.ends
    }
}

/// A job that runs.
struct Running<'a> {
    env: Env<'a>,
    job: Job,
    state: JobState,
    budget: Budget<'a>,
    began: DateTime<Utc>,
}

impl<'a> Running<'a> {
    /// Begins; and where it goes on.
    fn begin(env: Env<'a>, job: Job, lasts: TimeDelta) -> Result<(Self, Value), StoreError> {
        let budget = Budget::new(env, lasts);
        let mut state: JobState = env.store.job_state(job.name())?;
        state.started = Some(env.now);
        let cursor = std::mem::take(&mut state.cursor);
        Ok((Running { env, job, state, budget, began: env.store.wall_now() }, cursor))
    }

    /// Writes down where it stands.
    fn end(mut self, run: Run) -> Result<Ran, StoreError> {
        self.state.finished = Some(self.env.now);
        self.state.cursor = run.cursor;
        self.state.report = run.report.clone();
        self.state.has_more = run.has_more;
        self.env.store.set_job_state(self.job.name(), &self.state)?;
        let milliseconds = (self.env.store.wall_now() - self.began).num_milliseconds();
        Ok(Ran { job: self.job.name(), milliseconds, has_more: run.has_more, report: run.report })
    }
}

/// What was run of several, one of which may have failed: it keeps no other from running.
#[derive(Default)]
struct All {
    ran: Vec<Ran>,
    failure: Option<StoreError>,
}

impl All {
    fn add(&mut self, job: Job, one: Result<Ran, StoreError>) {
        match one {
            Ok(ran) => self.ran.push(ran),
            Err(error) => {
                eprintln!("error: job {}: {error}", job.name());
                self.failure = Some(error);
            }
        }
    }

    fn done(self) -> Result<Vec<Ran>, Failure> {
        self.failure.map_or(Ok(self.ran), |error| Err(error.into()))
    }
}

fn is_due(env: &Env, job: Job) -> Result<bool, StoreError> {
    Ok(env.store.job_state::<JobState>(job.name())?.is_due(job, env.now))
}

/// Whether any job of component `upkeep` is due.
///
/// # Errors
/// If the store fails.
pub fn upkeep_is_due(env: &Env) -> Result<bool, StoreError> {
    for job in Job::UPKEEP {
        if is_due(env, job)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs one job of component `jobs`.
///
/// # Errors
/// If the store fails: the job then stands where it stood.
pub async fn run(env: Env<'_>, client: &dyn HttpClient, job: Job) -> Result<Ran, StoreError> {
    send_for(env, client, job, ALONE).await
}

/// Runs every job of component `jobs` that is due.
///
/// # Errors
/// If the store failed for one of them; the others have run.
pub async fn run_due(env: Env<'_>, client: &dyn HttpClient) -> Result<Vec<Ran>, Failure> {
    let mut all = All::default();
    for job in Job::SENDING {
        if is_due(&env, job)? {
            let lasts = if job == Job::Outbox { TOGETHER * 2 } else { TOGETHER };
            all.add(job, send_for(env, client, job, lasts).await);
        }
    }
    all.done()
}

async fn send_for(env: Env<'_>, client: &dyn HttpClient, job: Job, lasts: TimeDelta) -> Result<Ran, StoreError> {
    let (running, cursor) = Running::begin(env, job, lasts)?;
    let run = match job {
        Job::Outbox => outbox::run(env, client, cursor, &running.budget).await?,
        _ => delays::run(&env, cursor, &running.budget)?,
    };
    running.end(run)
}

/// Runs one job of component `upkeep`.
///
/// # Errors
/// If the store fails: the job then stands where it stood.
pub fn keep_up(env: Env<'_>, job: Job) -> Result<Ran, StoreError> {
    keep_up_for(env, job, ALONE)
}

/// Runs every job of component `upkeep` that is due.
///
/// # Errors
/// If the store failed for one of them; the others have run.
pub fn keep_up_due(env: Env<'_>) -> Result<Vec<Ran>, Failure> {
    let mut all = All::default();
    for job in Job::UPKEEP {
        if is_due(&env, job)? {
            all.add(job, keep_up_for(env, job, TOGETHER));
        }
    }
    all.done()
}

fn keep_up_for(env: Env<'_>, job: Job, lasts: TimeDelta) -> Result<Ran, StoreError> {
    let (running, cursor) = Running::begin(env, job, lasts)?;
    let run = match job {
        Job::Stalled => stalled::run(&env, cursor)?,
        Job::Retention => retention::run(&env, cursor, &running.budget)?,
        Job::Erasures => erasures::run(&env, cursor, &running.budget)?,
        Job::Disagreements => comparison::run(&env, cursor, &running.budget)?,
        _ => compaction::run(&env, cursor, &running.budget)?,
    };
    running.end(run)
}

/// As [`run_with`], where nothing has to be waited for.
///
/// # Errors
/// If the store fails: the job then stands where it stood.
pub fn run_now<'a>(
    env: Env<'a>,
    job: Job,
    lasts: TimeDelta,
    work: impl FnOnce(Value, &Budget<'a>) -> Result<Run, StoreError>,
) -> Result<Ran, StoreError> {
    let (running, cursor) = Running::begin(env, job, lasts)?;
    let run = work(cursor, &running.budget)?;
    running.end(run)
}

/// Runs a job of another component, whose work is `work`.
///
/// # Errors
/// If the store fails: the job then stands where it stood.
pub async fn run_with<'a, W>(env: Env<'a>, job: Job, lasts: TimeDelta, work: W) -> Result<Ran, StoreError>
where
    W: AsyncFnOnce(Value, &Budget<'a>) -> Result<Run, StoreError>,
{
    let (running, cursor) = Running::begin(env, job, lasts)?;
    let run = work(cursor, &running.budget).await?;
    running.end(run)
}
