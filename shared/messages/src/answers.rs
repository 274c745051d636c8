//! Answers to customers, composed of the parts that [`AnswerKind`] names.
//!
//! A mail has a greeting, the parts as paragraphs, the shop's name, the number of the case and, if nobody wrote it,
//! the sentence that says so. A chat has the parts and that sentence in brief.

mod check;
mod dates;
mod phrases;
mod reply_subject;
mod values;

pub use check::check_answer;

use crate::{
    defaults::default_answer,
    fill::{Block, Fillings, paragraphs},
    mail::{MailPage, logo},
    placeholders::answer_placeholders,
    plain,
    span::{Line, Span, linked, plain as plain_line},
    template::Template,
    values::contact,
};
use askama::Template as _;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sledz_domain::{
    answer::AnswerKind, contact::ContactChannel, intent::Tongue, settings::AnswerTexts, text::clean, view::TrackingView,
};
use sledz_page::Shop;
use values::{Values, is_over};

/// The longest line of a text that a person wrote, in characters.
const LINE_LIMIT: usize = 4000;

/// What an answer is about, and to whom it goes. Addresses that are not plain `http` or `https` addresses are left out.
#[derive(Clone, Copy)]
pub struct AnswerSubject<'a> {
    /// The language that the customer writes in.
    pub tongue: Tongue,
    /// The way by which the customer is answered.
    pub channel: ContactChannel,
    /// The order; none if it is not known, or not shown to be the customer's.
    pub view: Option<&'a TrackingView>,
    /// The address of the order's tracking page.
    pub page: Option<&'a str>,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// Who answers.
    pub shop: &'a Shop,
    /// The shop's page about returns; empty if it has none.
    pub returns_url: &'a str,
    /// The number of the case; empty if it has none.
    pub case: &'a str,
    /// By when a person answers.
    pub answer_by: Option<DateTime<Utc>>,
    /// By when the money is sent back.
    pub refund_by: Option<DateTime<Utc>>,
    /// Whether nobody wrote it.
    pub is_automatic: bool,
    /// The subject of the customer's own mail.
    pub incoming_subject: Option<&'a str>,
}

/// An answer, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The subject: one line without control characters. A chat has none.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document of a mail; empty for a chat.
    pub html: String,
}

/// The answer that `parts` make, in their order, in the shop's own words where it has written any that can be used.
/// If nothing is left of them, since they tell of an order and none is known, it says that the case is with us.
pub fn answer(parts: &[AnswerKind], texts: &AnswerTexts, subject: &AnswerSubject<'_>) -> Answer {
    let values = Values::of(subject, spoken(parts, subject.tongue));
    let said = said(parts, texts, &values);
    if said.blocks.is_empty() {
        let values = Values::of(subject, subject.tongue);
        return framed(self::said(&[AnswerKind::Acknowledged], texts, &values), subject, &values);
    }
    framed(said, subject, &values)
}

/// The parts alone as plain text, for a person to go on writing: what [`written`] makes an answer of.
pub fn draft(parts: &[AnswerKind], texts: &AnswerTexts, subject: &AnswerSubject<'_>) -> String {
    let values = Values::of(subject, spoken(parts, subject.tongue));
    chat_text(&said(parts, texts, &values).blocks)
}

/// The answer that a person wrote: `text` is sent as it is, with what stands around it in a mail.
pub fn written(text: &str, subject: &AnswerSubject<'_>) -> Answer {
    let values = Values::of(subject, subject.tongue);
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Line> = Vec::new();
    for line in text.lines().map(|line| clean(line, LINE_LIMIT)) {
        match line {
            Some(line) => paragraph.push(linked(&line)),
            None if paragraph.is_empty() => {}
            None => blocks.push(Block::Paragraph(std::mem::take(&mut paragraph))),
        }
    }
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(paragraph));
    }
    let said = Said { blocks, is_ours: false, tells_of_order: true, is_public: false };
    framed(said, &AnswerSubject { is_automatic: false, ..*subject }, &values)
}

/// The language in which `parts` are answered: the customer's if all of them are there, else English.
pub fn spoken(parts: &[AnswerKind], tongue: Tongue) -> Tongue {
    if parts.iter().all(|kind| default_answer(*kind, tongue).is_some()) { tongue } else { Tongue::En }
}

/// What is said, before anything stands around it.
struct Said {
    blocks: Vec<Block>,
    /// It begins with our own words.
    is_ours: bool,
    /// Only the buyer hears it.
    tells_of_order: bool,
    /// Everybody reads it.
    is_public: bool,
}

/// The parts, filled. Left out are those that tell of an order where none is known, and a link that was there before.
fn said(parts: &[AnswerKind], texts: &AnswerTexts, values: &Values<'_>) -> Said {
    let mut said = Said {
        blocks: Vec::new(),
        is_ours: false,
        tells_of_order: parts.iter().any(|kind| kind.tells_of_order() || kind.is_suggestion()),
        is_public: parts == [AnswerKind::WriteInPrivate],
    };
    for kind in parts.iter().filter(|kind| values.has_order() || !kind.tells_of_order()) {
        let filled = |text: &str| {
            let template = Template::parse(answer_placeholders(*kind), text).ok()?;
            let blocks = Some(paragraphs(&template, values)).filter(|blocks| !blocks.is_empty())?;
            Some((blocks, template.uses("status")))
        };
        let own = texts.of(*kind, values.tongue.name()).and_then(filled);
        let is_ours = own.is_none();
        let (part, tells_status) = own.or_else(|| filled(default_answer(*kind, values.tongue)?)).unwrap_or_default();
        if tells_status {
            values.is_status_told.set(true);
        }
        if said.blocks.is_empty() {
            said.is_ours = is_ours;
        }
        for block in part {
            if !said.blocks.contains(&block) {
                said.blocks.push(block);
            }
        }
    }
    said
}

/// What is said, with what stands around it.
fn framed(said: Said, subject: &AnswerSubject<'_>, values: &Values<'_>) -> Answer {
    if subject.channel.is_mail() {
        mail(said, subject, values)
    } else {
        Answer { subject: String::new(), text: chat(&said, subject, values), html: String::new() }
    }
}

fn mail(mut said: Said, subject: &AnswerSubject<'_>, values: &Values<'_>) -> Answer {
    let tongue = values.tongue;
    let preheader = said.blocks.first().map(|block| plain_lines(block).join(" ")).unwrap_or_default();
    let words = |text: &str| vec![Span::Words(text.to_owned())];
    let mut blocks = vec![Block::Paragraph(vec![words(phrases::greeting(tongue))])];
    if said.is_ours && tongue != Tongue::En {
        continue_sentence(&mut said.blocks);
    }
    blocks.extend(said.blocks);
    let mut end = vec![words(phrases::sign_off(tongue))];
    end.extend(values.get("shop"));
    blocks.push(Block::Paragraph(end));
    // Who is answered without an order is told of none, in the subject neither.
    let order = values.order().filter(|_| said.tells_of_order);
    let heading = phrases::about(tongue, order.as_deref(), values.case.as_deref());
    let title = subject.incoming_subject.and_then(reply_subject::reply_to).unwrap_or_else(|| heading.clone());
    let mut notes: Vec<String> = values.case.iter().map(|case| phrases::case(tongue, case)).collect();
    notes.extend(subject.is_automatic.then(|| phrases::automatic(tongue).to_owned()));
    let button = phrases::button(tongue, subject.view.is_some_and(is_over));
    let contact = contact(&values.brand);
    let mut text_blocks = blocks.clone();
    if !notes.is_empty() {
        // Not below the mark: programs hide what stands there.
        text_blocks.push(Block::Paragraph(notes.iter().map(|note| words(note)).collect()));
    }
    let footer: Vec<String> = contact.iter().map(plain_line).collect();
    let text = plain::text(&text_blocks, button, &footer);
    let page = MailPage {
        language: tongue.name(),
        title: &title,
        heading: &heading,
        preheader: &preheader,
        light: &values.brand.palette.light,
        dark: &values.brand.palette.dark,
        shop: &values.brand.name,
        logo: logo(&subject.shop.logo),
        blocks: &blocks,
        button,
        signature: "",
        contact,
        notes: &notes,
        switch_off: "",
        preferences: None,
    };
    // Writing into a string does not fail.
    let html = page.render().unwrap_or_default();
    Answer { subject: title, text, html }
}

/// Makes the first letter small: only in English does a sentence begin after the comma of a greeting.
fn continue_sentence(blocks: &mut [Block]) {
    let Some(Block::Paragraph(lines)) = blocks.first_mut() else { return };
    let Some(Span::Words(words)) = lines.first_mut().and_then(|line| line.first_mut()) else { return };
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
    *words = first + letters.as_str();
}

fn chat(said: &Said, subject: &AnswerSubject<'_>, values: &Values<'_>) -> String {
    let text = chat_text(&said.blocks);
    if !subject.is_automatic {
        return text;
    }
    let note = match said.is_public {
        true => phrases::automatic_in_public(values.tongue).to_owned(),
        false => phrases::automatic_in_brief(values.tongue, values.case.as_deref().unwrap_or_default()),
    };
    format!("{text}\n\n{note}")
}

/// Paragraphs with an empty line between; an address right below what it belongs to.
fn chat_text(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push_str(if matches!(block, Block::Button(_)) { "\n" } else { "\n\n" });
        }
        text.push_str(&plain_lines(block).join("\n"));
    }
    text
}

fn plain_lines(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph(lines) => lines.iter().map(plain_line).collect(),
        Block::Button(page) => vec![page.clone()],
    }
}
