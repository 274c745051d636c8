//! Starting and stopping: what is refused, with which words, and how it ends.

use std::path::Path;
use std::time::Duration;

use crate::fixture::{App, Mode, floor_manifest, program};

/// Starts the program, which must refuse: its one sentence.
fn refusal(directory: &Path, arguments: &[&str]) -> String {
    let output = program(directory).args(["--listen", "127.0.0.1:0"]).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence.trim_end().strip_prefix("sledz-host: ").unwrap().to_owned()
}

/// A directory with a manifest for a component written by hand.
fn with_component(text: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.wasm"), wat::parse_str(text).unwrap()).unwrap();
    let manifest = "spin_manifest_version = 2\n[application]\nname = \"x\"\n[[trigger.http]]\nroute = \"/\"\n\
                    component = \"x\"\n[component.x]\nsource = \"x.wasm\"\n";
    std::fs::write(directory.path().join("spin.toml"), manifest).unwrap();
    directory
}

const BUCKET: &str = r#"(export "bucket" (type $bucket (sub resource)))"#;

#[test]
fn imports_that_are_not_offered_are_named() {
    let method = |name: &str, params: &str, result: &str| {
        format!(
            r#"(component (import "wasi:keyvalue/store@0.2.0-draft2" (instance {BUCKET}
                (export "[method]bucket.{name}" (func (param "self" (borrow $bucket)) {params} {result})))))"#
        )
    };
    let function = |interface: &str, name: &str| {
        format!(
            r#"(component (import "wasi:keyvalue/{interface}@0.2.0-draft2" (instance {BUCKET}
                (export "{name}" (func (param "bucket" (borrow $bucket)))))))"#
        )
    };
    let table = [
        (
            method("list-keys", r#"(param "cursor" (option string))"#, ""),
            "`list-keys` of `wasi:keyvalue/store@0.2.0-draft2`",
        ),
        (function("batch", "get-many"), "`get-many` of `wasi:keyvalue/batch@0.2.0-draft2`"),
        (function("batch", "delete-many"), "`delete-many` of `wasi:keyvalue/batch@0.2.0-draft2`"),
        (function("atomics", "swap"), "`swap` of `wasi:keyvalue/atomics@0.2.0-draft2`"),
        (
            r#"(component (import "wasi:keyvalue/atomics@0.2.0-draft2" (instance (export "cas" (type (sub resource))))))"#
                .into(),
            "`cas` of `wasi:keyvalue/atomics@0.2.0-draft2`",
        ),
        (
            r#"(component (import "wasi:keyvalue/watcher@0.2.0-draft2" (instance)))"#.into(),
            "`wasi:keyvalue/watcher@0.2.0-draft2`",
        ),
        (
            r#"(component (import "spin:key-value/key-value@3.0.0" (instance)))"#.into(),
            "`spin:key-value/key-value@3.0.0`",
        ),
        (r#"(component (import "fermyon:spin/key-value@2.0.0" (instance)))"#.into(), "`fermyon:spin/key-value@2.0.0`"),
    ];
    for (text, import) in table {
        let directory = with_component(&text);
        let expected = format!("Component `x` imports {import}, which the local host does not offer.");
        assert_eq!(refusal(directory.path(), &[]), expected);
    }
}

#[test]
fn what_is_no_service_is_refused() {
    let directory = with_component("(component)");
    assert_eq!(
        refusal(directory.path(), &[]),
        "Component `x` does not export `wasi:http/handler@0.3.0`: it is no HTTP service of Spin 4."
    );
    let directory = with_component(r#"(component (import "wasi:nn/graph@0.2.0" (instance (export "f" (func)))))"#);
    let sentence = refusal(directory.path(), &[]);
    assert!(
        sentence.starts_with("Component `x` cannot be linked: ") && sentence.contains("wasi:nn/graph"),
        "{sentence}"
    );
    std::fs::remove_file(directory.path().join("x.wasm")).unwrap();
    assert_eq!(
        refusal(directory.path(), &[]),
        "Component `x` has no file x.wasm: build it with: cargo build --release --target wasm32-wasip2"
    );
}

#[test]
fn bad_configuration_is_refused_in_one_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let sentence = refusal(directory.path(), &[]);
    assert!(sentence.starts_with("Cannot read the manifest spin.toml: "), "{sentence}");
    let manifest = |text: &str| std::fs::write(directory.path().join("spin.toml"), text).unwrap();
    manifest(&format!("{}\n[variables]\nkey = {{ required = true }}\n", floor_manifest()));
    assert_eq!(
        refusal(directory.path(), &[]),
        "Variable `key` is required: set SPIN_VARIABLE_KEY in the environment or in .env, or pass --variable key=VALUE."
    );
    let sentence = refusal(directory.path(), &["--variable", "key=topsecret", "--variable", "other=1"]);
    assert_eq!(sentence, "--variable names `other`, which is not in [variables] of the manifest.");
    manifest(&format!("{}\nallowed_outbound_hosts = [\"*\"]\n", floor_manifest()));
    assert_eq!(
        refusal(directory.path(), &[]),
        "[component.floor] allows outbound host `*`, but it must name its hosts, never `*`."
    );
    manifest(&floor_manifest());
    let sentence = refusal(directory.path(), &["--store", "redis://127.0.0.1:1/0"]);
    assert!(sentence.starts_with("Redis at 127.0.0.1:1 cannot be reached: "), "{sentence}");
    let sentence = refusal(directory.path(), &["--env", "missing.env"]);
    assert!(sentence.starts_with("Cannot read missing.env: "), "{sentence}");
}

#[test]
fn an_address_in_use_is_named() {
    let app = App::floor(Mode::Reuse);
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("spin.toml"), floor_manifest()).unwrap();
    let address = app.address().to_string();
    let output = program(directory.path()).args(["--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(sentence.starts_with(&format!("sledz-host: Cannot listen on {address}: ")), "{sentence}");
}

#[test]
fn a_signal_lets_requests_in_flight_end() {
    for signal in ["INT", "TERM"] {
        let mut app = App::probe(Mode::Reuse);
        let mut idle = app.connect();
        assert_eq!(idle.get("/probe/open?default").0, 200);
        assert_eq!(idle.post("/.host/store-delay?ms=50", b"").0, 204);
        let mut busy = app.connect();
        let answer = std::thread::spawn(move || busy.get("/probe/store?k"));
        // The request takes 11 store calls: it has begun by now, and is far from its end.
        std::thread::sleep(Duration::from_millis(200));
        app.signal(signal);
        let (code, took) = app.wait();
        assert_eq!(code, Some(0));
        assert!(took > Duration::from_millis(100) && took < Duration::from_secs(5), "{took:?}");
        assert_eq!(answer.join().unwrap().0, 200);
        app.native_store(|store| assert_eq!(store.increment("n", 0).unwrap(), 42));
    }
}
