//! Pages for people: everything that arrived, newest first, and each message as its recipient sees
//! it. No script, nothing from elsewhere; a mail's own HTML stands in a frame that may do nothing.

use super::{
    http::{Answer, Request},
    received::{Channel, Received},
    segments::Segments,
    shelf::Shelf,
};
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Warsaw;

/// How many messages the list shows.
const SHOWN: usize = 300;

/// How much of a text a row shows, in characters.
const EXCERPT: usize = 140;

/// Nothing is loaded; styles of mails stand in the mails.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A mail's own page: as above, and it may not act as one of ours. Its links open.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
    style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'";

#[derive(Template)]
#[template(path = "mailbox/list.html")]
struct List {
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// How many are not shown.
    more: usize,
    requests: u64,
}

struct Tab {
    name: &'static str,
    link: String,
    count: usize,
    current: bool,
}

struct Row {
    n: u64,
    at: Moment,
    channel: &'static str,
    kind: &'static str,
    provider: &'static str,
    to: String,
    tag: String,
    title: String,
    excerpt: String,
}

#[derive(Template)]
#[template(path = "mailbox/message.html")]
struct One {
    row: Row,
    newer: Option<u64>,
    older: Option<u64>,
    message: Received,
    frame: String,
    segments: Segments,
}

/// A time, for people and for machines.
struct Moment {
    /// Where there is little room.
    weekday: String,
    day: String,
    time: String,
    machine: String,
}

/// Answers a GET: `/`, `/?channel=sms`, `/message/{n}`, `/message/{n}/html`.
pub(crate) fn answer(request: &Request, shelf: &Shelf) -> Answer {
    match request.path.trim_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        [""] => page(&list(shelf, &request.field("channel"))),
        ["message", n] => match one(shelf, n) {
            Some(one) => page(&one),
            None => Answer::text(404, "There is no such message."),
        },
        ["message", n, "html"] => match n.parse().ok().and_then(|n| shelf.message(n)) {
            Some(found) if !found.html.is_empty() => {
                let answer = Answer::new(200, "text/html; charset=utf-8", found.html);
                answer.with("content-security-policy", MAIL_POLICY).with("x-content-type-options", "nosniff")
            }
            _ => Answer::text(404, "There is no such mail."),
        },
        _ => Answer::text(404, "There is no such page."),
    }
}

fn page(template: &impl Template) -> Answer {
    match template.render() {
        Ok(html) => Answer::new(200, "text/html; charset=utf-8", html)
            .with("content-security-policy", POLICY)
            .with("x-content-type-options", "nosniff")
            .with("cache-control", "no-store"),
        Err(error) => Answer::text(500, &error.to_string()),
    }
}

fn list(shelf: &Shelf, channel: &str) -> List {
    let wanted = Channel::ALL.into_iter().find(|known| known.name() == channel);
    let requests = shelf.requests().values().sum();
    shelf.look(|all| {
        let of = |channel: Channel| all.iter().filter(|one| one.channel() == channel).count();
        let everything = Tab { name: "Everything", link: "/".to_owned(), count: all.len(), current: wanted.is_none() };
        let tabs = Channel::ALL.map(|channel| Tab {
            name: plural(channel),
            link: format!("/?channel={}", channel.name()),
            count: of(channel),
            current: wanted == Some(channel),
        });
        let found = || all.iter().rev().filter(|one| wanted.is_none_or(|channel| one.channel() == channel));
        List {
            tabs: std::iter::once(everything).chain(tabs).collect(),
            rows: found().take(SHOWN).map(Row::of).collect(),
            more: found().count().saturating_sub(SHOWN),
            requests,
        }
    })
}

fn one(shelf: &Shelf, n: &str) -> Option<One> {
    let n = n.parse().ok()?;
    let message = shelf.message(n)?;
    let neighbours = [n.checked_add(1), n.checked_sub(1)];
    let [newer, older] = neighbours.map(|n| n.filter(|n| shelf.message(*n).is_some()));
    let (frame, segments) = (framed(&message.html), Segments::of(&message.text));
    Some(One { row: Row::of(&message), newer, older, frame, segments, message })
}

impl Row {
    fn of(message: &Received) -> Self {
        let kind = match message.channel() {
            Channel::Mail => "E-mail",
            Channel::Sms => "SMS",
            Channel::Alert => "Alert",
            Channel::Event => "Event",
        };
        let (title, rest) = match message.channel() {
            Channel::Mail if message.subject.is_empty() => ("(no subject)", message.text.as_str()),
            Channel::Mail | Channel::Event => (message.subject.as_str(), message.text.as_str()),
            Channel::Sms => (message.text.as_str(), ""),
            // Its first line is its subject.
            Channel::Alert => (message.subject.as_str(), message.text.split_once('\n').map_or("", |(_, rest)| rest)),
        };
        let to = match message.channel() {
            Channel::Mail | Channel::Sms => message.to.clone(),
            Channel::Alert => "the shop's people".to_owned(),
            Channel::Event => "the shop's systems".to_owned(),
        };
        let excerpt = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        Row {
            n: message.n,
            at: Moment::of(message.at),
            channel: message.channel().name(),
            kind,
            provider: message.provider.name(),
            to,
            tag: if message.tag == message.subject { String::new() } else { message.tag.clone() },
            title: title.to_owned(),
            excerpt: excerpt.chars().take(EXCERPT).collect(),
        }
    }
}

impl Moment {
    fn of(at: DateTime<Utc>) -> Self {
        let local = at.with_timezone(&Warsaw);
        Moment {
            weekday: local.format("%a %-d %b").to_string(),
            day: local.format("%-d %b %Y").to_string(),
            time: local.format("%H:%M").to_string(),
            machine: crate::senders::rfc3339(at),
        }
    }
}

impl One {
    /// What there is to know of how it came.
    fn facts(&self) -> Vec<(&str, &str)> {
        let message = &self.message;
        let all = [
            ("To", self.row.to.as_str()),
            ("From", message.from.as_str()),
            ("Provider", message.provider.name()),
            ("Id", message.id.as_str()),
            ("Reference", message.reference.as_str()),
            ("Kind", message.tag.as_str()),
            ("Reports to", message.report_url.as_str()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn plural(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "E-mail",
        Channel::Sms => "SMS",
        Channel::Alert => "Alerts",
        Channel::Event => "Events",
    }
}

/// A mail's HTML for a frame: its links open beside the viewer.
fn framed(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    let head = html.find("<head").and_then(|at| html.get(at..)?.find('>').map(|end| at + end + 1));
    match head.and_then(|at| html.split_at_checked(at)) {
        Some((before, after)) => format!("{before}{BASE}{after}"),
        None if html.is_empty() => String::new(),
        None => format!("{BASE}{html}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_mail_open_beside_the_viewer() {
        for (html, framed_as) in [
            ("", ""),
            ("<p>x", "<base target=\"_blank\"><p>x"),
            (
                "<!doctype html><html><head data-x><title>ą</title></head>",
                "<!doctype html><html><head data-x><base target=\"_blank\"><title>ą</title></head>",
            ),
            ("<head", "<base target=\"_blank\"><head"),
        ] {
            assert_eq!(framed(html), framed_as);
        }
    }
}
