//! What the components do, without Spin: a request, the store, the time and the settings go in, a
//! response comes out.
//!
//! # Layout
//!
//! - [`request`]: the request as a component hands it over, and what a handler works with
//! - [`reply`]: responses; errors as problem details, whose causes go to the log
//! - [`settings`]: the variables, by name
//! - [`test_clock`]: moving `now` in tests
//! - [`hook`]: what every webhook passes before it is believed
//! - [`courier_webhook`], [`order_webhook`], [`tracking_page`]: the components
//! - [`parcel_intake`], [`order_intake`]: making what was told durable
//! - [`naming`]: a carrier's reference attaches a parcel to an order
//! - [`lookup`]: reading an order with its parcels
//! - [`link`]: tracking links
//! - [`buyer`]: showing oneself to be the buyer
//! - [`api_orders`]: `GET /api/orders/{number}`; [`api_token`]: who may ask

pub mod api_orders;
pub mod api_token;
pub mod buyer;
pub mod courier_webhook;
pub mod hook;
pub mod link;
pub mod lookup;
pub mod naming;
pub mod order_intake;
pub mod order_webhook;
pub mod parcel_intake;
pub mod reply;
pub mod request;
pub mod settings;
pub mod test_clock;
pub mod tracking_page;
