//! Signing in as a browser does: what a deployment answers, and the session that comes of it.

use crate::office::Office;
use sledz_e2e::{
    client::{Call, Reply, escaped},
    secrets::local_token,
};

/// The name of the cookie.
pub(crate) const COOKIE: &str = "__Host-sledz";

/// A browser that has signed in.
pub(crate) struct Session {
    /// The value of the cookie.
    pub(crate) cookie: String,
    /// What a form has to carry.
    pub(crate) csrf: String,
}

impl Session {
    /// Signs in with the local token of `role`.
    #[track_caller]
    pub(crate) fn begin(office: &Office, role: &str) -> Session {
        let answer = sign_in(office, &local_token(role), "").expect(303);
        let cookie = cookie(&answer);
        let page = with_cookie(office.request("", "GET", "/login"), &cookie).send().unwrap().expect(200).text();
        let csrf = page.split("name=\"csrf\" type=\"hidden\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        Session { csrf: csrf.unwrap().to_owned(), cookie }
    }

    /// A request with the session's cookie.
    pub(crate) fn request<'a>(&self, office: &'a Office, method: &str, path: &str) -> Call<'a> {
        with_cookie(office.request("", method, path), &self.cookie)
    }
}

/// Sends the form.
#[track_caller]
pub(crate) fn sign_in(office: &Office, token: &str, next: &str) -> Reply {
    let form = format!("token={}&next={}", escaped(token), escaped(next));
    let call = office.request("", "POST", "/login").header("content-type", "application/x-www-form-urlencoded");
    call.body(form.into_bytes()).send().unwrap()
}

/// The value of the cookie that an answer sets.
#[track_caller]
pub(crate) fn cookie(reply: &Reply) -> String {
    let set = reply.header("set-cookie");
    let value = set.strip_prefix(&format!("{COOKIE}=")).and_then(|rest| rest.split(';').next());
    value.unwrap_or_else(|| panic!("sets {set}")).to_owned()
}

/// With a cookie among others.
pub(crate) fn with_cookie<'a>(call: Call<'a>, value: &str) -> Call<'a> {
    call.header("cookie", &format!("theme=dark; {COOKIE}={value}; other=1"))
}
