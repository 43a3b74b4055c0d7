//! Open and unannounced inspections (明察暗访) by double random (双随机): units and inspectors are drawn, whoever is
//! recused stays away, every point off has its grounds, and the unit may answer.

use crate::words::words;

words! {
    /// Where the inspection of one unit stands.
    pub enum State {
        /// Drawn, the inspectors have not reported.
        Assigned = "assigned",
        /// Reported; the unit may answer.
        Reported = "reported",
        /// The unit has answered.
        Answered = "answered",
    }
}

/// The most points that one inspection can take off, in hundredths.
pub const MOST_OFF: u32 = 2_000;

/// Whether points may be taken off: no more than [`MOST_OFF`], and each with grounds.
pub fn is_fair(points_off: u32, grounds: &str) -> bool {
    points_off <= MOST_OFF && (points_off == 0 || !grounds.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_point_is_taken_off_without_grounds() {
        assert!(is_fair(0, ""));
        assert!(!is_fair(100, "  "));
        assert!(is_fair(100, "值班室无人"));
        assert!(!is_fair(MOST_OFF + 1, "值班室无人"));
    }
}
