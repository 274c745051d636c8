//! The shop's variables, and what of them can be shown.

use crate::{
    color::Palette,
    logo::{Logo, logo},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sledz_domain::text::clean;

/// What stays as it is in the address and the subject of a mail link.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const ADDRESS: &AsciiSet = &PLAIN.remove(b'@').remove(b'+');

/// The values of the shop's variables, as they are; each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shop {
    /// `shop_name`.
    pub name: String,
    /// `shop_color`: `#rgb` or `#rrggbb`.
    pub color: String,
    /// `shop_logo`: an image as a `data:` URL, a path, or a URL of the page's own origin.
    pub logo: String,
    /// `shop_email`.
    pub email: String,
    /// `shop_phone`.
    pub phone: String,
    /// `public_url`: where the pages are, such as `https://sklep.example`.
    pub public_url: String,
}

/// What of a shop can be shown.
pub struct Brand {
    /// Its name; empty if there is none.
    pub name: String,
    pub(crate) logo: Option<Logo>,
    /// Its colours.
    pub palette: Palette,
    /// An address that mail can go to.
    pub email: Option<String>,
    /// A number that can be called.
    pub phone: Option<Phone>,
}

/// A telephone number.
pub struct Phone {
    /// As the shop writes it.
    pub shown: String,
    /// As a `tel:` link.
    pub link: String,
}

impl Brand {
    /// What of the variables can be shown: cleaned, and left out where they are not what they should be.
    pub fn of(shop: &Shop) -> Brand {
        Brand {
            name: clean(&shop.name, 80).unwrap_or_default(),
            logo: logo(&shop.logo, &shop.public_url),
            palette: Palette::new(&shop.color),
            email: email(&shop.email),
            phone: phone(&shop.phone),
        }
    }

    /// A link that begins a mail to the shop; `subject` says what it is about.
    pub fn mail_link(&self, subject: Option<&str>) -> Option<String> {
        let address = utf8_percent_encode(self.email.as_deref()?, ADDRESS);
        Some(match subject {
            Some(subject) => format!("mailto:{address}?subject={}", utf8_percent_encode(subject, PLAIN)),
            None => format!("mailto:{address}"),
        })
    }
}

fn email(variable: &str) -> Option<String> {
    let text = clean(variable, 254)?;
    let (user, host) = text.split_once('@')?;
    let plausible = !user.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(' ');
    plausible.then_some(text)
}

fn phone(variable: &str) -> Option<Phone> {
    let shown = clean(variable, 40)?;
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let plus = if shown.starts_with('+') { "+" } else { "" };
    (digits.len() >= 3).then(|| Phone { link: format!("tel:{plus}{digits}"), shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_links_are_encoded() {
        let shop = Shop { email: " biuro+www@sklep.example ".to_owned(), ..Shop::default() };
        let link = Brand::of(&shop).mail_link(Some("Zamówienie #1001&bcc=x"));
        assert_eq!(link.as_deref(), Some("mailto:biuro+www@sklep.example?subject=Zam%C3%B3wienie%20%231001%26bcc%3Dx"));
    }

    #[test]
    fn addresses_that_are_none_are_left_out() {
        for text in ["", "sklep", "@sklep.example", "a@b", "a@b@c.example", "a b@c.example"] {
            assert_eq!(email(text), None, "{text}");
        }
        let link = Brand::of(&Shop { email: "a?cc=b@c.example".to_owned(), ..Shop::default() }).mail_link(None);
        assert_eq!(link.as_deref(), Some("mailto:a%3Fcc%3Db@c.example"));
    }

    #[test]
    fn telephone_numbers() {
        assert_eq!(phone("+48 (22) 123-45-67").unwrap().link, "tel:+48221234567");
        assert_eq!(phone("22 123 45 67").unwrap().link, "tel:221234567");
        assert!(phone("zadzwoń").is_none());
    }
}
