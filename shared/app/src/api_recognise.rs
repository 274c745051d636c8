//! `GET /api/recognise?number=`: whose parcel a number or a pasted tracking link is.

use crate::{
    api_token::Role,
    reply::{Failure, Reply, with_type},
    request::{Env, Request},
    session,
};
use http::StatusCode;
use serde_json::{Value, json};
use sledz_domain::text;
use sledz_sources::{
    carriers::by_id,
    recognise::{Candidate, Recognised, check::Check, recognise},
};

/// Where this answers.
pub const PATH: &str = "/api/recognise";

/// So much of what was given is shown again, in characters.
const SHOWN: usize = 200;

/// Answers the shop's staff and systems.
///
/// # Errors
/// 400 without a number, 401 and 403 by token or session, 405.
pub fn handle(request: &Request, env: &Env) -> Result<Reply, Failure> {
    if !request.is_get() {
        return Err(Failure::Method("GET"));
    }
    session::require(request, env, &[Role::Reader, Role::Agent, Role::Admin])?;
    let given = request.query("number").filter(|given| !given.trim().is_empty());
    let given = given.ok_or_else(|| Failure::refused(StatusCode::BAD_REQUEST, "number is missing"))?;
    let answer = described(&given, &recognise(&given));
    Ok(with_type(StatusCode::OK, "application/json", answer.to_string().into_bytes()))
}

fn described(given: &str, found: &Recognised) -> Value {
    let best = found.candidates.first();
    let carrier = best.map(|best| by_id(best.carrier));
    let tracking_url = carrier.zip(found.number.as_deref()).and_then(|(carrier, number)| carrier.link(number));
    json!({
        "given": text::clean(given, SHOWN),
        "number": found.number,
        "carrier": carrier.map(|carrier| carrier.id),
        "carrier_name": carrier.map(|carrier| carrier.name),
        "sure": best.is_some_and(|best| best.sure),
        "tracking_url": tracking_url,
        "candidates": found.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "warnings": warnings(found),
    })
}

fn candidate(candidate: &Candidate) -> Value {
    json!({
        "carrier": candidate.carrier,
        "carrier_name": by_id(candidate.carrier).name,
        "kind": candidate.kind,
        "check": candidate.check.name(),
        "sure": candidate.sure,
    })
}

/// What a person should know before relying on the answer.
fn warnings(found: &Recognised) -> Vec<String> {
    let Some(best) = found.candidates.first() else {
        let why = match found.number {
            Some(_) => "no carrier that is known here has numbers like this, other than GLS and ORLEN Paczka perhaps",
            None => "there is no tracking number in this",
        };
        return vec![why.to_owned()];
    };
    let mut names: Vec<&str> = Vec::new();
    for name in found.candidates.iter().map(|candidate| by_id(candidate.carrier).name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut warnings = Vec::new();
    if best.check == Check::Failed {
        let name = by_id(best.carrier).name;
        warnings.push(format!("the check digit is wrong for {name} ({}): a character may be mistyped", best.kind));
    }
    if names.len() > 1 {
        warnings.push(format!("several carriers have numbers like this: {}", names.join(", ")));
    } else if !best.sure && best.check != Check::Failed {
        warnings.push("other carriers may have numbers like this".to_owned());
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_answered() {
        for (given, number, carrier, sure, warning) in [
            ("602677439331630337653846", Some("602677439331630337653846"), Some("inpost"), true, None),
            ("https://inpost.pl/sledzenie-przesylek?number=77", Some("77"), Some("inpost"), true, None),
            (
                "1Z1111111111111111",
                Some("1Z1111111111111111"),
                Some("ups"),
                false,
                Some("check digit is wrong for UPS"),
            ),
            ("11122223333", Some("11122223333"), Some("dhl"), false, Some("other carriers may")),
            ("A00003X987", Some("A00003X987"), Some("allegro"), false, Some("other carriers may")),
            (
                "https://gls-group.eu/PL/pl/sledzenie-paczek?match=602677439331630337653846",
                Some("602677439331630337653846"),
                Some("gls"),
                true,
                Some("several carriers have numbers like this: GLS, InPost"),
            ),
            ("123456789", Some("123456789"), None, false, Some("no carrier that is known here")),
            ("<script>", None, None, false, Some("no tracking number")),
        ] {
            let told = described(given, &recognise(given));
            assert_eq!(
                (told["number"].as_str(), told["carrier"].as_str(), told["sure"].as_bool()),
                (number, carrier, Some(sure)),
                "{told}"
            );
            let warnings = told["warnings"].as_array().unwrap();
            assert_eq!(warnings.len(), usize::from(warning.is_some()), "{told}");
            assert!(warning.is_none_or(|warning| warnings[0].as_str().unwrap().contains(warning)), "{told}");
        }
    }

    #[test]
    fn links_are_the_carriers_own() {
        let given = "https://evil.example/?number=0000075077195U&x=<script>";
        let told = described(given, &recognise(given));
        assert_eq!(told["tracking_url"], "https://tracktrace.dpd.com.pl/parcelDetails?typ=1&p1=0000075077195U");
        assert_eq!(told["candidates"][0]["kind"], "13 digits and a letter");
        let far = "ż".repeat(10_000);
        assert_eq!(described(&far, &recognise(&far))["given"].as_str().unwrap().chars().count(), SHOWN);
    }
}
