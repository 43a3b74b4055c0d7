//! The county of the hall: townships, villages, officials and their households.

use api::app::App;
use entity::{grid, household, link, official, unit};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

pub const OFFICIALS: usize = 60;

/// Sixty officials of one bureau whose contact grids lie in three townships, each but the last with three to five
/// households in a village there; one teacher is exempt, one has left.
pub async fn people(app: &App) {
    let tx = app.db.begin().await.expect("a transaction");
    let mut grids = Vec::new();
    let mut officials = Vec::new();
    let bureau = app.clock.id();
    let unit = unit::ActiveModel {
        id: Set(bureau),
        code: Set("U001".to_owned()),
        name: Set("农业局".to_owned()),
        pinyin: Set("nyj".to_owned()),
        kind: Set("department".to_owned()),
        grid_id: Set(None),
        head_id: Set(None),
    };
    unit::Entity::insert(unit).exec_without_returning(&tx).await.expect("a unit");
    for (code, name) in [("371323001", "马站镇"), ("371323002", "高桥镇"), ("371323003", "诸葛镇")] {
        grids.push(area(app, code, name, "township", format!("371323/{code}"), None));
    }
    for number in 1..=OFFICIALS + 2 {
        let id = app.clock.id();
        let label = format!("A{number:05}");
        let township = format!("37132300{}", number % 3 + 1);
        let path = format!("371323/{township}/{township}P01/{township}201/{label}");
        grids.push(area(app, &label, &label, "contact", path, Some(id)));
        officials.push(official::ActiveModel {
            id: Set(id),
            number: Set(label),
            name: Set(format!("王{number}")),
            pinyin: Set(String::new()),
            sex: Set("male".to_owned()),
            unit_id: Set(bureau),
            rank: Set("section_member".to_owned()),
            post: Set(String::new()),
            phone: Set(None),
            phone_index: Set(None),
            home_village_id: Set(None),
            exempt: Set((number == OFFICIALS + 1).then(|| "teacher".to_owned())),
            state: Set(if number == OFFICIALS + 2 { "left" } else { "active" }.to_owned()),
        });
    }
    let mut villages = Vec::new();
    for (code, name) in [("371323001201", "东山村"), ("371323002201", "西河村"), ("371323003201", "北岭村")]
    {
        let path = format!("371323/{}/{code}", &code[..9]);
        let village = area(app, code, name, "village", path, None);
        villages.push((code, village.id.clone().unwrap()));
        grids.push(village);
    }
    let (mut households, mut links) = (Vec::new(), Vec::new());
    for (at, official) in officials.iter().take(OFFICIALS - 1).enumerate() {
        let (code, village) = villages[(at + 1) % 3];
        for _ in 0..3 + at % 3 {
            let nth = households.len() + 1;
            let id = app.clock.id();
            households.push(door(id, nth, code, village));
            links.push(link::ActiveModel {
                id: Set(app.clock.id()),
                household_id: Set(id),
                official_id: official.id.clone(),
                kind: Set("thirty".to_owned()),
                valid_from: Set(app.clock.today()),
                valid_to: Set(None),
            });
        }
    }
    household::Entity::insert_many(households).exec_without_returning(&tx).await.expect("households");
    link::Entity::insert_many(links).exec_without_returning(&tx).await.expect("links");
    grid::Entity::insert_many(grids).exec_without_returning(&tx).await.expect("grids");
    official::Entity::insert_many(officials).exec_without_returning(&tx).await.expect("officials");
    tx.commit().await.expect("a commit");
}

fn area(
    app: &App,
    code: &str,
    name: &str,
    level: &str,
    path: String,
    official_id: Option<Uuid>,
) -> grid::ActiveModel {
    grid::ActiveModel {
        id: Set(app.clock.id()),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        pinyin: Set(String::new()),
        level: Set(level.to_owned()),
        parent_id: Set(None),
        path: Set(path),
        x: Set(None),
        y: Set(None),
        official_id: Set(official_id),
        former_codes: Set(None),
        merged_into_id: Set(None),
        closed_on: Set(None),
    }
}

fn door(id: Uuid, nth: usize, village_code: &str, village_id: Uuid) -> household::ActiveModel {
    household::ActiveModel {
        id: Set(id),
        code: Set(format!("{village_code}-{nth:04}")),
        village_id: Set(village_id),
        group_no: Set(1),
        head_name: Set(format!("张户主{nth}")),
        pinyin: Set(String::new()),
        address: Set(format!("1组{nth}号")),
        x: Set(None),
        y: Set(None),
        phone: Set(None),
        phone_index: Set(None),
        code_version: Set(1),
        code_hash: Set(nth.to_be_bytes().to_vec()),
        tag: Set(format!("TAG{nth}")),
        household_size: Set(3),
        last_visit_on: Set(None),
        step: Set(0),
        open_requests: Set(0),
        state: Set("active".to_owned()),
        successor_id: Set(None),
    }
}
