//! What the command says: the figures, and what could not be filled.

use std::{fmt::Write as _, time::Duration};

use domain::link::{
    assignment::{Assignment, LoadOutside, LoadReason, Overflow, Reason},
    leaders::{Grid, Leaders},
};
use serde_json::{Value, json};

use super::county::County;

/// Where the time went.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Reading, solving and writing.
    pub total: Duration,
    pub reading: Duration,
    pub solving: Duration,
}

pub struct Report<'a> {
    pub county: &'a County,
    pub found: &'a Assignment,
    pub led: Option<&'a Leaders>,
    pub times: Times,
}

/// Households named in a line of text; all of them stand in the JSON.
const NAMED: usize = 10;

impl Report<'_> {
    pub fn text(&self) -> String {
        let figures = &self.found.figures;
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name:20} {value}");
        };
        let Times { total, reading, solving } = self.times;
        line(
            "seconds",
            format!(
                "{:.2} (reading {:.2}, solving {:.2})",
                total.as_secs_f64(),
                reading.as_secs_f64(),
                solving.as_secs_f64()
            ),
        );
        line("kilometres", format!("{:.1}", figures.metres / 1000.0));
        line(
            "links kept",
            format!("{} of {}, {} recused", figures.links_kept, figures.links, figures.links_recused),
        );
        line("load", format!("{} to {}", figures.load_least, figures.load_most));
        line("recusals broken", figures.recusals_broken.to_string());
        line("officials per group", format!("{:.3}", figures.officials_per_group));
        line("unassigned", figures.unassigned.to_string());
        if let Some(led) = self.led {
            let (villages, borrowed) = (led.villages.len(), led.borrowed.len());
            line("villages led", format!("{} of {villages}", led.villages.iter().flatten().count()));
            line("leaders borrowed", format!("{borrowed}, {} villages at most for one", led.most_villages));
        }
        for overflow in &self.found.overflow {
            let named: Vec<&str> =
                overflow.households.iter().take(NAMED).map(|at| self.household(*at)).collect();
            let more = overflow.households.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(text, "{}: households {}{more}", self.overflow(overflow), named.join(", "));
        }
        for outside in &self.found.outside {
            let _ = writeln!(text, "{}", self.outside(outside));
        }
        for village in self.led.into_iter().flat_map(without_leader) {
            let code = self.county.villages.name(village);
            let _ = writeln!(text, "village {code}: nobody of its township has the rank to lead it");
        }
        text
    }

    pub fn json(&self) -> Value {
        let figures = &self.found.figures;
        let mut json = json!({
            "seconds": rounded(self.times.total),
            "seconds_reading": rounded(self.times.reading),
            "seconds_solving": rounded(self.times.solving),
            "kilometres": (figures.metres / 100.0).round() / 10.0,
            "links": figures.links,
            "links_kept": figures.links_kept,
            "links_recused": figures.links_recused,
            "load_min": figures.load_least,
            "load_max": figures.load_most,
            "recusals_broken": figures.recusals_broken,
            "officials_per_group": (figures.officials_per_group * 1000.0).round() / 1000.0,
            "unassigned": figures.unassigned,
        });
        json["overflow"] = self.found.overflow.iter().map(|overflow| self.overflow_json(overflow)).collect();
        json["outside"] = self.found.outside.iter().map(|outside| self.outside_json(outside)).collect();
        if let Some(led) = self.led {
            let code = |village: usize| self.county.villages.name(village);
            json["leaders"] = json!({
                "villages": led.villages.len(),
                "borrowed": led.borrowed.len(),
                "most_villages": led.most_villages,
                "without": without_leader(led).map(code).collect::<Vec<_>>(),
            });
        }
        json
    }

    fn household(&self, place: usize) -> &str {
        self.county.households.name(place)
    }

    fn overflow(&self, overflow: &Overflow) -> String {
        let township = self.county.townships.name(overflow.township);
        let count = overflow.households.len();
        let why = match &overflow.reason {
            Reason::NoOfficials => format!("{count} households and no official who may be given any"),
            Reason::AllRecused => format!("{count} households from which all officials are recused"),
            Reason::TownshipFull { households, capacity } => format!(
                "{} households more than its officials may carry ({households} need one, there is room for {capacity})",
                households - capacity
            ),
            Reason::RoomIsRecused => {
                format!("{count} households for which only officials who are recused have room")
            }
        };
        format!("township {township}: {why}")
    }

    fn overflow_json(&self, overflow: &Overflow) -> Value {
        let households: Vec<&str> = overflow.households.iter().map(|at| self.household(*at)).collect();
        let mut json = json!(overflow.reason);
        json["township_code"] = json!(self.county.townships.name(overflow.township));
        json["message"] = json!(self.overflow(overflow));
        json["household_ids"] = json!(households);
        json
    }

    fn outside(&self, outside: &LoadOutside) -> String {
        let official = &self.county.instance.officials[outside.official];
        let (name, load) = (self.county.officials.name(outside.official), outside.load);
        let why = match outside.reason {
            LoadReason::TooFewHouseholds => "his township has too few households for all of its officials",
            LoadReason::Recused => "recusals keep the others from him",
            LoadReason::KeptMore => "links are kept",
        };
        format!("official {name}: {load} households, not {} to {}: {why}", official.least, official.most)
    }

    fn outside_json(&self, outside: &LoadOutside) -> Value {
        json!({
            "official_id": self.county.officials.name(outside.official),
            "load": outside.load,
            "reason": outside.reason,
            "message": self.outside(outside),
        })
    }
}

fn without_leader(led: &Leaders) -> impl Iterator<Item = usize> {
    led.without.iter().filter_map(|grid| match grid {
        Grid::Village(village) => Some(*village),
        _ => None,
    })
}

fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
