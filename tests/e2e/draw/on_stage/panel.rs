//! The panel: a seat has one blinded message signed per vote, and what is cast knows no seat.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::{
    audit::{
        hearing::{Choice, commitment},
        pdraw1::Digest,
    },
    rating::blind::{Blinded, PublicKey, token_message},
};
use entity::{panel_cast, panel_issue};
use rand::{TryRngCore as _, rngs::OsRng};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tests::{Answer, County, Person, on_both, phone::random};

use super::OnStage;

/// The codes of the seats.
fn codes(sheets: &Value) -> Vec<String> {
    let seats = sheets["seats"].as_array().unwrap();
    seats.iter().map(|seat| seat["code"].as_str().unwrap().to_owned()).collect()
}

async fn paper(person: &Person, code: &str) -> Answer {
    person.post("/api/public/panel/ballot", &json!({ "code": code })).await
}

/// What a judge's phone makes of an open vote.
struct Ballot {
    paper: Value,
    key: PublicKey,
    prefix: [u8; 32],
    nonce: [u8; 32],
    blinded: Blinded,
}

impl Ballot {
    async fn of(person: &Person, code: &str) -> Self {
        let paper = paper(person, code).await.expect(200);
        assert_eq!(paper["state"], "open");
        let n = BASE64URL_NOPAD.decode(paper["key"].as_str().unwrap().as_bytes()).unwrap();
        let key = PublicKey::from_modulus(&n.try_into().unwrap()).unwrap();
        let (prefix, nonce) = (random(), random());
        let blinded = key.blind(&token_message(&prefix, &nonce), &mut OsRng.unwrap_err()).unwrap();
        Self { paper, key, prefix, nonce, blinded }
    }

    async fn sign(&self, person: &Person, code: &str) -> Answer {
        let blinded = BASE64URL_NOPAD.encode(&self.blinded.message);
        let form = json!({ "code": code, "number": self.paper["number"], "blinded": blinded });
        person.post("/api/public/panel/sign", &form).await
    }

    /// The form that is cast, and the commitment that will stand for it.
    fn filled(&self, signed: &Value, choice: Choice) -> (Value, String) {
        let signature = BASE64URL_NOPAD.decode(signed["signature"].as_str().unwrap().as_bytes()).unwrap();
        let signature: [u8; 256] = signature.try_into().unwrap();
        let message = token_message(&self.prefix, &self.nonce);
        let signature = self.key.finalize(&message, &signature, &self.blinded.inverse).unwrap();
        let salt = HEXLOWER.encode(&random::<32>());
        let number = u32::try_from(self.paper["number"].as_u64().unwrap()).unwrap();
        let (meeting, label) =
            (self.paper["meeting_id"].as_str().unwrap(), self.paper["label"].as_str().unwrap());
        let own = commitment(&Digest::from_hex(&salt).unwrap(), meeting, number, label, choice).hex();
        let form = json!({
            "meeting_id": meeting, "number": number, "choice": choice.as_str(), "salt": salt,
            "prefix": HEXLOWER.encode(&self.prefix), "nonce": HEXLOWER.encode(&self.nonce),
            "signature": BASE64URL_NOPAD.encode(&signature),
        });
        (form, own)
    }
}

async fn cast(person: &Person, form: &Value) -> Answer {
    person.post("/api/public/panel/cast", form).await
}

/// A judge votes from the code to the receipt; returns the commitment.
pub async fn vote(person: &Person, code: &str, choice: Choice) -> String {
    let ballot = Ballot::of(person, code).await;
    let signed = ballot.sign(person, code).await.expect(200);
    let (form, own) = ballot.filled(&signed, choice);
    assert_eq!(cast(person, &form).await.expect(200)["commitment"], own);
    own
}

/// Ballots and signatures of open votes that are stored.
async fn kept(county: &County) -> (u64, u64) {
    let db = county.app.db.reader();
    (
        panel_cast::Entity::find().count(db).await.unwrap(),
        panel_issue::Entity::find().count(db).await.unwrap(),
    )
}

on_both!(judges_vote_once_each_and_nobody_counts_before_the_close, |county| {
    let mut table = OnStage::open(&county).await;
    let panel = format!("{}/panel", table.path);
    let judge = |name: &str| json!({ "name": name, "capacity": "县人大代表" });
    let form = json!({ "judges": [judge("李代表"), judge("王委员"), judge("张村民")], "votes": 2 });
    let void = table.host.post(&panel, &form).await.expect(200);
    table.caller.post(&panel, &form).await.expect_problem(403, "forbidden");
    let sheets = table.host.post(&panel, &form).await.expect(200);
    let (void, seats) = (codes(&void), codes(&sheets));
    assert_eq!(seats.len(), 3);
    let url = sheets["seats"][0]["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/panel#{}", seats[0])), "behind the #, a code stands in no log: {url}");

    let official = table.draw("s1").await.remove(0);
    table.outcome(&official, "IN_PERSON").await.expect(200);
    let waiting = paper(&table.stranger, &seats[0]).await.expect(200);
    assert_eq!((&waiting["state"], &waiting["number"]), (&json!("waiting"), &json!(1)));
    assert!(waiting.get("key").is_none());
    let early = json!({ "code": seats[0], "number": 1, "blinded": BASE64URL_NOPAD.encode(&[1; 256]) });
    let refused = table.stranger.post("/api/public/panel/sign", &early).await;
    refused.expect_problem(409, "vote_not_open");

    let votes = format!("{}/votes", table.path);
    table.host.post(&votes, &json!({ "label": official })).await.expect(200);
    table.host.post(&votes, &json!({ "label": official })).await.expect_problem(409, "vote_open");
    table.host.post(&panel, &form).await.expect_problem(409, "panel_has_voted");
    paper(&table.stranger, &void[0]).await.expect_problem(422, "ballot_unknown");

    // Two phones with one code at the same moment: one of them has the ballot, and asks again as often as it likes.
    let phones = [Ballot::of(&table.stranger, &seats[0]).await, Ballot::of(&table.stranger, &seats[0]).await];
    let (one, other) =
        tokio::join!(phones[0].sign(&table.stranger, &seats[0]), phones[1].sign(&table.stranger, &seats[0]));
    let first = usize::from(one.status != 200);
    let (won, lost) = if first == 0 { (one, other) } else { (other, one) };
    lost.expect_problem(409, "ballot_used");
    let signed = won.expect(200);
    assert_eq!(phones[first].sign(&table.stranger, &seats[0]).await.expect(200), signed);
    assert_eq!(paper(&table.stranger, &seats[0]).await.expect(200)["signed"], true);

    let (form, changed) = phones[first].filled(&signed, Choice::Satisfied);
    let forged = |field: &str, value: Value| {
        let mut forged = form.clone();
        forged[field] = value;
        forged
    };
    for wrong in [
        forged("signature", json!(BASE64URL_NOPAD.encode(&random::<256>()))),
        forged("nonce", json!(HEXLOWER.encode(&random::<32>()))),
        forged("prefix", json!("00")),
        forged("salt", json!("not hex")),
    ] {
        cast(&table.stranger, &wrong).await.expect_problem(400, "ballot_signature");
    }
    cast(&table.stranger, &forged("number", json!(2))).await.expect_problem(409, "vote_not_open");
    // Sent twice, it stands there once; and a judge may change his mind while the vote is open.
    cast(&table.stranger, &form).await.expect(200);
    cast(&table.stranger, &form).await.expect(200);
    let (form, own) = phones[first].filled(&signed, Choice::Dissatisfied);
    let receipt = cast(&table.stranger, &form).await.expect(200);
    assert_eq!((&receipt["commitment"], receipt.as_object().unwrap().len()), (&json!(own), 2));
    let sloppy = seats[1].to_lowercase();
    let second = vote(&table.stranger, &sloppy, Choice::Satisfied).await;

    let stage: Value = serde_json::from_str(&table.stage().await).unwrap();
    let shown = &stage["votes"][0];
    assert_eq!((&shown["state"], &shown["cast"], &shown["ballots"]), (&json!("open"), &json!(2), &json!(3)));
    assert!(shown["satisfied"].is_null() && shown["commitments"].is_null(), "nobody counts before the close");
    assert_eq!(kept(&county).await, (2, 2));
    table.host.post(&format!("{}/close", table.path), &json!({})).await.expect_problem(409, "vote_open");

    let closed = table.host.post(&format!("{votes}/1/close"), &json!({})).await.expect(200);
    let counted = &closed["votes"][0];
    assert_eq!(
        (&counted["state"], &counted["satisfied"], &counted["fair"], &counted["dissatisfied"]),
        (&json!("closed"), &json!(1), &json!(0), &json!(1))
    );
    let mut commitments = vec![own, second];
    commitments.sort();
    assert_eq!(
        counted["commitments"],
        json!(commitments),
        "every judge finds his own, and no other is there"
    );
    assert!(!commitments.contains(&changed), "an answer that was changed leaves no trace");
    assert_eq!(kept(&county).await, (0, 0), "nothing is left that knows a seat or a choice");
    let stage: Value = serde_json::from_str(&table.stage().await).unwrap();
    assert_eq!(stage["votes"][0]["commitments"], counted["commitments"], "they are published");
    cast(&table.stranger, &form).await.expect_problem(409, "vote_not_open");
    table.host.post(&format!("{votes}/1/close"), &json!({})).await.expect_problem(409, "vote_not_open");
    table.host.post(&votes, &json!({ "label": official })).await.expect_problem(409, "voted_already");
    let next = paper(&table.stranger, &seats[0]).await.expect(200);
    assert_eq!(
        (&next["state"], &next["number"], &next["signed"]),
        (&json!("waiting"), &json!(2), &json!(false))
    );
    let told = county.person("auditor").await.look("/api/journal?limit=200").await.to_string();
    assert!(seats.iter().all(|code| !told.contains(code.as_str())), "no code in the journal");
});
