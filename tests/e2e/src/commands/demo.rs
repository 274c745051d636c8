//! `sledz demo`: a demo shop, played through the real hooks.

use super::signals::Ending;
use anyhow::{Context as _, Result, bail};
use chrono::Utc;
use sledz_e2e::{
    demo::{
        player::{Played, play},
        script::Author,
        shop,
    },
    deployment::{Deployment, URL},
    secrets::{Secrets, random_hex},
    workshop::{Steps, Workshop},
};
use std::{
    fs,
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
};

/// Where the demo keeps its own store, below the root of the workspace.
const STORE: &str = ".sledz/demo";

/// How the demo is played.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to serve the demo
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,

    /// Play into a deployment that runs already, whose secrets are in the environment (SLEDZ_*)
    #[arg(long, value_name = "URL", conflicts_with = "listen")]
    url: Option<String>,

    /// End when all is played
    #[arg(long)]
    once: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.url {
        Some(url) => play_into(url),
        None => play_locally(arguments),
    }
}

fn play_into(url: &str) -> Result<()> {
    let secrets = Secrets::named().with_context(|| format!("--url needs the deployment's secrets, as {URL} does"))?;
    let deployment = Deployment::at(url, secrets);
    let run = random_hex::<2>()?.to_uppercase();
    let played = play_shown(&deployment, &format!("DEMO-{run}-"))?;
    tell(&deployment, &played);
    Ok(())
}

fn play_locally(arguments: &Arguments) -> Result<()> {
    is_free(arguments.listen)?;
    let workshop = Workshop::find()?;
    let mut steps = Steps::new(Workshop::BUILD_STEPS + 2);
    workshop.build(&mut steps)?;
    steps.begin("Starting the local host, with a store of its own");
    let store = workshop.root().join(STORE);
    match fs::remove_dir_all(&store) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("{STORE} cannot be reset."));
        }
        _ => {}
    }
    let mut ending = Ending::listen()?;
    let mut builder = Deployment::builder(&workshop).sqlite_in(store).listen(arguments.listen);
    for (name, value) in shop::VARIABLES {
        builder = builder.variable(name, value);
    }
    if arguments.listen.port() != 0 && !arguments.listen.ip().is_unspecified() {
        builder = builder.variable("public_url", &format!("http://{}", arguments.listen));
    }
    let mut deployment = builder.start()?;
    steps.begin("Playing the demo shop through the hooks");
    let played = play_shown(&deployment, "")?;
    tell(&deployment, &played);
    if !arguments.once && !ending.has_come() {
        println!("\nServing {} until Ctrl-C.", deployment.url());
        ending.wait();
    }
    deployment.stop()
}

/// Port 0 is any free port; any other must be free before minutes are spent on building.
fn is_free(address: SocketAddr) -> Result<()> {
    match TcpListener::bind(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("{address} is taken by another program. Choose another: --listen 127.0.0.1:3001")
        }
        Err(error) => Err(error).with_context(|| format!("Cannot listen on {address}.")),
        Ok(_) => Ok(()),
    }
}

fn play_shown(deployment: &Deployment, prefix: &str) -> Result<Vec<Played>> {
    let base = u64::from_str_radix(&random_hex::<4>()?, 16)?;
    let orders = Author::new(Utc::now(), prefix, base).orders();
    let all = orders.len();
    let played = play(deployment, orders, |done| {
        if done % 5 == 0 || done == all {
            eprintln!("    {done} of {all} orders");
        }
    })?;
    Ok(played)
}

fn tell(deployment: &Deployment, played: &[Played]) {
    println!("\n{} has {} orders. Open any of them:\n", shop::NAME, played.len());
    let width = played.iter().map(|one| one.order.number.len()).max().unwrap_or_default();
    for Played { order, link, .. } in played {
        println!("  {:<width$}  {:<16}  {}", order.number, order.stage, order.about);
        println!("  {:<width$}  {link}", "");
    }
    let Some(one) = played.iter().find(|one| one.order.stage == "ready_for_pickup") else { return };
    let (url, number, contact) = (deployment.url(), &one.order.number, &one.order.contact);
    println!("\nThe form, as a customer without a link finds it: {url}/sledz-zamowienie (English: {url}/track-order)");
    println!("  number  {number}\n  e-mail  {contact}");
    println!("\nEverything that is known of an order, for the shop's own systems:");
    let token = if deployment.is_local() { &deployment.secrets().api_token } else { "$SLEDZ_API_TOKEN" };
    println!("  curl -H \"Authorization: Bearer {token}\" {url}/api/orders/{number}");
}
