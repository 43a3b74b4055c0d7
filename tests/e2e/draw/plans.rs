//! Every kind of plan, in one meeting with several rosters.

use serde_json::{Value, json};

use super::{hall::halls, verify::close_and_check};

const STEPS: [(&str, usize); 5] = [("n", 4), ("per", 3), ("prop", 7), ("most", 3), ("load", 5)];

#[tokio::test(flavor = "multi_thread")]
async fn every_plan_draws_what_it_says_and_the_bundle_holds() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let mut form = hall.form("YISHUI-2026-06");
        form["rosters"] = json!([{
            "name": "officials", "kind": "officials", "stratum": "township", "weighted": true,
        }]);
        form["plan"] = json!(
            "n:officials:n=4;per:officials:per=f1,n=1;prop:officials:prop=f1,n=7;\
             most:officials:n=9,max=f1:1;load:officials:n=5,weight=f3"
        );
        form["agenda"] = json!([{ "at": "09:00", "title": "抽取" }, { "title": "整改承诺" }]);
        let path = host.open(form).await;
        let roster = served
            .public()
            .text(&format!("{}/roster.txt/officials", path.replace("/api/", "/api/public/")))
            .await;
        assert!(roster.contains("A00001|高桥镇|王1|3\n"), "his households are his weight: {roster}");
        assert!(roster.contains("A00060|马站镇|王60|0\n"), "who serves nobody weighs nothing: {roster}");
        let mut seen: Vec<String> = Vec::new();
        for (at, (step, count)) in STEPS.into_iter().enumerate() {
            host.lock(&typist, &path, step, &format!("48291{at}")).await;
            let reveal = format!("{path}/rounds/{}/reveal", at + 1);
            let shown = host.post(&reveal, json!({ "otc": hall.code(at + 1) })).await;
            let drawn = shown["rounds"][at]["selected"].as_array().expect("a list").clone();
            assert_eq!(drawn.len(), count, "{step}");
            let strata: std::collections::BTreeSet<&str> =
                drawn.iter().filter_map(|one| one["stratum"].as_str()).collect();
            if matches!(step, "per" | "most") {
                assert_eq!(strata.len(), 3, "one of each township: {drawn:?}");
            }
            for label in drawn.iter().filter_map(|one| one["label"].as_str()) {
                assert!(step != "load" || label != "A00060", "he weighs nothing");
                assert!(!seen.iter().any(|before| before == label), "{label} was drawn twice");
                seen.push(label.to_owned());
            }
        }
        assert!(!seen.iter().any(|label| label == "A00007"), "he is excluded");
        let shown: Value = host.json(&path).await;
        assert_eq!(shown["agenda"][0], json!({ "at": "09:00", "title": "抽取" }));
        // Of 59 17 were drawn before the last round; who weighs nothing is not eligible in it.
        let weightless = seen.iter().any(|label| label == "A00060");
        let eligible = if weightless { 42 } else { 41 };
        assert_eq!((&shown["rounds"][4]["eligible"], &shown["drawn"]), (&json!(eligible), &json!(22)));
        close_and_check(&host, &hall, &path).await;
        served.stop().await;
    }
}
