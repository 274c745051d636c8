//! A warning to the shop as HTML, for its own staff: heading and text, nothing else.

use askama::Template;

#[derive(Template)]
#[template(
    ext = "html",
    source = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ title }}</title></head>\
              <body><h1 style=\"font-size:1.2em\">{{ title }}</h1><p style=\"white-space:pre-line\">{{ text }}</p></body></html>"
)]
struct AlertMail<'a> {
    title: &'a str,
    text: &'a str,
}

/// The HTML of a warning.
pub fn alert_html(title: &str, text: &str) -> String {
    // Writing into a string does not fail.
    AlertMail { title, text }.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_warning_is_escaped() {
        let html = super::alert_html("a < b", "<script>");
        assert!(html.contains("\">&#60;script&#62;</p>") && !html.contains("<script>"), "{html}");
    }
}
