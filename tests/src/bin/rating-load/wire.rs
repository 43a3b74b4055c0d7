//! Requests over connections that stay open, with as little work of our own as can be: the server shares these cores.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
    time::sleep,
};

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, host: &str, cookie: Option<&str>, body: Option<&str>) -> Vec<u8> {
    use std::fmt::Write;
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nx-lianxin: 1\r\n");
    if let Some(cookie) = cookie {
        write!(text, "cookie: {cookie}\r\n").unwrap();
    }
    if let Some(body) = body {
        write!(text, "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .unwrap();
    } else {
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// The first cookie that was set, as it is sent back.
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

/// Whom to ask, and by how many at once.
#[derive(Clone, Debug)]
pub struct Load {
    pub host: String,
    pub clients: usize,
}

/// How long requests took.
#[derive(Debug)]
pub struct Measured {
    pub took: Duration,
    /// Of each request, sorted.
    times: Vec<Duration>,
    /// How often somebody was told to come again.
    pub busy: usize,
    /// In the order of the requests.
    pub replies: Vec<Reply>,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.times.len()).unwrap()) / self.took.as_secs_f64()
    }

    /// So many of a hundred requests took no longer.
    pub fn milliseconds(&self, of_hundred: usize) -> f64 {
        let at = (self.times.len() * of_hundred / 100).min(self.times.len() - 1);
        self.times[at].as_secs_f64() * 1000.0
    }
}

impl Load {
    /// Sends all of them, each client one after the other, and waits for every answer.
    pub async fn send(&self, requests: Vec<Vec<u8>>) -> Measured {
        let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
        let mut connections = Vec::new();
        for _ in 0..self.clients {
            connections.push(Connection::open(&self.host).await);
        }
        let begun = Instant::now();
        let mut clients = JoinSet::new();
        for mut connection in connections {
            let (requests, next) = (requests.clone(), next.clone());
            clients.spawn(async move {
                let (mut done, mut busy) = (Vec::new(), 0);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(request) = requests.get(at) else { return (done, busy) };
                    let begun = Instant::now();
                    let mut reply = connection.send(request).await;
                    while reply.status == 503 {
                        busy += 1;
                        sleep(Duration::from_secs(2)).await;
                        reply = connection.send(request).await;
                    }
                    let good = reply.status == 200 || reply.status == 303;
                    assert!(good, "{} {}", reply.status, String::from_utf8_lossy(&reply.body));
                    done.push((at, begun.elapsed(), reply));
                }
            });
        }
        let (mut all, mut busy) = (Vec::with_capacity(requests.len()), 0);
        while let Some(client) = clients.join_next().await {
            let (done, turned_away) = client.unwrap();
            all.extend(done);
            busy += turned_away;
        }
        let took = begun.elapsed();
        all.sort_by_key(|(at, ..)| *at);
        let mut times: Vec<Duration> = all.iter().map(|(_, took, _)| *took).collect();
        times.sort_unstable();
        Measured { took, times, busy, replies: all.into_iter().map(|(.., reply)| reply).collect() }
    }
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    async fn open(host: &str) -> Self {
        let stream = TcpStream::connect(host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    async fn send(&mut self, request: &[u8]) -> Reply {
        self.0.get_mut().write_all(request).await.unwrap();
        let (mut reply, mut length, mut line) =
            (Reply { status: 0, cookie: None, body: Vec::new() }, None, String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).await.unwrap();
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if reply.status == 0 {
                reply.status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
                continue;
            }
            let (name, value) = text.split_once(':').unwrap();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = Some(value.trim().parse().unwrap()),
                "set-cookie" if reply.cookie.is_none() => {
                    reply.cookie = value.split(';').next().map(|cookie| cookie.trim().to_owned());
                }
                _ => {}
            }
        }
        reply.body.resize(length.expect("an answer says how long it is"), 0);
        self.0.read_exact(&mut reply.body).await.unwrap();
        reply
    }
}
