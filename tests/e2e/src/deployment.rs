//! A deployment to speak to: the local host as a process of its own, or any deployment that the
//! environment names.

use crate::{
    client::{Client, Reply},
    message::Message,
    process::Process,
    secrets::Secrets,
    workshop::Workshop,
};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::{
    env,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;

/// The variable of the environment that names a deployment.
pub const URL: &str = "SLEDZ_URL";

/// The prefix of variables in the environment.
const VARIABLE: &str = "SPIN_VARIABLE_";

/// Where a local deployment keeps its store.
#[derive(Clone, Debug)]
enum Storing {
    /// SQLite in a directory that ends with the deployment.
    Temporary,
    /// SQLite in this directory.
    Directory(PathBuf),
    /// Redis at this address.
    Redis(String),
}

/// How a local deployment is to be.
#[derive(Clone, Debug)]
pub struct Builder {
    host: PathBuf,
    manifest: PathBuf,
    storing: Storing,
    sync: bool,
    reuse: bool,
    counters: bool,
    listen: SocketAddr,
    secrets: Secrets,
    variables: Vec<(String, String)>,
}

/// A local deployment's process, and what is needed to start it again.
#[derive(Debug)]
struct Local {
    builder: Builder,
    /// None between [`Deployment::kill`] or [`Deployment::stop`] and [`Deployment::restart`].
    process: Option<Process>,
    directory: PathBuf,
    /// Ends with the deployment.
    temporary: TempDir,
}

/// A deployment that serves. A local one is killed when it is dropped.
#[derive(Debug)]
pub struct Deployment {
    url: String,
    secrets: Secrets,
    client: Client,
    local: Option<Local>,
}

/// Store calls of a local deployment since it was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// Values read.
    pub gets: u64,
    /// Durable commits, increments included.
    pub commits: u64,
    /// Increments.
    pub increments: u64,
}

/// What the instances of a local deployment take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The largest linear memory that any instance had since the deployment was started, in bytes.
    pub memory: u64,
    /// Requests that components are answering right now.
    pub in_flight: u64,
}

impl std::ops::Sub for Counters {
    type Output = Counters;
    fn sub(self, before: Counters) -> Counters {
        Counters {
            gets: self.gets - before.gets,
            commits: self.commits - before.commits,
            increments: self.increments - before.increments,
        }
    }
}

impl Builder {
    /// SQLite in a directory that stays.
    #[must_use]
    pub fn sqlite_in(mut self, directory: impl Into<PathBuf>) -> Self {
        self.storing = Storing::Directory(directory.into());
        self
    }

    /// Redis instead of SQLite: `redis://HOST:PORT/DB`.
    #[must_use]
    pub fn redis(mut self, url: impl Into<String>) -> Self {
        self.storing = Storing::Redis(url.into());
        self
    }

    /// Whether SQLite waits for the disk; it does unless told otherwise.
    #[must_use]
    pub fn sync(mut self, full: bool) -> Self {
        self.sync = full;
        self
    }

    /// Whether an instance serves more than one request; it does unless told otherwise.
    #[must_use]
    pub fn reuse(mut self, reuse: bool) -> Self {
        self.reuse = reuse;
        self
    }

    /// Counts store calls, and lets tests disturb the store.
    #[must_use]
    pub fn counters(mut self) -> Self {
        self.counters = true;
        self
    }

    /// Another manifest than the application's.
    #[must_use]
    pub fn manifest(mut self, manifest: impl Into<PathBuf>) -> Self {
        self.manifest = manifest.into();
        self
    }

    /// Where to listen; any free port unless told otherwise.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets a variable, also one that the secrets would set.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts it, and waits until it serves.
    ///
    /// # Errors
    /// With the host's own words, if it does not.
    pub fn start(mut self) -> Result<Deployment> {
        // Later ones win, and all stay the same when it is started again.
        let own = std::mem::take(&mut self.variables);
        self.variables = self.secrets.variables()?.into_iter().chain(own).collect();
        let temporary = TempDir::with_prefix("sledz-").context("No temporary directory can be made.")?;
        let directory = match &self.storing {
            Storing::Directory(directory) => directory.clone(),
            _ => temporary.path().to_owned(),
        };
        std::fs::create_dir_all(&directory)?;
        let secrets = self.secrets.clone();
        let local = Local { builder: self, process: None, directory, temporary };
        let mut deployment = Deployment { url: String::new(), secrets, client: Client::new(""), local: Some(local) };
        deployment.restart()?;
        Ok(deployment)
    }

    fn command(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.host);
        command.arg("--manifest").arg(&self.manifest).arg("--listen").arg(self.listen.to_string());
        match &self.storing {
            Storing::Redis(url) => command.arg("--store").arg(url),
            _ => command.arg("--database").arg(directory.join("sqlite_key_value.db")),
        };
        command.arg("--sync").arg(if self.sync { "full" } else { "off" });
        if !self.reuse {
            command.arg("--no-reuse");
        }
        if self.counters {
            command.arg("--counters");
        }
        // Nothing but what is said here: no dotenv file, no variables of whoever runs this.
        command.arg("--env").arg("/dev/null");
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(VARIABLE)) {
            command.env_remove(name);
        }
        // By the environment, not by arguments, which every user of the machine can read.
        command.envs(self.variables.iter().map(|(name, value)| (format!("{VARIABLE}{}", name.to_uppercase()), value)));
        command
    }
}

impl Deployment {
    /// A local deployment of what `workshop` has built, with the secrets of [`Secrets::local`].
    pub fn builder(workshop: &Workshop) -> Builder {
        Builder {
            host: workshop.host(),
            manifest: workshop.manifest(),
            storing: Storing::Temporary,
            sync: true,
            reuse: true,
            counters: false,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            secrets: Secrets::local(),
            variables: Vec::new(),
        }
    }

    /// The deployment that the environment names with `SLEDZ_URL` and the secrets beside it.
    ///
    /// # Errors
    /// If a secret is missing.
    pub fn named() -> Result<Option<Self>> {
        match env::var(URL).ok().filter(|url| !url.trim().is_empty()) {
            Some(url) => Ok(Some(Self::at(&url, Secrets::named()?))),
            None => Ok(None),
        }
    }

    /// A deployment that runs already.
    pub fn at(url: &str, secrets: Secrets) -> Self {
        let url = url.trim().trim_end_matches('/').to_owned();
        Deployment { client: Client::new(&url), url, secrets, local: None }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it was started with.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// A client for it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether it is a local one, that can be counted, disturbed and killed.
    pub fn is_local(&self) -> bool {
        self.local.is_some()
    }

    /// Sends a webhook.
    ///
    /// # Errors
    /// If no answer comes.
    pub fn send(&self, message: &Message) -> Result<Reply> {
        message.send(&self.client)
    }

    /// Everything that is known of the orders of a number, as the API gives it.
    ///
    /// # Errors
    /// If it does not answer 200.
    pub fn orders(&self, number: &str) -> Result<Vec<Value>> {
        let bearer = format!("Bearer {}", self.secrets.api_token);
        let path = format!("/api/orders/{}", crate::client::escaped(number));
        let reply = self.client.request("GET", &path).header("authorization", &bearer).send()?;
        if reply.status != 200 {
            bail!("GET /api/orders/{number} answered {}: {}", reply.status, reply.text());
        }
        match reply.json()?.get("orders") {
            Some(Value::Array(orders)) => Ok(orders.clone()),
            _ => bail!("GET /api/orders/{number} gave no orders"),
        }
    }

    /// The path of the tracking page of the one order of a number: `/z/...`.
    ///
    /// # Errors
    /// If there is no such order, or no link.
    pub fn page(&self, number: &str) -> Result<String> {
        let orders = self.orders(number)?;
        let link = orders.first().and_then(|order| order.get("link")).and_then(Value::as_str);
        let link = link.with_context(|| format!("Order {number} has no link."))?;
        let at = link.find("/z/").with_context(|| format!("The link of order {number} is none of ours."))?;
        Ok(link.get(at..).unwrap_or_default().to_owned())
    }

    /// The data of the tracking page of the one order of a number.
    ///
    /// # Errors
    /// If there is no such order, or its page does not answer.
    pub fn track(&self, number: &str) -> Result<Value> {
        let reply = self.client.get(&format!("{}.json", self.page(number)?))?;
        if reply.status != 200 {
            bail!("the page of order {number} answered {}", reply.status);
        }
        reply.json()
    }

    /// The store calls so far; only of a local deployment with counters.
    ///
    /// # Errors
    /// If it does not count.
    pub fn counters(&self) -> Result<Counters> {
        let counted = self.client.get("/.host/counters")?.json()?;
        let read = |name: &str| counted.get(name).and_then(Value::as_u64).with_context(|| format!("no {name}"));
        Ok(Counters { gets: read("gets")?, commits: read("commits")?, increments: read("increments")? })
    }

    /// How long the calls of its store have taken so far; only of a local deployment with counters.
    ///
    /// # Errors
    /// If it does not tell.
    pub fn store_time(&self) -> Result<Duration> {
        let told = self.client.get("/.host/store-time")?.json()?;
        told.get("nanoseconds").and_then(Value::as_u64).map(Duration::from_nanos).context("no nanoseconds")
    }

    /// What instances take; only of a local deployment with counters.
    ///
    /// # Errors
    /// If it does not tell.
    pub fn usage(&self) -> Result<Usage> {
        let told = self.client.get("/.host/usage")?.json()?;
        let read = |name: &str| told.get(name).and_then(Value::as_u64).with_context(|| format!("no {name}"));
        Ok(Usage { memory: read("memory")?, in_flight: read("in_flight")? })
    }

    /// Lets the store of a local deployment with counters fail, or work again.
    ///
    /// # Errors
    /// If it cannot be disturbed.
    pub fn fail_store(&self, on: bool) -> Result<()> {
        self.control(&format!("/.host/store-fail?on={}", u8::from(on)))
    }

    /// Delays each call of the store of a local deployment with counters.
    ///
    /// # Errors
    /// If it cannot be disturbed.
    pub fn delay_store(&self, milliseconds: u64) -> Result<()> {
        self.control(&format!("/.host/store-delay?ms={milliseconds}"))
    }

    /// What a local deployment has written to stderr since it was first started.
    pub fn log(&self) -> String {
        let log = self.local.as_ref().map(Local::log);
        log.and_then(|log| std::fs::read_to_string(log).ok()).unwrap_or_default()
    }

    /// Whether a local deployment's process still runs.
    pub fn runs(&mut self) -> bool {
        self.local.as_mut().and_then(|local| local.process.as_mut()).is_some_and(Process::runs)
    }

    /// Ends a local deployment with SIGTERM; its store stays.
    ///
    /// # Errors
    /// If it is not local, or does not end well.
    pub fn stop(&mut self) -> Result<()> {
        self.process()?.stop()
    }

    /// Ends a local deployment with SIGKILL; its store stays.
    ///
    /// # Errors
    /// If it is not local.
    pub fn kill(&mut self) -> Result<()> {
        self.process()?.kill()
    }

    /// Starts a local deployment again, on the same store; at another port, if any was taken.
    ///
    /// # Errors
    /// If it is not local, or does not serve.
    pub fn restart(&mut self) -> Result<()> {
        let local = self.local.as_mut().context("Only a local deployment can be restarted.")?;
        local.process = None;
        let process = Process::start(local.builder.command(&local.directory), &local.log())?;
        process.url().clone_into(&mut self.url);
        self.client = Client::new(&self.url);
        local.process = Some(process);
        Ok(())
    }

    fn process(&mut self) -> Result<&mut Process> {
        self.local.as_mut().and_then(|local| local.process.as_mut()).context("It is no local deployment that runs.")
    }

    fn control(&self, path: &str) -> Result<()> {
        let reply = self.client.request("POST", path).send()?;
        if reply.status != 204 {
            bail!("{path} answered {}", reply.status);
        }
        Ok(())
    }
}

impl Local {
    fn log(&self) -> PathBuf {
        self.temporary.path().join("host.log")
    }
}
