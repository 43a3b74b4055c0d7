//! Handovers: officials who leave, households and villages that merge, move and split. Nothing is lost, and the history
//! stands under both names.

mod departure;
mod households;
mod replay;
mod villages;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tests::{County, Person};

/// The day of a test, on which everything here happens.
const TODAY: &str = "2026-11-20";
const YESTERDAY_NOON: &str = "2026-11-19T04:00:00Z";
const THIS_MORNING: &str = "2026-11-20T02:00:00Z";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}

fn id(value: &Value) -> String {
    text(&value["id"])
}

/// An id of a phone's own making.
fn new_id() -> String {
    tests::new_id().to_string()
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().clone()
}

/// What came of an imported sheet.
async fn import(county: &County, office: &Person, kind: &str, sheet: String) -> Value {
    let form = Form::new()
        .text("kind", kind.to_owned())
        .text("dry_run", "false")
        .part("file", Part::bytes(sheet.into_bytes()).file_name("sheet.csv"));
    let run = office.send(office.request(Method::POST, "/api/imports").multipart(form)).await.expect(202);
    county.drain().await;
    office.look(&format!("/api/imports/{}", id(&run))).await
}

/// A newcomer without households.
async fn newcomer(county: &County, office: &Person) -> Value {
    let unit = text(&office.look("/api/units?limit=1").await["items"][0]["code"]);
    let sheet = format!("干部编号,姓名,性别,单位代码,职级,职务\nA90001,新来之,男,{unit},科员,科员\n");
    let run = import(county, office, "officials", sheet).await;
    assert_eq!(run["state"], "applied", "{run}");
    items(&office.look("/api/officials?q=A90001").await).remove(0)
}

/// A visit with or without a request; the answer is the visit as it was logged.
async fn log(official: &Person, household: &str, at: &str, request: Option<&str>) -> tests::Answer {
    let mut visit = json!({ "household_id": household, "claimed_at": at, "topic": "visit" });
    if let Some(request) = request {
        visit["request"] = json!({ "id": request, "body": "门前的水渠要修" });
    }
    official.put(&format!("/api/visits/{}", new_id()), &visit).await
}

/// The households of the official's account.
async fn own(official: &Person) -> Vec<Value> {
    items(&official.look("/api/households?limit=200").await)
}

/// How often the journal has an action.
async fn journalled(county: &County, action: &str) -> usize {
    let auditor = county.person("auditor").await;
    items(&auditor.look(&format!("/api/journal?action={action}")).await).len()
}

async fn counts(office: &Person) -> Value {
    office.look("/api/county").await
}
