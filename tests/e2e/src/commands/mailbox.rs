//! `sledz mailbox`: the mailbox as a process of its own, for a deployment elsewhere.

use super::signals::Ending;
use anyhow::Result;
use sledz_e2e::mailbox::Mailbox;
use std::net::SocketAddr;

/// Where the mailbox listens, and whom it plays.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3025")]
    listen: SocketAddr,

    /// The provider of mail in the variables that are shown
    #[arg(long, default_value = "postmark", value_parser = ["postmark", "resend", "mailgun", "sendgrid"])]
    mail: String,

    /// The provider of SMS in the variables that are shown
    #[arg(long, default_value = "smsapi", value_parser = ["smsapi", "twilio"])]
    sms: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut ending = Ending::listen()?;
    let mailbox = Mailbox::start(arguments.listen)?;
    println!("Variables that send a deployment's messages here, for .env:\n");
    for (name, value) in mailbox.variables(&arguments.mail, &arguments.sms) {
        println!("SPIN_VARIABLE_{}=\"{value}\"", name.to_uppercase());
    }
    println!("\nServing {} until Ctrl-C.", mailbox.url());
    ending.wait();
    Ok(())
}
