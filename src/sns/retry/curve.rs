//! The four ways in which delays grow.
//!
//! AWS names them and says no more than that the first delay is the least and the last one the most. Linear and
//! exponential leave little to choose. For the other two this takes what their names mean elsewhere, the means of those
//! two: arithmetic is half-way between them, geometric is the root of their product. So at every retry
//! exponential <= geometric <= arithmetic <= linear.
//!
//! The standard library's `powf` may differ in the last digit from one platform to the next, which could become another
//! millisecond. Here a power is made from square roots and products alone, and IEEE 754 leaves no choice in those.

use super::Backoff;
use crate::clock::Duration;

/// The delay of the retry at `place`, from zero, of `count` that grow from `least` to `most`; in whole milliseconds.
pub(super) fn delay(function: Backoff, least: Duration, most: Duration, place: u32, count: u32) -> Duration {
    // A single retry is the first and the last; it takes the least.
    let steps = count.saturating_sub(1);
    if place == 0 || least >= most {
        return least;
    }
    if place >= steps {
        return most;
    }
    let (start, end) = (float(least), float(most));
    let linear = start + (end - start) * f64::from(place) / f64::from(steps);
    let exponential = || start * power(end / start, place, steps);
    let millis = match function {
        Backoff::Linear => linear,
        Backoff::Exponential => exponential(),
        Backoff::Arithmetic => f64::midpoint(linear, exponential()),
        Backoff::Geometric => (linear * exponential()).sqrt(),
    };
    Duration::from_millis(rounded(millis))
}

/// Delays are at most an hour, so their milliseconds fit.
fn float(span: Duration) -> f64 {
    f64::from(u32::try_from(span.as_millis()).unwrap_or(u32::MAX))
}

/// `base` to the power of `numerator / denominator`, a fraction below one.
///
/// The fraction's binary digits say which of the roots of 2, 4, 8 and so on to multiply; behind the fiftieth they change
/// nothing that a double could hold.
fn power(base: f64, numerator: u32, denominator: u32) -> f64 {
    let (mut result, mut root, mut rest) = (1.0, base, u64::from(numerator));
    for _ in 0..50 {
        root = root.sqrt();
        rest *= 2;
        if rest >= u64::from(denominator) {
            rest -= u64::from(denominator);
            result *= root;
        }
    }
    result
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "delays are positive and at most an hour")]
fn rounded(millis: f64) -> u64 {
    (millis + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_those_of_the_library_but_for_the_last_digits() {
        for base in [1.0, 1.5, 20.0, 60.0, 3600.0] {
            for denominator in 1..=99_u32 {
                for numerator in 0..denominator {
                    let known = f64::powf(base, f64::from(numerator) / f64::from(denominator));
                    let ratio = power(base, numerator, denominator) / known;
                    assert!((ratio - 1.0).abs() < 1e-12, "{base} {numerator}/{denominator}");
                }
            }
        }
    }

    #[test]
    fn each_curve_runs_from_the_least_to_the_most_and_none_crosses_another() {
        let order = [Backoff::Exponential, Backoff::Geometric, Backoff::Arithmetic, Backoff::Linear];
        for (least, most) in [(1, 60), (20, 20), (1, 3600), (59, 60), (7, 300)] {
            for count in 2..=40 {
                let at = |function, place| {
                    delay(function, Duration::from_secs(least), Duration::from_secs(most), place, count).as_millis()
                };
                for function in Backoff::ALL {
                    assert_eq!((at(function, 0), at(function, count - 1)), (least * 1000, most * 1000));
                    assert!((1..count).all(|place| at(function, place - 1) <= at(function, place)));
                }
                for place in 0..count {
                    assert!(order.map(|function| at(function, place)).is_sorted());
                }
            }
        }
    }

    #[test]
    fn exact_values() {
        let at =
            |function, place| delay(function, Duration::from_secs(1), Duration::from_secs(16), place, 5).as_millis();
        assert_eq!([0, 1, 2, 3, 4].map(|place| at(Backoff::Exponential, place)), [1000, 2000, 4000, 8000, 16000]);
        assert_eq!([0, 1, 2, 3, 4].map(|place| at(Backoff::Linear, place)), [1000, 4750, 8500, 12250, 16000]);
        assert_eq!([0, 1, 2, 3, 4].map(|place| at(Backoff::Arithmetic, place)), [1000, 3375, 6250, 10125, 16000]);
        assert_eq!([0, 1, 2, 3, 4].map(|place| at(Backoff::Geometric, place)), [1000, 3082, 5831, 9899, 16000]);
        assert_eq!(
            delay(Backoff::Linear, Duration::from_secs(5), Duration::from_secs(9), 0, 1),
            Duration::from_secs(5)
        );
    }
}
