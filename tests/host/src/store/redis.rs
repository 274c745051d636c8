//! Redis as Spin uses it: keys as they are, counters as decimal text.

use std::time::Duration;

use anyhow::{Result, anyhow};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands as _, Client};

use super::StoreError;

/// How long a start waits for Redis, and a lost connection for its return.
const CONNECT: Duration = Duration::from_secs(2);
/// How long a call may take. `appendfsync always` on a busy disk takes its time.
const RESPONSE: Duration = Duration::from_secs(10);

/// One multiplexed connection to Redis, which comes back by itself when it is lost.
pub struct RedisStore(ConnectionManager);

impl RedisStore {
    /// Connects, and refuses if Redis does not answer.
    ///
    /// # Errors
    /// One sentence that names the address without user and password.
    pub async fn connect(url: &str) -> Result<Self> {
        let client = Client::open(url).map_err(|_| anyhow!("--store needs the form redis://HOST:PORT/DB."))?;
        let address = client.get_connection_info().addr().to_string();
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(RESPONSE));
        let connection = ConnectionManager::new_with_config(client, config).await;
        connection.map(Self).map_err(|error| anyhow!("Redis at {address} cannot be reached: {error}."))
    }

    pub(super) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.clone().get(key).await?)
    }

    pub(super) async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.0.clone().exists(key).await?)
    }

    pub(super) async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        Ok(self.0.clone().mset(pairs).await?)
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        Ok(self.0.clone().del(key).await?)
    }

    pub(super) async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        // Always INCRBY, also for negative numbers: `incr` of the crate does just that for an i64.
        Ok(self.0.clone().incr(key, delta).await?)
    }
}

impl From<redis::RedisError> for StoreError {
    fn from(error: redis::RedisError) -> Self {
        Self::new(error)
    }
}
