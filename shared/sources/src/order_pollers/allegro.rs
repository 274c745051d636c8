//! Allegro's orders: it tells nobody, so its journal of events is asked every few minutes, and what the
//! journal leaves out is looked for in its list of orders.
//!
//! Sources: `wire-formats/orders.md`, section 4; `https://developer.allegro.pl/documentation` (order
//! management); answers of Allegro's staff in `allegro/allegro-api`, by number where they matter.
//!
//! - An order is a *checkout form*. An event only says which one to look at; the form is the truth.
//! - A form holds no parcels: those are asked for by form (`parcels`), and both are told together, so
//!   that nobody is told of a shipped order without its number.
//! - A form that cannot be had now holds up nothing: it is asked for again, ten times within 17 hours.
//! - `revision` tells that something changed, not what came first; see `form` for what does.
//!
//! A run is in `run`, the journal in `journal`, the list in `list`, what is written back in
//! [`write_back`].

mod form;
mod journal;
mod list;
mod parcels;
mod run;
pub mod write_back;

use super::{Asking, Next, OrderLogin, OrderPoller, Task, Turn};
use crate::{
    allegro, json as read,
    platforms::Said,
    pollers::{Fault, object},
    variables::Variables,
};
use http::{Response, StatusCode};
use run::{Kind, Run};
use serde_json::Value;
use sledz_domain::time;

/// Its name.
pub const NAME: &str = "allegro";

/// See the module.
pub struct AllegroOrders;

impl OrderPoller for AllegroOrders {
    fn name(&self) -> &'static str {
        NAME
    }

    fn variables(&self) -> &'static [&'static str] {
        &allegro::VARIABLES
    }

    fn problems(&self, variables: &dyn Variables) -> Vec<String> {
        allegro::problems(variables)
    }

    fn login(&self) -> Option<OrderLogin> {
        Some(OrderLogin::Device(&allegro::LOGIN))
    }

    fn does(&self, _: Task) -> bool {
        true
    }

    fn begin(&self, task: Task, cursor: &Value, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let place = match task {
            Task::New if !cursor.is_object() => return journal::ask_where_it_ends(asking),
            Task::New => journal::place(cursor),
            Task::Sweep => list::changed(cursor, asking.now),
            Task::History(since) => list::bought(cursor, since),
        };
        let mut run = Run::new(Kind::of(task), place, cursor, asking.now);
        // History that is over is not asked for again, but for what could not be had then.
        run.more = cursor.get("done").is_none();
        let mut turn = run.next(asking)?;
        if matches!(turn.next, Next::Ask(..)) {
            // Nothing was told yet that would move the cursor.
            turn.cursor = None;
        }
        Ok(turn)
    }

    fn is_complete(&self, cursor: &Value) -> bool {
        cursor.get("later").is_none()
    }

    fn answered(&self, asked: Value, answer: &Response<Vec<u8>>, asking: &Asking<'_>) -> Result<Turn, Fault> {
        let Some(mut run) = Run::read(asked) else {
            // Nothing else is asked for without a run.
            return journal::ends(answer);
        };
        let Some(one) = run.current.take() else {
            let told = match run.kind {
                Kind::New => journal::page(&mut run, answer).map(|()| Vec::new()),
                Kind::Sweep | Kind::History => list::page(&mut run, answer, asking),
            }?;
            return Ok(run.next(asking)?.telling(told));
        };
        // Allegro keeps forms for a year, and what is gone needs no further question.
        let is_gone = matches!(answer.status(), StatusCode::NOT_FOUND | StatusCode::GONE);
        match one.get("form") {
            None if is_gone => run.next(asking),
            None => {
                let form = object(answer)?;
                if read::raw(&form, "id") != read::raw(&one, "id") {
                    return Err(Fault::unreadable("answers with another order than the one it was asked for"));
                }
                run.current = Some(run::with(one.clone(), "form", form));
                run.next(asking)
            }
            Some(form) => {
                let parcels = if is_gone { None } else { Some(parcels::read(answer)?) };
                let told = told(form, parcels.as_ref(), &one, asking);
                Ok(run.next(asking)?.telling(told))
            }
        }
    }

    fn without(&self, asked: Value, asking: &Asking<'_>) -> Option<Result<Turn, Fault>> {
        let mut run = Run::read(asked)?;
        let one = run.current.take()?;
        // What is known of it by now does not wait for its parcels.
        let told = one.get("form").map(|form| told(form, None, &one, asking)).unwrap_or_default();
        if !run.postpone(&one, asking.now) {
            return None;
        }
        Some(run.next(asking).map(|turn| turn.telling(told)))
    }
}

/// What is told of a form; `one` says by which event it was found, if by any.
fn told(form: &Value, parcels: Option<&parcels::Parcels>, one: &Value, asking: &Asking<'_>) -> Vec<Said> {
    let at = read::raw(one, "at").and_then(|at| time::parse_utc(&at));
    vec![form::said(form, parcels, at, asking.now)]
}
