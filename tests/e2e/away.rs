//! A meeting in a hall without internet: taken there in a pack, held by a process with no county beside it, and its record
//! brought back.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use domain::audit::{
    hearing::Choice,
    pdraw1::{OtcChain, make_chain},
};
use entity::{account, audit_meeting, audit_part, audit_roster, draw_round, household, official, request};
use reqwest::Method;
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Answer, County, Person, Program, binary, on_both};

use crate::draw::on_stage::panel::vote;

/// Said in the hall, in somebody's own words.
const NOTE: &str = "门口的路灯坏了三个月";

/// An announced meeting, its envelopes, and a folder that is carried to the hall.
struct Away {
    host: Person,
    chain: OtcChain,
    id: String,
    path: String,
    folder: TempDir,
    key: String,
}

/// The hall, served by a process of its own.
struct Hall<'a> {
    away: &'a Away,
    program: Program,
    host: Person,
    typist: Person,
    caller: Person,
    rounds: usize,
}

impl Away {
    /// Prepares and announces a meeting that draws one official, then two of his households.
    async fn announced(county: &County, code: &str) -> Self {
        let (host, chain) = (county.person("host").await, make_chain([9; 32], 60));
        let form = json!({
            "code": code, "title": "现场调查会", "place": "马站镇礼堂", "meets_on": "2026-11-20",
            "rehearsal": code.starts_with("REHEARSAL-"),
            "rosters": [
                { "name": "officials", "kind": "officials" }, { "name": "households", "kind": "households" },
            ],
            "plan": "s1:officials:n=1;hh:households:n=2,in=s1", "sources": "dice6",
            "otc_tip": chain.tip.hex(),
        });
        let meeting = host.post("/api/meetings", &form).await.expect(200);
        let id = meeting["id"].as_str().unwrap().to_owned();
        let path = format!("/api/meetings/{id}");
        host.post(&format!("{path}/announcement"), &json!({})).await.expect(200);
        Self { host, chain, id, path, folder: tempfile::tempdir().unwrap(), key: String::new() }
    }

    /// Takes the meeting away and writes its pack into the folder.
    async fn take(&mut self) {
        let taken = self.host.post(&self.pack_path(), &json!({})).await.expect(200);
        assert_eq!(taken["pack"]["taken_by"], "现场调查会主持");
        taken["key"].as_str().unwrap().clone_into(&mut self.key);
        loop {
            let pack = self.host.look(&self.path).await["pack"].clone();
            match pack["state"].as_str().unwrap() {
                "making" => tokio::time::sleep(Duration::from_millis(50)).await,
                state => break assert_eq!(state, "out", "{pack}"),
            }
        }
        std::fs::write(self.pack(), self.host.fetch(&self.pack_path()).await).unwrap();
    }

    fn pack_path(&self) -> String {
        format!("{}/pack", self.path)
    }

    fn pack(&self) -> PathBuf {
        self.folder.path().join("meeting.lianxin-pack")
    }

    /// Where the hall's data lies once it is unpacked.
    fn data(&self) -> PathBuf {
        let below = self.folder.path().join("hall");
        let mut found = std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path());
        found.next().unwrap()
    }

    async fn database(&self, mode: &str) -> DatabaseConnection {
        let file = self.data().join("county.db");
        Database::connect(format!("sqlite://{}?mode={mode}", file.display())).await.unwrap()
    }

    fn serve(&self, key: &str) -> Program {
        let (pack, below) = (self.pack(), self.folder.path().join("hall"));
        let arguments =
            ["serve", "--meeting", text(&pack), "--data", text(&below), "--listen", "127.0.0.1:0"];
        Program::start_with(&arguments, &[("LIANXIN_PACK_KEY", key)])
    }

    /// What the program says when it refuses to serve a pack.
    fn refused(&self, pack: &Path, key: &str) -> String {
        let below = self.folder.path().join("refused");
        let output = Command::new(binary())
            .args(["serve", "--meeting", text(pack), "--data", text(&below), "--listen", "127.0.0.1:0"])
            .env("LIANXIN_PACK_KEY", key)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(!output.status.success());
        assert!(!below.exists() || std::fs::read_dir(&below).unwrap().next().is_none(), "nothing is left");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    async fn hall(&self) -> Hall<'_> {
        Hall::open(self, self.serve(&self.key), 0).await
    }

    async fn bring(&self, record: &[u8]) -> Answer {
        let request = self.host.request(Method::POST, &format!("{}/record", self.path));
        let request = request.header("content-type", "application/octet-stream").body(record.to_vec());
        self.host.send(request).await
    }
}

impl<'a> Hall<'a> {
    async fn open(away: &'a Away, program: Program, rounds: usize) -> Self {
        let (host, typist, caller) =
            (program.person("host").await, program.person("typist").await, program.person("caller").await);
        Self { away, program, host, typist, caller, rounds }
    }

    /// A power cut, and the program started again. The key is not asked for a second time.
    async fn fail_and_start_again(self) -> Self {
        self.program.kill();
        Self::open(self.away, self.away.serve(""), self.rounds).await
    }

    fn at(&self, rest: &str) -> String {
        format!("{}/{rest}", self.away.path)
    }

    async fn begin(&self) {
        let values = json!({ "values": [{ "source": "dice6", "value": "048113" }] });
        let meeting = self.host.post(&self.at("opening"), &values).await.expect(200);
        for first in meeting["carried"].as_array().unwrap() {
            let path = self.at(&format!("carried/{}", first["label"].as_str().unwrap()));
            self.host.put(&path, &json!({ "outcome": "IN_PERSON" })).await.expect(200);
        }
    }

    async fn lock(&mut self, step: &str) {
        self.rounds += 1;
        let dice = json!({ "step": step, "dice": format!("{:06}", self.rounds * 7919) });
        for person in [&self.host, &self.typist] {
            person.post(&self.at("dice"), &dice).await.expect(200);
        }
    }

    async fn reveal(&self) -> Vec<String> {
        let code = json!({ "otc": self.away.chain.codes[self.rounds - 1].hex() });
        let path = self.at(&format!("rounds/{}/reveal", self.rounds));
        let meeting = self.host.post(&path, &code).await.expect(200);
        let drawn = meeting["rounds"][self.rounds - 1]["selected"].as_array().unwrap();
        drawn.iter().map(|drawn| drawn["label"].as_str().unwrap().to_owned()).collect()
    }

    async fn outcome(&self, label: &str, outcome: &str) {
        let path = self.at(&format!("rounds/{}/outcomes/{label}", self.rounds));
        self.host.put(&path, &json!({ "outcome": outcome })).await.expect(200);
    }

    async fn close(&self) -> Value {
        self.host.post(&self.at("close"), &json!({})).await.expect(200)
    }

    async fn record(&self) -> Vec<u8> {
        self.host.fetch(&self.at("record")).await
    }

    async fn bundle(&self) -> Vec<u8> {
        self.program.stranger().fetch(&format!("/api/public/meetings/{}/bundle.json", self.away.id)).await
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn changed(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

/// Puts a text in place of a roster of the county, and returns what stood there.
async fn roster(county: &County, id: &str, body: &str) -> String {
    use audit_roster::{Column, Entity};
    let which = Column::MeetingId.eq(id.parse::<uuid::Uuid>().unwrap());
    let which = || which.clone().and(Column::Name.eq("officials"));
    let stood = Entity::find().filter(which()).one(county.app.db.reader()).await.unwrap().unwrap();
    let tx = county.app.db.begin().await.unwrap();
    Entity::update_many().col_expr(Column::Body, Expr::value(body)).filter(which()).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    stood.body
}

on_both!(a_meeting_is_held_without_internet_and_its_record_counts_at_home, |county| {
    let mut away = Away::announced(&county, "YISHUI-2026-11").await;
    let panel = json!({ "judges": [{ "name": "李代表", "capacity": "县人大代表" }], "votes": 1 });
    let sheets = away.host.post(&format!("{}/panel", away.path), &panel).await.expect(200);
    let seat = sheets["seats"][0]["code"].as_str().unwrap().to_owned();
    away.take().await;

    // At home nothing of it changes while it is away.
    let values = json!({ "values": [{ "source": "dice6", "value": "048113" }] });
    let refusal = away.host.post(&format!("{}/opening", away.path), &values).await;
    let refusal = refusal.expect_problem(409, "meeting_away");
    assert!(refusal["detail"].as_str().unwrap().contains("现场调查会主持"), "{refusal}");
    away.host.post(&away.pack_path(), &json!({})).await.expect_problem(409, "meeting_away");
    away.host.post(&format!("{}/panel", away.path), &panel).await.expect_problem(409, "meeting_away");
    let venues = json!({ "names": ["分会场"] });
    away.host.put(&format!("{}/venues", away.path), &venues).await.expect_problem(409, "meeting_away");
    county.person("typist").await.get(&away.pack_path()).await.expect_problem(403, "forbidden");

    // The hall serves its meeting and nothing else.
    let mut hall = away.hall().await;
    let stranger = hall.program.stranger();
    let sign_in = json!({ "login": "hr", "password": api::demo::PASSWORD });
    assert_eq!(stranger.post("/api/session", &sign_in).await.status, 401);
    for path in ["/api/households", "/api/requests", "/api/journal", "/api/grids", "/api/accounts"] {
        assert_eq!(hall.host.get(path).await.status, 404, "{path}");
    }
    let page = stranger.get("/h").await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("<html"), "{}", page.text);
    assert_eq!(stranger.get(&format!("/stage/{}", away.id)).await.status, 200);
    let me = hall.host.look("/api/me").await;
    assert!(!me["operations"].as_array().unwrap().contains(&json!("createMeeting")), "{me}");
    let listed = stranger.look("/api/public/meetings").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(hall.host.look("/api/meetings").await["items"].as_array().unwrap().len(), 1);
    let announced = hall.host.look(&away.path).await;
    assert_eq!(announced["in_hall"], true);
    let here = away.host.look(&away.path).await;
    assert_eq!(announced["announcement_hash"], here["announcement_hash"]);
    let labels = |meeting: &Value| -> Vec<Value> {
        meeting["carried"].as_array().unwrap().iter().map(|first| first["label"].clone()).collect()
    };
    assert_eq!(labels(&announced), labels(&here), "the same people answer first");

    // The dice are locked, the power fails, and the envelope is opened afterwards.
    hall.begin().await;
    hall.lock("s1").await;
    hall.host.get(&hall.at("record")).await.expect_problem(409, "meeting_not_closed");
    let locked = hall.host.look(&away.path).await["rounds"][0].clone();
    let mut hall = hall.fail_and_start_again().await;
    assert_eq!(hall.host.look(&away.path).await["rounds"][0], locked);
    let official = hall.reveal().await.remove(0);
    let db = county.app.db.reader();
    let row = official::Entity::find().filter(official::Column::Number.eq(&official)).one(db).await.unwrap();
    let official_row = row.unwrap();
    let file = hall.host.look(&hall.at(&format!("heard/{official}/file"))).await;
    assert_eq!(file["name"], official_row.name);
    for _ in 0..3 {
        let path = hall.at(&format!("heard/{official}/calls"));
        hall.caller.post(&path, &json!({ "result": "no_answer" })).await.expect(200);
    }
    hall.outcome(&official, "NO_ANSWER").await;
    let votes = hall.at("votes");
    hall.host.post(&votes, &json!({ "label": official })).await.expect(200);
    let commitment = vote(&hall.program.stranger(), &seat, Choice::Dissatisfied).await;
    hall.host.post(&format!("{votes}/1/close"), &json!({})).await.expect(200);

    // His households are phoned with their own numbers.
    let (mut his, mut round) = (official.clone(), 1);
    let households = loop {
        hall.lock(&format!("hh/{his}")).await;
        let households = hall.reveal().await;
        if !households.is_empty() {
            break households;
        }
        hall.lock("s1").await;
        his = hall.reveal().await.remove(0);
        round = hall.rounds;
        hall.outcome(&his, "IN_PERSON").await;
    };
    let label = &households[0];
    let home = household::Entity::find().filter(household::Column::Code.eq(label)).one(db).await.unwrap();
    let home = home.unwrap();
    let shown = hall.caller.post(&hall.at(&format!("heard/{label}/phone")), &json!({})).await;
    match &home.phone {
        Some(phone) => {
            let shown = shown.expect(200);
            assert_eq!(shown["phone"], county.app.keyring.open("household.phone", phone).unwrap());
            assert_eq!(shown["name"], home.head_name);
            let call = json!({ "result": "answered" });
            hall.caller.post(&hall.at(&format!("heard/{label}/calls")), &call).await.expect(200);
        }
        None => drop(shown.expect_problem(409, "no_phone")),
    }
    let answer = json!({ "reply": "no", "note": NOTE });
    hall.host.put(&hall.at(&format!("heard/{label}/answers/came")), &answer).await.expect(200);
    for label in &households {
        hall.outcome(label, "IN_PERSON").await;
    }
    let matter = json!({
        "kind": "rectification", "meeting_id": away.id, "round": round, "label": his,
        "household_id": home.id, "matter": "把门口的路灯修好",
        "due_on": (tests::now() + chrono::Duration::days(20)).date_naive(),
    });
    hall.host.post("/api/follow-ups", &matter).await.expect(200);
    hall.close().await;
    let (record, bundle) = (hall.record().await, hall.bundle().await);

    // Somebody changes what was drawn, on the hall's own machine: it signs, and is found out at home.
    let hall_rounds = hall.rounds;
    hall.program.kill();
    let db = away.database("rw").await;
    let somebody_else = if official == "A00001" { "A00002" } else { "A00001" };
    let other = draw_round::Entity::update_many()
        .col_expr(draw_round::Column::Selected, Expr::value(json!([somebody_else]).to_string()))
        .filter(draw_round::Column::MeetingId.eq(away.id.parse::<uuid::Uuid>().unwrap()))
        .filter(draw_round::Column::Number.eq(1));
    other.exec(&db).await.unwrap();
    db.close().await.unwrap();
    let hall = Hall::open(&away, away.serve(""), hall_rounds).await;
    let forged = hall.record().await;
    let refusal = away.bring(&forged).await.expect_problem(422, "record_differs");
    assert!(refusal["detail"].as_str().unwrap().contains('1'), "{refusal}");
    away.bring(&changed(&record, record.len() - 1)).await.expect_problem(422, "record_broken");
    away.bring(&changed(&record, 40)).await.expect_problem(422, "record_broken");
    away.bring(&record[..record.len() / 2]).await.expect_problem(422, "record_broken");

    // The roster at home was changed meanwhile: nothing is believed.
    let stood = roster(&county, &away.id, "another roster").await;
    away.bring(&record).await.expect_problem(409, "roster_changed");
    assert_eq!(away.host.look(&away.path).await["state"], "announced");
    roster(&county, &away.id, &stood).await;

    let closed = away.bring(&record).await.expect(200);
    assert_eq!((&closed["state"], &closed["pack"]["state"]), (&json!("closed"), &json!("brought_back")));
    assert_eq!(closed["rounds"][0]["selected"][0]["outcome"], "NO_ANSWER");
    assert_eq!(closed["votes"][0]["dissatisfied"], 1);
    assert_eq!(closed["votes"][0]["commitments"], json!([commitment]), "the judge finds his receipt at home");
    assert_eq!(away.bring(&record).await.expect(200)["version"], closed["version"], "nothing is done twice");
    away.bring(&forged).await.expect_problem(409, "record_twice");

    // Everybody sees at home what was seen in the hall, and can check it.
    let public = county.stranger().fetch(&format!("/api/public/meetings/{}/bundle.json", away.id)).await;
    assert_eq!(public, bundle);
    let file = away.folder.path().join("bundle.json");
    std::fs::write(&file, &public).unwrap();
    let arguments = [
        "draw",
        "verify",
        text(&file),
        "--announced",
        closed["announcement_hash"].as_str().unwrap(),
        "--last-lock",
        closed["last_lock"].as_str().unwrap(),
    ];
    assert!(Program::run(&arguments).status.success());
    let heard = away.host.look(&format!("{}/heard/{label}/file", away.path)).await;
    assert!(heard["answers"].to_string().contains(NOTE), "the county opens what was sealed there: {heard}");
    let follow_ups = away.host.look(&format!("/api/follow-ups?meeting_id={}", away.id)).await;
    assert_eq!(follow_ups["items"][0]["matter"], "把门口的路灯修好");
    let detail = format!("/api/follow-ups/{}", follow_ups["items"][0]["id"].as_str().unwrap());
    assert_eq!(away.host.look(&detail).await["events"].as_array().unwrap().len(), 1);
    let entries = county.person("auditor").await.look("/api/journal?action=import_meeting_record").await;
    assert_eq!(entries["items"].as_array().unwrap().len(), 1);

    // Whoever did not answer there answers first here.
    let next = Away::announced(&county, "YISHUI-2026-12").await;
    let carried = next.host.look(&next.path).await["carried"].clone();
    assert!(carried.to_string().contains(&official), "{carried}");
});

on_both!(a_pack_that_is_lost_tells_nothing_and_is_taken_back, |county| {
    let mut away = Away::announced(&county, "REHEARSAL-2026-11").await;
    away.take().await;
    let pack = std::fs::read(away.pack()).unwrap();

    // Its head is for everybody; what follows opens with its own key alone.
    let head = String::from_utf8_lossy(&pack[..1200]).into_owned();
    assert!(head.starts_with("lianxin-meeting-pack 1\n"), "{head}");
    let here = away.host.look(&away.path).await;
    assert!(head.contains(here["announcement_hash"].as_str().unwrap()), "{head}");
    let public = county.stranger().look("/api/public/signing-key").await;
    assert!(head.contains(public["key"].as_str().unwrap()), "{head}");
    assert_eq!(public["fingerprint"], here["pack"]["fingerprint"]);
    assert!(!String::from_utf8_lossy(&pack).contains(&away.key));
    for at in [30, 900, pack.len() - 1] {
        let broken = away.folder.path().join("broken.lianxin-pack");
        std::fs::write(&broken, changed(&pack, at)).unwrap();
        let said = away.refused(&broken, &away.key);
        assert!(said.contains("is not served"), "{at}: {said}");
    }
    let wrong = "0".repeat(28) + "V";
    assert!(away.refused(&away.pack(), &wrong).contains("key"));
    assert!(away.refused(&away.pack(), "").contains("key"));

    let mut hall = away.hall().await;
    the_hall_knows_only_its_meeting(&county, &away).await;
    hall.begin().await;
    hall.lock("s1").await;
    let official = hall.reveal().await.remove(0);
    hall.outcome(&official, "IN_PERSON").await;
    hall.close().await;
    let record = hall.record().await;

    // Taken back: the meeting is here again, and that record never counts.
    let path = format!("{}/take-back", away.pack_path());
    away.host.post(&path, &json!({ "reason": " " })).await.expect_problem(422, "invalid_input");
    let back = away.host.post(&path, &json!({ "reason": "U 盘丢失" })).await.expect(200);
    assert_eq!((&back["pack"]["state"], &back["pack"]["reason"]), (&json!("taken_back"), &json!("U 盘丢失")));
    away.host.post(&path, &json!({ "reason": "again" })).await.expect_problem(409, "meeting_not_away");
    away.host.get(&away.pack_path()).await.expect_problem(409, "meeting_not_away");
    away.bring(&record).await.expect_problem(409, "pack_taken_back");
    let other = Away::announced(&county, "REHEARSAL-2026-12").await;
    other.bring(&record).await.expect_problem(422, "record_foreign");
    let values = json!({ "values": [{ "source": "dice6", "value": "048113" }] });
    away.host.post(&format!("{}/opening", away.path), &values).await.expect(200);
});

/// No account without a role at the table, no words, no number in clear, no key of the county.
async fn the_hall_knows_only_its_meeting(county: &County, away: &Away) {
    let home = county.app.db.reader();
    let hall = away.database("ro").await;
    let accounts = account::Entity::find().all(&hall).await.unwrap();
    let mut logins: Vec<&str> = accounts.iter().map(|account| account.login.as_str()).collect();
    logins.sort_unstable();
    assert_eq!(logins, ["caller", "host", "notary", "typist"]);
    assert!(accounts.iter().all(|account| account.email.is_none()));
    let requests = request::Entity::find().all(&hall).await.unwrap();
    assert!(!requests.is_empty());
    assert!(requests.iter().all(|request| request.body.0.is_empty() && !request.complaint));
    let parts = audit_part::Entity::find().all(&hall).await.unwrap();
    assert!(!parts.is_empty() && parts.iter().all(|part| part.salts.0.is_empty()));
    let meetings = audit_meeting::Entity::find().all(&hall).await.unwrap();
    assert_eq!(meetings.len(), 1, "a rehearsal calls nobody to account");
    let visits = hall.query_one_raw(sea_orm::Statement::from_string(
        sea_orm::DbBackend::Sqlite,
        "SELECT count(*) AS words FROM visit WHERE note IS NOT NULL OR length(opinion) > 0",
    ));
    assert_eq!(visits.await.unwrap().unwrap().try_get::<i64>("", "words").unwrap(), 0);
    hall.close().await.unwrap();

    let mut secrets = Vec::new();
    let with_phone = household::Entity::find().filter(household::Column::Phone.is_not_null());
    for row in with_phone.all(home).await.unwrap().into_iter().take(50) {
        secrets.push(county.app.keyring.open("household.phone", &row.phone.unwrap()).unwrap());
    }
    for row in request::Entity::find().all(home).await.unwrap().into_iter().take(50) {
        secrets.push(county.app.keyring.open("request.body", &row.body).unwrap());
    }
    for entry in std::fs::read_dir(county.app.settings.key_dir()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "key") {
            secrets.push(std::fs::read_to_string(path).unwrap().trim().to_owned());
        }
    }
    assert!(secrets.len() > 50);
    let mut files = vec![away.data().join("county.db"), away.data().join("county.db-wal")];
    files.extend(std::fs::read_dir(away.data().join("keys")).unwrap().map(|entry| entry.unwrap().path()));
    for file in files.iter().filter(|file| file.exists()) {
        let bytes = std::fs::read(file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets.iter().filter(|secret| secret.len() > 8) {
            assert!(!text.contains(secret.as_str()), "{secret} in {}", file.display());
        }
    }
}
