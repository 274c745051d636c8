//! Speaking to the outside world, as a component offers it to the core.

use http::{Request, Response};
use std::{future::Future, pin::Pin};

/// A future that lives on one thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Sends requests. A call ends by itself within [`TIMEOUT_SECONDS`].
pub trait HttpClient {
    /// Sends a request and gives the whole answer, cut at 1 MiB.
    fn send<'a>(&'a self, request: Request<Vec<u8>>) -> LocalFuture<'a, Result<Response<Vec<u8>>, SendError>>;
}

/// How long a call may take: well below the time that a try may last.
pub const TIMEOUT_SECONDS: u64 = 10;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The manifest does not let the component call this host.
    Denied,
    /// No answer in time: nobody knows whether the request was taken.
    Timeout,
    /// The connection was not made, or broke.
    Broken,
}

impl SendError {
    /// In words for the operator.
    pub fn words(self, host: &str) -> String {
        match self {
            SendError::Denied => {
                format!("{host} may not be called: it is not among the component's allowed_outbound_hosts in spin.toml")
            }
            SendError::Timeout => format!("{host} did not answer within {TIMEOUT_SECONDS} s"),
            SendError::Broken => format!("the connection to {host} was not made, or broke"),
        }
    }
}

/// Runs all of `futures` at once on this thread, at most `width` of them at a time, until each is
/// done or `goes_on` forbids to begin another; the results of those that were begun, and how many
/// were not. One is always begun, so that every call gets on.
pub async fn join_some<'a, T: 'a>(
    futures: Vec<LocalFuture<'a, T>>,
    width: usize,
    goes_on: &dyn Fn() -> bool,
) -> (Vec<T>, usize) {
    let mut waiting = futures.into_iter();
    let mut running: Vec<LocalFuture<'a, T>> = Vec::new();
    let mut done = Vec::new();
    let mut has_begun = false;
    std::future::poll_fn(|context| {
        loop {
            let mut progressed = false;
            while running.len() < width && (!has_begun || goes_on()) {
                let Some(next) = waiting.next() else { break };
                running.push(next);
                has_begun = true;
                progressed = true;
            }
            let mut still = Vec::with_capacity(running.len());
            for mut future in running.drain(..) {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(result) => {
                        done.push(result);
                        progressed = true;
                    }
                    std::task::Poll::Pending => still.push(future),
                }
            }
            running = still;
            if running.is_empty() && (waiting.len() == 0 || !goes_on()) {
                return std::task::Poll::Ready(());
            }
            // What was just begun has been polled once; what was finished makes room for another.
            if !progressed || (waiting.len() == 0 && !running.is_empty()) {
                return std::task::Poll::Pending;
            }
        }
    })
    .await;
    (done, waiting.len())
}
