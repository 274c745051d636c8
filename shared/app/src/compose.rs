//! From what is owed to a request that a provider takes, with everything looked up afresh: a
//! message says what is true when it goes out, not when it was owed.

use crate::{
    addresses, event_body, link,
    lookup::{self, Found},
    order_intake::order_log,
    owing, reference,
    request::Env,
    settings::secrets_of,
    subscription,
};
use chrono::{DateTime, Utc};
use sledz_domain::{
    event_id::EventId,
    message::{Channel, MessageKind},
    occasion::{Occasion, Situation},
    outbox::{Dropped, Outbox, Subject, What, message_id},
    settings::{MessageSetting, MessageSettings},
    view::{self, Context, TrackingView},
    words::Lang,
};
use sledz_page::Shop;
use sledz_providers::{
    alert::Alert,
    events::{self, Event},
    mail::{AutoSubmitted, Mail, MailProvider},
    outcome::{Answer, Outcome},
    registry,
    sms::{Sms, SmsProvider},
};
use sledz_sources::{carriers, proof::Secrets};
use sledz_store::{StoreError, keyring::Keyring, keys::LogId};

/// What a provider's answer means.
pub type Reader = Box<dyn Fn(&Answer, DateTime<Utc>) -> Outcome>;

/// A request that can be sent.
pub struct Ready {
    /// The provider's name.
    pub provider: &'static str,
    /// The request.
    pub request: http::Request<Vec<u8>>,
    /// What its answer means.
    pub read: Reader,
    /// The customer's address that it goes to.
    pub address: Option<(Channel, String)>,
}

/// What has become of something owed.
pub enum Composed {
    /// It can be sent.
    Ready(Box<Ready>),
    /// It waits until then.
    PutOff(DateTime<Utc>),
    /// It is not to be sent.
    Dropped(Dropped),
    /// It cannot reach the customer by this way; another may do.
    Unreachable(Dropped),
    /// Something is not set as it should be; one sentence for the operator.
    Misconfigured(String),
}

/// An order with the messages that its state calls for now, and what the shop has set.
pub struct Truth {
    /// The order.
    pub found: Found,
    /// What its state calls for.
    pub occasions: Vec<Occasion>,
    /// What the shop has set.
    pub settings: MessageSettings,
}

impl Truth {
    /// The truth about a subject; none if it is no order, or nothing is known of it.
    ///
    /// # Errors
    /// If the store fails.
    pub fn of(env: &Env, subject: &Subject) -> Result<Option<Self>, StoreError> {
        let Subject::Order(platform, id) = subject else { return Ok(None) };
        let Some(found) = lookup::read(env, order_log(platform, id))? else { return Ok(None) };
        let occasions = Situation::of(&found.order, &found.parcels, env.settings.policy(), env.now).occasions(env.now);
        let settings = env.store.read::<MessageSettings>(owing::message_settings_log())?.projection.state;
        Ok(Some(Truth { found, occasions, settings }))
    }

    /// The occasion of an item, if there still is one.
    pub fn occasion(&self, item: EventId, channel: Channel) -> Option<&Occasion> {
        self.occasions
            .iter()
            .find(|occasion| message_id(occasion.kind, occasion.detail, occasion.parcel.as_deref(), channel) == item)
    }
}

/// Those of `items` that are still true, and those that are not; anything but a message stays true.
pub fn still_true(truth: Option<&Truth>, outbox: &Outbox, items: &[EventId]) -> (Vec<EventId>, Vec<EventId>) {
    items.iter().partition(|id| match outbox.item(**id).and_then(|item| item.owed()) {
        Some((What::Message { channel, .. }, _)) => truth.is_some_and(|truth| truth.occasion(**id, *channel).is_some()),
        _ => true,
    })
}

/// Makes a request of what is owed. `together` are the items that go out in one message.
///
/// # Errors
/// If the store fails.
pub fn compose(
    env: &Env,
    truth: Option<&Truth>,
    subject: &Subject,
    item: EventId,
    what: &What,
    together: &[EventId],
) -> Result<Composed, StoreError> {
    let reference = reference::of(LogId::outbox(subject), item);
    match (what, truth) {
        (What::Message { kind, channel, .. }, Some(truth)) => {
            Letter { env, truth, kind: *kind, channel: *channel, reference: &reference }.compose(together)
        }
        (What::Message { .. }, None) => Ok(Composed::Dropped(Dropped::Outdated)),
        (What::Alert { sink, title, text }, _) => Ok(alert(env, sink, title, text, &reference)),
        (What::Activation { source, subscription }, _) => Ok(match subscription::call(env, source, subscription)? {
            Some(request) => ready(subscription::DHL, request, Box::new(subscription::read), None),
            None => Composed::Dropped(Dropped::Outdated),
        }),
        // The component `calls` makes these.
        (What::Call(_), _) => Ok(Composed::Dropped(Dropped::Outdated)),
        (What::Event { kind, of }, _) => {
            let Some(body) = event_body::of(env, subject, kind, *of)? else {
                return Ok(Composed::Dropped(Dropped::Outdated));
            };
            let event = Event { id: &reference, body: &body };
            if !env.settings.sends_events() {
                return Ok(Composed::Dropped(Dropped::Disabled));
            }
            Ok(ready("standard", events::request(&event, env.settings, env.now), Box::new(events::read), None))
        }
    }
}

fn ready(
    provider: &'static str,
    request: Result<http::Request<Vec<u8>>, String>,
    read: Reader,
    address: Option<(Channel, String)>,
) -> Composed {
    match request {
        Ok(request) => Composed::Ready(Box::new(Ready { provider, request, read, address })),
        Err(why) => Composed::Misconfigured(why),
    }
}

/// A message to a customer that is being put together.
struct Letter<'a> {
    env: &'a Env<'a>,
    truth: &'a Truth,
    kind: MessageKind,
    channel: Channel,
    reference: &'a str,
}

impl Letter<'_> {
    fn compose(&self, together: &[EventId]) -> Result<Composed, StoreError> {
        let (env, order) = (self.env, &self.truth.found.order);
        let setting = self.truth.settings.of(self.kind);
        let occasions: Vec<&Occasion> =
            together.iter().filter_map(|item| self.truth.occasion(*item, self.channel)).collect();
        let carrier = occasions.iter().find_map(|occasion| occasion.carrier.as_deref()).map(carriers::by_id);
        if !owing::may_notify(env, order) || !setting.is_on(self.kind, carrier) {
            return Ok(Composed::Dropped(Dropped::Disabled));
        }
        let from = setting.not_before(self.kind, self.channel, env.now);
        if from > env.now {
            return Ok(Composed::PutOff(from));
        }
        let Some(keyring) = env.settings.keyring() else {
            return Ok(Composed::Misconfigured("variable keys is empty".to_owned()));
        };
        let contact = addresses::contact(env, &keyring, self.truth.found.log, order)?;
        let Some(address) = addresses::of(&contact, self.channel) else {
            return Ok(Composed::Unreachable(Dropped::NoAddress));
        };
        let known = addresses::known(env, &keyring, self.channel, address)?;
        if !known.is_wanted() {
            return Ok(Composed::Dropped(Dropped::SwitchedOff));
        }
        if !known.is_reachable() {
            return Ok(Composed::Unreachable(Dropped::Unreachable));
        }
        Ok(self.write(&keyring, &setting, &occasions, address))
    }

    fn write(&self, keyring: &Keyring, setting: &MessageSetting, occasions: &[&Occasion], address: &str) -> Composed {
        let env = self.env;
        let Some(page) = link::address(env, keyring, &self.truth.found) else {
            return Composed::Misconfigured("variable keys is empty".to_owned());
        };
        if !page.starts_with("https://") && !page.starts_with("http://") {
            return Composed::Misconfigured(
                "public_url is empty or no address: messages would have no link to the tracking page".to_owned(),
            );
        }
        let lang = setting.lang(self.truth.found.order.language());
        let numbers: Vec<&str> = occasions.iter().filter_map(|occasion| occasion.parcel.as_deref()).collect();
        let rendered = Rendering { env, found: &self.truth.found, kind: self.kind, lang, page: &page };
        match self.channel {
            Channel::Email => {
                let mail = rendered.mail(setting, &numbers);
                let unsubscribe = format!("{page}/messages/off?channel=email");
                let Some(provider) = mail_provider(env) else { return self.no_provider("mail_provider") };
                let mail = Mail {
                    to: address,
                    subject: &mail.subject,
                    text: &mail.text,
                    html: &mail.html,
                    reference: self.reference,
                    unsubscribe: Some(unsubscribe.as_str()).filter(|url| url.starts_with("https://")),
                    kind: self.kind.name(),
                    in_reply_to: None,
                    references: None,
                    auto_submitted: AutoSubmitted::Generated,
                };
                let read: Reader = Box::new(|answer, now| provider.read(answer, now));
                ready(provider.name(), provider.request(&mail, env.settings), read, self.to(address))
            }
            Channel::Sms => {
                let text = rendered.sms(setting, &numbers).text;
                let Some(provider) = sms_provider(env) else { return self.no_provider("sms_provider") };
                let report_url = report_url(env, provider, self.reference);
                let sms =
                    Sms { to: address, text: &text, reference: self.reference, report_url: report_url.as_deref() };
                let read: Reader = Box::new(|answer, now| provider.read(answer, now));
                ready(provider.name(), provider.request(&sms, env.settings), read, self.to(address))
            }
        }
    }

    fn to(&self, address: &str) -> Option<(Channel, String)> {
        Some((self.channel, address.to_owned()))
    }

    /// Without a provider of this kind another way may do; with a wrong name nothing should be lost.
    fn no_provider(&self, variable: &str) -> Composed {
        match self.env.settings.get(variable).trim() {
            "" => Composed::Unreachable(Dropped::Disabled),
            name => Composed::Misconfigured(format!("{variable} is {name}, which is no provider that we know")),
        }
    }
}

/// The words of a message about an order; also what a preview shows.
pub struct Rendering<'a> {
    /// Where settings are.
    pub env: &'a Env<'a>,
    /// The order.
    pub found: &'a Found,
    /// What the message tells.
    pub kind: MessageKind,
    /// Its language.
    pub lang: Lang,
    /// The order's tracking page.
    pub page: &'a str,
}

impl Rendering<'_> {
    /// As an e-mail about these parcels of the order; none named: all of it.
    pub fn mail(&self, setting: &MessageSetting, numbers: &[&str]) -> sledz_messages::Mail {
        sledz_messages::mail(&texts(setting, self.kind, self.lang), &self.subject(&self.told(numbers)))
    }

    /// As an SMS.
    pub fn sms(&self, setting: &MessageSetting, numbers: &[&str]) -> sledz_messages::Sms {
        let fold = self.env.settings.get("sms_diacritics").trim() != "keep";
        sledz_messages::sms(&texts(setting, self.kind, self.lang), &self.subject(&self.told(numbers)), fold)
    }

    /// Whether the order has parcels besides these: not those that go on under another number, nor
    /// what carries a return.
    fn has_others(&self, numbers: &[&str]) -> bool {
        let parcels = &self.found.parcels;
        let walked = view::walked_parcels(&self.found.order, parcels);
        let mut others =
            parcels.iter().zip(&walked).filter(|((named, _), _)| !numbers.contains(&named.tracking_number.as_str()));
        !numbers.is_empty() && others.any(|(_, parcel)| parcel.replaced_by.is_none() && !parcel.is_return)
    }

    /// What a message about these parcels tells.
    fn told(&self, numbers: &[&str]) -> Told {
        let env = self.env;
        let about: Vec<_> = self
            .found
            .parcels
            .iter()
            .filter(|(named, _)| numbers.is_empty() || numbers.contains(&named.tracking_number.as_str()))
            .cloned()
            .collect();
        let context =
            Context { now: env.now, lang: self.lang, policy: env.settings.policy(), carriers: carriers::by_id };
        Told {
            view: view::build(&self.found.order, &about, &context),
            more_parcels: self.has_others(numbers),
            preferences: format!("{}/messages", self.page),
            shop: env.settings.shop(),
        }
    }

    fn subject<'s>(&'s self, told: &'s Told) -> sledz_messages::Subject<'s> {
        sledz_messages::Subject {
            kind: self.kind,
            lang: self.lang,
            view: &told.view,
            more_parcels: told.more_parcels,
            now: self.env.now,
            page: self.page,
            preferences: &told.preferences,
            returns_url: self.env.settings.get("returns_url").trim(),
            shop: &told.shop,
        }
    }
}

/// What a message is made of, before it is put into words.
struct Told {
    view: TrackingView,
    more_parcels: bool,
    preferences: String,
    shop: Shop,
}

/// The shop's own words, or ours.
fn texts(setting: &MessageSetting, kind: MessageKind, lang: Lang) -> sledz_domain::message::Texts {
    setting.texts.get(lang.code()).cloned().unwrap_or_else(|| sledz_messages::default_texts(kind, lang))
}

/// The provider of e-mail that is chosen.
pub fn mail_provider(env: &Env) -> Option<&'static dyn MailProvider> {
    registry::mail(env.settings.get("mail_provider").trim())
}

/// The provider of SMS that is chosen.
pub fn sms_provider(env: &Env) -> Option<&'static dyn SmsProvider> {
    registry::sms(env.settings.get("sms_provider").trim())
}

/// Where the provider reports to; none while its reports are not configured.
fn report_url(env: &Env, provider: &dyn SmsProvider, reference: &str) -> Option<String> {
    let name = provider.name();
    let secrets = Secrets::parse(env.settings.get(&secrets_of("report", name)));
    let base = env.settings.get("public_url").trim().trim_end_matches('/');
    if base.is_empty() || !provider.can_report(&secrets) {
        return None;
    }
    let token = secrets.paths.first().map(|token| format!("/{token}")).unwrap_or_default();
    Some(format!("{base}/hooks/reports/{name}{token}?ref={reference}"))
}

fn alert(env: &Env, sink: &str, title: &str, text: &str, reference: &str) -> Composed {
    if sink == "email" {
        let Some(provider) = mail_provider(env) else { return Composed::Dropped(Dropped::Disabled) };
        let to = env.settings.get("alert_email").trim();
        let html = sledz_messages::alert_html(title, text);
        let mail = Mail {
            to,
            subject: title,
            text,
            html: &html,
            reference,
            unsubscribe: None,
            kind: "alert",
            in_reply_to: None,
            references: None,
            auto_submitted: AutoSubmitted::Generated,
        };
        let read: Reader = Box::new(|answer, now| provider.read(answer, now));
        return ready(provider.name(), provider.request(&mail, env.settings), read, None);
    }
    let Some(chosen) = registry::ALERTS.iter().copied().find(|known| known.name() == sink) else {
        return Composed::Dropped(Dropped::Disabled);
    };
    let request = chosen.request(&Alert { title, text, link: None }, env.settings);
    ready(chosen.name(), request, Box::new(|answer, now| chosen.read(answer, now)), None)
}
