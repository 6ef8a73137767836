//! Counts what somebody does, to slow down those who do it too often.

use std::{collections::HashMap, net::IpAddr, time::Duration};

use discuss_kernel::{Name, Timestamp, name_key};
use parking_lot::Mutex;

use crate::Client;

/// How many attempts are let through. `0` switches a limit off.
#[derive(Debug, Clone, Copy)]
pub struct ThrottleLimits {
    /// Per account and window.
    pub per_account: u32,
    /// Per address and window.
    pub per_address: u32,
    /// How long an attempt counts.
    pub window: Duration,
}

/// What attempts are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttemptKey {
    /// The name that was typed, whether or not there is such an account.
    Account(String),
    /// The address the attempt came from; of IPv6 its /64 network, which one household owns.
    Address(IpAddr),
}

impl AttemptKey {
    /// The key of a name. What is longer than any name is cut, so that nobody fills the memory with it.
    #[must_use]
    pub fn account(username: &str) -> Self {
        let typed: String = username.trim().chars().take(Name::MAX_CHARS + 1).collect();
        Self::Account(name_key(&typed))
    }

    /// The keys of somebody of whom only the address is known, if at all.
    pub(crate) fn of_client(client: &Client) -> Vec<Self> {
        client.address.map(Self::address).into_iter().collect()
    }

    /// The key of an address.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V4(v4) => v4.into(),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.into(),
                None => std::net::Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
            },
        })
    }
}

struct Window {
    attempts: u32,
    ends_at: Timestamp,
}

/// Counts attempts in fixed windows, in memory, for at most [`Throttle::MAX_KEYS`] keys.
///
/// An attempt counts when it begins, so that many at once cannot slip through together; a successful
/// one is taken back.
pub struct Throttle {
    limits: ThrottleLimits,
    windows: Mutex<HashMap<AttemptKey, Window>>,
}

impl Throttle {
    /// When more keys than this are watched, those whose window ends first are forgotten.
    pub const MAX_KEYS: usize = 100_000;

    /// A throttle that has seen nothing yet.
    #[must_use]
    pub fn new(limits: ThrottleLimits) -> Self {
        Self { limits, windows: Mutex::default() }
    }

    /// Counts an attempt against every key.
    ///
    /// # Errors
    /// How long to wait, when a key has no attempt left; then nothing is counted.
    pub fn begin(&self, keys: &[AttemptKey], now: Timestamp) -> Result<(), Duration> {
        let mut windows = self.windows.lock();
        if let Some(wait) = self.wait(&windows, keys, now) {
            return Err(wait);
        }
        self.count_each(&mut windows, keys, now);
        Ok(())
    }

    /// Counts what was not asked for in advance against every key, also against those that have no
    /// attempt left.
    pub fn count(&self, keys: &[AttemptKey], now: Timestamp) {
        self.count_each(&mut self.windows.lock(), keys, now);
    }

    /// Whether one of the keys has no attempt left.
    #[must_use]
    pub fn is_exhausted(&self, keys: &[AttemptKey], now: Timestamp) -> bool {
        self.wait(&self.windows.lock(), keys, now).is_some()
    }

    /// Takes a counted attempt back from every key: it did not fail.
    pub fn take_back(&self, keys: &[AttemptKey]) {
        let mut windows = self.windows.lock();
        for key in keys {
            if let Some(window) = windows.get_mut(key) {
                window.attempts = window.attempts.saturating_sub(1);
            }
        }
    }

    /// Forgets the failures of a key: its owner has proven to be who they say.
    pub fn forgive(&self, key: &AttemptKey) {
        self.windows.lock().remove(key);
    }

    /// How long to wait until every key has an attempt left, if one has none.
    fn wait(
        &self,
        windows: &HashMap<AttemptKey, Window>,
        keys: &[AttemptKey],
        now: Timestamp,
    ) -> Option<Duration> {
        let waits = keys.iter().filter_map(|key| {
            let window = windows.get(key).filter(|window| window.ends_at > now)?;
            (window.attempts >= self.limit(key)?).then(|| window.ends_at.since(now))
        });
        waits.max()
    }

    fn limit(&self, key: &AttemptKey) -> Option<u32> {
        let limit = match key {
            AttemptKey::Account(_) => self.limits.per_account,
            AttemptKey::Address(_) => self.limits.per_address,
        };
        (limit > 0).then_some(limit)
    }

    fn count_each(&self, windows: &mut HashMap<AttemptKey, Window>, keys: &[AttemptKey], now: Timestamp) {
        for key in keys.iter().filter(|key| self.limit(key).is_some()) {
            self.count_one(windows, key, now);
        }
    }

    fn count_one(&self, windows: &mut HashMap<AttemptKey, Window>, key: &AttemptKey, now: Timestamp) {
        if windows.len() >= Self::MAX_KEYS && !windows.contains_key(key) {
            forget_some(windows, now);
        }
        let fresh = || Window { attempts: 0, ends_at: now.plus(self.limits.window) };
        let window = windows.entry(key.clone()).or_insert_with(fresh);
        if window.ends_at <= now {
            *window = fresh();
        }
        window.attempts += 1;
    }
}

/// Forgets what has ended, and if that is not enough, the tenth that ends first.
fn forget_some(windows: &mut HashMap<AttemptKey, Window>, now: Timestamp) {
    windows.retain(|_, window| window.ends_at > now);
    if windows.len() >= Throttle::MAX_KEYS {
        let mut ends: Vec<Timestamp> = windows.values().map(|window| window.ends_at).collect();
        let (_, &mut tenth, _) = ends.select_nth_unstable(Throttle::MAX_KEYS / 10);
        windows.retain(|_, window| window.ends_at > tenth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn throttle(per_account: u32, per_address: u32) -> Throttle {
        Throttle::new(ThrottleLimits { per_account, per_address, window: Duration::from_secs(60) })
    }

    #[test]
    fn a_success_costs_nothing() {
        let (throttle, key) = (throttle(1, 0), AttemptKey::account("ann"));
        for _ in 0..10 {
            assert!(throttle.begin(std::slice::from_ref(&key), NOW).is_ok());
            throttle.take_back(std::slice::from_ref(&key));
        }
    }

    #[test]
    fn zero_switches_a_limit_off() {
        let (throttle, key) = (throttle(0, 0), AttemptKey::account("ann"));
        assert!((0..1_000).all(|_| throttle.begin(std::slice::from_ref(&key), NOW).is_ok()));
    }

    #[test]
    fn a_refused_attempt_does_not_count_against_the_other_key() {
        let throttle = throttle(1, 2);
        let address = AttemptKey::address("192.0.2.1".parse().unwrap());
        let attempt = |name: &str| throttle.begin(&[AttemptKey::account(name), address.clone()], NOW);
        assert!(attempt("ann").is_ok());
        assert!(attempt("Ann ").is_err(), "the same account");
        assert!(attempt("ben").is_ok(), "the address has one attempt left");
        assert!(attempt("cleo").is_err());
    }

    #[test]
    fn what_is_counted_without_asking_counts_for_every_key() {
        let throttle = throttle(1, 2);
        let (account, address) =
            (AttemptKey::account("ann"), AttemptKey::address("192.0.2.1".parse().unwrap()));
        let keys = [account.clone(), address.clone()];
        throttle.count(&keys, NOW);
        assert!(throttle.is_exhausted(&keys, NOW));
        assert!(!throttle.is_exhausted(std::slice::from_ref(&address), NOW));
        throttle.count(&keys, NOW);
        assert!(
            throttle.is_exhausted(std::slice::from_ref(&address), NOW),
            "though the account had none left"
        );
        assert!(!throttle.is_exhausted(&keys, NOW.plus(Duration::from_secs(60))), "in time it is forgotten");
    }

    #[test]
    fn a_name_that_is_none_takes_no_room() {
        let AttemptKey::Account(key) = AttemptKey::account(&"x".repeat(1_000_000)) else { unreachable!() };
        assert!(key.len() <= Name::MAX_CHARS + 1);
    }

    #[test]
    fn one_household_is_one_address() {
        let key = |text: &str| AttemptKey::address(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::2"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }

    #[test]
    fn a_full_table_forgets_the_oldest() {
        let throttle = throttle(1, 0);
        for n in 0..=Throttle::MAX_KEYS {
            let at = NOW.plus(Duration::from_micros(n as u64));
            throttle.begin(&[AttemptKey::account(&n.to_string())], at).unwrap();
        }
        assert!(throttle.windows.lock().len() <= Throttle::MAX_KEYS);
    }
}
