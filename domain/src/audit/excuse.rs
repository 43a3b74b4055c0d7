//! On which grounds somebody on a roster cannot be drawn. The protocol takes any code; the product takes these, so that
//! exclusions can be counted and compared over the years.

use crate::words::words;

words! {
    /// A ground for excluding somebody from a draw; its word is the code in the exclusions' file.
    pub enum ExclusionCode {
        /// 请假: on leave that was approved before.
        Leave = "LEAVE",
        /// 住院: in hospital.
        Hospital = "HOSPITAL",
        /// 产假: on maternity leave.
        Maternity = "MATERNITY",
        /// 脱产学习: sent to study.
        Study = "STUDY",
        /// 外派: posted outside the county.
        Posted = "POSTED",
        /// 值守: cannot leave a post of emergency duty.
        Duty = "DUTY",
        /// 新任: took over his households less than a month ago.
        New = "NEW",
        /// 已抽中: was drawn before in the same year. It gives immunity for the year: the host is told so.
        Drawn = "DRAWN",
        /// 工作人员: works at this meeting.
        Staff = "STAFF",
        /// 名册有误: should not stand on the roster.
        RosterError = "ROSTER_ERROR",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::pdraw1::Exclusions;

    #[test]
    fn every_code_may_stand_in_the_file_of_exclusions() {
        let pairs: Vec<(String, &str)> = (1..)
            .zip(ExclusionCode::ALL)
            .map(|(number, code)| (format!("A{number:05}"), code.as_str()))
            .collect();
        let exclusions = Exclusions::build(&pairs).expect("codes are fields");
        assert_eq!(exclusions.counts_per_code().len(), ExclusionCode::ALL.len());
    }
}
