//! A Redis of one's own, on a free port, with its data in a temporary directory.

use anyhow::{Context as _, Result, bail};
use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long Redis may take to start.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running Redis. Dropped, it is killed.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
    _directory: TempDir,
}

impl Redis {
    /// Whether `redis-server` is installed.
    pub fn is_installed() -> bool {
        let mut command = Command::new("redis-server");
        let command = command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Starts one. With `fsync` every write is on disk before it is answered, as production wants.
    ///
    /// # Errors
    /// If it is not installed or does not start.
    pub fn start(fsync: bool) -> Result<Self> {
        let directory = TempDir::with_prefix("sledz-redis-")?;
        // Free now; should somebody else take it in between, Redis says so and ends.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", if fsync { "always" } else { "no" }])
            .args(["--maxmemory-policy", "noeviction"])
            .arg("--dir")
            .arg(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("redis-server cannot be started: is it installed?")?;
        let mut redis = Redis { child, port, _directory: directory };
        let begun = Instant::now();
        while !redis.answers() {
            if let Some(status) = redis.child.try_wait()? {
                bail!("redis-server ended with {status}.");
            }
            if begun.elapsed() > READY_WITHIN {
                bail!("redis-server does not answer after {} s.", READY_WITHIN.as_secs());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(redis)
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        self.database(0)
    }

    /// The address of its database `n`, below 16: each is a store of its own.
    pub fn database(&self, n: u8) -> String {
        format!("redis://127.0.0.1:{}/{n}", self.port)
    }

    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<bool> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(2)))?;
            stream.write_all(b"PING\r\n")?;
            let mut answer = [0; 5];
            stream.read_exact(&mut answer)?;
            Ok(&answer == b"+PONG")
        };
        ask().unwrap_or(false)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
