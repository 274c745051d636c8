//! What instances take: memory, by a limiter that refuses nothing and remembers the most.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::ResourceLimiter;

/// The most that any instance of this process has taken.
#[derive(Debug, Default)]
pub struct Usage {
    memory: AtomicUsize,
}

impl Usage {
    /// The largest linear memory of an instance so far, in bytes; that of all its modules together.
    pub fn memory(&self) -> usize {
        self.memory.load(Ordering::Relaxed)
    }
}

/// Watches one instance.
pub(crate) struct Watch {
    usage: Arc<Usage>,
    /// The linear memory of the instance, in bytes.
    memory: usize,
}

impl Watch {
    pub(crate) fn new(usage: &Arc<Usage>) -> Self {
        Self { usage: Arc::clone(usage), memory: 0 }
    }
}

impl ResourceLimiter for Watch {
    /// Also asked for a memory's first size, with `current` 0.
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory += desired.saturating_sub(current);
        self.usage.memory.fetch_max(self.memory, Ordering::Relaxed);
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_of_any_instance_is_told() {
        let usage = Arc::new(Usage::default());
        let mut instances = [Watch::new(&usage), Watch::new(&usage)];
        // Two modules in one instance count together, two instances do not.
        for (instance, current, desired, most) in
            [(0, 0, 100, 100), (0, 0, 20, 120), (1, 0, 90, 120), (0, 100, 300, 320)]
        {
            assert!(instances[instance].memory_growing(current, desired, None).unwrap());
            assert_eq!(usage.memory(), most);
        }
    }
}
