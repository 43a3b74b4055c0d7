use serde_json::{Value, json};
use tests::on_both;

use super::{THIS_MORNING, TODAY, counts, id, import, items, journalled, log, new_id, own, text};

on_both!(a_village_becomes_part_of_another_and_both_names_are_found, |county| {
    let (official, office) = (county.person("official").await, county.person("office").await);
    let leader = county.person("village-leader").await;
    let me = leader.look("/api/me").await;
    // One request that is open and one that was taken back, before anything is counted: figures are kept for a moment.
    let homes = items(&office.look("/api/households?limit=200").await);
    let home = homes.iter().find(|home| home["village"]["id"] != me["roles"][0]["scope_id"]).unwrap();
    let hotline = county.person("hotline").await;
    for taken_back in [false, true] {
        let path = format!("/api/requests/{}", new_id());
        let raised = json!({ "household_id": home["id"], "body": "村口的路坏了" });
        let raised = hotline.put(&path, &raised).await.expect(201);
        if taken_back {
            let form = json!({ "note": "不用了", "version": raised["version"] });
            office.post(&format!("{path}/withdraw"), &form).await.expect(200);
        }
    }
    let villages = items(&office.look("/api/grids?level=village").await);
    let into = villages.iter().find(|village| village["id"] == me["roles"][0]["scope_id"]).unwrap().clone();
    let from = villages.iter().find(|village| village["id"] == home["village"]["id"]).unwrap().clone();
    let (from_id, into_id) = (id(&from), id(&into));
    let of_former = |page: &Value| {
        items(page).iter().filter(|row| row["village"]["id"] == from["id"]).map(id).collect::<Vec<_>>()
    };
    let households = items(&office.look(&format!("/api/households?grid_id={from_id}&limit=200")).await);
    let requests = items(&office.look(&format!("/api/requests?grid_id={from_id}&limit=200")).await);
    let is_open = |request: &&Value| {
        !["confirmed", "unconfirmed", "withdrawn"].contains(&request["state"].as_str().unwrap())
    };
    let closed: Vec<String> = requests.iter().filter(|row| !is_open(row)).map(id).collect();
    let open: Vec<String> = requests.iter().filter(is_open).map(id).collect();
    assert!(!closed.is_empty() && !open.is_empty());
    let groups = items(&office.look(&format!("/api/households?grid_id={into_id}&limit=200")).await);
    assert!(!groups.is_empty());
    let figures = counts(&office).await;
    let before = office.look(&format!("/api/grids/{into_id}")).await;
    let outside = office.look(&format!("/api/grids/{from_id}")).await;

    let form = json!({ "from": [from_id], "into": into_id, "name": "合心村", "on": TODAY });
    leader.post("/api/grids/merge", &form).await.expect_problem(403, "forbidden");
    let itself = json!({ "from": [into_id], "into": into_id, "on": TODAY });
    office.post("/api/grids/merge", &itself).await.expect_problem(422, "invalid_input");
    let townships = items(&office.look("/api/grids?level=township").await);
    let township = json!({ "from": [townships[0]["id"]], "into": into_id, "on": TODAY });
    office.post("/api/grids/merge", &township).await.expect_problem(422, "invalid_input");
    let merged = office.post("/api/grids/merge", &form).await.expect(200);
    assert_eq!(merged["name"], "合心村");
    let sum = |figure: &str| before[figure].as_u64().unwrap() + outside[figure].as_u64().unwrap();
    for figure in ["households", "linked", "open_requests", "overdue"] {
        assert_eq!(merged[figure].as_u64(), Some(sum(figure)), "{figure}");
    }
    let told: Vec<(&str, &str)> = merged["lineage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["kind"].as_str().unwrap(), row["from"]["name"].as_str().unwrap()))
        .collect();
    assert!(told.contains(&("merge", from["name"].as_str().unwrap())), "{told:?}");
    assert!(told.contains(&("rename", into["name"].as_str().unwrap())), "{told:?}");
    office.post("/api/grids/merge", &form).await.expect_problem(409, "village_closed");

    // One village less, not one household or request less.
    let after = counts(&office).await;
    assert_eq!(after["counts"]["villages"].as_u64().unwrap() + 1, figures["counts"]["villages"]);
    for figure in ["households", "members", "visits", "requests", "open_requests", "contacts"] {
        assert_eq!(after["counts"][figure], figures["counts"][figure], "{figure}");
    }
    assert_eq!(after["coverage_permille"], figures["coverage_permille"]);

    // Both names and the former code find it; the former village says what has become of it.
    for q in [text(&from["name"]), text(&into["name"]), text(&from["code"]), "合心".to_owned()] {
        let found = items(&office.look(&format!("/api/grids?level=village&q={q}")).await);
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), std::slice::from_ref(&into_id), "{q}");
    }
    let former = office.look(&format!("/api/grids/{from_id}")).await;
    assert_eq!((&former["closed_on"], &former["merged_into"]["name"]), (&json!(TODAY), &json!("合心村")));
    assert_eq!(former["name"], from["name"]);
    assert_eq!(former["leaders"], json!([]));

    // The leader of the one that goes on sees everything, the closed requests under the former name.
    let seen = leader.look(&format!("/api/requests?grid_id={into_id}&limit=200")).await;
    let under_former = of_former(&seen);
    assert!(closed.iter().all(|request| under_former.contains(request)), "{under_former:?} {closed:?}");
    assert!(open.iter().all(|request| !under_former.contains(request)));
    let seen: Vec<String> = items(&seen).iter().map(id).collect();
    assert!(open.iter().all(|request| seen.contains(request)));
    let moved = leader.look(&format!("/api/households/{}", id(&households[0]))).await;
    assert_eq!(moved["village"]["id"], into["id"]);
    assert_eq!(moved["code"], households[0]["code"]);
    let visits = items(&leader.look(&format!("/api/visits?household_id={}", id(&households[0]))).await);
    let known = items(&office.look(&format!("/api/visits?household_id={}", id(&households[0]))).await);
    assert_eq!(visits.len(), known.len());

    // A sheet with the former village's code means the village of today, with the groups numbered on.
    let shift = merged["lineage"].as_array().unwrap().iter().find(|row| row["kind"] == "merge").unwrap();
    let shift = shift["group_shift"].as_i64().unwrap();
    assert!(shift >= groups.iter().map(|row| row["group_no"].as_i64().unwrap()).max().unwrap());
    let number = format!("{}-9001", text(&from["code"]));
    let sheet = format!("户编号,村代码,组,户主\n{number},{},2,赵一\n", text(&from["code"]));
    let run = import(&county, &office, "households", sheet.clone()).await;
    assert_eq!((&run["state"], &run["added"]), (&json!("applied"), &json!(1)), "{run}");
    let new = items(&office.look(&format!("/api/households?q={number}")).await).remove(0);
    assert_eq!((&new["village"]["id"], new["group_no"].as_i64()), (&into["id"], Some(2 + shift)));
    let again = import(&county, &office, "households", sheet).await;
    assert_eq!(again["unchanged"], 1, "{again}");
    let work_area = text(&before["path"].as_array().unwrap()[2]["id"]);
    let work_area = text(&office.look(&format!("/api/grids/{work_area}")).await["code"]);
    let sheet =
        format!("网格代码,网格名称,级别,上级网格代码\n{},旧名村,村,{work_area}\n", text(&from["code"]));
    let run = import(&county, &office, "grids", sheet).await;
    assert_eq!(run["state"], "rejected", "{run}");
    assert!(text(&run["errors"][0]["message"]).contains(&text(&into["code"])), "{run}");

    // The official goes on as before.
    let own = own(&official).await;
    let request = new_id();
    log(&official, &id(&own[0]), THIS_MORNING, Some(&request)).await.expect(201);
    assert_eq!(journalled(&county, "merge_villages").await, 1);
});

on_both!(a_village_gets_another_name_and_code, |county| {
    let office = county.person("office").await;
    let village = items(&office.look("/api/grids?level=village&limit=1").await).remove(0);
    let path = format!("/api/grids/{}/rename", id(&village));
    let code = format!("{}999", &text(&village["code"])[..9]);
    let same = json!({ "name": village["name"], "on": TODAY });
    office.post(&path, &same).await.expect_problem(422, "invalid_input");
    let elsewhere = json!({ "name": "新名村", "code": "371302001999", "on": TODAY });
    office.post(&path, &elsewhere).await.expect_problem(422, "invalid_input");
    let form = json!({ "name": "新名村", "code": code, "on": TODAY });
    let renamed = office.post(&path, &form).await.expect(200);
    assert_eq!((&renamed["name"], &renamed["code"]), (&json!("新名村"), &json!(code)));
    assert_eq!(renamed["households"], village["households"]);
    for q in [text(&village["name"]), text(&village["code"]), code.clone()] {
        let found = items(&office.look(&format!("/api/grids?level=village&q={q}")).await);
        assert_eq!(found.iter().map(id).collect::<Vec<_>>(), [id(&village)], "{q}");
    }
    // Whatever hangs under it is found under it.
    let households = items(&office.look(&format!("/api/households?grid_id={}&limit=5", id(&village))).await);
    assert_eq!(households.len(), 5);
    let contacts = items(&office.look(&format!("/api/grids?parent_id={}", id(&village))).await);
    for contact in contacts {
        let detail = office.look(&format!("/api/grids/{}", id(&contact))).await;
        assert_eq!(detail["path"].as_array().unwrap().len(), 5, "{detail}");
    }
    assert_eq!(journalled(&county, "rename_village").await, 1);
});
