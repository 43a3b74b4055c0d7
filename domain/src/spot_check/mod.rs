//! Spot-check programmes (可抽查工作): a unit registers its work with the households it served; some are drawn and judge
//! it; the result says how sure it is.

use crate::{rating::Level, words::words};

words! {
    /// Where a programme stands.
    pub enum State {
        /// The unit brings in whom it served.
        Registered = "registered",
        /// The list is frozen and the draw announced.
        Announced = "announced",
        /// Households are drawn and being asked.
        Drawn = "drawn",
        /// The result stands.
        Closed = "closed",
    }
}

/// A share in thousandths with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub permille: u32,
    pub low: u32,
    pub high: u32,
}

/// Whether a level counts as satisfied: the upper three, as in the government-service evaluation.
pub const fn is_satisfied(level: Level) -> bool {
    matches!(level, Level::VerySatisfied | Level::Satisfied | Level::Fair)
}

/// A share with Wilson's score interval (E. B. Wilson 1927, z = 1.96), which holds for few answers and for shares near
/// none and all; none of nothing.
pub fn wilson(part: u32, whole: u32) -> Option<Share> {
    const Z: f64 = 1.959_964;
    if whole == 0 {
        return None;
    }
    let (n, p) = (f64::from(whole), f64::from(part.min(whole)) / f64::from(whole));
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let by = 1.0 + Z * Z / n;
    Some(Share {
        permille: permille(p),
        low: permille((middle - spread) / by),
        high: permille((middle + spread) / by),
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
fn permille(share: f64) -> u32 {
    (share * 1000.0).round().clamp(0.0, 1000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_intervals_come_out() {
        // R: prop.test(8, 10, correct = FALSE) gives 0.4902 to 0.9433.
        assert_eq!(wilson(8, 10), Some(Share { permille: 800, low: 490, high: 943 }));
        assert_eq!(wilson(0, 10), Some(Share { permille: 0, low: 0, high: 278 }));
        assert_eq!(wilson(10, 10), Some(Share { permille: 1000, low: 722, high: 1000 }));
        assert_eq!(wilson(0, 0), None);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_and_narrows(part in 0u32..100, more in 0u32..100) {
            let whole = part + more;
            prop_assume!(whole > 0);
            let few = wilson(part, whole).unwrap();
            let many = wilson(part * 10, whole * 10).unwrap();
            prop_assert!(few.low <= few.permille && few.permille <= few.high);
            prop_assert!(many.high - many.low <= few.high - few.low);
        }
    }
}
