//! The five levels of the government-service evaluation (好差评).

use crate::words::words;

words! {
    /// What a household says of its official, the best first.
    pub enum Level {
        /// 非常满意
        VerySatisfied = "very_satisfied",
        /// 满意
        Satisfied = "satisfied",
        /// 基本满意
        Fair = "fair",
        /// 不满意
        Dissatisfied = "dissatisfied",
        /// 非常不满意
        VeryDissatisfied = "very_dissatisfied",
    }
}

impl Level {
    /// Points of a hundred: 100, 85, 70, 40, 0.
    pub const fn value(self) -> u32 {
        match self {
            Self::VerySatisfied => 100,
            Self::Satisfied => 85,
            Self::Fair => 70,
            Self::Dissatisfied => 40,
            Self::VeryDissatisfied => 0,
        }
    }

    /// As it stands under the face.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::VerySatisfied => "非常满意",
            Self::Satisfied => "满意",
            Self::Fair => "基本满意",
            Self::Dissatisfied => "不满意",
            Self::VeryDissatisfied => "非常不满意",
        }
    }
}
