//! The binary itself, for what only a process can show: the command line, kill -9, a second start.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
};

use crate::Person;

/// A running `lianxin`. Dropping it kills it.
#[derive(Debug)]
pub struct Program {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    /// Where it listens.
    pub address: String,
}

/// The binary that was built beside this test.
pub fn binary() -> PathBuf {
    if let Some(binary) = std::env::var_os("LIANXIN_TEST_BINARY") {
        return binary.into();
    }
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    let binary = folder.join("lianxin");
    assert!(binary.exists(), "{} is not there; build it first: cargo build --bin lianxin", binary.display());
    binary
}

impl Program {
    /// Starts a command that serves, and waits until it says where it listens.
    pub fn start(arguments: &[&str]) -> Self {
        Self::launch(Command::new(binary()).args(arguments).stderr(Stdio::null()))
    }

    /// The same with these in its environment.
    pub fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(binary());
        Self::launch(command.args(arguments).envs(environment.iter().copied()).stderr(Stdio::null()))
    }

    /// The same, with every log line that it can write going to a file.
    pub fn start_talkative(arguments: &[&str], log: &Path) -> Self {
        let log = File::create(log).unwrap();
        let mut command = Command::new(binary());
        Self::launch(
            command.args(arguments).env("LIANXIN_LOG", "trace").env("LIANXIN_LOG_JSON", "true").stderr(log),
        )
    }

    /// The same with these in its environment.
    pub fn start_talkative_with(arguments: &[&str], environment: &[(&str, &str)], log: &Path) -> Self {
        let log = File::options().create(true).append(true).open(log).unwrap();
        let mut command = Command::new(binary());
        let command = command.args(arguments).envs(environment.iter().copied());
        Self::launch(command.env("LIANXIN_LOG", "trace").env("LIANXIN_LOG_JSON", "true").stderr(log))
    }

    fn launch(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the program ended before it listened").unwrap();
            if let Some(address) = line.strip_prefix("listening on ") {
                break address.trim().to_owned();
            }
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = said.clone();
        // Keep reading, or the program blocks when it says more than a pipe holds.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| heard.lock().unwrap().push(line));
        });
        Self { child, said, address }
    }

    /// Runs a command to its end.
    pub fn run(arguments: &[&str]) -> Output {
        Command::new(binary()).args(arguments).output().unwrap()
    }

    /// The same with these in its environment.
    pub fn run_with(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        Command::new(binary()).args(arguments).envs(environment.iter().copied()).output().unwrap()
    }

    /// What it has said on standard output since it listens.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }

    pub fn stranger(&self) -> Person {
        Person::new(&self.address)
    }

    pub async fn person(&self, login: &str) -> Person {
        let person = self.stranger();
        person.sign_in(login, api::demo::PASSWORD).await;
        person
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time it is, for programs that run on the machine's clock.
#[allow(clippy::disallowed_methods, reason = "a program under test runs on this clock")]
pub fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// A new id, as a phone makes one.
#[allow(clippy::disallowed_methods, reason = "a phone has its own chance")]
pub fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
