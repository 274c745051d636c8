//! The form with which customers write to the shop, and the page that answers it.

use crate::{
    Page,
    field::{Field, Kind, faulty},
    fields,
    form::form_path,
    frame::{Frame, in_lang},
    prose::prose,
    sheet,
    shop::Shop,
    texts::contact::Words,
    when::When,
};
use askama::Template;
use sledz_domain::{text::clean, words::Lang};

/// The longest message that the form takes.
pub const MESSAGE_LIMIT: u16 = 5000;

/// What the form shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The language.
    pub lang: Lang,
    /// The value of the hidden field [`fields::TIME`].
    pub time: String,
    /// What was typed, and is kept.
    pub typed: Typed,
    /// What is wrong with it; one fault of each field is shown.
    pub faults: Vec<ContactFault>,
    /// Why the form as a whole shows again, if it does.
    pub refused: Option<ContactRefusal>,
}

/// What was typed into the form; all empty at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// [`fields::NAME`], may be empty.
    pub name: String,
    /// [`fields::EMAIL`].
    pub email: String,
    /// [`fields::PHONE`], may be empty.
    pub phone: String,
    /// [`fields::ORDER`], may be empty.
    pub order: String,
    /// [`fields::MESSAGE`].
    pub message: String,
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactFault {
    /// No e-mail address.
    EmailMissing,
    /// Not an e-mail address.
    EmailWrong,
    /// Not a telephone number.
    PhoneWrong,
    /// No message.
    MessageMissing,
    /// A message of more than [`MESSAGE_LIMIT`].
    MessageLong,
}

/// Why nothing was sent, whatever the fields hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactRefusal {
    /// Too many messages.
    TooMany,
    /// The field [`fields::TIME`] is too young, too old or not ours.
    Stale,
}

/// What is said to a customer whose message was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactOutcome {
    /// The language.
    pub lang: Lang,
    /// The number of the case.
    pub case: String,
    /// The answer; none if it was only received.
    pub paragraphs: Vec<String>,
    /// The answer tells of the order and was made by a machine, which is said.
    pub automatic: bool,
    /// Until when a person answers, if a person has to.
    pub person_by: Option<When>,
    /// The masked e-mail address to which the same is sent, if it is.
    pub copy_to: Option<String>,
    /// The path of the order's page, without a query, if the customer may see it.
    pub order: Option<String>,
}

/// Where the form is, and where it is sent.
///
/// ```
/// # use sledz_domain::words::Lang;
/// assert_eq!(sledz_page::contact_path(Lang::Pl), "/kontakt");
/// ```
pub fn contact_path(lang: Lang) -> &'static str {
    lang.pick("/kontakt", "/contact")
}

#[derive(Template)]
#[template(path = "contact_form.html")]
struct ContactPage<'a> {
    frame: Frame,
    w: &'static Words,
    action: &'static str,
    tracking: &'static str,
    fields: Vec<Field>,
    errors: Option<&'static str>,
    refused: Option<&'static str>,
    trap: &'static str,
    time: &'static str,
    t_value: &'a str,
}

/// The page with the form.
pub fn contact(c: &Contact, shop: &Shop) -> Page {
    let w = Words::of(c.lang);
    let refused = c.refused.map(|refusal| match refusal {
        ContactRefusal::TooMany => w.too_many,
        ContactRefusal::Stale => w.stale,
    });
    let fields = form_fields(c, w);
    let errors = match faulty(&fields) {
        0 => None,
        count => w.faults.get(usize::from(count > 1)).copied(),
    };
    let mut frame = Frame::new(shop, c.lang, w.title, None).with(&sheet::ASK);
    if refused.is_some() || errors.is_some() {
        frame.title = format!("{}: {}", frame.t.error_title, frame.title);
    }
    frame.switch = contact_path(c.lang.pick(Lang::En, Lang::Pl)).to_owned();
    let template = ContactPage {
        frame,
        w,
        action: contact_path(c.lang),
        tracking: form_path(c.lang),
        fields,
        errors,
        refused,
        trap: fields::TRAP,
        time: fields::TIME,
        t_value: &c.time,
    };
    template.frame.page(&template)
}

fn form_fields(c: &Contact, w: &'static Words) -> Vec<Field> {
    let fault = |text: &[(ContactFault, &'static str)]| {
        text.iter().find(|(fault, _)| c.faults.contains(fault)).map(|(_, text)| *text)
    };
    let line = |text: &str, limit| clean(text, limit).unwrap_or_default();
    let optional = Some(w.optional);
    vec![
        Field {
            optional,
            value: line(&c.typed.name, 120),
            autocomplete: "name",
            ..Field::new(fields::NAME, w.name, Kind::Line("text"), 120)
        },
        Field {
            hint: Some(w.email_hint),
            fault: fault(&[(ContactFault::EmailMissing, w.email_missing), (ContactFault::EmailWrong, w.email_wrong)]),
            value: line(&c.typed.email, 254),
            autocomplete: "email",
            ..Field::new(fields::EMAIL, w.email, Kind::Line("email"), 254)
        },
        Field {
            optional,
            fault: fault(&[(ContactFault::PhoneWrong, w.phone_wrong)]),
            value: line(&c.typed.phone, 40),
            autocomplete: "tel",
            ..Field::new(fields::PHONE, w.phone, Kind::Line("tel"), 40)
        },
        Field {
            optional,
            hint: Some(w.order_hint),
            value: line(&c.typed.order, 64),
            ..Field::new(fields::ORDER, w.order, Kind::Line("text"), 64)
        },
        Field {
            hint: Some(w.message_hint),
            fault: fault(&[
                (ContactFault::MessageMissing, w.message_missing),
                (ContactFault::MessageLong, w.message_long),
            ]),
            // What is too long is kept whole, so that it can be shortened.
            value: prose(&c.typed.message, usize::from(MESSAGE_LIMIT) * 4),
            ..Field::new(fields::MESSAGE, w.message, Kind::Area(7), MESSAGE_LIMIT)
        },
    ]
}

#[derive(Template)]
#[template(path = "contact_answer.html")]
struct ContactAnswer<'a> {
    frame: Frame,
    w: &'static Words,
    heading: &'static str,
    icon: &'static str,
    case: String,
    paragraphs: Vec<String>,
    automatic: bool,
    by: Option<(&'static str, &'a When)>,
    copy: Option<String>,
    order: Option<String>,
    again: &'static str,
}

/// The page that answers what was sent. It is the answer to a form, so it has no other language to lead to but that of
/// an empty one.
pub fn contact_outcome(o: &ContactOutcome, shop: &Shop) -> Page {
    let w = Words::of(o.lang);
    let paragraphs: Vec<String> =
        o.paragraphs.iter().map(|text| prose(text, 4000)).filter(|text| !text.is_empty()).collect();
    let answered = o.automatic && !paragraphs.is_empty();
    let heading = if answered { w.answered } else { w.received };
    let mut frame = Frame::new(shop, o.lang, heading, None).with(&sheet::ASK);
    frame.switch = contact_path(o.lang.pick(Lang::En, Lang::Pl)).to_owned();
    let template = ContactAnswer {
        frame,
        w,
        heading,
        icon: if answered { "mail" } else { "check" },
        case: clean(&o.case, 64).unwrap_or_default(),
        paragraphs,
        automatic: answered,
        by: o.person_by.as_ref().map(|when| (if answered { w.rest_by } else { w.person_by }, when)),
        copy: o.copy_to.as_deref().and_then(|address| clean(address, 254)),
        order: o.order.as_deref().map(|path| in_lang(path, o.lang)),
        again: contact_path(o.lang),
    };
    template.frame.page(&template)
}
