//! The server: one thread for each connection, so that nobody waits for whoever is slow.

use super::{
    Asked, Service, allegro, board::Board, dhl_push, dhl24, infoservices, poczta_polska, shipx, soap, trouble::Trouble,
};
use crate::mailbox::http::{Answer, Connection, Request};
use serde_json::json;
use std::{
    net::TcpListener,
    sync::{Arc, atomic::Ordering},
    thread,
};

/// What a broken proxy says.
const PAGE: &str = "<!doctype html><html><head><title>503 Service Unavailable</title></head><body><h1>Przerwa \
                    techniczna</h1></body></html>";

/// What a service makes of a request.
pub(super) struct Judged {
    /// About what it was asked.
    pub(super) about: Vec<String>,
    /// Its answer.
    pub(super) answer: Answer,
}

/// Serves until the board says stop; then within a moment, when one more connection comes.
pub(super) fn serve(listener: &TcpListener, board: &Arc<Board>) {
    for stream in listener.incoming() {
        if board.stop.load(Ordering::Relaxed) {
            return;
        }
        let Ok(connection) = stream.and_then(Connection::new) else { continue };
        let board = Arc::clone(board);
        // Without a thread the connection is dropped, as a carrier under load drops it.
        let _ = thread::Builder::new().name("carrier".to_owned()).spawn(move || converse(connection, &board));
    }
}

fn converse(mut connection: Connection, board: &Board) {
    // Whoever speaks no HTTP, or breaks off, gets no answer.
    while let Ok(Some(request)) = connection.read(&board.stop) {
        if board.stop.load(Ordering::Relaxed) {
            return;
        }
        let Some(service) = service(&request) else {
            let _ = connection.write(&request, &Answer::empty(404));
            return;
        };
        let trouble = board.begin(service);
        let judged = judge(service, &request, trouble, board);
        let trouble = trouble.or_else(|| board.poison(service, &judged.about));
        let answer = spoil(service, judged.answer, trouble, board);
        let status = answer.as_ref().map_or(0, |answer| answer.status);
        board.end(Asked { service, about: judged.about, status });
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

/// What a request is for.
fn service(request: &Request) -> Option<Service> {
    let path = request.path.as_str();
    Some(match path {
        infoservices::PATH if infoservices::is_acknowledgement(request) => Service::Acknowledgement,
        infoservices::PATH => Service::Infoservices,
        dhl24::PATH => Service::Dhl24,
        poczta_polska::PATH => Service::PocztaPolska,
        _ if path.starts_with(shipx::PATH) => Service::Shipx,
        _ if path.starts_with(allegro::TRACKING) => Service::Allegro,
        _ if path.starts_with(allegro::LOGIN) => Service::AllegroLogin,
        _ if path.starts_with(dhl_push::PATH) => Service::DhlPush,
        _ => return None,
    })
}

/// What the service makes of it, if nothing but what the trouble is about goes wrong.
fn judge(service: Service, request: &Request, trouble: Option<Trouble>, board: &Board) -> Judged {
    let refuses = trouble == Some(Trouble::WrongLogin);
    // Whoever fails has done nothing, except where the trouble comes after.
    let changes =
        matches!(trouble, None | Some(Trouble::Slow(_) | Trouble::Closed | Trouble::BrokenOff | Trouble::Truncated));
    board.change(|state| match service {
        Service::Shipx => shipx::judge(request, state),
        Service::Infoservices => infoservices::fetch(request, state, refuses),
        Service::Acknowledgement => infoservices::acknowledge(request, state, refuses, changes),
        Service::Dhl24 => dhl24::judge(request, state, refuses),
        Service::PocztaPolska => poczta_polska::judge(request, state, refuses),
        Service::Allegro => allegro::track(request, state, refuses),
        Service::AllegroLogin => allegro::grant(request, state, refuses, changes),
        Service::DhlPush => dhl_push::judge(request, state, refuses, changes),
    })
}

/// What becomes of the answer; none if there is none.
fn spoil(service: Service, answer: Answer, trouble: Option<Trouble>, board: &Board) -> Option<Answer> {
    let speaks_soap =
        matches!(service, Service::Infoservices | Service::Acknowledgement | Service::Dhl24 | Service::PocztaPolska);
    Some(match trouble {
        None | Some(Trouble::WrongLogin | Trouble::Forgets | Trouble::BrokenOff) => answer,
        Some(Trouble::Slow(time)) => {
            board.pause(time);
            answer
        }
        Some(Trouble::Hang(time)) => {
            board.pause(time);
            return None;
        }
        Some(Trouble::Closed) => return None,
        Some(Trouble::Error500) => Answer::new(500, "text/html", PAGE),
        Some(Trouble::Html) => Answer::new(200, "text/html", PAGE),
        Some(Trouble::TooMany { retry_after: 0 }) => Answer::text(429, "Too Many Requests"),
        Some(Trouble::TooMany { retry_after }) => {
            Answer::text(429, "Too Many Requests").with("retry-after", retry_after.to_string())
        }
        Some(Trouble::Truncated) => Answer { body: half(&answer.body), ..answer },
        Some(Trouble::Fault) if speaks_soap => soap::fault("S:Server", "java.lang.NullPointerException"),
        Some(Trouble::Fault) => Answer::json(503, &json!({"status": 503, "error": "service_unavailable"})),
    })
}

fn half(body: &[u8]) -> Vec<u8> {
    body.get(..body.len() / 2).unwrap_or_default().to_vec()
}
