//! The stage as everybody sees it: the same for all, at once, and again after a reload.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::hall::{Browser, PATIENCE, dice, halls, on_postgres};

/// An open stream and what came of it that is not yet a whole event.
struct Watching {
    response: Response,
    rest: String,
}

impl Watching {
    async fn open(browser: &Browser, path: &str) -> Self {
        let response = browser.get(path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self { response, rest: String::new() }
    }

    /// The data of the next event; none when the stream has ended.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                if event.lines().any(|line| line == "event: stage") {
                    return event.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                }
                continue;
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("an event in time").ok()??;
            self.rest.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }

    async fn stage(&mut self) -> Value {
        serde_json::from_str(&self.next().await.expect("one more event")).expect("JSON")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_reaches_the_stage_and_a_reload_shows_the_same() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, public) = (served.as_(&hall.host), served.public());
        let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
        let open = path.replace("/api/", "/api/public/");
        let mut stage = Watching::open(&public, &format!("{open}/events")).await;
        assert_eq!(stage.stage().await["state"], "opened");

        host.post(&format!("{path}/dice"), dice("s1", "482913")).await;
        let shown = stage.next().await.expect("an event");
        assert!(shown.contains("\"typed\":true") && !shown.contains("482913"), "that, and not what: {shown}");
        served.as_(&hall.typist).post(&format!("{path}/dice"), dice("s1", "482913")).await;
        let shown = stage.stage().await;
        assert_eq!(
            (&shown["rounds"][0]["state"], &shown["rounds"][0]["dice"]),
            (&json!("locked"), &json!("482913"))
        );
        host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        let shown = stage.next().await.expect("an event");
        assert_eq!(shown, public.text(&open).await, "a reload shows the same, byte for byte");

        let response = public.get(&open).await;
        let etag = response.headers()[header::ETAG].to_str().expect("an ETag").to_owned();
        assert!(
            response.headers()[header::CACHE_CONTROL].to_str().is_ok_and(|kept| kept.starts_with("public"))
        );
        let known = reqwest::Client::new()
            .get(format!("{}{open}", served.address))
            .header(header::IF_NONE_MATCH, etag);
        assert_eq!(known.send().await.expect("an answer").status(), StatusCode::NOT_MODIFIED);
        served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_stops_in_good_time_while_people_watch() {
    for hall in halls().await {
        let served = hall.serve().await;
        let (host, public) = (served.as_(&hall.host), served.public());
        let open = host.open_meeting(&hall, "YISHUI-2026-06").await.replace("/api/", "/api/public/");
        let mut stage = Watching::open(&public, &format!("{open}/events")).await;
        stage.stage().await;
        let figures = public.text("/metrics").await;
        assert!(figures.contains("lianxin_open_streams"), "open streams are counted");
        timeout(Duration::from_secs(5), served.stop()).await.expect("within seconds");
        assert_eq!(stage.next().await, None, "the stream has ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_on_one_node_reaches_those_who_watch_another() {
    let Some(hall) = on_postgres().await else {
        println!("skipped: LIANXIN_TEST_POSTGRES_URL names no PostgreSQL");
        return;
    };
    let (here, there) = (hall.serve().await, hall.serve().await);
    let host = here.as_(&hall.host);
    let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
    let open = path.replace("/api/", "/api/public/");
    let mut stage = Watching::open(&there.public(), &format!("{open}/events")).await;
    stage.stage().await;
    host.post(&format!("{path}/dice"), dice("s1", "482913")).await;
    assert_eq!(stage.stage().await["typing"]["typed"], true);
    // The second person types on the other node.
    there.as_(&hall.typist).post(&format!("{path}/dice"), dice("s1", "482913")).await;
    assert_eq!(stage.stage().await["rounds"][0]["state"], "locked");
    let revealed = there.as_(&hall.second_host);
    revealed.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
    assert_eq!(stage.stage().await["drawn"], 3, "the other node draws from what this one locked");
    drop(stage);
    here.stop().await;
    there.stop().await;
}
