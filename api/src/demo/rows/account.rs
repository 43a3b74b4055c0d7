//! Accounts, their roles, and what the county says of itself.

use ::entity::{account, account_role, setting};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{Source, said};
use crate::bulk::Outlet;
use crate::{
    demo::{
        accounts::{ACCOUNTS, Place},
        chance::Part,
        file,
        grid::COUNTY,
    },
    rating::theme,
    setting::COUNTY_NAME,
};

impl Source<'_> {
    /// `password_hash` serves all accounts: the password is the same and published, so a hash of its own for each would
    /// cost a second of every start of a test and hide nothing.
    pub fn accounts(&self, outlet: &Outlet, password_hash: &str) -> anyhow::Result<()> {
        let role_id = self.ids.of(Part::AccountRole);
        outlet.all(ACCOUNTS.iter().enumerate().map(|(at, row)| {
            let official = row.official(self.county);
            let email = format!("{}@yishui.example", row.login);
            account::ActiveModel {
                id: Set(self.ids.account(at)),
                login: Set(row.login.to_owned()),
                password_hash: Set(Some(password_hash.to_owned())),
                official_id: Set(official.map(|at| self.ids.official(at))),
                display_name: Set(row.name(self.county).to_owned()),
                email: Set(Some(self.keyring.seal("account.email", &email))),
                state: Set("active".to_owned()),
                activation_hash: Set(None),
                activation_expires_at: Set(None),
                failures: Set(0),
                last_failure_at: Set(None),
                created_at: Set(self.ids.roster_day),
            }
        }))?;
        outlet.all(ACCOUNTS.iter().enumerate().map(|(at, row)| account_role::ActiveModel {
            id: Set(role_id(at)),
            account_id: Set(self.ids.account(at)),
            role: Set(row.role.as_str().to_owned()),
            scope_kind: Set(row.place.kind().as_str().to_owned()),
            scope_id: Set(self.scope(row.place, row.official(self.county))),
            granted_by: Set(None),
            granted_at: Set(self.ids.roster_day),
        }))
    }

    fn scope(&self, place: Place, official: Option<usize>) -> Option<Uuid> {
        let ids = &self.ids;
        match place {
            Place::County => None,
            Place::CountyGrid => Some(ids.county()),
            Place::FirstTownship => Some(ids.township(0)),
            Place::FirstWorkArea => Some(ids.work_area(0)),
            Place::FirstVillage => Some(ids.village(0)),
            Place::OwnLinks => official.map(|at| ids.official(at)),
            Place::Unit => official.map(|at| ids.unit(self.county.officials[at].unit)),
        }
    }

    /// All but the seed, which is written when everything else stands.
    pub fn settings(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let options = &self.county.options;
        let shown = self.county.links.of_official[self.county.shown].start;
        let rows = [
            (COUNTY_NAME, COUNTY.1.to_owned()),
            (file::SCALE, options.scale.as_str().to_owned()),
            (file::TODAY, options.today.to_string()),
            (file::HOUSEHOLD, self.household_number(shown)),
            (theme::RULES, serde_json::to_string(&said::rules())?),
        ];
        outlet.all(
            rows.into_iter()
                .map(|(key, value)| setting::ActiveModel { key: Set(key.to_owned()), value: Set(value) }),
        )
    }
}
