//! What the common messages cost: at 200 ms a call of the store, every sender has its answer within 5 s.

use super::{
    bazaar::Bazaar,
    senders::{Sent, fixture, payu, shopify, standard, woo},
};

/// So many calls of the store take less than five seconds.
const MOST: u64 = 24;

#[test]
fn every_common_message_is_answered_in_time() {
    let order = shopify(0, "orders/create", &fixture("shopify/orders_create"));
    let sent = shopify(5, "fulfillments/create", &fixture("shopify/fulfillments_create"));
    let moved = shopify(6, "fulfillment_events/create", &fixture("shopify/fulfillment_events_create"));
    let of_woo = woo(0, "order.updated", &fixture("woocommerce/order_updated"));
    let paid = payu(20, "1001", "COMPLETED", (11479, "PLN"));
    let unknown = payu(20, "order-77-a", "COMPLETED", (11479, "PLN"));
    let rows: [(&str, Vec<Sent>, Sent, u64); 10] = [
        ("new, Shopify", vec![], order.clone(), 24),
        ("repeated, Shopify", vec![order.clone()], order.clone(), 10),
        ("fulfilment, Shopify", vec![order.clone()], sent.clone(), 24),
        ("fulfilment event, Shopify", vec![order.clone(), sent.clone()], moved.clone(), 24),
        ("fulfilment event again", vec![order, sent, moved.clone()], moved, 14),
        ("new, WooCommerce", vec![], of_woo.clone(), 24),
        ("repeated, WooCommerce", vec![of_woo.clone()], of_woo, 10),
        ("PayU, known order", vec![standard(0, &[])], paid.clone(), 16),
        ("PayU again", vec![standard(0, &[]), paid.clone()], paid, 10),
        ("PayU, unknown order", vec![], unknown, 24),
    ];
    let mut table = String::new();
    let mut worst = Vec::new();
    for (name, before, message, most) in rows {
        let bazaar = Bazaar::with(&[
            ("disagreement_hours", "24"),
            ("write_back", "allegro"),
            ("poll", "inpost-tracking"),
            ("events_url", "https://erp.example"),
        ]);
        for sent in &before {
            assert_eq!(bazaar.deliver(sent), 200);
        }
        let (gets, commits) = (bazaar.shop.kv.gets(), bazaar.shop.kv.commits());
        assert_eq!(bazaar.deliver(&message), 200);
        let (gets, commits) = (bazaar.shop.kv.gets() - gets, bazaar.shop.kv.commits() - commits);
        table += &format!("{name:28} {gets:3} gets {commits:3} commits\n");
        if gets + commits > most.min(MOST) {
            worst.push(name);
        }
    }
    println!("{table}");
    assert!(worst.is_empty(), "{worst:?}\n{table}");
}
