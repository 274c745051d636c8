//! The manifest, the registries and the OpenAPI document agree: routes, sources, variables, hosts.

use super::document;
use serde_json::json;
use sledz_app::{api, courier_webhook, operations, order_webhook, settings::secrets_of, tracking_page};
use sledz_providers::{events, registry as providers};
use sledz_sources::registry as sources;
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
    routes().into_iter().find(|(route, _)| leads(route, path)).map(|(_, component)| component)
}

/// The variables that a component asks for when it is asked at `path`.
fn asked(component: &str, path: &str) -> Vec<String> {
    match component {
        "api" => api::variables(path),
        "courier-webhook" => courier_webhook::variables(path),
        "jobs" => operations::variables(),
        "order-webhook" => order_webhook::variables(path),
        "tracking-page" => tracking_page::variables(),
        _ => Vec::new(),
    }
}

/// The paths of the document, one for each reporter where any is meant.
fn paths() -> Vec<String> {
    let document = document();
    let mut found = Vec::new();
    for path in document["paths"].as_object().unwrap().keys() {
        let reporters = providers::REPORTERS.iter().map(|reporter| path.replace("{provider}", reporter.name()));
        found.extend(reporters.take(if path.contains("{provider}") { providers::REPORTERS.len() } else { 1 }));
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
        assert!(paths.iter().any(|path| leads(route, path)), "{route} is not in the document");
    }
}

#[test]
fn every_source_and_reporter_is_in_the_document() {
    let document = document();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let couriers = sources::COURIERS.iter().map(|source| ("couriers", source.name()));
    let platforms = sources::PLATFORMS.iter().map(|source| ("orders", source.name()));
    for (kinds, name) in couriers.chain(platforms) {
        let path = format!("/hooks/{kinds}/{name}");
        assert!(paths.iter().any(|known| **known == path || **known == format!("{path}/{{token}}")), "{path}");
    }
    let reporters: Vec<&str> = providers::REPORTERS.iter().map(|reporter| reporter.name()).collect();
    for path in ["/hooks/reports/{provider}", "/hooks/reports/{provider}/{token}"] {
        assert_eq!(document["paths"][path]["parameters"][0]["schema"]["enum"], json!(reporters), "{path}");
    }
}

#[test]
fn each_component_is_given_the_variables_that_it_asks_for() {
    let mut components: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in paths() {
        let component = component(&path).unwrap();
        components.entry(component).or_default().extend(asked(component, &path));
    }
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
        // Who is told where the component `jobs` is may call that, and nobody else.
        if *component != "jobs" {
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
    for reporter in providers::REPORTERS {
        assert!(asked.contains(&secrets_of("report", reporter.name())), "{}", reporter.name());
    }
    let templated = |name: &&str| format!("{{{{ {name} }}}}");
    let expected: BTreeSet<String> = read.iter().filter(|name| name.ends_with("_url")).map(templated).collect();
    assert_eq!(hosts("jobs"), expected.iter().map(String::as_str).collect());
}
