//! How an SDK tries a call again that was refused: the standard retry mode.
//!
//! Three attempts in all. The wait is drawn between nothing and a bound that doubles from one second for throttling, from
//! 50 milliseconds else, up to 20 seconds ("full jitter"). Retries are paid for with tokens, so that a client that fails all
//! the time stops trying. Source: `botocore/retries/standard.py` in the public repository boto/botocore (1.44).

use crate::base::Rng;
use crate::clock::Duration;

const TOKENS: u32 = 500;
const CAP_MS: u64 = 20_000;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It came too soon, or was too much.
    Throttled,
    /// Anything else that another try may mend.
    Other,
}

impl Trouble {
    const fn base_ms(self) -> u64 {
        match self {
            Self::Throttled => 1_000,
            Self::Other => 50,
        }
    }

    const fn cost(self) -> u32 {
        match self {
            Self::Throttled => 5,
            Self::Other => 14,
        }
    }
}

/// The wait before a retry, of which the first has the number 0.
pub fn wait(rng: &mut Rng, trouble: Trouble, retry: u32) -> Duration {
    let bound = trouble.base_ms().saturating_mul(1 << retry.min(20)).min(CAP_MS);
    Duration::from_millis(rng.between(0, bound))
}

/// What a client may still spend on retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota(u32);

impl Default for Quota {
    fn default() -> Self {
        Self(TOKENS)
    }
}

impl Quota {
    /// Pays for a retry; false where there is not enough left.
    pub const fn pay(&mut self, trouble: Trouble) -> bool {
        match self.0.checked_sub(trouble.cost()) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }

    /// A call succeeded: what its last retry cost comes back, or one token.
    pub fn refund(&mut self, retried: Option<Trouble>) {
        self.0 = (self.0 + retried.map_or(1, Trouble::cost)).min(TOKENS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_twenty_seconds() {
        let mut rng = Rng::new(1);
        for (retry, most) in [(0, 1_000), (1, 2_000), (2, 4_000), (4, 16_000), (5, 20_000), (40, 20_000)] {
            let waits: Vec<u64> = (0..500).map(|_| wait(&mut rng, Trouble::Throttled, retry).as_millis()).collect();
            assert!(
                waits.iter().all(|wait| *wait <= most) && waits.iter().any(|wait| *wait > most * 9 / 10),
                "{retry}"
            );
            assert!(waits.iter().any(|wait| *wait < most / 10), "the jitter is full");
        }
        assert!((0..500).all(|_| wait(&mut rng, Trouble::Other, 0).as_millis() <= 50));
    }

    #[test]
    fn retries_are_paid_for() {
        let mut quota = Quota::default();
        assert_eq!((0..200).filter(|_| quota.pay(Trouble::Throttled)).count(), 100);
        assert!(!quota.pay(Trouble::Other));
        quota.refund(Some(Trouble::Other));
        assert!(quota.pay(Trouble::Other) && !quota.pay(Trouble::Other));
        (0..1_000).for_each(|_| quota.refund(None));
        assert_eq!(quota, Quota::default());
    }
}
