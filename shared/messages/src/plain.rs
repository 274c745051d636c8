//! The mail as plain text.

use crate::{fill::Block, span::plain, values::Values, words};

/// Lines are wrapped at this many characters; a longer word, such as an address, stays whole.
const WIDTH: usize = 76;

/// The text of a mail: the body, and the footer, if there is any, behind the mark that mail programs know.
pub(crate) fn text(blocks: &[Block], button: &str, footer: &[String]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(lines) => lines.iter().for_each(|line| wrap(&plain(line), &mut text)),
            Block::Button(page) => {
                wrap(&format!("{button}:"), &mut text);
                wrap(page, &mut text);
            }
        }
        text.push('\n');
    }
    if footer.iter().any(|line| !line.is_empty()) {
        text.push_str("-- \n");
    }
    for line in footer.iter().filter(|line| !line.is_empty()) {
        wrap(line, &mut text);
    }
    text
}

/// What stands below a message.
pub(crate) fn footer(preferences: Option<&str>, notes: &[String], values: &Values) -> Vec<String> {
    let mut footer = vec![values.brand.name.clone()];
    footer.extend(values.contact().iter().map(plain));
    footer.extend_from_slice(notes);
    let switch_off = words::switch_off(values.subject.lang);
    footer.extend(preferences.map(|address| format!("{switch_off}: {address}")));
    footer
}

/// Adds a line, broken at spaces only.
fn wrap(line: &str, text: &mut String) {
    let mut width = 0;
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            text.push('\n');
            width = 0;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_only() {
        let long = format!("https://a.example/{}", "x".repeat(100));
        let mut text = String::new();
        wrap(&format!("{} {} {long} ł", "ł".repeat(40), "ą".repeat(35)), &mut text);
        assert_eq!(text, format!("{} {}\n{long}\nł\n", "ł".repeat(40), "ą".repeat(35)));
        text.clear();
        wrap(&format!("{} {}", "a".repeat(40), "b".repeat(36)), &mut text);
        assert_eq!(text, format!("{}\n{}\n", "a".repeat(40), "b".repeat(36)));
    }
}
