//! The pages of failures: what happened, and where to go from there.

use crate::{Page, form::form_path, frame::Frame, shop::Shop, texts::Texts};
use askama::Template;
use sledz_domain::words::Lang;

/// A failure that a customer may come upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The link is wrong or no longer valid; leads to the form.
    NotFound,
    /// The page cannot be used that way.
    MethodNotAllowed,
    /// More was sent than the form can hold.
    TooLarge,
    /// What was sent is no form.
    WrongType,
    /// The store does not answer.
    Unavailable,
}

impl Failure {
    /// Every failure.
    pub const ALL: [Failure; 5] =
        [Failure::NotFound, Failure::MethodNotAllowed, Failure::TooLarge, Failure::WrongType, Failure::Unavailable];
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    heading: &'static str,
    text: &'static str,
    icon: &'static str,
    /// The way to the form, where that helps.
    form: Option<&'static str>,
}

/// The page of a failure.
pub fn failure(failure: Failure, shop: &Shop, lang: Lang) -> Page {
    let t = Texts::of(lang);
    let ((heading, text), icon) = match failure {
        Failure::NotFound => (t.not_found, "box"),
        Failure::MethodNotAllowed => (t.wrong_method, "alert"),
        Failure::TooLarge => (t.too_large, "alert"),
        Failure::WrongType => (t.wrong_type, "alert"),
        Failure::Unavailable => (t.unavailable, "alert"),
    };
    let template = FailurePage {
        frame: Frame::new(shop, lang, heading, None),
        heading,
        text,
        icon,
        form: (failure != Failure::Unavailable).then(|| form_path(lang)),
    };
    template.frame.page(&template)
}
