//! Phones: known by their own id, revoked when lost, told to wipe themselves, and nobody else's business.

use serde_json::json;
use tests::{new_id, on_both};

on_both!(a_lost_phone_is_revoked_and_learns_that_it_has_to_wipe_itself, |county| {
    let phone = county.person("official").await;
    let desk = county.person("official").await;
    let id = new_id();
    let path = format!("/api/devices/{id}");
    let known = phone.put(&path, &json!({ "name": "老王的手机" })).await.expect(201);
    assert_eq!((&known["name"], &known["is_this"]), (&json!("老王的手机"), &json!(true)));
    let renamed = phone.put(&path, &json!({ "name": "旧手机" })).await.expect(200);
    assert_eq!(renamed["registered_at"], known["registered_at"]);
    let standing = format!("{path}/standing");
    let stranger = county.stranger();
    assert_eq!(stranger.look(&standing).await, json!({ "revoked": false, "wipe": false }));
    stranger.post(&format!("{path}/wiped"), &json!({})).await.expect_problem(409, "device_not_revoked");
    phone.look(&format!("/api/sync?device_id={id}")).await;

    let account = known["account_id"].as_str().unwrap();
    let office = county.person("office").await;
    let listed = office.look(&format!("/api/devices?account_id={account}")).await;
    assert_eq!(listed["items"][0]["name"], "旧手机");
    office.post(&format!("{path}/revoke"), &json!({})).await.expect(200);
    office.post(&format!("{path}/revoke"), &json!({})).await.expect(200);

    phone.get("/api/me").await.expect_problem(401, "unauthorized");
    desk.look("/api/me").await;
    assert_eq!(stranger.look(&standing).await, json!({ "revoked": true, "wipe": true }));
    // Whoever signs in on it once more gets nothing for it.
    phone.sign_in("official", api::demo::PASSWORD).await;
    phone.get(&format!("/api/sync?device_id={id}")).await.expect_problem(410, "device_revoked");
    phone.put(&path, &json!({ "name": "又回来了" })).await.expect_problem(410, "device_revoked");
    for _ in 0..2 {
        stranger.post(&format!("{path}/wiped"), &json!({})).await.expect(204);
    }
    assert_eq!(stranger.look(&standing).await, json!({ "revoked": true, "wipe": false }));

    let admin = county.person("admin").await;
    for action in ["revoke_device", "device_wiped"] {
        let journal = admin.look(&format!("/api/journal?action={action}")).await;
        assert_eq!(journal["items"].as_array().unwrap().len(), 1, "{action} once");
        assert!(!journal.to_string().contains(&id.to_string()), "the id is the phone's secret");
    }
});

on_both!(a_session_that_comes_for_its_phones_download_ends_with_the_phone, |county| {
    let phone = county.person("official").await;
    let id = new_id();
    phone.put(&format!("/api/devices/{id}"), &json!({ "name": "手机" })).await.expect(201);
    // Signed in again after the first session ended: the download ties the new one to the phone.
    let again = county.person("official").await;
    again.look(&format!("/api/sync?device_id={id}")).await;
    let desk = county.person("official").await;
    desk.post(&format!("/api/devices/{id}/revoke"), &json!({})).await.expect(200);
    again.get("/api/me").await.expect_problem(401, "unauthorized");
    desk.look("/api/me").await;
});

on_both!(somebody_elses_phone_is_not_there, |county| {
    let owner = county.person("official").await;
    let id = new_id();
    let path = format!("/api/devices/{id}");
    let known = owner.put(&path, &json!({ "name": "手机" })).await.expect(201);
    let other = county.person("village-leader").await;
    other.put(&path, &json!({ "name": "我的" })).await.expect_problem(404, "not_found");
    other.post(&format!("{path}/revoke"), &json!({})).await.expect_problem(404, "not_found");
    let of_owner = format!("/api/devices?account_id={}", known["account_id"].as_str().unwrap());
    other.get(&of_owner).await.expect_problem(404, "not_found");
    assert_eq!(other.look("/api/devices").await["items"], json!([]));
    // An id nobody knows tells nothing, and no phone erases anything because of it.
    let unknown = format!("/api/devices/{}", new_id());
    let told = county.stranger().look(&format!("{unknown}/standing")).await;
    assert_eq!(told, json!({ "revoked": false, "wipe": false }));
    county.stranger().post(&format!("{unknown}/wiped"), &json!({})).await.expect_problem(404, "not_found");
});
