//! Whose parcel a number or a pasted link is. What the numbers look like is data, with the carriers;
//! `wire-formats/couriers.md`, 1.6, 2.4, 3.4, 4 and 6.

pub mod check;
pub mod form;
pub mod link;
mod runs;

use crate::carriers::NUMBERS;
use check::Check;
use runs::has_digit;
use sledz_domain::text::{NUMBER_LIMIT, tracking_number};

/// So much of a text is looked at, in characters.
const LIMIT: usize = 2000;

/// What a text says of a parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The tracking number, normalised; none if the text holds nothing like one.
    pub number: Option<String>,
    /// Whose it may be, the best first. Empty: nobody's that we know, or the carrier's numbers say
    /// nothing (GLS, ORLEN).
    pub candidates: Vec<Candidate>,
}

/// A carrier whose number it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The carrier's id.
    pub carrier: &'static str,
    /// What kind of number it would be, for people.
    pub kind: &'static str,
    /// What its check digit says.
    pub check: Check,
    /// Nobody else has such numbers, and the check digit, if there is one, fits.
    pub sure: bool,
}

impl Candidate {
    /// How good it is: the least is the best.
    fn grade(&self) -> usize {
        match (self.sure, self.check) {
            (true, _) => 0,
            (false, Check::Passed) => 1,
            (false, Check::None) => 2,
            (false, Check::Failed) => 3,
        }
    }
}

/// More than any grade.
const GRADES: usize = 4;

/// Finds the number in a text - a number, a carrier's link, either with words around it - and whose it
/// may be.
pub fn recognise(text: &str) -> Recognised {
    let end = text.char_indices().nth(LIMIT).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or_default();
    linked(text).unwrap_or_else(|| in_text(text))
}

/// The id of the carrier whose number this surely is; none if it may be another's.
pub fn carrier_of(number: &str) -> Option<&'static str> {
    let found = candidates(&tracking_number(number)?);
    let mut sure = found.iter().filter(|candidate| candidate.sure).map(|candidate| candidate.carrier);
    let carrier = sure.next()?;
    sure.all(|other| other == carrier).then_some(carrier)
}

/// Whose a normalised number may be, the best first.
fn candidates(number: &str) -> Vec<Candidate> {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let mut found: Vec<Candidate> = Vec::new();
    // Words that happen to look like a number have fewer digits.
    for numbers in NUMBERS.iter().filter(|_| digits > 2) {
        let before = found.len();
        for candidate in numbers.forms.iter().filter_map(|form| form.candidate(numbers.carrier.id, number)) {
            let is_told = |known: &Candidate| known.carrier == candidate.carrier && known.kind == candidate.kind;
            if !found.iter().any(is_told) {
                found.push(candidate);
            }
        }
        // Once it is surely a number of one kind, the carrier's other kinds are no news.
        if let Some(sure) = found.iter().skip(before).find(|candidate| candidate.sure).copied() {
            found.truncate(before);
            found.push(sure);
        }
    }
    in_order(&found)
}

/// By grade, then as the carriers stand in their table.
fn in_order(found: &[Candidate]) -> Vec<Candidate> {
    (0..GRADES).flat_map(|grade| found.iter().filter(move |candidate| candidate.grade() == grade)).copied().collect()
}

/// What the parcel of a number is tracked by: a part of it, or all of it.
fn tracked(number: String) -> String {
    let forms = NUMBERS.iter().flat_map(|numbers| numbers.forms);
    let part = forms.filter_map(|form| form.tracked(&number)).next().map(str::to_owned);
    part.unwrap_or(number)
}

/// What a link says: the page is the carrier's, whatever the number looks like.
fn linked(text: &str) -> Option<Recognised> {
    let link = link::find(text, &NUMBERS)?;
    let carrier = link.numbers.carrier.id;
    let mut number = tracking_number(&link.number).filter(|number| has_digit(number))?;
    let is_its = |number: &str| candidates(number).iter().any(|candidate| candidate.carrier == carrier);
    if !is_its(&number) && !link.rest.is_empty() {
        // Written in groups, and the link ends with the first of them.
        let longer = [link.number, link.rest].concat();
        let mut numbers = runs::of(&longer).numbers().into_iter().filter_map(|longer| tracking_number(&longer));
        number = numbers.find(|longer| longer.starts_with(&number) && is_its(longer)).unwrap_or(number);
    }
    let mut found = candidates(&number);
    found.iter_mut().for_each(|candidate| candidate.sure = false);
    match found.iter_mut().find(|candidate| candidate.carrier == carrier) {
        Some(candidate) => candidate.sure = candidate.check != Check::Failed,
        None => found.push(Candidate { carrier, kind: "link to its page", check: Check::None, sure: true }),
    }
    Some(Recognised { candidates: in_order(&found), number: Some(tracked(number)) })
}

/// The best of all that may be a number; the whole text, if it may be one of nobody that we know.
fn in_text(text: &str) -> Recognised {
    let runs = runs::of(text);
    let numbers = runs.numbers();
    let read = |number: &String| tracking_number(number).map(|number| (candidates(&number), number));
    let worth = |(found, number): &(Vec<Candidate>, String)| {
        let grade = found.first().map_or(GRADES, Candidate::grade);
        (grade, NUMBER_LIMIT.saturating_sub(number.len()))
    };
    let best = numbers.iter().filter_map(read).filter(|(found, _)| !found.is_empty()).min_by_key(worth);
    match best {
        Some((candidates, number)) => Recognised { candidates, number: Some(tracked(number)) },
        None => {
            let whole = numbers.first().filter(|number| runs.is_all && has_digit(number));
            let number = whole.and_then(|number| tracking_number(number));
            Recognised { number, candidates: Vec::new() }
        }
    }
}
