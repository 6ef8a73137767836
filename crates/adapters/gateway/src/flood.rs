//! Slows down clients that send too much.

use std::{num::NonZeroU32, time::Duration};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter, clock::Clock};

/// Counts the frames of one connection.
pub(crate) struct FloodGuard(Option<Limits>);

struct Limits {
    /// What is let through.
    admitted: DefaultDirectRateLimiter,
    /// What is refused before patience ends: as much again.
    refused: DefaultDirectRateLimiter,
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
    /// Lets `per_second` frames through, `burst` at once. Gives up when as many again have to be refused.
    /// Without a rate nothing is refused.
    pub fn new(per_second: Option<NonZeroU32>, burst: NonZeroU32) -> Self {
        let limiter = |rate| RateLimiter::direct(Quota::per_second(rate).allow_burst(burst));
        Self(per_second.map(|rate| Limits { admitted: limiter(rate), refused: limiter(rate) }))
    }

    /// Counts one frame.
    pub fn admit(&mut self) -> Result<(), Flood> {
        let Some(Limits { admitted, refused }) = &self.0 else { return Ok(()) };
        match admitted.check() {
            Ok(()) => Ok(()),
            Err(_) if refused.check().is_err() => Err(Flood::GiveUp),
            Err(early) => Err(Flood::Wait(early.wait_time_from(admitted.clock().now()))),
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
    fn who_is_let_through_now_and_then_is_let_go_all_the_same() {
        let rate = NonZeroU32::new(1_000).unwrap();
        let mut guard = FloodGuard::new(Some(rate), rate);
        let gave_up = (0..10_000_000).any(|_| guard.admit() == Err(Flood::GiveUp));
        assert!(gave_up);
    }

    #[test]
    fn without_a_rate_nothing_is_refused() {
        let mut guard = FloodGuard::new(None, ONE);
        assert!((0..10_000).all(|_| guard.admit().is_ok()));
    }
}
