//! The shop's inbox: the cases of its customers, and a form for one that came by telephone or in person.

use crate::{
    Page,
    field::{Field, Kind, faulty},
    fields,
    frame::{Frame, in_lang},
    login::{CSRF_FIELD, LOGIN},
    prose::prose,
    sheet,
    shop::Shop,
    texts::inbox::Words,
    when::{Due, When},
};
use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sledz_domain::{
    contact::ContactChannel,
    intent::{Intent, Mood},
    text::clean,
    words::{CaseState, Lang, channel_label, intent_label, mood_label, state_label},
};

/// Where the inbox is, and where a new case is sent.
pub const CASES: &str = "/cases";

/// The longest text that a person writes on a case.
pub const TEXT_LIMIT: u16 = 10_000;

/// What the inbox shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbox {
    /// The language.
    pub lang: Lang,
    /// The name of who is signed in.
    pub who: String,
    /// The names of those who are on duty today.
    pub on_duty: Vec<String>,
    /// Which cases it shows.
    pub show: Shown,
    /// How many cases there are of those who look at it, if that is known.
    pub count_mine: Option<usize>,
    /// How many open cases there are, if that is known.
    pub count_open: Option<usize>,
    /// The cases, in the order of the queue.
    pub rows: Vec<InboxRow>,
    /// The path and query of the page with further ones, if there are any.
    pub more: Option<String>,
    /// The form for a new case; none for who may only read.
    pub new_case: Option<NewCase>,
}

/// Which cases the inbox shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those of who looks at it.
    Mine,
    /// All that are open.
    #[default]
    Open,
    /// Those that are closed.
    Closed,
}

impl Shown {
    /// All of them.
    pub const ALL: [Shown; 3] = [Shown::Mine, Shown::Open, Shown::Closed];

    /// Its name as the value of [`fields::SHOW`].
    pub fn name(self) -> &'static str {
        match self {
            Shown::Mine => "mine",
            Shown::Open => "open",
            Shown::Closed => "closed",
        }
    }

    /// What has that name.
    pub fn from_name(name: &str) -> Option<Shown> {
        Shown::ALL.into_iter().find(|shown| shown.name() == name)
    }
}

/// One case of the inbox. What the customer wrote is not shown here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub intents: Vec<Intent>,
    /// How the customer writes; shown unless it is neutral.
    pub mood: Mood,
    /// The number of the order.
    pub order: Option<String>,
    /// What the order is worth: `114,79 zł`.
    pub value: Option<String>,
    /// How it came.
    pub channel: ContactChannel,
    /// Where it stands.
    pub state: CaseState,
    /// The name of who has taken it.
    pub owner: Option<String>,
    /// An automatic answer waits for somebody's approval.
    pub draft: bool,
    /// Since when it waits, [`When::waiting`]; when it was closed, if it is.
    pub since: When,
    /// Until when the customer is to be answered.
    pub due: Option<Due>,
    /// Until when the law wants an answer.
    pub legal: Option<Due>,
}

/// The form for a case that came by telephone or in person, with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// The value of [`CSRF_FIELD`].
    pub csrf: String,
    /// The value of [`fields::CHANNEL`].
    pub channel: ContactChannel,
    /// The value of [`fields::ORDER`].
    pub order: String,
    /// The value of [`fields::CONTACT`].
    pub contact: String,
    /// The value of [`fields::TEXT`].
    pub text: String,
    /// What is wrong with it; one fault of each field is shown.
    pub faults: Vec<NewCaseFault>,
}

/// What is wrong with a new case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewCaseFault {
    /// There is no such order.
    OrderUnknown,
    /// Neither a contact nor an order.
    ContactMissing,
    /// Neither an e-mail address nor a telephone number.
    ContactWrong,
    /// No text.
    TextMissing,
    /// The value of [`CSRF_FIELD`] is too old.
    Expired,
}

/// The path of a case, without a query.
///
/// ```
/// assert_eq!(sledz_page::case_path("2026-17"), "/cases/2026-17");
/// ```
pub fn case_path(number: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');
    format!("{CASES}/{}", utf8_percent_encode(number, PLAIN))
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage<'a> {
    frame: Frame,
    w: &'static Words,
    who: Option<String>,
    account: String,
    on_duty: Vec<String>,
    views: Vec<View>,
    caption: &'static str,
    since: &'static str,
    rows: Vec<Row<'a>>,
    none: &'static str,
    more: Option<&'a str>,
    new: Option<Form<'a>>,
}

/// One of the views to choose from.
struct View {
    path: String,
    label: &'static str,
    count: Option<usize>,
    current: bool,
}

/// One case as the template shows it.
struct Row<'a> {
    number: String,
    path: String,
    about: String,
    mood: Option<&'static str>,
    order: Option<String>,
    value: Option<String>,
    channel: &'static str,
    state: &'static str,
    new: bool,
    taken: bool,
    owner: Option<String>,
    draft: bool,
    since: &'a When,
    due: Option<&'a Due>,
    legal: Option<&'a Due>,
}

/// The form as the template shows it.
struct Form<'a> {
    action: String,
    csrf_field: &'static str,
    csrf: &'a str,
    channel_field: &'static str,
    channels: Vec<(&'static str, &'static str, bool)>,
    fields: Vec<Field>,
    errors: Option<&'static str>,
    expired: Option<&'static str>,
}

/// The page with the cases.
pub fn inbox(i: &Inbox, shop: &Shop) -> Page {
    let w = Words::of(i.lang);
    let new = i.new_case.as_ref().map(|new| form(new, i.lang, w));
    let mut frame = Frame::new(shop, i.lang, w.title, None).with(&sheet::DESK);
    if new.as_ref().is_some_and(|new| new.errors.is_some() || new.expired.is_some()) {
        frame.title = format!("{}: {}", frame.t.error_title, frame.title);
    }
    let query = |lang: Lang, shown: Shown| format!("?{}={}&lang={}", fields::SHOW, shown.name(), lang.code());
    frame.switch = format!("{CASES}{}", query(i.lang.pick(Lang::En, Lang::Pl), i.show));
    let view = |shown| View {
        path: format!("{CASES}{}", query(i.lang, shown)),
        label: view_label(w, shown),
        count: match shown {
            Shown::Mine => i.count_mine,
            Shown::Open => i.count_open,
            Shown::Closed => None,
        },
        current: shown == i.show,
    };
    let template = InboxPage {
        frame,
        w,
        who: clean(&i.who, 80),
        account: in_lang(LOGIN, i.lang),
        on_duty: i.on_duty.iter().filter_map(|name| clean(name, 80)).collect(),
        views: Shown::ALL.map(view).into_iter().collect(),
        caption: view_label(w, i.show),
        since: if i.show == Shown::Closed { w.closed_at } else { w.waits },
        rows: i.rows.iter().map(|row| shown(row, i.lang)).collect(),
        none: match i.show {
            Shown::Mine => w.none_mine,
            Shown::Open => w.none_open,
            Shown::Closed => w.none_closed,
        },
        more: i.more.as_deref(),
        new,
    };
    template.frame.page(&template)
}

fn view_label(w: &Words, shown: Shown) -> &'static str {
    match shown {
        Shown::Mine => w.mine,
        Shown::Open => w.open,
        Shown::Closed => w.closed,
    }
}

fn shown(row: &InboxRow, lang: Lang) -> Row<'_> {
    let text = |text: &Option<String>| text.as_deref().and_then(|text| clean(text, 80));
    Row {
        number: clean(&row.number, 64).unwrap_or_default(),
        path: in_lang(&case_path(&row.number), lang),
        about: subject(&row.intents, lang),
        mood: (row.mood != Mood::Neutral).then(|| mood_label(lang, row.mood)),
        order: text(&row.order),
        value: text(&row.value),
        channel: channel_label(lang, row.channel),
        state: state_label(lang, row.state),
        new: row.state == CaseState::New,
        taken: row.state == CaseState::Taken,
        owner: text(&row.owner).filter(|_| row.state != CaseState::Mine && row.state != CaseState::New),
        draft: row.draft,
        since: &row.since,
        due: row.due.as_ref(),
        legal: row.legal.as_ref(),
    }
}

/// What a case is about, in one line.
pub(crate) fn subject(intents: &[Intent], lang: Lang) -> String {
    let labels: Vec<&str> = intents.iter().map(|intent| intent_label(lang, *intent)).collect();
    if labels.is_empty() { intent_label(lang, Intent::Other).to_owned() } else { labels.join(" · ") }
}

fn form<'a>(new: &'a NewCase, lang: Lang, w: &'static Words) -> Form<'a> {
    let fault = |text: &[(NewCaseFault, &'static str)]| {
        text.iter().find(|(fault, _)| new.faults.contains(fault)).map(|(_, text)| *text)
    };
    let optional = Some(w.optional);
    let fields = vec![
        Field {
            optional,
            hint: Some(w.new_order_hint),
            fault: fault(&[(NewCaseFault::OrderUnknown, w.order_unknown)]),
            value: clean(&new.order, 64).unwrap_or_default(),
            ..Field::new(fields::ORDER, w.new_order, Kind::Line("text"), 64)
        },
        Field {
            optional,
            hint: Some(w.new_contact_hint),
            fault: fault(&[
                (NewCaseFault::ContactMissing, w.contact_missing),
                (NewCaseFault::ContactWrong, w.contact_wrong),
            ]),
            value: clean(&new.contact, 254).unwrap_or_default(),
            ..Field::new(fields::CONTACT, w.new_contact, Kind::Line("text"), 254)
        },
        Field {
            hint: Some(w.new_text_hint),
            fault: fault(&[(NewCaseFault::TextMissing, w.text_missing)]),
            value: prose(&new.text, TEXT_LIMIT.into()),
            ..Field::new(fields::TEXT, w.new_text, Kind::Area(5), TEXT_LIMIT)
        },
    ];
    // By telephone first: the others are rarely typed in by hand.
    let channels = std::iter::once(ContactChannel::Phone)
        .chain(ContactChannel::ALL.into_iter().filter(|channel| *channel != ContactChannel::Phone));
    Form {
        action: in_lang(CASES, lang),
        csrf_field: CSRF_FIELD,
        csrf: &new.csrf,
        channel_field: fields::CHANNEL,
        channels: channels
            .map(|channel| (channel.name(), channel_label(lang, channel), channel == new.channel))
            .collect(),
        errors: match faulty(&fields) {
            0 => None,
            count => w.faults.get(usize::from(count > 1)).copied(),
        },
        expired: new.faults.contains(&NewCaseFault::Expired).then_some(w.expired),
        fields,
    }
}
