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
//! - [`courier_webhook`], [`order_webhook`], [`reports`], [`tracking_page`]: components of those names
//! - [`parcel_intake`], [`order_intake`], [`payment_intake`]: making what was told durable; [`order_facts`]:
//!   what an order's log keeps; [`fulfilments`]: how parts of an order travel
//! - [`naming`]: parcels, payments and other orders that name an order; [`linking`]: orders about one
//!   purchase; [`disagreements`]: what their sources cannot both be right about
//! - [`write_back`]: what platforms and payment providers are to be told; [`calls`]: the component that does
//! - [`privacy`]: what customers may ask for with personal data
//! - [`news`]: what a webhook leaves to be looked at; [`poke`]: having that done at once
//! - [`dispatch`]: doing what is due; [`owing`]: what is owed because of what was heard
//! - [`deliver`]: sending what is owed; [`compose`]: making a request of it; [`event_body`]: what
//!   other systems are told; [`fallback`]: the other way; [`reference`]: what comes back in reports
//! - [`addresses`]: the customer's addresses; [`alerts`]: warnings to the shop
//! - [`poller`]: the component of that name; [`polling`]: when a carrier is asked about which parcel, and
//!   what is done with what it tells; [`subscription`]: those that wait for a call of ours
//! - [`order_sync`]: the component of that name: shops are asked for orders, and for history
//! - [`http_client`]: speaking to the outside world
//! - [`operations`]: the component `jobs`; [`upkeep`]: the component of that name; [`jobs`]: the jobs;
//!   [`healthz`], [`configuration`]: how all is
//! - [`kpi`]: the component of that name: numbers, reports
//! - [`api`], [`customers`]: the components of those names; [`api_customers`], [`api_outbox`], [`api_recognise`],
//!   [`api_templates`], [`login`]
//! - [`auto_reply`]: the component of that name: [`messages_hook`], [`allegro_messages`], [`contact_form`], [`ask`],
//!   [`case_typed`] bring what customers ask, [`classify`] says how it is understood; [`api_cases`], [`inbox`] list cases
//! - [`cases`]: messages taken in, decided, answered or handed over
//! - [`case_work`]: the component `cases`: [`api_case`], [`case_page`], both from [`case_view`]; [`desk`]: who works there
//! - [`replies`]: the component of that name; [`case_notice`]: the shop's mailbox; [`rating`]: how it was; [`trying`]:
//!   trying what is owed one by one
//! - [`lookup`]: reading an order with its parcels
//! - [`link`]: tracking links; [`preferences`]: which messages a customer gets
//! - [`buyer`]: showing oneself to be the buyer
//! - [`api_orders`]: `GET /api/orders/{number}`; [`api_token`], [`session`]: who may ask

pub mod addresses;
pub mod alerts;
pub mod allegro_messages;
pub mod api;
pub mod api_answers;
pub mod api_case;
pub mod api_cases;
pub mod api_customers;
pub mod api_orders;
pub mod api_outbox;
pub mod api_recognise;
pub mod api_templates;
pub mod api_token;
pub mod ask;
pub mod auto_reply;
pub mod buyer;
pub mod calls;
pub mod case_notice;
pub mod case_page;
pub mod case_typed;
pub mod case_view;
pub mod case_work;
pub mod cases;
pub mod classify;
pub mod compose;
pub mod configuration;
pub mod contact_form;
pub mod courier_webhook;
pub mod customers;
pub mod deliver;
pub mod desk;
pub mod disagreements;
pub mod dispatch;
pub mod event_body;
pub mod fallback;
pub mod fulfilments;
pub mod healthz;
pub mod hook;
pub mod http_client;
pub mod inbox;
pub mod jobs;
pub mod kpi;
pub mod link;
pub mod linking;
pub mod login;
pub mod lookup;
pub mod messages_hook;
pub mod naming;
pub mod news;
pub mod operations;
pub mod order_facts;
pub mod order_intake;
pub mod order_sync;
pub mod order_webhook;
pub mod owing;
pub mod parcel_intake;
pub mod payment_intake;
pub mod poke;
pub mod poller;
pub mod polling;
pub mod preferences;
pub mod privacy;
pub mod rating;
pub mod reference;
pub mod replies;
pub mod reply;
pub mod reports;
pub mod request;
pub mod session;
pub mod settings;
pub mod subscription;
pub mod test_clock;
pub mod tracking_page;
pub mod trying;
pub mod upkeep;
pub mod write_back;
