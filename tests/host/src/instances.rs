//! How long an instance lives and how many requests share it: as Spin has it by default.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use tokio::time::Sleep;
use wasmtime::component::{Component, GuestTaskId, Linker};
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyHandler, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::guest::{Granted, Guest};

/// How many requests one instance serves at the same time.
const CONCURRENT: usize = 16;
/// How long an instance waits for its next request.
const IDLE: Duration = Duration::from_secs(1);

/// Hands requests to the instances of one component.
pub(crate) type Handler = ProxyHandler<Instances>;

/// Makes the instances of one component.
pub(crate) struct Instances {
    engine: Engine,
    component: Arc<Granted>,
    ready: ProxyPre<Guest>,
    reuse: usize,
}

impl Instances {
    /// Links a component; `reuse` is how many requests one instance serves.
    ///
    /// # Errors
    /// One sentence that names the component and what it imports or lacks.
    pub(crate) fn handler(
        linker: &Linker<Guest>,
        granted: Granted,
        component: &Component,
        reuse: usize,
    ) -> Result<Handler> {
        let id = granted.id.clone();
        let linked = linker.instantiate_pre(component);
        let linked = linked.map_err(|error| anyhow!("Component `{id}` cannot be linked: {}.", one_line(&error)))?;
        let ready = ServicePre::new(linked).map_err(|_| {
            anyhow!("Component `{id}` does not export `wasi:http/handler@0.3.0`: it is no HTTP service of Spin 4.")
        })?;
        Ok(ProxyHandler::new(Self {
            engine: linker.engine().clone(),
            component: Arc::new(granted),
            ready: ProxyPre::P3(ready),
            reuse,
        }))
    }
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Life;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Life>> {
        let mut store = Guest::start(&self.engine, &self.component);
        let proxy = self.ready.instantiate_async(&mut store).await?;
        Ok(Instance {
            store,
            proxy,
            view: Guest::http,
            expiration: Expiration(Box::pin(tokio::time::sleep(IDLE))),
            state: Life { component: Arc::clone(&self.component), reuse: self.reuse },
        })
    }
}

/// Ends an instance that has been idle for long enough. A request may take as long as it likes.
pub(crate) struct Expiration(Pin<Box<Sleep>>);

impl WorkerExpiration for Expiration {
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>, status: WorkerStatus, since: Instant) -> Poll<()> {
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let deadline = (since + IDLE).into();
        if self.0.deadline() != deadline {
            self.0.as_mut().reset(deadline);
        }
        self.0.as_mut().poll(context)
    }
}

/// The life of one instance.
pub(crate) struct Life {
    component: Arc<Granted>,
    reuse: usize,
}

impl WorkerState for Life {
    type StoreData = Guest;
    type RequestData = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.reuse {
            ShouldAccept::Never
        } else if concurrent >= CONCURRENT {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + std::marker::Sync>> {
        // Requests have no deadline.
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<Guest>, outcome: wasmtime::Result<()>) {
        if let Err(error) = outcome {
            // Neither a request's path nor a backtrace: the cause alone.
            eprintln!("sledz-host: an instance of component `{}` trapped: {}", self.component.id, error.root_cause());
        }
        drop(store);
    }
}

/// The causes of an error in one line.
fn one_line(error: &wasmtime::Error) -> String {
    let causes: Vec<String> = error.chain().map(|cause| cause.to_string().replace('\n', " ")).collect();
    causes.join(": ")
}
