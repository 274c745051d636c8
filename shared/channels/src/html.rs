//! What HTML says, as text: what mail programs write is read, whatever else there is does no harm. That of
//! `mail-parser` knows all of the two thousand entities, which are 44 KB of a component.

/// Elements whose content is not said.
const SILENT: [&str; 4] = ["script", "style", "title", "template"];

/// Elements that begin a line.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
];

/// Entities that Polish programs write; those of numbers are all read.
#[rustfmt::skip]
const ENTITIES: [(&str, char); 38] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("shy", '\u{ad}'),
    ("oacute", 'ó'), ("Oacute", 'Ó'), ("hellip", '…'), ("ndash", '–'), ("mdash", '—'), ("lsquo", '‘'),
    ("rsquo", '’'), ("sbquo", '‚'), ("ldquo", '“'), ("rdquo", '”'), ("bdquo", '„'), ("laquo", '«'), ("raquo", '»'),
    ("euro", '€'), ("bull", '•'), ("middot", '·'), ("trade", '™'), ("copy", '©'), ("reg", '®'), ("deg", '°'),
    ("times", '×'), ("eacute", 'é'), ("aacute", 'á'), ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("Auml", 'Ä'),
    ("Ouml", 'Ö'), ("Uuml", 'Ü'), ("szlig", 'ß'), ("sect", '§'),
];

/// The text of a document, a line for each block.
pub(crate) fn text(html: &str) -> String {
    let mut said = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (plain, found) = rest.split_at(at);
        words(plain, &mut said);
        rest = match found.strip_prefix('<') {
            Some(inside) if opens(inside) => tag(inside, &mut said),
            Some(after) => {
                said.push('<');
                after
            }
            None => entity(found, &mut said),
        };
    }
    words(rest, &mut said);
    said
}

/// Text between tags, with one space for each gap.
fn words(plain: &str, said: &mut String) {
    for c in plain.chars() {
        if !c.is_whitespace() {
            said.push(c);
        } else if !said.is_empty() && !said.ends_with([' ', '\n']) {
            said.push(' ');
        }
    }
}

/// Whether a tag or a comment follows the bracket, rather than a bracket that somebody wrote.
fn opens(inside: &str) -> bool {
    inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// Says what a tag means for the text; gives what follows it. What never ends says nothing more.
fn tag<'a>(inside: &'a str, said: &mut String) -> &'a str {
    if let Some(comment) = inside.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let Some(end) = end_of_tag(inside) else { return "" };
    let (tag, rest) = (inside.get(..end).unwrap_or_default(), inside.get(end + 1..).unwrap_or_default());
    let closes = tag.starts_with('/');
    let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if !closes && SILENT.iter().any(|known| is(known)) {
        return behind(rest, name);
    }
    let is_break = is("br");
    if is_break
        || (BLOCKS.iter().any(|known| is(known)) && !said.trim_end_matches(' ').ends_with('\n') && !said.is_empty())
    {
        said.truncate(said.trim_end_matches(' ').len());
        said.push('\n');
    } else if is("td") || is("th") {
        words(" ", said);
    }
    rest
}

/// Where a tag ends; brackets within quotes do not end it.
fn end_of_tag(inside: &str) -> Option<usize> {
    let mut quote = None;
    inside.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) => {
            if open == byte {
                quote = None;
            }
            false
        }
        _ => false,
    })
}

/// What follows the end of an element.
fn behind<'a>(content: &'a str, name: &str) -> &'a str {
    for (at, _) in content.match_indices("</") {
        let after = content.get(at + 2..).unwrap_or_default();
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

/// Says an entity, or the `&` that it is not; gives what follows.
fn entity<'a>(found: &'a str, said: &mut String) -> &'a str {
    let after = found.get(1..).unwrap_or_default();
    let end = after.bytes().take(12).position(|byte| byte == b';');
    let meant = end.and_then(|end| after.get(..end)).and_then(|name| match name.strip_prefix('#') {
        Some(number) => number
            .strip_prefix(['x', 'X'])
            .map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32),
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    });
    match (meant, end) {
        (Some(c), Some(end)) => {
            said.push(c);
            after.get(end + 1..).unwrap_or_default()
        }
        _ => {
            said.push('&');
            after
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_said() {
        for (html, expected) in [
            ("", ""),
            ("Gdzie\n  paczka?", "Gdzie paczka?"),
            ("<p>Dzień dobry,</p>\n<p>gdzie <b>paczka</b>?<br/><br>Jan</p>", "Dzień dobry,\ngdzie paczka?\n\nJan\n"),
            ("<DIV>a<div>b</DIV></div>c", "a\nb\nc"),
            ("<table><tr><td>Nr</td><td>1001</td></tr><tr><td>x</table>", "Nr 1001\nx\n"),
            ("<style>p > a {}</style>a<script>if (a</b) '</scripX>'</SCRIPT >b<title>x</title>", "ab"),
            ("a<!-- <p>b</p> -->c<!DOCTYPE html>d<?xml?>e", "acde"),
            ("<a href=\"https://x?a>b\" title='>'>link</a>", "link"),
            ("1 < 2 &amp; 3 <3 &lt;b&gt;", "1 < 2 & 3 <3 <b>"),
            ("&bdquo;zam&oacute;wienie&rdquo;&nbsp;&#322;&#x142;&#X141;", "„zamówienie” łłŁ"),
            (
                "&unknown; & &; &#xD800; &#99999999; &verylongnothing;",
                "&unknown; & &; &#xD800; &#99999999; &verylongnothing;",
            ),
            ("a<style>b", "a"),
            ("a<!--b", "a"),
            ("a<p b", "a"),
            ("a<p b=\">", "a"),
            ("<", "<"),
            ("&", "&"),
            ("<scripting>a", "a"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn anything_at_all(html in "(<|>|&|;|#|\"|'|!--|-->|/|script|style|p|br|ą|x|1| |\\PC){0,60}") {
            let said = text(&html);
            prop_assert!(said.len() <= html.len() * 2 + 1);
        }
    }
}
