//! Whole messages by MIME (RFC 5322, RFC 2045, RFC 2046), in the charsets of Polish senders.
//!
//! Headers, encodings and charsets are read by `mail-parser`; its reader of whole messages is not used. It goes into
//! messages within messages as deep as they lie, and a stranger's megabyte of those takes more stack than there is.
//! What lies within a message is a file to us.

use crate::{
    html,
    letter::{Headers, Letter, Mailbox},
    texts,
};
use mail_parser::{
    ContentType, Message, MessageParser, MimeHeaders,
    decoders::{base64::base64_decode, charsets::map::charset_decoder, quoted_printable::quoted_printable_decode},
};

/// How deep parts may lie in parts, and how many there may be.
const LIMITS: (usize, usize) = (12, 200);

/// For text beyond ASCII whose sender does not say what it is.
const UNSAID: &str = "windows-1250";

/// Reads a whole message. None if there is not even a header.
pub fn letter(raw: &[u8]) -> Option<Letter> {
    let (head, body) = split(raw);
    let message = MessageParser::default().parse_headers(head)?;
    let mut walk = Walk::default();
    let text = walk.entity(&message, body, 0);
    Some(Letter { text: texts::body(&text.unwrap_or_default().said), attachments: walk.files, ..of_headers(&message)? })
}

/// Reads the headers of a message that was taken apart.
pub fn headers(block: &str) -> Letter {
    let block = format!("{}\r\n\r\n", block.trim());
    let message = MessageParser::default().parse_headers(block.as_bytes());
    message.as_ref().and_then(of_headers).unwrap_or_default()
}

/// A text in the charset of that name. What is UTF-8 is read as such where the charset is not known, not said, or ASCII.
pub fn decoded(bytes: &[u8], charset: &str) -> String {
    let charset = charset.trim().to_ascii_lowercase();
    let is_plain = matches!(charset.as_str(), "" | "utf-8" | "utf8" | "us-ascii" | "ascii");
    let decoder = charset_decoder(charset.as_bytes()).filter(|_| !charset.is_empty());
    match (std::str::from_utf8(bytes), decoder) {
        (Ok(text), _) if is_plain => text.to_owned(),
        (_, Some(decode)) if !is_plain => decode(bytes),
        (Ok(text), None) => text.to_owned(),
        _ if charset.starts_with("utf") => String::from_utf8_lossy(bytes).into_owned(),
        _ => charset_decoder(UNSAID.as_bytes())
            .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |decode| decode(bytes)),
    }
}

fn of_headers(message: &Message<'_>) -> Option<Letter> {
    let root = message.parts.first()?;
    let mut headers = Headers::default();
    for header in &root.headers {
        let (from, to) = (usize::try_from(header.offset_start()).ok()?, usize::try_from(header.offset_end()).ok()?);
        headers.put(header.name(), &String::from_utf8_lossy(message.raw_message.get(from..to).unwrap_or_default()));
    }
    Some(Letter {
        from: message.from().map(Mailbox::first).unwrap_or_default(),
        reply_to: message.reply_to().map(Mailbox::first).unwrap_or_default(),
        subject: message.subject().unwrap_or_default().to_owned(),
        headers,
        ..Letter::default()
    })
}

/// What a part says.
#[derive(Default)]
struct Text {
    said: String,
    was_html: bool,
}

/// A walk through the parts of a message.
#[derive(Default)]
struct Walk {
    parts: usize,
    files: u32,
}

impl Walk {
    /// A part with its headers, which may lack.
    fn part(&mut self, raw: &[u8], depth: usize) -> Option<Text> {
        self.parts += 1;
        if depth > LIMITS.0 || self.parts > LIMITS.1 {
            return None;
        }
        let (head, body) = split(raw);
        match MessageParser::default().parse_headers(head).filter(|message| !message.parts.is_empty()) {
            Some(message) => self.entity(&message, body, depth),
            None => text(None, "", body),
        }
    }

    /// The text of what has these headers; none of a file, which is counted.
    fn entity(&mut self, message: &Message<'_>, body: &[u8], depth: usize) -> Option<Text> {
        let root = message.parts.first()?;
        let content_type = root.content_type();
        if let Some(boundary) =
            content_type.filter(|found| is(found, "multipart")).and_then(|found| found.attribute("boundary"))
        {
            let is_choice = content_type
                .and_then(ContentType::subtype)
                .is_some_and(|kind| kind.eq_ignore_ascii_case("alternative"));
            let said: Vec<Text> =
                parts(body, boundary).into_iter().filter_map(|part| self.part(part, depth + 1)).collect();
            return if is_choice { chosen(said) } else { joined(said) };
        }
        let is_attached = root.content_disposition().is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case("attachment") || found.attribute("filename").is_some()
        });
        let readable = |kind: &str| ["plain", "html"].iter().any(|text| kind.eq_ignore_ascii_case(text));
        // Old programs write `text` alone.
        let is_text = content_type.is_none_or(|found| is(found, "text") && found.subtype().is_none_or(readable));
        if is_attached || !is_text {
            self.files = self.files.saturating_add(1);
            return None;
        }
        text(content_type, root.content_transfer_encoding().unwrap_or_default(), body)
    }
}

fn is(content_type: &ContentType<'_>, kind: &str) -> bool {
    content_type.ctype().eq_ignore_ascii_case(kind)
}

/// Of several forms of one text the plain one, if it says anything.
fn chosen(mut forms: Vec<Text>) -> Option<Text> {
    let says = |form: &Text| !form.said.trim().is_empty();
    let best = forms.iter().position(|form| says(form) && !form.was_html).or_else(|| forms.iter().position(says))?;
    Some(forms.swap_remove(best))
}

/// Texts one below the other: some programs cut one around its pictures.
fn joined(texts: Vec<Text>) -> Option<Text> {
    let was_html = texts.first()?.was_html;
    Some(Text { said: texts.into_iter().map(|text| text.said).collect::<Vec<_>>().join("\n"), was_html })
}

fn text(content_type: Option<&ContentType<'_>>, encoding: &str, body: &[u8]) -> Option<Text> {
    let bytes = match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64_decode(body),
        "quoted-printable" => quoted_printable_decode(body),
        _ => None,
    };
    let charset = content_type.and_then(|found| found.attribute("charset")).unwrap_or_default();
    let said = decoded(bytes.as_deref().unwrap_or(body), charset);
    let was_html = content_type.and_then(ContentType::subtype).is_some_and(|kind| kind.eq_ignore_ascii_case("html"));
    Some(Text { said: if was_html { html::text(&said) } else { said }, was_html })
}

/// The headers with the empty line behind them, and the rest.
fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    raw.split_at_checked(end).unwrap_or((raw, &[]))
}

/// What lies between the lines that are the boundary. A message may be cut off before the last one.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let (mut at, mut begin) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
        let is_last = rest.is_some_and(|rest| rest.trim_ascii_end() == b"--");
        if is_last || rest.is_some_and(|rest| rest.trim_ascii_end().is_empty()) {
            found.extend(begin.and_then(|begin| body.get(begin..at)).map(without_break));
            begin = (!is_last).then_some(at + line.len());
            if is_last || found.len() > LIMITS.1 {
                return found;
            }
        }
        at += line.len();
    }
    found.extend(begin.and_then(|begin| body.get(begin..)));
    found
}

/// The line break before a boundary belongs to it.
fn without_break(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}
