//! What both backends have to do, and what only SQLite's file shows.

use std::process::{Child, Command, Stdio};

use super::*;

/// A Redis of this test's own; none if it is not installed.
struct Redis(Child, String);

impl Redis {
    fn start(directory: &Path) -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--save", "", "--dir"])
            .arg(directory)
            .stdout(Stdio::null())
            .spawn();
        match child {
            Ok(child) => Some(Self(child, format!("redis://127.0.0.1:{port}/1"))),
            Err(_) => {
                eprintln!("skipped: redis-server is not installed");
                None
            }
        }
    }

    async fn store(&self, counters: Arc<Counters>) -> Store {
        for _ in 0..50 {
            if let Ok(store) = Store::redis(&self.1, Arc::clone(&counters)).await {
                return store;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("redis-server did not start");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn sqlite(directory: &Path, counters: Arc<Counters>) -> Store {
    Store::sqlite(&directory.join("new/store.db"), Sync::Off, counters).unwrap()
}

/// Every call, once. `counter_bytes` is what a `get` of the counter 5 answers.
async fn behaves(store: &Store, counters: &Counters, counter_bytes: &[u8]) {
    let get = |key: &str| store.get(key.to_owned());
    assert_eq!(get("a").await.unwrap(), None);
    assert!(!store.exists("a".into()).await.unwrap());
    store.set("a".into(), vec![0, 255, 10]).await.unwrap();
    assert_eq!(get("a").await.unwrap(), Some(vec![0, 255, 10]));
    store.set("a".into(), Vec::new()).await.unwrap();
    assert_eq!(get("a").await.unwrap(), Some(Vec::new()));
    assert!(store.exists("a".into()).await.unwrap());
    store.delete("a".into()).await.unwrap();
    store.delete("a".into()).await.unwrap();
    assert_eq!(get("a").await.unwrap(), None);

    store
        .set_many(vec![("b".into(), b"1".to_vec()), ("ć".into(), b"2".to_vec()), ("b".into(), b"3".to_vec())])
        .await
        .unwrap();
    assert_eq!(get("b").await.unwrap(), Some(b"3".to_vec()));
    assert_eq!(get("ć").await.unwrap(), Some(b"2".to_vec()));
    store.set_many(Vec::new()).await.unwrap();

    assert_eq!(store.increment("n".into(), 7).await.unwrap(), 7);
    assert_eq!(store.increment("n".into(), -2).await.unwrap(), 5);
    assert_eq!(get("n").await.unwrap(), Some(counter_bytes.to_vec()));
    store.set("text".into(), b"not a counter".to_vec()).await.unwrap();
    store.increment("text".into(), 1).await.unwrap_err();
    assert_eq!(get("text").await.unwrap(), Some(b"not a counter".to_vec()));

    let json = counters.to_json();
    assert_eq!(json, r#"{"gets":8,"exists":2,"commits":8,"increments":2}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_behaves() {
    let directory = tempfile::tempdir().unwrap();
    let counters = Arc::new(Counters::default());
    let store = sqlite(directory.path(), Arc::clone(&counters));
    behaves(&store, &counters, &5_i64.to_le_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_behaves() {
    let directory = tempfile::tempdir().unwrap();
    let Some(redis) = Redis::start(directory.path()) else {
        return;
    };
    let counters = Arc::new(Counters::default());
    let store = redis.store(Arc::clone(&counters)).await;
    behaves(&store, &counters, b"5").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_increments_are_all_counted() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(sqlite(directory.path(), Arc::default()));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.increment("n".into(), 1).await.unwrap() })
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await.unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=50).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_can_make_it_slow_and_fail() {
    let directory = tempfile::tempdir().unwrap();
    let counters = Arc::new(Counters::default());
    let store = sqlite(directory.path(), Arc::clone(&counters));
    store.faults.delay(60);
    let start = std::time::Instant::now();
    store.get("a".into()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(60));
    store.faults.delay(0);
    store.faults.fail(true);
    store.set("a".into(), vec![1]).await.unwrap_err();
    store.increment("n".into(), 1).await.unwrap_err();
    store.faults.fail(false);
    assert_eq!(store.get("a".into()).await.unwrap(), None);
    assert_eq!(counters.to_json(), r#"{"gets":2,"exists":0,"commits":0,"increments":0}"#);
}

#[test]
fn the_file_is_spins_own() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    for (sync, number) in [(Sync::Full, 2), (Sync::Off, 0)] {
        let store = SqliteStore::open(&path, sync).unwrap();
        let connection = store.lock();
        let pragma = |name: &str| -> (String, i64) {
            let journal = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
            (journal, connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap())
        };
        assert_eq!(pragma("synchronous"), ("delete".to_owned(), number));
    }
    let store = SqliteStore::open(&path, Sync::Off).unwrap();
    store.set_many(&[("k", "v"), ("l", "w")]).unwrap();
    store.increment("n", 258).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    let mut statement = connection.prepare("SELECT store, key, hex(value) FROM spin_key_value ORDER BY key").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, String, String)> = rows.collect::<Result<_, _>>().unwrap();
    let row = |key: &str, value: &str| ("default".to_owned(), key.to_owned(), value.to_owned());
    assert_eq!(rows, [row("k", "76"), row("l", "77"), row("n", "0201000000000000")]);
}

#[test]
fn an_overflowing_counter_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("store.db"), Sync::Off).unwrap();
    assert_eq!(store.increment("n", i64::MAX).unwrap(), i64::MAX);
    store.increment("n", 1).unwrap_err();
    assert_eq!(store.increment("n", 0).unwrap(), i64::MAX);
}

#[tokio::test]
async fn a_store_that_is_not_there_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = SqliteStore::open(&file.join("store.db"), Sync::Off).err().unwrap();
    assert!(error.to_string().starts_with("Cannot open the store "), "{error}");
    let redis = |url: &'static str| async move { RedisStore::connect(url).await.err().unwrap().to_string() };
    let error = redis("redis://:topsecret@127.0.0.1:1/0").await;
    assert!(error.starts_with("Redis at 127.0.0.1:1 cannot be reached: "), "{error}");
    assert!(!error.contains("topsecret"), "{error}");
    assert_eq!(redis("http://127.0.0.1/").await, "--store needs the form redis://HOST:PORT/DB.");
}
