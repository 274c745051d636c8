//! Which number in a message is what: numbers of orders and parcels, telephones - and all that is none of them:
//! postcodes, tax and bank numbers, prices, dates, times, sizes.

use crate::fold::{fold, head};
use crate::lists::{Lists, lists};
use crate::own_words::LIMIT;
use crate::shapes::{is_order_prefix, last_sentence, looks_random, phone};
use sledz_sources::recognise::{check::Check, recognise};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Order,
    Tracking,
    Phone,
}

/// What the words before a number say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    None,
    /// "nr", "numer", "#": some number.
    Number,
    Order,
    Parcel,
    Phone,
    /// Anything that is none of those.
    Foreign,
}

/// Letters and digits without a gap, and where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    from: usize,
    to: usize,
}

impl Piece<'_> {
    fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// The numbers of a text that are something, in order.
pub(crate) fn numbers(text: &str) -> Vec<(Kind, String)> {
    let text = head(text, LIMIT);
    let pieces = pieces(text);
    let reader = Reader { text, is_short: text.split_whitespace().count() < 4, is_shouted: is_shouted(text) };
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let (read, taken) = reader.read(&pieces, at);
        found.extend(read);
        at += taken.max(1);
    }
    found
}

fn is_shouted(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic));
    let capitals = words.clone().filter(|word| !word.chars().any(char::is_lowercase)).count();
    capitals > 2 && capitals * 2 > words.count()
}

/// Runs of ASCII letters and digits.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), from) {
            (true, None) => from = Some(at),
            (false, Some(begin)) => {
                let piece = text.get(begin..at).unwrap_or_default();
                if piece.is_ascii() && piece.len() < 80 {
                    all.push(Piece { text: piece, from: begin, to: at });
                }
                from = None;
            }
            _ => {}
        }
    }
    all
}

struct Reader<'a> {
    text: &'a str,
    /// The text is hardly more than the number.
    is_short: bool,
    is_shouted: bool,
}

type Read = (Vec<(Kind, String)>, usize);

impl Reader<'_> {
    /// What begins at a piece, and how many pieces that takes.
    fn read(&self, pieces: &[Piece<'_>], at: usize) -> Read {
        let rest = pieces.get(at..).unwrap_or_default();
        let Some(first) = rest.first() else { return (Vec::new(), 1) };
        if let Some(read) = self.uuid(rest) {
            return read;
        }
        if !first.text.bytes().any(|byte| byte.is_ascii_digit()) {
            return self.letters(rest);
        }
        if first.is_digits() { self.digits(rest) } else { self.mixed(rest) }
    }

    /// What stands between two pieces.
    fn between(&self, a: &Piece<'_>, b: &Piece<'_>) -> &str {
        self.text.get(a.to..b.from).unwrap_or_default()
    }

    fn before(&self, piece: &Piece<'_>) -> &str {
        self.text.get(..piece.from).unwrap_or_default()
    }

    fn behind(&self, piece: &Piece<'_>) -> &str {
        self.text.get(piece.to..).unwrap_or_default()
    }

    fn is_in_address(&self, piece: &Piece<'_>) -> bool {
        let from = self.before(piece).rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let to = self.behind(piece).find(char::is_whitespace).map_or(self.text.len(), |at| piece.to + at);
        let word = self.text.get(from..to).unwrap_or_default();
        word.len() < 300 && (word.contains('@') || word.contains("://") || word.starts_with("www."))
    }

    /// Allegro's: 8-4-4-4-12.
    fn uuid(&self, rest: &[Piece<'_>]) -> Option<Read> {
        let parts = rest.get(..5)?;
        let is_hex = |piece: &Piece<'_>| piece.text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fits =
            parts.iter().zip([8, 4, 4, 4, 12]).all(|(piece, length)| piece.text.len() == length && is_hex(piece));
        let joined = parts.windows(2).all(|two| matches!(two, [a, b] if self.between(a, b) == "-"));
        let (first, last) = (parts.first()?, parts.last()?);
        let whole = self.text.get(first.from..last.to)?;
        (fits && joined).then(|| (vec![(Kind::Order, whole.to_owned())], 5))
    }

    /// PrestaShop's nine capitals; prefixes of numbers ("SK-2031", "RR 123 456 789 PL").
    fn letters(&self, rest: &[Piece<'_>]) -> Read {
        let nothing = (Vec::new(), 1);
        let Some(first) = rest.first() else { return nothing };
        let is_capital = first.text.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_capital && first.text.len() == 9 && !self.is_in_address(first) {
            let cue = self.cue(first);
            let is_named = matches!(cue, Cue::Order | Cue::Number);
            let is_reference = match self.is_shouted {
                true => is_named && looks_random(first.text, true),
                false => cue == Cue::Order || looks_random(first.text, false),
            };
            return if is_reference { (vec![(Kind::Order, first.text.to_owned())], 1) } else { nothing };
        }
        let Some(second) = rest.get(1).filter(|second| second.is_digits()) else { return nothing };
        let gap = self.between(first, second);
        if first.text.eq_ignore_ascii_case("pl") && gap.len() < 2 {
            let (digits, taken) = self.joined(rest.get(1..).unwrap_or_default());
            if digits.len() == 26 {
                return (Vec::new(), taken + 1);
            }
        }
        if first.text.len() == 2 && matches!(gap, " ") && is_capital {
            let (digits, taken) = self.joined(rest.get(1..).unwrap_or_default());
            let country = rest.get(taken + 1).filter(|piece| piece.text.len() == 2);
            if let Some(country) = country.filter(|_| digits.len() == 9) {
                let number = [first.text, &digits, country.text].concat().to_ascii_uppercase();
                return (vec![(Kind::Tracking, number)], taken + 2);
            }
        }
        // "SK-2031", "ZAM/10452/26".
        let is_prefix = first.text.len() < 7 && is_capital && matches!(gap, "-" | "/");
        let is_known = is_prefix && (3..=10).contains(&second.text.len()) && !self.is_in_address(first);
        if is_known && !matches!(self.cue(first), Cue::Foreign | Cue::Phone) {
            let (end, taken) = self.extended(rest.get(1..).unwrap_or_default());
            let whole = self.text.get(first.from..end).unwrap_or_default();
            let is_cued =
                matches!(self.cue(first), Cue::Order | Cue::Number) || self.is_short || is_order_prefix(first.text);
            if is_cued || first.text.len() < 5 && self.cue(first) == Cue::Order {
                return (vec![(Kind::Order, whole.to_owned())], taken + 1);
            }
            return (Vec::new(), taken + 1);
        }
        nothing
    }

    /// Where an order's number goes on behind its digits: "/2026".
    fn extended(&self, rest: &[Piece<'_>]) -> (usize, usize) {
        let mut end = rest.first().map_or(0, |piece| piece.to);
        let mut taken = 1;
        for two in rest.windows(2).take(2) {
            let [a, b] = two else { break };
            if !matches!(self.between(a, b), "/" | "-") || !b.is_digits() {
                break;
            }
            end = b.to;
            taken += 1;
        }
        (end, taken)
    }

    /// Groups of digits that are one number: with one space or dash between.
    fn joined(&self, rest: &[Piece<'_>]) -> (String, usize) {
        let mut digits = String::new();
        let mut last: Option<&Piece<'_>> = None;
        let mut taken = 0;
        for piece in rest.iter().take(14) {
            let goes_on = last.is_none_or(|last| matches!(self.between(last, piece), " " | "-" | "\u{a0}" | "."));
            if !piece.is_digits() || !goes_on {
                break;
            }
            digits.push_str(piece.text);
            last = Some(piece);
            taken += 1;
        }
        (digits, taken)
    }

    /// A number that is digits alone.
    fn digits(&self, rest: &[Piece<'_>]) -> Read {
        let Some(first) = rest.first() else { return (Vec::new(), 1) };
        let cue = self.cue(first);
        let (all, taken) = self.joined(rest);
        if let Some(whole) = self.date_or_postcode(rest) {
            return (Vec::new(), whole);
        }
        let has_plus = self.before(first).ends_with('+') || first.text.starts_with("00");
        if let Some(phone) = phone(&all, has_plus, cue, taken) {
            let hidden = cue == Cue::Foreign || (cue == Cue::Order && taken == 1 && !has_plus);
            let kind = if hidden && cue == Cue::Order { Kind::Order } else { Kind::Phone };
            let text = if kind == Kind::Order { first.text.to_owned() } else { phone };
            return (Vec::from_iter((cue != Cue::Foreign).then_some((kind, text))), taken);
        }
        if all.len() == 24 {
            return (vec![(Kind::Tracking, all)], taken);
        }
        if all.len() == 26 || cue == Cue::Foreign {
            return (Vec::new(), taken);
        }
        if let Some(number) = self.parcel(rest, &all, taken, cue) {
            return (vec![(Kind::Tracking, number)], taken);
        }
        if taken > 1 && all.len() > 8 {
            return (Vec::new(), taken);
        }
        let (end, parts) = self.extended(rest);
        let whole = self.text.get(first.from..end).unwrap_or_default();
        let last = rest.get(parts - 1).unwrap_or(first);
        if self.is_order(first, last, whole, cue) {
            (vec![(Kind::Order, whole.to_owned())], parts)
        } else {
            (Vec::new(), parts)
        }
    }

    /// Dates, prices, postcodes: how many pieces they take.
    fn date_or_postcode(&self, rest: &[Piece<'_>]) -> Option<usize> {
        let (first, second) = (rest.first()?, rest.get(1)?);
        if !second.is_digits() {
            return None;
        }
        let gap = self.between(first, second);
        let small = |piece: &Piece<'_>| piece.text.len() < 3;
        let third = rest.get(2).filter(|third| third.is_digits() && self.between(second, third) == gap);
        match gap {
            "." | "-" | "/" if small(second) && third.is_some() && (small(first) || first.text.len() == 4) => Some(3),
            "." | "/" if small(first) && small(second) => Some(2),
            ":" if small(first) && small(second) => Some(2),
            "," if second.text.len() == 2 => Some(2),
            "." if second.text.len() == 2 => Some(2),
            "-" if first.text.len() == 2 && second.text.len() == 3 && third.is_none() => Some(2),
            "x" | "*" => Some(2),
            _ => None,
        }
    }

    /// The number of a parcel, by its carrier's shape and what is said of it.
    fn parcel(&self, rest: &[Piece<'_>], all: &str, taken: usize, cue: Cue) -> Option<String> {
        let is_cued = cue == Cue::Parcel || self.is_short;
        // DPD's thirteen digits and a letter, apart.
        let is_known = match all.len() {
            20 => all.starts_with("00") || cue != Cue::Order,
            10..=14 | 18 if taken == 1 || cue == Cue::Parcel => {
                is_cued || (cue != Cue::Order && taken == 1 && self.mentions_parcel(rest))
            }
            _ => false,
        };
        (is_known && cue != Cue::Order).then(|| all.to_owned())
    }

    /// A carrier or a parcel is named near it.
    fn mentions_parcel(&self, rest: &[Piece<'_>]) -> bool {
        let before = rest.first().map_or("", |first| self.before(first));
        let near: String = before.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        let behind = rest.first().map_or("", |first| head(self.behind(first), 60));
        let folded = fold(&[&near, " ", behind].concat());
        let is_cue = |word: &str| lists().parcel_cues.matches(word) || word.starts_with("kurier");
        folded.split(|c: char| !c.is_alphanumeric()).any(is_cue) && !folded.contains("pesel")
    }

    /// Whether digits are an order's number.
    fn is_order(&self, first: &Piece<'_>, last: &Piece<'_>, whole: &str, cue: Cue) -> bool {
        let digits = first.text.len();
        let has_parts = whole.len() > digits;
        // What is short and said of a parcel is the number of its order.
        let cue = if cue == Cue::Parcel && digits < 9 { Cue::Number } else { cue };
        if has_parts && !matches!(cue, Cue::Order | Cue::Number) && !self.is_short && !self.stands_alone(first, last) {
            return false;
        }
        let least = if cue == Cue::Order || has_parts { 3 } else { 4 };
        if !(least..=10).contains(&digits) || first.text.starts_with('+') || self.is_in_address(first) {
            return false;
        }
        if self.has_unit(last) {
            return false;
        }
        let is_year = digits == 4 && (first.text.starts_with("19") || first.text.starts_with("20")) && !has_parts;
        match cue {
            Cue::Order | Cue::Number => !is_year || self.before(first).ends_with('#') || self.is_near_cue(first),
            Cue::None => !is_year && digits > 3 && (self.is_short || digits < 9 && self.stands_alone(first, last)),
            Cue::Parcel | Cue::Phone | Cue::Foreign => false,
        }
    }

    /// Written beside the sentences, not in one: "Gdzie moja paczka? 10452".
    fn stands_alone(&self, first: &Piece<'_>, last: &Piece<'_>) -> bool {
        let before = self.before(first).trim_end_matches([' ', '#', '(', '-', '–']);
        let behind = self.behind(last).trim_start_matches([' ', ')']);
        let ends = |c: char| matches!(c, '.' | ',' | '?' | '!' | '\n' | ':' | ';' | '-' | '–' | '(' | ')');
        let in_brackets = self.before(first).ends_with('(') && self.behind(last).starts_with(')');
        let is_apart =
            in_brackets || before.chars().next_back().is_none_or(ends) && behind.chars().next().is_none_or(ends);
        is_apart || (first.text.len() > 4 && !first.text.ends_with("00"))
    }

    /// "zam. nr 2031": a number that looks like a year, right behind its cue.
    fn is_near_cue(&self, piece: &Piece<'_>) -> bool {
        let before = fold(self.before(piece));
        let word = before.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty()).unwrap_or_default();
        lists().number_cues.matches(word) || lists().order_cues.matches(word)
    }

    /// Money, measures, counts: what stands right behind.
    fn has_unit(&self, piece: &Piece<'_>) -> bool {
        let behind = fold(head(self.behind(piece), 12));
        let behind = behind.strip_prefix(' ').unwrap_or(&behind);
        if behind.starts_with(['€', '$', '£', '%', '°']) {
            return true;
        }
        let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        lists().units.has(word)
    }

    /// Letters and digits in one piece.
    fn mixed(&self, rest: &[Piece<'_>]) -> Read {
        let Some(first) = rest.first() else { return (Vec::new(), 1) };
        let upper = first.text.to_ascii_uppercase();
        let bytes = upper.as_bytes();
        let letters = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let digits = bytes.iter().skip(letters).take_while(|byte| byte.is_ascii_digit()).count();
        let tail = bytes.len() - letters - digits;
        let is_s10 = letters == 2 && digits == 9 && tail == 2;
        let is_dpd = letters == 0 && digits == 13 && tail == 1;
        let is_jjd = (upper.starts_with("JJD") || upper.starts_with("JD")) && digits > 9 && tail == 0;
        let is_ups = upper.starts_with("1Z") && upper.len() == 18;
        let passes =
            || recognise(&upper).candidates.first().is_some_and(|best| best.sure && best.check != Check::Failed);
        if is_s10 || is_dpd || is_jjd || is_ups || (upper.len() > 9 && self.cue(first) != Cue::Order && passes()) {
            return (vec![(Kind::Tracking, upper)], 1);
        }
        if upper.starts_with("PL") && digits > 9 {
            let (more, taken) = self.joined(rest.get(1..).unwrap_or_default());
            return (Vec::new(), 1 + if digits + more.len() == 26 { taken } else { 0 });
        }
        // "nr10452", "ORD10452", "zam10452".
        let prefix = upper.get(..letters).unwrap_or_default().to_ascii_lowercase();
        let Lists { order_cues, number_cues, .. } = lists();
        let cue = self.cue(first);
        let is_glued = order_cues.matches(&prefix) || number_cues.has(&prefix);
        let length_fits = (4..=8).contains(&digits) && tail == 0 && !self.is_in_address(first);
        if !length_fits || letters == 0 || matches!(cue, Cue::Foreign | Cue::Phone) {
            return (Vec::new(), 1);
        }
        let is_prefix =
            is_order_prefix(&prefix.to_ascii_uppercase()) && first.text.starts_with(|c: char| c.is_ascii_uppercase());
        if is_glued && !is_prefix {
            let number = first.text.get(letters..).unwrap_or_default().to_owned();
            return (vec![(Kind::Order, number)], 1);
        }
        let is_cued = matches!(cue, Cue::Order | Cue::Number) || is_prefix || self.is_short;
        (Vec::from_iter((is_cued && letters < 5).then(|| (Kind::Order, first.text.to_owned()))), 1)
    }

    /// What the words right before a number say of it.
    fn cue(&self, piece: &Piece<'_>) -> Cue {
        let before = self.before(piece);
        let from = before.char_indices().rev().take(70).last().map_or(0, |(at, _)| at);
        let near = fold(before.get(from..).unwrap_or_default());
        let mut cue = if near.trim_end().ends_with(['#', '№']) { Cue::Number } else { Cue::None };
        let Lists { order_cues, number_cues, parcel_cues, phone_cues, foreign_cues, between_cues, .. } = lists();
        // A sentence that ended before is not about this number, unless it ends with the cue: "Nr zam. 10452".
        let sentence =
            last_sentence(&near).rsplit(['?', '!', '\n']).find(|part| !part.trim().is_empty()).unwrap_or_default();
        let mut far = 0;
        for word in sentence.split(|c: char| !c.is_alphanumeric()).rev().filter(|word| !word.is_empty()) {
            if foreign_cues.has(word) {
                return Cue::Foreign;
            }
            if phone_cues.matches(word) {
                return Cue::Phone;
            }
            if parcel_cues.matches(word) {
                return Cue::Parcel;
            }
            if order_cues.matches(word) {
                return Cue::Order;
            }
            if number_cues.matches(word) {
                cue = Cue::Number;
                continue;
            }
            let is_number = word.bytes().any(|byte| byte.is_ascii_digit());
            far += usize::from(!between_cues.has(word) && !is_number);
            if far > 1 {
                break;
            }
        }
        cue
    }
}
