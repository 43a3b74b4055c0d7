//! An envelope is lost: the round stays locked, the next code yields it, and the result stands all the same.

use reqwest::StatusCode;
use serde_json::json;

use super::{
    hall::{dice, halls},
    verify::close_and_check,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_meeting_goes_on_and_the_next_code_reveals_both_rounds() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
        let rounds = format!("{path}/rounds");
        host.lock(&typist, &path, "s1", "482913").await;
        let lost = host.post(&format!("{rounds}/1/lost-envelope"), json!({})).await;
        assert_eq!(
            (&lost["rounds"][0]["state"], &lost["rounds"][0]["envelope_lost"]),
            (&json!("locked"), &json!(true))
        );
        let locked = host.lock(&typist, &path, "s2", "007731").await;
        assert_eq!(locked["rounds"][1].get("eligible"), None, "nobody knows yet who is left");
        let first = json!({ "otc": hall.code(2) });
        host.refused(&format!("{rounds}/1/reveal"), first, StatusCode::CONFLICT, "not_last_round").await;
        let early = json!({ "otc": hall.code(1) });
        host.refused(&format!("{rounds}/2/reveal"), early, StatusCode::UNPROCESSABLE_ENTITY, "otc_wrong")
            .await;

        let both = host.post(&format!("{rounds}/2/reveal"), json!({ "otc": hall.code(2) })).await;
        assert_eq!(both["rounds"][0]["otc"], hall.code(1), "the lost code follows from the next");
        assert_eq!((&both["rounds"][0]["state"], &both["drawn"]), (&json!("revealed"), &json!(6)));
        assert_eq!(both["rounds"][1]["eligible"], 56, "the three of the first round were out of the second");

        // The last envelope is lost as well: the spare code ends the meeting, and nothing more is drawn.
        host.lock(&typist, &path, "s1", "111111").await;
        let spare = json!({ "otc": hall.code(4), "lost_envelope": true });
        let last = host.post(&format!("{rounds}/3/reveal"), spare).await;
        assert_eq!((&last["rounds"][2]["otc"], &last["code_ahead"]), (&json!(hall.code(3)), &json!(true)));
        let again = dice("s1", "222222");
        host.refused(&format!("{path}/dice"), again, StatusCode::CONFLICT, "code_ahead").await;
        let bundle = close_and_check(&host, &hall, &path).await;
        assert_eq!(bundle["rounds"].as_array().map(Vec::len), Some(3));
        served.stop().await;
    }
}
