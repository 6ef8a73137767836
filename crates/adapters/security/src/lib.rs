//! Passwords, tokens and secrets: the ports of the `user` and `auth` crates, carried out by well-kept
//! cryptographic libraries.
//!
//! [`Argon2Hasher`] hashes passwords, [`JwtSigner`] signs tokens with a [`SigningKey`], and
//! [`RandomSecrets`] makes refresh secrets.
//!
//! ```
//! use discuss_auth::SecretSource;
//! use discuss_security::{RandomSecrets, SigningKey};
//!
//! assert_ne!(RandomSecrets.fresh(), RandomSecrets.fresh());
//! assert_eq!(format!("{:?}", SigningKey::generate()), "SigningKey(…)");
//! ```

mod key;
mod password;
mod secret;
mod token;

pub use key::{SigningKey, WeakKey};
pub use password::{Argon2Hasher, HashingLimits};
pub use secret::RandomSecrets;
pub use token::JwtSigner;
