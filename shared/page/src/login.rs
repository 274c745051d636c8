//! Where the shop's staff signs in, sees who it is, and signs out.

use crate::{
    Page,
    frame::{Frame, in_lang},
    shop::Shop,
    texts::login,
};
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sledz_domain::{text::clean, words::Lang};

/// The name of the field with the token.
pub const TOKEN_FIELD: &str = "token";
/// The name of the hidden field, and of the parameter, that says where to go afterwards.
pub const NEXT_FIELD: &str = "next";
/// The name of the hidden field that proves that a form is ours.
pub const CSRF_FIELD: &str = "csrf";

/// Where the page is, and where its form is sent.
pub(crate) const LOGIN: &str = "/login";
/// Where the other form is sent.
const LOGOUT: &str = "/logout";

/// What the page shows. The token that was typed is not shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// The language.
    pub lang: Lang,
    /// Where to go afterwards; empty for nowhere in particular. It is handed on as it came, so
    /// whoever goes there has to look at it first.
    pub next: String,
    /// Why the form shows again, if it does.
    pub refused: Option<LoginRefusal>,
    /// Who is signed in: shown instead of the form.
    pub signed_in: Option<SignedIn>,
}

/// Why the form shows again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// Not a token of ours.
    Wrong,
    /// Too many attempts.
    TooMany,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The name of the token.
    pub name: String,
    /// The name of its role, as in the variable `api_tokens`; shown in words.
    pub role: String,
    /// The value of [`CSRF_FIELD`] that signing out needs.
    pub csrf: String,
    /// Until when, as it is to be read: `19 listopada, 02:20`.
    pub expires: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    frame: Frame,
    w: &'static login::Words,
    action: String,
    token_field: &'static str,
    next_field: &'static str,
    next: Option<String>,
    refused: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "signed_in.html")]
struct SignedInPage<'a> {
    frame: Frame,
    w: &'static login::Words,
    name: String,
    role: String,
    expires: String,
    action: &'static str,
    csrf_field: &'static str,
    csrf: &'a str,
}

/// The page where the shop's staff signs in or, if it is signed in, out.
pub fn login(l: &Login, shop: &Shop) -> Page {
    match &l.signed_in {
        Some(who) => signed_in(l.lang, who, shop),
        None => form(l, shop),
    }
}

fn form(l: &Login, shop: &Shop) -> Page {
    let w = login::Words::of(l.lang);
    let refused = l.refused.map(|refusal| match refusal {
        LoginRefusal::Wrong => w.refused_wrong,
        LoginRefusal::TooMany => w.refused_too_many,
    });
    let next = clean(&l.next, 2000);
    let mut frame = Frame::new(shop, l.lang, w.title, None);
    if refused.is_some() {
        frame.title = format!("{}: {}", frame.t.error_title, frame.title);
    }
    if let Some(next) = &next {
        frame.switch = format!("{}&{NEXT_FIELD}={}", frame.switch, utf8_percent_encode(next, NON_ALPHANUMERIC));
    }
    let template = LoginPage {
        frame,
        w,
        action: in_lang(LOGIN, l.lang),
        token_field: TOKEN_FIELD,
        next_field: NEXT_FIELD,
        next,
        refused,
    };
    template.frame.page(&template)
}

fn signed_in(lang: Lang, who: &SignedIn, shop: &Shop) -> Page {
    let w = login::Words::of(lang);
    let template = SignedInPage {
        frame: Frame::new(shop, lang, w.signed_in, None),
        w,
        name: clean(&who.name, 80).unwrap_or_default(),
        role: login::role(lang, &who.role).map(str::to_owned).or_else(|| clean(&who.role, 80)).unwrap_or_default(),
        expires: clean(&who.expires, 80).unwrap_or_default(),
        action: LOGOUT,
        csrf_field: CSRF_FIELD,
        csrf: &who.csrf,
    };
    template.frame.page(&template)
}
