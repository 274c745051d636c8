//! The satisfaction question: who is asked, and `/ocena/{token}`, where the answer is given. Once for a case, after
//! it is closed, never with anything to sell.

use crate::{
    cases::{
        self,
        facts::{Facts, next_look},
        letter::{Letter, Letters, harmless},
        owed,
        wording::lang,
    },
    reply::{Failure, Reply},
    request::{Env, Request},
    tracking_page::html,
};
use http::{Method, StatusCode};
use sledz_domain::{
    base::BASE64URL_NOPAD,
    case::{Case, CaseFact},
    event_id::EventId,
    fold::Fold,
    words::Lang,
};
use sledz_messages::alert_html;
use sledz_page::{self as page, Rating, RatingState, Scale, fields};
use sledz_sources::proof::same;
use sledz_store::{
    StoreError,
    keyring::{Keyring, mac},
};

/// The beginning of the path.
pub const PREFIX: &str = "/ocena/";

/// So many answers are kept, should somebody change their mind again and again.
const RATINGS: usize = 10;

/// The question as it goes out.
pub struct Question {
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// The question to a case's customer; none without an e-mail address, or an address of ours to lead to.
///
/// # Errors
/// If the store fails.
pub fn question(env: &Env, keyring: &Keyring, number: &str) -> Result<Option<Question>, StoreError> {
    let log = cases::log(number);
    let case = env.store.read::<Case>(log)?.projection.state;
    let base = env.settings.get("public_url").trim().trim_end_matches('/');
    let Some((placed, asked)) = case.messages().next_back() else { return Ok(None) };
    let to = Letters::of(env, keyring, log, placed)?.asked.and_then(|letter| letter.email);
    let (Some(to), Some(token), false) = (to, token(keyring, number), base.is_empty()) else { return Ok(None) };
    let language = lang(asked.tongue);
    let text = language.pick(
        "Sprawa jest zamknięta. Jak poszło? Jedno pytanie, odpowiedź zajmie chwilę:",
        "Your case is closed. How did we do? One question, it takes a moment:",
    );
    let subject = format!("{} [{number}]", language.pick("Jak poszło?", "How did we do?"));
    let text = format!("{text}\n{base}{PREFIX}{token}\n\n{}", env.settings.get("shop_name").trim());
    let html = alert_html(&subject, &text);
    Ok(Some(Question { to, subject, text, html }))
}

/// The token of a case's question: its number, and a proof under the link key.
pub fn token(keyring: &Keyring, number: &str) -> Option<String> {
    Some(format!("{number}.{}", proof(&keyring.link().next()?, number)?))
}

fn proof(key: &[u8], number: &str) -> Option<String> {
    let tag = mac(key, &[b"rating:", number.as_bytes()])?;
    Some(BASE64URL_NOPAD.encode(tag.get(..16)?))
}

fn verified<'a>(keyring: &Keyring, token: &'a str) -> Option<&'a str> {
    let (number, given) = token.split_once('.')?;
    keyring.link().filter_map(|key| proof(&key, number)).any(|expected| same(&expected, given)).then_some(number)
}

/// Answers a customer's browser.
///
/// # Errors
/// 404 for a token that is none of ours, 405; if the store fails.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    let unknown = || Failure::refused(StatusCode::NOT_FOUND, "no such page, or the link is no longer valid");
    let keyring = env.settings.keyring().ok_or(Failure::Unconfigured("variable keys is empty"))?;
    let token = request.path().strip_prefix(PREFIX).ok_or_else(unknown)?;
    let number = verified(&keyring, token).ok_or_else(unknown)?;
    let reading = env.store.read::<Case>(cases::log(number))?;
    let case = reading.state();
    let scale = asked_scale(case).ok_or_else(unknown)?;
    let language = request.query("lang").and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(|| lang(case.tongue()));
    let shown = |state: RatingState, comment: String| {
        let rating = Rating {
            lang: language,
            action: format!("{PREFIX}{token}"),
            case: Some(number.to_owned()),
            scale: page_scale(&scale),
            score: None,
            comment,
            state,
        };
        let status = if state == RatingState::Missing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        html(status, page::rating(&rating, &env.settings.shop()))
    };
    if request.is_get() {
        return Ok(shown(RatingState::Asked, String::new()));
    }
    if *request.method() != Method::POST {
        return Err(Failure::Method("GET, POST"));
    }
    let comment = harmless(&request.field(fields::COMMENT).unwrap_or_default());
    let score = request.field(fields::SCORE).and_then(|score| score.parse::<u8>().ok());
    let Some(score) = score.filter(|score| page_scale(&scale).range().contains(score)) else {
        return Ok(shown(RatingState::Missing, comment));
    };
    let mut facts = Facts { env, facts: Vec::new() };
    let at = env.now.timestamp_millis().to_string();
    // The last answer counts.
    facts.push(EventId::of(&["rated", &at]), CaseFact::Rated { scale: scale.clone(), score });
    let is_often =
        case.facts().iter().filter(|placed| matches!(placed.event.fact, CaseFact::Rated { .. })).count() >= RATINGS;
    if !reading.is_full() && !is_often {
        let letters = Letters { answered: Some(Letter { text: comment, ..Letter::default() }), ..Letters::default() };
        let sealed = letters.sealed(&keyring, reading.log)?;
        let mut commit = env.store.commit();
        let mut after = reading.state().clone();
        facts.facts.iter().for_each(|event| after.apply(reading.count + 1, event));
        owed::arm(env, &mut commit, number, next_look(env, &after))?;
        commit.append_sealed(reading, facts.facts, Some(sealed));
        commit.write()?;
    }
    Ok(shown(RatingState::Thanks, String::new()))
}

/// The scale by which a case's customer was asked.
fn asked_scale(case: &Case) -> Option<String> {
    case.facts().iter().find_map(|placed| match &placed.event.fact {
        CaseFact::RatingAsked { scale } => Some(scale.clone()),
        _ => None,
    })
}

fn page_scale(scale: &str) -> Scale {
    match scale {
        "nps" => Scale::Recommend,
        "ces" => Scale::Effort,
        _ => Scale::Satisfaction,
    }
}
