//! The sources: who reports to us, how each proves itself, and what its messages mean.
//!
//! # Layout
//!
//! - [`registry`]: every source there is; a new one is one file and one line here
//! - [`delivery`]: a webhook as it arrives
//! - [`proof`]: secrets, signatures, and comparing them in constant time
//! - [`request`]: building requests
//! - [`json`]: reading bodies that may hold anything
//! - [`carriers`]: the carriers, one file each: names, numbers, codes; [`meaning`]: what a code means
//! - [`couriers`]: couriers and aggregators that report, one file each
//! - [`pollers`]: carriers that are asked, one file each
//! - [`soap`], [`xml`]: for those of them that speak SOAP
//! - [`recognise`]: whose parcel a number or a pasted link is
//! - [`variables`]: what is configured
//! - [`allegro`]: what all that speaks to Allegro shares
//! - [`platforms`]: shops and marketplaces that report, one file each
//! - [`order_pollers`]: shops, marketplaces and hubs that are asked, one file each
//! - [`payments`]: payment providers, one file each
//! - [`standard`]: what the `standard` courier and the `standard` platform share

pub mod allegro;
pub mod carriers;
pub mod couriers;
pub mod delivery;
pub mod json;
pub mod meaning;
pub mod order_pollers;
pub mod payments;
pub mod platforms;
pub mod pollers;
pub mod proof;
pub mod recognise;
pub mod registry;
pub mod request;
pub mod soap;
pub mod standard;
pub mod variables;
pub mod xml;
