//! Double random: every object drawn is given inspectors by lot, and nobody inspects where he is recused.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    hall::{Hall, halls},
    verify::close_and_check,
};

fn list(name: &str, prefix: &str, count: usize) -> Value {
    let rows: Vec<Value> = (1..=count)
        .map(|n| json!({ "label": format!("{prefix}{n:02}"), "fields": ["县", format!("{prefix}{n}号")] }))
        .collect();
    json!({ "name": name, "kind": "list", "rows": rows })
}

/// Twelve villages and four inspectors, two for each village.
fn form(hall: &Hall, recusals: &[(String, String)]) -> Value {
    let mut form = hall.form("YISHUI-2026-06");
    form["rosters"] = json!([list("villages", "V", 12), list("inspectors", "J", 4)]);
    form["plan"] = json!("s1:villages:n=6,pair=inspectors:2");
    form["exclusions"] = json!([{ "number": "J04", "reason_code": "LEAVE", "reason": "外出培训" }]);
    form["recusals"] = recusals
        .iter()
        .map(|(object, inspector)| json!({ "object": object, "inspector": inspector }))
        .collect();
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn inspectors_are_given_by_lot_and_never_where_they_are_recused() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let recused: Vec<(String, String)> =
            (1..=5).map(|n| (format!("V{n:02}"), "J01".to_owned())).collect();
        let path = host.open(form(&hall, &recused)).await;
        let open = path.replace("/api/", "/api/public/");
        let announcement = served.public().text(&format!("{open}/announcement.txt")).await;
        assert!(announcement.contains("\nrecused=5|"), "{announcement}");
        host.lock(&typist, &path, "s1", "482913").await;
        let revealed = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        let round = &revealed["rounds"][0];
        assert_eq!(round.get("void"), None);
        let pairs = round["pairs"].as_array().expect("a list");
        assert_eq!(pairs.len(), 6);
        for pair in pairs {
            let object = pair["object"].as_str().expect("a label");
            let inspectors = pair["inspectors"].as_array().expect("a list");
            assert_eq!(inspectors.len(), 2);
            for inspector in inspectors {
                let label = inspector["label"].as_str().expect("a label");
                assert_ne!(label, "J04", "he is excluded");
                assert!(!recused.iter().any(|(at, who)| at == object && who == label), "{label} at {object}");
                assert!(inspector["name"].as_str().is_some_and(|name| name.starts_with('J')), "by name");
            }
        }
        let bundle = close_and_check(&host, &hall, &path).await;
        assert_eq!(bundle["rounds"][0]["pairs"].as_object().map(serde_json::Map::len), Some(6));
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_inspectors_void_the_pairs_and_the_objects_stay_drawn() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        // Of the three who can go two may go nowhere: no village finds its two.
        let recused: Vec<(String, String)> = (1..=12)
            .flat_map(|n| ["J01", "J02"].map(|inspector| (format!("V{n:02}"), inspector.to_owned())))
            .collect();
        let path = host.open(form(&hall, &recused)).await;
        host.lock(&typist, &path, "s1", "482913").await;
        let revealed = host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        let round = &revealed["rounds"][0];
        assert_eq!((&round["void"], round.get("pairs")), (&json!("PAIR_SHORTAGE"), None));
        assert_eq!(round["selected"].as_array().map(Vec::len), Some(6), "they stay drawn");
        let next = host.lock(&typist, &path, "s1", "007731").await;
        assert_eq!(next["rounds"][1]["eligible"], 6, "and are not drawn again");
        host.post(&format!("{path}/rounds/2/reveal"), json!({ "otc": hall.code(2) })).await;
        let bundle = close_and_check(&host, &hall, &path).await;
        assert_eq!(
            (&bundle["rounds"][0]["void"], &bundle["rounds"][0]["pairs"]),
            (&json!("PAIR_SHORTAGE"), &json!(null))
        );
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_given_back_as_it_was_typed_and_saving_it_changes_nothing() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let recused = ["V03", "V07"].map(|village| (village.to_owned(), "J02".to_owned()));
        let typed = form(&hall, &recused);
        let meeting = host.post("/api/meetings", typed.clone()).await;
        let path = format!("/api/meetings/{}", meeting["id"].as_str().expect("an id"));
        let draft = host.json(&format!("{path}/draft")).await;
        for part in ["code", "title", "place", "meets_on", "plan", "otc_tip", "exclusions", "recusals"] {
            assert_eq!(draft[part], typed[part], "{part}");
        }
        for (given, typed) in [0, 1].map(|at| (&draft["rosters"][at], &typed["rosters"][at])) {
            assert_eq!((&given["name"], &given["rows"]), (&typed["name"], &typed["rows"]));
        }
        let saved = host.put(&path, draft.clone()).await;
        for part in ["rosters", "plan", "recused", "exclusions", "excluded"] {
            assert_eq!(saved[part], meeting[part], "{part}");
        }
        assert_eq!(host.json(&format!("{path}/draft")).await, draft);
        let stranger = typist.get(&format!("{path}/draft")).await;
        assert_eq!(stranger.status(), StatusCode::FORBIDDEN, "the typist prepares nothing");

        host.post(&format!("{path}/announcement"), json!({})).await;
        let late = host.get(&format!("{path}/draft")).await;
        assert_eq!(late.status(), StatusCode::CONFLICT, "what is announced is prepared no more");
        served.stop().await;
    }
}
