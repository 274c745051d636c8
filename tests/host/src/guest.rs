//! What one instance has of the host, and what a component may import at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Result, bail};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Store as Instance};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::configuration::VARIABLES;
use crate::outbound::{AllowedHosts, Outbound};
use crate::output::Output;
use crate::store::Store;
use crate::usage::{Usage, Watch};
use crate::{configuration, keyvalue};

/// What the manifest gives one component; all its instances share it.
pub(crate) struct Granted {
    /// The component's id.
    pub(crate) id: String,
    /// Resolved values of its own variables.
    pub(crate) variables: BTreeMap<String, String>,
    /// Whether it may open the store.
    pub(crate) store_allowed: bool,
    /// Whom it may call.
    pub(crate) hosts: AllowedHosts,
    /// The application's store.
    pub(crate) store: Arc<Store>,
    /// What instances of all components take.
    pub(crate) usage: Arc<Usage>,
}

/// The host's side of one instance. It knows nothing of single requests, as many share it.
pub(crate) struct Guest {
    pub(crate) component: Arc<Granted>,
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
    watch: Watch,
}

impl Guest {
    /// No files, no environment, no sockets: what Spin gives, less what the manifest cannot ask for.
    pub(crate) fn start(engine: &Engine, component: &Arc<Granted>) -> Instance<Self> {
        let mut wasi = WasiCtx::builder();
        wasi.stdout(Output::new(&component.id)).stderr(Output::new(&component.id));
        let guest = Self {
            component: Arc::clone(component),
            table: ResourceTable::new(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: Outbound(component.hosts.clone()),
            watch: Watch::new(&component.usage),
        };
        let mut instance = Instance::new(engine, guest);
        instance.limiter(|guest| &mut guest.watch);
        instance
    }

    pub(crate) fn store(&self) -> Arc<Store> {
        Arc::clone(&self.component.store)
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}

/// Everything that the host offers.
pub(crate) fn linker(engine: &Engine) -> Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    // Rust's standard library still speaks WASI 0.2.
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    keyvalue::add_to_linker(&mut linker)?;
    configuration::add_to_linker(&mut linker)?;
    Ok(linker)
}

/// Refuses a component that imports what the host does not offer, before anything is served.
///
/// # Errors
/// One sentence that names the component and the import.
pub(crate) fn check_imports(engine: &Engine, id: &str, component: &Component) -> Result<()> {
    for (interface, item) in component.component_type().imports(engine) {
        if interface == VARIABLES || interface.starts_with("wasi:") && !interface.starts_with("wasi:keyvalue/") {
            // The linker knows WASI's own interfaces better than a list here would.
            continue;
        }
        let Some((_, offered)) = keyvalue::OFFERED.iter().find(|(name, _)| *name == interface) else {
            bail!("Component `{id}` imports `{interface}`, which the local host does not offer.");
        };
        let ComponentItem::ComponentInstance(instance) = item.ty else {
            continue;
        };
        for (function, _) in instance.exports(engine) {
            if !offered.contains(&function) {
                let name = function.rsplit(['.', ']']).next().unwrap_or(function);
                bail!("Component `{id}` imports `{name}` of `{interface}`, which the local host does not offer.");
            }
        }
    }
    Ok(())
}
