//! What a source's code means: one vocabulary for every table of codes.

use sledz_domain::{
    event_id::EventId,
    parcel::{Note, ParcelEvent},
    status::Status,
};

/// What a code means. Tables of codes are lists of these, so that they can be read as data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// What the parcel becomes; none: it stays as it is.
    pub status: Option<Status>,
    /// What exactly happened.
    pub note: Option<Note>,
    /// A delay is announced, which moves nothing and lasts until the next movement.
    pub delays: bool,
    /// What the parcel becomes right after that, as a second event of the same time (a notice: the
    /// courier came in vain, and the parcel waits at the post office).
    pub then: Option<(Status, Option<Note>)>,
}

impl Meaning {
    /// The parcel becomes this.
    pub const fn moves(status: Status) -> Self {
        Meaning { status: Some(status), note: None, delays: false, then: None }
    }

    /// The parcel becomes this, and so it came.
    pub const fn noted(status: Status, note: Note) -> Self {
        Meaning { status: Some(status), note: Some(note), delays: false, then: None }
    }

    /// Told to somebody or written down; nothing moved.
    pub const fn tells(note: Note) -> Self {
        Meaning { status: None, note: Some(note), delays: false, then: None }
    }

    /// Known to say nothing about where the parcel is.
    pub const fn nothing() -> Self {
        Meaning { status: None, note: None, delays: false, then: None }
    }

    /// Announced to be late; nothing moved.
    pub const fn late() -> Self {
        Meaning { status: None, note: Some(Note::Delayed), delays: true, then: None }
    }

    /// Announced to be late, for this reason; nothing moved.
    pub const fn late_by(note: Note) -> Self {
        Meaning { status: None, note: Some(note), delays: true, then: None }
    }

    /// And right after that becomes this.
    pub const fn then(self, status: Status, note: Option<Note>) -> Self {
        Meaning { then: Some((status, note)), ..self }
    }

    /// Fills in what an event says, from its code: the event, and the one that follows it if the code
    /// means two.
    pub fn tell(self, mut event: ParcelEvent) -> Vec<ParcelEvent> {
        event.status = self.status;
        event.note = self.note;
        event.announces_delay = self.delays;
        event.reason = reason(self.status, self.note).or(event.reason);
        let second = self.then.map(|(status, note)| ParcelEvent {
            id: EventId::of(&["then", &event.id.to_string()]),
            status: Some(status),
            note,
            reason: reason(Some(status), note),
            announces_delay: false,
            ..event.clone()
        });
        std::iter::once(event).chain(second).collect()
    }
}

/// The reason of a failed attempt or an exception, for those who read the API: what exactly
/// happened, by name. `final` and `refused` are looked at by policy.
pub fn reason(status: Option<Status>, note: Option<Note>) -> Option<String> {
    if !matches!(status, Some(Status::FailedAttempt | Status::Exception)) {
        return None;
    }
    match note? {
        Note::FinalAttempt => Some("final".to_owned()),
        note => serde_json::to_value(note).ok()?.as_str().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn reasons_have_names() {
        for (status, note, expected) in [
            (Some(Status::FailedAttempt), Some(Note::FinalAttempt), Some("final")),
            (Some(Status::FailedAttempt), Some(Note::Refused), Some("refused")),
            (Some(Status::Exception), Some(Note::PickupExpired), Some("pickup_expired")),
            (Some(Status::Exception), None, None),
            (Some(Status::Delivered), Some(Note::Collected), None),
        ] {
            assert_eq!(reason(status, note).as_deref(), expected);
        }
    }

    #[test]
    fn a_notice_is_two_events() {
        let event = ParcelEvent::new(EventId::of(&["a"]), "test", DateTime::UNIX_EPOCH);
        let notice =
            Meaning::noted(Status::FailedAttempt, Note::NobodyThere).then(Status::ReadyForPickup, Some(Note::AtPoint));
        let told = notice.tell(event.clone());
        assert_eq!(
            told.iter().map(|event| event.status).collect::<Vec<_>>(),
            [Some(Status::FailedAttempt), Some(Status::ReadyForPickup)]
        );
        assert_ne!(told[0].id, told[1].id);
        assert_eq!(told[0].reason.as_deref(), Some("nobody_there"));
        assert_eq!(notice.tell(event.clone()), told, "copies have the same identity");
        assert_eq!(Meaning::late().tell(event).len(), 1);
    }
}
