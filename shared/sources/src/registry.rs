//! Every source there is. A new one is one file, one fixture folder, and one line here.

use crate::{
    couriers::{
        Courier,
        inpost::{self, Inpost},
        inpost_shipx::{self, InpostShipx},
        standard::StandardCourier,
    },
    platforms::{
        Platform,
        standard::StandardPlatform,
        woocommerce::{self, WooCommerce},
    },
    standard,
};

/// Couriers and aggregators, under `/hooks/couriers/{name}`.
pub static COURIERS: &[&dyn Courier] = &[&InpostShipx, &Inpost, &StandardCourier];

/// Shops and marketplaces, under `/hooks/orders/{name}`.
pub static PLATFORMS: &[&dyn Platform] = &[&WooCommerce, &StandardPlatform];

/// The names of [`COURIERS`], for who needs no more of them: with the couriers themselves a component
/// would hold all of their code.
pub const COURIER_NAMES: [&str; 3] = [inpost_shipx::NAME, inpost::NAME, standard::NAME];

/// The names of [`PLATFORMS`].
pub const PLATFORM_NAMES: [&str; 2] = [woocommerce::NAME, standard::NAME];

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

    #[test]
    fn the_lists_of_names_are_those_of_the_sources() {
        assert_eq!(COURIERS.iter().map(|courier| courier.name()).collect::<Vec<_>>(), COURIER_NAMES);
        assert_eq!(PLATFORMS.iter().map(|platform| platform.name()).collect::<Vec<_>>(), PLATFORM_NAMES);
    }
}
