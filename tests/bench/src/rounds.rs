//! Who is measured when: everything once in each round, so that whatever else the machine does
//! falls on all alike, and ratios are taken within a round.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Result;

use crate::build::Application;
use crate::commits::Commits;
use crate::fill;
use crate::load::{self, Sample};
use crate::options::Options;
use crate::requests::{Kind, Requests};
use crate::server::{Counted, Server};
use crate::shop::Shop;

pub(crate) const NOTHING: &str = "component that does nothing";
pub(crate) const ONE_GET: &str = "component with one get";
pub(crate) const PAGE: &str = "tracking page, HTML";
pub(crate) const PAGE_JSON: &str = "tracking page, JSON";
pub(crate) const EVENT: &str = "new event, InPost ShipX";
pub(crate) const SIGNED: &str = "new event, signed";
pub(crate) const COMMIT: &str = "raw durable commit";

/// The time for instances to start and caches to fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was measured over and over.
pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) samples: Vec<Sample>,
    /// What the host did meanwhile; none where it has no part.
    pub(crate) counted: Option<Counted>,
}

/// All that was measured with one store.
pub(crate) struct Results {
    pub(crate) orders: usize,
    pub(crate) series: Vec<Series>,
}

impl Results {
    /// Whether every answer was right.
    pub(crate) fn is_sound(&self) -> bool {
        self.series.iter().all(|series| series.samples.iter().all(|sample| sample.errors.is_empty()))
    }
}

/// Something that can be measured.
enum Subject {
    Requests(Arc<Requests>, Arc<AtomicU64>),
    Commits(Box<Commits>),
}

/// Fills a store with `orders` and measures.
pub(crate) fn measure(application: &Application, orders: usize, options: &Options) -> Result<Results> {
    let directory = application.directory.join(format!("store-{orders}"));
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    fs::create_dir_all(&directory)?;
    let shop = Shop::new(orders)?;
    let store = directory.join("sqlite_key_value.db");
    fill::fill(&store, &shop)?;
    fill::check(&store, &shop)?;

    let server = Server::start(application, &store, &[])?;
    let tokens = Requests::tokens(&shop)?;
    let requests =
        |kind| Subject::Requests(Arc::new(Requests::new(kind, server.address, &shop)), Arc::new(AtomicU64::new(0)));
    let mut subjects = vec![
        (NOTHING, requests(Kind::Fixed("/floor/nothing"))),
        (ONE_GET, requests(Kind::Fixed("/floor/get"))),
        (PAGE, requests(Kind::Page(tokens.clone(), ""))),
        (PAGE_JSON, requests(Kind::Page(tokens, ".json"))),
        (EVENT, requests(Kind::ShipX)),
        (SIGNED, requests(Kind::Signed)),
        (COMMIT, Subject::Commits(Box::new(Commits::open(&directory.join("commits.db"))?))),
    ];
    subjects.retain(|(name, _)| name.contains(&options.only));
    for (name, subject) in &mut subjects {
        eprint!("\rWarming up: {name} ...                    ");
        sample(subject, &server, options, WARM_UP)?;
    }
    let mut series: Vec<Series> =
        subjects.iter().map(|(name, _)| Series { name, samples: Vec::new(), counted: None }).collect();
    for round in 1..=options.rounds {
        for ((name, subject), series) in subjects.iter_mut().zip(&mut series) {
            eprint!("\rRound {round} of {}: {name} ...                    ", options.rounds);
            let before = server.counted()?;
            series.samples.push(sample(subject, &server, options, options.duration())?);
            if let Subject::Requests(..) = subject {
                series.counted.get_or_insert_default().add(before, server.counted()?);
            }
        }
    }
    eprintln!("\rMeasured: {} rounds with {orders} orders.                    ", options.rounds);
    Ok(Results { orders, series })
}

fn sample(subject: &mut Subject, server: &Server, options: &Options, duration: Duration) -> Result<Sample> {
    match subject {
        Subject::Requests(requests, sent) => load::run(server.address, options.connections, duration, requests, sent),
        Subject::Commits(commits) => commits.run(duration),
    }
}
