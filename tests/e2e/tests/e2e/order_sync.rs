//! Shops, marketplaces and hubs that are asked for their orders, history that is brought in, payments that
//! are made final, and what is written back: played by servers that speak as the real ones do, and fail.

mod allegro;
mod allegro_login;
mod allegro_trouble;
mod backfill;
mod baselinker;
mod crash;
mod disagreements;
mod przelewy24;
mod shoper;
mod trouble;
mod woocommerce;
mod write_back;
