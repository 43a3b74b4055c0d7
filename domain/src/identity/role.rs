//! The roles of a county and the kinds of scope a grant may carry.

use crate::words::words;

words! {
    /// What a person does in the county. One person may hold several, each with its own scope.
    pub enum Role {
        /// 干部: visits and answers for his own households.
        Official = "official",
        /// 网格长: leads a village, work-area, township or county grid.
        GridLeader = "grid_leader",
        /// 单位负责人: heads a unit.
        UnitHead = "unit_head",
        /// 单位经办人: handles what is dispatched to a unit.
        UnitClerk = "unit_clerk",
        /// 县联系办: roster, links, channels, supervision.
        LiaisonOffice = "liaison_office",
        /// 热线接线员: records what households say by phone.
        HotlineClerk = "hotline_clerk",
        /// 现场调查会主持: prepares and runs an audit meeting.
        AuditHost = "audit_host",
        /// 复核录入员: types the dice a second time.
        SecondTypist = "second_typist",
        /// 电话回访员: phones households on the spot and after an answer.
        Caller = "caller",
        /// 公证员: witnesses a draw.
        Notary = "notary",
        /// 组织部: schemes, scores, reviews.
        Hr = "hr",
        /// 督查员: inspections and complaints about officials.
        Inspector = "inspector",
        /// 巡查员: unannounced inspections in the field.
        PatrolInspector = "patrol_inspector",
        /// 纪检: investigations of falsified work.
        Discipline = "discipline",
        /// 调查组成员: a deputy in an investigation group.
        Investigator = "investigator",
        /// 审计员: reads everything that is journalled, changes nothing.
        Auditor = "auditor",
        /// 评议票保管员: hands out sealed slips, is not the rated official.
        SlipKeeper = "slip_keeper",
        /// 受托人: holds one of the two keys of a rating round.
        Trustee = "trustee",
        /// 系统管理员: accounts, roles, keys, backups; no ballots, no household texts.
        Administrator = "administrator",
    }
}

words! {
    /// How far a role reaches, the narrowest first.
    pub enum ScopeKind {
        /// The households linked to the official today.
        OwnLinks = "own_links",
        /// One unit.
        Unit = "unit",
        /// One rating round.
        Round = "round",
        /// One audit meeting.
        Meeting = "meeting",
        /// A grid and everything below it.
        Subtree = "subtree",
        /// The whole county.
        County = "county",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_scope_survives_its_stored_word() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(*role));
        }
        for kind in ScopeKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert_eq!(Role::ALL.len(), 19);
    }
}
