//! Tidying up: an index that nobody writes into any more becomes one value, and a bucket of a
//! wheel that was visited is deleted.

use crate::{
    keys::{LogId, counter_value},
    kv::StoreError,
    log::{Store, encode},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// An index of more pointers than this stays as it is: the value would be too large.
const LARGEST: u64 = 10_000;

/// A number without its entry is given up when so many others have been handed out after it.
const GIVEN_UP_BEHIND: u64 = 20;

/// Where it stands up to which number entries were deleted: entries are numbered from 1.
fn deleted_key(log: LogId) -> String {
    log.entry(0)
}

/// An index as one value.
#[derive(Serialize, Deserialize)]
struct Compacted<P> {
    /// Pointers 1 to `through` are in it.
    through: u64,
    pointers: Vec<P>,
}

impl Store<'_> {
    /// The pointers that a compacted index holds as one value, and up to which number.
    pub(crate) fn compacted<P: DeserializeOwned>(&self, log: LogId) -> Result<(Vec<P>, u64), StoreError> {
        let bytes = self.kv.get(&log.projection())?;
        let known = bytes.and_then(|bytes| serde_json::from_slice::<Compacted<P>>(&bytes).ok());
        Ok(known.map_or((Vec::new(), 0), |known| (known.pointers, known.through)))
    }

    /// Writes an index that is closed as one value, as far as its entries are there without a gap: one
    /// that is missing may still be being written. Up to which number it is one value now; those
    /// entries stay until [`Store::delete_entries`] is called.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn compact<P: Serialize + DeserializeOwned + Ord>(&self, log: LogId) -> Result<u64, StoreError> {
        let (mut pointers, through) = self.compacted::<P>(log)?;
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        if count <= through || count > LARGEST {
            return Ok(through);
        }
        let mut covered = through;
        for n in through + 1..=count {
            let Some(bytes) = self.kv.get(&log.entry(n))? else { break };
            pointers.extend(serde_json::from_slice::<P>(&bytes).ok());
            covered = n;
        }
        if covered == through {
            return Ok(through);
        }
        pointers.sort_unstable();
        pointers.dedup();
        let value = encode(&Compacted { through: covered, pointers })?;
        self.kv.set_many(&[(log.projection(), value)]).map(|()| covered)
    }

    /// Writes an index that lives on as one value, without the pointers that `keep` no longer wants, and deletes the
    /// entries that an earlier call has put into it: another that still reads them finds them. `keep` gives none when
    /// the time is up, and then nothing is written. Whether it was done.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn renew<P: Serialize + DeserializeOwned + Ord>(
        &self,
        log: LogId,
        keep: &dyn Fn(&P) -> Result<Option<bool>, StoreError>,
    ) -> Result<bool, StoreError> {
        let (mut pointers, through) = self.compacted::<P>(log)?;
        let (before, already) = (pointers.len(), self.deleted(log)?);
        let count = counter_value(self.kv.get(&log.counter())?.as_deref());
        let mut covered = through;
        for n in through + 1..=count.min(through.saturating_add(LARGEST)) {
            // A missing one may still be being written: the rest has to wait for it, until so many others came.
            match self.kv.get(&log.entry(n))? {
                Some(bytes) => pointers.extend(serde_json::from_slice::<P>(&bytes).ok()),
                None if count - n > GIVEN_UP_BEHIND => {}
                None => break,
            }
            covered = n;
        }
        pointers.sort_unstable();
        pointers.dedup();
        let mut kept = Vec::new();
        for pointer in pointers {
            match keep(&pointer)? {
                Some(true) => kept.push(pointer),
                Some(false) => {}
                None => return Ok(false),
            }
        }
        if covered > through || kept.len() != before {
            let value = encode(&Compacted { through: covered, pointers: kept })?;
            // What an earlier call has put there is deleted, and that is noted in the same write as what is new.
            let deleted = (deleted_key(log), encode(&through)?);
            self.kv.set_many(&[(log.projection(), value), deleted])?;
        }
        self.delete_entries(log, already + 1, through, &|| true)?;
        Ok(true)
    }

    /// Up to which number an earlier call of [`Store::renew`] has deleted entries.
    fn deleted(&self, log: LogId) -> Result<u64, StoreError> {
        let bytes = self.kv.get(&deleted_key(log))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Deletes entries of a log from number `from` to `to` until `goes_on` says no; the number to go
    /// on from, none if all are gone. One commit for each entry that is there.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn delete_entries(
        &self,
        log: LogId,
        from: u64,
        to: u64,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<u64>, StoreError> {
        for n in from.max(1)..=to {
            if !goes_on() {
                return Ok(Some(n));
            }
            let key = log.entry(n);
            if self.kv.get(&key)?.is_some() {
                self.kv.delete(&key)?;
            }
        }
        Ok(None)
    }

    /// How many numbers a log has handed out.
    ///
    /// # Errors
    /// If the store cannot be asked.
    pub fn handed_out(&self, log: LogId) -> Result<u64, StoreError> {
        Ok(counter_value(self.kv.get(&log.counter())?.as_deref()))
    }

    /// Deletes the counter of a bucket that lies in the past, where nobody writes any more. Never
    /// that of another log: its numbers would be handed out again.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn delete_bucket_counter(&self, bucket: LogId) -> Result<(), StoreError> {
        match bucket {
            LogId::Hashed(_) => Ok(()),
            LogId::Hour(_)
            | LogId::Minute(_)
            | LogId::Call(_)
            | LogId::Reply(_)
            | LogId::Report(_)
            | LogId::Watch(_)
            | LogId::Day(_)
            | LogId::Poll(..) => {
                let key = bucket.counter();
                if self.kv.get(&key)?.is_some() { self.kv.delete(&key) } else { Ok(()) }
            }
        }
    }

    /// Deletes the counters of wrong guesses of one hour since 1970, beginning with this bucket,
    /// until `goes_on` says no; the bucket to go on from, none if all are gone.
    ///
    /// # Errors
    /// If the store cannot be asked or written.
    pub fn delete_wrong_guesses(
        &self,
        hour: i64,
        from: u16,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<u16>, StoreError> {
        for bucket in from..crate::counter::BUCKETS {
            if !goes_on() {
                return Ok(Some(bucket));
            }
            let key = crate::keys::wrong_guesses(hour, bucket);
            if self.kv.get(&key)?.is_some() {
                self.kv.delete(&key)?;
            }
        }
        Ok(None)
    }
}
