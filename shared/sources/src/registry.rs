//! Every source there is. A new one is one file, one fixture folder, and one line here.

use crate::{
    couriers::{
        Courier,
        aftership::{self, AfterShip},
        dhl::{self, Dhl},
        dpd_de::{self, DpdDe},
        easypost::{self, EasyPost},
        fedex::{self, Fedex},
        furgonetka::{self, Furgonetka},
        inpost::{self, Inpost},
        inpost_shipx::{self, InpostShipx},
        karrio::{self, Karrio},
        sendcloud::{self, Sendcloud},
        seventeen_track::{self, SeventeenTrack},
        standard::StandardCourier,
        ups::{self, Ups},
    },
    order_pollers::{
        OrderPoller,
        allegro::{self, AllegroOrders},
        baselinker::{self, BaseLinker},
        shoper::ShoperParcels,
        shopify::ShopifyOrders,
        woocommerce::WooCommerceOrders,
    },
    payments::{
        Confirmation, PaymentProvider,
        payu::{self, PayU},
        przelewy24::{self, Przelewy24},
        standard::StandardPayments,
        stripe::{self, Stripe},
    },
    platforms::{
        Platform,
        amazon::{self, Amazon},
        erli::{self, Erli},
        idosell::{self, IdoSell},
        prestashop::{self, PrestaShop},
        shoper::{self, Shoper},
        shopify::{self, Shopify},
        standard::StandardPlatform,
        woocommerce::{self, WooCommerce},
    },
    pollers::{
        Poller,
        allegro_tracking::{self, AllegroTracking},
        dhl24::{self, Dhl24},
        dpd_infoservices::{self, DpdInfoServices},
        inpost_tracking::{self, InpostTracking},
        poczta_polska::{self, PocztaPolska},
    },
    standard,
};

/// Couriers and aggregators, under `/hooks/couriers/{name}`.
pub static COURIERS: &[&dyn Courier] = &[
    &InpostShipx,
    &Inpost,
    &DpdDe,
    &Dhl,
    &Ups,
    &Fedex,
    &AfterShip,
    &SeventeenTrack,
    &Furgonetka,
    &Sendcloud,
    &Karrio,
    &EasyPost,
    &StandardCourier,
];

/// Shops and marketplaces, under `/hooks/orders/{name}`.
pub static PLATFORMS: &[&dyn Platform] =
    &[&WooCommerce, &Shopify, &Shoper, &Erli, &Amazon, &IdoSell, &PrestaShop, &StandardPlatform];

/// Payment providers, under `/hooks/payments/{name}`.
pub static PAYMENTS: &[&dyn PaymentProvider] = &[&PayU, &Przelewy24, &Stripe, &StandardPayments];

/// The calls that make payments final, by provider.
pub static CONFIRMATIONS: [(&str, &dyn Confirmation); 1] = [(przelewy24::NAME, &Przelewy24)];

/// Shops, marketplaces and hubs that are asked for their orders, under `/jobs/sync/{name}`.
pub static ORDER_POLLERS: &[&dyn OrderPoller] =
    &[&AllegroOrders, &WooCommerceOrders, &BaseLinker, &ShoperParcels, &ShopifyOrders];

/// The names of [`COURIERS`], for who needs no more of them: with the couriers themselves a component
/// would hold all of their code.
pub const COURIER_NAMES: [&str; 13] = [
    inpost_shipx::NAME,
    inpost::NAME,
    dpd_de::NAME,
    dhl::NAME,
    ups::NAME,
    fedex::NAME,
    aftership::NAME,
    seventeen_track::NAME,
    furgonetka::NAME,
    sendcloud::NAME,
    karrio::NAME,
    easypost::NAME,
    standard::NAME,
];

/// The names of [`PLATFORMS`].
pub const PLATFORM_NAMES: [&str; 8] = [
    woocommerce::NAME,
    shopify::NAME,
    shoper::NAME,
    erli::NAME,
    amazon::NAME,
    idosell::NAME,
    prestashop::NAME,
    standard::NAME,
];

/// The names of [`PAYMENTS`].
pub const PAYMENT_NAMES: [&str; 4] = [payu::NAME, przelewy24::NAME, stripe::NAME, standard::NAME];

/// The names of [`ORDER_POLLERS`].
pub const ORDER_POLLER_NAMES: [&str; 5] =
    [allegro::NAME, woocommerce::NAME, baselinker::NAME, shoper::NAME, shopify::NAME];

/// Carriers that are asked, under `/jobs/poll/{name}`.
pub static POLLERS: &[&dyn Poller] = &[&InpostTracking, &AllegroTracking, &DpdInfoServices, &Dhl24, &PocztaPolska];

/// Which parcels each of [`POLLERS`] is asked about; none if it hands out what is new by itself. For
/// who needs no more of them.
pub static POLLED: [(&str, Option<Serves>); 5] = [
    (inpost_tracking::NAME, Some(inpost_tracking::serves)),
    (allegro_tracking::NAME, Some(allegro_tracking::serves)),
    (dpd_infoservices::NAME, None),
    (dhl24::NAME, Some(dhl24::serves)),
    (poczta_polska::NAME, Some(poczta_polska::serves)),
];

/// Whether a poller knows parcels of this carrier (`other`, if nobody can tell) and normalised number.
pub type Serves = fn(carrier: &str, number: &str) -> bool;

/// The poller of that name.
pub fn poller(name: &str) -> Option<&'static dyn Poller> {
    POLLERS.iter().copied().find(|poller| poller.name() == name)
}

/// The courier of that name.
pub fn courier(name: &str) -> Option<&'static dyn Courier> {
    COURIERS.iter().copied().find(|courier| courier.name() == name)
}

/// The payment provider of that name.
pub fn payments(name: &str) -> Option<&'static dyn PaymentProvider> {
    PAYMENTS.iter().copied().find(|provider| provider.name() == name)
}

/// The poller of orders of that name.
pub fn order_poller(name: &str) -> Option<&'static dyn OrderPoller> {
    ORDER_POLLERS.iter().copied().find(|poller| poller.name() == name)
}

/// How far a platform stands from the customer: a shop is where they bought, a marketplace is where they
/// found the shop, and of a hub between the two they have never heard.
pub fn distance(platform: &str) -> u8 {
    match platform {
        "baselinker" => 2,
        "allegro" | "erli" | "amazon" | "ebay" => 1,
        _ => 0,
    }
}

/// The platform of that name.
pub fn platform(name: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pollers::Way;

    #[test]
    fn the_lists_of_names_are_those_of_the_sources() {
        assert_eq!(COURIERS.iter().map(|courier| courier.name()).collect::<Vec<_>>(), COURIER_NAMES);
        assert_eq!(PAYMENTS.iter().map(|provider| provider.name()).collect::<Vec<_>>(), PAYMENT_NAMES);
        assert_eq!(ORDER_POLLERS.iter().map(|poller| poller.name()).collect::<Vec<_>>(), ORDER_POLLER_NAMES);
        assert_eq!(PLATFORMS.iter().map(|platform| platform.name()).collect::<Vec<_>>(), PLATFORM_NAMES);
    }

    #[test]
    fn what_is_asked_about_parcels_says_about_which() {
        let listed = POLLED.map(|(name, serves)| (name, serves.is_some()));
        let ways = POLLERS.iter().map(|poller| (poller.name(), matches!(poller.way(), Way::Parcels(_))));
        assert_eq!(ways.collect::<Vec<_>>(), listed);
    }
}
