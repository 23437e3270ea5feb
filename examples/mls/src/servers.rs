//! The nodes of a cluster, between which a client spreads its connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The URLs of one node, or of the nodes of a cluster.
#[derive(Clone)]
pub struct Servers {
    urls: Arc<Vec<String>>,
    taken: Arc<AtomicUsize>,
}

impl Servers {
    /// These URLs, of which there is at least one.
    pub fn new(urls: Vec<String>) -> Self {
        assert!(!urls.is_empty(), "no URL of a server");
        Self { urls: Arc::new(urls), taken: Arc::default() }
    }

    /// The URL for the next connection: each in turn.
    pub fn next(&self) -> &str {
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        &self.urls[taken % self.urls.len()]
    }
}
