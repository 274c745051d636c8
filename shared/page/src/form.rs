//! The form that finds an order by a number and a second thing that only its customer knows.

use crate::{Page, frame::Frame, shop::Shop, texts::Texts};
use askama::Template;
use sledz_domain::words::Lang;

/// The name of the field with the order or tracking number.
pub const NUMBER_FIELD: &str = "number";
/// The name of the field with the e-mail address, telephone number or postcode.
pub const CONTACT_FIELD: &str = "contact";

/// What the form shows. What was typed is not shown again: whatever was wrong, the answer is the
/// same to the last byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The language.
    pub lang: Lang,
    /// Why it shows again, if it does.
    pub refused: Option<Refusal>,
}

/// Why the form shows again. None of them tells whether an order exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No order with these details, whatever was wrong.
    NotFound,
    /// Too many attempts.
    TooMany,
}

/// Where the form is, and where it is sent.
///
/// ```
/// # use sledz_domain::words::Lang;
/// assert_eq!(sledz_page::form_path(Lang::Pl), "/sledz-zamowienie");
/// ```
pub fn form_path(lang: Lang) -> &'static str {
    lang.pick("/sledz-zamowienie", "/track-order")
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    frame: Frame,
    action: &'static str,
    number_field: &'static str,
    contact_field: &'static str,
    refused: Option<&'static str>,
}

/// The page with the form.
pub fn form(form: &Form, shop: &Shop) -> Page {
    let t = Texts::of(form.lang);
    let refused = form.refused.map(|refusal| match refusal {
        Refusal::NotFound => t.refused_not_found,
        Refusal::TooMany => t.refused_too_many,
    });
    let heading = match refused {
        Some(_) => format!("{}: {}", t.error_title, t.form_title),
        None => t.form_title.to_owned(),
    };
    let mut frame = Frame::new(shop, form.lang, &heading, None);
    frame.switch = form_path(form.lang.pick(Lang::En, Lang::Pl)).to_owned();
    let template = FormPage {
        frame,
        action: form_path(form.lang),
        number_field: NUMBER_FIELD,
        contact_field: CONTACT_FIELD,
        refused,
    };
    template.frame.page(&template)
}
