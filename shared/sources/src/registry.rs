//! Every source there is. A new one is one file, one fixture folder, and one line here.

use crate::{
    couriers::{Courier, inpost::Inpost, inpost_shipx::InpostShipx, standard::StandardCourier},
    platforms::{Platform, standard::StandardPlatform, woocommerce::WooCommerce},
};

/// Couriers and aggregators, under `/hooks/couriers/{name}`.
pub static COURIERS: &[&dyn Courier] = &[&InpostShipx, &Inpost, &StandardCourier];

/// Shops and marketplaces, under `/hooks/orders/{name}`.
pub static PLATFORMS: &[&dyn Platform] = &[&WooCommerce, &StandardPlatform];

/// The courier of that name.
pub fn courier(name: &str) -> Option<&'static dyn Courier> {
    COURIERS.iter().copied().find(|courier| courier.name() == name)
}

/// The platform of that name.
pub fn platform(name: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.name() == name)
}
