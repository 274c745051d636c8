//! JSON that is made here: [`json!`](crate::json!), which is written as serde's is and gives the same, and takes half
//! the room in a component: each field is two calls rather than their code.

use serde::Serialize;
use serde_json::{Map, Value};

/// Makes JSON: `json!({"name": value, "list": [1, {"more": [value]}]})`. Values are whatever can be serialized; what
/// cannot is null.
///
/// ```
/// use sledz_domain::json;
/// let number = Some("1001");
/// let told = json!({"order": {"number": number, "parcels": ["A1", {"is": number.is_none()}]}});
/// assert_eq!(told.to_string(), r#"{"order":{"number":"1001","parcels":["A1",{"is":false}]}}"#);
/// ```
#[macro_export]
macro_rules! json {
    ({ $($fields:tt)* }) => {{
        #[allow(unused_mut)] // An empty one is done at once.
        let mut object = $crate::json_value::Object::default();
        $crate::json!(@object object $($fields)*);
        object.done()
    }};
    ([ $($items:tt)* ]) => {{
        #[allow(unused_mut)]
        let mut list = $crate::json_value::List::default();
        $crate::json!(@list list $($items)*);
        list.done()
    }};
    (@object $object:ident) => {};
    (@object $object:ident $name:literal : { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $object.put($name, $crate::json!({ $($inner)* }));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@object $object:ident $name:literal : [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $object.put($name, $crate::json!([ $($inner)* ]));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@object $object:ident $name:literal : $value:expr $(, $($rest:tt)*)?) => {
        $object.put($name, $crate::json!($value));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@list $list:ident) => {};
    (@list $list:ident { $($inner:tt)* } $(, $($rest:tt)*)?) => {
        $list.put($crate::json!({ $($inner)* }));
        $crate::json!(@list $list $($($rest)*)?);
    };
    (@list $list:ident [ $($inner:tt)* ] $(, $($rest:tt)*)?) => {
        $list.put($crate::json!([ $($inner)* ]));
        $crate::json!(@list $list $($($rest)*)?);
    };
    (@list $list:ident $value:expr $(, $($rest:tt)*)?) => {
        $list.put($crate::json!($value));
        $crate::json!(@list $list $($($rest)*)?);
    };
    ($value:expr) => {
        $crate::json_value::value(&$value)
    };
}

/// An object in the making.
#[derive(Debug, Default)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Gives it a field.
    pub fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// The object.
    pub fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// A list in the making.
#[derive(Debug, Default)]
pub struct List(Vec<Value>);

impl List {
    /// Puts something at its end.
    pub fn put(&mut self, value: Value) {
        self.0.push(value);
    }

    /// The list.
    pub fn done(self) -> Value {
        Value::Array(self.0)
    }
}

/// Anything as JSON.
pub fn value<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_what_serde_makes_of_it() {
        let (number, none, list) = (Some(7_u64), None::<String>, vec![1_i64, -2]);
        let map = BTreeMap::from([("a", true)]);
        let inner = serde_json::json!({"x": "y"});
        macro_rules! both {
            ($($told:tt)+) => {
                (crate::json!($($told)+), serde_json::json!($($told)+))
            };
        }
        for (ours, theirs) in [
            both!({}),
            both!([]),
            both!("text"),
            both!(list),
            both!({"a": 1, "b": "two", "c": number, "d": none, "e": [], "f": {},}),
            both!({"list": list, "map": map, "len": list.len(), "sum": 1 + 2, "if": if list.is_empty() { 1 } else { 2 }}),
            both!([1, "two", [3, [4]], {"five": [{"six": 7}]}, list.len(), inner]),
            both!({"deep": {"deeper": {"list": [{"a": inner["x"]}, map]}}, "last": [1,],}),
        ] {
            assert_eq!(ours, theirs);
        }
        let told: Value = crate::json!({"a": 1, "a": 2});
        assert_eq!(told, serde_json::json!({"a": 2}), "the last of a name counts");
    }
}
