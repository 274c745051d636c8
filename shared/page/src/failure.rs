//! The pages of failures: what happened, and where to go from there.

use crate::{Page, form::form_path, frame::Frame, login::LOGIN, shop::Shop, texts::Texts};
use askama::Template;
use sledz_domain::words::Lang;

/// A failure that a customer, or the shop's staff, may come upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The link is wrong or no longer valid; leads to the form.
    NotFound,
    /// The role of who is signed in does not allow that; leads to the login.
    Forbidden,
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
    pub const ALL: [Failure; 6] = [
        Failure::NotFound,
        Failure::Forbidden,
        Failure::MethodNotAllowed,
        Failure::TooLarge,
        Failure::WrongType,
        Failure::Unavailable,
    ];
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    heading: &'static str,
    text: &'static str,
    icon: &'static str,
    /// The way on, where there is one: a path and its words.
    way: Option<(&'static str, &'static str)>,
}

/// The page of a failure.
pub fn failure(failure: Failure, shop: &Shop, lang: Lang) -> Page {
    let t = Texts::of(lang);
    let ((heading, text), icon) = match failure {
        Failure::NotFound => (t.not_found, "box"),
        Failure::Forbidden => (t.forbidden, "alert"),
        Failure::MethodNotAllowed => (t.wrong_method, "alert"),
        Failure::TooLarge => (t.too_large, "alert"),
        Failure::WrongType => (t.wrong_type, "alert"),
        Failure::Unavailable => (t.unavailable, "alert"),
    };
    let way = match failure {
        Failure::Forbidden => Some((LOGIN, t.to_login)),
        Failure::Unavailable => None,
        _ => Some((form_path(lang), t.to_form)),
    };
    let template = FailurePage { frame: Frame::new(shop, lang, heading, None), heading, text, icon, way };
    template.frame.page(&template)
}
