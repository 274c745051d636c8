//! Plain lists of words that reading needs before there are rules: `rules/words.txt`.

use std::sync::OnceLock;

/// The file, so that tests can look at each of its lines.
pub(crate) const WORDS: &str = include_str!("../rules/words.txt");

/// Folded words, sorted; those that end with `*` are stems.
#[derive(Debug, Default)]
pub(crate) struct List {
    words: Vec<&'static str>,
    stems: Vec<&'static str>,
}

impl List {
    fn sort(&mut self) {
        self.words.sort_unstable();
        self.stems.sort_unstable();
    }

    /// Whether it is one of the words.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// Whether it is one of the words, or begins with one of the stems.
    pub(crate) fn matches(&self, word: &str) -> bool {
        self.has(word) || self.stems.iter().any(|stem| word.starts_with(stem))
    }

    /// All words.
    pub(crate) fn words(&self) -> &[&'static str] {
        &self.words
    }
}

/// The lists, by the names of their sections.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Words that end with a full stop, but end no sentence.
    pub(crate) abbreviations: List,
    /// Words that begin another clause without a comma.
    pub(crate) turns: List,
    /// Words that negate the next one.
    pub(crate) negators: List,
    /// Verbs whose negation covers the rest of their clause.
    pub(crate) carrying: List,
    /// Words that say nothing at the beginning of a sentence.
    pub(crate) openers: List,
    /// Words that a question begins with.
    pub(crate) questions: List,
    /// Words that a wish begins with.
    pub(crate) requests: List,
    /// Words that join a second question to the first.
    pub(crate) joining: List,
    /// What says that a number is an order's.
    pub(crate) order_cues: List,
    /// What says that it is a number.
    pub(crate) number_cues: List,
    /// What says that a number is a parcel's.
    pub(crate) parcel_cues: List,
    /// What says that a number is a telephone's.
    pub(crate) phone_cues: List,
    /// What says that a number is something else.
    pub(crate) foreign_cues: List,
    /// Words between a cue and its number.
    pub(crate) between_cues: List,
    /// What stands behind an amount.
    pub(crate) units: List,
    /// Words that are repaired when they are misspelt.
    pub(crate) spelling: List,
    /// Words that are near one of those, and are right.
    pub(crate) correct: List,
    /// Words that are found glued to the next.
    pub(crate) glued: List,
}

/// The lists.
pub(crate) fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| read(WORDS).0)
}

/// Reads the file; what could not be read is told by line.
pub(crate) fn read(file: &'static str) -> (Lists, Vec<String>) {
    let mut lists = Lists::default();
    let mut wrong = Vec::new();
    for (at, section, line) in sections(file) {
        let list = match section {
            "abbreviations" => &mut lists.abbreviations,
            "turns" => &mut lists.turns,
            "negators" => &mut lists.negators,
            "carrying" => &mut lists.carrying,
            "openers" => &mut lists.openers,
            "questions" => &mut lists.questions,
            "requests" => &mut lists.requests,
            "joining" => &mut lists.joining,
            "order_cues" => &mut lists.order_cues,
            "number_cues" => &mut lists.number_cues,
            "parcel_cues" => &mut lists.parcel_cues,
            "phone_cues" => &mut lists.phone_cues,
            "foreign_cues" => &mut lists.foreign_cues,
            "between_cues" => &mut lists.between_cues,
            "units" => &mut lists.units,
            "spelling" => &mut lists.spelling,
            "correct" => &mut lists.correct,
            "glued" => &mut lists.glued,
            _ => {
                wrong.push(format!("{at}: no such section"));
                continue;
            }
        };
        for word in line.split_whitespace() {
            match word.strip_suffix('*') {
                Some(stem) => list.stems.push(stem),
                None => list.words.push(word),
            }
        }
    }
    let Lists {
        abbreviations,
        turns,
        negators,
        carrying,
        openers,
        questions,
        requests,
        joining,
        order_cues,
        number_cues,
        parcel_cues,
        phone_cues,
        foreign_cues,
        between_cues,
        units,
        spelling,
        correct,
        glued,
    } = &mut lists;
    for list in [
        abbreviations,
        turns,
        negators,
        carrying,
        openers,
        questions,
        requests,
        joining,
        order_cues,
        number_cues,
        parcel_cues,
        phone_cues,
        foreign_cues,
        between_cues,
        units,
        spelling,
        correct,
        glued,
    ] {
        list.sort();
    }
    (lists, wrong)
}

/// The lines of a file of sections that say something: the number of each, its section, and the line.
pub(crate) fn sections(file: &'static str) -> impl Iterator<Item = (usize, &'static str, &'static str)> {
    let mut section = "";
    let lines = file.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let said = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    said.filter_map(move |(at, line)| match line.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(name) => {
            section = name;
            None
        }
        None => Some((at, section, line)),
    })
}
