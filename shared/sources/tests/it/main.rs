//! Every source by what it takes and what it makes of it: proofs, fixtures, tables of codes as its
//! document has them, hostile input.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod aftership;
mod aggregators;
mod allegro;
mod allegro_tracking;
mod apart;
mod asking;
mod dhl;
mod dhl24;
mod document;
mod dpd_de;
mod dpd_infoservices;
mod easypost;
mod fedex;
mod furgonetka;
mod gls;
mod hostile;
mod inpost;
mod inpost_shipx;
mod inpost_tracking;
mod karrio;
mod names;
mod poczta_polska;
mod recognise;
mod sendcloud;
mod seventeen_track;
mod soap;
mod ups;
mod words;
mod world;
