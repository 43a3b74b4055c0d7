//! Ranks, and who is exempt from having households.

use crate::words::words;

words! {
    /// The rank of an official, the lowest first.
    pub enum Rank {
        /// 科员
        Clerk = "clerk",
        /// 副科级
        DeputySection = "deputy_section",
        /// 正科级
        Section = "section",
        /// 副县级
        DeputyCounty = "deputy_county",
        /// 正县级
        County = "county",
    }
}

impl Rank {
    /// As it stands in rosters.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Clerk => "科员",
            Self::DeputySection => "副科级",
            Self::Section => "正科级",
            Self::DeputyCounty => "副县级",
            Self::County => "正县级",
        }
    }

    /// The rank a roster names by its Chinese name, with or without 级, or its word.
    pub fn from_roster(text: &str) -> Option<Self> {
        let text = text.trim();
        let short = |rank: &Self| rank.chinese().trim_end_matches('级') == text;
        Self::ALL.iter().copied().find(|rank| short(rank) || rank.chinese() == text || rank.as_str() == text)
    }

    /// Whether an official of this rank may lead a village grid: deputy section (副科级) or above.
    pub fn may_lead_a_village(self) -> bool {
        self >= Self::DeputySection
    }
}

words! {
    /// Why an official has no households.
    pub enum Exempt {
        /// 一线教师
        FirstLineTeacher = "first_line_teacher",
        /// 一线医生
        Doctor = "doctor",
        /// 长期休假
        LongLeave = "long_leave",
        /// 其他
        Other = "other",
    }
}

impl Exempt {
    /// As it stands in rosters.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::FirstLineTeacher => "一线教师",
            Self::Doctor => "一线医生",
            Self::LongLeave => "长期休假",
            Self::Other => "其他",
        }
    }

    /// The kind a roster names by its Chinese name or its word.
    pub fn from_roster(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.iter().copied().find(|kind| kind.chinese() == text || kind.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roster_may_name_a_rank_in_chinese_or_by_its_word() {
        for rank in Rank::ALL {
            assert_eq!(Rank::from_roster(rank.chinese()), Some(*rank));
            assert_eq!(Rank::from_roster(rank.as_str()), Some(*rank));
        }
        assert_eq!(Rank::from_roster("副科"), Some(Rank::DeputySection));
        assert_eq!(Rank::from_roster("处级"), None);
        assert_eq!(Exempt::from_roster(" 一线教师 "), Some(Exempt::FirstLineTeacher));
    }

    #[test]
    fn a_clerk_leads_no_village() {
        assert!(!Rank::Clerk.may_lead_a_village());
        assert!(Rank::DeputySection.may_lead_a_village());
    }
}
