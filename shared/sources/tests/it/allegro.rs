//! Letting us ask at Allegro in a shop's name: requests, answers, settings.

use crate::{
    asking::{Settings, answer, written},
    world::{now, time},
};
use sledz_sources::{
    allegro::{LOGIN, VARIABLES, problems},
    pollers::{Device, DeviceLogin, Token},
    registry,
};

const SETTINGS: Settings<'static> = Settings(&[
    ("allegro_url", "https://api.allegro.pl"),
    ("allegro_auth_url", "https://allegro.pl"),
    ("allegro_client", " 0123abcd:s3/cr+et \n"),
]);

#[test]
fn requests_for_links_and_tokens() {
    // printf '0123abcd:s3/cr+et' | base64
    let headers = "accept: application/json\nauthorization: Basic MDEyM2FiY2Q6czMvY3IrZXQ=\n\
                   content-type: application/x-www-form-urlencoded\nuser-agent: sledz\n\n";
    for (made, address) in [
        (LOGIN.begin(&SETTINGS), "device?client_id=0123abcd"),
        (
            LOGIN.ask("d&e=v", &SETTINGS),
            "token?grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d%26e%3Dv",
        ),
        (LOGIN.renew("r.e/f", &SETTINGS), "token?grant_type=refresh_token&refresh_token=r.e%2Ff"),
    ] {
        assert_eq!(written(&made.unwrap()), format!("POST https://allegro.pl/auth/oauth/{address}\n{headers}"));
    }
    assert!(registry::poller("allegro-tracking").unwrap().login().is_some());
}

#[test]
fn a_link_to_follow() {
    let body = br#"{"device_code":"CDaKm9AofVWIiw1c","expires_in":3600,"user_code":"mqhjjqu82","interval":5,
        "verification_uri":"https://allegro.pl/skojarz-aplikacje",
        "verification_uri_complete":"https://allegro.pl/skojarz-aplikacje?code=mqhjjqu82"}"#;
    let expected = Device {
        device_code: "CDaKm9AofVWIiw1c".to_owned(),
        link: "https://allegro.pl/skojarz-aplikacje?code=mqhjjqu82".to_owned(),
        until: time("2026-10-05T13:00:00Z"),
    };
    assert_eq!(LOGIN.begun(&answer(200, &[], body), now()), Ok(expected));
    for body in [
        r#"{"device_code":"c","expires_in":3600}"#,
        r#"{"device_code":"c","expires_in":3600,"verification_uri_complete":"javascript:alert(1)"}"#,
        r#"{"device_code":"c","expires_in":3600,"verification_uri_complete":"https://"}"#,
        r#"{"device_code":"c","expires_in":3600,"verification_uri_complete":"https://a.pl/<b>"}"#,
        r#"{"device_code":"c","expires_in":-1,"verification_uri_complete":"https://a.pl"}"#,
        r#"{"device_code":"c","expires_in":1e300,"verification_uri_complete":"https://a.pl"}"#,
        r#"{"device_code":"c\u0000","expires_in":1,"verification_uri_complete":"https://a.pl"}"#,
        r#"{"device_code":7,"expires_in":1,"verification_uri_complete":"https://a.pl"}"#,
    ] {
        let fault = LOGIN.begun(&answer(200, &[], body.as_bytes()), now()).unwrap_err();
        assert_eq!(
            (fault.why.as_str(), fault.is_general),
            ("Allegro's answer holds no link to follow", true),
            "{body}"
        );
    }
}

#[test]
fn tokens() {
    let body = br#"{"access_token":"eyJ.a-c_c.ess","token_type":"bearer","refresh_token":"eyJ.ref.resh",
        "expires_in":43199,"scope":"allegro:api:orders:read","allegro_api":true,"jti":"1"}"#;
    let expected = Token {
        access: "eyJ.a-c_c.ess".to_owned(),
        refresh: "eyJ.ref.resh".to_owned(),
        until: time("2026-10-05T23:59:59Z"),
    };
    assert_eq!(LOGIN.token(&answer(200, &[], body), now()), Ok(Some(expected)));
    for pending in ["authorization_pending", "slow_down"] {
        let body =
            format!(r#"{{"error":"{pending}","error_description":"User has not authorized the device code yet."}}"#);
        assert_eq!(LOGIN.token(&answer(400, &[], body.as_bytes()), now()), Ok(None), "{pending}");
    }
}

#[test]
fn refusals_are_for_everything_and_hold_no_token() {
    let of_type = "Allegro refuses allegro_client: look whether it is right, and of an application of type device";
    let anew = "Allegro takes the link or the token for renewal no more: ask for a new link";
    let unauthorised =
        r#"[{"code":"unauthorized_client","message":"Client does not have the device_code grant. s3cret"}]"#;
    for (status, body, why) in [
        (400, r#"{"error":"access_denied","error_description":"s3cret"}"#, "the person refused: ask for a new link"),
        (400, r#"{"error":"invalid_request","error_description":"Invalid device code s3cret"}"#, anew),
        (400, r#"{"error":"invalid_grant","error_description":"Invalid refresh token: s3cret"}"#, anew),
        (400, r#"{"error":"expired_token"}"#, anew),
        (400, r#"{"error":"unsupported_grant_type"}"#, of_type),
        (401, r#"{"error":"Unauthorized","error_description":"Unauthorized"}"#, of_type),
        (401, unauthorised, of_type),
        (400, r#"{"error":"s3cret"}"#, "answers 400"),
        (400, "<html>s3cret</html>", "answers 400"),
        (429, "", "was asked too often"),
        (503, "s3cret", "answers 503"),
        (200, "s3cret", "Allegro's answer is not JSON"),
        (200, r#"{"access_token":"s3cret"}"#, "Allegro's answer holds no tokens"),
        (
            200,
            r#"{"access_token":"s3cret\r\nx: y","refresh_token":"r","expires_in":1}"#,
            "Allegro's answer holds no tokens",
        ),
        (200, r#"{"access_token":"","refresh_token":"r","expires_in":1}"#, "Allegro's answer holds no tokens"),
        (200, r#"{"access_token":{},"refresh_token":"r","expires_in":1}"#, "Allegro's answer holds no tokens"),
    ] {
        let fault = LOGIN.token(&answer(status, &[], body.as_bytes()), now()).expect_err(why);
        assert_eq!((fault.why.as_str(), fault.is_general), (why, true), "{status} {body}");
    }
}

#[test]
fn what_is_set_wrongly() {
    assert_eq!(problems(&SETTINGS), Vec::<String>::new());
    assert_eq!(
        problems(&Settings(&[])),
        [
            "allegro_url must be a scheme and a host without a path, such as https://api.allegro.pl",
            "allegro_auth_url must be a scheme and a host without a path, such as https://allegro.pl",
            "allegro_client is empty: it must be an application's id, a colon, and its secret",
        ]
    );
    for client in ["id", "id:", ":secret", "i d:secret", "id:sec\u{142}ret", "id:sec\r\nret"] {
        let settings = [SETTINGS.0[0], SETTINGS.0[1], (VARIABLES[2], client)];
        assert_eq!(
            problems(&Settings(&settings)),
            ["allegro_client must be an application's id, a colon, and its secret"],
            "{client:?}"
        );
        assert!(LOGIN.begin(&Settings(&settings)).is_err(), "{client:?}");
    }
}
