//! The county's real mergers: its villages of 2016 become those of 2023, as far as their names tell.

use std::{collections::HashMap, fmt::Write as _, path::Path};

use domain::grid::{Division, GridChange, mergers};
use serde_json::{Value, json};
use tests::on_both;

use super::{TODAY, counts, id, import, items, journalled, text};

/// A township of 55 villages, of which 16 were left.
const TOWNSHIP: &str = "371323201";
const WORK_AREA: &str = "371323201P01";
/// Households per village: few, but more than one group.
const HOUSEHOLDS: usize = 3;

fn villages(year: u16) -> Option<Vec<Division>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let list = std::fs::read_to_string(shared.join(format!("divisions_371323_{year}.csv"))).ok()?;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [code, name, "village", TOWNSHIP] = cells[..] else { return None };
        Some(Division { code: code.to_owned(), name: name.to_owned() })
    };
    Some(list.lines().filter_map(row).collect())
}

on_both!(a_township_of_2016_becomes_that_of_2023, |county| {
    let (Some(before), Some(after)) = (villages(2016), villages(2023)) else {
        eprintln!("skipped: ../shared/data is not there");
        return;
    };
    let office = county.person("office").await;
    let mut grids = "网格代码,网格名称,级别,上级网格代码\n".to_owned();
    let known = items(&office.look(&format!("/api/grids?q={TOWNSHIP}")).await);
    if known.iter().all(|grid| grid["code"] != TOWNSHIP) {
        writeln!(grids, "{TOWNSHIP},圈里乡,乡镇,371323").unwrap();
    }
    writeln!(grids, "{WORK_AREA},圈里工作片,工作片,{TOWNSHIP}").unwrap();
    let mut households = "户编号,村代码,组,户主\n".to_owned();
    for village in &before {
        writeln!(grids, "{},{},村,{WORK_AREA}", village.code, village.name.replace("委会", "")).unwrap();
        for nth in 1..=HOUSEHOLDS {
            writeln!(households, "{0}-{nth:04},{0},{nth},赵{nth}", village.code).unwrap();
        }
    }
    assert_eq!(import(&county, &office, "grids", grids).await["state"], "applied");
    assert_eq!(import(&county, &office, "households", households).await["state"], "applied");
    let figures = counts(&office).await;

    let mut now: HashMap<String, Value> = HashMap::new();
    for grid in items(&office.look("/api/grids?level=village&limit=200").await) {
        now.insert(text(&grid["code"]), grid);
    }
    let told = mergers(&before, &after);
    let largest = told.iter().map(|merger| merger.from.len()).max();
    assert!(largest >= Some(3), "{told:?}");
    assert!(told.iter().any(|merger| merger.change() == GridChange::Rename), "{told:?}");
    let mut vanished = 0;
    for merger in &told {
        let name = merger.into.name.replace("村民委员会", "");
        let kept = merger.from.iter().position(|village| village.code == merger.into.code).unwrap_or(0);
        let into = id(&now[&merger.from[kept].code]);
        let form = if merger.change() == GridChange::Merge {
            vanished += merger.from.len() as u64 - 1;
            let ending = merger.from.iter().enumerate().filter(|(at, _)| *at != kept);
            let from: Vec<String> = ending.map(|(_, village)| id(&now[&village.code])).collect();
            let form =
                json!({ "from": from, "into": into, "name": name, "code": merger.into.code, "on": TODAY });
            office.post("/api/grids/merge", &form).await
        } else {
            let form = json!({ "name": name, "code": merger.into.code, "on": TODAY });
            office.post(&format!("/api/grids/{into}/rename"), &form).await
        };
        let village = form.expect(200);
        assert_eq!(village["households"], HOUSEHOLDS * merger.from.len());
        // Every former name and code finds the village of today, and its households.
        for former in &merger.from {
            let found = items(&office.look(&format!("/api/grids?level=village&q={}", former.code)).await);
            assert_eq!(found.iter().map(id).collect::<Vec<_>>(), std::slice::from_ref(&into), "{former:?}");
            let old = format!("{}-0003", former.code);
            let household = items(&office.look(&format!("/api/households?q={old}")).await).remove(0);
            assert_eq!(household["village"]["name"], name.as_str());
        }
        let lists = items(&office.look(&format!("/api/households?grid_id={into}&limit=200")).await);
        let mut groups: Vec<i64> = lists.iter().map(|row| row["group_no"].as_i64().unwrap()).collect();
        groups.sort_unstable();
        groups.dedup();
        assert_eq!(groups.len(), lists.len(), "no two village groups became one");
    }
    let after = counts(&office).await;
    let villages = |county: &Value| county["counts"]["villages"].as_u64().unwrap();
    assert_eq!(villages(&after) + vanished, villages(&figures));
    assert_eq!(after["counts"]["households"], figures["counts"]["households"]);
    assert!(journalled(&county, "merge_villages").await >= 2);

    // A village that was merged can go on merging: the first code still finds the last village.
    let merger = told.iter().find(|merger| merger.from.len() >= 3).unwrap();
    let middle = id(&now[&merger.from[0].code]);
    let others = items(&office.look("/api/grids?level=village&limit=200").await);
    let last = others.iter().find(|grid| id(grid) != middle && text(&grid["code"]).starts_with(TOWNSHIP));
    let last = id(last.unwrap());
    let form = json!({ "from": [middle], "into": last, "on": TODAY });
    office.post("/api/grids/merge", &form).await.expect(200);
    for former in &merger.from {
        let found = items(&office.look(&format!("/api/grids?level=village&q={}", former.code)).await);
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), std::slice::from_ref(&last), "{former:?}");
    }
    let number = format!("{}-0009", merger.from[1].code);
    let sheet = format!("户编号,村代码,组,户主\n{number},{},1,钱九\n", merger.from[1].code);
    assert_eq!(import(&county, &office, "households", sheet).await["state"], "applied");
    let new = items(&office.look(&format!("/api/households?q={number}")).await).remove(0);
    assert_eq!(new["village"]["id"], last.as_str());
    let neighbour = items(&office.look(&format!("/api/households?q={}-0001", merger.from[1].code)).await);
    assert_eq!(new["group_no"], neighbour[0]["group_no"], "group 1 of then is one group today");
});
