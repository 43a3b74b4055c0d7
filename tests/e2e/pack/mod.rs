//! Packs: door tags, letters with household codes and pledge cards, printed village by village.

mod folder;
mod printing;
pub mod sheet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{County, Person};

use sheet::{Grid, Sheets};

const TAGS: Grid = Grid(2, 4);
const LETTERS: Grid = Grid(1, 3);
const CARDS: Grid = Grid(2, 5);

/// A grid of a level and its id.
async fn grid(person: &Person, level: &str) -> String {
    let grids = person.look(&format!("/api/grids?level={level}&limit=1")).await;
    grids["items"][0]["id"].as_str().unwrap().to_owned()
}

/// Orders a pack.
async fn order(office: &Person, kind: &str, grid_id: &str) -> String {
    let form = json!({ "kind": kind, "grid_id": grid_id });
    let pack = office.post("/api/packs", &form).await.expect(202);
    assert_eq!((&pack["state"], &pack["done"]), (&json!("queued"), &json!(0)), "{pack}");
    format!("/api/packs/{}", pack["id"].as_str().unwrap())
}

/// Orders a pack and prints it to its end.
async fn print(county: &County, office: &Person, kind: &str, grid_id: &str) -> String {
    let pack = order(office, kind, grid_id).await;
    county.drain().await;
    let shown = office.look(&pack).await;
    assert_eq!((&shown["state"], &shown["done"]), (&json!("done"), &shown["total"]), "{shown}");
    pack
}

/// The only file of a village's pack.
async fn only_file(office: &Person, pack: &str) -> Sheets {
    let files = office.look(&format!("{pack}/files")).await;
    let files = files["items"].as_array().unwrap();
    assert_eq!(files.len(), 1);
    let sheets = Sheets::open(download(office, &format!("{pack}/files/{}", id(&files[0]))).await);
    assert_eq!(sheets.count() as u64, files[0]["pages"].as_u64().unwrap());
    sheets
}

async fn download(person: &Person, path: &str) -> Vec<u8> {
    let answer = person.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.starts_with("attachment; filename=\"37132") && name.ends_with(".pdf\""), "{name}");
    answer.bytes().await.unwrap().to_vec()
}

/// The households of a grid in the order in which they are printed.
async fn households(person: &Person, grid_id: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = person.look(&format!("/api/households?grid_id={grid_id}&limit=200{cursor}")).await;
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    all.sort_by_key(|one| (one["group_no"].as_i64(), one["code"].as_str().map(str::to_owned)));
    all
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// The letters that the API prints below a household's code or tag, without dashes.
async fn letters(office: &Person, household: &Value, code: &str) -> String {
    let picture = office.get(&format!("/api/households/{}/{code}", id(household))).await;
    assert_eq!(picture.status, 200, "{}", picture.text);
    let letters = picture.text.split("<text").nth(1).and_then(|rest| rest.split('>').nth(1)).unwrap();
    letters.split('<').next().unwrap().replace('-', "")
}

/// Ten places among so many, by chance.
fn ten_of(all: usize) -> Vec<usize> {
    assert!(all >= 10);
    let chance = u128::from_be_bytes(*tests::new_id().as_bytes());
    (0..10).map(|turn| usize::try_from((chance >> (turn * 5)) % all as u128).unwrap()).collect()
}
