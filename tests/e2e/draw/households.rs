//! Households are drawn from the part of an official who was drawn, and nobody but they themselves is told their names.

use domain::audit::pdraw1::{Digest, RosterIndex};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tests::{County, on_both};

use super::{
    hall::{Hall, dice, halls},
    verify::close_and_check,
};

fn form(hall: &Hall) -> Value {
    let mut form = hall.form("YISHUI-2026-06");
    form["rosters"] = json!([
        { "name": "officials", "kind": "officials", "stratum": "township" },
        { "name": "households", "kind": "households" },
    ]);
    form["plan"] = json!("s1:officials:n=2;hh:households:n=3,in=s1");
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn households_are_drawn_from_the_part_of_a_drawn_official() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist, public) = (served.as_(&hall.host), served.as_(&hall.typist), served.public());
        let path = host.open(form(&hall)).await;
        let open = path.replace("/api/", "/api/public/");
        let stage = public.json(&open).await;
        assert_eq!(stage["rosters"][1]["kind"], "households");
        let index = public.text(&format!("{open}/roster.txt/households")).await;
        let index = RosterIndex::parse("households", &index).expect("an index");
        assert_eq!(index.parts().len(), 60, "a part for every official");
        assert_eq!(stage["rosters"][1]["count"], json!(index.line().count));

        let typing = format!("{path}/dice");
        host.refused(&typing, dice("hh/A00001", "482913"), StatusCode::CONFLICT, "key_not_drawn").await;
        host.refused(&typing, dice("hh", "482913"), StatusCode::UNPROCESSABLE_ENTITY, "draw_refused").await;
        host.lock(&typist, &path, "s1", "482913").await;
        let revealed = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        let official = revealed["rounds"][0]["selected"][0]["label"].as_str().expect("a label").to_owned();
        let part = format!("{open}/roster.txt/households/{official}");
        assert_eq!(public.get(&part).await.status(), StatusCode::NOT_FOUND, "nothing was drawn from it yet");

        let call = format!("hh/{official}");
        let locked = host.lock(&typist, &path, &call, "007731").await;
        let count = index.part(&official).expect("his part").count;
        assert_eq!(locked["rounds"][1]["eligible"], json!(count), "from his households alone");
        assert_eq!(public.get(&part).await.status(), StatusCode::NOT_FOUND, "the envelope is still sealed");
        let revealed = host.post(&format!("{path}/rounds/2/reveal"), json!({ "otc": hall.code(2) })).await;
        let round = &revealed["rounds"][1];
        assert_eq!((&round["key"], &round["kind"]), (&json!(official), &json!("households")));
        let drawn = round["selected"].as_array().expect("a list");
        assert_eq!(drawn.len() as u64, count.min(3), "what cannot be filled takes all there are");
        assert_eq!(revealed["drawn"], 2, "households are counted apart");
        let text = public.text(&part).await;
        let pinned = index.part(&official).expect("his part").hash;
        assert_eq!(Digest::of(text.as_bytes()), pinned, "the part is the one of the index");
        for one in drawn {
            assert!(text.contains(one["label"].as_str().expect("a label")), "{text}");
            assert_eq!(one["name"], "", "the name is told to nobody");
        }
        let everything = public.text(&open).await + &text;
        assert!(!everything.contains("张户主"), "no household is named in public: {everything}");
        assert_eq!(
            public.get(&format!("{open}/roster.txt/households/A00060")).await.status(),
            if official == "A00060" { StatusCode::OK } else { StatusCode::NOT_FOUND }
        );

        let bundle = close_and_check(&host, &hall, &path).await;
        let rosters = bundle["rosters"].as_object().expect("an object");
        assert_eq!(rosters.len(), 3, "of the parts only the one that was drawn from: {:?}", rosters.keys());
        served.stop().await;
    }
}

/// What stands behind a term on a household's page.
fn told<'a>(page: &'a str, term: &str) -> &'a str {
    let rest = page.split(&format!("<dt>{term}</dt><dd>")).nth(1).expect("the term");
    rest.split("</dd>").next().expect("its end")
}

on_both!(a_household_finds_its_own_row_with_its_salt_and_nobody_else_does, |county| {
    let host = county.person("host").await;
    let form = json!({
        "code": "SALT-2026-1", "title": "第七次现场调查会", "place": "县会堂", "meets_on": "2026-11-27",
        "plan": "s1:officials:n=1;hh:households:n=3,in=s1", "sources": "dice20", "otc_tip": "ab".repeat(32),
        "rosters": [{ "name": "officials", "kind": "officials" }, { "name": "households", "kind": "households" }],
    });
    let meeting = host.post("/api/meetings", &form).await.expect(200);
    let path = format!("/api/meetings/{}", meeting["id"].as_str().unwrap());
    let (_, household) = crate::household::household(&county).await;
    let resident = crate::household::resident(&county).await;
    let page = resident.get("/h/draws").await;
    assert!(!page.text.contains("第七次"), "a draft is nobody's");
    host.post(&format!("{path}/announcement"), &json!({})).await.expect(200);

    let page = resident.get("/h/draws").await;
    assert_eq!(page.status, 200);
    let (label, text) = (told(&page.text, "户编号"), told(&page.text, "原文"));
    assert_eq!(label, household["code"].as_str().unwrap());
    assert!(text.contains(household["head_name"].as_str().unwrap()), "{text}");
    let salt = data_encoding::HEXLOWER.decode(told(&page.text, "盐（16 字节）").as_bytes()).unwrap();
    let hash = Sha256::new().chain_update(&salt).chain_update(text.as_bytes()).finalize();
    let hash = data_encoding::HEXLOWER.encode(&hash);
    assert_eq!(told(&page.text, "名册上的校验值"), hash, "anybody can recompute it from what stands there");
    assert!(
        stored(&county, &meeting, label).await.contains(&format!("|{hash}\n")),
        "and it is what the roster holds"
    );
});

/// The stored part on which a household stands.
async fn stored(county: &County, meeting: &Value, label: &str) -> String {
    use entity::audit_part::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let meeting: uuid::Uuid = meeting["id"].as_str().unwrap().parse().unwrap();
    let parts = Entity::find()
        .filter(Column::MeetingId.eq(meeting))
        .filter(Column::Body.contains(label))
        .all(county.app.db.reader())
        .await
        .unwrap();
    assert_eq!(parts.len(), 1);
    parts.into_iter().next().unwrap().body
}
