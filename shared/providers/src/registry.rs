//! Every provider there is. A new one is one file and one line here; one that reports is listed twice.

use crate::{
    alert::{AlertSink, discord::Discord, slack::Slack, teams::Teams},
    mail::{MailProvider, mailgun::Mailgun, postmark::Postmark, resend::Resend, sendgrid::SendGrid},
    report::Reporter,
    sms::{SmsProvider, smsapi::Smsapi, twilio::Twilio},
};

/// Providers of e-mail, chosen by `mail_provider`.
pub static MAIL: &[&dyn MailProvider] = &[&Postmark, &Resend, &Mailgun, &SendGrid];

/// Providers of SMS, chosen by `sms_provider`.
pub static SMS: &[&dyn SmsProvider] = &[&Smsapi, &Twilio];

/// Where alerts go: to each that is configured.
pub static ALERTS: &[&dyn AlertSink] = &[&Slack, &Discord, &Teams];

/// Who reports, under `/hooks/reports/{name}`.
pub static REPORTERS: &[&dyn Reporter] = &[&Postmark, &Resend, &Mailgun, &SendGrid, &Smsapi, &Twilio];

/// The names of [`MAIL`], for who needs no more of them: with the providers themselves a component would hold all
/// of their code.
pub const MAIL_NAMES: [&str; 4] = ["postmark", "resend", "mailgun", "sendgrid"];

/// The names of [`SMS`].
pub const SMS_NAMES: [&str; 2] = ["smsapi", "twilio"];

/// The provider of e-mail of that name.
pub fn mail(name: &str) -> Option<&'static dyn MailProvider> {
    MAIL.iter().copied().find(|provider| provider.name() == name)
}

/// The provider of SMS of that name.
pub fn sms(name: &str) -> Option<&'static dyn SmsProvider> {
    SMS.iter().copied().find(|provider| provider.name() == name)
}

/// The reporter of that name.
pub fn reporter(name: &str) -> Option<&'static dyn Reporter> {
    REPORTERS.iter().copied().find(|reporter| reporter.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_names_are_those_of_the_providers() {
        assert_eq!(MAIL.iter().map(|provider| provider.name()).collect::<Vec<_>>(), MAIL_NAMES);
        assert_eq!(SMS.iter().map(|provider| provider.name()).collect::<Vec<_>>(), SMS_NAMES);
    }
}
