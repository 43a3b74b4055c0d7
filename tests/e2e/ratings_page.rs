//! `/p/ratings`: what everybody sees of a rating round.

use domain::rating::count::{Against, Verdict, verify};
use serde_json::json;
use tests::{on_both, phone::published_keys};
use uuid::Uuid;

use crate::phone_ballot::Round;

on_both!(everybody_sees_the_rounds_and_the_demos_counts_hold_to_the_last_ballot, |county| {
    let public = county.stranger();
    let list = public.get("/p/ratings").await;
    assert_eq!(list.status, 200, "{}", list.text);
    assert!(list.headers.get("set-cookie").is_none());
    assert_eq!(list.headers["cache-control"], "public, max-age=60");
    let rounds = county.person("office").await.look("/api/rating-rounds").await;
    let rounds = rounds["items"].as_array().unwrap();
    let trustees = county.app.settings.key_dir().join("trustees");
    let [first, second] = ["1.secret", "2.secret"]
        .map(|file| std::fs::read_to_string(trustees.join(file)).unwrap())
        .map(|text| api::ballot_box::ballot::secret_key(&text).unwrap());
    let mut counts = 0;
    for round in rounds {
        let (id, name) = (round["id"].as_str().unwrap(), round["name"].as_str().unwrap());
        assert!(list.text.contains(&format!("/p/ratings/{id}")) && list.text.contains(name), "{name}");
        let page = public.get(&format!("/p/ratings/{id}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        if round["state"] != "closed" {
            let list = round["key_list"].as_str().unwrap();
            assert!(page.text.contains(list) && !page.text.contains("name=\"official\""), "{}", page.text);
            continue;
        }
        let bundle = public.fetch(&format!("/api/rating-rounds/{id}/bundle")).await;
        let sealed = county.app.ballot_box.openings(id.parse().unwrap()).await.unwrap();
        let openings = second.unseal(&first.unseal(&sealed.unwrap()).unwrap()).unwrap();
        match verify(&bundle, Against { openings: Some(&openings), ..Against::default() }) {
            Verdict::Holds { counted, .. } => assert!(counted > 100, "{counted}"),
            other => panic!("{name}: {other:?}"),
        }
        let bundle: serde_json::Value = serde_json::from_slice(&bundle).unwrap();
        for line in bundle["checkpoint"].as_str().unwrap().lines() {
            assert!(page.text.contains(line), "{line} is not in {}", page.text);
        }
        counts += 1;
    }
    assert_eq!(counts, 3);
    let nowhere = public.get(&format!("/p/ratings/{}", Uuid::nil())).await;
    assert_eq!(nowhere.status, 404);
});

on_both!(a_receipt_is_found_without_script_and_a_count_that_does_not_hold_is_named, |county| {
    let round = Round::of(&county).await;
    let receipt = round.phone(&county, 0).await.rate("fair").await["receipt"].clone();
    let page = format!("/p/ratings/{}", round.id);
    assert!(!county.stranger().get(&page).await.text.contains(receipt.as_str().unwrap()));
    // More on paper than slips were drawn: nothing of him counts.
    let (keys, _) = published_keys(&county.stranger(), round.id).await;
    let number = keys.iter().map(|(number, _)| number).find(|number| *number != round.number()).unwrap();
    let found = county.person("office").await.look(&format!("/api/officials?q={number}")).await;
    let other = &found["items"][0];
    let form = json!({ "official_id": other["id"], "count": 1 });
    let printed =
        county.person("slips").await.post(&format!("{}/slips", round.path), &form).await.expect(200);
    let slip = json!({ "code": printed["codes"][0], "level": "very_satisfied", "comment": "" });
    county.stranger().post("/api/ballot-box/slips", &slip).await.expect(200);
    round.close(&county).await;

    let public = county.stranger();
    let by_number = public.get(&format!("{page}?official={}", round.number().to_lowercase())).await;
    assert!(by_number.text.contains(receipt.as_str().unwrap()), "{}", by_number.text);
    let name = round.official["name"].as_str().unwrap();
    let asked = public.request(reqwest::Method::GET, &page).query(&[("official", name)]);
    let by_name = public.send(asked).await;
    assert!(by_name.text.contains(round.number()), "{}", by_name.text);
    let nobody = public.get(&format!("{page}?official=%3Cb%3Enobody")).await;
    assert!(nobody.text.contains("没有这个编号") && !nobody.text.contains("<b>nobody"), "{}", nobody.text);
    let whole = public.get(&page).await.text;
    assert!(
        whole.contains("票箱里的票比发出去的多") && whole.contains(other["number"].as_str().unwrap()),
        "{whole}"
    );
});
