//! The life of an assignment, from a proposal to the day it takes effect, in the words that are stored and shown.

use crate::words::words;

words! {
    /// Where an assignment is.
    pub enum AssignmentState {
        /// The solver is at work.
        Computing = "computing",
        /// Proposed: it may be changed by hand, approved or withdrawn.
        Draft = "draft",
        /// Approved: it takes effect on its day.
        Approved = "approved",
        /// Its links hold.
        Effective = "effective",
        /// Taken back before its day.
        Withdrawn = "withdrawn",
        /// Could not be computed.
        Failed = "failed",
    }
}

words! {
    /// What is done to an assignment.
    pub enum AssignmentVerb {
        /// A household is given to somebody else by hand.
        Adjust = "adjust",
        /// A second person agrees.
        Approve = "approve",
        /// It is taken back.
        Withdraw = "withdraw",
    }
}

impl AssignmentState {
    /// Where a verb leads from here; nothing when it is not possible here.
    pub fn after(self, verb: AssignmentVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Draft, AssignmentVerb::Adjust) => Some(Self::Draft),
            (Self::Draft, AssignmentVerb::Approve) => Some(Self::Approved),
            (Self::Computing | Self::Draft | Self::Approved, AssignmentVerb::Withdraw) => {
                Some(Self::Withdrawn)
            }
            _ => None,
        }
    }

    /// Whether nothing happens to it any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Effective | Self::Withdrawn | Self::Failed)
    }
}

words! {
    /// Why a household changes hands.
    pub enum MoveReason {
        /// It had nobody.
        New = "new",
        /// Who served it has left.
        Departed = "departed",
        /// Who served it is exempt now.
        Exempt = "exempt",
        /// It and who served it may not be linked.
        Recused = "recused",
    }
}

words! {
    /// Why a household goes to this official.
    pub enum Choice {
        /// He serves others of its village group.
        SameGroup = "same_group",
        /// Of those with room his households are the nearest.
        Nearest = "nearest",
        /// Somebody chose him.
        ByHand = "by_hand",
    }
}

words! {
    /// Why nobody was found for a household.
    pub enum OverflowReason {
        /// Nobody serves in its township, or only exempt officials.
        NoOfficials = "no_officials",
        /// Everyone who serves in its township is recused from it.
        AllRecused = "all_recused",
        /// Its township has more households than its officials may have.
        TownshipFull = "township_full",
        /// There is room in its township, but only with officials who are recused from it.
        RoomIsRecused = "room_is_recused",
    }
}

words! {
    /// Why a household did not change hands when its assignment took effect.
    pub enum LeftOut {
        /// It was handed over meanwhile.
        HandedOver = "handed_over",
        /// Whoever was to have it has left or is exempt.
        OfficialGone = "official_gone",
        /// It and whoever was to have it may not be linked.
        Recused = "recused",
        /// Whoever was to have it took others over and has no room.
        NoRoom = "no_room",
        /// It is no household any more.
        HouseholdGone = "household_gone",
    }
}

words! {
    /// Why a household and an official may not be linked.
    pub enum RecusalReason {
        /// They are related.
        Relative = "relative",
        /// They have a dispute.
        Dispute = "dispute",
        /// One has an interest in the other's affairs.
        Interest = "interest",
        /// Something else.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_draft_is_changed_and_approved() {
        for state in AssignmentState::ALL {
            let draft = *state == AssignmentState::Draft;
            assert_eq!(state.after(AssignmentVerb::Adjust).is_some(), draft, "{state}");
            assert_eq!(state.after(AssignmentVerb::Approve).is_some(), draft, "{state}");
        }
    }

    #[test]
    fn what_has_ended_stays_as_it_is() {
        for state in AssignmentState::ALL.iter().filter(|state| state.is_final()) {
            for verb in AssignmentVerb::ALL {
                assert_eq!(state.after(*verb), None, "{state} {verb}");
            }
        }
    }
}
