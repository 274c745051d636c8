//! The demo in a real browser: accessibility, narrow screens, no script, no foreign request.

use crate::world::{client, local, skip_without, skips_named, workshop};
use chrono::Utc;
use serde_json::{Value, json};
use sledz_e2e::{
    browser,
    demo::{player::play, script::Author},
};
use std::collections::BTreeSet;

#[test]
fn pages_and_forms_in_chromium() {
    if skips_named("pages_and_forms_in_chromium") {
        return;
    }
    if let Some(missing) = browser::missing() {
        return skip_without("pages_and_forms_in_chromium", &missing);
    }
    browser::prepare(workshop()).unwrap();
    let deployment = local().start().unwrap();
    let played = play(&deployment, Author::new(Utc::now(), "", 1).orders(), |_| {}).unwrap();
    let url = deployment.url();
    let page = |name: &str, path: &str, status: u16| json!({"name": name, "url": format!("{url}{path}"), "expect_status": status});
    let mut pages = vec![
        page("form, Polish", "/sledz-zamowienie", 200),
        page("form, English", "/track-order", 200),
        page("no such order", "/z/nobody", 404),
        page("no such order, English", "/z/nobody?lang=en", 404),
    ];
    // One page of each stage, and every late one.
    let mut stages = BTreeSet::new();
    for one in &played {
        if stages.insert((one.order.stage, one.order.delayed)) {
            pages.push(page(one.order.about, &one.page, 200));
        }
    }
    assert_eq!(stages.iter().map(|(stage, _)| stage).collect::<BTreeSet<_>>().len(), 14);
    let english = played.iter().find(|one| one.order.stage == "out_for_delivery").unwrap();
    let polish = page("the other language", &format!("{}?lang=pl", english.page), 200);
    pages.push(polish);
    let known = &played[0].order;
    let form = |name: &str, path: &str, contact: &str, leads_to: &str, status: u16| -> Value {
        json!({"name": name, "url": format!("{url}{path}"), "expect_status": status, "expect_url": leads_to,
            "form": {"number": known.number, "contact": contact}})
    };
    pages.push(form("right details", "/sledz-zamowienie", &known.contact, "/z/[A-Za-z0-9_-]{44}$", 200));
    pages.push(form("right details, English", "/track-order", &known.contact, "/z/[A-Za-z0-9_-]{44}$", 200));
    pages.push(form("wrong details", "/track-order", "nobody@example.com", "/track-order$", 422));
    let passed = browser::check(workshop(), &pages).unwrap_or_else(|found| panic!("{found}"));
    assert!(passed > 100, "only {passed} checks");
    // The page that says that the store cannot be reached.
    deployment.fail_store(true).unwrap();
    let _ = client(&deployment).get(&played[0].page).unwrap().expect(503);
    let unavailable = [page("unavailable", &played[0].page, 503)];
    browser::check(workshop(), &unavailable).unwrap_or_else(|found| panic!("{found}"));
}
