//! What all pages have in common: head, header, footer, style and policy.

use crate::{
    Page, csp,
    sheet::{self, Sheet},
    shop::{Brand, Shop},
    texts::Texts,
};
use askama::Template;
use sledz_domain::{base::BASE64, words::Lang};

/// What every template knows.
pub(crate) struct Frame {
    pub(crate) lang: Lang,
    pub(crate) t: &'static Texts,
    pub(crate) brand: Brand,
    pub(crate) title: String,
    /// The same page in the other language.
    pub(crate) switch: String,
    /// The page's styles, but for the shop's colours, which come last.
    pub(crate) sheets: Vec<&'static Sheet>,
    pub(crate) colors: String,
    pub(crate) icon: String,
    pub(crate) mail: Option<String>,
}

impl Frame {
    /// `heading` is what the page says first; `subject` what a mail about it is about.
    pub(crate) fn new(shop: &Shop, lang: Lang, heading: &str, subject: Option<&str>) -> Frame {
        let brand = Brand::of(shop);
        Frame {
            lang,
            t: Texts::of(lang),
            title: if brand.name.is_empty() { heading.to_owned() } else { format!("{heading} – {}", brand.name) },
            switch: in_lang("", lang.pick(Lang::En, Lang::Pl)),
            sheets: vec![&sheet::PAGE],
            colors: brand.palette.css(),
            icon: icon(&brand),
            mail: brand.mail_link(subject),
            brand,
        }
    }

    /// The same with a style that not every page needs.
    pub(crate) fn with(mut self, sheet: &'static Sheet) -> Frame {
        self.sheets.push(sheet);
        self
    }

    /// The other language.
    pub(crate) fn other(&self) -> &'static str {
        self.lang.pick(Lang::En, Lang::Pl).code()
    }

    /// The page of a template that holds this frame.
    pub(crate) fn page(&self, template: &impl Template) -> Page {
        let is_file = self.brand.logo.as_ref().is_some_and(|logo| logo.is_file);
        Page {
            // Writing into a string does not fail.
            html: template.render().unwrap_or_default(),
            csp: csp::policy(&self.sheets, &self.colors, is_file),
        }
    }
}

/// An address without a query, in that language.
pub(crate) fn in_lang(path: &str, lang: Lang) -> String {
    format!("{path}?lang={}", lang.code())
}

/// A parcel in the shop's colour, as the icon of the browser's tab: within the page, so that
/// nothing is asked for.
fn icon(brand: &Brand) -> String {
    let (fill, ink) = brand.palette.badge();
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" \
         fill=\"{fill}\"/><path d=\"M7 12l9-5 9 5v9l-9 5-9-5zM7 12l9 5 9-5M16 17v9\" fill=\"none\" stroke=\"{ink}\" \
         stroke-width=\"2.2\" stroke-linejoin=\"round\"/></svg>"
    );
    format!("data:image/svg+xml;base64,{}", BASE64.encode(svg.as_bytes()))
}
