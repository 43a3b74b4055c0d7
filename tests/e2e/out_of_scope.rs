//! The wrong village, unit, round and meeting: what is out of a caller's scope does not exist for him.
//!
//! `golden/scope_exceptions.txt` lists the operations whose scope no test below tries. It may only shrink: whoever
//! adds an operation tries it from outside here.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::identity::{Operation, ScopeKind, grants};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{County, Kind, NOON, Person, new_id, on_both};

use crate::{follow_up, rating_results, spot_check};

/// What lies outside: a household, a request and an official of a township the officials below do not serve in.
struct Outside {
    household: String,
    grid: String,
    request: String,
    official: String,
    pledge: String,
    conflict: String,
    /// A campaign that runs, and one that is being prepared.
    running: String,
    draft: String,
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

async fn outside(county: &County) -> Outside {
    let office = county.person("office").await;
    let townships = office.look("/api/grids?level=township").await;
    let me = county.person("township-leader").await.look("/api/me").await;
    let mine = me["roles"][0]["scope_id"].as_str().unwrap().to_owned();
    let other = townships["items"].as_array().unwrap().iter().find(|grid| id(grid) != mine).unwrap();
    let grid = id(other);
    let households = office.look(&format!("/api/households?grid_id={grid}")).await;
    let requests = office.look(&format!("/api/requests?grid_id={grid}")).await;
    let household = &households["items"][0];
    let pledges = office.look(&format!("/api/pledges?official_id={}", id(&household["official"]))).await;
    Outside {
        household: id(household),
        official: id(&household["official"]),
        request: id(&requests["items"][0]),
        grid,
        pledge: id(&pledges["items"][0]),
        conflict: conflict(&office, &id(household)).await,
        running: id(&office.look("/api/campaigns?state=running").await["items"][0]),
        draft: draft(&office).await,
    }
}

/// A conflict in the form of a household: two edits that did not know of each other.
async fn conflict(office: &Person, household: &str) -> String {
    let path = format!("/api/households/{household}/form");
    let base = office.look(&path).await["version"].clone();
    let mut form = Value::Null;
    for value in ["一", "二"] {
        let edit = json!({ "base_version": base, "changes": [{ "field": "remarks", "value": value }] });
        form = office.put(&format!("{path}/edits/{}", new_id()), &edit).await.expect(201);
    }
    id(&form["conflicts"][0])
}

/// A campaign that is being prepared.
async fn draft(office: &Person) -> String {
    let grid = office.look("/api/grids?level=township").await["items"][0]["id"].clone();
    let form = json!({
        "name": "草稿", "purpose": "还没定", "from_on": "2026-12-01", "to_on": "2026-12-31", "grid_id": grid,
        "wants_visit": true, "wants_card": false, "opinions_each": 0, "proposals_each": 0,
    });
    id(&office.post("/api/campaigns", &form).await.expect(200))
}

/// Tries an operation from outside and notes that it was tried.
pub struct Trial<'a> {
    pub person: &'a Person,
    pub who: &'a str,
    pub tried: &'a mut BTreeSet<String>,
}

impl Trial<'_> {
    pub async fn sees_nothing(&mut self, operation: &str, method: Method, path: String, body: Option<Value>) {
        let request = self.person.request(method, &path);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = self.person.send(request).await;
        let hidden = match answer.status {
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => true,
            StatusCode::UNPROCESSABLE_ENTITY => answer.json()["code"] == "not_your_household",
            StatusCode::OK => answer.json()["items"].as_array().is_some_and(Vec::is_empty),
            _ => false,
        };
        assert!(hidden, "{} got through {operation}: {} {}", self.who, answer.status, answer.text);
        self.tried.insert(operation.to_owned());
    }
}

async fn from_the_wrong_village(county: &County, tried: &mut BTreeSet<String>) {
    let outside = outside(county).await;
    let Outside { household, grid, request, official, pledge, conflict, running, draft } = &outside;
    let note = json!({ "note": "越界", "version": 1 });
    let office = county.person("office").await;
    let visited = id(&office.look(&format!("/api/visits?grid_id={grid}")).await["items"][0]);
    let (device, named) = (new_id(), json!({ "name": "手机" }));
    let account = office.put(&format!("/api/devices/{device}"), &named).await.expect(201);
    for who in ["official", "village-leader", "area-leader", "township-leader"] {
        let person = county.person(who).await;
        let mut trial = Trial { person: &person, who, tried };
        let households = format!("/api/households/{household}");
        let requests = format!("/api/requests/{request}");
        trial.sees_nothing("getHousehold", Method::GET, households.clone(), None).await;
        let reason = Some(json!({ "reason": "越界查看" }));
        trial.sees_nothing("unmaskHousehold", Method::POST, format!("{households}/unmask"), reason).await;
        trial.sees_nothing("getDoorTag", Method::GET, format!("{households}/door-tag"), None).await;
        trial.sees_nothing("getRequest", Method::GET, requests.clone(), None).await;
        for (operation, verb) in
            [("escalateRequest", "escalate"), ("answerRequest", "answer"), ("declineRequest", "decline")]
        {
            trial
                .sees_nothing(operation, Method::POST, format!("{requests}/{verb}"), Some(note.clone()))
                .await;
        }
        for (operation, list) in [
            ("listHouseholds", format!("/api/households?grid_id={grid}")),
            ("listVisits", format!("/api/visits?household_id={household}")),
            ("listRequests", format!("/api/requests?household_id={household}")),
            ("listLinks", format!("/api/links?household_id={household}")),
            ("listPledges", format!("/api/pledges?household_id={household}")),
            ("listLeaders", format!("/api/leaders?grid_id={grid}")),
            ("explainLinks", format!("/api/officials/{official}/links/why")),
            ("getDutyReport", format!("/api/officials/{official}/duty-report")),
        ] {
            trial.sees_nothing(operation, Method::GET, list, None).await;
        }
        let visit = json!({ "household_id": household, "claimed_at": NOON, "topic": "needs" });
        trial.sees_nothing("logVisit", Method::PUT, format!("/api/visits/{}", new_id()), Some(visit)).await;
        let raised = json!({ "household_id": household, "body": "越界" });
        trial
            .sees_nothing("raiseRequest", Method::PUT, format!("/api/requests/{}", new_id()), Some(raised))
            .await;
        let report = (format!("/api/officials/{official}/duty-report"), Some(json!({ "text": "越界" })));
        trial.sees_nothing("putDutyReport", Method::PUT, report.0, report.1).await;
        trial.sees_nothing("getScore", Method::GET, format!("/api/scores/{official}"), None).await;
        let forms = format!("{households}/form");
        trial.sees_nothing("getForm", Method::GET, forms.clone(), None).await;
        trial.sees_nothing("formHistory", Method::GET, format!("{forms}/history"), None).await;
        let reason = Some(json!({ "reason": "越界查看" }));
        trial.sees_nothing("unmaskForm", Method::POST, format!("{forms}/unmask"), reason).await;
        let edit = json!({ "base_version": 0, "changes": [{ "field": "needs", "value": "越界" }] });
        trial.sees_nothing("editForm", Method::PUT, format!("{forms}/edits/{}", new_id()), Some(edit)).await;
        let choice = Some(json!({ "choice": "second" }));
        trial
            .sees_nothing("resolveConflict", Method::POST, format!("/api/form-conflicts/{conflict}"), choice)
            .await;
        let campaign = format!("/api/campaigns/{running}");
        for (operation, list) in [
            ("listCampaignProgress", format!("{campaign}/officials?grid_id={grid}")),
            ("listMissing", format!("{campaign}/missing?official_id={official}")),
            ("listProposals", format!("{campaign}/proposals?official_id={official}")),
            ("listCampaigns", "/api/campaigns?state=draft".to_owned()),
            ("getCampaign", format!("/api/campaigns/{draft}")),
        ] {
            trial.sees_nothing(operation, Method::GET, list, None).await;
        }
        let proposal = format!("/api/campaigns/{draft}/proposals/{}", new_id());
        let text = Some(json!({ "text": "越界" }));
        trial.sees_nothing("submitProposal", Method::PUT, proposal, text).await;
        let promised = json!({ "household_id": household, "text": "越界", "due_on": "2026-12-01" });
        trial
            .sees_nothing("makePledge", Method::PUT, format!("/api/pledges/{}", new_id()), Some(promised))
            .await;
        let pledges = format!("/api/pledges/{pledge}");
        trial.sees_nothing("keepPledge", Method::POST, format!("{pledges}/kept"), None).await;
        let reason = Some(json!({ "reason": "越界" }));
        trial.sees_nothing("breakPledge", Method::POST, format!("{pledges}/broken"), reason).await;
        let photo = format!("/api/visits/{visited}/photos/{}", new_id());
        trial.sees_nothing("getPhoto", Method::GET, photo, None).await;
        let device = format!("/api/devices/{device}");
        trial.sees_nothing("registerDevice", Method::PUT, device.clone(), Some(named.clone())).await;
        trial.sees_nothing("revokeDevice", Method::POST, format!("{device}/revoke"), None).await;
        let devices = format!("/api/devices?account_id={}", account["account_id"].as_str().unwrap());
        trial.sees_nothing("listDevices", Method::GET, devices, None).await;
    }
    // Due households are the caller's own by definition; nobody else's come up.
    let official = county.person("official").await;
    let due = official.look("/api/visits/due?limit=200").await;
    assert!(due["items"].as_array().unwrap().iter().all(|one| id(one) != *household));
    tried.insert("listDue".to_owned());
    let mut trial = Trial { person: &official, who: "official", tried };
    trial.sees_nothing("sync", Method::GET, format!("/api/sync?device_id={device}"), None).await;
    let photo = format!("/api/visits/{visited}/photos/{}", new_id());
    let picture =
        official.request(Method::PUT, &photo).header("content-type", "image/png").body("no picture");
    official.send(picture).await.expect_problem(404, "not_found");
    tried.insert("addPhoto".to_owned());
}

async fn from_the_wrong_unit(county: &County, tried: &mut BTreeSet<String>) {
    let head = county.person("unit-head").await;
    let me = head.look("/api/me").await;
    let unit = me["roles"][0]["scope_id"].as_str().unwrap();
    let hr = county.person("hr").await;
    let scores = hr.look("/api/scores?limit=200").await;
    let mut foreign = None;
    for score in scores["items"].as_array().unwrap() {
        let official = hr.look(&format!("/api/officials/{}", id(&score["official"]))).await;
        if official["unit"]["id"] != unit {
            foreign = Some(official);
        }
    }
    let foreign = foreign.expect("the county has more than one unit");
    let mut trial = Trial { person: &head, who: "unit-head", tried };
    trial.sees_nothing("getScore", Method::GET, format!("/api/scores/{}", id(&foreign)), None).await;
    let other = foreign["unit"]["id"].as_str().unwrap();
    trial.sees_nothing("listScores", Method::GET, format!("/api/scores?unit_id={other}"), None).await;
}

/// Somebody whose only grant names one round or one meeting.
pub async fn granted(county: &County, login: &str, role: &str, kind: &str, scope: &str) -> Person {
    let account = json!({
        "login": login, "display_name": "限定范围",
        "roles": [{ "role": role, "scope_kind": kind, "scope_id": scope }],
    });
    county.newcomer(account).await
}

async fn from_the_wrong_round(county: &County, tried: &mut BTreeSet<String>) {
    let rounds = county.person("office").await.look("/api/rating-rounds").await;
    let rounds = rounds["items"].as_array().unwrap().clone();
    let open = rounds.iter().find(|round| round["state"] == "open").expect("a round is open");
    let other = rounds.iter().find(|round| round["state"] == "closed").expect("a round is closed");
    let keeper = granted(county, "round.keeper", "slip_keeper", "round", &id(other)).await;
    let mut trial = Trial { person: &keeper, who: "keeper of another round", tried };
    let path = format!("/api/rating-rounds/{}", id(open));
    let official = "01900000-0000-7000-8000-000000000000";
    let slips = json!({ "official_id": official, "count": 1 });
    trial.sees_nothing("printSlips", Method::POST, format!("{path}/slips"), Some(slips)).await;
    let drawn = json!({ "household_ids": [official] });
    trial.sees_nothing("markDrawn", Method::POST, format!("{path}/issues"), Some(drawn)).await;
    trial
        .sees_nothing("voidSlips", Method::POST, format!("{path}/voids"), Some(json!({ "codes": ["X"] })))
        .await;
    trial.sees_nothing("getProgress", Method::GET, format!("{path}/progress"), None).await;
    let pack = format!("{path}/slip-packs/{official}");
    let order = Some(json!({ "grid_id": official }));
    trial.sees_nothing("createSlipPack", Method::POST, format!("{path}/slip-packs"), order).await;
    for (operation, method, path) in [
        ("listSlipPacks", Method::GET, format!("{path}/slip-packs")),
        ("listSlipFiles", Method::GET, format!("{pack}/files")),
        ("getSlipFile", Method::GET, format!("{pack}/files/{official}")),
        ("dropSlipPack", Method::DELETE, pack.clone()),
        ("listUndrawnSlips", Method::GET, format!("{path}/undrawn")),
    ] {
        trial.sees_nothing(operation, method, path, None).await;
    }
    // Nobody draws slips of a round that is over.
    trial.sees_nothing("listOfficials", Method::GET, "/api/officials".to_owned(), None).await;
    trial.sees_nothing("listHouseholds", Method::GET, "/api/households".to_owned(), None).await;
    let rated = county.person("official").await.look("/api/me").await["official"].clone();
    trial.sees_nothing("getOfficial", Method::GET, format!("/api/officials/{}", id(&rated)), None).await;
    let official = county.person("official").await;
    let own = official.look("/api/me").await["official"]["id"].clone();
    let results = official.look(&format!("/api/rating-rounds/{}/results", id(other))).await;
    assert!(
        results["items"].as_array().unwrap().iter().all(|result| result["official"]["id"] == own),
        "{results}"
    );
    tried.insert("listResults".to_owned());
}

/// What happens on stage after a draw, at another meeting.
async fn on_the_wrong_stage(trial: &mut Trial<'_>, path: &str) {
    let heard = format!("{path}/heard/A00001");
    trial.sees_nothing("getHeardFile", Method::GET, format!("{heard}/file"), None).await;
    let outcome = Some(json!({ "outcome": "IN_PERSON" }));
    for (operation, method, path, body) in [
        ("logCall", Method::POST, format!("{heard}/calls"), Some(json!({ "result": "busy" }))),
        ("recordConsent", Method::PUT, format!("{heard}/consent"), Some(json!({ "agreed": true }))),
        ("recordAnswer", Method::PUT, format!("{heard}/answers/came"), Some(json!({ "reply": "yes" }))),
        ("undoTyping", Method::POST, format!("{path}/undo"), Some(json!({ "id": new_id() }))),
        (
            "callByName",
            Method::POST,
            format!("{path}/named"),
            Some(json!({ "label": "A00001", "reason": "" })),
        ),
        ("recordNamedOutcome", Method::PUT, format!("{path}/named/A00001/outcome"), outcome),
        ("setVenues", Method::PUT, format!("{path}/venues"), Some(json!({ "names": ["越界"] }))),
        ("placeRound", Method::PUT, format!("{path}/rounds/1/venue"), Some(json!({}))),
        (
            "createPanel",
            Method::POST,
            format!("{path}/panel"),
            Some(json!({ "judges": [{ "name": "越界", "capacity": "" }], "votes": 1 })),
        ),
        ("openVote", Method::POST, format!("{path}/votes"), Some(json!({ "label": "A00001" }))),
        ("closeVote", Method::POST, format!("{path}/votes/1/close"), None),
    ] {
        trial.sees_nothing(operation, method, path, body).await;
    }
}

async fn from_the_wrong_meeting(county: &County, tried: &mut BTreeSet<String>) {
    let meetings = county.person("host").await.look("/api/meetings").await;
    let meetings = meetings["items"].as_array().unwrap();
    let (mine, other) = (&meetings[0], &meetings[1]);
    let host = granted(county, "meeting.host", "audit_host", "meeting", &id(mine)).await;
    let mut trial = Trial { person: &host, who: "host of another meeting", tried };
    let path = format!("/api/meetings/{}", id(other));
    trial.sees_nothing("getMeeting", Method::GET, path.clone(), None).await;
    trial.sees_nothing("announceMeeting", Method::POST, format!("{path}/announcement"), None).await;
    let values = json!({ "values": [{ "source": "dice20", "value": "12345678901234567890" }] });
    trial.sees_nothing("openMeeting", Method::POST, format!("{path}/opening"), Some(values)).await;
    let dice = json!({ "step": "s1", "dice": "123456" });
    trial.sees_nothing("typeDice", Method::POST, format!("{path}/dice"), Some(dice)).await;
    trial.sees_nothing("clearDice", Method::DELETE, format!("{path}/dice"), None).await;
    let lost = format!("{path}/rounds/1/lost-envelope");
    trial.sees_nothing("loseEnvelope", Method::POST, lost, None).await;
    let draft = json!({
        "code": "FOREIGN", "title": "别人的会", "place": "", "meets_on": "2026-11-30", "plan": "s1:officials:n=1",
        "sources": "dice20", "otc_tip": "ab".repeat(32),
    });
    trial.sees_nothing("reviseMeeting", Method::PUT, path.clone(), Some(draft)).await;
    trial.sees_nothing("getMeetingDraft", Method::GET, format!("{path}/draft"), None).await;
    trial.sees_nothing("getRosterDiff", Method::GET, format!("{path}/roster-diff"), None).await;
    trial.sees_nothing("getPhoneList", Method::GET, format!("{path}/phones"), None).await;
    trial.sees_nothing("getPhoneSheet", Method::GET, format!("{path}/phones.xlsx"), None).await;
    trial.sees_nothing("getMeetingSheet", Method::GET, format!("{path}/sheet.pdf"), None).await;
    trial.sees_nothing("listCarried", Method::GET, format!("{path}/carried"), None).await;
    let answered = json!({ "outcome": "IN_PERSON" });
    let first = format!("{path}/carried/A00001");
    trial.sees_nothing("recordCarried", Method::PUT, first, Some(answered)).await;
    let code = json!({ "otc": "00".repeat(32) });
    trial.sees_nothing("revealRound", Method::POST, format!("{path}/rounds/1/reveal"), Some(code)).await;
    let outcome = json!({ "outcome": "PHONE_OK" });
    let outcomes = format!("{path}/rounds/1/outcomes/A00001");
    trial.sees_nothing("recordOutcome", Method::PUT, outcomes, Some(outcome)).await;
    trial.sees_nothing("closeMeeting", Method::POST, format!("{path}/close"), None).await;
    trial.sees_nothing("getMeetingRecord", Method::GET, format!("{path}/record"), None).await;
    on_the_wrong_stage(&mut trial, &path).await;
    let caller = granted(county, "meeting.caller", "caller", "meeting", &id(mine)).await;
    let mut trial = Trial { person: &caller, who: "caller of a meeting", tried };
    trial.sees_nothing("showPhone", Method::POST, format!("{path}/heard/A00001/phone"), None).await;
    let request = outside(county).await.request;
    let note = json!({ "note": "越界", "version": 1 });
    for (operation, verb) in [("noAnswerRequest", "no-answer"), ("withdrawRequest", "withdraw")] {
        let path = format!("/api/requests/{request}/{verb}");
        trial.sees_nothing(operation, Method::POST, path, Some(note.clone())).await;
    }
    let listed = host.look("/api/meetings").await;
    assert!(listed["items"].as_array().unwrap().iter().all(|meeting| id(meeting) == id(mine)), "{listed}");
    tried.insert("listMeetings".to_owned());
}

on_both!(what_is_out_of_scope_does_not_exist, |county| {
    let mut tried = BTreeSet::new();
    from_the_wrong_village(&county, &mut tried).await;
    from_the_wrong_unit(&county, &mut tried).await;
    from_the_wrong_round(&county, &mut tried).await;
    from_the_wrong_meeting(&county, &mut tried).await;
    follow_up::from_outside(&county, &mut tried).await;
    spot_check::from_outside(&county, &mut tried).await;
    rating_results::from_outside(&county, &mut tried).await;
    let scoped = Operation::ALL
        .iter()
        .filter(|operation| grants(**operation).iter().any(|(_, kind)| *kind != ScopeKind::County))
        .map(|operation| operation.as_str().to_owned());
    let untried: Vec<_> = scoped.filter(|operation| !tried.contains(operation)).collect();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/e2e/golden/scope_exceptions.txt");
    let excepted = std::fs::read_to_string(file).unwrap_or_default();
    let excepted: Vec<_> = excepted
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for operation in &untried {
        assert!(
            excepted.contains(&operation.as_str()),
            "{operation} can be narrowed by a scope and nobody tries it from outside: add a trial above"
        );
    }
    for operation in excepted {
        assert!(
            untried.iter().any(|one| one == operation),
            "{operation} is tried now: take it off the exceptions"
        );
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_not_used_ends() {
    let county = County::start(Kind::Sqlite).await;
    let person = county.person("hr").await;
    county.pass(Duration::hours(13));
    person.get("/api/me").await.expect_problem(401, "unauthorized");
}
