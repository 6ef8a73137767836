//! A hasher that hides nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;

use crate::{HashError, Password, PasswordHash, PasswordHasher};

/// Keeps passwords readable, which is quick, and counts how often it compared one. Its hashes begin with
/// `plain:`, outdated ones with `old:`.
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
        Ok(hash.is_some_and(|hash| *hash == plain(password) || *hash == old(password)))
    }

    fn is_outdated(&self, hash: &PasswordHash, password: &Password) -> bool {
        *hash == old(password)
    }
}

fn plain(password: &Password) -> PasswordHash {
    marked("plain", password)
}

fn old(password: &Password) -> PasswordHash {
    marked("old", password)
}

fn marked(kind: &str, password: &Password) -> PasswordHash {
    PasswordHash::new(format!("{kind}:{}", String::from_utf8_lossy(password.as_bytes())))
}
