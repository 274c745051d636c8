//! The page of one case: what was written, what is known, and what can be done.

use crate::{
    Page,
    case_forms::{Button, Select, buttons, corrections},
    case_order::CaseOrder,
    fields,
    frame::{Frame, in_lang},
    inbox::{CASES, TEXT_LIMIT, case_path, subject},
    login::CSRF_FIELD,
    prose::prose,
    sheet,
    shop::Shop,
    texts::case::{Words, notice},
    when::{Due, When},
};
use askama::Template;
use sledz_domain::{
    contact::ContactChannel,
    intent::{Intent, Mood},
    text::clean,
    words::{CaseState, Lang, channel_label, mood_label, state_label},
};

/// What the page of a case shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePage {
    /// The language.
    pub lang: Lang,
    /// The number of the case.
    pub number: String,
    /// The value of [`CSRF_FIELD`].
    pub csrf: String,
    /// What was just done, or could not be.
    pub notice: Option<CaseNotice>,
    /// Where it stands.
    pub state: CaseState,
    /// The name of who has taken it.
    pub owner: Option<String>,
    /// The department that answers for it.
    pub department: Option<String>,
    /// Who wrote: a name, an address, a number.
    pub customer: Option<String>,
    /// When the first message came.
    pub opened: Option<When>,
    /// Until when the customer is to be answered.
    pub due: Option<Due>,
    /// Until when the law wants an answer.
    pub legal: Option<Due>,
    /// What it is about.
    pub intents: Vec<Intent>,
    /// How the customer writes.
    pub mood: Option<Mood>,
    /// Why the customer had to ask for a parcel, by its name in [`CAUSES`](sledz_domain::words::CAUSES).
    pub cause: Option<String>,
    /// The messages, oldest first.
    pub messages: Vec<CaseMessage>,
    /// An automatic answer that waits for approval.
    pub draft: Option<String>,
    /// The text of the reply to begin with: suggested, or typed before.
    pub reply: String,
    /// The reply was suggested, and nobody has read it yet.
    pub suggested: bool,
    /// Where a reply goes, in words: `jan@example.com (e-mail)`.
    pub reply_to: Option<String>,
    /// The text of the note to begin with.
    pub note: String,
    /// What can be done.
    pub can: Can,
    /// The order that it is about.
    pub order: Option<CaseOrder>,
    /// The customer's other orders.
    pub other_orders: Vec<Related>,
    /// The customer's other cases.
    pub other_cases: Vec<Related>,
    /// Why it was understood and decided as it was.
    pub why: Vec<String>,
}

/// What who looks at a case can do with it. Nothing at all is what a reader can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// Take it.
    pub take: bool,
    /// Give it back.
    pub release: bool,
    /// Close it.
    pub close: bool,
    /// Open it again.
    pub reopen: bool,
    /// Reply to the customer, and approve or reject an automatic answer.
    pub reply: bool,
    /// Write a note.
    pub note: bool,
    /// Correct what it is about.
    pub correct: bool,
}

impl Can {
    fn nothing(self) -> bool {
        self == Can::default()
    }
}

/// A message of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMessage {
    /// Who wrote it.
    pub author: Author,
    /// The name of the person who wrote it.
    pub name: Option<String>,
    /// By which way it came or went; none of a note.
    pub channel: Option<ContactChannel>,
    /// When.
    pub at: When,
    /// What it says; none if its time of keeping is over.
    pub text: Option<String>,
    /// What became of it, if it went out.
    pub sent: Sent,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The customer.
    Customer,
    /// A machine.
    Machine,
    /// One of the shop's staff, to the customer.
    Person,
    /// One of the shop's staff, for the others.
    Note,
}

/// What became of a message that went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sent {
    /// It was sent; or it is none that goes out.
    #[default]
    Done,
    /// It is still to be sent.
    Waiting,
    /// It did not arrive.
    Failed,
}

/// What was just done with a case, or could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseNotice {
    /// It was opened by hand.
    Opened,
    /// What was typed in joined this case, which was open.
    Joined,
    /// Taken.
    Taken,
    /// Given back.
    Released,
    /// A reply is being sent.
    Replied,
    /// A note was saved.
    Noted,
    /// The automatic answer was approved.
    Approved,
    /// The automatic answer was rejected.
    Rejected,
    /// Closed.
    Closed,
    /// Open again.
    Reopened,
    /// Corrected.
    Corrected,
    /// Nothing was done: there was no text.
    Empty,
    /// Nothing was done: no intent was chosen.
    NoTopic,
    /// Nothing was done: somebody else has it.
    TakenBefore,
    /// Nothing was done: it has changed.
    Changed,
    /// Nothing was done: the value of [`CSRF_FIELD`] is too old.
    Expired,
}

impl CaseNotice {
    /// All of them.
    pub const ALL: [CaseNotice; 16] = {
        use CaseNotice::*;
        [
            Opened,
            Joined,
            Taken,
            Released,
            Replied,
            Noted,
            Approved,
            Rejected,
            Closed,
            Reopened,
            Corrected,
            Empty,
            NoTopic,
            TakenBefore,
            Changed,
            Expired,
        ]
    };

    /// Whether it was done.
    pub fn is_done(self) -> bool {
        use CaseNotice::*;
        !matches!(self, Empty | NoTopic | TakenBefore | Changed | Expired)
    }

    fn words(self, lang: Lang) -> &'static str {
        let (pl, en) = match self {
            CaseNotice::Opened => notice::OPENED,
            CaseNotice::Joined => notice::JOINED,
            CaseNotice::Taken => notice::TAKEN,
            CaseNotice::Released => notice::RELEASED,
            CaseNotice::Replied => notice::REPLIED,
            CaseNotice::Noted => notice::NOTED,
            CaseNotice::Approved => notice::APPROVED,
            CaseNotice::Rejected => notice::REJECTED,
            CaseNotice::Closed => notice::CLOSED,
            CaseNotice::Reopened => notice::REOPENED,
            CaseNotice::Corrected => notice::CORRECTED,
            CaseNotice::Empty => notice::EMPTY,
            CaseNotice::NoTopic => notice::NO_TOPIC,
            CaseNotice::TakenBefore => notice::TAKEN_BEFORE,
            CaseNotice::Changed => notice::CHANGED,
            CaseNotice::Expired => notice::EXPIRED,
        };
        lang.pick(pl, en)
    }
}

/// Another order or case of the same customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Related {
    /// Its number.
    pub number: String,
    /// The path of its page, without a query, if it has one.
    pub path: Option<String>,
    /// The stage of an order; what a case is about.
    pub about: String,
    /// When it was placed, or came.
    pub at: Option<When>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CaseTemplate<'a> {
    frame: Frame,
    w: &'static Words,
    c: &'a CasePage,
    number: String,
    about: String,
    back: String,
    action: String,
    notice: Option<(&'static str, bool)>,
    state: &'static str,
    taken: bool,
    owner: Option<String>,
    department: Option<String>,
    customer: Option<String>,
    mood: Option<&'static str>,
    messages: Vec<Message<'a>>,
    draft: Option<String>,
    reply: String,
    reply_to: Option<String>,
    note: String,
    buttons: Vec<Button>,
    selects: Vec<Select>,
    order: Option<CaseOrder>,
    related: Vec<(&'static str, &'static str, Vec<Related>)>,
    why: Vec<String>,
    do_field: &'static str,
    text_field: &'static str,
    csrf_field: &'static str,
    limit: u16,
}

/// One message as the template shows it.
struct Message<'a> {
    class: &'static str,
    who: &'static str,
    name: Option<String>,
    channel: Option<&'static str>,
    at: &'a When,
    text: Option<String>,
    remark: Option<&'static str>,
    failed: bool,
}

/// The page of a case.
pub fn case_page(c: &CasePage, shop: &Shop) -> Page {
    let w = Words::of(c.lang);
    let number = clean(&c.number, 64).unwrap_or_default();
    let about = subject(&c.intents, c.lang);
    let notice = c.notice.map(|notice| (notice.words(c.lang), notice.is_done()));
    let heading = match notice {
        Some((words, _)) => format!("{words} {number}"),
        None => format!("{number}: {about}"),
    };
    let text = |text: &Option<String>| text.as_deref().and_then(|text| clean(text, 320));
    let template = CaseTemplate {
        frame: Frame::new(shop, c.lang, &heading, None).with(&sheet::DESK),
        w,
        c,
        number,
        about,
        back: in_lang(CASES, c.lang),
        action: in_lang(&case_path(&c.number), c.lang),
        notice,
        state: state_label(c.lang, c.state),
        taken: c.state == CaseState::Taken,
        owner: text(&c.owner).filter(|_| c.state != CaseState::Mine),
        department: text(&c.department),
        customer: text(&c.customer),
        mood: c.mood.map(|mood| mood_label(c.lang, mood)),
        messages: c.messages.iter().map(|message| shown(message, c.lang, w)).collect(),
        draft: c.draft.as_deref().map(|text| prose(text, TEXT_LIMIT.into())),
        reply: prose(&c.reply, TEXT_LIMIT.into()),
        reply_to: text(&c.reply_to),
        note: prose(&c.note, TEXT_LIMIT.into()),
        buttons: buttons(c.can, w),
        selects: if c.can.correct { corrections(c, w) } else { Vec::new() },
        order: c.order.as_ref().map(|order| order.shown(c.lang)),
        related: [
            ("other-orders", w.other_orders, related(&c.other_orders, c.lang)),
            ("other-cases", w.other_cases, related(&c.other_cases, c.lang)),
        ]
        .into_iter()
        .filter(|(.., all)| !all.is_empty())
        .collect(),
        why: c.why.iter().filter_map(|reason| clean(reason, 400)).collect(),
        do_field: fields::DO,
        text_field: fields::TEXT,
        csrf_field: CSRF_FIELD,
        limit: TEXT_LIMIT,
    };
    template.frame.page(&template)
}

fn shown<'a>(message: &'a CaseMessage, lang: Lang, w: &'static Words) -> Message<'a> {
    let (class, who) = match message.author {
        Author::Customer => ("customer", w.of_customer),
        Author::Machine => ("machine", w.of_machine),
        Author::Person => ("person", w.of_person),
        Author::Note => ("note", w.of_note),
    };
    let remark = match (message.sent, message.author) {
        (Sent::Failed, _) => Some(w.not_arrived),
        (Sent::Waiting, _) => Some(w.sending),
        (Sent::Done, Author::Note) => Some(w.note_unseen),
        (Sent::Done, _) => None,
    };
    Message {
        class,
        who,
        name: message.name.as_deref().and_then(|name| clean(name, 120)),
        channel: message.channel.map(|channel| channel_label(lang, channel)),
        at: &message.at,
        text: message.text.as_deref().map(|text| prose(text, 20_000)),
        remark,
        failed: message.sent == Sent::Failed,
    }
}

fn related(all: &[Related], lang: Lang) -> Vec<Related> {
    let one = |one: &Related| Related {
        number: clean(&one.number, 64).unwrap_or_default(),
        path: one.path.as_deref().map(|path| in_lang(path, lang)),
        about: clean(&one.about, 160).unwrap_or_default(),
        at: one.at.clone(),
    };
    all.iter().map(one).collect()
}
