//! Every source by what it takes and what it makes of it: proofs, fixtures, tables of codes as its
//! document has them, hostile input.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod aftership;
mod aggregators;
mod allegro;
mod allegro_tracking;
mod amazon;
mod apart;
mod asking;
mod dhl;
mod dhl24;
mod document;
mod dpd_de;
mod dpd_infoservices;
mod easypost;
mod erli;
mod fedex;
mod furgonetka;
mod gls;
mod hostile;
mod idosell;
mod inpost;
mod inpost_shipx;
mod inpost_tracking;
mod karrio;
mod names;
mod order_runs;
mod orders_allegro;
mod orders_baselinker;
mod orders_shoper;
mod orders_shopify;
mod orders_woocommerce;
mod payments;
mod payments_standard;
mod payu;
mod platform_standard;
mod poczta_polska;
mod prestashop;
mod przelewy24;
mod recognise;
mod sendcloud;
mod seventeen_track;
mod shoper;
mod shopify;
mod soap;
mod stripe;
mod ups;
mod words;
mod world;
