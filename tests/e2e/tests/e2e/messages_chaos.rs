//! Lives of many orders, each webhook doubled and shuffled, providers that fail a third of the time,
//! the host killed: each customer gets each due message exactly once, and nobody anything else.

mod life;
mod oracle;
mod run;

use crate::world::skips_named;
use run::Week;
use std::time::Instant;

#[test]
fn a_thousand_orders_get_each_message_once_while_providers_fail() {
    if skips_named("a_thousand_orders_get_each_message_once_while_providers_fail") {
        return;
    }
    let begun = Instant::now();
    let mut week = Week::new(1000, 1, false);
    week.live();
    week.check(begun);
}

#[test]
fn the_same_with_the_host_killed_again_and_again() {
    if skips_named("the_same_with_the_host_killed_again_and_again") {
        return;
    }
    let begun = Instant::now();
    let mut week = Week::new(200, 2, true);
    week.live();
    assert!(week.kills > 20, "killed only {} times", week.kills);
    week.check(begun);
}
