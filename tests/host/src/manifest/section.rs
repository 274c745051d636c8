//! Tables of a manifest, read key by key.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use toml::{Table, Value};

/// A table that knows its name for messages, and from which keys are taken until none must be left.
pub(super) struct Section {
    pub(super) name: String,
    table: Table,
}

impl Section {
    pub(super) fn new(name: impl Into<String>, table: Table) -> Self {
        Self { name: name.into(), table }
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.table.remove(key)
    }

    pub(super) fn string(&mut self, key: &str) -> Result<Option<String>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => bail!("{} has a `{key}` that is not a string.", self.name),
        }
    }

    pub(super) fn boolean(&mut self, key: &str) -> Result<Option<bool>> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Boolean(value)) => Ok(Some(value)),
            Some(_) => bail!("{} has a `{key}` that is neither true nor false.", self.name),
        }
    }

    pub(super) fn list(&mut self, key: &str) -> Result<Vec<String>> {
        let items = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => bail!("{} has a `{key}` that is not a list.", self.name),
        };
        items
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Ok(text),
                _ => bail!("{} has an entry in `{key}` that is not a string.", self.name),
            })
            .collect()
    }

    pub(super) fn section(&mut self, key: &str) -> Result<Option<Section>> {
        let name = match self.name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(parent) => format!("[{parent}.{key}]"),
            None => format!("[{key}]"),
        };
        match self.take(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(Section { name, table })),
            Some(_) => bail!("{} has a `{key}` that is not a table.", self.name),
        }
    }

    /// Each key of this table as a section of its own.
    pub(super) fn entries<T>(mut self, read: impl Fn(Section) -> Result<T>) -> Result<BTreeMap<String, T>> {
        let keys: Vec<String> = self.table.keys().cloned().collect();
        keys.into_iter()
            .filter_map(|key| match self.section(&key) {
                Ok(section) => section.map(|section| Ok((key, read(section)?))),
                Err(error) => Some(Err(error)),
            })
            .collect()
    }

    /// Each key of this table as a string.
    pub(super) fn strings(mut self) -> Result<BTreeMap<String, String>> {
        let keys: Vec<String> = self.table.keys().cloned().collect();
        keys.into_iter()
            .filter_map(|key| match self.string(&key) {
                Ok(text) => text.map(|text| Ok((key, text))),
                Err(error) => Some(Err(error)),
            })
            .collect()
    }

    /// Keys that mean nothing to the host but do no harm.
    pub(super) fn ignore(&mut self, keys: &[&str]) {
        for key in keys {
            self.table.remove(*key);
        }
    }

    /// Refuses what is left.
    pub(super) fn end(&self) -> Result<()> {
        match self.table.keys().next() {
            Some(key) => bail!("{} has `{key}`, which the local host does not support.", self.name),
            None => Ok(()),
        }
    }
}
