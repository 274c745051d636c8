//! Doing what is due: looking what is owed, and sending it, several at a time.

use crate::{
    deliver::{self, Right, Tally},
    http_client::{HttpClient, LocalFuture, join_some},
    jobs::Budget,
    owing,
    request::Env,
};
use sledz_domain::outbox::Subject;
use sledz_store::{StoreError, timer::Due};

/// So many outboxes are worked on at a time.
const WIDTH: usize = 16;

/// What came of it.
pub struct Dispatched {
    /// What was sent, and what not.
    pub tally: Tally,
    /// So many of what was due were begun with; the rest has to be asked for again.
    pub begun: usize,
    /// Something among those was not sent, since the time was up: they have to be asked for again.
    pub is_cut: bool,
}

/// Does what is due. What is found to be owed by looking goes out by its first try; what was in an
/// outbox before, by `right`.
///
/// # Errors
/// If the store fails.
pub async fn dispatch(
    env: Env<'_>,
    client: &dyn HttpClient,
    due: Vec<Due>,
    right: Right,
    budget: &Budget<'_>,
) -> Result<Dispatched, StoreError> {
    let mut work: Vec<(Subject, Right)> = Vec::new();
    let mut begun = 0;
    let mut is_cut = false;
    for due in due {
        if begun > 0 && !budget.goes_on() {
            break;
        }
        match due {
            Due::Send(subject) if work.iter().any(|(known, _)| *known == subject) => {}
            Due::Send(subject) => work.push((subject, right)),
            Due::Look(timer) => owing::look(&env, &timer)?,
        }
        begun += 1;
    }
    for due in env.due.take() {
        // The outboxes that something was just put into; each is named once.
        if let Due::Send(subject) = due {
            work.push((subject, Right::First));
        }
    }
    let deliver = |(subject, right): (Subject, Right)| -> LocalFuture<'_, Result<(Tally, bool), StoreError>> {
        Box::pin(async move { deliver::deliver(env, client, &subject, right, budget).await })
    };
    let futures = work.into_iter().map(deliver).collect();
    let (results, left) = join_some(futures, WIDTH, &|| budget.goes_on()).await;
    let mut tally = Tally::default();
    for result in results {
        let (one, one_is_cut) = result?;
        tally.add(one);
        is_cut |= one_is_cut;
    }
    Ok(Dispatched { tally, begun, is_cut: is_cut || left > 0 })
}
