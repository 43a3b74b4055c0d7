//! The words of a request's life.

use crate::words::words;

words! {
    /// Where a request stands.
    pub enum State {
        /// With the official who answers for it first (首问负责).
        Open = "open",
        /// 上报: with the leader of a village, work area, township or the county.
        Escalated = "escalated",
        /// 交办: with a unit.
        Dispatched = "dispatched",
        /// A plan with its own date was accepted.
        Planned = "planned",
        /// 无头事项: nobody's by the rules, with the county office.
        Ownerless = "ownerless",
        /// 退回重办: back with the previous owner.
        Returned = "returned",
        /// Answered, the household has not been heard yet.
        Answered = "answered",
        /// 销号: the household says it is solved.
        Confirmed = "confirmed",
        /// Three call-backs without an answer: counted apart, never as satisfied.
        Unconfirmed = "unconfirmed",
        /// The household says it is not solved.
        Disputed = "disputed",
        /// 并入共性问题: answered together with others.
        Merged = "merged",
        /// Declined with grounds; the county office reviews it, the household may dispute it once.
        Declined = "declined",
        /// Taken back by the household.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether a request ends here for good.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Unconfirmed | Self::Withdrawn)
    }

    /// Whether the household has got no answer yet, or none it accepts.
    pub const fn is_waiting(self) -> bool {
        match self {
            Self::Open
            | Self::Escalated
            | Self::Dispatched
            | Self::Planned
            | Self::Ownerless
            | Self::Returned
            | Self::Disputed => true,
            Self::Answered
            | Self::Confirmed
            | Self::Unconfirmed
            | Self::Merged
            | Self::Declined
            | Self::Withdrawn => false,
        }
    }
}

words! {
    /// What is done to a request.
    pub enum Verb {
        /// Put it on record.
        Raise = "raise",
        /// Hand it one level up.
        Escalate = "escalate",
        /// Say what was done.
        Answer = "answer",
        /// Refuse it with grounds.
        Decline = "decline",
        /// The household says it is solved.
        Confirm = "confirm",
        /// The household says it is not solved, or does not accept the grounds.
        Dispute = "dispute",
        /// A call-back that nobody picked up.
        NoAnswer = "no_answer",
        /// The household takes it back.
        Withdraw = "withdraw",
        /// The term ran out.
        Overdue = "overdue",
    }
}

words! {
    /// The levels a request climbs, by the household's village.
    pub enum Level {
        /// 村
        Village = "village",
        /// 工作片
        WorkArea = "work_area",
        /// 乡镇
        Township = "township",
        /// 县
        County = "county",
    }
}

impl Level {
    /// The next level up; none above the county.
    pub const fn up(self) -> Option<Self> {
        match self {
            Self::Village => Some(Self::WorkArea),
            Self::WorkArea => Some(Self::Township),
            Self::Township => Some(Self::County),
            Self::County => None,
        }
    }
}

words! {
    /// In what part somebody acts on a request. Whether the caller really has the part is the API's to check.
    pub enum Actor {
        /// The official linked to the household.
        Official = "official",
        /// The leader of the grid that owns it; while it is open, the leader of the household's village.
        Leader = "leader",
        /// The unit it was dispatched to.
        Unit = "unit",
        /// The county liaison office.
        Office = "office",
        /// Whoever phones the household back and records what it says.
        Caller = "caller",
        /// The household itself.
        Household = "household",
        /// The inspector, who alone handles complaints about officials.
        Inspector = "inspector",
        /// The sweep that looks for missed terms.
        System = "system",
    }
}

words! {
    /// Who has to act next.
    pub enum Owner {
        /// The linked official.
        Official = "official",
        /// The leader of the grid at the request's level.
        Leader = "leader",
        /// A unit.
        Unit = "unit",
        /// The county liaison office.
        Office = "office",
        /// Whoever phones the household back.
        Caller = "caller",
        /// The inspector.
        Inspector = "inspector",
        /// Nobody: it has ended.
        Nobody = "nobody",
    }
}

words! {
    /// What a request is about.
    pub enum Subject {
        /// Something the household needs.
        Matter = "matter",
        /// The household's own official. He never sees it, nor do the leaders below the county.
        Complaint = "complaint",
    }
}
