//! What the demo tells on the terminal.

use std::fmt;

use anyhow::Context;
use domain::rating::{DoorTag, HouseholdCode};

use super::{
    accounts::{ACCOUNTS, PASSWORD},
    file,
};
use crate::{
    app::App,
    bulk::Tally,
    roster::codes::{door_tag, household_code},
    setting,
};

/// How long the parts of the making took, and how much memory the program had at most.
#[derive(Clone, Debug)]
pub struct Report {
    /// Part and seconds, in order.
    pub parts: Vec<(&'static str, f64)>,
    pub tables: Tally,
    pub seconds: f64,
    /// Peak of the resident memory in MiB, where the system tells.
    pub peak_mib: Option<u64>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24}{:>12}{:>10}", "part", "rows", "seconds")?;
        for (part, seconds) in &self.parts {
            writeln!(f, "{part:<24}{:>12}{seconds:>10.2}", "")?;
        }
        let rows: usize = self.tables.0.iter().map(|table| table.rows).sum();
        for table in self.tables.0.iter().filter(|table| table.seconds >= 0.005) {
            writeln!(f, "  {:<22}{:>12}{:>10.2}", table.table, table.rows, table.seconds)?;
        }
        write!(f, "{:<24}{rows:>12}{:>10.2}", "all", self.seconds)?;
        match self.peak_mib {
            Some(peak) => write!(f, "\npeak memory {peak} MiB"),
            None => Ok(()),
        }
    }
}

/// The most memory this process ever held, in MiB, as Linux tells it.
pub fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib / 1024)
}

/// What a newcomer needs to try the county.
#[derive(Debug)]
pub struct Guide {
    /// The household code of one of the official's households, for its page.
    pub household: HouseholdCode,
    /// The tag at the same door.
    pub tag: DoorTag,
    /// The folder of the trustees' keys and the notary's codes.
    pub keys: std::path::PathBuf,
}

impl Guide {
    /// The guide of the demo county that is served.
    pub async fn of(app: &App) -> anyhow::Result<Self> {
        let number = setting::get(app.db.reader(), file::HOUSEHOLD).await?;
        let number = number.context("this is not a demo county")?;
        let code = super::rows::household::CODE_VERSION;
        Ok(Self {
            household: household_code(&app.keyring, &number, code),
            tag: door_tag(&app.keyring, &number),
            keys: app.settings.key_dir(),
        })
    }
}

impl fmt::Display for Guide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<18}{:<20}role", "login", "password")?;
        for account in ACCOUNTS {
            writeln!(f, "{:<18}{PASSWORD:<20}{} {}", account.login, account.role, account.title)?;
        }
        writeln!(f, "household code    {}   /R/{}", self.household.printed(), self.household.as_str())?;
        writeln!(f, "door tag          {}         /T/{}", self.tag.printed(), self.tag.as_str())?;
        writeln!(f, "notary's codes    {}", self.keys.join("notary-codes.txt").display())?;
        write!(f, "trustees' keys    {}", self.keys.join("trustees").display())
    }
}
