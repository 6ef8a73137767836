//! Secrets that renew a login.

use discuss_auth::{Secret, SecretDigest, SecretSource};
use sha2::{Digest, Sha256};

use crate::key::random_text;

/// Makes secrets of 256 random bits and stores their SHA-256. A slow hash would add nothing: nobody
/// tries 2²⁵⁶ values.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomSecrets;

impl SecretSource for RandomSecrets {
    fn fresh(&self) -> Secret {
        Secret::new(random_text())
    }

    fn digest(&self, secret: &Secret) -> SecretDigest {
        SecretDigest(Sha256::digest(secret.expose()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_digests_tell_them_apart() {
        let (one, other) = (RandomSecrets.fresh(), RandomSecrets.fresh());
        assert_eq!(one.expose().len(), 43, "256 bits as base64url");
        assert_eq!(RandomSecrets.digest(&one), RandomSecrets.digest(&one.clone()));
        assert_ne!(RandomSecrets.digest(&one), RandomSecrets.digest(&other));
    }
}
