//! What an answer by e-mail needs so that mail programs show it below what it answers. The e-mail itself goes out
//! through [`sledz_providers::mail`].

use crate::way::{Way, WayKind};

/// The headers of an answer by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threading {
    /// The address that it goes to.
    pub to: String,
    /// `In-Reply-To`; none if the message had no id.
    pub in_reply_to: Option<String>,
    /// `References`.
    pub references: Option<String>,
    /// The subject, with `Re:` if it did not begin so.
    pub subject: String,
}

/// What an answer begins with, in Polish and English programs, and in German and Swedish ones.
const ANSWERS: [&str; 4] = ["re:", "odp:", "aw:", "sv:"];

/// What the way back of an e-mail says; none for any other way.
pub fn mail_threading(way: &Way) -> Option<Threading> {
    if way.kind != WayKind::Mail {
        return None;
    }
    let given = |place: usize| Some(way.field(place)).filter(|text| !text.is_empty()).map(str::to_owned);
    let subject = way.field(3);
    let begins = |known: &str| subject.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
    let subject = if ANSWERS.iter().any(|known| begins(known)) { subject.to_owned() } else { format!("Re: {subject}") };
    Some(Threading { to: given(0)?, in_reply_to: given(1), references: given(2), subject: subject.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects() {
        for (subject, expected) in [
            ("Gdzie paczka?", "Re: Gdzie paczka?"),
            ("RE: Gdzie paczka?", "RE: Gdzie paczka?"),
            ("Odp: Gdzie paczka?", "Odp: Gdzie paczka?"),
            ("Reklamacja", "Re: Reklamacja"),
            ("ąę", "Re: ąę"),
            ("", "Re:"),
        ] {
            let way = Way::new(WayKind::Mail, &["jan@example.pl", "<a@b>", "<a@b>", subject]);
            assert_eq!(mail_threading(&way).unwrap().subject, expected);
        }
        let bare = mail_threading(&Way::new(WayKind::Mail, &["jan@example.pl", "", "", ""])).unwrap();
        assert_eq!((bare.in_reply_to, bare.references), (None, None));
        assert_eq!(mail_threading(&Way::none()), None);
        assert_eq!(mail_threading(&Way::new(WayKind::Mail, &[])), None);
    }
}
