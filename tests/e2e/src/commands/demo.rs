//! `sledz demo`: a demo shop, played through the real hooks.

use super::signals::Ending;
use anyhow::{Context as _, Result, bail};
use chrono::Utc;
use serde_json::json;
use sledz_e2e::{
    demo::{
        letters::write_letters,
        live::{LiveAuthor, play_live},
        player::{Played, play},
        scheduler::{Scheduler, count_numbers},
        script::Author,
        shop,
    },
    deployment::{Builder, Deployment, URL},
    mailbox::Mailbox,
    secrets::{Secrets, local_token, random_hex},
    senders::channels::standard,
    workshop::{Steps, Workshop},
};
use std::{
    fs,
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
};

/// Where the demo keeps its own store, below the root of the workspace.
const STORE: &str = ".sledz/demo";

/// Messages that are off for InPost's parcels unless the shop says otherwise, since InPost sends its
/// own; and by e-mail alone. The demo shows them, by both ways.
const SWITCHED_ON: [&str; 3] = ["out_for_delivery", "ready_for_pickup", "pickup_reminder"];

/// How the demo is played.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to serve the demo
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,

    /// Where to serve the mailbox, which shows what customers would get
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3025")]
    mailbox: SocketAddr,

    /// Play into a deployment that runs already, whose secrets are in the environment (SLEDZ_*);
    /// nothing is lived through there, so customers are told little
    #[arg(long, value_name = "URL", conflicts_with_all = ["listen", "mailbox"])]
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
    tell(&deployment, &played, None);
    Ok(())
}

fn play_locally(arguments: &Arguments) -> Result<()> {
    let listen = free(arguments.listen, "--listen 127.0.0.1:3001")?;
    free(arguments.mailbox, "--mailbox 127.0.0.1:3026")?;
    let workshop = Workshop::find()?;
    let mut steps = Steps::new(Workshop::BUILD_STEPS + 3);
    workshop.build(&mut steps)?;
    steps.begin("Starting the local host, with a store of its own, and the mailbox");
    let store = workshop.root().join(STORE);
    match fs::remove_dir_all(&store) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("{STORE} cannot be reset."));
        }
        _ => {}
    }
    let mut ending = Ending::listen()?;
    let mailbox = Mailbox::start(arguments.mailbox)?;
    let builder = Deployment::builder(&workshop).sqlite_in(store).listen(listen);
    let mut deployment = with_variables(builder, listen, &mailbox).start()?;
    for kind in SWITCHED_ON {
        switch_on(&deployment, kind)?;
    }
    steps.begin("Living through six days of five orders");
    let mut played = live_shown(&deployment, &mailbox)?;
    steps.begin("Playing the demo shop through the hooks");
    played.splice(..0, play_shown(&deployment, "")?);
    let letters = write_letters(&deployment, &played)?;
    eprintln!("    {letters} customers write to the shop");
    count_numbers(&deployment)?;
    tell(&deployment, &played, Some(&mailbox));
    if !arguments.once && !ending.has_come() {
        let _scheduler = Scheduler::start(&deployment)?;
        println!("\nServing {} until Ctrl-C.", deployment.url());
        ending.wait();
    }
    deployment.stop()
}

/// The shop, the mailbox as every provider, and the deployment's own address.
fn with_variables(mut builder: Builder, listen: SocketAddr, mailbox: &Mailbox) -> Builder {
    // One sink is enough to show an alert, and events for machines would bury what customers get.
    let wanted = |name: &str| !matches!(name, "alert_discord" | "alert_teams") && !name.starts_with("events_");
    for (name, value) in mailbox.variables("postmark", "smsapi").iter().filter(|(name, _)| wanted(name)) {
        builder = builder.variable(name, value);
    }
    for (name, value) in shop::VARIABLES {
        builder = builder.variable(name, value);
    }
    let own = match listen.ip() {
        ip if ip.is_unspecified() => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port()),
        _ => listen,
    };
    builder = builder.variable("channel_standard_secrets", standard::SECRET);
    builder
        .variable("mail_from", shop::MAIL_FROM)
        .variable("sms_from", shop::SMS_FROM)
        .variable("notify_since", "2000-01-01T00:00:00Z")
        .variable("jobs_url", &format!("http://{own}"))
        .variable("public_url", &format!("http://{own}"))
}

/// The address, or a free port of it for port 0. It must be free before minutes are spent on building,
/// and known before the deployment is started, which is told its own address.
fn free(address: SocketAddr, other: &str) -> Result<SocketAddr> {
    match TcpListener::bind(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("{address} is taken by another program. Choose another: {other}")
        }
        Err(error) => Err(error).with_context(|| format!("Cannot listen on {address}.")),
        Ok(listener) => Ok(listener.local_addr()?),
    }
}

/// Has a message sent by e-mail and SMS.
fn switch_on(deployment: &Deployment, kind: &str) -> Result<()> {
    let call = deployment.client().request("PUT", &format!("/api/templates/{kind}"));
    let call = call.header("authorization", &format!("Bearer {}", local_token("admin")));
    let setting = json!({"enabled": true, "channels": ["email", "sms"]});
    let reply = call.header("content-type", "application/json").body(setting.to_string().into_bytes()).send()?;
    if reply.status != 200 {
        bail!("PUT /api/templates/{kind} answered {}: {}", reply.status, reply.text());
    }
    Ok(())
}

fn live_shown(deployment: &Deployment, mailbox: &Mailbox) -> Result<Vec<Played>> {
    let base = u64::from_str_radix(&random_hex::<4>()?, 16)?;
    let now = Utc::now();
    let orders = LiveAuthor::new(now, base).orders();
    play_live(deployment, mailbox, orders, now, |day, of| eprintln!("    day {day} of {of}"))
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

fn tell(deployment: &Deployment, played: &[Played], mailbox: Option<&Mailbox>) {
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
    if let Some(mailbox) = mailbox {
        println!("\nWhat customers, the shop's people and its systems have been told: {}/", mailbox.url());
        println!("  {} messages so far", mailbox.received().len());
        println!("  Switched on, and by SMS too: {}.", SWITCHED_ON.join(", "));
        println!("  InPost tells its customers these itself: without a setting they are off for its parcels.");
    }
    if mailbox.is_some() {
        println!("\nFor the shop's own people, signed in at {url}/login with the token {}:", local_token("agent"));
        println!("  {url}/cases  what customers have written, and what waits for a person");
        println!("  {url}/kpi?span=month  the numbers; those of the days before today are kept by job rollup");
    }
    println!("\nEverything that is known of an order, for the shop's own systems:");
    let token = if deployment.is_local() { &deployment.secrets().api_token } else { "$SLEDZ_API_TOKEN" };
    println!("  curl -H \"Authorization: Bearer {token}\" {url}/api/orders/{number}");
}
