//! The words of the page with the shop's numbers.

use crate::dashboard::KpiUnit;
use sledz_domain::words::Lang;

/// The fixed texts of this page in one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) cases_link: &'static str,
    pub(crate) compared: &'static str,
    pub(crate) spans: &'static str,
    /// In the order of the presets.
    pub(crate) presets: [&'static str; 7],
    pub(crate) whole_days: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) compare: &'static str,
    pub(crate) missing: &'static str,
    pub(crate) missing_why: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) by: &'static str,
    /// In the order of the steps.
    pub(crate) steps: [&'static str; 3],
    pub(crate) show: &'static str,
    pub(crate) fault_unreadable: &'static str,
    pub(crate) fault_order: &'static str,
    pub(crate) fault_too_long: &'static str,
    pub(crate) fault_coarser: &'static str,

    pub(crate) topics: &'static str,
    /// In the order of the topics.
    pub(crate) topic: [&'static str; 8],
    pub(crate) nothing_at_all: &'static str,
    pub(crate) too_little: &'static str,
    pub(crate) not_measured: &'static str,
    pub(crate) not_measured_list: &'static str,
    pub(crate) nothing: &'static str,
    pub(crate) nine_of_ten: &'static str,
    pub(crate) measured: &'static str,
    pub(crate) of: &'static str,
    pub(crate) per: &'static str,

    pub(crate) more: &'static str,
    pub(crate) less: &'static str,
    pub(crate) longer: &'static str,
    pub(crate) shorter: &'static str,
    pub(crate) than_before: &'static str,
    pub(crate) same: &'static str,
    pub(crate) percentage_points: &'static str,
    pub(crate) points: &'static str,

    /// By the id of the chart.
    pub(crate) charts: [(&'static str, &'static str); 14],
    /// The first column of the tables, by the id of the chart.
    pub(crate) heads: [(&'static str, &'static str); 6],
    pub(crate) numbers: &'static str,
    pub(crate) see_table: &'static str,
    pub(crate) bars: &'static str,
    pub(crate) least: &'static str,
    pub(crate) most: &'static str,
    pub(crate) largest: &'static str,
    pub(crate) in_table: &'static str,
    pub(crate) peak: &'static str,
    pub(crate) day: &'static str,
    pub(crate) week: &'static str,
    pub(crate) month: &'static str,
    pub(crate) hour: &'static str,
    pub(crate) cases: &'static str,
    pub(crate) share: &'static str,
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) short_weekdays: [&'static str; 7],

    pub(crate) advice: &'static str,
    pub(crate) advice_hint: &'static str,
    pub(crate) no_advice: &'static str,
    pub(crate) rests_on: &'static str,
    pub(crate) threshold: &'static str,
    pub(crate) at_least: &'static str,

    pub(crate) report: &'static str,
    pub(crate) open: &'static str,
    pub(crate) layers: &'static str,
    pub(crate) attached: &'static str,

    pub(crate) exports: &'static str,
    /// In the order of the exports.
    pub(crate) export: [(&'static str, &'static str); 7],
    pub(crate) may_change: &'static str,
}

/// A figure of a chart.
pub(crate) struct Measure {
    pub(crate) name: &'static str,
    pub(crate) unit: KpiUnit,
    pub(crate) label: &'static str,
}

/// The figures of charts and of the tables beside them, in few words.
const MEASURES: [(&str, KpiUnit, &str, &str); 19] = [
    ("wismo_cases", KpiUnit::Count, "Gdzie jest paczka", "Where is my parcel"),
    ("other_cases", KpiUnit::Count, "Inne tematy", "Other topics"),
    ("cases", KpiUnit::Count, "Sprawy", "Cases"),
    ("wismo_share", KpiUnit::Percent, "Gdzie jest paczka", "Where is my parcel"),
    ("first_response_median", KpiUnit::Seconds, "1. odpowiedź: mediana", "First response: median"),
    ("first_response_p90", KpiUnit::Seconds, "1. odpowiedź: 90. percentyl", "First response: 90th percentile"),
    ("fcr", KpiUnit::Percent, "Za pierwszym razem", "At first contact"),
    ("backlog", KpiUnit::Count, "Niezamknięte sprawy", "Open cases"),
    ("contacts_per_100_orders", KpiUnit::Per100, "Wszystkie kontakty", "All contacts"),
    ("wismo_per_100_orders", KpiUnit::Per100, "Gdzie jest paczka", "Where is my parcel"),
    ("automation_share", KpiUnit::Percent, "Bez pracownika", "Without people"),
    ("wrong_answer_share", KpiUnit::Percent, "Odpowiedzi nietrafione", "Wrong answers"),
    ("csat", KpiUnit::Percent, "Oceny 4 i 5", "Scores of 4 and 5"),
    ("parcels_on_time", KpiUnit::Percent, "Doręczone w terminie", "Delivered on time"),
    ("dispatch_on_time", KpiUnit::Percent, "Wysłane w terminie", "Shipped on time"),
    ("parcels", KpiUnit::Count, "Paczki", "Parcels"),
    ("transit_median", KpiUnit::Seconds, "W drodze (mediana)", "In transit (median)"),
    ("latency_median", KpiUnit::Seconds, "Opóźnienie (mediana)", "Latency (median)"),
    ("orders", KpiUnit::Count, "Zamówienia", "Orders"),
];

/// A figure of a chart, by its name.
pub(crate) fn measure(lang: Lang, name: &str) -> Option<Measure> {
    let (name, unit, pl, en) = MEASURES.into_iter().find(|(known, ..)| *known == name)?;
    Some(Measure { name, unit, label: lang.pick(pl, en) })
}

impl Words {
    pub(crate) fn of(lang: Lang) -> &'static Words {
        lang.pick(&POLISH, &ENGLISH)
    }
}

static POLISH: Words = Words {
    title: "Wskaźniki",
    signed_in: "Zalogowano:",
    cases_link: "Sprawy klientów",
    compared: "Porównanie:",
    spans: "Okres",
    presets: [
        "Ostatnie 7 dni",
        "Ten tydzień",
        "Ostatnie 30 dni",
        "Ten miesiąc",
        "Zeszły miesiąc",
        "Ten rok",
        "Ostatnie 12 miesięcy",
    ],
    whole_days: "„Ostatnie” kończą się wczoraj, bo dzisiejszy dzień jeszcze trwa.",
    choose: "Inny okres",
    compare: "Porównaj z innym okresem",
    missing: "Dni, których liczb tu brakuje:",
    missing_why: "Zadanie rollup jeszcze ich nie policzyło. Sprawdź, czy zegar je wywołuje.",
    from: "Od",
    to: "Do",
    by: "Wykresy",
    steps: ["dzień po dniu", "tygodniami", "miesiącami"],
    show: "Pokaż",
    fault_unreadable: "Nie rozumiemy tych dat, dlatego pokazujemy inny okres. Podaj dzień od i dzień do.",
    fault_order: "Dzień „od” jest po dniu „do”, dlatego pokazujemy inny okres.",
    fault_too_long: "Ten okres jest zbyt długi, dlatego pokazujemy krótszy.",
    fault_coarser: "Wykres z tyloma dniami byłby nieczytelny, dlatego ma dłuższe odcinki. Liczby dzień po dniu są \
        w plikach do pobrania.",

    topics: "Na tej stronie",
    topic: [
        "Obsługa",
        "Gdzie jest paczka",
        "Automatyzacja",
        "Zadowolenie",
        "Dostawy",
        "Wiadomości i źródła",
        "Koszty",
        "Inne",
    ],
    nothing_at_all: "Za mało danych: z tego okresu nie ma ani zamówień, ani spraw. Wybierz inny okres.",
    too_little: "Za mało danych.",
    not_measured: "nie zmierzono",
    not_measured_list: "Nie zmierzono:",
    nothing: "–",
    nine_of_ten: "9 na 10: do",
    measured: "pomiarów:",
    of: "z",
    per: "na",

    more: "więcej",
    less: "mniej",
    longer: "dłużej",
    shorter: "krócej",
    than_before: "niż poprzednio",
    same: "tyle samo co poprzednio",
    percentage_points: "p.p.",
    points: "pkt",

    charts: [
        ("cases", "Nowe sprawy"),
        ("response", "Czas do pierwszej odpowiedzi pracownika"),
        ("backlog", "Sprawy niezamknięte na koniec"),
        ("ages", "Od kiedy czekają niezamknięte sprawy"),
        ("channel", "Skąd przychodzą sprawy"),
        ("intent", "Czego dotyczą sprawy"),
        ("hours", "Kiedy piszą klienci"),
        ("contacts", "Kontakty na 100 zamówień"),
        ("causes", "Dlaczego klienci pytają o paczkę"),
        ("automated", "Odpowiedzi automatyczne"),
        ("scores", "Zadowolenie (CSAT)"),
        ("on-time", "Wysyłki i doręczenia w terminie"),
        ("carrier", "Doręczenia w terminie według kuriera"),
        ("source", "Opóźnienie źródeł danych"),
    ],
    heads: [
        ("ages", "Od kiedy"),
        ("channel", "Kanał"),
        ("intent", "Temat"),
        ("causes", "Przyczyna"),
        ("carrier", "Kurier"),
        ("source", "Źródło"),
    ],
    numbers: "Liczby w tabeli",
    see_table: "Wszystkie liczby są w tabeli pod wykresem.",
    bars: "Liczba słupków:",
    least: "najmniej",
    most: "najwięcej",
    largest: "Na wykresie największe",
    in_table: "W tabeli największe",
    peak: "Najwięcej:",
    day: "Dzień",
    week: "Tydzień",
    month: "Miesiąc",
    hour: "Od",
    cases: "Sprawy",
    share: "Udział",
    weekdays: ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
    short_weekdays: ["pn.", "wt.", "śr.", "cz.", "pt.", "so.", "nd."],

    advice: "Co poprawić",
    advice_hint: "Reguły branżowe, liczone z tego okresu.",
    no_advice: "Żadna reguła nie ma uwag albo spraw jest na to za mało.",
    rests_on: "Podstawa:",
    threshold: "próg reguły:",
    at_least: "reguła działa od",

    report: "wskaźniki obsługi",
    open: "Zobacz wszystkie wykresy",
    layers: "Pierwsza część słupka: gdzie jest paczka. Reszta: inne tematy.",
    attached: "Te same liczby są w załączniku CSV.",

    exports: "Pobierz liczby",
    export: [
        ("CSV dla polskiego Excela", "średniki, przecinek dziesiętny; otwiera się od razu dobrze"),
        ("CSV", "przecinki, kropka dziesiętna; dla Power BI, Looker Studio i Arkuszy Google"),
        ("JSON", "wskaźniki z nazwą, jednostką, licznikiem i mianownikiem"),
        ("NDJSON: sprawy", "jeden wiersz na sprawę, ze wszystkimi czasami"),
        ("NDJSON: zamówienia", "jeden wiersz na zamówienie"),
        ("NDJSON: paczki", "jeden wiersz na paczkę"),
        ("OpenMetrics", "dla Prometheusa i Grafany"),
    ],
    may_change: "Liczby z ostatnich dni mogą się jeszcze zmienić, bo ich sprawy i paczki są w toku.",
};

static ENGLISH: Words = Words {
    title: "Figures",
    signed_in: "Signed in:",
    cases_link: "Customer cases",
    compared: "Compared with:",
    spans: "Span",
    presets: ["Last 7 days", "This week", "Last 30 days", "This month", "Last month", "This year", "Last 12 months"],
    whole_days: "The last days and months end with yesterday, as today is not over.",
    choose: "Another span",
    compare: "Compare with another span",
    missing: "Days whose numbers are missing here:",
    missing_why: "Job rollup has not counted them yet. Check that the clock calls it.",
    from: "From",
    to: "To",
    by: "Charts",
    steps: ["day by day", "by week", "by month"],
    show: "Show",
    fault_unreadable: "We cannot read these dates, so another span is shown. Enter a first and a last day.",
    fault_order: "The first day is after the last one, so another span is shown.",
    fault_too_long: "This span is too long, so a shorter one is shown.",
    fault_coarser: "A chart of so many days could not be read, so its steps are longer. The numbers day by day are in \
        the downloads.",

    topics: "On this page",
    topic: [
        "Support",
        "Where is my parcel",
        "Automation",
        "Satisfaction",
        "Delivery",
        "Messages and sources",
        "Costs",
        "Other",
    ],
    nothing_at_all: "Too little data: this span has neither orders nor cases. Choose another one.",
    too_little: "Too little data.",
    not_measured: "not measured",
    not_measured_list: "Not measured:",
    nothing: "–",
    nine_of_ten: "9 in 10: up to",
    measured: "measured:",
    of: "of",
    per: "per",

    more: "more",
    less: "less",
    longer: "longer",
    shorter: "shorter",
    than_before: "than before",
    same: "the same as before",
    percentage_points: "pp",
    points: "points",

    charts: [
        ("cases", "New cases"),
        ("response", "First response by a person"),
        ("backlog", "Open cases at the end"),
        ("ages", "How long open cases have waited"),
        ("channel", "Where cases come from"),
        ("intent", "What cases are about"),
        ("hours", "When customers write"),
        ("contacts", "Contacts per 100 orders"),
        ("causes", "Why customers ask for a parcel"),
        ("automated", "Automatic answers"),
        ("scores", "Satisfaction (CSAT)"),
        ("on-time", "Shipped and delivered on time"),
        ("carrier", "Delivered on time, by courier"),
        ("source", "Latency of the sources of data"),
    ],
    heads: [
        ("ages", "Waiting"),
        ("channel", "Channel"),
        ("intent", "Topic"),
        ("causes", "Cause"),
        ("carrier", "Courier"),
        ("source", "Source"),
    ],
    numbers: "Numbers in a table",
    see_table: "All numbers are in the table below the chart.",
    bars: "Number of bars:",
    least: "lowest",
    most: "highest",
    largest: "The chart shows the largest",
    in_table: "The table shows the largest",
    peak: "Most:",
    day: "Day",
    week: "Week",
    month: "Month",
    hour: "From",
    cases: "Cases",
    share: "Share",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    short_weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],

    advice: "What to mend",
    advice_hint: "Rules of thumb of the field, applied to this span.",
    no_advice: "No rule has anything to say, or there are too few cases for it.",
    rests_on: "Rests on:",
    threshold: "threshold of the rule:",
    at_least: "it speaks from",

    report: "support numbers",
    open: "See all charts",
    layers: "The first part of a bar: where is my parcel. The rest: other topics.",
    attached: "The same numbers are in the attached CSV file.",

    exports: "Download the numbers",
    export: [
        ("CSV for Polish Excel", "semicolons, decimal comma; opens right at once"),
        ("CSV", "commas, decimal point; for Power BI, Looker Studio and Google Sheets"),
        ("JSON", "figures with name, unit, numerator and denominator"),
        ("NDJSON: cases", "one row per case, with all its times"),
        ("NDJSON: orders", "one row per order"),
        ("NDJSON: parcels", "one row per parcel"),
        ("OpenMetrics", "for Prometheus and Grafana"),
    ],
    may_change: "Numbers of the last days may still change, as their cases and parcels are under way.",
};

#[cfg(test)]
mod tests {
    use super::measure;
    use crate::dashboard::{KpiBy, PERIOD_FIGURES};
    use sledz_domain::words::Lang;

    /// A figure without words would be missing from its table without anybody being told.
    #[test]
    fn all_figures_of_charts_have_words() {
        for name in KpiBy::ALL.iter().flat_map(|by| by.figures()).chain(PERIOD_FIGURES) {
            assert!(measure(Lang::Pl, name).is_some(), "{name}");
        }
    }
}
