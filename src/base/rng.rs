//! Seeded chance.
//!
//! One seed decides a whole lab. Each purpose draws from a fork of its own, named by a label, so that a new draw in one
//! place does not shift the draws of all others.

/// A small deterministic generator (xoshiro256**, public domain, Blackman and Vigna).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rng {
    state: [u64; 4],
}

/// One step of `SplitMix64`, the usual way to fill the state of a larger generator.
fn split_mix(x: &mut u64) -> u64 {
    *x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *x;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Two well-mixed words out of a key and a number; the same always give the same.
pub(crate) fn mix(key: u64, number: u64) -> (u64, u64) {
    let mut x = key ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (split_mix(&mut x), split_mix(&mut x))
}

impl Rng {
    /// The generator that a seed decides.
    pub fn new(seed: u64) -> Self {
        let mut x = seed;
        Self { state: [split_mix(&mut x), split_mix(&mut x), split_mix(&mut x), split_mix(&mut x)] }
    }

    /// The generator for one purpose under a seed.
    pub fn fork(seed: u64, label: &str) -> Self {
        let label = label
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        Self::new(mix(seed, label).0)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// A number from 0 to `bound - 1`; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        if high <= low { low } else { low + self.below((high - low).saturating_add(1)) }
    }

    /// True `parts_per_million` times in a million on average. Draws nothing for never and always.
    pub fn chance(&mut self, parts_per_million: u32) -> bool {
        match parts_per_million {
            0 => false,
            1_000_000.. => true,
            ppm => self.below(1_000_000) < u64::from(ppm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forks_are_apart_and_repeatable() {
        let draw = |seed, label| Rng::fork(seed, label).next_u64();
        assert_eq!(draw(1, "sqs/order"), draw(1, "sqs/order"));
        assert_ne!(draw(1, "sqs/order"), draw(1, "sqs/duplicate"));
        assert_ne!(draw(1, "sqs/order"), draw(2, "sqs/order"));
    }

    #[test]
    fn bounds_hold_and_are_reached() {
        let mut rng = Rng::new(7);
        let drawn: Vec<u64> = (0..1000).map(|_| rng.between(3, 5)).collect();
        assert!(drawn.iter().all(|n| (3..=5).contains(n)) && (3..=5).all(|n| drawn.contains(&n)));
        assert_eq!(rng.below(0), 0);
        assert_eq!((0..10_000).filter(|_| rng.chance(100_000)).count() / 100, 10, "about one in ten");
        assert!(!rng.chance(0) && rng.chance(1_000_000));
    }
}
