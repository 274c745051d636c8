//! What the customer sees: the tracking page, the form that leads to it, the choice of messages and
//! the pages of failures; and where the shop's staff signs in. HTML without any script.
//!
//! Words about orders and parcels come from [`sledz_domain::words`]; the page's own are in one
//! place. Everything from outside is cleaned, escaped by the templates and isolated from the
//! direction of the text around it. Every page comes with the Content-Security-Policy that allows
//! just what it holds.
//!
//! ```
//! use sledz_domain::words::Lang;
//! use sledz_page::{Failure, Shop, failure};
//! let shop = Shop { name: "Herring & Co".to_owned(), ..Shop::default() };
//! let page = failure(Failure::NotFound, &shop, Lang::En);
//! assert!(page.html.contains("Herring &#38; Co"));
//! assert!(page.csp.starts_with("default-src 'none'"));
//! ```
//!
//! # Layout
//!
//! - [`Shop`]: the shop's variables, and what of them can be shown
//! - `logo`: which logos are shown without asking a third party
//! - `color`: the shop's colour in variants that can be read, in light and dark
//! - `csp`: the Content-Security-Policy of a page
//! - `frame`: what all pages have in common
//! - `texts`: the page's own words in Polish and English
//! - [`track`]: the tracking page; `steps`: its progress bar; `parcel`: one parcel of it
//! - [`form`]: the form that finds an order
//! - [`preferences`], [`unsubscribe`]: which messages a customer gets
//! - [`login`]: where the shop's staff signs in
//! - [`failure`]: the pages of failures

mod color;
mod csp;
mod failure;
mod form;
mod frame;
mod login;
mod logo;
mod messages;
mod parcel;
#[cfg(test)]
#[allow(dead_code, reason = "the example and the tests of pages need more of them")]
#[path = "../examples/render/samples.rs"]
mod samples;
mod shop;
mod steps;
mod texts;
mod track;

pub use color::{Palette, Rgb, Variants};
pub use failure::{Failure, failure};
pub use form::{CONTACT_FIELD, Form, NUMBER_FIELD, Refusal, form, form_path};
pub use login::{CSRF_FIELD, Login, LoginRefusal, NEXT_FIELD, SignedIn, TOKEN_FIELD, login};
pub use messages::{CHANNEL_FIELD, Choice, KNOWN_FIELD, Preferences, Unsubscribe, preferences, unsubscribe};
pub use shop::{Brand, Phone, Shop};
pub use track::track;

/// A page, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The document.
    pub html: String,
    /// The value of the `Content-Security-Policy` header for exactly this document.
    pub csp: String,
}
