//! The server: one thread for each connection, so that nobody waits for whoever is slow.

use super::{
    faults::{Fault, Faults},
    http::{Answer, Connection, Request},
    provider,
    received::{Provider, Received},
    shelf::{Fate, Once, Shelf},
    viewer,
};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
    thread,
};

/// Serves until the shelf says stop; then within a moment, when one more connection comes.
pub(crate) fn serve(listener: &TcpListener, shelf: &Arc<Shelf>) {
    for stream in listener.incoming() {
        if shelf.stop.load(Ordering::Relaxed) {
            return;
        }
        let Ok(connection) = stream.and_then(Connection::new) else { continue };
        let shelf = Arc::clone(shelf);
        // Without a thread the connection is dropped, as a provider under load drops it.
        let _ = thread::Builder::new().name("mailbox".to_owned()).spawn(move || converse(connection, &shelf));
    }
}

fn converse(mut connection: Connection, shelf: &Shelf) {
    loop {
        // Whoever speaks no HTTP, or breaks off, gets no answer.
        let Ok(Some(request)) = connection.read(&shelf.stop) else { return };
        if shelf.stop.load(Ordering::Relaxed) {
            return;
        }
        let provider = Provider::at(&request.path).filter(|_| request.method == "POST");
        let answer = match provider {
            Some(provider) => provide(provider, &request, shelf),
            None => Some(other(&request, shelf)),
        };
        let Some(answer) = answer else { return connection.close() };
        if !matches!(connection.write(&request, &answer), Ok(true)) {
            return;
        }
    }
}

/// What a provider answers; none if it breaks off.
fn provide(provider: Provider, request: &Request, shelf: &Shelf) -> Option<Answer> {
    let fate = shelf.begin(provider);
    match fate.fault {
        Some(Fault::Hang(time)) => {
            shelf.pause(time);
            return None;
        }
        Some(Fault::TooMany { retry_after }) => return Some(provider::too_many(provider, retry_after)),
        Some(Fault::Error500) => return Some(provider::broken(provider)),
        Some(Fault::Garbage) => return Some(provider::garbage(provider, fate.html)),
        _ => {}
    }
    let taken = match provider::judge(provider, request, &fate.id, fate.now) {
        Ok(taken) => taken,
        Err(refused) => return Some(refused),
    };
    if is_refused(&taken.message, &fate) {
        return Some(provider::refusal(provider, &taken.message.to));
    }
    let once = taken.once.as_ref();
    if let Some(answer) = known(provider, once, request, shelf) {
        return Some(answer);
    }
    if let Some(Fault::Slow(time)) = fate.fault {
        shelf.pause(time);
    }
    shelf.accept(taken.message, once, &taken.answer);
    match fate.fault {
        Some(Fault::LostReply) => None,
        Some(Fault::GarbageAccepted) => Some(provider::garbage(provider, fate.html)),
        _ => Some(taken.answer),
    }
}

fn known(provider: Provider, once: Option<&Once>, request: &Request, shelf: &Shelf) -> Option<Answer> {
    shelf.reserve(provider, once?, &request.body).err()
}

fn is_refused(message: &Received, fate: &Fate) -> bool {
    let to = message.to.trim_start_matches('+').to_ascii_lowercase();
    let by_rule = fate.refused.iter().any(|beginning| to.starts_with(beginning.as_str()));
    !to.is_empty() && (by_rule || fate.fault == Some(Fault::Refused) && to.starts_with("bounce"))
}

/// The viewer and the API.
fn other(request: &Request, shelf: &Shelf) -> Answer {
    let path = request.path.as_str();
    match (request.method.as_str(), path) {
        ("GET" | "HEAD", "/api/messages") => {
            let to = request.field("to");
            let wanted = |one: &&Received| to.is_empty() || one.is_to(&to);
            let all = shelf.look(|all| all.iter().filter(wanted).map(Received::to_json).collect::<Vec<Value>>());
            Answer::json(200, &Value::Array(all))
        }
        ("DELETE", "/api/messages") => {
            shelf.clear();
            Answer::empty(204)
        }
        ("POST", "/api/faults") => match Faults::read(&request.body) {
            Ok(faults) => {
                shelf.set_faults(faults);
                Answer::empty(204)
            }
            Err(error) => Answer::json(400, &json!({"error": format!("{error:#}")})),
        },
        ("GET" | "HEAD", _) => viewer::answer(request, shelf),
        _ if Provider::at(path).is_some() || path.starts_with("/api/") => Answer::empty(405),
        _ => Answer::empty(404),
    }
}
