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
    platforms::{
        Platform,
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
pub static PLATFORMS: &[&dyn Platform] = &[&WooCommerce, &StandardPlatform];

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
pub const PLATFORM_NAMES: [&str; 2] = [woocommerce::NAME, standard::NAME];

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
        assert_eq!(PLATFORMS.iter().map(|platform| platform.name()).collect::<Vec<_>>(), PLATFORM_NAMES);
    }

    #[test]
    fn what_is_asked_about_parcels_says_about_which() {
        let listed = POLLED.map(|(name, serves)| (name, serves.is_some()));
        let ways = POLLERS.iter().map(|poller| (poller.name(), matches!(poller.way(), Way::Parcels(_))));
        assert_eq!(ways.collect::<Vec<_>>(), listed);
    }
}
