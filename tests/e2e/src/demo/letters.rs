//! What customers of the demo write to the shop: questions that their orders answer, and some for people.

use super::{player::Played, scheduler::run};
use crate::{deployment::Deployment, senders::channels::standard};
use anyhow::{Result, bail};
use chrono::Utc;

/// In which stage an order is, and what its customer writes.
const LETTERS: [(&str, &str); 5] = [
    ("in_transit", "Dzień dobry,\n\ngdzie jest moja paczka? Zamówienie {order}.\n\nPozdrawiam"),
    ("ready_for_pickup", "Do kiedy mogę odebrać paczkę z zamówienia {order}?"),
    ("preparing", "Hello, when will you ship my order {order}?"),
    ("delivered", "Zamówienie {order} przyszło uszkodzone, czajnik jest stłuczony."),
    ("returned", "Paczka z zamówienia {order} do Was wróciła. Kiedy oddacie pieniądze?"),
];

/// Has customers write about orders that were played, and whoever is no customer yet; and has the answers sent. How
/// many letters there were.
///
/// # Errors
/// If one is refused, or the jobs are.
pub fn write_letters(deployment: &Deployment, played: &[Played]) -> Result<usize> {
    let of_stage = |stage: &str| {
        played.iter().map(|one| &one.order).find(|order| order.stage == stage && order.contact.contains('@'))
    };
    let mut letters: Vec<(String, String)> = Vec::new();
    for (stage, text) in LETTERS {
        let order = of_stage(stage);
        letters.extend(order.map(|order| (order.contact.clone(), text.replace("{order}", &order.number))));
    }
    letters.push(("nowa@klientka.example".to_owned(), "Czy herbata z dzikiej róży jest bez cukru?".to_owned()));
    for (place, (from, text)) in letters.iter().enumerate() {
        let now = Utc::now();
        let reply = deployment.send(&standard::received(
            &standard::question(&format!("demo-{place}-{}", now.timestamp()), from, text, now),
            now,
        ))?;
        if !(200..300).contains(&reply.status) {
            bail!("a letter was answered {}: {}", reply.status, reply.text());
        }
    }
    run(deployment, "/jobs/replies", None)?;
    Ok(letters.len())
}
