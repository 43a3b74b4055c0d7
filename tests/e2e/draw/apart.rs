//! The program is killed between the lock and the envelope: what was locked on the screen is what counts.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::json;

use super::hall::{Browser, Hall, halls};

/// A served county in a process of its own, which dies with the test.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    fn start(hall: &Hall) -> Self {
        let mut command = Command::new(tests::binary());
        command.arg("serve").arg("--data").arg(&hall.settings.data).args(["--listen", "127.0.0.1:0"]);
        if let Some(url) = &hall.settings.database_url {
            command.args(["--database-url", url]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().expect("lianxin runs");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned))
            .expect("it listens");
        Self { child, address }
    }
}

impl Drop for Process {
    /// As by `kill -9`.
    fn drop(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it is dead");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_lock_and_envelope_the_meeting_goes_on_where_it_was() {
    for hall in halls().await {
        let first = Process::start(&hall);
        let host = Browser::new(&first.address, Some(&hall.host));
        let path = host.open_meeting(&hall, "YISHUI-2026-06").await;
        let typist = Browser::new(&first.address, Some(&hall.typist));
        host.lock(&typist, &path, "s1", "482913").await;
        host.post(&format!("{path}/rounds/1/reveal"), json!({ "otc": hall.code(1) })).await;
        typist.lock(&host, &path, "s1", "007731").await;
        let locked = host.json(&path).await;
        drop(first);

        let second = Process::start(&hall);
        let host = Browser::new(&second.address, Some(&hall.host));
        assert_eq!(host.json(&path).await, locked, "nothing is lost and nothing is different");
        host.post(&format!("{path}/rounds/2/reveal"), json!({ "otc": hall.code(2) })).await;
        // The bundle is recomputed from the announcement on before it is published.
        host.post(&format!("{path}/close"), json!({})).await;
    }
}
