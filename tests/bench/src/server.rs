//! The local host with the measured store: this program again, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use sledz_host::Host;

use crate::build::Application;
use crate::{client, requests, shop};

/// A host that runs until this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the host as Spin runs by default: SQLite, every commit on disk, instances reused. `more`: variables beside
    /// those that all measurements share.
    pub(crate) fn start(application: &Application, store: &Path, more: &[(&str, &str)]) -> Result<Self> {
        let variables = [
            format!("keys={}", shop::KEYS),
            "shop_name=Sklep na pomiar".to_owned(),
            "shop_email=pomoc@example.com".to_owned(),
            "shop_phone=+48 600 000 000".to_owned(),
            "public_url=https://sledz.example.com".to_owned(),
            format!("courier_inpost_shipx_secrets=path:{}", requests::PATH_TOKEN),
            format!("courier_standard_secrets={}", requests::signing_secret()),
        ];
        let mut command = Command::new(std::env::current_exe()?);
        // Nothing but what is said here: no dotenv file.
        command.args(["host", "--listen", "127.0.0.1:0", "--counters", "--env", "/dev/null"]);
        command.arg("--manifest").arg(&application.manifest).arg("--database").arg(store);
        for variable in &variables {
            command.args(["--variable", variable]);
        }
        for (name, value) in more {
            command.args(["--variable", &format!("{name}={value}")]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let said = child.stdout.take().context("the host has no output")?;
        BufReader::new(said).read_line(&mut line)?;
        let address = line.trim().strip_prefix("Serving http://").and_then(|address| address.parse().ok());
        match address {
            Some(address) => Ok(Server { child, address }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                anyhow::bail!("the host did not start");
            }
        }
    }

    /// What the host has done so far.
    pub(crate) fn counted(&self) -> Result<Counted> {
        let body = client::get(self.address, "/.host/counters")?;
        let counters: serde_json::Value = serde_json::from_slice(&body)?;
        let number = |name: &str| counters.get(name).and_then(serde_json::Value::as_u64).unwrap_or_default();
        Ok(Counted { gets: number("gets"), commits: number("commits"), processor: self.processor() })
    }

    /// The largest memory that an instance has taken so far, in bytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        let usage: serde_json::Value = serde_json::from_slice(&client::get(self.address, "/.host/usage")?)?;
        usage.get("memory").and_then(serde_json::Value::as_u64).context("the host tells no memory")
    }

    /// The processor time that the host has taken so far, in microseconds, as Linux tells it in
    /// ticks of 10 ms; nothing elsewhere.
    fn processor(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name, second, may hold spaces; user and system time are the 14th and 15th.
        let behind_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        let ticks = behind_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
        ticks.sum::<u64>() * 10_000
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the host has done.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counted {
    pub(crate) gets: u64,
    pub(crate) commits: u64,
    /// Microseconds of all processors.
    pub(crate) processor: u64,
}

impl Counted {
    /// Adds what was done from `before` to `after`.
    pub(crate) fn add(&mut self, before: Counted, after: Counted) {
        self.gets += after.gets - before.gets;
        self.commits += after.commits - before.commits;
        self.processor += after.processor - before.processor;
    }
}

/// The child's part: what the host's own program does.
pub(crate) fn serve(options: sledz_host::Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(Host::serve(options));
    // As there: instances that still idle end with the process.
    std::mem::forget(runtime);
    outcome
}
