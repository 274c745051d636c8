//! Applications under test: each is the real program in a directory of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use sledz_host::{SqliteStore, Sync};

use crate::client::Connection;

/// Instance reuse on, as in Spin, and off.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    /// 128 requests, up to 16 at once.
    Reuse,
    /// A new instance for each request.
    NoReuse,
}

/// For tests that hold in both.
pub(crate) const BOTH: [Mode; 2] = [Mode::Reuse, Mode::NoReuse];

/// A running host.
pub(crate) struct App {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
    directory: tempfile::TempDir,
}

impl App {
    /// The floors of the benchmark, with counters.
    pub(crate) fn floor(mode: Mode) -> Self {
        Self::start(&floor_manifest(), &[&["--counters"], mode.arguments()].concat())
    }

    /// As `floor`, without counters.
    pub(crate) fn without_counters() -> Self {
        Self::start(&floor_manifest(), &[])
    }

    /// As `floor`, with an access log.
    pub(crate) fn logging() -> Self {
        Self::start(&floor_manifest(), &["--log"])
    }

    /// The test guest twice: as `/probe` with all it can have, as `/denied` with nothing.
    pub(crate) fn probe(mode: Mode) -> Self {
        let provider = "provider=http://127.0.0.1:1";
        Self::start(&probe_manifest(), &[&["--counters", "--variable", provider], mode.arguments()].concat())
    }

    /// As `probe`, allowed to call a provider.
    pub(crate) fn calling(provider: &Provider) -> Self {
        Self::start(&probe_manifest(), &["--variable", &format!("provider={}", provider.url())])
    }

    fn start(manifest: &str, arguments: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("spin.toml"), manifest).unwrap();
        std::fs::write(directory.path().join(".env"), "SPIN_VARIABLE_WHO=the file\n").unwrap();
        let mut child = program(directory.path())
            .args(["--listen", "127.0.0.1:0", "--sync", "off"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (mut stderr, kept) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&log));
        std::thread::spawn(move || {
            let mut line = String::new();
            while stderr.read_line(&mut line).is_ok_and(|read| read > 0) {
                kept.lock().unwrap().push_str(&std::mem::take(&mut line));
            }
        });
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let Some(address) = ready.trim().strip_prefix("Serving http://") else {
            panic!("no address: {ready:?}, {}", log.lock().unwrap())
        };
        Self { address: address.parse().unwrap(), child, log, directory }
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A new connection.
    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address)
    }

    /// The host's own SQLite file, opened beside it.
    pub(crate) fn native_store(&self, look: impl FnOnce(&SqliteStore)) {
        look(&SqliteStore::open(&self.directory.path().join(".sledz/sqlite_key_value.db"), Sync::Off).unwrap());
    }

    /// Waits until stderr holds a text.
    pub(crate) fn expect_log(&self, text: &str) {
        let begun = Instant::now();
        while !self.log.lock().unwrap().contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(10), "no {text:?} in {}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end: exit code and seconds.
    pub(crate) fn wait(&mut self) -> (Option<i32>, Duration) {
        let begun = Instant::now();
        let code = self.child.wait().unwrap().code();
        (code, begun.elapsed())
    }

    /// Stops it and tells all it wrote to stderr.
    pub(crate) fn stop(mut self) -> String {
        self.signal("TERM");
        assert_eq!(self.wait().0, Some(0));
        self.log.lock().unwrap().clone()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Mode {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Mode::Reuse => &[],
            Mode::NoReuse => &["--no-reuse"],
        }
    }
}

/// The program, in a directory, without variables of the environment.
pub(crate) fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sledz-host"));
    command.current_dir(directory);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SPIN_VARIABLE_")) {
        command.env_remove(name);
    }
    command
}

/// The manifest of the floors.
pub(crate) fn floor_manifest() -> String {
    let source = component(&["--package", "sledz-floor"], "sledz_floor.wasm");
    format!(
        r#"
spin_manifest_version = 2
[application]
name = "floor"
[[trigger.http]]
route = "/floor/..."
component = "floor"
[component.floor]
source = "{}"
key_value_stores = ["default"]
"#,
        source.display()
    )
}

fn probe_manifest() -> String {
    let source = component(&["--package", "sledz-host", "--example", "probe"], "examples/probe.wasm");
    let source = source.display();
    format!(
        r#"
spin_manifest_version = 2
[application]
name = "probe"
[variables]
who = {{ required = true }}
provider = {{ required = true }}
[[trigger.http]]
route = "/probe/..."
component = "probe"
[[trigger.http]]
route = "/denied/..."
component = "denied"
[component.probe]
source = "{source}"
key_value_stores = ["default"]
allowed_outbound_hosts = ["{{{{ provider }}}}"]
[component.probe.variables]
greeting = "hello from {{{{ who }}}}!"
[component.denied]
source = "{source}"
"#
    )
}

/// Builds a guest, once per process.
fn component(arguments: &[&str], file: &str) -> PathBuf {
    static LOCK: OnceLock<Mutex<Vec<String>>> = OnceLock::new();
    let mut built = LOCK.get_or_init(Mutex::default).lock().unwrap();
    if !built.iter().any(|name| name == file) {
        let built_now = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--target", "wasm32-wasip2"])
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built_now.success(), "the guest could not be built");
        built.push(file.to_owned());
    }
    // The program under test lies in the target directory, under the name of its profile.
    let target = Path::new(env!("CARGO_BIN_EXE_sledz-host")).ancestors().nth(2).unwrap();
    target.join("wasm32-wasip2/release").join(file)
}

/// An outside service that answers every request alike.
pub(crate) struct Provider {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Provider {
    /// Serves in the background until the test's process ends.
    pub(crate) fn start(body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    head.extend(byte);
                }
                counted.fetch_add(1, Ordering::SeqCst);
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, requests }
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have reached it.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}
