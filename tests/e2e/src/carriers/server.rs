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

/// What a service makes of a request.
pub(crate) struct Judged {
    /// About what it was asked.
    pub(crate) about: Vec<String>,
    /// Its answer.
    pub(crate) answer: Answer,
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
    let changes = trouble.is_none_or(Trouble::comes_after);
    board.change(|state| match service {
        Service::Shipx => shipx::judge(request, state),
        Service::Infoservices => infoservices::fetch(request, state, refuses),
        Service::Acknowledgement => infoservices::acknowledge(request, state, refuses, changes),
        Service::Dhl24 => dhl24::judge(request, state, refuses),
        Service::PocztaPolska => poczta_polska::judge(request, state, refuses),
        Service::Allegro => allegro::track(request, state, refuses),
        Service::AllegroLogin => allegro::grant(request, &mut state.login, refuses, changes),
        Service::DhlPush => dhl_push::judge(request, state, refuses, changes),
    })
}

/// What becomes of the answer; none if there is none.
fn spoil(service: Service, answer: Answer, trouble: Option<Trouble>, board: &Board) -> Option<Answer> {
    let Some(trouble) = trouble else { return Some(answer) };
    let speaks_soap =
        matches!(service, Service::Infoservices | Service::Acknowledgement | Service::Dhl24 | Service::PocztaPolska);
    let fault = if speaks_soap {
        soap::fault("S:Server", "java.lang.NullPointerException")
    } else {
        Answer::json(503, &json!({"status": 503, "error": "service_unavailable"}))
    };
    trouble.spoil(answer, fault, |time| board.pause(time))
}
