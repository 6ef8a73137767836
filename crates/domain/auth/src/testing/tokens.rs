//! Tokens and secrets without cryptography.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use discuss_kernel::Clock;

use crate::{Claims, Secret, SecretDigest, SecretSource, TokenError, TokenSigner};

/// Writes claims down as they are: anybody could forge them.
pub struct PlainTokens {
    clock: Arc<dyn Clock>,
}

impl PlainTokens {
    /// Tokens that expire by this clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

impl TokenSigner for PlainTokens {
    fn sign(&self, claims: &Claims) -> Result<String, TokenError> {
        let session = claims.session.map(|session| session.to_string()).unwrap_or_default();
        Ok(format!(
            "{}|{session}|{}|{}|{}",
            claims.user, claims.issued_at, claims.expires_at, claims.username
        ))
    }

    fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let claims = parse(token).ok_or(TokenError::Invalid)?;
        if claims.expires_at > self.clock.now().seconds() { Ok(claims) } else { Err(TokenError::Expired) }
    }

    /// The same with a stroke more.
    fn successor(&self, secret: &Secret) -> Result<Secret, TokenError> {
        Ok(Secret::new(format!("{}'", secret.expose())))
    }
}

fn parse(token: &str) -> Option<Claims> {
    let mut parts = token.splitn(5, '|');
    let user = parts.next()?.parse().ok()?;
    let session = match parts.next()? {
        "" => None,
        session => Some(session.parse().ok()?),
    };
    let (issued_at, expires_at) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Claims { user, username: parts.next()?.to_owned(), session, issued_at, expires_at })
}

/// Makes secrets by counting: anybody could guess them.
#[derive(Debug, Default)]
pub struct CountedSecrets {
    made: AtomicUsize,
}

impl SecretSource for CountedSecrets {
    fn fresh(&self) -> Secret {
        Secret::new(format!("secret {}", self.made.fetch_add(1, Ordering::SeqCst) + 1))
    }

    /// The first 32 bytes of the secret.
    fn digest(&self, secret: &Secret) -> SecretDigest {
        let mut digest = [0; 32];
        for (kept, byte) in digest.iter_mut().zip(secret.expose().bytes()) {
            *kept = byte;
        }
        SecretDigest(digest)
    }
}
