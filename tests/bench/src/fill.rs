//! Fills a store without the hooks: what they would have stored, by the same intake, is put
//! together in memory and written in few large transactions.

use std::cell::RefCell;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde_json::Value;
use sledz_app::{order_intake, parcel_intake, request::Env, settings::Settings};
use sledz_host::{SqliteStore, Sync};
use sledz_sources::{delivery::Delivery, registry};
use sledz_store::{Store, keys};

use crate::buffer::{Buffer, Pairs};
use crate::shop::{self, Shop};

/// Orders whose keys are written in one transaction.
const BATCH: usize = 5_000;

/// The key that the floor gets.
const FLOOR: &str = "floor:value";

/// Makes a store with all orders of `shop` at `path`, on disk when this returns.
pub(crate) fn fill(path: &Path, shop: &Shop) -> Result<()> {
    let began = Instant::now();
    let store = SqliteStore::open(path, Sync::Off)?;
    let (send, receive) = sync_channel::<Pairs>(1);
    thread::scope(|scope| {
        // One core folds, the other writes.
        let writer = scope.spawn(move || {
            for pairs in receive {
                store.set_many(&pairs)?;
            }
            store.set_many(&[(FLOOR, [b'x'; 100])])
        });
        let folded = fold(shop, &send);
        drop(send);
        let written = writer.join().map_err(|_| anyhow!("the writer of the store broke down"))?;
        written?;
        folded
    })?;
    // What is still on its way to the disk would be measured.
    std::fs::File::open(path)?.sync_all()?;
    let size = std::fs::metadata(path)?.len() >> 20;
    eprintln!("\rFilled: {} orders, {size} MiB, in {:.0} s.   ", shop.orders, began.elapsed().as_secs_f64());
    Ok(())
}

fn fold(shop: &Shop, send: &SyncSender<Pairs>) -> Result<()> {
    let settings: Settings = [("keys", shop::KEYS), ("dispatch_days", "2")].into_iter().collect();
    let buffer = Buffer::default();
    for order in 0..shop.orders {
        take_order(&buffer, &settings, shop, order)?;
        let taken = order + 1;
        if taken % BATCH == 0 || taken == shop.orders {
            eprint!("\rFilling the store: {taken} of {} orders ...", shop.orders);
            send.send(buffer.take()).map_err(|_| anyhow!("the store cannot be written"))?;
        }
    }
    Ok(())
}

fn take_order(buffer: &Buffer, settings: &Settings, shop: &Shop, order: usize) -> Result<()> {
    let platform = registry::platform(shop::PLATFORM).context("the platform is gone")?;
    let courier = registry::courier(shop::COURIER).context("the courier is gone")?;
    let headers = HeaderMap::new();
    let read = |now| Delivery { headers: &headers, body: &[], query: "", path_token: None, now };
    let due = RefCell::new(Vec::new());
    let env = |now| Env { store: Store::new(buffer, &Utc::now), now, settings, due: &due, is_import: false };

    let placed_at = shop.placed_at(order);
    let said = platform
        .read(&shop.order(order), &read(placed_at))
        .map_err(|why| anyhow!("an order was not understood: {}", why.0))?;
    order_intake::take(&env(placed_at), shop::PLATFORM, said)
        .map_err(|failure| anyhow!("an order was not taken: {failure:?}"))?;
    for (at, message) in shop.story(order) {
        let reports = courier.read(&message, &read(at)).map_err(|why| not_understood(&message, at, &why.0))?;
        parcel_intake::take(&env(at), reports.events)?;
    }
    Ok(())
}

fn not_understood(message: &Value, at: DateTime<Utc>, why: &str) -> anyhow::Error {
    anyhow!("an event of {at} was not understood: {why}: {message}")
}

/// Whether the store at `path` counts as the hooks would have: a look at one order's own log.
pub(crate) fn check(path: &Path, shop: &Shop) -> Result<()> {
    let log = parcel_intake::parcel_log(&shop::tracking_number(shop.orders - 1));
    let counted = SqliteStore::open(path, Sync::Full)?.get(&log.counter())?;
    let (found, wanted) = (keys::counter_value(counted.as_deref()), shop.story(0).count() as u64);
    anyhow::ensure!(found == wanted, "the store was filled wrongly: {found} entries instead of {wanted}");
    Ok(())
}
