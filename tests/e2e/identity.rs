//! Signing in, accounts, and what a stranger is told.

use api::demo::PASSWORD;
use serde_json::json;
use tests::on_both;

on_both!(a_stranger_is_asked_to_sign_in, |county| {
    county.stranger().get("/api/me").await.expect_problem(401, "unauthorized");
});

on_both!(an_official_learns_who_he_is_and_what_he_may_do, |county| {
    let me = county.person("official").await.look("/api/me").await;
    assert_eq!(me["roles"][0]["role"], "official");
    let operations: Vec<_> =
        me["operations"].as_array().unwrap().iter().filter_map(|id| id.as_str()).collect();
    assert!(operations.contains(&"logVisit") && !operations.contains(&"createAccount"), "{operations:?}");
});

on_both!(after_five_wrong_passwords_the_next_try_waits_and_then_works, |county| {
    let person = county.stranger();
    let wrong = json!({ "login": "official", "password": "not this one" });
    for _ in 0..5 {
        person.post("/api/session", &wrong).await.expect_problem(401, "signin_failed");
    }
    let right = json!({ "login": "official", "password": PASSWORD });
    let told = person.post("/api/session", &right).await;
    told.expect_problem(429, "rate_limited");
    let wait: i64 = told.headers["retry-after"].to_str().unwrap().parse().unwrap();
    county.pass(chrono::Duration::seconds(wait));
    person.post("/api/session", &right).await.expect(200);
});

on_both!(a_printed_code_opens_an_account_once, |county| {
    let admin = county.person("admin").await;
    let form = json!({ "login": "new.clerk", "display_name": "新来的", "roles": [{ "role": "hr", "scope_kind": "county" }] });
    let slip = admin.post("/api/accounts", &form).await.expect(200);
    admin.post("/api/accounts", &form).await.expect_problem(409, "login_taken");
    let code = slip["activation_code"].as_str().unwrap();
    let activation = json!({ "login": "new.clerk", "code": code, "password": "a long enough one" });
    county.stranger().post("/api/activation", &activation).await.expect(200);
    county.stranger().post("/api/activation", &activation).await.expect_problem(422, "activation_failed");
    county.stranger().sign_in("new.clerk", "a long enough one").await;
    let journal = admin.look("/api/journal?action=create_account").await;
    assert_eq!(journal["items"].as_array().unwrap().len(), 1, "{journal}");
});

on_both!(revoked_sessions_end_at_once, |county| {
    let lost = county.person("hr").await;
    let admin = county.person("admin").await;
    let me = lost.look("/api/me").await;
    let account = me["account_id"].as_str().unwrap();
    admin.delete(&format!("/api/accounts/{account}/sessions")).await.expect(204);
    lost.get("/api/me").await.expect_problem(401, "unauthorized");
});

on_both!(a_write_without_the_mark_of_our_own_pages_is_refused, |county| {
    let body = json!({ "login": "official", "password": PASSWORD });
    let forged = reqwest::Client::new().post(format!("{}/api/session", county.address)).json(&body);
    county.stranger().send(forged).await.expect_problem(403, "csrf");
});

on_both!(a_problem_speaks_the_callers_language, |county| {
    let person = county.stranger();
    let english = person.request(reqwest::Method::GET, "/api/me").header("accept-language", "en-GB");
    let problem = person.send(english).await.expect_problem(401, "unauthorized");
    assert_eq!(problem["title"], "Please sign in");
    assert_eq!(person.get("/api/me").await.json()["title"], "请先登录");
});

on_both!(a_method_that_is_not_offered_names_those_that_are, |county| {
    let person = county.stranger();
    let answer = person.send(person.request(reqwest::Method::PATCH, "/api/me")).await;
    answer.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "GET");
    person.get("/api/nothing").await.expect_problem(404, "not_found");
});
