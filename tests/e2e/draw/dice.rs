//! The dice: two people, two accounts, two devices, and nobody sees what the first typed.

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::hall::{dice, halls};

#[tokio::test(flavor = "multi_thread")]
async fn one_person_alone_locks_nothing_however_often_he_types() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
        let typing = format!("{path}/dice");

        let typed = host.post(&typing, dice("s1", "482913")).await;
        assert_eq!((&typed["typing"]["mine"], &typed["rounds"]), (&json!(true), &json!([])));
        let again = host.post(&typing, dice("s1", "482914")).await;
        assert_eq!(again["rounds"], json!([]), "his second entry takes the place of the first");
        assert_eq!(again["typing"]["typed_by"].as_array().map(Vec::len), Some(1));

        let seen = typist.text(&path).await;
        assert!(
            seen.contains(r#""mine":false"#) && !seen.contains("482914"),
            "who has typed, not what: {seen}"
        );
        let public = served.public().text(&path.replace("/api/", "/api/public/")).await;
        assert!(public.contains(r#""typed":true"#) && !public.contains("482914"), "{public}");

        let cleared = host.ask(Method::DELETE, &typing, None).await;
        assert_eq!(cleared.status(), StatusCode::OK);
        let locked = typist.post(&typing, dice("s1", "482914")).await;
        assert_eq!(locked["rounds"], json!([]), "what was taken back confirms nobody");
        let outsider = served.as_(&hall.outsider);
        outsider.refused(&typing, dice("s1", "482914"), StatusCode::FORBIDDEN, "forbidden").await;
        let locked = host.post(&typing, dice("s1", "482914")).await;
        assert_eq!(locked["rounds"][0]["dice"], "482914");
        assert_eq!(locked["typing"], json!(null), "the next dice wait for the envelope");
        typist.refused(&typing, dice("s1", "482914"), StatusCode::CONFLICT, "round_pending").await;
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_differ_are_both_asked_again() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
        let typing = format!("{path}/dice");
        for (times, second) in [dice("s1", "482931"), dice("s2", "482913")].into_iter().enumerate() {
            host.post(&typing, dice("s1", "482913")).await;
            typist.refused(&typing, second, StatusCode::CONFLICT, "dice_mismatch").await;
            let meeting = host.json(&path).await;
            assert_eq!(meeting["rounds"], json!([]), "nothing was locked");
            assert_eq!(meeting["typing"]["differed"], json!(times + 1));
            assert_eq!(
                (&meeting["typing"]["mine"], &meeting["typing"]["typed_by"]),
                (&json!(false), &json!([])),
                "both are asked again"
            );
        }
        // The one who was right must type again as well.
        typist.post(&typing, dice("s1", "482913")).await;
        assert_eq!(host.json(&path).await["rounds"], json!([]));
        let locked = host.post(&typing, dice("s1", "482913")).await;
        assert_eq!(locked["rounds"][0]["state"], "locked");
        served.stop().await;
    }
}
