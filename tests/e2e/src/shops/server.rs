//! The server that all of them are: one thread for each connection, so that nobody waits for whoever is
//! slow; troubles by what is asked for; and everything that was asked.
//!
//! Whom it plays is a function of a request. A request is for something, which has a name: its method
//! and path, unless the one who is played tells better. Troubles and counts go by patterns of names:
//!
//! | pattern | what it means |
//! |---|---|
//! | `GET /order/events` | that |
//! | `/order/events` | the same, whatever the method |
//! | `/orders/*/shipments` | a star is one part between slashes |
//! | `PUT /orders/` | all that begins so, as it ends with a slash |

use crate::{
    carriers::trouble::Trouble,
    mailbox::http::{Answer, Connection, Request},
};
use anyhow::Result;
use serde_json::{Value, json};
use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What is answered: `Reply::json(200, &body)`, `Reply::empty(404)`, `.with("link", url)`.
pub(crate) type Reply = Answer;

/// How often whoever waits looks whether the server ends.
const GLANCE: Duration = Duration::from_millis(50);

/// A request that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What it is for: method and path, or what the one who is played calls it.
    pub name: String,
    /// The method.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The query without its question mark.
    pub query: String,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// It may change something. If not ([`Trouble::Forgets`]), the answer is as if it had.
    pub changes: bool,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
}

impl Asked {
    fn of(request: Request, changes: bool) -> Self {
        let Request { method, path, query, headers, body } = request;
        Asked { name: format!("{method} {path}"), method, path, query, headers, body, changes, status: 0 }
    }

    /// The same as the mailbox and the carriers read it.
    pub(crate) fn request(&self) -> Request {
        let Asked { method, path, query, headers, body, .. } = self.clone();
        Request { method, path, query, headers, body }
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// What `Authorization` holds behind this scheme; empty if it is another.
    pub fn credentials(&self, scheme: &str) -> &str {
        match self.header("authorization").split_once(' ') {
            Some((found, rest)) if found.eq_ignore_ascii_case(scheme) => rest.trim(),
            _ => "",
        }
    }

    /// A field of the query, empty if it is not there.
    pub fn field(&self, name: &str) -> String {
        field(self.query.as_bytes(), name)
    }

    /// A field of a form in the body, empty if it is not there.
    pub fn form(&self, name: &str) -> String {
        field(&self.body, name)
    }

    /// The body as JSON, null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The parts of the path between its slashes.
    pub fn parts(&self) -> Vec<&str> {
        self.path.split('/').skip(1).collect()
    }

    /// Whether a pattern means it; see the module.
    pub fn is(&self, pattern: &str) -> bool {
        let name = match (pattern.contains(' '), self.name.split_once(' ')) {
            (false, Some((_, path))) => path,
            _ => &self.name,
        };
        matches(pattern, name)
    }
}

fn field(form: &[u8], name: &str) -> String {
    let mut fields = form_urlencoded::parse(form);
    fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn matches(pattern: &str, name: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/').peekable(), name.split('/'));
    while let Some(part) = wanted.next() {
        if part.is_empty() && wanted.peek().is_none() {
            // The slash at the end, or no pattern at all.
            return true;
        }
        match found.next() {
            Some(other) if part == "*" || part == other => {}
            _ => return false,
        }
    }
    found.next().is_none()
}

/// A server, running. Dropped, it ends; what hangs in it is broken off.
pub struct Server {
    address: SocketAddr,
    board: Arc<Board>,
    accepting: Option<JoinHandle<()>>,
}

/// What is made of a request.
type Made<T> = Box<dyn Fn(&Asked) -> T + Send + Sync>;

struct Board {
    state: Mutex<State>,
    changed: Condvar,
    /// Nobody listens any more.
    stop: AtomicBool,
    names: Made<Option<String>>,
    plays: Made<Reply>,
}

#[derive(Default)]
struct State {
    /// What goes wrong with what, and how often yet; the last that was ordered counts.
    troubles: Vec<(String, Trouble, usize)>,
    asked: Vec<Asked>,
    /// The names of those that are not answered yet.
    running: Vec<String>,
    /// The most at any one time.
    peak: usize,
}

impl Server {
    /// Starts at any free port; `plays` makes the answers.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn start(plays: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Result<Self> {
        Server::start_naming(|_| None, plays)
    }

    /// The same; `names` tells what a request is for where method and path do not.
    ///
    /// # Errors
    /// If there is no free port.
    pub(crate) fn start_naming(
        names: impl Fn(&Asked) -> Option<String> + Send + Sync + 'static,
        plays: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let board = Arc::new(Board {
            state: Mutex::default(),
            changed: Condvar::new(),
            stop: AtomicBool::new(false),
            names: Box::new(names),
            plays: Box::new(plays),
        });
        let shared = Arc::clone(&board);
        let accepting = thread::Builder::new().name("shop".to_owned()).spawn(move || serve(&listener, &shared))?;
        Ok(Server { address, board, accepting: Some(accepting) })
    }

    /// Its address, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on this goes wrong with every request that the pattern means.
    pub fn order(&self, pattern: &str, trouble: Trouble) {
        self.order_times(pattern, trouble, usize::MAX);
    }

    /// This goes wrong with the next requests that the pattern means, so many of them.
    pub fn order_times(&self, pattern: &str, trouble: Trouble, times: usize) {
        self.board.change(|state| {
            state.troubles.retain(|(known, ..)| known != pattern);
            state.troubles.push((pattern.to_owned(), trouble, times));
        });
    }

    /// Nothing goes wrong any more.
    pub fn calm(&self) {
        self.board.change(|state| state.troubles.clear());
    }

    /// Every request so far, in the order in which they were answered.
    pub fn asked(&self) -> Vec<Asked> {
        self.board.lock().asked.clone()
    }

    /// Those that the pattern means.
    pub fn asked_for(&self, pattern: &str) -> Vec<Asked> {
        self.board.lock().asked.iter().filter(|asked| asked.is(pattern)).cloned().collect()
    }

    /// How many of them.
    pub fn count(&self, pattern: &str) -> usize {
        self.board.lock().count(pattern)
    }

    /// The most requests at any one time.
    pub fn peak(&self) -> usize {
        self.board.lock().peak
    }

    /// Waits until so many requests that the pattern means were answered; whether they were.
    pub fn wait_for(&self, pattern: &str, count: usize, timeout: Duration) -> bool {
        let open = |state: &mut State| state.count(pattern) < count;
        let waited = self.board.changed.wait_timeout_while(self.board.lock(), timeout, open);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.board.stop.store(true, Ordering::Relaxed);
        // Wakes it; if that fails, it has ended.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl State {
    fn count(&self, pattern: &str) -> usize {
        self.asked.iter().filter(|asked| asked.is(pattern)).count()
    }

    fn trouble(&mut self, asked: &Asked) -> Option<Trouble> {
        let mut ordered = self.troubles.iter_mut().rev();
        let (_, trouble, times) = ordered.find(|(pattern, _, times)| *times > 0 && asked.is(pattern))?;
        *times = times.saturating_sub(1);
        Some(*trouble)
    }
}

impl Board {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that failed while it looked spoils nothing.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        let done = with(&mut self.lock());
        self.changed.notify_all();
        done
    }

    /// Waits, or less if the server ends.
    fn pause(&self, time: Duration) {
        let begun = Instant::now();
        while let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            thread::sleep(left.min(GLANCE));
        }
    }

    /// A request begins; what goes wrong with it, if anything does.
    fn begin(&self, asked: &Asked) -> Option<Trouble> {
        self.change(|state| {
            state.running.push(asked.name.clone());
            state.peak = state.peak.max(state.running.len());
            state.trouble(asked)
        })
    }

    /// A request was decided about.
    fn end(&self, asked: Asked) {
        self.change(|state| {
            if let Some(at) = state.running.iter().position(|name| *name == asked.name) {
                state.running.swap_remove(at);
            }
            state.asked.push(asked);
        });
    }

    /// What is answered; none if nothing is.
    fn answer(&self, asked: &Asked, trouble: Option<Trouble>) -> Option<Reply> {
        let Some(trouble) = trouble else { return Some((self.plays)(asked)) };
        let answer = match trouble {
            Trouble::WrongLogin => Reply::json(401, &json!({"error": "unauthorized", "message": "Unauthorized"})),
            // Whoever fails has done nothing, except where the trouble comes after.
            _ if trouble.comes_after() || trouble == Trouble::Forgets => (self.plays)(asked),
            _ => Reply::empty(500),
        };
        let fault = Reply::json(503, &json!({"status": 503, "error": "service_unavailable"}));
        trouble.spoil(answer, fault, |time| self.pause(time))
    }
}

/// Serves until it is to stop; then it ends when one more connection comes.
fn serve(listener: &TcpListener, board: &Arc<Board>) {
    for stream in listener.incoming() {
        if board.stop.load(Ordering::Relaxed) {
            return;
        }
        let Ok(connection) = stream.and_then(Connection::new) else { continue };
        let board = Arc::clone(board);
        // Without a thread the connection is dropped, as a shop under load drops it.
        let _ = thread::Builder::new().name("shop".to_owned()).spawn(move || converse(connection, &board));
    }
}

fn converse(mut connection: Connection, board: &Board) {
    // Whoever speaks no HTTP, or breaks off, gets no answer.
    while let Ok(Some(request)) = connection.read(&board.stop) {
        if board.stop.load(Ordering::Relaxed) {
            return;
        }
        let mut asked = Asked::of(request.clone(), true);
        if let Some(name) = (board.names)(&asked) {
            asked.name = name;
        }
        let trouble = board.begin(&asked);
        asked.changes = trouble != Some(Trouble::Forgets);
        let answer = board.answer(&asked, trouble);
        asked.status = answer.as_ref().map_or(0, |answer| answer.status);
        board.end(asked);
        match (answer, trouble) {
            (None, _) => return connection.close(),
            (Some(answer), Some(Trouble::BrokenOff)) => return connection.break_off(&answer),
            (Some(answer), _) => {
                if !matches!(connection.write(&request, &answer), Ok(true)) {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
