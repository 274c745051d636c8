//! Writes every message in both languages into a directory, for looking at: the mail as
//! `name.html` and `name.txt` (its subject in the first line), the SMS as `name.sms`; and answers as `answer-*`.
//!
//! ```text
//! cargo run -p sledz-messages --example preview -- <directory>
//! ```

#[allow(dead_code, reason = "the tests need more of them")]
mod samples;

use sledz_domain::{
    answer::AnswerKind,
    intent::Tongue,
    message::MessageKind,
    settings::AnswerTexts,
    status::{Payment, Stage, Status},
    words::Lang,
};
use sledz_messages::{AnswerSubject, Subject, answer, default_texts, mail, sms};
use sledz_page::Shop;
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let Some(directory) = std::env::args().nth(1) else {
        return Err(io::Error::other("usage: preview <directory>"));
    };
    let directory = Path::new(&directory);
    fs::create_dir_all(directory)?;
    let shop = samples::shop();
    for lang in Lang::ALL {
        for kind in MessageKind::ALL {
            let view = samples::usual(kind, lang);
            let subject = samples::subject(kind, lang, &view, &shop);
            write(directory, &format!("{}-{}", lang.code(), kind.name()), &subject)?;
        }
    }
    let parcels = [
        ("inpost", Status::ReadyForPickup, None, 1),
        ("inpost", Status::ReadyForPickup, None, 2),
        ("dpd", Status::ReadyForPickup, None, 3),
    ];
    let view = samples::view(Lang::Pl, Stage::Shipped, Payment::Paid, &parcels);
    let some = Subject { more_parcels: true, ..samples::subject(MessageKind::ReadyForPickup, Lang::Pl, &view, &shop) };
    write(directory, "pl-several", &some)?;
    let view = samples::usual(MessageKind::Shipped, Lang::Pl);
    for (tongue, lang) in [(Tongue::Pl, Lang::Pl), (Tongue::En, Lang::En)] {
        let view = samples::usual(MessageKind::Shipped, lang);
        for kind in AnswerKind::ALL {
            let subject = AnswerSubject {
                view: Some(&view),
                page: Some(samples::PAGE),
                is_automatic: !kind.is_suggestion(),
                ..samples::answer_subject(tongue, &shop)
            };
            let answer = answer(&[kind], &AnswerTexts::default(), &subject);
            let name = format!("answer-{}-{}", tongue.name(), kind.name());
            fs::write(directory.join(format!("{name}.html")), &answer.html)?;
            fs::write(directory.join(format!("{name}.txt")), format!("{}\n\n{}", answer.subject, answer.text))?;
        }
    }
    for (name, shop) in shops() {
        let subject = samples::subject(MessageKind::Shipped, Lang::Pl, &view, &shop);
        write(directory, &format!("shop-{name}"), &subject)?;
    }
    Ok(())
}

/// Shops of awkward colours, with a logo, and with nothing at all.
fn shops() -> Vec<(&'static str, Shop)> {
    let colored = |color: &str| Shop { color: color.to_owned(), ..samples::shop() };
    vec![
        ("yellow", colored("#ffe600")),
        ("black", colored("#000")),
        ("white", colored("#fff")),
        ("logo", Shop { logo: "https://lesnaspizarnia.example/logo.png".to_owned(), ..samples::shop() }),
        ("nameless", Shop::default()),
    ]
}

fn write(directory: &Path, name: &str, subject: &Subject) -> io::Result<()> {
    let texts = default_texts(subject.kind, subject.lang);
    let mail = mail(&texts, subject);
    fs::write(directory.join(format!("{name}.html")), &mail.html)?;
    fs::write(directory.join(format!("{name}.txt")), format!("{}\n\n{}", mail.subject, mail.text))?;
    let sms = sms(&texts, subject, true);
    let measured = format!("{}\n\n{:?}, {} units, {} parts\n", sms.text, sms.encoding, sms.units, sms.parts);
    fs::write(directory.join(format!("{name}.sms")), measured)
}
