//! All rules of `rules/`, read once: those of each language, those of all, and which intent stands before which.

use crate::book::Book;
use crate::lists::sections;
use crate::rules::Reader;
use sledz_domain::intent::{Intent, Tongue};
use std::sync::OnceLock;

/// The files of intents, and whose they are.
pub(crate) const INTENTS: [(Tongue, &str); 5] = [
    (Tongue::Pl, include_str!("../rules/intents.pl.txt")),
    (Tongue::En, include_str!("../rules/intents.en.txt")),
    (Tongue::Uk, include_str!("../rules/intents.uk.txt")),
    (Tongue::Ru, include_str!("../rules/intents.ru.txt")),
    (Tongue::De, include_str!("../rules/intents.de.txt")),
];

/// The files that hold for every language.
pub(crate) const COMMON: [&str; 3] =
    [include_str!("../rules/mood.txt"), include_str!("../rules/person.txt"), include_str!("../rules/veto.txt")];

/// Which intent stands before which.
pub(crate) const PRECEDENCE: &str = include_str!("../rules/precedence.txt");

/// The section of what explains a sentence and asks for nothing.
#[cfg(test)]
pub(crate) const NOTHING: &str = "nothing";

/// The section of small signs that a parcel is waited for.
pub(crate) const WAITING: &str = "waiting";

/// The section of what says that the customer has the thing.
pub(crate) const ARRIVED: &str = "arrived";

/// A line of `precedence.txt`: where the stronger one is asked for, the lesser ones are not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Precedence {
    pub(crate) stronger: Intent,
    pub(crate) lesser: Vec<Intent>,
    /// Unless they are surely asked for, in another sentence.
    pub(crate) unless_sure: bool,
}

/// All rules.
#[derive(Debug)]
pub(crate) struct Books {
    languages: [OnceLock<Book>; INTENTS.len()],
    /// The rules of moods, of the wish for a person, and the vetoes.
    pub(crate) common: Book,
    /// In the order in which they are applied.
    pub(crate) precedence: Vec<Precedence>,
}

impl Books {
    /// The rules of a language, read when the first message is written in it.
    pub(crate) fn of(&self, tongue: Tongue) -> &Book {
        static NONE: OnceLock<Book> = OnceLock::new();
        let own = INTENTS.iter().zip(&self.languages).find(|((one, _), _)| *one == tongue);
        own.map_or_else(|| NONE.get_or_init(Book::default), |((_, file), book)| book.get_or_init(|| read(&[file]).0))
    }
}

/// The rules.
pub(crate) fn books() -> &'static Books {
    static BOOKS: OnceLock<Books> = OnceLock::new();
    BOOKS.get_or_init(|| Books {
        languages: std::array::from_fn(|_| OnceLock::new()),
        common: read(&COMMON).0,
        precedence: precedence(PRECEDENCE).0,
    })
}

/// Reads files of rules; what could not be read is told.
pub(crate) fn read(files: &[&'static str]) -> (Book, Vec<String>) {
    let mut reader = Reader::default();
    files.iter().for_each(|file| {
        reader.read(file);
    });
    let wrong = std::mem::take(&mut reader.wrong);
    (reader.book(), wrong)
}

/// Reads `stronger > lesser lesser` (never) and `stronger ~ lesser` (unless surely asked for elsewhere).
pub(crate) fn precedence(file: &'static str) -> (Vec<Precedence>, Vec<String>) {
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for (at, _, line) in sections(file) {
        let mut words = line.split_whitespace();
        let stronger = words.next().and_then(Intent::from_name);
        let unless_sure = match words.next() {
            Some(">") => Some(false),
            Some("~") => Some(true),
            _ => None,
        };
        let lesser: Vec<Intent> = words.clone().filter_map(Intent::from_name).collect();
        match (stronger, unless_sure) {
            (Some(stronger), Some(unless_sure)) if lesser.len() == words.count() && !lesser.is_empty() => {
                all.push(Precedence { stronger, lesser, unless_sure });
            }
            _ => wrong.push(format!("{at}: not `intent > intents` or `intent ~ intents`")),
        }
    }
    (all, wrong)
}
