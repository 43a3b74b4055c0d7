//! What happens on stage after a draw: calls, answers, people called by name, venues, the panel's votes.

mod answers;
mod calls;
pub mod panel;
mod phones;
mod typing;

use domain::audit::pdraw1::{OtcChain, make_chain};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Answer, County, Person};

/// Questions of the checklist in their order.
const QUESTIONS: [&str; 6] = ["came", "left_card", "asked_opinions", "answered", "solved", "kept_pledges"];

/// A meeting that is open, and the people at its table.
struct OnStage<'a> {
    county: &'a County,
    host: Person,
    typist: Person,
    caller: Person,
    stranger: Person,
    chain: OtcChain,
    /// Of the meeting.
    path: String,
    rounds: usize,
}

impl<'a> OnStage<'a> {
    /// A meeting that draws one official at a time, and two of his households.
    async fn open(county: &'a County) -> Self {
        let (host, typist) = (county.person("host").await, county.person("typist").await);
        let chain = make_chain([7; 32], 12);
        let form = json!({
            "code": "YISHUI-2026-11", "title": "现场调查会", "place": "县会堂", "meets_on": "2026-11-20",
            "rosters": [
                { "name": "officials", "kind": "officials" }, { "name": "households", "kind": "households" },
            ],
            "plan": "s1:officials:n=1;hh:households:n=2,in=s1", "sources": "dice6",
            "otc_tip": chain.tip.hex(),
        });
        let meeting = host.post("/api/meetings", &form).await.expect(200);
        let path = format!("/api/meetings/{}", meeting["id"].as_str().unwrap());
        host.post(&format!("{path}/announcement"), &json!({})).await.expect(200);
        let values = json!({ "values": [{ "source": "dice6", "value": "048113" }] });
        let meeting = host.post(&format!("{path}/opening"), &values).await.expect(200);
        for first in meeting["carried"].as_array().unwrap() {
            let path = format!("{path}/carried/{}", first["label"].as_str().unwrap());
            host.put(&path, &json!({ "outcome": "IN_PERSON" })).await.expect(200);
        }
        let (caller, stranger) = (county.person("caller").await, county.stranger());
        Self { county, host, typist, caller, stranger, chain, path, rounds: 0 }
    }

    /// Two people type the dice.
    async fn lock(&mut self, step: &str) {
        self.rounds += 1;
        let dice = json!({ "step": step, "dice": format!("{:06}", self.rounds * 7919) });
        for person in [&self.host, &self.typist] {
            person.post(&format!("{}/dice", self.path), &dice).await.expect(200);
        }
    }

    /// Opens the envelope; the labels drawn.
    async fn reveal(&self) -> Vec<String> {
        let code = json!({ "otc": self.chain.codes[self.rounds - 1].hex() });
        let path = format!("{}/rounds/{}/reveal", self.path, self.rounds);
        let meeting = self.host.post(&path, &code).await.expect(200);
        let drawn = meeting["rounds"][self.rounds - 1]["selected"].as_array().unwrap();
        drawn.iter().map(|drawn| drawn["label"].as_str().unwrap().to_owned()).collect()
    }

    async fn draw(&mut self, step: &str) -> Vec<String> {
        self.lock(step).await;
        self.reveal().await
    }

    /// Draws an official who serves two households or more, and two of them.
    async fn draw_both(&mut self) -> (String, Vec<String>) {
        loop {
            let official = self.draw("s1").await.remove(0);
            self.outcome(&official, "IN_PERSON").await.expect(200);
            let households = self.draw(&format!("hh/{official}")).await;
            if households.len() == 2 {
                for household in &households {
                    known(self.county, household, Some(PHONE)).await;
                }
                return (official, households);
            }
            for household in households {
                self.outcome(&household, "ROSTER_ERROR").await.expect(200);
            }
        }
    }

    async fn meeting(&self) -> Value {
        self.host.look(&self.path).await
    }

    /// What everybody sees, as it is sent.
    async fn stage(&self) -> String {
        let answer = self.stranger.get(&self.path.replace("/api/", "/api/public/")).await;
        answer.expect(200);
        answer.text
    }

    async fn call(&self, label: &str, result: &str) -> Answer {
        let path = format!("{}/heard/{label}/calls", self.path);
        self.caller.post(&path, &json!({ "result": result })).await
    }

    async fn answer(&self, label: &str, question: &str, reply: &str, note: &str) -> Answer {
        let path = format!("{}/heard/{label}/answers/{question}", self.path);
        self.host.put(&path, &json!({ "reply": reply, "note": note })).await
    }

    async fn outcome(&self, label: &str, outcome: &str) -> Answer {
        let meeting = self.meeting().await;
        let round = meeting["rounds"].as_array().unwrap().iter().find(|round| drew(round, label));
        let number = &round.expect("somebody drawn")["number"];
        let path = format!("{}/rounds/{number}/outcomes/{label}", self.path);
        self.host.put(&path, &json!({ "outcome": outcome })).await
    }

    async fn undo(&self) -> Answer {
        let id = self.meeting().await["undoable"]["id"].clone();
        self.host.post(&format!("{}/undo", self.path), &json!({ "id": id })).await
    }

    /// What was heard of somebody drawn.
    async fn heard(&self, label: &str) -> Value {
        self.drawn(label).await["heard"].clone()
    }

    async fn drawn(&self, label: &str) -> Value {
        let meeting = self.meeting().await;
        let rounds = meeting["rounds"].as_array().unwrap();
        let mut drawn = rounds.iter().flat_map(|round| round["selected"].as_array().unwrap());
        drawn.find(|drawn| drawn["label"] == label).expect("somebody drawn").clone()
    }

    /// Kind and label of the one thing to do.
    async fn next(&self) -> (String, String) {
        let next = self.meeting().await["next"].clone();
        (next["kind"].as_str().unwrap().to_owned(), next["label"].as_str().unwrap_or_default().to_owned())
    }
}

fn drew(round: &Value, label: &str) -> bool {
    round["selected"].as_array().unwrap().iter().any(|drawn| drawn["label"] == label)
}

/// A household's number and head that occur nowhere else.
const PHONE: &str = "13905390001";
const HEAD: &str = "欧阳独一";

/// Gives a household the head above, and this phone or none.
async fn known(county: &County, label: &str, phone: Option<&str>) {
    let change = ::entity::household::ActiveModel {
        id: Set(household(county, label).await.id),
        head_name: Set(HEAD.to_owned()),
        phone: Set(phone.map(|phone| county.app.keyring.seal("household.phone", phone))),
        ..Default::default()
    };
    let tx = county.app.db.begin().await.unwrap();
    ::entity::household::Entity::update(change).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// The household of a label, as it is stored.
async fn household(county: &County, label: &str) -> ::entity::household::Model {
    use ::entity::household::{Column, Entity};
    let found = Entity::find().filter(Column::Code.eq(label)).one(county.app.db.reader()).await.unwrap();
    found.expect("the label is a household's number")
}
