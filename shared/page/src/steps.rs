//! The progress bar: the steps of an order in words. What went wrong ends it as a step of its own
//! and is never shown as progress.

use crate::texts::bar;
use sledz_domain::{
    parcel::Note,
    status::{Stage, Status},
    view::{EventView, ShipmentView, TrackingView},
    words::Lang,
};

/// One step of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) label: &'static str,
    pub(crate) state: State,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Done,
    Now,
    /// The current step, and it is not one anybody hoped for.
    Trouble,
    Ahead,
}

impl Step {
    /// The class in the style sheet.
    pub(crate) fn class(&self) -> &'static str {
        match self.state {
            State::Done => "done",
            State::Now => "now",
            State::Trouble => "trouble",
            State::Ahead => "ahead",
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    pub(crate) fn is_current(&self) -> bool {
        matches!(self.state, State::Now | State::Trouble)
    }

    pub(crate) fn is_trouble(&self) -> bool {
        self.state == State::Trouble
    }
}

/// How many of the five steps a stage has behind it.
fn reached(stage: Stage) -> usize {
    match stage {
        Stage::Received | Stage::Paid => 0,
        Stage::Preparing => 1,
        Stage::Shipped | Stage::Accepted | Stage::InTransit | Stage::Exception | Stage::Returning => 2,
        Stage::OutForDelivery | Stage::ReadyForPickup | Stage::FailedAttempt => 3,
        Stage::Delivered | Stage::Returned | Stage::Cancelled => 4,
    }
}

/// The steps of an order.
pub(crate) fn steps(lang: Lang, view: &TrackingView) -> Vec<Step> {
    let current = reached(view.progress);
    let path = path(view);
    let label = |(pl, en): (&'static str, &'static str)| lang.pick(pl, en);
    let Some(trouble) = trouble(view.stage) else {
        return path
            .into_iter()
            .enumerate()
            .map(|(place, name)| Step { label: label(name), state: state(place, current, view.stage) })
            .collect();
    };
    // What was reached, then the trouble, then the end if it may still come. A failed attempt
    // stands where the delivery would have stood.
    let failed = view.stage == Stage::FailedAttempt;
    let kept = if failed { current.min(3) } else { current + 1 };
    let may_arrive = failed || (view.stage == Stage::Exception && kept < path.len());
    let done = path.iter().take(kept).map(|name| Step { label: label(*name), state: State::Done });
    let now = Step { label: label(trouble), state: State::Trouble };
    let last = path.last().filter(|_| may_arrive).map(|name| Step { label: label(*name), state: State::Ahead });
    done.chain([now]).chain(last).collect()
}

fn state(place: usize, current: usize, stage: Stage) -> State {
    match place.cmp(&current) {
        std::cmp::Ordering::Less => State::Done,
        std::cmp::Ordering::Equal if stage == Stage::Delivered => State::Done,
        std::cmp::Ordering::Equal => State::Now,
        std::cmp::Ordering::Greater => State::Ahead,
    }
}

/// What ended or interrupts the way.
fn trouble(stage: Stage) -> Option<(&'static str, &'static str)> {
    match stage {
        Stage::FailedAttempt => Some(bar::FAILED),
        Stage::Exception => Some(bar::PROBLEM),
        Stage::Returning => Some(bar::RETURNING),
        Stage::Returned => Some(bar::RETURNED),
        Stage::Cancelled => Some(bar::CANCELLED),
        _ => None,
    }
}

/// The five steps, in the words of this order.
fn path(view: &TrackingView) -> [(&'static str, &'static str); 5] {
    let coming: Vec<&ShipmentView> = view.shipments.iter().filter(|parcel| !parcel.is_return).collect();
    let all = |is: fn(&ShipmentView) -> bool| !coming.is_empty() && coming.iter().all(|parcel| is(parcel));
    let collected = all(|parcel| parcel.note == Some(Note::Collected));
    let to_collect =
        view.progress == Stage::ReadyForPickup || (view.progress != Stage::OutForDelivery && all(goes_to_a_point));
    [
        if view.progress == Stage::Paid { bar::PAID } else { bar::RECEIVED },
        bar::PREPARING,
        if view.progress == Stage::Shipped { bar::SHIPPED } else { bar::ON_THE_WAY },
        if to_collect { bar::WAITING } else { bar::OUT },
        if collected || (to_collect && view.stage != Stage::Delivered) { bar::COLLECTED } else { bar::DELIVERED },
    ]
}

/// It waits, waited or will wait in a locker or at a point.
fn goes_to_a_point(parcel: &ShipmentView) -> bool {
    let waited = |event: &EventView| event.status == Some(Status::ReadyForPickup);
    parcel.note == Some(Note::Collected) || parcel.pickup.is_some() || parcel.events.iter().any(waited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{order, parcel};
    use State::{Ahead, Done, Now, Trouble};

    fn states(view: &TrackingView) -> Vec<State> {
        steps(Lang::Pl, view).iter().map(|step| step.state).collect()
    }

    fn current(view: &TrackingView) -> &'static str {
        steps(Lang::Pl, view).iter().find(|step| step.is_current()).map_or("", |step| step.label)
    }

    #[test]
    fn an_order_that_goes_well() {
        for (stage, done, label) in [
            (Stage::Received, 0, "Przyjęte"),
            (Stage::Paid, 0, "Opłacone"),
            (Stage::Preparing, 1, "W przygotowaniu"),
            (Stage::Shipped, 2, "Wysłane"),
            (Stage::Accepted, 2, "W drodze"),
            (Stage::InTransit, 2, "W drodze"),
            (Stage::OutForDelivery, 3, "W doręczeniu"),
            (Stage::ReadyForPickup, 3, "Do odbioru"),
        ] {
            let view = order(Lang::Pl, stage);
            let mut expected = vec![Done; done];
            expected.push(Now);
            expected.resize(5, Ahead);
            assert_eq!(states(&view), expected, "{stage:?}");
            assert_eq!(current(&view), label);
        }
        assert_eq!(states(&order(Lang::Pl, Stage::Delivered)), [Done; 5]);
    }

    #[test]
    fn trouble_is_no_progress() {
        for (stage, states_of_it, label) in [
            (Stage::FailedAttempt, vec![Done, Done, Done, Trouble, Ahead], "Nie doręczono"),
            (Stage::Exception, vec![Done, Done, Done, Trouble, Ahead], "Problem z paczką"),
            (Stage::Returning, vec![Done, Done, Done, Trouble], "Wraca do sklepu"),
            (Stage::Returned, vec![Done, Done, Done, Done, Trouble], "Wróciło do sklepu"),
            (Stage::Cancelled, vec![Done, Done, Trouble], "Anulowane"),
        ] {
            let view = order(Lang::Pl, stage);
            assert_eq!(states(&view), states_of_it, "{stage:?}");
            assert_eq!(current(&view), label);
        }
    }

    #[test]
    fn an_order_that_came_back_after_its_delivery() {
        let view = TrackingView { progress: Stage::Delivered, ..order(Lang::Pl, Stage::Returned) };
        assert_eq!(states(&view), [Done, Done, Done, Done, Done, Trouble]);
        let view = TrackingView { progress: Stage::Delivered, ..order(Lang::Pl, Stage::Exception) };
        assert_eq!(states(&view), [Done, Done, Done, Done, Done, Trouble]);
    }

    #[test]
    fn what_was_collected_was_not_brought() {
        let mut view = order(Lang::En, Stage::Delivered);
        view.shipments = vec![ShipmentView { note: Some(Note::Collected), ..parcel(Lang::En, Status::Delivered) }];
        let labels: Vec<&str> = steps(Lang::En, &view).iter().map(|step| step.label).collect();
        assert_eq!(labels, ["Received", "Being prepared", "On the way", "Ready to collect", "Collected"]);
    }
}
