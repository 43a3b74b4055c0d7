//! Emptying the box page by page, and openings in parts.

use std::collections::BTreeSet;

use api::ballot_box::{
    ballot::secret_key,
    count::Emptied,
    office::{BALLOTS, Bytes, Empty, KeepOpenings, PART, PutOpening, TrusteeKey},
};
use domain::rating::count::{Against, Verdict, verify};
use entity::ballot_box::box_opening;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::{new_id, on_both};
use uuid::Uuid;

use crate::rating::opened;

/// The ballots that came, each once.
fn nonces(emptied: &Emptied) -> BTreeSet<String> {
    let nonces: BTreeSet<_> = emptied.ballots.iter().map(|(_, ballot)| ballot.nonce.clone()).collect();
    assert_eq!(nonces.len(), emptied.ballots.len());
    nonces
}

on_both!(the_box_is_emptied_in_pages_of_any_size_and_parts_of_two_sealings_never_mix, |county| {
    let opened = opened(&county).await;
    let codes = opened.slips(7).await;
    opened.drawn(7).await;
    for code in &codes {
        let form = json!({ "code": code, "level": "satisfied", "comment": "" });
        county.stranger().post("/api/ballot-box/slips", &form).await.expect(200);
    }
    opened.bring(&opened.office, &opened.secrets[0]).await.expect(200);
    let round_id: Uuid = opened.round.rsplit('/').next().unwrap().parse().unwrap();
    let office = &county.app.ballot_box;
    let key = TrusteeKey(secret_key(&opened.secrets[1]).unwrap());

    let all = nonces(&office.empty(round_id, &key, BALLOTS).await.unwrap());
    assert_eq!(all.len(), 7);
    for most in [1, 3, 7, 8] {
        let emptied = office.empty(round_id, &key, most).await.unwrap();
        assert_eq!(nonces(&emptied), all, "{most} at a time");
        assert_eq!(emptied.officials.values().map(|boxed| boxed.slips).sum::<u32>(), 7);
    }
    let (mut after, mut pages) = (Bytes::default(), Vec::new());
    loop {
        let page = || Empty { round_id, key: key.clone(), after: after.clone(), most: 2 };
        let found = office.ask(page()).await.unwrap();
        assert_eq!(nonces(&office.ask(page()).await.unwrap().emptied), nonces(&found.emptied));
        pages.push(nonces(&found.emptied).len());
        let Some(next) = found.next else { break };
        assert!(next > after, "by their keyed hashes");
        after = next;
    }
    assert_eq!(pages, [2, 2, 2, 1]);

    // One close left a part of its openings behind, another one all of them.
    let draft = new_id();
    office.ask(PutOpening { round_id, draft, nth: 1, sealed: Bytes(b"left".to_vec()) }).await.unwrap();
    let lacking = office.ask(KeepOpenings { round_id, draft, parts: 2 }).await;
    assert_eq!(lacking.unwrap_err().code, "internal");
    assert_eq!(office.openings(round_id).await.unwrap(), None);
    office.keep_openings(round_id, b"of a former close", 4).await.unwrap();
    assert_eq!(office.openings(round_id).await.unwrap().unwrap(), b"of a former close");

    opened.bring(&opened.trustee, &opened.secrets[1]).await.expect(200);
    let bundle = county.stranger().fetch(&format!("{}/bundle", opened.round)).await;
    let sealed = county.person("auditor").await.fetch(&format!("{}/openings", opened.round)).await;
    let [first, second] = [0, 1].map(|nth: usize| secret_key(&opened.secrets[nth]).unwrap());
    let openings = second.unseal(&first.unseal(&sealed).unwrap()).unwrap();
    match verify(&bundle, Against { openings: Some(&openings), ..Against::default() }) {
        Verdict::Holds { counted, .. } => assert_eq!(counted, 7),
        other => panic!("{other:?}"),
    }
    let parts = box_opening::Entity::find().filter(box_opening::Column::RoundId.eq(round_id));
    let parts = parts.all(county.ballot_box().reader()).await.unwrap();
    assert_eq!(parts.iter().map(|part| part.sealed.len()).collect::<Vec<_>>(), [sealed.len()]);
    let late = office.keep_openings(round_id, b"too late", PART).await;
    assert_eq!(late.unwrap_err().code, "round_not_open");
});
