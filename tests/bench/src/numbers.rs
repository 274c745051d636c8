//! What the numbers of a year cost: rolling up a day with many cases, reading the year by the API, showing it as a page.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sledz_app::api_token;
use sledz_domain::time::warsaw_day;
use sledz_e2e::client::Client;
use sledz_host::{SqliteStore, Sync};

use crate::buffer::Buffer;
use crate::build::{self, Application};
use crate::options::Numbers;
use crate::report::{percentile, table, verdict};
use crate::server::{Counted, Server};
use crate::year::{VARIABLES, Year};

const TOKEN: &str = "the-benchmark-has-a-token";

/// What an answer may take, at the median.
const ANSWER: Duration = Duration::from_millis(50);

/// What an instance may take.
const MEMORY: u64 = 32 << 20;

/// What rolling up the last day may take.
const ROLL_UP: Duration = Duration::from_secs(2);

/// Events are carried to the store after so many days.
const DAYS_AT_ONCE: i64 = 14;

/// Measures; whether everything held.
pub(crate) fn measure(options: &Numbers) -> Result<bool> {
    let application = build::application()?;
    let directory = application.directory.join("store-year");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    let path = directory.join("sqlite_key_value.db");
    let last = warsaw_day(Utc::now()) - TimeDelta::days(1);
    let year = Year::new(last, options.orders, options.cases, options.crowd)?;
    let (midnight, end) = sledz_kpi::day::bounds(last);

    let began = Instant::now();
    let buffer = Buffer::keeping();
    let mut from = midnight - TimeDelta::days(366);
    while from < midnight {
        let to = (from + TimeDelta::days(DAYS_AT_ONCE)).min(midnight);
        eprint!("\rFilling the store: until {} ...    ", to.date_naive());
        live(&year, &buffer, &path, from, to)?;
        from = to;
    }
    eprintln!(
        "\rFilled: {} orders, {} cases, in {:.0} s.     ",
        options.orders,
        options.cases,
        began.elapsed().as_secs_f64()
    );

    let mut rows = vec![
        ["", "calls", "ms in all", "longest ms", "gets", "commits", "memory MiB", "at most", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut holds = true;
    let before = rolled_up(&application, &path)?;
    rows.push(before.row(&format!("roll-up of the year until then, {} cases", options.cases), ""));
    live(&year, &buffer, &path, midnight, end)?;
    drop(buffer);
    let crowd = rolled_up(&application, &path)?;
    let is_quick = crowd.total() <= ROLL_UP && crowd.memory <= MEMORY;
    holds &= is_quick;
    rows.push(
        [
            crowd.row(&format!("roll-up of a day of {} cases", options.crowd), "2000 ms, 32 MiB"),
            vec![verdict(is_quick)],
        ]
        .concat(),
    );
    // The head has a column for verdicts.
    rows.iter_mut().for_each(|row| row.resize(9, String::new()));
    println!(
        "\n{} orders and {} cases in a year, {} more on its last day; SQLite, `synchronous=FULL`.\n",
        options.orders, options.cases, options.crowd
    );
    table(&rows);

    let year_of = format!("from={}&to={last}", last - TimeDelta::days(364));
    let mut rows = vec![
        ["", "p50 ms", "p90 ms", "p99 ms", "gets each", "commits each", "memory MiB", "at most", ""]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (name, path_of) in [
        ("GET /api/kpi, the year", format!("/api/kpi?{year_of}")),
        ("the same by channel", format!("/api/kpi?{year_of}&by=channel")),
        ("the same by month", format!("/api/kpi?{year_of}&by=month")),
        ("page /kpi, the year", format!("/kpi?{year_of}")),
        ("page /kpi, 30 days", "/kpi".to_owned()),
        ("file of figures, CSV", format!("/api/kpi/export?format=csv&{year_of}")),
    ] {
        let read = read(&application, &path, &path_of, options.times)?;
        let is_within = Duration::from_micros(u64::from(read.median())) <= ANSWER && read.memory <= MEMORY;
        holds &= is_within;
        rows.push(read.row(name, is_within));
    }
    println!();
    table(&rows);
    Ok(holds)
}

/// Has part of the year happen, and writes what it left.
fn live(year: &Year, buffer: &Buffer, path: &Path, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
    year.live(buffer, from, to)?;
    SqliteStore::open(path, Sync::Off)?.set_many(&buffer.take())?;
    // What is still on its way to the disk would be measured.
    Ok(fs::File::open(path)?.sync_all()?)
}

/// Whoever reads: with a token, and signed in as a browser is.
struct Visitor {
    client: Client,
    cookie: String,
}

impl Visitor {
    fn of(server: &Server) -> Result<Self> {
        let client = Client::new(&format!("http://{}", server.address));
        let reply = client.post_form("/login", &[("token", TOKEN), ("next", "")])?;
        let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        ensure!(!cookie.is_empty(), "nobody can sign in: {}", reply.status);
        Ok(Visitor { client, cookie })
    }

    fn ask(&self, method: &str, path: &str) -> Result<(Duration, Vec<u8>)> {
        let call = self.client.request(method, path);
        let call = match path.starts_with("/kpi") {
            true => call.header("cookie", &self.cookie),
            false => call.header("authorization", &format!("Bearer {TOKEN}")),
        };
        let began = Instant::now();
        let reply = call.send()?;
        let took = began.elapsed();
        ensure!(reply.status == 200, "{method} {path} was answered {}: {}", reply.status, reply.text());
        Ok((took, reply.body))
    }
}

fn start(application: &Application, path: &Path) -> Result<(Server, Visitor)> {
    let tokens = format!("bench:admin:{}", api_token::hash(TOKEN));
    let variables: Vec<(&str, &str)> = VARIABLES.into_iter().chain([("api_tokens", tokens.as_str())]).collect();
    let server = Server::start(application, path, &variables)?;
    let visitor = Visitor::of(&server)?;
    Ok((server, visitor))
}

/// Calls of the job until it had nothing more to do.
struct RolledUp {
    calls: Vec<Duration>,
    counted: Counted,
    memory: u64,
}

fn rolled_up(application: &Application, path: &Path) -> Result<RolledUp> {
    let (server, visitor) = start(application, path)?;
    let before = server.counted()?;
    let mut calls = Vec::new();
    loop {
        let (took, body) = visitor.ask("POST", "/jobs/rollup")?;
        calls.push(took);
        eprint!("\rRolling up: {} calls ...       ", calls.len());
        let told: Value = serde_json::from_slice(&body)?;
        if told.get("has_more").and_then(Value::as_bool).context("the job tells nothing")? {
            ensure!(calls.len() < 5_000, "the job never ends");
            continue;
        }
        let mut counted = Counted::default();
        counted.add(before, server.counted()?);
        eprintln!("\rRolled up: {}", told.get("jobs").unwrap_or(&Value::Null));
        return Ok(RolledUp { calls, counted, memory: server.memory()? });
    }
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.0}", duration.as_secs_f64() * 1000.0)
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

impl RolledUp {
    fn total(&self) -> Duration {
        self.calls.iter().sum()
    }

    fn row(&self, name: &str, most: &str) -> Vec<String> {
        let longest = self.calls.iter().max().copied().unwrap_or_default();
        vec![
            name.to_owned(),
            self.calls.len().to_string(),
            milliseconds(self.total()),
            milliseconds(longest),
            self.counted.gets.to_string(),
            self.counted.commits.to_string(),
            mebibytes(self.memory),
            most.to_owned(),
        ]
    }
}

/// An address that was read over and over.
struct Read {
    /// Sorted, in microseconds.
    latencies: Vec<u32>,
    counted: Counted,
    memory: u64,
}

fn read(application: &Application, path: &Path, address: &str, times: usize) -> Result<Read> {
    // A host of its own, which tells the memory of this alone.
    let (server, visitor) = start(application, path)?;
    visitor.ask("GET", address)?;
    let before = server.counted()?;
    let mut latencies = Vec::new();
    for _ in 0..times.max(1) {
        let (took, _) = visitor.ask("GET", address)?;
        latencies.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }
    latencies.sort_unstable();
    let mut counted = Counted::default();
    counted.add(before, server.counted()?);
    Ok(Read { latencies, counted, memory: server.memory()? })
}

impl Read {
    fn median(&self) -> u32 {
        self.latencies.get(self.latencies.len() / 2).copied().unwrap_or(u32::MAX)
    }

    fn row(&self, name: &str, holds: bool) -> Vec<String> {
        let each = |count: u64| format!("{:.1}", count as f64 / self.latencies.len() as f64);
        let mut row = vec![name.to_owned()];
        row.extend([50, 90, 99].map(|percent| percentile(&self.latencies, percent)));
        row.extend([each(self.counted.gets), each(self.counted.commits), mebibytes(self.memory)]);
        row.extend(["50 ms, 32 MiB".to_owned(), verdict(holds)]);
        row
    }
}
