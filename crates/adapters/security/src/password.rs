//! Passwords: Argon2id, with the parameters that OWASP recommends. Those of the existing server are compared
//! as it hashed them.

use std::{
    fmt,
    num::NonZeroUsize,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash as Phc,
};
use async_trait::async_trait;
use discuss_user::{HashError, Password, PasswordHash, PasswordHasher};

use crate::pool::{Pool, Undone};

use crate::legacy;

/// What a password is compared with when there is nothing to compare it with. Salt and hash are random bytes:
/// no password is known to belong to it.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$6POeOJi4e7u3cQpX8cGy6A$WB66DbvyGF4WmimmSE/UlWpSHyKbEChf5lYbrMGPmBU";

/// How much hashing may go on.
#[derive(Debug, Clone, Copy)]
pub struct HashingLimits {
    /// How many passwords are hashed at the same time; each takes a processor core and 19 MiB.
    pub running: usize,
    /// How many more may wait. What comes on top is refused as overloaded.
    pub waiting: usize,
}

impl Default for HashingLimits {
    /// As many as there are cores, and 256 that wait.
    fn default() -> Self {
        Self { running: thread::available_parallelism().map_or(1, NonZeroUsize::get), waiting: 256 }
    }
}

/// Hashes passwords on threads where blocking is allowed, a bounded number at a time.
///
/// Hashes are PHC strings, so that those made with other parameters verify too, and so do bcrypt hashes.
pub struct Argon2Hasher {
    argon2: Argon2<'static>,
    pool: Pool,
    has_met_unknown_hash: AtomicBool,
}

impl Argon2Hasher {
    /// In KiB.
    const MEMORY: u32 = 19_456;
    const PASSES: u32 = 2;
    const LANES: u32 = 1;

    /// A hasher within these limits.
    ///
    /// # Errors
    /// When the library refuses the parameters.
    pub fn new(limits: HashingLimits) -> Result<Self, HashError> {
        let params = Params::new(Self::MEMORY, Self::PASSES, Self::LANES, None).map_err(failed)?;
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            pool: Pool::new(limits.running, limits.waiting),
            has_met_unknown_hash: AtomicBool::new(false),
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        self.pool.run(work).await.map_err(|undone| match undone {
            Undone::Full => HashError::Overloaded,
            Undone::Failed(cause) => failed(cause),
        })
    }

    /// Says so once: an operator should know, but not from every login.
    fn report_unknown_hash(&self) {
        if !self.has_met_unknown_hash.swap(true, Ordering::Relaxed) {
            tracing::warn!("a stored password hash has an unknown format; its owner cannot log in");
        }
    }
}

impl fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argon2Hasher(…)")
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let (argon2, password) = (self.argon2.clone(), password.clone());
        self.run(move || hash(&argon2, &password)).await?
    }

    async fn verify(&self, password: &Password, stored: Option<&PasswordHash>) -> Result<bool, HashError> {
        let known = stored.filter(|stored| is_argon2(stored) || legacy::recognises(stored));
        if stored.is_some() && known.is_none() {
            self.report_unknown_hash();
        }
        let is_real = known.is_some();
        let compared = known.cloned().unwrap_or_else(|| PasswordHash::new(DECOY.to_owned()));
        let (argon2, password) = (self.argon2.clone(), password.clone());
        let is_right = self.run(move || belongs(&argon2, &password, &compared)).await?;
        Ok(is_real && is_right)
    }

    fn is_outdated(&self, hash: &PasswordHash, password: &Password) -> bool {
        legacy::recognises(hash) && legacy::proves(password)
    }
}

fn hash(argon2: &Argon2<'_>, password: &Password) -> Result<PasswordHash, HashError> {
    let hash = argon2.hash_password(password.as_bytes()).map_err(failed)?;
    Ok(PasswordHash::new(hash.to_string()))
}

/// Takes the parameters from the hash.
fn belongs(argon2: &Argon2<'_>, password: &Password, hash: &PasswordHash) -> bool {
    if legacy::recognises(hash) {
        return legacy::belongs(password, hash);
    }
    Phc::new(hash.as_str()).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Whether comparing with the hash takes the time that it should.
fn is_argon2(hash: &PasswordHash) -> bool {
    Phc::new(hash.as_str()).is_ok_and(|hash| {
        Algorithm::try_from(hash.algorithm.as_str()).is_ok() && hash.salt.is_some() && hash.hash.is_some()
    })
}

fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HashError {
    HashError::Failed(cause.into())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn hasher() -> Argon2Hasher {
        Argon2Hasher::new(HashingLimits::default()).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::attempt(text)
    }

    #[tokio::test]
    async fn hashes_are_salted_phc_strings_with_the_recommended_parameters() {
        let hasher = hasher();
        let one = hasher.hash(&password("correct horse")).await.unwrap();
        let other = hasher.hash(&password("correct horse")).await.unwrap();
        assert!(one.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", one.as_str());
        assert_ne!(one, other);
        assert!(one.as_str().len() <= 100, "the column of the existing database has room for it");
        assert!(hasher.verify(&password("correct horse"), Some(&one)).await.unwrap());
        assert!(!hasher.verify(&password("wrong horse"), Some(&one)).await.unwrap());
    }

    #[test]
    fn the_decoy_costs_what_a_hash_of_today_costs() {
        let decoy = Phc::new(DECOY).unwrap();
        let today = hash(&hasher().argon2, &password("correct horse")).unwrap();
        let today = Phc::new(today.as_str()).unwrap();
        assert!(is_argon2(&PasswordHash::new(DECOY.to_owned())));
        assert_eq!(
            (decoy.algorithm, decoy.version, &decoy.params),
            (today.algorithm, today.version, &today.params)
        );
        let sizes = |hash: &Phc| (hash.salt.unwrap().len(), hash.hash.unwrap().len());
        assert_eq!(sizes(&decoy), sizes(&today));
    }

    /// As the library of the existing server made them, and as other ones name the same.
    #[tokio::test]
    async fn bcrypt_hashes_verify() {
        const HORSE: &str = "$08$rNqyi6Tl99Ukt2aBiMxgYum2SaXLA1CJiKw2pajGfCJQH7RajeTIu";
        const TEA: &str = "$2b$08$KkPib8tjdQwENcwnvoiOWe.3qE.Z2XGtPYNcanysIqn/sNVWbONZa";
        let hasher = hasher();
        let cases = [
            (format!("$2b{HORSE}"), "correct horse"),
            (format!("$2a{HORSE}"), "correct horse"),
            (format!("$2y{HORSE}"), "correct horse"),
            (TEA.to_owned(), "茶馆里的秘密"),
        ];
        for (stored, right) in cases {
            let stored = PasswordHash::new(stored);
            for (text, verdict) in [(right, true), ("wrong horse", false), ("", false)] {
                let is_right = hasher.verify(&password(text), Some(&stored)).await.unwrap();
                assert_eq!(is_right, verdict, "{} {text}", stored.as_str());
            }
            assert!(hasher.is_outdated(&stored, &password(right)));
        }
        let today = hasher.hash(&password("correct horse")).await.unwrap();
        assert!(!hasher.is_outdated(&today, &password("correct horse")));
    }

    /// Else the end that somebody happened to type would be the only one that is right from then on.
    #[tokio::test]
    async fn a_password_that_bcrypt_has_not_read_to_its_end_keeps_its_hash() {
        let stored = "$2b$08$/hoPAysySMsi1vQAWRqeAONyp/Gy5xyDz.iMD8pCwguBLLyEYaHsO";
        let (hasher, stored) = (hasher(), PasswordHash::new(stored.to_owned()));
        for end in ["xxxxxxxx", "and any other end"] {
            let typed = password(&format!("{}{end}", "x".repeat(72)));
            assert!(hasher.verify(&typed, Some(&stored)).await.unwrap());
            assert!(!hasher.is_outdated(&stored, &typed));
        }
    }

    #[tokio::test]
    async fn hashes_with_other_parameters_verify() {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(1_024, 1, 1, None).unwrap());
        let stored = hash(&cheap, &password("correct horse")).unwrap();
        assert!(hasher().verify(&password("correct horse"), Some(&stored)).await.unwrap());
    }

    #[tokio::test]
    async fn without_a_usable_hash_the_answer_is_no_and_takes_as_long() {
        let hasher = hasher();
        let stored = hasher.hash(&password("correct horse")).await.unwrap();
        let bcrypt = "$2b$08$rNqyi6Tl99Ukt2aBiMxgYum2SaXLA1CJiKw2pajGfCJQH7RajeTIu";
        let bcrypt = PasswordHash::new(bcrypt.to_owned());
        let wrong = fastest(&hasher, Some(&stored)).await.max(fastest(&hasher, Some(&bcrypt)).await);
        for text in [
            None,
            Some(""),
            Some("plain text"),
            Some("$2b$08$abcdefghijklmnopqrstuv"),
            Some("$2b$31$rNqyi6Tl99Ukt2aBiMxgYum2SaXLA1CJiKw2pajGfCJQH7RajeTIu"),
            Some("$argon2id$v=19"),
        ] {
            let stored = text.map(|text| PasswordHash::new(text.to_owned()));
            let nobody = fastest(&hasher, stored.as_ref()).await;
            assert!(nobody * 2 > wrong, "{text:?}: {nobody:?}, a wrong password {wrong:?}");
        }
    }

    /// The shortest of a few failed attempts.
    async fn fastest(hasher: &Argon2Hasher, stored: Option<&PasswordHash>) -> Duration {
        let mut fastest = Duration::MAX;
        for _ in 0..5 {
            let started = Instant::now();
            assert!(!hasher.verify(&password("wrong horse"), stored).await.unwrap());
            fastest = fastest.min(started.elapsed());
        }
        fastest
    }

    #[tokio::test]
    async fn too_many_at_once_are_refused() {
        let hasher = Argon2Hasher::new(HashingLimits { running: 1, waiting: 1 }).unwrap();
        let password = password("correct horse");
        let (first, second, third) =
            tokio::join!(hasher.hash(&password), hasher.hash(&password), hasher.hash(&password));
        assert!(first.is_ok() && second.is_ok());
        assert!(matches!(third, Err(HashError::Overloaded)));
        assert!(hasher.hash(&password).await.is_ok(), "places are given back");
    }
}
