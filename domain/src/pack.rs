//! Packs (打印包): a village's door tags, household codes or pledge cards, ready to print.

use crate::words::words;

/// Days after which a pack's files are deleted: what is printed by then need not lie about, sealed or not.
pub const KEPT_DAYS: i64 = 30;

words! {
    /// What a pack holds.
    pub enum PackKind {
        /// 门牌码, fixed at the doors.
        Tags = "tags",
        /// 户码, letters in envelopes.
        Codes = "codes",
        /// 承诺卡
        Cards = "cards",
        /// 评议票, of a rating round.
        Slips = "slips",
    }
}

impl PackKind {
    /// Whether its files hold codes that open something: printing and fetching them is journalled.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Codes | Self::Slips)
    }
}

words! {
    /// Where a pack is.
    pub enum PackState {
        /// Waits for its turn.
        Queued = "queued",
        /// Village by village.
        Running = "running",
        /// Every file is there.
        Done = "done",
        /// Could not be printed; its note says why.
        Failed = "failed",
        /// Given up before its end; its files are gone.
        Cancelled = "cancelled",
        /// Its files are gone, by hand or after [`KEPT_DAYS`].
        Deleted = "deleted",
    }
}

impl PackState {
    /// Whether it may still get files.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// Whether its files, if any, are to be deleted.
    pub const fn is_void(self) -> bool {
        matches!(self, Self::Cancelled | Self::Deleted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_secret_and_no_state_is_both_under_way_and_void() {
        let secret: Vec<_> = PackKind::ALL.iter().filter(|kind| kind.is_secret()).collect();
        assert_eq!(secret, [&PackKind::Codes, &PackKind::Slips]);
        assert!(PackState::ALL.iter().all(|state| !(state.is_under_way() && state.is_void())));
    }
}
