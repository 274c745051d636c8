//! What the numbers of a carrier look like, as data.

use super::{
    Candidate,
    check::{Check, Rule},
    link::Link,
};
use sledz_domain::carrier::Carrier;
use std::ops::Range;

/// The numbers of a carrier, and the links that hold them.
pub struct Numbers {
    /// Whose.
    pub carrier: &'static Carrier,
    /// What they look like.
    pub forms: &'static [Form],
    /// Its own pages about one parcel.
    pub links: &'static [Link],
}

/// What a kind of number looks like.
pub struct Form {
    kind: &'static str,
    pieces: &'static [Piece],
    rule: Rule,
    is_sure: bool,
    parcel: Option<Range<usize>>,
}

/// A piece of a number.
pub enum Piece {
    /// Exactly this.
    Is(&'static str),
    /// Any of these.
    OneOf(&'static [&'static str]),
    /// From so many to so many digits.
    Digits(usize, usize),
    /// From so many to so many letters.
    Letters(usize, usize),
    /// From so many to so many digits or letters.
    Any(usize, usize),
    /// The two letters of a country that is not Poland.
    Abroad,
}

impl Form {
    /// Numbers of these pieces, named so that people know them; others may have numbers like these.
    pub const fn new(kind: &'static str, pieces: &'static [Piece]) -> Self {
        Form { kind, pieces, rule: Rule::None, is_sure: false, parcel: None }
    }

    /// It has a check digit.
    pub const fn checked(self, rule: Rule) -> Self {
        Form { rule, ..self }
    }

    /// Nobody else has numbers like these.
    pub const fn sure(self) -> Self {
        Form { is_sure: true, ..self }
    }

    /// The parcel is tracked by this part of it.
    pub const fn tracked_by(self, parcel: Range<usize>) -> Self {
        Form { parcel: Some(parcel), ..self }
    }

    /// What a normalised number of this look is; none if it looks otherwise. A wrong check digit only
    /// takes the certainty.
    pub(super) fn candidate(&self, carrier: &'static str, number: &str) -> Option<Candidate> {
        let rest = self.pieces.iter().try_fold(number, |rest, piece| piece.behind(rest))?;
        let check = self.rule.check(number);
        let is = Candidate { carrier, kind: self.kind, check, sure: self.is_sure && check != Check::Failed };
        rest.is_empty().then_some(is)
    }

    /// By what part of such a number the parcel is tracked, if not by all of it.
    pub(super) fn tracked<'a>(&self, number: &'a str) -> Option<&'a str> {
        let sure = self.candidate("", number).is_some_and(|candidate| candidate.sure);
        self.parcel.clone().filter(|_| sure).and_then(|part| number.get(part))
    }
}

impl Piece {
    /// What stands behind this piece; none if it does not stand there.
    fn behind<'a>(&self, text: &'a str) -> Option<&'a str> {
        let while_is = |is: fn(&u8) -> bool, least: usize, most: usize| {
            let found = text.bytes().take(most).take_while(is).count();
            text.get(found..).filter(|_| found >= least)
        };
        match *self {
            Piece::Is(known) => text.strip_prefix(known),
            Piece::OneOf(known) => known.iter().find_map(|known| text.strip_prefix(known)),
            Piece::Digits(least, most) => while_is(u8::is_ascii_digit, least, most),
            Piece::Letters(least, most) => while_is(u8::is_ascii_uppercase, least, most),
            Piece::Any(least, most) => while_is(u8::is_ascii_alphanumeric, least, most),
            Piece::Abroad => while_is(u8::is_ascii_uppercase, 2, 2).filter(|_| !text.starts_with("PL")),
        }
    }
}
