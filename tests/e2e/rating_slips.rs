//! Slips on paper: packs printed for a township or the county, and what nobody drew voided by scanning it.

use api::ballot_box::office::{Bytes, PrintBatch, SlipsValid};
use entity::pack;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{County, on_both};
use uuid::Uuid;

use crate::{
    pack::sheet::{Grid, Sheets},
    rating::{Opened, opened},
};

const SLIPS: Grid = Grid(1, 4);

/// Orders the slips of the whole county, prints them and fetches the only file.
async fn printed(county: &County, opened: &Opened) -> (String, Value, Sheets) {
    let grids = opened.keeper.look("/api/grids?level=county&limit=1").await;
    let packs = format!("{}/slip-packs", opened.round);
    let order = json!({ "grid_id": grids["items"][0]["id"] });
    let pack = opened.keeper.post(&packs, &order).await.expect(202);
    opened.keeper.post(&packs, &order).await.expect_problem(409, "pack_under_way");
    county.drain().await;
    // Time stands still, so the newest may come second.
    let all = opened.keeper.look(&packs).await["items"].as_array().unwrap().clone();
    let shown = all.into_iter().find(|one| one["id"] == pack["id"]).unwrap();
    assert_eq!((&shown["state"], &shown["done"]), (&json!("done"), &json!(1)), "{shown}");
    let path = format!("{packs}/{}", pack["id"].as_str().unwrap());
    let files = opened.keeper.look(&format!("{path}/files")).await["items"].clone();
    let file = format!("{path}/files/{}", files[0]["id"].as_str().unwrap());
    (path, shown, Sheets::open(opened.keeper.fetch(&file).await))
}

/// The codes of so many slips, as a scanner reads them.
fn scanned(sheets: &Sheets, count: usize) -> Vec<String> {
    let pages = 0..count.div_ceil(4);
    let read = pages.flat_map(|page| sheets.scan(page, SLIPS)).take(count);
    read.map(|said| said.expect("the code of a slip can be read")).collect()
}

on_both!(slips_are_printed_for_every_household_and_what_nobody_drew_is_voided_by_scanning_it, |county| {
    let opened = opened(&county).await;
    let count = opened.households.len();
    let (pack, shown, sheets) = printed(&county, &opened).await;
    assert_eq!(shown["cards"], count);
    assert_eq!(sheets.count(), count.div_ceil(4) + count.div_ceil(24));
    let text = sheets.text(0);
    let name = opened.official["name"].as_str().unwrap();
    for said in [name, "您的干部看不到您的选择", "试评", "述职："] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let label = sheets.text(count.div_ceil(4));
    assert!(label.contains(name) && label.contains("试评"), "{label}");

    let addresses = scanned(&sheets, count);
    let before = format!("{}/slip#", county.app.public_url());
    let codes: Vec<&str> =
        addresses.iter().map(|address| address.strip_prefix(&before).expect(address)).collect();
    assert!(codes.iter().all(|code| !label.contains(code)), "a label carries a code");
    let cast = json!({ "code": codes[0], "level": "satisfied", "comment": "" });
    county.stranger().post("/api/ballot-box/slips", &cast).await.expect(200);

    // Nothing is left to print, and the round does not end while slips are about.
    let (_, again, _) = printed(&county, &opened).await;
    assert_eq!(again["cards"], 0);
    opened.drawn(1).await;
    let left = opened.keeper.look(&format!("{}/undrawn", opened.round)).await;
    assert_eq!(left["undrawn"], count - 1);
    assert_eq!(
        (&left["items"][0]["valid"], &left["items"][0]["official"]["name"]),
        (&json!(count), &json!(name))
    );
    opened.bring(&opened.office, &opened.secrets[0]).await.expect_problem(409, "undrawn_slips");
    let voids = json!({ "codes": &codes[1..] });
    let report = opened.keeper.post(&format!("{}/voids", opened.round), &voids).await.expect(200);
    assert_eq!(
        (&report["voided"], &report["used"], &report["unknown"]),
        (&json!(count - 1), &json!(0), &json!(0))
    );
    let left = opened.keeper.look(&format!("{}/undrawn", opened.round)).await;
    assert_eq!((&left["undrawn"], &left["items"]), (&json!(0), &json!([])));

    let journal = county.person("auditor").await.look("/api/journal?limit=200").await;
    let actions: Vec<_> =
        journal["items"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    for action in ["create_slip_pack", "print_slip_pack", "fetch_slips"] {
        assert!(actions.contains(&json!(action)), "{action}: {actions:?}");
    }
    opened.close().await;
    let id: Uuid = pack.rsplit('/').next().unwrap().parse().unwrap();
    let ended = pack::Entity::find().filter(pack::Column::Id.eq(id)).one(county.app.db.reader()).await;
    assert_eq!(ended.unwrap().unwrap().state, "deleted", "nobody needs the codes any more");
});

on_both!(what_an_interrupted_printing_made_is_on_no_paper_and_opens_nothing, |county| {
    let opened = opened(&county).await;
    let round_id: Uuid = opened.round.rsplit('/').next().unwrap().parse().unwrap();
    let official: Uuid = opened.official["id"].as_str().unwrap().parse().unwrap();
    let print = PrintBatch { round_id, batch: Bytes(vec![7; 32]), most: [(official, 5)].into() };
    let lost = county.app.ballot_box.ask(print.clone()).await.unwrap().remove(&official).unwrap();
    let kept = county.app.ballot_box.ask(print).await.unwrap().remove(&official).unwrap();
    assert_eq!((lost.len(), kept.len()), (5, 5));
    let valid = county.app.ballot_box.ask(SlipsValid { round_id }).await.unwrap();
    assert_eq!(valid[&official], 5);
    let cast = |code: &str| json!({ "code": code, "level": "fair", "comment": "" });
    let slips = "/api/ballot-box/slips";
    county.stranger().post(slips, &cast(&lost[0])).await.expect_problem(404, "slip_unknown");
    county.stranger().post(slips, &cast(&kept[0])).await.expect(200);
});
