//! What is understood, and what is refused with which sentence.

use super::*;

const GOOD: &str = r#"
spin_manifest_version = 2
[application]
name = "sledz"
version = "0.1.0"
authors = ["A"]
description = "d"
[variables]
keys = { required = true, secret = true }
shop_name = { default = "Sklep" }
[[trigger.http]]
route = "/hooks/couriers/..."
component = "courier-webhook"
[component.courier-webhook]
source = "target/a.wasm"
key_value_stores = ["default"]
allowed_outbound_hosts = ["{{ inpost_url }}"]
[component.courier-webhook.variables]
keys = "{{ keys }}"
[component.courier-webhook.build]
command = "cargo build"
[component.courier-webhook.tool.anything]
x = 1
"#;

#[test]
fn a_good_manifest_is_understood() {
    let manifest = Manifest::parse(GOOD, Path::new("/app")).unwrap();
    assert_eq!(manifest.variables["keys"], Variable { default: None });
    assert_eq!(manifest.variables["shop_name"], Variable { default: Some("Sklep".into()) });
    let trigger = Trigger { route: "/hooks/couriers/...".into(), component: "courier-webhook".into() };
    assert_eq!(manifest.triggers, [trigger]);
    let component = &manifest.components["courier-webhook"];
    assert_eq!(component.source, Path::new("/app/target/a.wasm"));
    assert!(component.store);
    assert_eq!(component.variables["keys"], "{{ keys }}");
    assert_eq!(component.allowed_outbound_hosts, ["{{ inpost_url }}"]);
}

/// What is exchanged in the good manifest, and the exact sentence that follows.
const BAD: &[(&str, &str, &str)] = &[
    ("spin_manifest_version = 2", "spin_manifest_version = 1", "The manifest needs `spin_manifest_version = 2`."),
    ("spin_manifest_version = 2", "spin_manifest_version = \"2\"", "The manifest needs `spin_manifest_version = 2`."),
    ("[application]", "[app]", "The manifest has no [application]."),
    ("name = \"sledz\"", "", "[application] has no `name`."),
    ("name = \"sledz\"", "name = 1", "[application] has a `name` that is not a string."),
    ("version = \"0.1.0\"", "trigger = {}", "[application] has `trigger`, which the local host does not support."),
    ("{ default = \"Sklep\" }", "\"Sklep\"", "[variables] has a `shop_name` that is not a table."),
    ("{ default = \"Sklep\" }", "{ default = 7 }", "[variables.shop_name] has a `default` that is not a string."),
    (
        "{ default = \"Sklep\" }",
        "{ secret = true }",
        "[variables.shop_name] needs either `default` or `required = true`, and not both.",
    ),
    (
        "{ default = \"Sklep\" }",
        "{ default = \"\", required = true }",
        "[variables.shop_name] needs either `default` or `required = true`, and not both.",
    ),
    (
        "{ default = \"Sklep\" }",
        "{ default = \"\", secret = \"yes\" }",
        "[variables.shop_name] has a `secret` that is neither true nor false.",
    ),
    (
        "{ default = \"Sklep\" }",
        "{ default = \"\", sort = 1 }",
        "[variables.shop_name] has `sort`, which the local host does not support.",
    ),
    ("[[trigger.http]]", "[[trigger.redis]]", "[trigger] has `redis`, which the local host does not support."),
    ("[[trigger.http]]", "[trigger.http]", "`trigger.http` must be written as [[trigger.http]]."),
    ("route = \"/hooks/couriers/...\"", "", "[[trigger.http]] has no `route`."),
    (
        "route = \"/hooks/couriers/...\"",
        "route = { private = true }",
        "[[trigger.http]] has a `route` that is not a string.",
    ),
    ("component = \"courier-webhook\"", "", "The trigger of route `/hooks/couriers/...` has no `component`."),
    (
        "component = \"courier-webhook\"",
        "component = \"courier\"",
        "The trigger of route `/hooks/couriers/...` names component `courier`, but there is no [component.courier].",
    ),
    (
        "component = \"courier-webhook\"",
        "component = \"courier-webhook\"\nexecutor = { type = \"wagi\" }",
        "The trigger of route `/hooks/couriers/...` has `executor`, which the local host does not support.",
    ),
    ("source = \"target/a.wasm\"", "", "[component.courier-webhook] has no `source`."),
    (
        "source = \"target/a.wasm\"",
        "source = { url = \"https://example.com/a.wasm\", digest = \"sha256:0\" }",
        "[component.courier-webhook] has a `source` that is not a path; the local host does not fetch components.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "key_value_stores = [\"default\", \"cache\"]",
        "[component.courier-webhook] asks for the key-value store `cache`, but the local host has only `default`.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "key_value_stores = \"default\"",
        "[component.courier-webhook] has a `key_value_stores` that is not a list.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "key_value_stores = [1]",
        "[component.courier-webhook] has an entry in `key_value_stores` that is not a string.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "files = [\"a\"]",
        "[component.courier-webhook] has `files`, which the local host does not support.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "environment = { A = \"1\" }",
        "[component.courier-webhook] has `environment`, which the local host does not support.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "sqlite_databases = [\"default\"]",
        "[component.courier-webhook] has `sqlite_databases`, which the local host does not support.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "ai_models = [\"llama2-chat\"]",
        "[component.courier-webhook] has `ai_models`, which the local host does not support.",
    ),
    (
        "key_value_stores = [\"default\"]",
        "dependencies_inherit_configuration = true",
        "[component.courier-webhook] has `dependencies_inherit_configuration`, which the local host does not support.",
    ),
    ("keys = \"{{ keys }}\"", "keys = 1", "[component.courier-webhook.variables] has a `keys` that is not a string."),
    (
        "spin_manifest_version = 2",
        "spin_manifest_version = 2\nprofile = {}",
        "The manifest has `profile`, which the local host does not support.",
    ),
];

#[test]
fn a_bad_manifest_is_refused_in_one_sentence() {
    for (good, bad, sentence) in BAD {
        assert!(GOOD.contains(good), "{good} is not in the good manifest");
        let text = GOOD.replacen(good, bad, 1);
        let error = Manifest::parse(&text, Path::new("")).expect_err(bad);
        assert_eq!(error.to_string(), *sentence, "for {bad}");
    }
}

#[test]
fn a_file_that_is_no_manifest_is_refused() {
    let error = Manifest::parse("a = ", Path::new("")).unwrap_err().to_string();
    assert!(error.starts_with("The manifest is not TOML: "), "{error}");
    assert!(!error.contains('\n'), "{error}");
    let error = Manifest::read(Path::new("no/spin.toml")).unwrap_err().to_string();
    assert!(error.starts_with("Cannot read the manifest no/spin.toml: "), "{error}");
}
