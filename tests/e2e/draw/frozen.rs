//! What is frozen stays frozen: a draft may be prepared again, an announcement may not, and a roster that was changed
//! behind everybody's back is found out.

use entity::audit_roster;
use reqwest::{Method, StatusCode, header};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::hall::{Served, dice, halls, opening};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_prepared_again_and_an_announcement_is_not() {
    for hall in halls().await {
        let served = hall.serve().await;
        let host = served.as_(&hall.host);
        let meeting = host.post("/api/meetings", hall.form("YISHUI-2026-06")).await;
        let path = format!("/api/meetings/{}", meeting["id"].as_str().expect("an id"));
        let mut form = hall.form("YISHUI-2026-06");
        form["plan"] = json!("only:officials:n=1");
        form["exclusions"] = json!([]);
        let revised = host.put(&path, form.clone()).await;
        assert_eq!((&revised["plan"], &revised["excluded"]), (&json!("only:officials:n=1"), &json!(0)));
        assert_eq!(revised["rosters"].as_array().map(Vec::len), Some(1), "the old roster is gone");

        let announced = host.post(&format!("{path}/announcement"), json!({})).await;
        assert!(announced["announced_at"].is_string());
        form["plan"] = json!("only:officials:n=60");
        let refused = host.ask(Method::PUT, &path, Some(form)).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert!(refused.text().await.expect("a text").contains("already_announced"));
        assert_eq!(host.json(&path).await, announced, "nothing has changed");
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_changed_after_the_announcement_is_refused() {
    for hall in halls().await {
        let served = hall.serve().await;
        let host = served.as_(&hall.host);
        let meeting = host.post("/api/meetings", hall.form("YISHUI-2026-06")).await;
        let path = format!("/api/meetings/{}", meeting["id"].as_str().expect("an id"));
        host.post(&format!("{path}/announcement"), json!({})).await;
        rename(&served, "王7\n", "王8\n").await;
        let problem =
            host.refused(&format!("{path}/opening"), opening(), StatusCode::CONFLICT, "roster_changed").await;
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("officials")), "{problem:#}");
        rename(&served, "王8\nA00008", "王7\nA00008").await;
        host.post(&format!("{path}/opening"), opening()).await;
        served.stop().await;

        // And so it is at the table, by a program that has just started.
        let served = hall.serve().await;
        rename(&served, "王7\n", "王8\n").await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let typing = format!("{path}/dice");
        host.refused(&typing, dice("s1", "482913"), StatusCode::CONFLICT, "roster_changed").await;
        rename(&served, "王8\nA00008", "王7\nA00008").await;
        host.lock(&typist, &path, "s1", "482913").await;
        host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        rename(&served, "王9\n", "王0\n").await;
        host.refused(&format!("{path}/close"), json!({}), StatusCode::CONFLICT, "roster_changed").await;
        served.stop().await;
    }
}

/// As somebody would with the database open before him.
async fn rename(served: &Served, from: &str, to: &str) {
    let tx = served.app.db.begin().await.expect("a transaction");
    let body = audit_roster::Entity::find().one(&tx).await.expect("a query").expect("a roster").body;
    let changed = body.replacen(from, to, 1);
    assert_ne!(body, changed);
    audit_roster::Entity::update_many()
        .col_expr(audit_roster::Column::Body, Expr::value(changed))
        .filter(audit_roster::Column::Name.eq("officials"))
        .exec(&tx)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notary_gets_a_sheet_to_compare_and_sign() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, typist) = (served.as_(&hall.host), served.as_(&hall.typist));
        let mut form = hall.form("YISHUI-2026-06");
        form["rosters"] = json!([
            { "name": "officials", "kind": "officials" }, { "name": "households", "kind": "households" },
        ]);
        form["plan"] = json!("s1:officials:prop=f1,n=10,max=f1:4;hh:households:n=3,in=s1");
        let meeting = host.post("/api/meetings", form).await;
        let path = format!("/api/meetings/{}", meeting["id"].as_str().expect("an id"));
        let draft = host.get(&format!("{path}/sheet.pdf")).await.bytes().await.expect("a file");
        host.post(&format!("{path}/announcement"), json!({})).await;
        let sheet = typist.get(&format!("{path}/sheet.pdf")).await;
        assert_eq!(sheet.headers()[header::CONTENT_TYPE], "application/pdf");
        let sheet = sheet.bytes().await.expect("a file");
        assert!(sheet.starts_with(b"%PDF-") && sheet.len() > draft.len(), "A and its code are on it now");
        let outsider = served.public().get(&format!("{path}/sheet.pdf")).await;
        assert_eq!(outsider.status(), StatusCode::UNAUTHORIZED);
        served.stop().await;
    }
}
