//! Grids, units, officials and leaders.

use ::entity::{grid, grid_leader, grid_lineage, official, unit};
use domain::grid::{GridChange, Level};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::Source;
use crate::bulk::Outlet;
use crate::demo::{
    chance::Part,
    county::number,
    grid::COUNTY,
    leaders::Leader,
    names::{initials, phone},
    visits::first_day,
};

/// Officials' phone numbers lie apart from those of households.
const PHONES: usize = 10_000_000;

struct Place<'a> {
    id: Uuid,
    code: &'a str,
    name: &'a str,
    level: Level,
    parent: Option<Uuid>,
    path: String,
    position: Option<(i32, i32)>,
    official: Option<Uuid>,
    former: Option<String>,
}

impl From<Place<'_>> for grid::ActiveModel {
    fn from(place: Place<'_>) -> Self {
        Self {
            id: Set(place.id),
            code: Set(place.code.to_owned()),
            name: Set(place.name.to_owned()),
            pinyin: Set(initials(place.name)),
            level: Set(place.level.as_str().to_owned()),
            parent_id: Set(place.parent),
            path: Set(place.path),
            x: Set(place.position.map(|(x, _)| f64::from(x))),
            y: Set(place.position.map(|(_, y)| f64::from(y))),
            official_id: Set(place.official),
            former_codes: Set(place.former),
            merged_into_id: Set(None),
            closed_on: Set(None),
        }
    }
}

impl Source<'_> {
    /// The path of a village, the county first.
    pub fn village_path(&self, village: usize) -> String {
        let places = &self.county.places;
        let village = &places.villages[village];
        let (area, township) = (&places.work_areas[village.work_area], &places.townships[village.township]);
        format!("{}/{}/{}/{}", COUNTY.0, township.code, area.code, village.code)
    }

    pub fn grids(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (places, ids) = (&self.county.places, &self.ids);
        let mut table = outlet.table::<grid::ActiveModel>();
        let mut put = |place: Place<'_>| table.put(place.into());
        let root = Place {
            id: ids.county(),
            code: COUNTY.0,
            name: COUNTY.1,
            level: Level::County,
            parent: None,
            path: COUNTY.0.to_owned(),
            position: None,
            official: None,
            former: None,
        };
        put(root)?;
        for (at, township) in places.townships.iter().enumerate() {
            put(Place {
                id: ids.township(at),
                code: &township.code,
                name: &township.name,
                level: Level::Township,
                parent: Some(ids.county()),
                path: format!("{}/{}", COUNTY.0, township.code),
                position: None,
                official: None,
                former: None,
            })?;
        }
        for (at, area) in places.work_areas.iter().enumerate() {
            put(Place {
                id: ids.work_area(at),
                code: &area.code,
                name: &area.name,
                level: Level::WorkArea,
                parent: Some(ids.township(area.township)),
                path: format!("{}/{}/{}", COUNTY.0, places.townships[area.township].code, area.code),
                position: None,
                official: None,
                former: None,
            })?;
        }
        for (at, village) in places.villages.iter().enumerate() {
            put(Place {
                id: ids.village(at),
                code: &village.code,
                name: &village.name,
                level: Level::Village,
                parent: Some(ids.work_area(village.work_area)),
                path: self.village_path(at),
                position: Some((village.x, village.y)),
                official: None,
                former: village.former_code.clone(),
            })?;
        }
        let contact = ids.of(Part::Contact);
        for (at, official) in self.county.officials.iter().enumerate() {
            // A contact grid hangs under the village of most of its households.
            let own = &self.county.links.of_official[at];
            let village = self.county.village_of(usize::midpoint(own.start, own.end));
            let code = number(at);
            put(Place {
                id: contact(at),
                code: &code,
                name: &format!("{}联系网格", official.name),
                level: Level::Contact,
                parent: Some(ids.village(village)),
                path: format!("{}/{code}", self.village_path(village)),
                position: None,
                official: Some(ids.official(at)),
                former: None,
            })?;
        }
        table.flush()
    }

    /// Villages that went to another township kept their names and got new codes.
    pub fn grid_lineage(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let id = self.ids.of(Part::GridLineage);
        let on = first_day(self.county.options.today);
        let villages = self.county.places.villages.iter().enumerate();
        outlet.all(villages.filter_map(|(at, village)| {
            village.former_code.as_ref().map(|former| grid_lineage::ActiveModel {
                id: Set(id(at)),
                from_id: Set(self.ids.village(at)),
                into_id: Set(self.ids.village(at)),
                kind: Set(GridChange::Rename.as_str().to_owned()),
                happened_on: Set(on),
                from_code: Set(former.clone()),
                from_name: Set(village.name.clone()),
                into_code: Set(village.code.clone()),
                into_name: Set(village.name.clone()),
                group_shift: Set(0),
            })
        }))
    }

    pub fn units(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let mut next = 0;
        outlet.all(self.county.units.iter().enumerate().map(|(at, row)| {
            let head = next;
            next += row.places.len();
            let grid = row.township.map_or_else(|| self.ids.county(), |township| self.ids.township(township));
            unit::ActiveModel {
                id: Set(self.ids.unit(at)),
                code: Set(row.code.clone()),
                name: Set(row.name.clone()),
                pinyin: Set(initials(&row.name)),
                kind: Set(row.kind.as_str().to_owned()),
                grid_id: Set(Some(grid)),
                head_id: Set((!row.places.is_empty()).then(|| self.ids.official(head))),
            }
        }))
    }

    pub fn officials(&self, outlet: &Outlet) -> anyhow::Result<()> {
        outlet.all(self.county.officials.iter().enumerate().map(|(at, row)| {
            let phone = phone(PHONES + at);
            official::ActiveModel {
                id: Set(self.ids.official(at)),
                number: Set(number(at)),
                name: Set(row.name.clone()),
                pinyin: Set(initials(&row.name)),
                sex: Set(row.sex.as_str().to_owned()),
                unit_id: Set(self.ids.unit(row.unit)),
                rank: Set(row.rank.as_str().to_owned()),
                post: Set(row.post.clone()),
                phone_index: Set(Some(self.keyring.blind_index("official.phone", &phone))),
                phone: Set(Some(self.keyring.seal("official.phone", &phone))),
                home_village_id: Set(row.home_village.map(|village| self.ids.village(village))),
                exempt: Set(None),
                state: Set("active".to_owned()),
            }
        }))
    }

    pub fn leaders(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (ids, leaders) = (&self.ids, &self.county.leaders);
        let mut places: Vec<(Uuid, &Leader)> =
            leaders.county.iter().map(|leader| (ids.county(), leader)).collect();
        for (at, of_township) in leaders.townships.iter().enumerate() {
            places.extend(of_township.iter().map(|leader| (ids.township(at), leader)));
        }
        places.extend(leaders.work_areas.iter().enumerate().map(|(at, leader)| (ids.work_area(at), leader)));
        places.extend(leaders.villages.iter().enumerate().map(|(at, leader)| (ids.village(at), leader)));
        let id = ids.of(Part::Leader);
        let since = first_day(self.county.options.today);
        outlet.all(places.into_iter().enumerate().map(|(at, (grid, leader))| grid_leader::ActiveModel {
            id: Set(id(at)),
            grid_id: Set(grid),
            official_id: Set(ids.official(leader.official)),
            post: Set(leader.post.to_owned()),
            valid_from: Set(since),
            valid_to: Set(None),
        }))
    }
}
