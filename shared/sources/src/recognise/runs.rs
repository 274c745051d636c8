//! What may be a number within a text: numbers are printed in groups, with spaces, dashes and brackets
//! between them, and pasted with the words around them.

/// A number begins and ends with at most so many groups of letters.
const LETTERS: usize = 1;

/// Words that may be one number, written in groups.
pub(super) struct Runs<'a> {
    /// The words of each run. No run goes on in the next one.
    pub(super) runs: Vec<Vec<&'a str>>,
    /// There is nothing else in the text.
    pub(super) is_all: bool,
}

/// The runs of a text.
pub(super) fn of(text: &str) -> Runs<'_> {
    let mut found = Runs { runs: Vec::new(), is_all: true };
    let mut run: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = is_letter(first);
        let end = rest.find(|c| is_letter(c) != is_word).unwrap_or(rest.len());
        let Some((piece, behind)) = rest.split_at_checked(end) else { break };
        rest = behind;
        if is_word && is_group(piece) {
            run.push(piece);
        } else if is_word || !piece.chars().all(is_gap) {
            found.is_all &= !is_word;
            found.runs.extend(Some(std::mem::take(&mut run)).filter(|run| !run.is_empty()));
        }
    }
    found.runs.extend(Some(run).filter(|run| !run.is_empty()));
    found.is_all &= found.runs.len() == 1;
    found
}

impl Runs<'_> {
    /// What may be one number: each run, with and without abbreviations at its ends, and its words by
    /// themselves. Never some of the groups of a longer number: 24 digits of an account number are no
    /// parcel.
    pub(super) fn numbers(&self) -> Vec<String> {
        let mut numbers = Vec::new();
        for run in &self.runs {
            let first = run.iter().position(|word| has_digit(word)).unwrap_or(run.len());
            let behind = run.iter().rposition(|word| has_digit(word)).map_or(0, |last| last + 1);
            numbers.push(run.concat());
            for from in first.saturating_sub(LETTERS)..=first {
                let parts = (behind..=behind + LETTERS).filter_map(|to| run.get(from..to));
                numbers.extend(parts.map(<[&str]>::concat));
            }
            numbers.extend(run.iter().filter(|word| has_digit(word)).map(|word| (*word).to_owned()));
        }
        numbers
    }
}

/// What words are made of. Letters beyond ASCII, and the plus of a telephone, belong to words, but never
/// to numbers.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '+' || !(c.is_ascii() || is_gap(c))
}

/// What stands between the groups of one number: spaces and dashes of any kind, brackets, and what
/// cannot be seen.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '-' | '_' | '(' | ')' | '\u{a0}' | '\u{2000}'..='\u{2015}' | '\u{202f}' | '\u{feff}')
}

/// Whether a word may be a group of a number: it has digits, or it is an abbreviation.
fn is_group(word: &str) -> bool {
    let is_short = word.len() == 2 || (word.len() < 5 && word.bytes().all(|byte| byte.is_ascii_uppercase()));
    word.bytes().all(|byte| byte.is_ascii_alphanumeric()) && (has_digit(word) || is_short)
}

/// Every number has digits.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}
