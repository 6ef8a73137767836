//! Passwords, tokens, secrets and captchas: the ports of the `user` and `auth` crates, carried out by
//! well-kept libraries.
//!
//! [`Argon2Hasher`] hashes passwords, and compares the existing server's too; [`JwtSigner`] signs tokens with a
//! [`SigningKey`], [`RandomSecrets`] makes refresh secrets, [`SvgDrawer`] draws captchas, and [`CaptchaCache`]
//! keeps them.
//!
//! ```
//! use discuss_auth::SecretSource;
//! use discuss_security::{RandomSecrets, SigningKey};
//!
//! assert_ne!(RandomSecrets.fresh(), RandomSecrets.fresh());
//! assert_eq!(format!("{:?}", SigningKey::generate()), "SigningKey(…)");
//! ```

mod captcha;
mod key;
mod legacy;
mod password;
mod pool;
mod secret;
mod token;

pub use captcha::{CaptchaCache, SvgDrawer};
pub use key::{SigningKey, WeakKey};
pub use password::{Argon2Hasher, HashingLimits};
pub use secret::RandomSecrets;
pub use token::JwtSigner;
