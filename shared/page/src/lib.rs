//! What the customer sees: the tracking page, the form that leads to it, the choice of messages, the form with
//! which one writes to the shop, the question how it was, and the pages of failures; and what the shop's staff sees:
//! where it signs in, its inbox, the cases in it, and its numbers. HTML without any script.
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
//! - `csp`: the Content-Security-Policy of a page; `sheet`: its styles, `compact`: without spaces that nobody reads
//! - `frame`: what all pages have in common
//! - `texts`: the page's own words in Polish and English; `prose`: outside text of several lines
//! - `when`: moments ([`When`]) and deadlines ([`Due`]), for people and for machines
//! - [`track`]: the tracking page; `steps`: its progress bar; `parcel`: one parcel of it
//! - [`form`]: the form that finds an order
//! - [`preferences`], [`unsubscribe`]: which messages a customer gets
//! - [`login`]: where the shop's staff signs in
//! - [`fields`]: the names of the fields of the forms that follow; `field`: how a field is shown
//! - [`contact`]: the form with which customers write; [`contact_outcome`]: what they are answered
//! - [`inbox`]: the shop's cases, and a form for a new one
//! - [`case_page`]: one case; `case_forms`: what can be done with it; `case_order`: the order beside it
//! - [`dashboard`]: the shop's numbers, with charts
//! - [`rating`]: the question after a case
//! - [`failure`]: the pages of failures

mod case;
mod case_forms;
mod case_order;
mod color;
mod compact;
mod contact;
mod csp;
mod dashboard;
mod failure;
mod field;
pub mod fields;
mod form;
mod frame;
mod inbox;
mod login;
mod logo;
mod messages;
mod parcel;
mod prose;
mod rating;
#[cfg(test)]
#[allow(dead_code, reason = "the example and the tests of pages need more of them")]
#[path = "../examples/render/samples.rs"]
mod samples;
mod sheet;
mod shop;
mod steps;
mod texts;
mod track;
mod when;

pub use case::{Author, Can, CaseMessage, CaseNotice, CasePage, Related, Sent, case_page};
pub use case_order::{CaseEvent, CaseOrder, CaseParcel};
pub use color::{Palette, Rgb, Variants};
pub use contact::{
    Contact, ContactFault, ContactOutcome, ContactRefusal, MESSAGE_LIMIT, Typed, contact, contact_outcome, contact_path,
};
pub use dashboard::{
    Dashboard, ExportKind, KPI, KpiAdvice, KpiBreakdown, KpiBy, KpiExport, KpiFigure, KpiPeriod, KpiRow, KpiUnit,
    KpiValue, Number, PERIOD_FIGURES, ReportMail, Span, SpanFault, SpanPreset, Step, dashboard, report,
};
pub use failure::{Failure, failure};
pub use form::{CONTACT_FIELD, Form, NUMBER_FIELD, Refusal, form, form_path};
pub use inbox::{CASES, Inbox, InboxRow, NewCase, NewCaseFault, Shown, TEXT_LIMIT, case_path, inbox};
pub use login::{CSRF_FIELD, Login, LoginRefusal, NEXT_FIELD, SignedIn, TOKEN_FIELD, login};
pub use messages::{CHANNEL_FIELD, Choice, KNOWN_FIELD, Preferences, Unsubscribe, preferences, unsubscribe};
pub use rating::{COMMENT_LIMIT, Rating, RatingState, Scale, rating};
pub use shop::{Brand, Phone, Shop};
pub use track::track;
pub use when::{Due, Urgency, When};

/// A page, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The document.
    pub html: String,
    /// The value of the `Content-Security-Policy` header for exactly this document.
    pub csp: String,
}
