//! What the page with the shop's numbers shows, for the example and the tests.

use chrono::{Days, NaiveDate};
use sledz_domain::words::Lang;
use sledz_page::{
    Dashboard, ExportKind, KpiAdvice, KpiBreakdown, KpiBy, KpiExport, KpiFigure, KpiPeriod, KpiRow, KpiUnit, KpiValue,
    Number, PERIOD_FIGURES, Span, SpanFault, SpanPreset, Step,
};

/// Name, unit, labels, value and its places, numerator, denominator, value before.
type Row = (&'static str, KpiUnit, &'static str, &'static str, Option<i64>, u8, Option<i64>, Option<i64>, Option<i64>);

#[rustfmt::skip]
const FIGURES: &[Row] = &[
    ("orders", KpiUnit::Count, "Zamówienia", "Orders", Some(4180), 0, Some(4180), None, Some(4347)),
    ("orders_cancelled_share", KpiUnit::Percent, "Zamówienia anulowane", "Orders cancelled", Some(230), 2, Some(96), Some(4180), Some(202)),
    ("parcels", KpiUnit::Count, "Paczki nadane", "Parcels handed over", Some(4312), 0, Some(4312), None, Some(4183)),
    ("cases", KpiUnit::Count, "Sprawy klientów", "Cases", Some(742), 0, Some(742), None, Some(1113)),
    ("cases_by_machines", KpiUnit::Count, "Sprawy od automatów (pominięte)", "Cases by machines (left out)", Some(38), 0, Some(38), None, Some(38)),
    ("customer_messages", KpiUnit::Count, "Wiadomości od klientów", "Customers' messages", Some(1106), 0, Some(1106), None, Some(1106)),
    ("automatic_answers", KpiUnit::Count, "Odpowiedzi automatyczne", "Automatic answers", Some(391), 0, Some(391), None, Some(473)),
    ("people_answers", KpiUnit::Count, "Odpowiedzi pracowników", "People's answers", Some(402), 0, Some(402), None, Some(402)),
    ("contacts_per_100_orders", KpiUnit::Per100, "Kontakty na 100 zamówień (brutto)", "Contacts per 100 orders (gross)", Some(1775), 2, Some(742), Some(4180), Some(1846)),
    ("contacts_per_100_orders_net", KpiUnit::Per100, "Kontakty na 100 zamówień (netto: bez ponownych, podziękowań i pytań przed zakupem)", "Contacts per 100 orders (net: repeated ones, thanks and questions before buying aside)", Some(1438), 2, Some(601), Some(4180), Some(1740)),
    ("wismo_share", KpiUnit::Percent, "Udział pytań „gdzie jest paczka” (główny temat)", "Share of WISMO (primary intent)", Some(4205), 2, Some(312), Some(742), Some(4205)),
    ("wismo_share_any", KpiUnit::Percent, "Udział pytań „gdzie jest paczka” (dowolny temat)", "Share of WISMO (any intent)", Some(4596), 2, Some(341), Some(742), Some(5561)),
    ("wismo_per_100_orders", KpiUnit::Per100, "Pytania „gdzie jest paczka” na 100 zamówień", "WISMO per 100 orders", Some(746), 2, Some(312), Some(4180), Some(656)),
    ("wismo_per_100_parcels", KpiUnit::Per100, "Pytania „gdzie jest paczka” na 100 paczek", "WISMO per 100 parcels", Some(724), 2, Some(312), Some(4312), Some(724)),
    ("wismo_cause_delivered_not_found", KpiUnit::Percent, "Przyczyna pytań o paczkę: doręczona, a nie znaleziona", "Cause of WISMO: delivered, not found", Some(570), 2, Some(17), Some(298), Some(570)),
    ("wismo_cause_sources_disagree", KpiUnit::Percent, "Przyczyna pytań o paczkę: źródła podają co innego", "Cause of WISMO: sources disagree", Some(201), 2, Some(6), Some(298), Some(195)),
    ("wismo_cause_shop_late", KpiUnit::Percent, "Przyczyna pytań o paczkę: sklep wysłał za późno", "Cause of WISMO: shop late", Some(1946), 2, Some(58), Some(298), Some(1888)),
    ("wismo_cause_courier_late", KpiUnit::Percent, "Przyczyna pytań o paczkę: kurier spóźniony", "Cause of WISMO: courier late", Some(2383), 2, Some(71), Some(298), Some(2383)),
    ("wismo_cause_courier_silent", KpiUnit::Percent, "Przyczyna pytań o paczkę: kurier milczy", "Cause of WISMO: courier silent", Some(3490), 2, Some(104), Some(298), Some(3071)),
    ("wismo_cause_message_bounced", KpiUnit::Percent, "Przyczyna pytań o paczkę: wiadomość nie dotarła", "Cause of WISMO: message bounced", Some(403), 2, Some(12), Some(298), Some(403)),
    ("wismo_cause_no_shipped_message", KpiUnit::Percent, "Przyczyna pytań o paczkę: nie wysłano wiadomości o nadaniu", "Cause of WISMO: no message about shipping", Some(302), 2, Some(9), Some(298), Some(365)),
    ("wismo_cause_no_tracking_link", KpiUnit::Percent, "Przyczyna pytań o paczkę: brak linku do śledzenia", "Cause of WISMO: no tracking link", Some(268), 2, Some(8), Some(298), Some(260)),
    ("wismo_cause_no_promise", KpiUnit::Percent, "Przyczyna pytań o paczkę: nie podano terminu", "Cause of WISMO: no date promised", Some(168), 2, Some(5), Some(298), Some(168)),
    ("wismo_cause_unknown", KpiUnit::Percent, "Przyczyna pytań o paczkę: inna", "Cause of WISMO: other", Some(268), 2, Some(8), Some(298), Some(324)),
    ("first_response_median", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi pracownika (mediana)", "First response by a person (median)", Some(8100), 0, None, Some(655), Some(8100)),
    ("first_response_p90", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi pracownika (90. percentyl)", "First response by a person (90th percentile)", Some(61200), 0, None, Some(655), Some(53856)),
    ("first_response_business_median", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi pracownika w godzinach pracy (mediana)", "First response by a person, business hours (median)", Some(4260), 0, None, Some(655), Some(6390)),
    ("first_response_business_p90", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi pracownika w godzinach pracy (90. percentyl)", "First response by a person, business hours (90th percentile)", Some(21600), 0, None, Some(655), Some(32400)),
    ("first_automatic_median", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi automatycznej (mediana)", "First automatic answer (median)", Some(38), 0, None, Some(655), Some(46)),
    ("first_automatic_p90", KpiUnit::Seconds, "Czas do pierwszej odpowiedzi automatycznej (90. percentyl)", "First automatic answer (90th percentile)", Some(95), 0, None, Some(655), Some(95)),
    ("promises_kept_share", KpiUnit::Percent, "Odpowiedzi w obiecanym terminie", "Answered within the promise", Some(8896), 2, Some(588), Some(661), Some(9700)),
    ("next_response_median", KpiUnit::Seconds, "Czas do kolejnej odpowiedzi pracownika (mediana)", "Next response by a person (median)", Some(10920), 0, None, Some(655), Some(13213)),
    ("next_response_p90", KpiUnit::Seconds, "Czas do kolejnej odpowiedzi pracownika (90. percentyl)", "Next response by a person (90th percentile)", Some(86400), 0, None, Some(655), Some(83808)),
    ("next_response_business_median", KpiUnit::Seconds, "Czas do kolejnej odpowiedzi pracownika w godzinach pracy (mediana)", "Next response by a person, business hours (median)", Some(5400), 0, None, Some(655), Some(5400)),
    ("next_response_business_p90", KpiUnit::Seconds, "Czas do kolejnej odpowiedzi pracownika w godzinach pracy (90. percentyl)", "Next response by a person, business hours (90th percentile)", Some(25200), 0, None, Some(655), Some(22176)),
    ("first_resolution_median", KpiUnit::Seconds, "Czas do pierwszego zamknięcia sprawy (mediana)", "First resolution (median)", Some(19800), 0, None, Some(655), Some(19800)),
    ("first_resolution_p90", KpiUnit::Seconds, "Czas do pierwszego zamknięcia sprawy (90. percentyl)", "First resolution (90th percentile)", Some(187200), 0, None, Some(655), Some(226512)),
    ("resolution_median", KpiUnit::Seconds, "Czas do ostatecznego zamknięcia sprawy (mediana)", "Full resolution (median)", Some(26400), 0, None, Some(655), Some(23232)),
    ("resolution_p90", KpiUnit::Seconds, "Czas do ostatecznego zamknięcia sprawy (90. percentyl)", "Full resolution (90th percentile)", Some(266400), 0, None, Some(655), Some(277056)),
    ("resolution_business_median", KpiUnit::Seconds, "Czas do ostatecznego zamknięcia sprawy w godzinach pracy (mediana)", "Full resolution, business hours (median)", Some(14400), 0, None, Some(655), Some(13968)),
    ("resolution_business_p90", KpiUnit::Seconds, "Czas do ostatecznego zamknięcia sprawy w godzinach pracy (90. percentyl)", "Full resolution, business hours (90th percentile)", Some(97200), 0, None, Some(655), Some(85536)),
    ("fcr", KpiUnit::Percent, "Załatwione przy pierwszym kontakcie", "Resolved at first contact", Some(5664), 2, Some(371), Some(655), Some(6853)),
    ("reopened_share", KpiUnit::Percent, "Sprawy otwarte ponownie", "Cases reopened", Some(599), 2, Some(41), Some(684), Some(599)),
    ("automatic_answer_share", KpiUnit::Percent, "Sprawy z odpowiedzią automatyczną", "Cases answered automatically", Some(5270), 2, Some(391), Some(742), Some(6377)),
    ("automation_share", KpiUnit::Percent, "Sprawy załatwione bez pracownika", "Cases done without people", Some(4092), 2, Some(268), Some(655), Some(4256)),
    ("handed_over_share", KpiUnit::Percent, "Sprawy przekazane pracownikom", "Cases handed over to people", Some(1644), 2, Some(122), Some(742), Some(1989)),
    ("wrong_answer_share", KpiUnit::Percent, "Nietrafione odpowiedzi automatyczne", "Wrong automatic answers", Some(486), 2, Some(19), Some(391), Some(729)),
    ("backlog", KpiUnit::Count, "Sprawy niezamknięte", "Backlog", Some(37), 0, Some(37), None, Some(33)),
    ("backlog_waiting", KpiUnit::Count, "Sprawy niezamknięte, które czekają na sklep", "Backlog that waits for the shop", Some(21), 0, Some(21), None, Some(21)),
    ("backlog_under_1_day", KpiUnit::Count, "Sprawy niezamknięte: poniżej 1 dnia", "Backlog: under 1 day", Some(14), 0, Some(14), None, Some(17)),
    ("backlog_1_to_3_days", KpiUnit::Count, "Sprawy niezamknięte: 1–3 dni", "Backlog: 1 to 3 days", Some(11), 0, Some(11), None, Some(13)),
    ("backlog_3_to_7_days", KpiUnit::Count, "Sprawy niezamknięte: 3–7 dni", "Backlog: 3 to 7 days", Some(7), 0, Some(7), None, Some(10)),
    ("backlog_7_to_14_days", KpiUnit::Count, "Sprawy niezamknięte: 7–14 dni", "Backlog: 7 to 14 days", Some(4), 0, Some(4), None, Some(4)),
    ("backlog_from_14_days", KpiUnit::Count, "Sprawy niezamknięte: od 14 dni", "Backlog: from 14 days", Some(1), 0, Some(1), None, Some(1)),
    ("csat", KpiUnit::Percent, "CSAT: oceny 4 i 5", "CSAT: scores of 4 and 5", Some(8650), 2, Some(141), Some(163), Some(8650)),
    ("csat_response_share", KpiUnit::Percent, "CSAT: odsetek odpowiedzi", "CSAT: response rate", Some(2629), 2, Some(163), Some(620), Some(3181)),
    ("nps", KpiUnit::Points, "NPS", "NPS", None, 0, None, None, None),
    ("nps_response_share", KpiUnit::Percent, "NPS: odsetek odpowiedzi", "NPS: response rate", None, 0, None, None, None),
    ("ces", KpiUnit::Percent, "CES: oceny 5–7 na 7", "CES: scores of 5 to 7 out of 7", None, 0, None, None, None),
    ("ces_response_share", KpiUnit::Percent, "CES: odsetek odpowiedzi", "CES: response rate", None, 0, None, None, None),
    ("handling_mean", KpiUnit::Seconds, "Średni czas pracy nad sprawą", "Average handling time", None, 0, None, None, None),
    ("cost_per_contact", KpiUnit::Money, "Koszt kontaktu", "Cost per contact", Some(1911), 2, Some(1418000), Some(742), Some(2866)),
    ("cost_per_order", KpiUnit::Money, "Koszt obsługi na zamówienie", "Support cost per order", Some(339), 2, Some(1418000), Some(4180), Some(339)),
    ("saved", KpiUnit::Money, "Oszczędność: sprawy załatwione bez pracownika × (koszt kontaktu − koszt odpowiedzi automatycznej)", "Saved: cases done without people × (cost of a contact − cost of an automatic answer)", Some(482400), 2, Some(482400), None, Some(583704)),
    ("otif", KpiUnit::Percent, "Zamówienia w terminie i w całości (OTIF)", "Orders on time and in full (OTIF)", Some(8958), 2, Some(3566), Some(3981), Some(8958)),
    ("otif_unknown_share", KpiUnit::Percent, "Zamówienia, o których doręczeniu nic nie wiadomo", "Orders whose delivery nobody has told", Some(144), 2, Some(58), Some(4039), Some(174)),
    ("orders_on_time", KpiUnit::Percent, "Zamówienia doręczone w terminie", "Orders delivered on time", Some(9169), 2, Some(3650), Some(3981), Some(9169)),
    ("parcels_on_time", KpiUnit::Percent, "Paczki doręczone w terminie", "Parcels delivered on time", Some(9116), 2, Some(3742), Some(4105), Some(8843)),
    ("parcels_brought_on_time", KpiUnit::Percent, "Paczki przywiezione w terminie (także nieudana próba i automat)", "Parcels brought on time (a failed attempt or a locker included)", Some(9479), 2, Some(3891), Some(4105), Some(9700)),
    ("dispatch_on_time", KpiUnit::Percent, "Zamówienia wysłane w terminie", "Orders shipped on time", Some(9478), 2, Some(3888), Some(4102), Some(9700)),
    ("dispatch_median", KpiUnit::Seconds, "Czas od zapłaty do wysyłki (mediana)", "From payment to shipping (median)", Some(72000), 0, None, Some(655), Some(69840)),
    ("dispatch_p90", KpiUnit::Seconds, "Czas od zapłaty do wysyłki (90. percentyl)", "From payment to shipping (90th percentile)", Some(151200), 0, None, Some(655), Some(157248)),
    ("transit_median", KpiUnit::Seconds, "Czas w drodze (mediana)", "Transit time (median)", Some(93600), 0, None, Some(655), Some(90792)),
    ("transit_p90", KpiUnit::Seconds, "Czas w drodze (90. percentyl)", "Transit time (90th percentile)", Some(198000), 0, None, Some(655), Some(239580)),
    ("pickup_median", KpiUnit::Seconds, "Czas do odbioru z automatu lub punktu (mediana)", "Time to collect from a locker or point (median)", Some(39600), 0, None, Some(655), Some(38412)),
    ("pickup_p90", KpiUnit::Seconds, "Czas do odbioru z automatu lub punktu (90. percentyl)", "Time to collect from a locker or point (90th percentile)", Some(129600), 0, None, Some(655), Some(134784)),
    ("failed_attempt_share", KpiUnit::Percent, "Paczki z nieudaną próbą doręczenia", "Parcels with a failed attempt", Some(434), 2, Some(187), Some(4312), Some(451)),
    ("failed_attempts_per_100_parcels", KpiUnit::Per100, "Nieudane próby doręczenia na 100 paczek", "Failed attempts per 100 parcels", Some(496), 2, Some(214), Some(4312), Some(436)),
    ("parcels_returned_share", KpiUnit::Percent, "Paczki, które wróciły", "Parcels returned", Some(141), 2, Some(61), Some(4312), Some(124)),
    ("orders_returned_share", KpiUnit::Percent, "Zamówienia, z których wróciła paczka", "Orders with a parcel returned", Some(137), 2, Some(57), Some(4155), Some(206)),
    ("tracking_lag_median", KpiUnit::Seconds, "Czas od nadania do podania numeru klientowi (mediana)", "From shipped to the number known to the customer (median)", Some(1260), 0, None, Some(655), Some(1109)),
    ("tracking_lag_p90", KpiUnit::Seconds, "Czas od nadania do podania numeru klientowi (90. percentyl)", "From shipped to the number known to the customer (90th percentile)", Some(14400), 0, None, Some(655), Some(14400)),
    ("number_known_share", KpiUnit::Percent, "Wysłane zamówienia, których numer klient zna", "Orders shipped whose number the customer knows", Some(9702), 2, Some(4031), Some(4155), Some(9700)),
    ("messages", KpiUnit::Count, "Wiadomości wysłane do klientów", "Messages sent to customers", Some(11840), 0, Some(11840), None, Some(12314)),
    ("messages_delivered_share", KpiUnit::Percent, "Wiadomości doręczone", "Messages delivered", Some(9627), 2, Some(11398), Some(11840), Some(9700)),
    ("messages_bounced_share", KpiUnit::Percent, "Wiadomości zwrócone", "Messages bounced", Some(111), 2, Some(131), Some(11840), Some(108)),
    ("message_wait_median", KpiUnit::Seconds, "Czas do wysłania wiadomości (mediana)", "Time until a message is sent (median)", Some(41), 0, None, Some(655), Some(43)),
    ("message_wait_p90", KpiUnit::Seconds, "Czas do wysłania wiadomości (90. percentyl)", "Time until a message is sent (90th percentile)", Some(240), 0, None, Some(655), Some(360)),
    ("latency_median", KpiUnit::Seconds, "Opóźnienie źródeł (zdarzenie → wiadomość) (mediana)", "Sources' latency (happened to known) (median)", Some(130), 0, None, Some(655), Some(126)),
    ("latency_p90", KpiUnit::Seconds, "Opóźnienie źródeł (zdarzenie → wiadomość) (90. percentyl)", "Sources' latency (happened to known) (90th percentile)", Some(2700), 0, None, Some(655), Some(2808)),
    ("disagreements", KpiUnit::Count, "Sprzeczności między źródłami", "Disagreements between sources", Some(23), 0, Some(23), None, Some(28)),
    ("disagreements_per_100_orders", KpiUnit::Per100, "Sprzeczności między źródłami na 100 zamówień", "Disagreements between sources per 100 orders", Some(55), 2, Some(23), Some(4180), Some(55)),
];

/// The day on which the pages are looked at.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap_or_default()
}

/// All figures that there are.
pub(crate) fn figures(lang: Lang) -> Vec<KpiFigure> {
    let figure = |(name, unit, pl, en, value, places, numerator, denominator, previous): &Row| KpiFigure {
        name,
        label: lang.pick(*pl, *en).to_owned(),
        unit: *unit,
        value: value.map(|units| Number { units, places: *places }),
        numerator: *numerator,
        denominator: *denominator,
        previous: previous.map(|units| Number { units, places: *places }),
    };
    FIGURES.iter().map(figure).collect()
}

/// Some number that is always the same.
fn some(of: u64, salt: u64) -> i64 {
    let mixed = (of + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31) ^ salt.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    i64::try_from(mixed.wrapping_mul(0x94d0_49bb_1331_11eb) >> 40).unwrap_or_default()
}

/// A span in steps, each with all that is drawn of it.
pub(crate) fn periods(span: Span, by: Step) -> Vec<KpiPeriod> {
    let parts = by.parts(span);
    let each = |(place, span): (usize, Span)| {
        let day = u64::try_from(place).unwrap_or_default();
        let days = span.days();
        let cases = days * (18 + some(day, 1) % 14);
        let value = |name: &'static str, units: i64, places: u8, numerator: Option<i64>| KpiValue {
            name,
            value: Number { units, places },
            numerator,
        };
        let values = PERIOD_FIGURES.map(|name| match name {
            "cases" => value(name, cases, 0, Some(cases)),
            "wismo_share" => value(name, 4200, 2, Some(cases * (30 + some(day, 2) % 25) / 100)),
            "first_response_median" => value(name, 5000 + some(day, 3) % 8000, 0, None),
            "first_response_p90" => value(name, 30_000 + some(day, 4) % 60_000, 0, None),
            "backlog" => value(name, 25 + some(day, 5) % 20, 0, None),
            "contacts_per_100_orders" => value(name, 1500 + some(day, 6) % 600, 2, None),
            "wismo_per_100_orders" => value(name, 600 + some(day, 7) % 300, 2, None),
            "wrong_answer_share" => value(name, 200 + some(day, 8) % 600, 2, None),
            _ => value(name, 8000 + some(day, 9) % 1900, 2, None),
        });
        // Of some days not everything was measured.
        let values = values.into_iter().filter(|value| place % 9 != 4 || value.name != "first_response_median");
        KpiPeriod { span, values: values.collect() }
    };
    parts.into_iter().enumerate().map(each).collect()
}

/// Figures by something, with keys that are known and one that is not.
pub(crate) fn breakdown(by: KpiBy) -> KpiBreakdown {
    let keys: &[&str] = match by {
        KpiBy::Channel => &["email", "form", "phone", "messenger", "allegro", "fax"],
        KpiBy::Intent => &[
            "delivered_not_received",
            "how_to_return",
            "cancel_order",
            "where_is_parcel",
            "tracking_link_broken",
            "change_address",
            "withdrawal",
            "refund_status",
            "complaint_damaged",
            "missing_or_wrong_item",
            "invoice",
            "payment_received",
            "product_question",
            "feedback_thanks",
            "not_one_of_ours",
        ],
        KpiBy::Carrier => &["InPost", "DPD", "DHL", "GLS", "Poczta Polska", "ORLEN Paczka"],
        KpiBy::Source => &["inpost-shipx", "woocommerce", "dpd", "standard", "allegro"],
    };
    let row = |(place, key): (usize, &&str)| {
        let salt = u64::try_from(place).unwrap_or_default();
        let values = by.figures().map(|name| {
            let (units, places) = match name {
                "cases" => (250 / (some(salt, 1) % 9 + 1), 0),
                "parcels" => (900 + some(salt, 2) % 1000, 0),
                "orders" => (some(salt, 3) % 900, 0),
                "first_response_median" => (5000 + some(salt, 4) % 9000, 0),
                "latency_median" => (60 + some(salt, 5) % 2000, 0),
                "transit_median" => (70_000 + some(salt, 6) % 90_000, 0),
                _ => (8000 + some(salt, 7) % 1900, 2),
            };
            KpiValue { name, value: Number { units, places }, numerator: None }
        });
        KpiRow { key: (*key).to_owned(), values: values.into() }
    };
    KpiBreakdown { by, rows: keys.iter().enumerate().map(row).collect() }
}

fn heat() -> [[u32; 24]; 7] {
    let mut map = [[0; 24]; 7];
    for (day, hours) in (0_u64..).zip(&mut map) {
        for (hour, count) in (0_u64..).zip(hours) {
            let busy = match hour {
                0..6 => 1,
                6..8 | 22.. => 6,
                _ => 24,
            };
            let busy = if day > 4 { busy / 3 + 1 } else { busy };
            *count = u32::try_from(some(day * 24 + hour, 11)).unwrap_or_default() % busy;
        }
    }
    map
}

fn advice(lang: Lang) -> Vec<KpiAdvice> {
    let share = |text: (&str, &str), label: (&str, &str), value, numerator, denominator, threshold, least| KpiAdvice {
        text: lang.pick(text.0, text.1).to_owned(),
        label: lang.pick(label.0, label.1).to_owned(),
        unit: KpiUnit::Percent,
        value: Number { units: value, places: 2 },
        numerator,
        denominator,
        threshold,
        least,
    };
    vec![
        share(
            (
                "Pytania „gdzie jest paczka” to 40% spraw lub więcej: pomogą nie boty, lecz lepsze wiadomości. Podawaj \
                 klientom z wyprzedzeniem numer, link i termin.",
                "WISMO makes up 40% of cases or more: what helps is not a bot but better messages. Tell customers \
                 number, link and date before they ask.",
            ),
            ("Udział pytań „gdzie jest paczka” (główny temat)", "Share of WISMO (primary intent)"),
            4205,
            312,
            742,
            Number::whole(40),
            50,
        ),
        share(
            (
                "Ponad 1/3 pytań o paczkę: kurier milczy. Sprawdź integrację z kurierem i odbiór paczek.",
                "More than a third of WISMO: the courier is silent. Check the courier integration, and when parcels \
                 are taken.",
            ),
            ("Przyczyna pytań o paczkę: kurier milczy", "Cause of WISMO: courier silent"),
            3490,
            104,
            298,
            Number { units: 3333, places: 2 },
            30,
        ),
    ]
}

/// Everything that can be downloaded.
pub(crate) fn exports() -> Vec<KpiExport> {
    let export = |kind| {
        let query = match kind {
            ExportKind::CsvExcel => "format=csv&sep=%3B&decimal=%2C",
            ExportKind::Csv => "format=csv",
            ExportKind::Json => "format=json",
            ExportKind::Cases => "format=ndjson&of=cases",
            ExportKind::Orders => "format=ndjson&of=orders",
            ExportKind::Parcels => "format=ndjson&of=parcels",
            ExportKind::OpenMetrics => "format=openmetrics",
        };
        KpiExport { kind, path: format!("/api/kpi/export?{query}&from=2026-10-19&to=2026-11-17") }
    };
    ExportKind::ALL.map(export).into()
}

/// A span in which everything was measured.
pub(crate) fn full(lang: Lang, span: Span, by: Step) -> Dashboard {
    Dashboard {
        lang,
        who: "kasia".to_owned(),
        today: today(),
        span,
        before: Some(span.before()),
        is_before_chosen: false,
        missing: 0,
        by,
        fault: None,
        currency: "PLN".to_owned(),
        figures: figures(lang),
        periods: periods(span, by),
        breakdowns: KpiBy::ALL.map(breakdown).into(),
        heat: Some(heat()),
        advice: advice(lang),
        exports: exports(),
    }
}

/// The page in its states, by names for their files.
pub(crate) fn dashboards(lang: Lang) -> Vec<(&'static str, Dashboard)> {
    let month = SpanPreset::Days30.span(today());
    let year = SpanPreset::Months12.span(today());
    let week = SpanPreset::Week.span(today());
    let day = Span { from: today() - Days::new(40), to: today() - Days::new(40) };
    let bare =
        Dashboard { figures: Vec::new(), periods: Vec::new(), breakdowns: Vec::new(), ..full(lang, week, Step::Day) };
    let few = figures(lang).into_iter().map(|figure| KpiFigure {
        value: figure.value.filter(|_| ["orders", "parcels", "cases", "fcr"].contains(&figure.name)),
        ..figure
    });
    vec![
        ("month", full(lang, month, Step::Day)),
        ("year", Dashboard { fault: Some(SpanFault::Coarser), ..full(lang, year, Step::Week) }),
        ("months", full(lang, year, Step::Month)),
        (
            "few",
            Dashboard {
                figures: few.collect(),
                advice: Vec::new(),
                heat: None,
                before: None,
                ..full(lang, day, Step::Day)
            },
        ),
        (
            "empty",
            Dashboard { fault: Some(SpanFault::Order), advice: Vec::new(), heat: None, who: String::new(), ..bare },
        ),
    ]
}
