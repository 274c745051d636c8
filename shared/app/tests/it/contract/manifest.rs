//! The manifest, the registries and the OpenAPI document agree: routes, sources, variables, hosts.

use super::document;
use serde_json::json;
use sledz_app::{
    allegro_messages, api, auto_reply, calls, case_work, courier_webhook, customers, kpi, messages_hook, operations,
    order_sync, order_webhook, poller, replies, reports, settings::secrets_of, tracking_page, upkeep,
};
use sledz_channels::{registry as channels, replies as ways, way::WayKind};
use sledz_domain::{
    answer::AnswerKind,
    cause::Cause,
    contact::ContactChannel,
    intent::{Intent, Mood},
};
use sledz_providers::{events, registry as providers};
use sledz_sources::{allegro, order_pollers::OrderLogin, registry as sources};
use std::collections::{BTreeMap, BTreeSet};

const MANIFEST: &str = include_str!("../../../../../spin.toml");

/// The routes of the manifest, and the component that each leads to.
fn routes() -> Vec<(&'static str, &'static str)> {
    let value = |line: &'static str, name: &str| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"');
    let pairs = MANIFEST.lines().zip(MANIFEST.lines().skip(1));
    pairs.filter_map(|(first, second)| Some((value(first, "route")?, value(second, "component")?))).collect()
}

fn leads(route: &str, path: &str) -> bool {
    match route.strip_suffix("/...") {
        Some(before) => path.strip_prefix(before).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        None => route == path,
    }
}

/// The component that a path leads to.
pub(super) fn component(path: &str) -> Option<&'static str> {
    let leading = routes().into_iter().filter(|(route, _)| leads(route, path));
    // What is named exactly leads before what is below it.
    leading.max_by_key(|(route, _)| (!route.ends_with("/..."), route.len())).map(|(_, component)| component)
}

/// The variables that a component asks for when it is asked at `path`.
fn asked(component: &str, path: &str) -> Vec<String> {
    match component {
        "api" => api::variables(path),
        "auto-reply" => auto_reply::variables(path),
        "calls" => calls::variables(),
        "cases" => case_work::variables(),
        "courier-webhook" => courier_webhook::variables(path),
        "dashboard" => kpi::page::variables(),
        "delivery-reports" => reports::variables(path),
        "jobs" => operations::variables(),
        "kpi" => kpi::variables(),
        "order-sync" => order_sync::variables(),
        "order-webhook" => order_webhook::variables(path),
        "poller" => poller::variables(),
        "replies" => replies::variables(),
        "kpi-export" => kpi::work::export_variables(),
        "rollup" => kpi::work::variables(),
        "customers" => customers::variables(),
        "upkeep" => upkeep::variables(),
        "tracking-page" => tracking_page::variables(),
        _ => Vec::new(),
    }
}

/// The paths of the document, one for each reporter or channel where any is meant.
fn paths() -> Vec<String> {
    let document = document();
    let reporters: Vec<&str> = providers::REPORTERS.iter().map(|reporter| reporter.name()).collect();
    let mut found = Vec::new();
    for path in document["paths"].as_object().unwrap().keys() {
        let (part, names) = match path {
            _ if path.contains("{provider}") => ("{provider}", reporters.as_slice()),
            _ if path.contains("{channel}") => ("{channel}", channels::NAMES.as_slice()),
            _ => ("", [""].as_slice()),
        };
        found.extend(names.iter().map(|name| if part.is_empty() { path.clone() } else { path.replace(part, name) }));
    }
    found
}

/// The lines of a table of the manifest, up to the next.
fn table(name: &str) -> impl Iterator<Item = &'static str> + use<> {
    let header = format!("[{name}]");
    MANIFEST.lines().skip_while(move |line| *line != header).skip(1).take_while(|line| !line.starts_with('['))
}

/// The names that a table of the manifest gives values to.
fn names(table_name: &str) -> BTreeSet<&'static str> {
    let pairs = table(table_name).filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    pairs.map(|(name, _)| name).collect()
}

#[test]
fn every_path_is_routed_and_every_route_is_in_the_document() {
    let (paths, routes) = (paths(), routes());
    assert_eq!(routes.len(), MANIFEST.matches("[[trigger.http]]").count());
    for path in &paths {
        assert!(component(path).is_some(), "{path} is not routed");
    }
    for (route, _) in &routes {
        let is_told = |path: &String| leads(route, path) || is_one_of(route, path);
        assert!(paths.iter().any(is_told), "{route} is not in the document");
    }
}

/// Whether a route is a path of the document with its parameters filled in.
fn is_one_of(route: &str, path: &str) -> bool {
    let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(&path).all(|(part, told)| part == told || told.starts_with('{'))
}

#[test]
fn every_source_and_reporter_is_in_the_document() {
    let document = document();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let couriers = sources::COURIERS.iter().map(|source| ("couriers", source.name()));
    let platforms = sources::PLATFORMS.iter().map(|source| ("orders", source.name()));
    let payments = sources::PAYMENTS.iter().map(|source| ("payments", source.name()));
    for (kinds, name) in couriers.chain(platforms).chain(payments) {
        let path = format!("/hooks/{kinds}/{name}");
        assert!(paths.iter().any(|known| **known == path || **known == format!("{path}/{{token}}")), "{path}");
    }
    let known = |path: &str| document["paths"][path]["parameters"][0]["schema"]["enum"].clone();
    assert_eq!(known("/hooks/orders/{platform}/{token}"), json!(sources::PLATFORM_NAMES));
    assert_eq!(known("/hooks/payments/{provider}/{token}"), json!(sources::PAYMENT_NAMES));
    let reporters: Vec<&str> = providers::REPORTERS.iter().map(|reporter| reporter.name()).collect();
    for path in ["/hooks/reports/{provider}", "/hooks/reports/{provider}/{token}"] {
        assert_eq!(known(path), json!(reporters), "{path}");
    }
}

#[test]
fn every_channel_is_in_the_document() {
    let names: Vec<&str> = channels::CHANNELS.iter().map(|channel| channel.name()).collect();
    assert_eq!(names, channels::NAMES);
    let document = document();
    let known = |path: &str| document["paths"][path]["parameters"][0]["schema"]["enum"].clone();
    assert_eq!(known("/hooks/messages/{channel}/{token}"), json!(names));
    // That one has a contract of its own.
    let others: Vec<&str> = names.into_iter().filter(|name| *name != "standard").collect();
    assert_eq!(known("/hooks/messages/{channel}"), json!(others));
    for path in ["/hooks/messages/standard", "/hooks/messages/form/{token}"] {
        assert!(document["paths"][path]["post"].is_object(), "{path}");
    }
}

#[test]
fn every_name_of_cases_is_in_the_document() {
    let document = document();
    let known = |schema: &str| document["components"]["schemas"][schema]["enum"].clone();
    assert_eq!(known("Intent"), json!(Intent::ALL.map(Intent::name)));
    assert_eq!(known("Mood"), json!(Mood::ALL.map(Mood::name)));
    assert_eq!(known("Cause"), json!(Cause::ALL.map(Cause::name)));
    assert_eq!(known("ContactChannel"), json!(ContactChannel::ALL.map(ContactChannel::name)));
    assert_eq!(known("AnswerKind"), json!(AnswerKind::ALL.map(AnswerKind::name)));
}

#[test]
fn each_component_is_given_the_variables_that_it_asks_for() {
    let mut components: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in paths() {
        let component = component(&path).unwrap();
        components.entry(component).or_default().extend(asked(component, &path));
    }
    assert_eq!(components.len(), 18);
    assert_eq!(components.len(), MANIFEST.matches(".build]").count());
    let declared = names("variables");
    for (component, asked) in &components {
        let table_name = format!("component.{component}.variables");
        let given = names(&table_name);
        assert_eq!(given, asked.iter().map(String::as_str).collect(), "{component}");
        assert!(given.is_subset(&declared), "{component}");
        for name in given {
            let line = format!("{name} = \"{{{{ {name} }}}}\"");
            assert!(table(&table_name).any(|known| known == line), "{line}");
        }
        // Who is told where the component `jobs` is may call that, and nobody else; but for those that
        // speak to the outside world.
        if !["auto-reply", "calls", "jobs", "kpi-export", "order-sync", "poller", "replies"].contains(component) {
            let allowed = asked.iter().filter(|name| *name == "jobs_url").map(|_| "{{ jobs_url }}").collect();
            assert_eq!(hosts(component), allowed, "{component}");
        }
    }
}

/// The hosts that a component may call.
fn hosts(component: &str) -> BTreeSet<&'static str> {
    let lines = table(&format!("component.{component}"));
    let mut is_over = false;
    lines
        .skip_while(|line| !line.starts_with("allowed_outbound_hosts = ["))
        .take_while(move |line| !std::mem::replace(&mut is_over, line.ends_with(']')))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

#[test]
fn providers_have_their_variables_and_hosts_and_nothing_else_is_called() {
    let mail = providers::MAIL.iter().flat_map(|provider| provider.variables());
    let sms = providers::SMS.iter().flat_map(|provider| provider.variables());
    let alerts = providers::ALERTS.iter().flat_map(|sink| sink.variables());
    let read: BTreeSet<&str> = mail.chain(sms).chain(alerts).chain(events::VARIABLES).copied().collect();
    let asked = operations::variables();
    for name in &read {
        assert!(asked.iter().any(|known| known == name), "{name}");
    }
    // Those of SMS are told where to report to, if their reports can be proven.
    for provider in providers::SMS {
        assert!(asked.contains(&secrets_of("report", provider.name())), "{}", provider.name());
    }
    let expected = templated(read.into_iter().chain(["dhl_url", "jobs_url"]));
    assert_eq!(hosts("jobs"), expected.iter().map(String::as_str).collect());
}

/// The addresses among these variables, as a list of hosts has them.
fn templated<'a>(variables: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    variables.filter(|name| name.ends_with("_url")).map(|name| format!("{{{{ {name} }}}}")).collect()
}

#[test]
fn pollers_have_their_variables_and_hosts_and_nothing_else_is_called() {
    let read = sources::POLLERS.iter().flat_map(|poller| poller.variables()).copied();
    let expected = templated(read.chain(["jobs_url"]));
    assert_eq!(hosts("poller"), expected.iter().map(String::as_str).collect());
    let names: Vec<&str> = sources::POLLERS.iter().map(|poller| poller.name()).collect();
    assert_eq!(sources::POLLED.map(|(name, _)| name).to_vec(), names);
    let document = document();
    let known = &document["paths"]["/jobs/poll/{poller}"]["parameters"][0]["schema"]["enum"];
    assert_eq!(*known, json!(names));
    let with_login = sources::POLLERS.iter().filter(|poller| poller.login().is_some());
    let known = &document["paths"]["/jobs/poll/{poller}/connect"]["parameters"][0]["schema"]["enum"];
    assert_eq!(*known, json!(with_login.map(|poller| poller.name()).collect::<Vec<_>>()));
}

#[test]
fn pollers_of_orders_have_their_variables_and_hosts_and_nothing_else_is_called() {
    let read = sources::ORDER_POLLERS.iter().flat_map(|poller| poller.variables()).copied();
    let expected = templated(read.chain(["jobs_url"]));
    assert_eq!(hosts("order-sync"), expected.iter().map(String::as_str).collect());
    let document = document();
    let known = &document["paths"]["/jobs/sync/{poller}"]["parameters"][0]["schema"]["enum"];
    assert_eq!(*known, json!(sources::ORDER_POLLER_NAMES));
    let with_link =
        sources::ORDER_POLLERS.iter().filter(|poller| matches!(poller.login(), Some(OrderLogin::Device(_))));
    let known = &document["paths"]["/jobs/sync/{poller}/connect"]["parameters"][0]["schema"]["enum"];
    assert_eq!(*known, json!(with_link.map(|poller| poller.name()).collect::<Vec<_>>()));
    let chosen = &document["paths"]["/jobs/backfill"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(chosen["properties"]["platforms"]["items"]["enum"], json!(sources::ORDER_POLLER_NAMES));
}

#[test]
fn those_who_are_called_have_their_variables_and_hosts_and_nobody_else_is_called() {
    let of_providers = sources::CONFIRMATIONS.iter().flat_map(|(_, call)| call.variables()).copied();
    let expected = templated(of_providers.chain(allegro::VARIABLES).chain(["jobs_url"]));
    assert_eq!(hosts("calls"), expected.iter().map(String::as_str).collect());
}

#[test]
fn channels_have_their_variables_and_hosts_and_nothing_else_is_called() {
    let asks = allegro_messages::variables();
    let read = messages_hook::VARIABLES.into_iter().chain(asks.iter().map(String::as_str)).chain(["jobs_url"]);
    assert_eq!(hosts("auto-reply"), templated(read).iter().map(String::as_str).collect());
    let mail = providers::MAIL.iter().flat_map(|provider| provider.variables()).copied();
    let kinds = [
        WayKind::Messenger,
        WayKind::Instagram,
        WayKind::Whatsapp,
        WayKind::Chatwoot,
        WayKind::Zendesk,
        WayKind::Allegro,
    ];
    let of_ways = kinds.into_iter().flat_map(ways::variables).copied();
    let expected = templated(mail.chain(of_ways).chain(allegro::VARIABLES).chain(["jobs_url"]));
    assert_eq!(hosts("replies"), expected.iter().map(String::as_str).collect());
}

#[test]
fn reports_have_their_variables_and_hosts_and_nothing_else_is_called() {
    let mail = providers::MAIL.iter().flat_map(|provider| provider.variables()).copied();
    let expected = templated(mail.chain(kpi::sending::VARIABLES));
    assert_eq!(hosts("kpi-export"), expected.iter().map(String::as_str).collect());
}
