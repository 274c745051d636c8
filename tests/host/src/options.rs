//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// How many requests one instance serves before it is replaced, as in Spin.
pub const DEFAULT_REUSE: usize = 128;

/// Serves the components of a Spin manifest for a first look and for tests. Never for production.
#[derive(Clone, Debug, Parser)]
#[command(name = "sledz-host", version)]
pub struct Options {
    /// The Spin manifest
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    pub manifest: PathBuf,

    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Redis instead of SQLite: redis://HOST:PORT/DB
    #[arg(long, value_name = "URL")]
    pub store: Option<String>,

    /// The SQLite file [default: .sledz/sqlite_key_value.db in the current directory]
    #[arg(long, value_name = "FILE", conflicts_with = "store")]
    pub database: Option<PathBuf>,

    /// Whether SQLite waits for the disk at each commit; `off` is for tests that are not about durability
    #[arg(long, value_name = "MODE", default_value = "full")]
    pub sync: Sync,

    /// A dotenv file with SPIN_VARIABLE_NAME=value lines [default: .env beside the manifest, if there]
    #[arg(long, value_name = "FILE")]
    pub env: Option<PathBuf>,

    /// Set one variable; wins over the environment and the file
    #[arg(long = "variable", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// How many requests one instance serves
    #[arg(long, value_name = "N", default_value_t = DEFAULT_REUSE, value_parser = parse_reuse)]
    pub max_instance_reuse_count: usize,

    /// A new instance for each request
    #[arg(long, conflicts_with = "max_instance_reuse_count")]
    pub no_reuse: bool,

    /// Count store calls and offer /.host/counters, /.host/store-time, /.host/usage, /.host/store-delay and /.host/store-fail
    #[arg(long)]
    pub counters: bool,

    /// Write an access log (method, route pattern, status, milliseconds) to stderr
    #[arg(long)]
    pub log: bool,
}

/// SQLite's `synchronous` setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sync {
    /// Each commit is on disk before it is acknowledged, as in Spin.
    Full,
    /// The operating system writes when it likes.
    Off,
}

impl Options {
    /// The options of a command line without any arguments but the manifest.
    pub fn new(manifest: impl Into<PathBuf>) -> Self {
        Self {
            manifest: manifest.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            store: None,
            database: None,
            sync: Sync::Full,
            env: None,
            variables: Vec::new(),
            max_instance_reuse_count: DEFAULT_REUSE,
            no_reuse: false,
            counters: false,
            log: false,
        }
    }

    /// How many requests one instance serves, whichever option said so.
    pub fn reuse(&self) -> usize {
        if self.no_reuse { 1 } else { self.max_instance_reuse_count }
    }
}

/// An instance that serves no request would never answer.
fn parse_reuse(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a whole number of at least 1 is needed".into()),
        Ok(count) => Ok(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arguments_are_the_documented_defaults() {
        let parsed = Options::parse_from(["sledz-host"]);
        assert_eq!(format!("{parsed:?}"), format!("{:?}", Options::new("spin.toml")));
        assert_eq!(parsed.reuse(), 128);
    }

    #[test]
    fn reuse_can_be_chosen() {
        let parsed = Options::parse_from(["sledz-host", "--max-instance-reuse-count", "7"]);
        assert_eq!(parsed.reuse(), 7);
        assert_eq!(Options::parse_from(["sledz-host", "--no-reuse"]).reuse(), 1);
        assert!(Options::try_parse_from(["sledz-host", "--max-instance-reuse-count", "0"]).is_err());
    }
}
