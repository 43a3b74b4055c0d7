//! Condition forms: filled in by several hands at once, merged field by field, nothing lost, numbers masked.

use serde_json::{Value, json};
use tests::{Person, new_id, on_both};

use crate::visit::{other_household, own_household};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// The household of an official and the path of its form.
async fn own_form(official: &Person) -> (Value, String) {
    let household = own_household(official).await;
    let path = format!("/api/households/{}/form", id(&household));
    (household, path)
}

fn edit(base: &Value, changes: &[(&str, &str)]) -> Value {
    let changes: Vec<_> =
        changes.iter().map(|(field, value)| json!({ "field": field, "value": value })).collect();
    json!({ "base_version": base["version"], "changes": changes })
}

async fn send(person: &Person, path: &str, edit: &Value) -> Value {
    person.put(&format!("{path}/edits/{}", new_id()), edit).await.expect(201)
}

fn value<'a>(form: &'a Value, field: &str) -> &'a str {
    let fields = form["fields"].as_array().unwrap();
    let found = fields.iter().find(|one| one["field"] == field);
    found.unwrap_or_else(|| panic!("{field}: {form}"))["value"].as_str().unwrap()
}

fn conflicts<'a>(form: &'a Value, field: &str) -> Vec<&'a Value> {
    form["conflicts"].as_array().unwrap().iter().filter(|conflict| conflict["field"] == field).collect()
}

/// Every value that a field had.
async fn history(person: &Person, path: &str, field: &str) -> Vec<String> {
    let page = person.look(&format!("{path}/history?limit=200")).await;
    let items = page["items"].as_array().unwrap().iter();
    items.filter(|one| one["field"] == field).map(|one| one["value"].as_str().unwrap().to_owned()).collect()
}

on_both!(two_phones_that_fill_in_different_fields_are_merged, |county| {
    let (one, other) = (county.person("official").await, county.person("official").await);
    let (_, path) = own_form(&one).await;
    let seen = one.look(&path).await;
    let (a, b) = (
        edit(&seen, &[("needs", "想修院墙"), ("production", "两亩桃")]),
        edit(&seen, &[("housing", "瓦房四间")]),
    );
    let (a, b) = tokio::join!(send(&one, &path, &a), send(&other, &path, &b));
    assert!(a["version"] != b["version"]);
    let merged = one.look(&path).await;
    for (field, text) in [("needs", "想修院墙"), ("production", "两亩桃"), ("housing", "瓦房四间")]
    {
        assert_eq!(value(&merged, field), text);
        assert!(conflicts(&merged, field).is_empty());
    }
    assert_eq!(merged["version"].as_i64().unwrap(), seen["version"].as_i64().unwrap() + 2);
});

on_both!(two_phones_that_fill_in_one_field_are_both_shown_both_values_until_somebody_decides, |county| {
    let (one, other) = (county.person("official").await, county.person("office").await);
    let (_, path) = own_form(&one).await;
    let first = send(&one, &path, &edit(&one.look(&path).await, &[("remarks", "原来的话")])).await;
    let (a, b) =
        (edit(&first, &[("remarks", "甲说")]), edit(&first, &[("remarks", "乙说"), ("needs", "乙问来的")]));
    let (a, b) = tokio::join!(send(&one, &path, &a), send(&other, &path, &b));
    let later = if a["version"].as_i64() > b["version"].as_i64() { &a } else { &b };
    let named = conflicts(later, "remarks")[0].clone();
    let mut both = [named["first"].as_str().unwrap(), named["second"].as_str().unwrap()];
    both.sort_unstable();
    assert_eq!((both, &named["base"]), (["乙说", "甲说"], &json!("原来的话")));
    for person in [&one, &other] {
        let form = person.look(&path).await;
        assert_eq!(conflicts(&form, "remarks"), [&named]);
        assert_eq!(value(&form, "remarks"), named["first"]);
        assert_eq!(value(&form, "needs"), "乙问来的", "the other field is merged");
    }

    let decide = format!("/api/form-conflicts/{}", id(&named));
    one.post(&decide, &json!({})).await.expect_problem(422, "invalid_input");
    let decided = one.post(&decide, &json!({ "choice": "second" })).await.expect(200);
    assert_eq!(value(&decided, "remarks"), named["second"]);
    assert!(conflicts(&decided, "remarks").is_empty());
    one.post(&decide, &json!({ "choice": "second" })).await.expect(200);
    other.post(&decide, &json!({ "value": "丙说" })).await.expect_problem(409, "conflict_resolved");
    let mut kept = history(&one, &path, "remarks").await;
    kept.sort();
    for text in ["原来的话", "甲说", "乙说"] {
        assert!(kept.iter().any(|one| one == text), "{text} is lost: {kept:?}");
    }
});

on_both!(the_same_edit_sent_ten_times_at_once_exists_once, |county| {
    let official = county.person("official").await;
    let (_, path) = own_form(&official).await;
    let mut form = edit(&official.look(&path).await, &[("difficulties", "老人看病远")]);
    let put = format!("{path}/edits/{}", new_id());
    let sent = (0..10).map(|_| {
        let (official, put, form) = (official.clone(), put.clone(), form.clone());
        tokio::spawn(async move { official.put(&put, &form).await })
    });
    let mut statuses = Vec::new();
    for sent in sent.collect::<Vec<_>>() {
        statuses.push(sent.await.unwrap().status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200_u16; 9].as_slice(), &[201]].concat());
    let written = history(&official, &path, "difficulties").await;
    assert_eq!(written.iter().filter(|value| *value == "老人看病远").count(), 1);
    // Later, when others have written: the same is still the same, and something else under its id is not.
    send(&official, &path, &edit(&official.look(&path).await, &[("difficulties", "已经解决")])).await;
    let again = official.put(&put, &form).await.expect(200);
    assert_eq!(value(&again, "difficulties"), "已经解决");
    form["changes"][0]["value"] = "另一回事".into();
    official.put(&put, &form).await.expect_problem(409, "edit_id_used");
});

on_both!(what_a_phone_wrote_twice_without_a_network_is_no_conflict, |county| {
    let official = county.person("official").await;
    let (_, path) = own_form(&official).await;
    let seen = official.look(&path).await;
    let first = new_id();
    official.put(&format!("{path}/edits/{first}"), &edit(&seen, &[("health", "腿疼")])).await.expect(201);
    let mut second = edit(&seen, &[("health", "腿疼，已买药")]);
    second["after"] = json!([first]);
    let form = send(&official, &path, &second).await;
    assert_eq!(value(&form, "health"), "腿疼，已买药");
    assert!(conflicts(&form, "health").is_empty());
});

on_both!(numbers_are_masked_found_and_shown_whole_with_a_reason, |county| {
    let official = county.person("official").await;
    let (household, path) = own_form(&official).await;
    let seen = official.look(&path).await;
    let field = |name: &str| format!("member:{}:{name}", seen["members"][0]["id"].as_str().unwrap());
    let (phone, number) = ("13911112222", "11010519491231002X");
    let (phones, numbers) = (field("phone"), field("id_number"));
    let form = send(&official, &path, &edit(&seen, &[(&phones, phone), (&numbers, number)])).await;
    assert_eq!((value(&form, &phones), value(&form, &numbers)), ("139****2222", "110105********002X"));
    assert_eq!(history(&official, &path, &phones).await[0], "139****2222");
    // Two numbers for one member: both masked, and one can be chosen without seeing it.
    let mut other = edit(&seen, &[(&phones, "13933334444")]);
    other["base_version"] = seen["version"].clone();
    let form = send(&county.person("office").await, &path, &other).await;
    let conflict = conflicts(&form, &phones)[0].clone();
    assert_eq!((&conflict["first"], &conflict["second"]), (&json!("139****2222"), &json!("139****4444")));
    let unmask = format!("{path}/unmask");
    official.post(&unmask, &json!({ "reason": "  " })).await.expect_problem(422, "invalid_input");
    let whole = official.post(&unmask, &json!({ "reason": "办医保要用" })).await.expect(200);
    let shown = whole["fields"].as_array().unwrap();
    assert!(shown.iter().any(|one| one["field"] == phones.as_str() && one["value"] == phone));
    assert!(shown.iter().any(|one| one["field"] == numbers.as_str() && one["value"] == number));
    assert_eq!(whole["conflicts"][0]["second"], "13933334444");
    let auditor = county.person("auditor").await;
    let entries = auditor.look("/api/journal?action=unmask_form").await;
    assert_eq!(entries["items"].as_array().unwrap().len(), 1);
    assert!(!entries.to_string().contains(phone));

    let office = county.person("office").await;
    let finds = async |phone: &str| {
        let page = office.look(&format!("/api/households?q={phone}")).await;
        page["items"].as_array().unwrap().iter().any(|found| found["id"] == household["id"])
    };
    assert!(finds(phone).await && !finds("13933334444").await, "a number is found where it stands now");
    let decide = format!("/api/form-conflicts/{}", id(&conflict));
    official.post(&decide, &json!({ "choice": "second" })).await.expect(200);
    assert!(!finds(phone).await && finds("13933334444").await);
});

on_both!(an_edit_is_refused_with_the_reason, |county| {
    let official = county.person("official").await;
    let (_, path) = own_form(&official).await;
    let seen = official.look(&path).await;
    let refused = async |edit: Value, place: &str| {
        let answer = official.put(&format!("{path}/edits/{}", new_id()), &edit).await;
        let problem = answer.expect_problem(422, "invalid_input");
        assert_eq!(problem["errors"][0]["field"], place, "{problem}");
    };
    refused(edit(&seen, &[("iq", "99")]), "changes[0].field").await;
    refused(edit(&seen, &[("needs", "一"), ("needs", "二")]), "changes[1].field").await;
    refused(edit(&seen, &[("income_amount", "三万")]), "changes[0].value").await;
    refused(edit(&seen, &[(&format!("member:{}:occupation", new_id()), "木匠")]), "changes").await;
    let masked = format!("member:{}:phone", seen["members"][0]["id"].as_str().unwrap());
    refused(edit(&seen, &[(&masked, "139****2222")]), "changes[0].value").await;
    let ahead = json!({ "base_version": 99_999, "changes": [{ "field": "needs", "value": "一" }] });
    refused(ahead, "base_version").await;
    assert_eq!(official.look(&path).await, seen, "nothing was written");

    let other = other_household(&county, &official).await;
    let away = format!("/api/households/{}/form", id(&other));
    official.get(&away).await.expect_problem(404, "not_found");
    let put = official.put(&format!("{away}/edits/{}", new_id()), &edit(&seen, &[("needs", "一")])).await;
    put.expect_problem(422, "not_your_household");
    let hr = county.person("hr").await;
    hr.get(&path).await.expect(403);
});

on_both!(a_look_at_a_form_of_somebody_elses_household_is_recorded, |county| {
    let official = county.person("official").await;
    let (_, path) = own_form(&official).await;
    official.look(&path).await;
    county.person("office").await.look(&path).await;
    let auditor = county.person("auditor").await;
    let entries = auditor.look("/api/journal?action=look_at_form").await;
    let names: Vec<_> =
        entries["items"].as_array().unwrap().iter().map(|entry| &entry["actor_name"]).collect();
    assert_eq!(names, [&json!("office")]);
});
