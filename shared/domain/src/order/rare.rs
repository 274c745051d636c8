//! Facts that few orders have: payments, fulfilments and how they travel, other names, links. In logs and projections
//! each is a list of texts, which is read when it is asked for: orders without them cost nothing, and
//! neither does their form (what serde derives for them is 30 KB of every component).

use super::{Alias, Fulfilment, Link, Order, PaymentSaid, PaymentStep, ShipmentRef};
use crate::{
    listed::{Listed, filled, first, instant, millis, texts},
    money::Money,
    parcel::ParcelEvent,
    sorting,
};

const PAYMENT: &str = "payment";
const FULFILMENT: &str = "fulfilment";
const MOVED: &str = "moved";
const LINKED: &str = "linked";
const ALSO: &str = "also";

/// The fields behind the name of this kind of fact; none if it is of another.
fn of<'a>(kind: &str, fields: &'a [String]) -> Option<Vec<&'a str>> {
    let (first, rest) = first(fields)?;
    (first == kind).then(|| rest.iter().map(String::as_str).collect())
}

impl Listed for PaymentSaid {
    fn fields(&self) -> Vec<String> {
        let amount = self.amount.as_ref().map(Money::amount).unwrap_or_default();
        let currency = self.amount.as_ref().map(Money::currency).unwrap_or_default();
        let (refund, confirm) =
            (self.refund.as_deref().unwrap_or_default(), self.confirm.as_deref().unwrap_or_default());
        let at = millis(self.at);
        texts(&[PAYMENT, &at, &self.source, &self.payment, self.step.name(), &amount, currency, refund, confirm])
    }

    fn read(fields: &[String]) -> Option<Self> {
        let fields = of(PAYMENT, fields)?;
        let [at, source, payment, step, amount, currency, refund, confirm] = fields.as_slice() else { return None };
        Some(PaymentSaid {
            at: instant(at)?,
            source: (*source).to_owned(),
            payment: (*payment).to_owned(),
            step: PaymentStep::ALL.into_iter().find(|known| known.name() == *step)?,
            amount: Money::decimal(amount, currency),
            refund: filled(refund),
            confirm: filled(confirm),
        })
    }
}

impl Listed for Fulfilment {
    fn fields(&self) -> Vec<String> {
        let cancelled = if self.is_cancelled { "cancelled" } else { "" };
        let mut fields = texts(&[FULFILMENT, &millis(self.version), &self.id, cancelled]);
        for parcel in &self.shipments {
            fields.extend([parcel.tracking_number.clone(), parcel.carrier.clone().unwrap_or_default()]);
        }
        fields
    }

    fn read(fields: &[String]) -> Option<Self> {
        let fields = of(FULFILMENT, fields)?;
        let [version, id, cancelled, parcels @ ..] = fields.as_slice() else { return None };
        let parcel = |pair: &[&str]| match pair {
            [number, carrier] => Some(ShipmentRef { tracking_number: (*number).to_owned(), carrier: filled(carrier) }),
            _ => None,
        };
        Some(Fulfilment {
            version: instant(version)?,
            id: (*id).to_owned(),
            is_cancelled: !cancelled.is_empty(),
            shipments: parcels.chunks(2).filter_map(parcel).collect(),
        })
    }
}

impl Listed for Link {
    fn fields(&self) -> Vec<String> {
        let word = |is: bool, word: &'static str| if is { word } else { "" };
        let words = (word(self.is_merged, "merged"), word(self.is_part, "part"));
        texts(&[LINKED, &self.platform, &self.platform_id, words.0, words.1])
    }

    fn read(fields: &[String]) -> Option<Self> {
        let fields = of(LINKED, fields)?;
        let [platform, platform_id, merged, part] = fields.as_slice() else { return None };
        Some(Link {
            platform: (*platform).to_owned(),
            platform_id: (*platform_id).to_owned(),
            is_merged: !merged.is_empty(),
            is_part: !part.is_empty(),
        })
    }
}

impl Listed for Alias {
    fn fields(&self) -> Vec<String> {
        let part = if self.is_part { "part" } else { "" };
        texts(&[ALSO, self.platform.as_deref().unwrap_or_default(), &self.number, part])
    }

    fn read(fields: &[String]) -> Option<Self> {
        let fields = of(ALSO, fields)?;
        let [platform, number, part] = fields.as_slice() else { return None };
        Some(Alias { platform: filled(platform), number: (*number).to_owned(), is_part: !part.is_empty() })
    }
}

/// How a fulfilment travelled, as it stands in a log; none if it cannot be written down.
pub fn moved(fulfilment: &str, event: &ParcelEvent) -> Option<Vec<String>> {
    Some(texts(&[MOVED, fulfilment, &serde_json::to_string(event).ok()?]))
}

/// From how it stands in a log: the fulfilment, and what happened.
pub fn read_moved(fields: &[String]) -> Option<(String, ParcelEvent)> {
    let fields = of(MOVED, fields)?;
    let [fulfilment, event] = fields.as_slice() else { return None };
    Some(((*fulfilment).to_owned(), serde_json::from_slice(event.as_bytes()).ok()?))
}

impl Order {
    /// Every word about its payments, oldest first.
    pub fn payments(&self) -> Vec<PaymentSaid> {
        let mut all: Vec<PaymentSaid> = self.rare.iter().filter_map(|fields| PaymentSaid::read(fields)).collect();
        sorting::sort(&mut all);
        all
    }

    /// The numbers by which other systems know it, or ever did.
    pub fn also(&self) -> Vec<Alias> {
        self.rare.iter().filter_map(|fields| Alias::read(fields)).collect()
    }

    /// The orders that are about the same purchase.
    pub fn links(&self) -> Vec<Link> {
        self.rare.iter().filter_map(|fields| Link::read(fields)).collect()
    }

    /// The order that this one was made part of.
    pub fn merged_into(&self) -> Option<Link> {
        self.links().into_iter().find(|link| link.is_merged)
    }

    /// The parts of it that are sent together, at their newest versions, by id.
    pub(super) fn fulfilments(&self) -> Vec<Fulfilment> {
        let mut newest: Vec<Fulfilment> = Vec::new();
        for sent in self.rare.iter().filter_map(|fields| Fulfilment::read(fields)) {
            match newest.iter_mut().find(|known| known.id == sent.id) {
                Some(known) if *known < sent => *known = sent,
                Some(_) => {}
                None => newest.push(sent),
            }
        }
        sorting::sort_by(&mut newest, |a, b| a.id < b.id);
        newest
    }

    /// The parcels of one fulfilment, unless it was taken back.
    pub fn parcels_of(&self, fulfilment: &str) -> Vec<ShipmentRef> {
        let known = self.fulfilments().into_iter().find(|known| known.id == fulfilment && !known.is_cancelled);
        known.map(|known| known.shipments).unwrap_or_default()
    }

    /// How a fulfilment of it travelled, as the platform tells. Of copies, learned at several times, the
    /// first counts.
    pub fn moved(&self, of: &str) -> Vec<ParcelEvent> {
        let mut all: Vec<ParcelEvent> = Vec::new();
        for (_, event) in self.rare.iter().filter_map(|fields| read_moved(fields)).filter(|(id, _)| id == of) {
            match all.iter_mut().find(|known| known.id == event.id) {
                Some(known) if event < *known => *known = event,
                Some(_) => {}
                None => all.push(event),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event_id::EventId, status::Status};
    use chrono::DateTime;

    #[test]
    fn what_is_written_is_read_again() {
        let at = DateTime::from_timestamp_millis(1_790_850_660_123).unwrap();
        let payment = PaymentSaid {
            at,
            source: "payu".to_owned(),
            payment: "A\u{1f},\"1\"".to_owned(),
            step: PaymentStep::Refunded,
            amount: Money::decimal("-114.7905", "PLN"),
            refund: Some("r".to_owned()),
            confirm: Some("{\"a\":1}".to_owned()),
        };
        let bare =
            PaymentSaid { amount: None, refund: None, confirm: None, step: PaymentStep::Pending, ..payment.clone() };
        for said in [payment, bare] {
            assert_eq!(PaymentSaid::read(&said.fields()), Some(said.clone()));
            assert_eq!(Link::read(&said.fields()), None);
        }
        let parcel = |number: &str, carrier: Option<&str>| ShipmentRef {
            tracking_number: number.to_owned(),
            carrier: carrier.map(str::to_owned),
        };
        for shipments in [vec![], vec![parcel("A1", None), parcel("B2", Some("dpd"))]] {
            let sent = Fulfilment { version: at, id: "F".to_owned(), is_cancelled: shipments.is_empty(), shipments };
            assert_eq!(Fulfilment::read(&sent.fields()), Some(sent));
        }
        for (is_merged, is_part) in [(false, false), (true, false), (false, true), (true, true)] {
            let link = Link { platform: "allegro".to_owned(), platform_id: "1".to_owned(), is_merged, is_part };
            assert_eq!(Link::read(&link.fields()), Some(link));
        }
        for platform in [None, Some("allegro".to_owned())] {
            let alias = Alias { is_part: platform.is_none(), platform, number: "1".to_owned() };
            assert_eq!(Alias::read(&alias.fields()), Some(alias));
        }
        let mut event = ParcelEvent::new(EventId::of(&["1"]), "shopify", at);
        event.status = Some(Status::Delivered);
        assert_eq!(read_moved(&moved("F", &event).unwrap()), Some(("F".to_owned(), event)));
    }

    #[test]
    fn what_is_no_such_fact_is_none() {
        for fields in
            [vec![], texts(&["payment"]), texts(&["linked", "a"]), texts(&["payment", "x", "", "", "", "", "", "", ""])]
        {
            assert!(PaymentSaid::read(&fields).is_none() && Link::read(&fields).is_none());
            assert!(Fulfilment::read(&fields).is_none() && read_moved(&fields).is_none());
        }
    }
}
