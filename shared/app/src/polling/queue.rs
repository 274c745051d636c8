//! Asking an interface that hands out what is new until it is told that it was received: first
//! everything is made durable, then that is told. A crash in between has it handed out again.

use super::{ask, made, run::intake, state::PollState};
use crate::{http_client::HttpClient, jobs::Budget, request::Env};
use sledz_sources::pollers::{Access, Fault, Queue};
use sledz_store::StoreError;

/// Empties the queue, batch by batch, as far as the time goes.
///
/// # Errors
/// If the store fails: the batch is then not acknowledged.
pub(super) async fn run(
    env: Env<'_>,
    client: &dyn HttpClient,
    name: &str,
    queue: &dyn Queue,
    access: &Access<'_>,
    state: &mut PollState,
    budget: &Budget<'_>,
) -> Result<(), StoreError> {
    loop {
        match one(env, client, name, queue, access, state).await? {
            Ok(false) => {
                state.succeed(env.now);
                return Ok(());
            }
            Ok(true) => state.succeed(env.now),
            Err(fault) => {
                state.tally.failed += 1;
                state.fail(&fault, env.now);
                return Ok(());
            }
        }
        if !budget.goes_on() {
            state.has_more = true;
            return Ok(());
        }
    }
}

/// One batch; whether there may be another.
async fn one(
    env: Env<'_>,
    client: &dyn HttpClient,
    name: &str,
    queue: &dyn Queue,
    access: &Access<'_>,
    state: &mut PollState,
) -> Result<Result<bool, Fault>, StoreError> {
    let fetched = async {
        let answer = ask(client, made(queue.fetch(access))?).await?;
        queue.read(&answer, env.now)
    };
    let batch = match fetched.await {
        Ok(batch) => batch,
        Err(fault) => return Ok(Err(fault)),
    };
    state.tally.asked += 1;
    intake(&env, name, batch.told, &mut state.tally)?;
    let Some(confirm) = batch.confirm else { return Ok(Ok(false)) };
    let acknowledged = async {
        let answer = ask(client, made(queue.acknowledge(&confirm, access))?).await?;
        queue.acknowledged(&answer)
    };
    Ok(acknowledged.await.map(|()| true))
}
