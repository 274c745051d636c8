//! Writes a page of every kind into a directory, for looking at and for the browser checks: beside
//! each `name.html` a `name.csp` with its Content-Security-Policy.
//!
//! ```text
//! cargo run -p sledz-page --example render -- <directory>
//! ```

mod asks;
mod cases;
mod forms;
mod numbers;
mod samples;

use sledz_domain::{status::Stage, words::Lang};
use sledz_page::{Failure, Form, Page, Refusal, Shop};
use sledz_page::{
    case_page, contact, contact_outcome, dashboard, failure, form, inbox, login, preferences, rating, report, track,
    unsubscribe,
};
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let Some(directory) = std::env::args().nth(1) else {
        return Err(io::Error::other("usage: render <directory>"));
    };
    let directory = Path::new(&directory);
    fs::create_dir_all(directory)?;
    let shop = shop();
    for lang in Lang::ALL {
        let code = lang.code();
        for stage in Stage::ALL {
            let page = track(&samples::order(lang, stage), &shop, lang, samples::now(), Some("/z/AbCd123/messages"));
            write(directory, &format!("{code}-{}", stage.name()), &page)?;
        }
        for (name, view) in samples::special(lang) {
            write(directory, &format!("{code}-{name}"), &track(&view, &shop, lang, samples::now(), None))?;
        }
        for failed in Failure::ALL {
            let name = format!("{failed:?}").to_lowercase();
            write(directory, &format!("{code}-failure-{name}"), &failure(failed, &shop, lang))?;
        }
        let refusals =
            [("form", None), ("form-refused", Some(Refusal::NotFound)), ("form-many", Some(Refusal::TooMany))];
        for (name, refused) in refusals {
            write(directory, &format!("{code}-{name}"), &form(&Form { lang, refused }, &shop))?;
        }
        for (name, wanted) in forms::preferences(lang) {
            write(directory, &format!("{code}-messages-{name}"), &preferences(&wanted, &shop))?;
        }
        for choice in [forms::email(), forms::sms()] {
            for (name, done) in [("off", false), ("off-done", true)] {
                let name = format!("{code}-messages-{}-{name}", choice.channel.name());
                write(directory, &name, &unsubscribe(&forms::unsubscribe(lang, choice.clone(), done), &shop))?;
            }
        }
        for (name, state) in forms::logins(lang) {
            write(directory, &format!("{code}-login-{name}"), &login(&state, &shop))?;
        }
        cases_and_asks(directory, lang, &shop)?;
        for (name, state) in numbers::dashboards(lang) {
            write(directory, &format!("{code}-kpi-{name}"), &dashboard(&state, &shop))?;
            // Mail programs take styles in attributes, and nothing else.
            let csp = "default-src 'none'; style-src 'unsafe-inline'".to_owned();
            let html = report(&state, &shop, "https://sledz.example").html;
            write(directory, &format!("{code}-report-{name}"), &Page { html, csp })?;
        }
    }
    let view = samples::order(Lang::Pl, Stage::ReadyForPickup);
    for (name, shop) in shops() {
        write(directory, &format!("shop-{name}"), &track(&view, &shop, Lang::Pl, samples::now(), None))?;
    }
    Ok(())
}

/// The shop's inbox, and what customers write and are asked.
fn cases_and_asks(directory: &Path, lang: Lang, shop: &Shop) -> io::Result<()> {
    let code = lang.code();
    for (name, state) in asks::contacts(lang) {
        write(directory, &format!("{code}-contact-{name}"), &contact(&state, shop))?;
    }
    for (name, outcome) in asks::outcomes(lang) {
        write(directory, &format!("{code}-contact-{name}"), &contact_outcome(&outcome, shop))?;
    }
    for (name, asked) in asks::ratings(lang) {
        write(directory, &format!("{code}-rating-{name}"), &rating(&asked, shop))?;
    }
    for (name, state) in cases::inboxes(lang) {
        write(directory, &format!("{code}-inbox-{name}"), &inbox(&state, shop))?;
    }
    for (name, case) in cases::cases(lang) {
        write(directory, &format!("{code}-case-{name}"), &case_page(&case, shop))?;
    }
    Ok(())
}

/// A shop that has set everything.
fn shop() -> Shop {
    Shop {
        name: "Leśna Spiżarnia".to_owned(),
        color: "#2f6b3c".to_owned(),
        logo: String::new(),
        email: "pomoc@lesnaspizarnia.example".to_owned(),
        phone: "+48 22 123 45 67".to_owned(),
        public_url: "https://lesnaspizarnia.example".to_owned(),
    }
}

/// Shops of awkward colours, with a logo, and with nothing at all.
fn shops() -> Vec<(&'static str, Shop)> {
    let colored = |color: &str| Shop { color: color.to_owned(), ..shop() };
    let logo = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIyNDAiIGhlaWdodD0iNjAiPjxjaXJjbGUgY3g9IjMwIiBjeT0iMzAiIHI9IjI0IiBmaWxsPSIjMmY2YjNjIi8+PHJlY3QgeD0iNjgiIHk9IjIwIiB3aWR0aD0iMTYwIiBoZWlnaHQ9IjIwIiBmaWxsPSIjMWIxZjI3Ii8+PC9zdmc+";
    vec![
        ("yellow", colored("#ffe600")),
        ("black", colored("#000")),
        ("white", colored("#fff")),
        ("orange", colored("#ff6a00")),
        ("purple", colored("#5b2a86")),
        ("logo", Shop { logo: logo.to_owned(), ..shop() }),
        ("nameless", Shop::default()),
    ]
}

fn write(directory: &Path, name: &str, page: &Page) -> io::Result<()> {
    fs::write(directory.join(format!("{name}.html")), &page.html)?;
    fs::write(directory.join(format!("{name}.csp")), &page.csp)
}
