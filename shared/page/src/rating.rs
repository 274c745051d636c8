//! The question how a case was dealt with, after it is closed.

use crate::{
    Page,
    field::{Field, Kind},
    fields,
    frame::{Frame, in_lang},
    prose::prose,
    sheet,
    shop::Shop,
    texts::rating::Words,
};
use askama::Template;
use sledz_domain::{text::clean, words::Lang};
use std::ops::RangeInclusive;

/// The longest comment that the form takes.
pub const COMMENT_LIMIT: u16 = 2000;

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// The language.
    pub lang: Lang,
    /// The path that the form posts to, without a query: `/ocena/{token}`.
    pub action: String,
    /// The number of the case, if it is to be shown.
    pub case: Option<String>,
    /// What is asked.
    pub scale: Scale,
    /// The number that was chosen before.
    pub score: Option<u8>,
    /// The comment that was written before.
    pub comment: String,
    /// What to show.
    pub state: RatingState,
}

/// What is asked, and on which scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Satisfaction, 1 to 5 (CSAT).
    #[default]
    Satisfaction,
    /// Whether one would recommend the shop, 0 to 10 (NPS).
    Recommend,
    /// Whether it was easy, 1 to 7 (CES).
    Effort,
}

impl Scale {
    /// The numbers to choose from.
    pub fn range(self) -> RangeInclusive<u8> {
        match self {
            Scale::Satisfaction => 1..=5,
            Scale::Recommend => 0..=10,
            Scale::Effort => 1..=7,
        }
    }
}

/// What the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RatingState {
    /// The question.
    #[default]
    Asked,
    /// The question again, because no number was chosen.
    Missing,
    /// Thanks, once it is kept.
    Thanks,
}

#[derive(Template)]
#[template(path = "rating.html")]
struct RatingPage {
    frame: Frame,
    w: &'static Words,
    action: String,
    case: Option<String>,
    question: &'static str,
    /// What the lowest and the highest number mean, where not every number has words.
    ends: Option<(&'static str, &'static str)>,
    options: Vec<Answer>,
    first: u8,
    last: u8,
    score: &'static str,
    fields: Vec<Field>,
    missing: bool,
    thanks: bool,
}

/// One number of the scale.
struct Answer {
    number: u8,
    words: Option<&'static str>,
    chosen: bool,
}

/// The page with the question, or with thanks.
pub fn rating(r: &Rating, shop: &Shop) -> Page {
    let w = Words::of(r.lang);
    let thanks = r.state == RatingState::Thanks;
    let missing = r.state == RatingState::Missing;
    let mut frame = Frame::new(shop, r.lang, if thanks { w.thanks } else { w.title }, None).with(&sheet::ASK);
    if missing {
        frame.title = format!("{}: {}", frame.t.error_title, frame.title);
    }
    let (question, ends) = match r.scale {
        Scale::Satisfaction => (w.satisfaction.0, None),
        Scale::Recommend => (w.recommend.0, Some((w.recommend.1, w.recommend.2))),
        Scale::Effort => (w.effort.0, Some((w.effort.1, w.effort.2))),
    };
    let range = r.scale.range();
    let (first, last) = (*range.start(), *range.end());
    let words = |number: u8| match ends {
        Some((least, _)) if number == first => Some(least),
        Some((_, most)) if number == last => Some(most),
        Some(_) => None,
        None => w.satisfaction.1.get(usize::from(number - first)).copied(),
    };
    let comment = Field {
        optional: Some(w.optional),
        hint: Some(w.comment_hint),
        value: prose(&r.comment, COMMENT_LIMIT.into()),
        ..Field::new(fields::COMMENT, w.comment, Kind::Area(4), COMMENT_LIMIT)
    };
    let template = RatingPage {
        frame,
        w,
        action: in_lang(&r.action, r.lang),
        case: r.case.as_deref().and_then(|case| clean(case, 64)),
        question,
        ends,
        options: range.map(|number| Answer { number, words: words(number), chosen: r.score == Some(number) }).collect(),
        first,
        last,
        score: fields::SCORE,
        fields: vec![comment],
        missing,
        thanks,
    };
    template.frame.page(&template)
}
