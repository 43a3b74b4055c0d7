//! A county whose registrar and ballot box are two processes with a folder, a database and keys each.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use api::{
    ballot_box::{Office, office::Away},
    keyring::{Absent, Keyring},
    rooms::Rooms,
};
use domain::rating::HouseholdCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{
    Person, Program,
    phone::{Phone, published_keys},
};
use uuid::Uuid;

use crate::household::hidden;

/// Where the three doors are: the county's, the box's for households, the box's office.
struct Doors {
    county: String,
    front: String,
    office: String,
}

pub struct House {
    registrar: Option<Program>,
    boxed: Option<Program>,
    folder: TempDir,
    /// PostgreSQL databases of the county and of the box.
    databases: Option<[String; 2]>,
    doors: Doors,
}

/// A port that nobody listens on.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

impl House {
    /// A demo county that was one process, its things carried apart as the documentation says.
    pub fn split(databases: Option<[String; 2]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let doors = Doors { county: free(), front: free(), office: free() };
        let house = Self { folder, databases, doors, registrar: None, boxed: None };
        let of_county = house.county_folder();
        let mut environment = vec![("LIANXIN_DATA", of_county.to_str().unwrap())];
        if let Some([county, boxed]) = &house.databases {
            environment
                .extend([("LIANXIN_DATABASE_URL", county.as_str()), ("LIANXIN_BALLOT_BOX_URL", boxed)]);
        }
        let made = Program::run_with(&["demo", "--scale", "village", "--make-only"], &environment);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        house
    }

    /// Carries to the box what is the box's.
    pub fn carry(&self) {
        let (from, to) = (self.county_folder(), self.box_folder());
        fs::create_dir_all(to.join("keys/rounds")).unwrap();
        if self.databases.is_none() {
            fs::rename(from.join("ballot_box.db"), to.join("ballot_box.db")).unwrap();
        }
        fs::rename(from.join("keys/box.1.key"), to.join("keys/box.1.key")).unwrap();
        for path in Self::round_keys(&from, "box") {
            fs::rename(&path, to.join("keys/rounds").join(path.file_name().unwrap())).unwrap();
        }
    }

    /// Gives the box the key that the registrar has made for the two.
    pub fn share_key(&self) {
        let key = "keys/office.1.key";
        fs::copy(self.county_folder().join(key), self.box_folder().join(key)).unwrap();
    }

    pub fn county_folder(&self) -> PathBuf {
        self.folder.path().join("county")
    }

    pub fn box_folder(&self) -> PathBuf {
        self.folder.path().join("box")
    }

    /// The keys of rounds of one room that lie in a folder.
    pub fn round_keys(folder: &Path, ending: &str) -> Vec<PathBuf> {
        let paths = fs::read_dir(folder.join("keys/rounds")).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|found| found == ending)).collect()
    }

    pub fn box_log(&self) -> String {
        fs::read_to_string(self.folder.path().join("box.log")).unwrap()
    }

    pub fn origin_of_county(&self) -> String {
        format!("http://{}", self.doors.county)
    }

    pub fn origin_of_box(&self) -> String {
        format!("http://{}", self.doors.front)
    }

    pub fn office_address(&self) -> String {
        format!("http://{}", self.doors.office)
    }

    fn with_environment<T>(&self, boxed: bool, then: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let folder = if boxed { self.box_folder() } else { self.county_folder() };
        let (public, origin) = (self.origin_of_county(), self.origin_of_box());
        let mut environment = vec![
            ("LIANXIN_DATA", folder.to_str().unwrap()),
            ("LIANXIN_PUBLIC_URL", public.as_str()),
            ("LIANXIN_BALLOT_BOX_ORIGIN", origin.as_str()),
            ("LIANXIN_BALLOT_BOX_OFFICE", self.doors.office.as_str()),
            ("LIANXIN_LISTEN", if boxed { self.doors.front.as_str() } else { self.doors.county.as_str() }),
        ];
        if let Some([of_county, of_box]) = &self.databases {
            environment.push(if boxed {
                ("LIANXIN_BALLOT_BOX_URL", of_box.as_str())
            } else {
                ("LIANXIN_DATABASE_URL", of_county.as_str())
            });
        }
        then(&environment)
    }

    /// What a room says that does not start.
    pub fn refusal(&self, room: &str, also: &[(&str, &str)]) -> String {
        let output = self.with_environment(room == "ballot-box", |environment| {
            Program::run_with(&["serve", "--only", room], &[environment, also].concat())
        });
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    pub fn start_registrar(&mut self) {
        let start = |environment: &[(&str, &str)]| {
            Program::start_with(&["serve", "--only", "registrar"], environment)
        };
        self.registrar = Some(self.with_environment(false, start));
    }

    pub fn start_box(&mut self) {
        let log = self.folder.path().join("box.log");
        let start = |environment: &[(&str, &str)]| {
            Program::start_talkative_with(&["serve", "--only", "ballot-box"], environment, &log)
        };
        self.boxed = Some(self.with_environment(true, start));
    }

    /// Ends the registrar as a power cut does.
    pub fn cut_registrar(&mut self) {
        self.registrar.take().unwrap().kill();
    }

    /// Ends the box as a power cut does.
    pub fn cut_box(&mut self) {
        self.boxed.take().unwrap().kill();
    }

    pub fn at_registrar(&self) -> Person {
        self.registrar.as_ref().unwrap().stranger()
    }

    pub fn at_box(&self) -> Person {
        self.boxed.as_ref().unwrap().stranger()
    }

    pub async fn person(&self, login: &str) -> Person {
        self.registrar.as_ref().unwrap().person(login).await
    }
}

/// A round that rates the demo's official alone, prepared and opened at the desk.
pub struct Round {
    pub path: String,
    pub id: Uuid,
    pub list: String,
    pub secrets: [String; 2],
    pub official: Value,
    pub households: Vec<Value>,
    keys: Vec<(String, domain::rating::blind::PublicKey)>,
    ring: Keyring,
}

impl Round {
    pub async fn open(house: &House) -> Self {
        let (office, me) = (house.person("office").await, house.person("official").await);
        let official = me.look("/api/me").await["official"].clone();
        let pairs = [api::ballot_box::ballot::new_trustee(), api::ballot_box::ballot::new_trustee()];
        let form = json!({
            "code": "two-rooms", "name": "试评", "opens_on": "2026-11-20", "closes_on": "2026-11-30",
            "trustee_keys": [pairs[0].0, pairs[1].0], "scope_kind": "official", "scope_id": official["id"],
        });
        let made = office.post("/api/rating-rounds", &form).await.expect(200);
        let path = format!("/api/rating-rounds/{}", made["id"].as_str().unwrap());
        office.post(&format!("{path}/prepare"), &json!({})).await.expect(200);
        // The list is published when the box knows the keys.
        while office.get(&format!("{path}/keys")).await.status != 200 {
            tokio::task::yield_now().await;
        }
        office.post(&format!("{path}/open"), &json!({})).await.expect(200);
        let id = made["id"].as_str().unwrap().parse().unwrap();
        let (keys, list) = published_keys(&office, id).await;
        let folder = house.county_folder().join("keys");
        Self {
            path,
            id,
            list,
            secrets: pairs.map(|(_, secret)| secret),
            official,
            households: me.look("/api/households?limit=200").await["items"].as_array().unwrap().clone(),
            keys,
            ring: Keyring::load_for(&folder, Absent::Refused, Rooms::Registrar).unwrap(),
        }
    }

    pub fn number(&self) -> &str {
        self.official["number"].as_str().unwrap()
    }

    /// A phone that opened the page of the n-th household.
    pub async fn phone(&self, house: &House, nth: usize) -> Phone {
        let browser = house.at_registrar();
        let code = self.code(nth);
        assert_eq!(browser.get(&format!("/R/{}", code.as_str())).await.status, 303);
        let mark = hidden(&browser.get("/h/request").await)["token"].clone();
        let (number, key) = self.keys.iter().find(|(number, _)| number == self.number()).unwrap().clone();
        Phone::new(browser, mark, self.id, number, key)
    }

    /// The box as the registrar asks it.
    pub fn office(&self, house: &House) -> Office {
        Office::Away(Away::new(&house.doors.office, &self.ring).unwrap())
    }

    pub fn code(&self, nth: usize) -> HouseholdCode {
        let number = self.households[nth]["code"].as_str().unwrap();
        HouseholdCode::derive(self.ring.card_key(), number, 1)
    }

    pub async fn slips(&self, house: &House, count: u32) -> Value {
        let form = json!({ "official_id": self.official["id"], "count": count });
        house.person("slips").await.post(&format!("{}/slips", self.path), &form).await.expect(200)
    }

    pub async fn bring(&self, house: &House, login: &str, nth: usize) -> tests::Answer {
        let form = json!({ "trustee_key": self.secrets[nth] });
        house.person(login).await.post(&format!("{}/close", self.path), &form).await
    }
}
