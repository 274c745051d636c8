//! Job `export`: a report of every day, week or month that is over, made once, kept for download, and sent where the shop
//! has set: each way is owed in an outbox, tried again until it is taken, and taken once.
//!
//! The job knows from where it stands which periods it has missed, and makes up for them. A period waits until job
//! `rollup` has rolled all of its days up.

use super::{
    api_export::{file, reports, table_of},
    letter,
    query::{By, Query, Span},
    reading::Shelf,
    sending,
};
use crate::{
    compose::mail_provider,
    deliver::{Right, Tally},
    dispatch::Dispatched,
    http_client::HttpClient,
    jobs::{Budget, Run, outbox},
    owing,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    trying,
};
use chrono::{DateTime, Datelike, Days, NaiveDate};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sledz_domain::{
    event_id::EventId,
    json,
    outbox::{Outbox, Subject, What},
    view::rfc3339,
    words::Lang,
};
use sledz_kpi::export::{csv::Style, ga4, json as told};
use sledz_providers::events;
use sledz_store::{StoreError, keys::LogId, rolled::Values, timer::Due};
use std::collections::BTreeMap;

/// The variable that says how often: `daily`, `weekly`, `monthly`, separated by white space.
pub const SCHEDULE: &str = "export_schedule";

/// The variable that says in which language.
pub const LANGUAGE: &str = "export_language";

/// Kept reports stand under this name.
const REPORTS: &str = "reports";

/// The first run looks back so far for what is owed.
const LOOK_BACK_MINUTES: i64 = 24 * 60;

/// Buckets are kept for so many minutes after they were visited.
const BUCKETS_KEPT: i64 = 48 * 60;

/// So many buckets are tidied up in one call.
const SWEPT: i64 = 3000;

/// How often a report is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of every day.
    Daily,
    /// Of every week, from Monday to Sunday.
    Weekly,
    /// Of every month.
    Monthly,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Daily, Kind::Weekly, Kind::Monthly];

    fn name(self) -> &'static str {
        match self {
            Kind::Daily => "daily",
            Kind::Weekly => "weekly",
            Kind::Monthly => "monthly",
        }
    }

    /// So many missed periods are made up for.
    fn most_missed(self) -> usize {
        match self {
            Kind::Daily => 31,
            Kind::Weekly => 8,
            Kind::Monthly => 12,
        }
    }

    /// So many reports are kept.
    fn most_kept(self) -> usize {
        match self {
            Kind::Daily => 60,
            Kind::Weekly | Kind::Monthly => 36,
        }
    }

    /// The first day of the period that a day is in.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        match self {
            Kind::Daily => day,
            Kind::Weekly => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Kind::Monthly => super::ledger::days_of(super::ledger::month_of(day)).0,
        }
    }

    /// The period before the one that begins on a day.
    fn before(self, begin: NaiveDate) -> NaiveDate {
        self.begin(begin.pred_opt().unwrap_or(begin))
    }

    fn span(self, begin: NaiveDate) -> Span {
        let next = match self {
            Kind::Daily => begin + Days::new(1),
            Kind::Weekly => begin + Days::new(7),
            Kind::Monthly => super::ledger::days_of(super::ledger::month_of(begin) + 1).0,
        };
        (begin, next.pred_opt().unwrap_or(begin))
    }

    fn period(self, begin: NaiveDate) -> String {
        let day = begin.to_string();
        let day = if self == Kind::Monthly { day.get(..7).unwrap_or(&day).to_owned() } else { day };
        format!("{}-{day}", self.name())
    }

    /// The periods that are over at `today` and were not made since `done`, oldest first.
    fn due(self, today: NaiveDate, done: Option<NaiveDate>) -> Vec<NaiveDate> {
        let mut due = Vec::new();
        let mut begin = self.before(self.begin(today));
        let most = if done.is_some() { self.most_missed() } else { 1 };
        while due.len() < most && done.is_none_or(|done| begin > done) {
            due.push(begin);
            begin = self.before(begin);
        }
        due.reverse();
        due
    }
}

/// What the job has done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Cursor {
    /// The beginning of the last period of each kind that a report was made of.
    #[serde(default)]
    done: BTreeMap<String, NaiveDate>,
    /// The periods whose reports are kept, oldest first.
    #[serde(default)]
    kept: Vec<String>,
    /// Where the wheel of what is owed stands.
    #[serde(default)]
    walk: Value,
    /// The first bucket of it that was not tidied up.
    #[serde(default)]
    swept: i64,
}

/// A report as it is kept: all that is sent of it, so that what is tried again is the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// The first and the last day.
    pub from: String,
    /// See above.
    pub to: String,
    /// The figures as JSON.
    pub json: String,
    /// The figures as a table that Excel opens right, in Polish with semicolons and decimal commas.
    pub csv: String,
    /// Bodies for Google Analytics.
    pub ga4: Vec<String>,
    /// The e-mail: subject, text, HTML.
    pub mail: [String; 3],
}

/// A kept report.
///
/// # Errors
/// If the store cannot be asked.
pub fn kept(env: &Env, period: &str) -> Result<Option<Kept>, StoreError> {
    env.store.rolled(REPORTS, period)
}

/// Runs the job.
///
/// # Errors
/// If the store fails.
pub async fn run(
    env: &Env<'_>,
    client: &dyn HttpClient,
    cursor: Value,
    budget: &Budget<'_>,
) -> Result<Run, StoreError> {
    let mut at: Cursor = serde_json::from_value(cursor).unwrap_or_default();
    let mut tally = Tally::default();
    let (mut made, mut waits) = (Vec::new(), Vec::new());
    let mut has_more = false;
    let mut reader = Shelf::open(env)?;
    let today = reader.today();
    let wanted = Kind::ALL
        .into_iter()
        .filter(|kind| env.settings.get(SCHEDULE).split_whitespace().any(|name| name == kind.name()));
    'kinds: for kind in wanted {
        for begin in kind.due(today, at.done.get(kind.name()).copied()) {
            if !made.is_empty() && !budget.goes_on() {
                has_more = true;
                break 'kinds;
            }
            let (period, span) = (kind.period(begin), kind.span(begin));
            if !reader.is_settled(span.0, span.1) {
                waits.push(period);
                break;
            }
            make(env, &mut reader, &period, span)?;
            tally.add(owe(env, client, &period).await?);
            at.done.insert(kind.name().to_owned(), begin);
            if !at.kept.contains(&period) {
                at.kept.push(period.clone());
            }
            made.push(period);
        }
    }
    for kind in Kind::ALL {
        let of_kind = |period: &&String| period.starts_with(kind.name());
        while at.kept.iter().filter(of_kind).count() > kind.most_kept() {
            let Some(place) = at.kept.iter().position(|period| of_kind(&period)) else { break };
            env.store.delete_rolled(REPORTS, &at.kept.remove(place))?;
        }
    }
    let walked = outbox::walk(*env, std::mem::take(&mut at.walk), budget, (LogId::Report, LOOK_BACK_MINUTES), {
        async |due: Vec<Due>| again(env, client, due, budget).await
    })
    .await?;
    at.walk = walked.cursor;
    sweep(env, &mut at)?;
    let mut problems = problems(env);
    problems.extend(tally.trouble.take().map(|why| format!("a report could not be sent, and is tried again: {why}")));
    let report = json!({
        "made": made,
        "waits": waits,
        "at_once": tally,
        "tried_again": walked.report,
        "problems": problems,
    });
    Ok(Run { report, cursor: json!(at), has_more: has_more || walked.has_more })
}

/// What is set wrongly, each a sentence.
fn problems(env: &Env) -> Vec<String> {
    let is_known = |name: &&str| Kind::ALL.iter().any(|kind| kind.name() == *name);
    let unknown = env.settings.get(SCHEDULE).split_whitespace().find(|name| !is_known(name));
    let mut all: Vec<String> =
        unknown.map(|name| format!("{SCHEDULE} says {name}; there are daily, weekly, monthly")).into_iter().collect();
    let language = env.settings.get(LANGUAGE).trim();
    if !language.is_empty() && Lang::from_tag(language).is_none() {
        all.push(format!("{LANGUAGE} is neither pl nor en: reports are in Polish"));
    }
    all.extend(events::problems_of(&events::EXPORT, env.settings));
    let is_set = |name: &str| !env.settings.get(name).trim().is_empty();
    if is_set("ga4_measurement_id") != is_set("ga4_api_secret") {
        all.push("ga4_measurement_id and ga4_api_secret belong together".to_owned());
    }
    if is_set("export_email") && mail_provider(env).is_none() {
        all.push("export_email is set, but mail_provider is not".to_owned());
    }
    all
}

/// Makes a report and keeps it; one that is kept stays as it is.
fn make(env: &Env, reader: &mut Shelf<'_>, period: &str, span: Span) -> Result<(), StoreError> {
    if kept(env, period)?.is_some() {
        return Ok(());
    }
    let query = Query { span, by: By::Total, compared: None };
    let reports = reports(&query, reader)?;
    let Some(report) = reports.first() else { return Ok(()) };
    let public_url = env.settings.get("public_url").trim();
    let client_id = EventId::of(&["ga4", public_url]).to_string();
    let lang = Lang::from_tag(env.settings.get(LANGUAGE)).unwrap_or_default();
    let mail = letter::of(env, reader, span, lang)?;
    let value = Kept {
        made: env.now.timestamp(),
        from: span.0.to_string(),
        to: span.1.to_string(),
        json: told::figures(report, lang),
        csv: table_of(&reports, lang.pick(Style::POLISH, Style { bom: true, ..Style::default() }), lang),
        ga4: ga4::bodies(report, &client_id),
        mail,
    };
    let mut values = Values::default();
    values.put(REPORTS, period, &value)?;
    env.store.set_rolled(&values)
}

/// Owes a report by every way that is set, and tries at once.
async fn owe(env: &Env<'_>, client: &dyn HttpClient, period: &str) -> Result<Tally, StoreError> {
    let Some(report) = kept(env, period)? else { return Ok(Tally::default()) };
    let subject = Subject::Report(period.to_owned());
    let reading = env.store.read::<Outbox>(LogId::outbox(&subject))?;
    let mut facts = Vec::new();
    for way in sending::ways(env, &report) {
        let item = EventId::of(&["report", period, &way.join(" ")]);
        if !reading.state().has(item) {
            facts.push(owing::owed(item, &subject, What::Call(way), env.now, env.now));
        }
    }
    owing::write(env, subject.clone(), reading, facts)?;
    deliver(env, client, &subject, Right::First).await
}

async fn deliver(env: &Env<'_>, client: &dyn HttpClient, subject: &Subject, right: Right) -> Result<Tally, StoreError> {
    let Subject::Report(period) = subject else { return Ok(Tally::default()) };
    let call = async |item: EventId, what: &What| Ok(Some(sending::send(*env, client, period, item, what).await?));
    trying::deliver_all(*env, "kpi", subject, right, |_| false, call).await
}

/// Tries again what is due.
async fn again(
    env: &Env<'_>,
    client: &dyn HttpClient,
    due: Vec<Due>,
    budget: &Budget<'_>,
) -> Result<Dispatched, StoreError> {
    let (mut tally, mut begun) = (Tally::default(), 0);
    let mut tried: Vec<Subject> = Vec::new();
    for due in due {
        if begun > 0 && !budget.goes_on() {
            break;
        }
        begun += 1;
        if let Due::Send(subject) = due
            && !tried.contains(&subject)
        {
            tally.add(deliver(env, client, &subject, Right::Window).await?);
            tried.push(subject);
        }
    }
    Ok(Dispatched { tally, begun, is_cut: false })
}

/// Deletes buckets that were visited.
fn sweep(env: &Env, at: &mut Cursor) -> Result<(), StoreError> {
    let visited = at.walk.get("minute").and_then(Value::as_i64).unwrap_or_default();
    let last = (visited - 1).min(env.now.timestamp().div_euclid(60) - BUCKETS_KEPT);
    if at.swept == 0 {
        at.swept = last - LOOK_BACK_MINUTES;
    }
    let until = last.min(at.swept + SWEPT);
    while at.swept <= until {
        let bucket = LogId::Report(at.swept);
        let count = env.store.handed_out(bucket)?;
        if count > 0 {
            env.store.delete_entries(bucket, 1, count, &|| true)?;
            env.store.delete_bucket_counter(bucket)?;
        }
        at.swept += 1;
    }
    Ok(())
}

/// `GET /api/kpi/exports`: the reports that are kept, the newest first.
///
/// # Errors
/// If the store fails.
pub fn list(env: &Env) -> Result<Reply, Failure> {
    let state: crate::jobs::JobState = env.store.job_state(crate::jobs::Job::Export.name())?;
    let at: Cursor = serde_json::from_value(state.cursor).unwrap_or_default();
    let mut all = Vec::new();
    for period in at.kept.iter().rev() {
        let Some(kept) = kept(env, period)? else { continue };
        let made = DateTime::from_timestamp(kept.made, 0).map(rfc3339);
        all.push(json!({"period": period, "from": kept.from, "to": kept.to, "made_at": made}));
    }
    let answer = json!({"exports": all});
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

/// `GET /api/kpi/exports/{period}?format=json|csv|html`.
///
/// # Errors
/// 400, 404; 503 if the store fails.
pub fn download(request: &Request, env: &Env, period: &str) -> Result<Reply, Failure> {
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no report of that period is kept");
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if period.len() > 24 || !period.chars().all(is_name) {
        return Err(unknown());
    }
    let Kept { json, csv, mail: [_, _, html], .. } = kept(env, period)?.ok_or_else(unknown)?;
    match request.query("format").as_deref().unwrap_or("json") {
        "json" => Ok(with_type(StatusCode::OK, "application/json", json.into_bytes())),
        "csv" => Ok(file(csv, "text/csv; charset=utf-8", &format!("sledz-{period}.csv"))),
        "html" => Ok(file(html, "text/html; charset=utf-8", &format!("sledz-{period}.html"))),
        _ => Err(Failure::refused(StatusCode::BAD_REQUEST, "format is one of json, csv, html")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(list: &[&str]) -> Vec<NaiveDate> {
        list.iter().map(|day| day.parse().unwrap()).collect()
    }

    #[test]
    fn periods_that_are_over_and_were_missed() {
        let today: NaiveDate = "2026-11-04".parse().unwrap();
        let done = |day: &str| Some(day.parse().unwrap());
        assert_eq!(Kind::Daily.due(today, None), days(&["2026-11-03"]));
        assert_eq!(Kind::Daily.due(today, done("2026-11-03")), days(&[]));
        assert_eq!(Kind::Daily.due(today, done("2026-11-01")), days(&["2026-11-02", "2026-11-03"]));
        assert_eq!(Kind::Daily.due(today, done("2026-01-01")).len(), 31);
        assert_eq!(Kind::Weekly.due(today, done("2026-10-12")), days(&["2026-10-19", "2026-10-26"]));
        assert_eq!(Kind::Weekly.span(days(&["2026-10-26"])[0]).1.to_string(), "2026-11-01");
        assert_eq!(Kind::Monthly.due(today, done("2026-08-01")), days(&["2026-09-01", "2026-10-01"]));
        assert_eq!(Kind::Monthly.period(days(&["2026-10-01"])[0]), "monthly-2026-10");
        assert_eq!(Kind::Monthly.span(days(&["2026-02-01"])[0]).1.to_string(), "2026-02-28");
    }
}
