//! kill -9: nothing that was acknowledged is lost, nothing is there by halves.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;
use tests::{Program, new_id, now};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_visits_survive_a_power_cut_and_no_visit_is_there_by_halves() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let program = Program::start(&["demo", "--scale", "village", "--listen", "127.0.0.1:0", "--data", data]);
    let official = program.person("official").await;
    let households = official.look("/api/households?limit=100").await;
    let households: Vec<_> = households["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    let cut = Arc::new(AtomicBool::new(false));
    let mut phones = Vec::new();
    for phone in 0..10 {
        let (official, households, cut) = (official.clone(), households.clone(), cut.clone());
        phones.push(tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for turn in 0..10 {
                let (visit, request) = (new_id(), new_id());
                let household = &households[(phone * 10 + turn) % households.len()];
                let body = json!({
                    "household_id": household, "claimed_at": now(), "topic": "needs",
                    "request": { "id": request, "body": "路灯不亮" },
                });
                let sent =
                    official.request(reqwest::Method::PUT, &format!("/api/visits/{visit}")).json(&body);
                match sent.send().await {
                    Ok(answer) if answer.status() == 201 => acknowledged.push((visit, request)),
                    Ok(answer) => panic!("{}", answer.status()),
                    Err(_) if cut.load(Ordering::SeqCst) => return acknowledged,
                    Err(error) => panic!("{error}"),
                }
            }
            acknowledged
        }));
    }
    // In the middle: when the county has some of the hundred.
    let before = households.len();
    assert!(before >= 25);
    loop {
        let seen = official.look("/api/visits?limit=200").await;
        let new = seen["items"].as_array().unwrap().iter().filter(|visit| visit["topic"] == "needs").count();
        if new >= 20 {
            break;
        }
    }
    cut.store(true, Ordering::SeqCst);
    program.kill();
    let mut acknowledged = Vec::new();
    for phone in phones {
        acknowledged.extend(phone.await.unwrap());
    }
    let program = Program::start(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
    let official = program.person("official").await;
    let mut requests = Vec::new();
    for (_, request) in &acknowledged {
        requests.push(official.look(&format!("/api/requests/{request}")).await);
    }
    assert!(!acknowledged.is_empty());
    let mut stored = Vec::new();
    let mut page = official.look("/api/visits?limit=200").await;
    loop {
        stored.extend(
            page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page = official.look(&format!("/api/visits?limit=200&cursor={cursor}")).await;
    }
    for (visit, _) in &acknowledged {
        assert!(stored.contains(&visit.to_string()), "an acknowledged visit is lost");
    }
    for request in requests {
        assert_eq!(request["state"], "open");
        assert_eq!(
            request["events"].as_array().unwrap().len(),
            1,
            "a request has its first event: {request}"
        );
    }
}
