//! A running host: from the manifest to the last request.

use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::counters::Counters;
use crate::guest::{Granted, check_imports, linker};
use crate::instances::Instances;
use crate::manifest::{self, Manifest};
use crate::options::Options;
use crate::outbound::AllowedHosts;
use crate::routes::Router;
use crate::server::Server;
use crate::store::Store;
use crate::usage::Usage;
use crate::variables::{Sources, Variables};

/// Where the SQLite file is unless an option says otherwise.
const DATABASE: &str = ".sledz/sqlite_key_value.db";

/// How many clients may wait to be accepted.
const BACKLOG: u32 = 4096;

/// A host that serves in the background until it is stopped.
pub struct Host {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Host {
    /// Reads the manifest, loads its components and begins to serve.
    ///
    /// # Errors
    /// One sentence for the operator: a bad manifest, a missing variable or file, a component that
    /// imports what is not offered, a store that cannot be reached, an address in use.
    pub async fn start(options: &Options) -> Result<Self> {
        let manifest = Manifest::read(&options.manifest)?;
        let router = Router::new(&manifest.triggers)?;
        let sources = Sources::read(&options.variables, options.env.as_deref(), &options.manifest)?;
        let variables = Variables::resolve(&manifest.variables, &sources)?;
        let listener =
            listen(options.listen).map_err(|error| anyhow!("Cannot listen on {}: {error}.", options.listen))?;
        let address = listener.local_addr()?;
        let counters = Arc::new(Counters::default());
        let store = Arc::new(open_store(options, Arc::clone(&counters)).await?);
        let usage = Arc::new(Usage::default());
        let engine = crate::engine::engine()?;
        let linker = linker(&engine)?;
        let served: BTreeSet<&str> = manifest.triggers.iter().map(|trigger| trigger.component.as_str()).collect();
        let mut loading = JoinSet::new();
        let mut granted = HashMap::new();
        for (id, component) in manifest.components.into_iter().filter(|(id, _)| served.contains(id.as_str())) {
            granted.insert(id.clone(), grant(&id, &component, &variables, &store, &usage)?);
            let engine = engine.clone();
            loading.spawn_blocking(move || load(&engine, id, &component.source));
        }
        let mut handlers = HashMap::new();
        while let Some(loaded) = loading.join_next().await {
            let (id, component) = loaded??;
            let granted = granted.remove(&id).context("A component was loaded twice.")?;
            let handler = Instances::handler(&linker, granted, &component, options.reuse())?;
            handlers.insert(id, handler);
        }
        let mut server = Server::new(router, handlers, store, counters, usage);
        server.control = options.counters;
        server.log = options.log;
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(Arc::new(server).run(listener, stopped));
        Ok(Self { address, stop, server })
    }

    /// The address that was really taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections and waits, a bounded time, for requests in flight.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        // Only a panic of the server could be reported here, and that has been printed.
        let _ = self.server.await;
    }

    /// The whole program: starts, says where on stdout, and stops at SIGINT or SIGTERM.
    ///
    /// # Errors
    /// As `start`.
    pub async fn serve(options: Options) -> Result<()> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let stopping = async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        let host = Self::start(&options).await?;
        let mut stdout = std::io::stdout();
        // A reader that has gone is no reason to stop serving.
        let _ = writeln!(stdout, "Serving http://{}", host.address()).and_then(|()| stdout.flush());
        stopping.await;
        host.stop().await;
        Ok(())
    }
}

async fn open_store(options: &Options, counters: Arc<Counters>) -> Result<Store> {
    match &options.store {
        Some(url) => Store::redis(url, counters).await,
        None => {
            let path = options.database.as_deref().unwrap_or_else(|| Path::new(DATABASE));
            Store::sqlite(path, options.sync, counters)
        }
    }
}

/// What the manifest gives a component, with all templates filled.
fn grant(
    id: &str,
    component: &manifest::Component,
    variables: &Variables,
    store: &Arc<Store>,
    usage: &Arc<Usage>,
) -> Result<Granted> {
    let own = component.variables.iter().map(|(name, template)| {
        Ok((name.clone(), variables.fill(template, &format!("[component.{id}.variables] `{name}`"))?))
    });
    let own = own.collect::<Result<_>>()?;
    let hosts = component.allowed_outbound_hosts.iter().map(|template| {
        let place = format!("[component.{id}] `allowed_outbound_hosts`");
        Ok((template.as_str(), variables.fill(template, &place)?))
    });
    let hosts = AllowedHosts::parse(id, hosts.collect::<Result<Vec<_>>>()?)?;
    Ok(Granted {
        id: id.to_owned(),
        variables: own,
        store_allowed: component.store,
        hosts,
        store: Arc::clone(store),
        usage: Arc::clone(usage),
    })
}

fn load(engine: &Engine, id: String, source: &Path) -> Result<(String, Component)> {
    let component = crate::engine::load(engine, &id, source)?;
    check_imports(engine, &id, &component)?;
    Ok((id, component))
}

/// Listens with a queue that holds hundreds of clients connecting at once: with tokio's own, some of
/// them are refused.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart takes the port at once, whatever connections of before still linger.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
