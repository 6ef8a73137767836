//! Passwords as the existing server hashes them: bcrypt.

use std::str::FromStr;

use bcrypt::HashParts;
use discuss_user::{Password, PasswordHash};

/// More is never compared: this one takes about a second, and each step doubles it. The existing server
/// uses 8.
const MAX_COST: u32 = 14;
/// What bcrypt reads of a password, in bytes.
const READ: usize = 72;

/// Whether it is a hash of this kind that can be compared in a sensible time.
pub fn recognises(hash: &PasswordHash) -> bool {
    HashParts::from_str(hash.as_str()).is_ok_and(|parts| parts.get_cost() <= MAX_COST)
}

/// Whether the password belongs to a hash of this kind; of a long one only the beginning counts.
pub fn belongs(password: &Password, hash: &PasswordHash) -> bool {
    bcrypt::verify(password.as_bytes(), hash.as_str()).unwrap_or(false)
}

/// Whether the hash has proven the whole password. Of a longer one nobody knows whether its end is right.
pub fn proves(password: &Password) -> bool {
    password.as_bytes().len() <= READ
}
