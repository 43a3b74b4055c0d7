//! From the order at the desk to the paper.

use std::{fs, path::Path};

use chrono::Duration;
use serde_json::json;
use tests::{County, Kind, on_both};

use super::*;
use crate::visit::own_household;

/// Every file of the blob store.
fn blobs(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(blobs(&path));
        } else {
            all.push(fs::read(path).unwrap());
        }
    }
    all
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// What the code of a piece says, of the piece at this place among all.
fn scanned(sheets: &Sheets, grid: Grid, at: usize) -> String {
    let per_sheet = grid.0 * grid.1;
    let said = sheets.scan(at / per_sheet, grid)[at % per_sheet].clone();
    said.unwrap_or_else(|| panic!("the code of piece {at} cannot be read"))
}

/// What follows the host in a scanned address.
fn path(address: &str) -> &str {
    let host = address.find("://").unwrap() + 3;
    &address[host + address[host..].find('/').unwrap()..]
}

on_both!(ten_letters_by_chance_carry_the_codes_of_their_households_and_every_look_is_recorded, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let households = households(&office, &village).await;
    let pack = print(&county, &office, "codes", &village).await;
    let shown = office.look(&pack).await;
    assert_eq!(shown["cards"].as_u64().unwrap(), households.len() as u64);
    assert_eq!(shown["kept_until"], "2026-12-20");
    let sheets = only_file(&office, &pack).await;
    assert_eq!(sheets.count(), households.len().div_ceil(3));
    let stored = blobs(&county.folder.path().join("blobs"));
    for at in ten_of(households.len()) {
        let code = letters(&office, &households[at], "household-code").await;
        let address = format!("{}/R/{code}", county.app.public_url()).to_uppercase();
        assert_eq!(scanned(&sheets, LETTERS, at), address, "letter {at}");
        let text = sheets.text(at / 3);
        let name = households[at]["head_name"].as_str().unwrap();
        assert!(text.contains(&format!("{name}  户主亲收")), "{text}");
        assert!(text.contains("任何干部都不许向您要这个码") && text.contains("0539-12345"));
        assert!(!stored.iter().any(|blob| contains(blob, code.as_bytes())), "a code in clear");
    }
    assert!(!stored.iter().any(|blob| contains(blob, b"%PDF-") || contains(blob, b"endstream")), "sealed");
    let auditor = county.person("auditor").await;
    let journal = auditor.look("/api/journal?limit=200").await;
    let count = |action: &str| {
        journal["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == action).count()
    };
    let counts = ["create_pack", "print_household_codes", "fetch_household_codes"].map(count);
    assert_eq!(counts, [1, 1, 1]);
    let printed =
        journal["items"].as_array().unwrap().iter().find(|entry| entry["action"] == "print_household_codes");
    assert_eq!(printed.unwrap()["actor_name"], "office", "{printed:?}");
});

on_both!(ten_tags_by_chance_lead_to_their_doors_and_name_nobody_within_the_cut, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let households = households(&office, &village).await;
    let pack = print(&county, &office, "tags", &village).await;
    let sheets = only_file(&office, &pack).await;
    assert_eq!(sheets.count(), households.len().div_ceil(8));
    for at in ten_of(households.len()) {
        let tag = letters(&office, &households[at], "door-tag").await;
        let address = format!("{}/T/{tag}", county.app.public_url()).to_uppercase();
        assert_eq!(scanned(&sheets, TAGS, at), address, "tag {at}");
    }
    let address = scanned(&sheets, TAGS, 0);
    let page = county.stranger().get(path(&address)).await;
    assert_eq!(page.status, 200, "{}", page.text);
});

on_both!(a_pledge_card_names_the_official_his_unit_and_the_hotline, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let mut households = households(&office, &village).await;
    households.retain(|household| household["official"].is_object());
    let pack = print(&county, &office, "cards", &village).await;
    let sheets = only_file(&office, &pack).await;
    assert_eq!(office.look(&pack).await["cards"].as_u64().unwrap(), households.len() as u64);
    for (sheet, served) in households.chunks(10).enumerate().take(2) {
        let text = sheets.text(sheet);
        for household in served {
            let official = &household["official"];
            for word in
                [&official["name"], &official["unit_name"], &official["number"], &household["head_name"]]
            {
                assert!(text.contains(word.as_str().unwrap()), "{word} not in {text}");
            }
        }
        assert!(text.contains("县热线 0539-12345") && text.contains("我承诺"), "{text}");
    }
    let tag = letters(&office, &households[7], "door-tag").await;
    assert!(scanned(&sheets, CARDS, 7).ends_with(&format!("/T/{tag}")));
});

on_both!(a_pledge_card_carries_what_was_promised_and_until_when, |county| {
    let official = county.person("official").await;
    let household = own_household(&official).await;
    let form = json!({ "household_id": household["id"], "text": "把门前的路灯报上去\n盯着修好", "due_on": "2026-12-01" });
    official.put(&format!("/api/pledges/{}", tests::new_id()), &form).await.expect(201);
    let office = county.person("office").await;
    let village = id(&household["village"]);
    let pack = print(&county, &office, "cards", &village).await;
    let sheets = only_file(&office, &pack).await;
    let mut served = households(&office, &village).await;
    served.retain(|household| household["official"].is_object());
    let at = served.iter().position(|one| one["id"] == household["id"]).unwrap();
    let text = sheets.text(at / 10);
    assert!(text.contains("12月1日前 把门前的路灯报上去"), "{text}");
});

on_both!(a_code_printed_before_a_reissue_opens_nothing_and_a_new_letter_carries_the_new_one, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let household = households(&office, &village).await.swap_remove(0);
    let pack = print(&county, &office, "codes", &village).await;
    let old = scanned(&only_file(&office, &pack).await, LETTERS, 0);
    assert_eq!(county.stranger().get(path(&old)).await.status, 303);
    office.post(&format!("/api/households/{}/household-code", id(&household)), &json!({})).await.expect(200);
    assert_eq!(county.stranger().get(path(&old)).await.status, 404, "the old letter opens nothing at once");
    let pack = print(&county, &office, "codes", &village).await;
    let new = scanned(&only_file(&office, &pack).await, LETTERS, 0);
    assert_ne!(new, old);
    assert_eq!(county.stranger().get(path(&new)).await.status, 303);
});

/// Prints until the first file is there and stops where it stands, as a power cut does.
async fn print_a_little(county: &County, office: &Person, pack: &str) -> Vec<Value> {
    let one_file = async {
        loop {
            let files = office.look(&format!("{pack}/files")).await["items"].as_array().unwrap().clone();
            if !files.is_empty() {
                break files;
            }
        }
    };
    tokio::select! {
        files = one_file => files,
        _ = county.drain() => panic!("the whole pack was printed at once"),
    }
}

on_both!(a_pack_cut_off_half_way_goes_on_with_the_villages_that_have_no_file, |county| {
    let office = county.person("office").await;
    let whole = grid(&office, "county").await;
    let pack = order(&office, "codes", &whole).await;
    let before = print_a_little(&county, &office, &pack).await;
    let shown = office.look(&pack).await;
    assert_eq!(shown["state"], "running");
    assert!(shown["done"].as_u64().unwrap() < shown["total"].as_u64().unwrap(), "{shown}");
    county.pass(Duration::minutes(10));
    county.drain().await;
    let shown = office.look(&pack).await;
    assert_eq!((&shown["state"], &shown["done"]), (&json!("done"), &shown["total"]), "{shown}");
    let after = office.look(&format!("{pack}/files")).await["items"].as_array().unwrap().clone();
    assert_eq!(after.len() as u64, shown["total"].as_u64().unwrap(), "one file for each village");
    for file in before {
        assert!(after.contains(&file), "a village was printed twice");
    }
    let households = office.look("/api/county").await["counts"]["households"].clone();
    assert_eq!(shown["cards"], households);
});

on_both!(a_pack_is_cancelled_and_nothing_of_it_is_left, |county| {
    let office = county.person("office").await;
    let whole = grid(&office, "county").await;
    let folder = county.folder.path().join("blobs");
    let before = blobs(&folder).len();
    let pack = order(&office, "tags", &whole).await;
    let form = json!({ "kind": "tags", "grid_id": whole });
    office.post("/api/packs", &form).await.expect_problem(409, "pack_under_way");
    office.delete(&pack).await.expect_problem(409, "pack_not_done");
    let files = print_a_little(&county, &office, &pack).await;
    let cancelled = office.post(&format!("{pack}/cancel"), &json!({})).await.expect(200);
    assert_eq!(cancelled["state"], "cancelled");
    office.get(&format!("{pack}/files/{}", id(&files[0]))).await.expect_problem(404, "not_found");
    county.pass(Duration::minutes(10));
    county.drain().await;
    assert_eq!(office.look(&pack).await["state"], "cancelled");
    assert!(office.look(&format!("{pack}/files")).await["items"].as_array().unwrap().is_empty());
    assert_eq!(blobs(&folder).len(), before);
    office.post(&format!("{pack}/cancel"), &json!({})).await.expect_problem(409, "pack_ended");
});

on_both!(files_are_deleted_by_a_button_or_after_thirty_days, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let folder = county.folder.path().join("blobs");
    let before = blobs(&folder).len();
    let by_hand = print(&county, &office, "tags", &village).await;
    let by_time = print(&county, &office, "codes", &village).await;
    assert_eq!(blobs(&folder).len(), before + 2);
    assert_eq!(office.delete(&by_hand).await.expect(200)["state"], "deleted");
    assert_eq!(blobs(&folder).len(), before + 1);
    county.pass(Duration::days(29));
    api::pack::sweep(&county.app).await.unwrap();
    assert_eq!(blobs(&folder).len(), before + 1);
    county.pass(Duration::days(2));
    api::pack::sweep(&county.app).await.unwrap();
    assert_eq!(blobs(&folder).len(), before);
    let office = county.person("office").await;
    let shown = office.look(&by_time).await;
    assert_eq!(shown["state"], "deleted");
    assert!(shown["kept_until"].is_null());
    office.delete(&by_time).await.expect_problem(409, "pack_not_done");
});

on_both!(only_the_office_prints, |county| {
    let office = county.person("office").await;
    let village = grid(&office, "village").await;
    let pack = print(&county, &office, "codes", &village).await;
    let files = office.look(&format!("{pack}/files")).await;
    let file = format!("{pack}/files/{}", id(&files["items"][0]));
    for login in
        ["official", "village-leader", "county-leader", "hr", "inspector", "slips", "admin", "auditor"]
    {
        let person = county.person(login).await;
        person.get(&file).await.expect_problem(403, "forbidden");
        person.get("/api/packs").await.expect_problem(403, "forbidden");
        let form = json!({ "kind": "codes", "grid_id": village });
        person.post("/api/packs", &form).await.expect_problem(403, "forbidden");
    }
    let form = json!({ "kind": "codes", "grid_id": tests::new_id() });
    office.post("/api/packs", &form).await.expect_problem(422, "invalid_input");
    assert_eq!(office.look("/api/packs").await["items"].as_array().unwrap().len(), 1);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_font_the_office_is_told_what_to_install() {
    let county =
        County::start_with(Kind::Sqlite, |settings| settings.font = Some("/nowhere/font.ttc".into())).await;
    let office = county.person("office").await;
    let form = json!({ "kind": "tags", "grid_id": grid(&office, "village").await });
    let problem = office.post("/api/packs", &form).await.expect_problem(409, "no_font");
    assert!(problem["detail"].as_str().unwrap().contains("fonts-noto-cjk"), "{problem}");
}
