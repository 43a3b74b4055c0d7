//! The phone's download: whole at first, then what has changed, whoever changed it.

use data_encoding::BASE64URL_NOPAD;
use entity::household;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use tests::{County, Person, new_id, on_both};
use uuid::Uuid;

use crate::visit::{other_household, own_household};

async fn sync(person: &Person, cursor: &Value) -> Value {
    person.look(&format!("/api/sync?cursor={}", cursor.as_str().unwrap())).await
}

fn ids(bundles: &Value) -> Vec<Uuid> {
    let id = |bundle: &Value| bundle["household"]["id"].as_str().unwrap().parse().unwrap();
    bundles.as_array().unwrap().iter().map(id).collect()
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

on_both!(the_first_download_is_whole_and_the_second_is_empty, |county| {
    let official = county.person("official").await;
    let first = official.look("/api/sync").await;
    assert_eq!((&first["full"], &first["wipe_after_days"]), (&json!(true), &json!(30)));
    assert_eq!(first["today"], official.look("/api/me").await["today"]);
    let due = official.look("/api/visits/due?limit=200").await;
    assert_eq!(first["households"].as_array().unwrap().len(), due["items"].as_array().unwrap().len());
    let (mut visited, mut asking) = (0, 0);
    for bundle in first["households"].as_array().unwrap() {
        let household = &bundle["household"];
        assert!(due["items"].as_array().unwrap().contains(household), "as the list of who is due has it");
        let detail = official.look(&format!("/api/households/{}", id(household))).await;
        let names = |members: &Value| -> Vec<Value> {
            members.as_array().unwrap().iter().map(|member| member["name"].clone()).collect()
        };
        assert_eq!(names(&bundle["members"]), names(&detail["members"]));
        assert!(!bundle["members"].to_string().contains("id_number"), "no numbers on the phone");
        let visits = official.look(&format!("/api/visits?household_id={}&limit=5", id(household))).await;
        assert_eq!(bundle["visits"], visits["items"]);
        visited += visits["items"].as_array().unwrap().len();
        assert_eq!(
            bundle["requests"].as_array().unwrap().len(),
            usize::try_from(household["open_requests"].as_i64().unwrap()).unwrap()
        );
        let form = official.look(&format!("/api/households/{}/form", id(household))).await;
        assert_eq!(
            bundle["form"]["fields"].as_array().unwrap().len(),
            form["fields"].as_array().unwrap().len()
        );
        let pledges = official.look(&format!("/api/pledges?household_id={}", id(household))).await;
        assert_eq!(bundle["pledges"].as_array().unwrap().len(), pledges["items"].as_array().unwrap().len());
        for request in bundle["requests"].as_array().unwrap() {
            let shown = official.look(&format!("/api/requests/{}", id(request))).await;
            assert_eq!((&request["body"], &request["verbs"]), (&shown["body"], &shown["verbs"]));
            asking += 1;
        }
    }
    assert!(visited > 25 && asking > 0, "{visited} visits, {asking} requests");
    assert_eq!(first["topics"], official.look("/api/topics").await["items"]);

    let second = sync(&official, &first["cursor"]).await;
    assert_eq!(second["full"], false);
    for list in ["households", "gone", "topics"] {
        assert_eq!(second[list], json!([]), "{list}");
    }
    assert_eq!(second["cursor"], first["cursor"]);
    let packed = official.request(Method::GET, "/api/sync").header("accept-encoding", "gzip");
    assert_eq!(official.send(packed).await.headers["content-encoding"], "gzip");
    // What cannot be read any more brings everything.
    assert_eq!(official.look("/api/sync?cursor=yesterday").await["full"], true);
});

on_both!(what_somebody_else_changes_comes_with_the_next_download, |county| {
    let official = county.person("official").await;
    let first = official.look("/api/sync").await;
    let households = ids(&first["households"]);
    // Nobody tells the download of this: it is written as an import writes, by set SQL.
    let tx = county.app.db.begin().await.unwrap();
    household::Entity::update_many()
        .col_expr(household::Column::Address, Expr::value("村东新街 9 号"))
        .filter(household::Column::Id.eq(households[3]))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let second = sync(&official, &first["cursor"]).await;
    assert_eq!(ids(&second["households"]), [households[3]]);
    assert_eq!(second["households"][0]["household"]["address"], "村东新街 9 号");

    // A household asks for something on its own page.
    let asked = api::request::service::raise_by_household;
    asked(&county.app, households[5], new_id(), None, "自来水停了两天").await.unwrap();
    // And complains about its official, which is none of his business.
    api::request::service::complain(&county.app, households[7], new_id(), "他没来过").await.unwrap();
    let third = sync(&official, &second["cursor"]).await;
    assert_eq!(ids(&third["households"]), [households[5]]);
    assert!(third["households"][0]["requests"].to_string().contains("自来水停了两天"));
    assert_eq!(sync(&official, &third["cursor"]).await["households"], json!([]));
    // An answer that was lost on the way is asked for again with the old cursor.
    assert_eq!(sync(&official, &first["cursor"]).await["households"].as_array().unwrap().len(), 2);
});

/// Somebody who serves these households' neighbours, with an account of his own.
async fn successor(county: &County, official: &Person) -> (Person, Value) {
    let office = county.person("office").await;
    let own = own_household(official).await["official"]["id"].clone();
    let officials = office.look("/api/officials?limit=200").await;
    let has_room = |one: &&Value| {
        one["id"] != own && one["state"] == "active" && (1..35).contains(&one["households"].as_i64().unwrap())
    };
    let successor = officials["items"].as_array().unwrap().iter().find(has_room).expect("has room").clone();
    let account = json!({
        "login": "successor", "display_name": "接任干部", "official_id": successor["id"],
        "roles": [{ "role": "official", "scope_kind": "own_links", "scope_id": successor["id"] }],
    });
    (county.newcomer(account).await, successor)
}

on_both!(a_handover_shows_in_gone_and_on_the_successors_phone, |county| {
    let official = county.person("official").await;
    let (other, to) = successor(&county, &official).await;
    let (mine, theirs) = (official.look("/api/sync").await, other.look("/api/sync").await);
    let handed = mine["households"][2].clone();
    let household = handed["household"].clone();
    let form = json!({
        "household_ids": [household["id"]], "official_id": to["id"], "on": "2026-11-19", "reason": "工作调整",
    });
    county.person("office").await.post("/api/links", &form).await.expect(200);

    let after = sync(&official, &mine["cursor"]).await;
    assert_eq!(after["households"], json!([]), "nothing of it comes to who had it");
    let gone = &after["gone"][0];
    assert_eq!((&gone["id"], &gone["head_name"]), (&household["id"], &household["head_name"]));
    assert_eq!((&gone["on"], &gone["to"]["id"]), (&json!("2026-11-19"), &to["id"]));
    assert_eq!(after["gone"].as_array().unwrap().len(), 1);
    assert_eq!(sync(&official, &after["cursor"]).await["gone"], json!([]));

    let new = sync(&other, &theirs["cursor"]).await;
    assert_eq!(new["full"], false);
    assert_eq!(new["households"][0]["household"]["id"], household["id"]);
    assert_eq!(new["households"].as_array().unwrap().len(), 1);
    assert_eq!(new["households"][0]["visits"], handed["visits"]);
    // The cursor of one says nothing to the phone of another.
    assert_eq!(sync(&other, &mine["cursor"]).await["full"], true);
});

on_both!(a_made_up_cursor_names_nobody, |county| {
    let official = county.person("official").await;
    let me = official.look("/api/me").await;
    let foreign = other_household(&county, &official).await;
    let mut bytes = vec![1];
    for id in [&me["official"]["id"], &foreign["id"]] {
        bytes.extend(id.as_str().unwrap().parse::<Uuid>().unwrap().as_bytes());
    }
    bytes.extend([7; 8]);
    let cursor = json!(BASE64URL_NOPAD.encode(&bytes));
    let told = sync(&official, &cursor).await;
    assert_eq!(told["full"], false);
    let gone = json!({ "id": foreign["id"], "head_name": "", "code": "", "on": told["today"] });
    assert_eq!(told["gone"], json!([gone]));
    assert!(!told.to_string().contains(foreign["code"].as_str().unwrap()));
});
