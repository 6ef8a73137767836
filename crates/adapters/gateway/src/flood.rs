//! Slows down clients that send too much.

use std::{num::NonZeroU32, time::Duration};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter, clock::Clock};

/// Counts the frames of one connection.
pub(crate) struct FloodGuard {
    limiter: Option<DefaultDirectRateLimiter>,
    refused_in_a_row: u32,
    patience: u32,
}

/// Why a frame is not handled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flood {
    /// Too soon; later it would be.
    Wait(Duration),
    /// The client does not listen either.
    GiveUp,
}

impl FloodGuard {
    /// Lets `per_second` frames through, `burst` at once. Refuses as many as `burst` in a row before it
    /// gives up. Without a rate nothing is refused.
    pub fn new(per_second: Option<NonZeroU32>, burst: NonZeroU32) -> Self {
        let limiter = per_second.map(|rate| RateLimiter::direct(Quota::per_second(rate).allow_burst(burst)));
        Self { limiter, refused_in_a_row: 0, patience: burst.get() }
    }

    /// Counts one frame.
    pub fn admit(&mut self) -> Result<(), Flood> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        match limiter.check() {
            Ok(()) => {
                self.refused_in_a_row = 0;
                Ok(())
            }
            Err(_) if self.refused_in_a_row >= self.patience => Err(Flood::GiveUp),
            Err(refused) => {
                self.refused_in_a_row += 1;
                Err(Flood::Wait(refused.wait_time_from(limiter.clock().now())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    #[test]
    fn who_does_not_listen_is_let_go() {
        let mut guard = FloodGuard::new(Some(ONE), NonZeroU32::new(2).unwrap());
        let outcomes: Vec<_> =
            (0..5).map(|_| guard.admit().map_err(|flood| flood == Flood::GiveUp)).collect();
        assert_eq!(outcomes, [Ok(()), Ok(()), Err(false), Err(false), Err(true)]);
    }

    #[test]
    fn without_a_rate_nothing_is_refused() {
        let mut guard = FloodGuard::new(None, ONE);
        assert!((0..10_000).all(|_| guard.admit().is_ok()));
    }
}
