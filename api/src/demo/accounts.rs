//! One account per role, and more where a draw wants several people; all with the same published password.

use domain::identity::{Role, ScopeKind};

use super::{county::County, units::OF_THE_ACCOUNTS};

/// The password of every demo account.
pub const PASSWORD: &str = "lianxin-demo-2026";

/// Where a demo account's role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    County,
    /// The whole county's grid, for its leader.
    CountyGrid,
    FirstTownship,
    FirstWorkArea,
    FirstVillage,
    OwnLinks,
    Unit,
}

impl Place {
    pub const fn kind(self) -> ScopeKind {
        match self {
            Self::County => ScopeKind::County,
            Self::CountyGrid | Self::FirstTownship | Self::FirstWorkArea | Self::FirstVillage => {
                ScopeKind::Subtree
            }
            Self::OwnLinks => ScopeKind::OwnLinks,
            Self::Unit => ScopeKind::Unit,
        }
    }
}

/// An account of the demo, for whoever wants to sign in.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub login: &'static str,
    pub role: Role,
    /// In Chinese, as the account is displayed where no official stands behind it.
    pub title: &'static str,
    pub place: Place,
}

const fn account(login: &'static str, role: Role, title: &'static str, place: Place) -> Account {
    Account { login, role, title, place }
}

/// All of them.
pub const ACCOUNTS: &[Account] = &[
    account("official", Role::Official, "联系干部", Place::OwnLinks),
    account("village-leader", Role::GridLeader, "村网格长", Place::FirstVillage),
    account("area-leader", Role::GridLeader, "工作片网格长", Place::FirstWorkArea),
    account("township-leader", Role::GridLeader, "乡镇网格长", Place::FirstTownship),
    account("county-leader", Role::GridLeader, "县网格长", Place::CountyGrid),
    account("unit-head", Role::UnitHead, "单位负责人", Place::Unit),
    account("unit-clerk", Role::UnitClerk, "单位经办人", Place::Unit),
    account("office", Role::LiaisonOffice, "县联系办", Place::County),
    account("hotline", Role::HotlineClerk, "热线接线员", Place::County),
    account("host", Role::AuditHost, "现场调查会主持", Place::County),
    account("typist", Role::SecondTypist, "复核录入员", Place::County),
    account("caller", Role::Caller, "电话回访员", Place::County),
    account("notary", Role::Notary, "公证员", Place::County),
    account("hr", Role::Hr, "组织部", Place::County),
    account("inspector", Role::Inspector, "督查员", Place::County),
    account("patrol", Role::PatrolInspector, "巡查员", Place::County),
    account("discipline", Role::Discipline, "纪检干部", Place::County),
    account("investigator", Role::Investigator, "调查组成员", Place::County),
    account("auditor", Role::Auditor, "审计员", Place::County),
    account("slips", Role::SlipKeeper, "评议票保管员", Place::County),
    account("trustee", Role::Trustee, "受托人", Place::County),
    account("admin", Role::Administrator, "系统管理员", Place::County),
    account("discipline-2", Role::Discipline, "纪检监察室主任", Place::County),
    account("investigator-2", Role::Investigator, "县人大代表", Place::County),
    account("investigator-3", Role::Investigator, "县政协委员", Place::County),
    account("patrol-2", Role::PatrolInspector, "巡查二组组长", Place::County),
];

/// Which account has this login.
pub(super) fn position(login: &str) -> usize {
    ACCOUNTS.iter().position(|account| account.login == login).expect("the demo names accounts of its own")
}

impl Account {
    /// As it is displayed.
    pub(super) fn name<'a>(&self, county: &'a County) -> &'a str {
        self.official(county).map_or(self.title, |at| county.officials[at].name.as_str())
    }

    /// The official behind it, if any.
    pub(super) fn official(&self, county: &County) -> Option<usize> {
        let of_unit = |clerk: bool| {
            let unit = county.units.iter().position(|unit| unit.name == OF_THE_ACCOUNTS)?;
            let members = || (0..county.officials.len()).filter(|at| county.officials[*at].unit == unit);
            if clerk { members().next_back() } else { members().next() }
        };
        let leaders = &county.leaders;
        match (self.place, self.role) {
            (Place::OwnLinks, _) => Some(county.shown),
            (Place::FirstVillage, _) => Some(leaders.villages[0].official),
            (Place::FirstWorkArea, _) => Some(leaders.work_areas[0].official),
            (Place::FirstTownship, _) => Some(leaders.townships[0][0].official),
            (Place::CountyGrid, _) => leaders.county.first().map(|leader| leader.official),
            (Place::Unit, role) => of_unit(role == Role::UnitClerk),
            (Place::County, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_an_account() {
        for role in Role::ALL {
            assert!(ACCOUNTS.iter().any(|account| account.role == *role), "{role}");
        }
    }

    #[test]
    fn every_account_is_let_in_where_it_is_placed() {
        use domain::identity::{Operation, allows};
        for account in ACCOUNTS {
            assert!(allows(Operation::GetMe, account.role, account.place.kind()), "{}", account.login);
        }
    }
}
