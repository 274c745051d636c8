//! `wasi:keyvalue@0.2.0-draft2` for guests: the functions that are sound on every backend of Spin.
//!
//! All of them are synchronous for the guest, as in Spin: the instance stands still until the store
//! has answered.

use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker, Lower, Resource, ResourceType};

use crate::guest::Guest;
use crate::store::StoreError;

pub(crate) const STORE: &str = "wasi:keyvalue/store@0.2.0-draft2";
pub(crate) const ATOMICS: &str = "wasi:keyvalue/atomics@0.2.0-draft2";
pub(crate) const BATCH: &str = "wasi:keyvalue/batch@0.2.0-draft2";

/// What the host offers of each interface. `bucket` is the type itself.
pub(crate) const OFFERED: &[(&str, &[&str])] = &[
    (
        STORE,
        &[
            "error",
            "bucket",
            "open",
            "[method]bucket.get",
            "[method]bucket.set",
            "[method]bucket.delete",
            "[method]bucket.exists",
        ],
    ),
    (ATOMICS, &["bucket", "error", "increment"]),
    (BATCH, &["bucket", "error", "set-many"]),
];

/// The one store; a handle to it carries nothing.
enum Bucket {}

/// The handle's number: there is only one bucket.
const BUCKET: u32 = 0;

/// `store.error`.
#[derive(Clone, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(variant)]
enum Error {
    #[component(name = "no-such-store")]
    NoSuchStore,
    #[component(name = "access-denied")]
    AccessDenied,
    #[component(name = "other")]
    Other(String),
}

type Answer<T> = wasmtime::Result<(Result<T, Error>,)>;
type Handle = Resource<Bucket>;

/// Adds the interfaces to the linker.
pub(crate) fn add_to_linker(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    let bucket = ResourceType::host::<Bucket>();

    let mut store = linker.instance(STORE)?;
    store.resource("bucket", bucket, |_, _| Ok(()))?;
    store.func_wrap("open", |guest: StoreContextMut<'_, Guest>, (label,): (String,)| -> Answer<Handle> {
        let allowed = guest.data().component.store_allowed && label == "default";
        Ok((allowed.then(|| Resource::new_own(BUCKET)).ok_or(Error::AccessDenied),))
    })?;
    store.func_wrap_async("[method]bucket.get", |guest: StoreContextMut<'_, Guest>, (_, key): (Handle, String)| {
        let store = guest.data().store();
        Box::new(async move { answer(store.get(key).await) })
    })?;
    store.func_wrap_async(
        "[method]bucket.set",
        |guest: StoreContextMut<'_, Guest>, (_, key, value): (Handle, String, Vec<u8>)| {
            let store = guest.data().store();
            Box::new(async move { answer(store.set(key, value).await) })
        },
    )?;
    store.func_wrap_async(
        "[method]bucket.delete",
        |guest: StoreContextMut<'_, Guest>, (_, key): (Handle, String)| {
            let store = guest.data().store();
            Box::new(async move { answer(store.delete(key).await) })
        },
    )?;
    store.func_wrap_async(
        "[method]bucket.exists",
        |guest: StoreContextMut<'_, Guest>, (_, key): (Handle, String)| {
            let store = guest.data().store();
            Box::new(async move { answer(store.exists(key).await) })
        },
    )?;

    let mut atomics = linker.instance(ATOMICS)?;
    atomics.resource("bucket", bucket, |_, _| Ok(()))?;
    atomics.func_wrap_async(
        "increment",
        |guest: StoreContextMut<'_, Guest>, (_, key, delta): (Handle, String, i64)| {
            let store = guest.data().store();
            Box::new(async move { answer(store.increment(key, delta).await) })
        },
    )?;

    let mut batch = linker.instance(BATCH)?;
    batch.resource("bucket", bucket, |_, _| Ok(()))?;
    batch.func_wrap_async(
        "set-many",
        |guest: StoreContextMut<'_, Guest>, (_, pairs): (Handle, Vec<(String, Vec<u8>)>)| {
            let store = guest.data().store();
            Box::new(async move { answer(store.set_many(pairs).await) })
        },
    )?;
    Ok(())
}

/// The reason is for the operator alone.
fn answer<T>(outcome: Result<T, StoreError>) -> Answer<T> {
    Ok((outcome.map_err(|error| {
        eprintln!("sledz-host: a store call failed: {error}");
        Error::Other("the store failed".into())
    }),))
}
