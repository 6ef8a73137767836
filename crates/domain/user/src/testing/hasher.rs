//! A hasher that hides nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use crate::{HashError, Password, PasswordHash, PasswordHasher};

/// Keeps passwords readable, which is quick, and counts how often it compared one.
#[derive(Debug, Default)]
pub struct PlainHasher {
    comparisons: AtomicUsize,
}

impl PlainHasher {
    /// How many passwords were compared, with a hash or with none.
    #[must_use]
    pub fn comparisons(&self) -> usize {
        self.comparisons.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        Ok(plain(password))
    }

    async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        self.comparisons.fetch_add(1, Ordering::SeqCst);
        Ok(hash == Some(&plain(password)))
    }
}

fn plain(password: &Password) -> PasswordHash {
    PasswordHash::new(format!("plain:{}", String::from_utf8_lossy(password.as_bytes())))
}
