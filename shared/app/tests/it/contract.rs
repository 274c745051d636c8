//! The OpenAPI document says what the handlers do: paths, fields, and nothing more.

use crate::shop::{Shop, after, order, shipment};
use serde_json::{Value, json};
use sledz_sources::registry;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../openapi.json")).unwrap()
}

/// Whether `value` has the fields that the schema names, no others, and all that it requires.
fn check(document: &Value, schema: &Value, value: &Value, place: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    if let Some(any) = schema["anyOf"].as_array() {
        if !value.is_null() {
            check(document, &any[0], value, place);
        }
        return;
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{place}: {value}");
    }
    match value {
        Value::Object(fields) => {
            let known: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
            let required = schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            for name in required {
                assert!(fields.contains_key(name), "{place}: {name} is missing");
            }
            for (name, inner) in fields {
                assert!(known.contains(name), "{place}: {name} is not in the document");
                check(document, &schema["properties"][name], inner, &format!("{place}.{name}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(document, &schema["items"], item, place)),
        plain => {
            let kind = match plain {
                Value::Null => "null",
                Value::Bool(_) => "boolean",
                Value::String(_) => "string",
                _ => "number",
            };
            let allowed = &schema["type"];
            let fits = allowed.is_null()
                || *allowed == kind
                || allowed.as_array().is_some_and(|all| all.contains(&json!(kind)));
            assert!(fits, "{place}: {plain} is not {allowed}");
        }
    }
}

#[test]
fn answers_are_as_the_document_says() {
    let shop = Shop::new();
    let data = json!({"id": "1", "status": "preparing", "placed_at": after(0), "paid_at": after(0), "updated_at": after(0),
        "shipments": [{"carrier": "inpost", "tracking_number": "A1"}, {"tracking_number": "C3"}]});
    shop.deliver(&order(after(0), data));
    shop.deliver(&shipment(
        after(5),
        json!({"carrier": "inpost", "tracking_number": "A1", "status": "ready_for_pickup", "at": after(5),
        "location": "Kraków", "pickup": {"name": "KRA010", "deadline": after(900)}, "replaced_by": "B2"}),
    ));
    shop.deliver(&shipment(after(6), json!({"tracking_number": "A1", "status": "nonsense", "at": "?"})));
    let (document, now) = (document(), after(10));
    let page = shop.page("1", now).unwrap();
    check(&document, &document["components"]["schemas"]["TrackingView"], &page, "page");
    assert_eq!(page["shipments"].as_array().unwrap().len(), 3);
    let order = shop.order("1", now).unwrap();
    check(&document, &document["components"]["schemas"]["Order"], &order, "order");
    assert_eq!(order["conflicts"][0]["between"][0]["source"], "standard");
}

#[test]
fn every_source_is_in_the_document_and_in_the_manifest() {
    let document = document();
    let manifest = include_str!("../../../../spin.toml");
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let couriers = registry::COURIERS.iter().map(|source| ("courier", "couriers", source.name()));
    let platforms = registry::PLATFORMS.iter().map(|source| ("order", "orders", source.name()));
    for (kind, kinds, name) in couriers.chain(platforms) {
        let path = format!("/hooks/{kinds}/{name}");
        assert!(paths.iter().any(|known| **known == path || **known == format!("{path}/{{token}}")), "{path}");
        let variable = sledz_app::settings::secrets_of(kind, name);
        assert!(manifest.contains(&format!("{variable} = \"{{{{ {variable} }}}}\"")), "{variable}");
    }
}
