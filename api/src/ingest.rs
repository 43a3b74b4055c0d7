//! Grouped commits: what many phones send at once is written in one transaction, and each is answered when it is on
//! disk. A transaction costs a disk flush, whatever it holds; so many rows for the price of one is what lets a small
//! machine take a county's evening. What each of them asks before is looked up together in the same way.

use std::future::Future;

use sea_orm::DbErr;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};

use crate::error::{ApiError, ApiResult};

/// What may wait; whoever comes then is told to come again.
const WAITING: usize = 4_096;
/// Items of one group.
const MOST: usize = 512;
/// Seconds after which somebody turned away should try again.
const AGAIN: u64 = 2;

/// Where items are written down or looked up, many at once.
pub trait Ledger: Send + Sync + 'static {
    type Item: Send + Sync + 'static;
    type Answer: Send + 'static;

    /// Writes all of them in one transaction, or looks them up in as few statements, and answers each, or none.
    fn answer(&self, items: &[Self::Item]) -> impl Future<Output = Result<Vec<Self::Answer>, DbErr>> + Send;
}

struct Waiting<L: Ledger> {
    item: L::Item,
    answer: oneshot::Sender<ApiResult<L::Answer>>,
}

/// The bounded queue before a ledger.
pub struct Ingest<L: Ledger>(Sender<Waiting<L>>);

impl<L: Ledger> Clone for Ingest<L> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<L: Ledger> std::fmt::Debug for Ingest<L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ingest")
    }
}

impl<L: Ledger> Ingest<L> {
    /// Begins to answer; ends when the last clone is dropped.
    pub fn start(ledger: L) -> Self {
        Self::with_room(ledger, WAITING)
    }

    fn with_room(ledger: L, room: usize) -> Self {
        let (sender, receiver) = mpsc::channel(room);
        tokio::spawn(answer_in_groups(ledger, receiver));
        Self(sender)
    }

    /// Waits for the answer: what is written is on disk then. 503 at once when too many wait already.
    pub async fn put(&self, item: L::Item) -> ApiResult<L::Answer> {
        let (answer, answered) = oneshot::channel();
        self.0.try_send(Waiting { item, answer }).map_err(|_| ApiError::busy(AGAIN))?;
        answered.await.unwrap_or_else(|_| Err(ApiError::busy(AGAIN)))
    }
}

async fn answer_in_groups<L: Ledger>(ledger: L, mut receiver: Receiver<Waiting<L>>) {
    let mut waiting = Vec::with_capacity(MOST);
    while receiver.recv_many(&mut waiting, MOST).await > 0 {
        let (items, askers): (Vec<_>, Vec<_>) =
            waiting.drain(..).map(|waiting| (waiting.item, waiting.answer)).unzip();
        match ledger.answer(&items).await {
            // Whoever no longer waits has sent the same again, or will.
            Ok(answers) => askers.into_iter().zip(answers).for_each(|(asker, answer)| {
                let _ = asker.send(Ok(answer));
            }),
            // No database, no use in trying one by one.
            Err(DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => askers.into_iter().for_each(|asker| {
                let _ = asker.send(Err(ApiError::busy(AGAIN)));
            }),
            Err(error) => {
                tracing::warn!(error = %error, items = items.len(), "answered one by one");
                one_by_one(&ledger, &items, askers).await;
            }
        }
    }
}

/// One item that cannot be answered must not keep the others from it.
async fn one_by_one<L: Ledger>(
    ledger: &L,
    items: &[L::Item],
    askers: Vec<oneshot::Sender<ApiResult<L::Answer>>>,
) {
    for (item, asker) in items.iter().zip(askers) {
        let answer = match ledger.answer(std::slice::from_ref(item)).await {
            Ok(mut answers) => answers.pop().ok_or_else(|| ApiError::busy(AGAIN)),
            Err(error) => Err(error.into()),
        };
        let _ = asker.send(answer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use tokio::sync::Semaphore;

    /// Refuses every batch with a 13 in it, and waits to be let on.
    struct Book {
        gate: Arc<Semaphore>,
        written: Arc<Mutex<Vec<Vec<u32>>>>,
    }

    impl Ledger for Book {
        type Item = u32;
        type Answer = u32;

        async fn answer(&self, items: &[u32]) -> Result<Vec<u32>, DbErr> {
            self.gate.acquire().await.expect("it stays open").forget();
            if items.contains(&13) {
                return Err(DbErr::Custom("thirteen".to_owned()));
            }
            self.written.lock().unwrap().push(items.to_vec());
            Ok(items.iter().map(|item| item * 2).collect())
        }
    }

    /// What was written, group by group.
    type Written = Arc<Mutex<Vec<Vec<u32>>>>;

    fn book(room: usize) -> (Ingest<Book>, Arc<Semaphore>, Written) {
        let (gate, written) = (Arc::new(Semaphore::new(0)), Arc::default());
        let ingest = Ingest::with_room(Book { gate: gate.clone(), written: Arc::clone(&written) }, room);
        (ingest, gate, written)
    }

    #[tokio::test]
    async fn what_comes_while_one_is_written_is_written_together() {
        let (ingest, gate, written) = book(16);
        let put = |item| {
            let ingest = ingest.clone();
            tokio::spawn(async move { ingest.put(item).await.unwrap() })
        };
        let first = put(1);
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        let others: Vec<_> = (2..6).map(put).collect();
        tokio::task::yield_now().await;
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), 2);
        for (item, other) in (2..).zip(others) {
            assert_eq!(other.await.unwrap(), item * 2);
        }
        assert_eq!(written.lock().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn one_that_cannot_be_written_fails_alone() {
        let (ingest, gate, _) = book(16);
        gate.add_permits(100);
        let answers = futures_util::future::join_all([12, 13, 14].map(|item| ingest.put(item))).await;
        assert_eq!(answers[0].as_ref().unwrap(), &24);
        assert!(answers[1].is_err());
        assert_eq!(answers[2].as_ref().unwrap(), &28);
    }

    #[tokio::test]
    async fn whoever_finds_it_full_is_told_when_to_come_again() {
        let (ingest, gate, _) = book(1);
        let waiting = [ingest.clone(), ingest.clone()]
            .map(|ingest| tokio::spawn(async move { ingest.put(1).await.is_ok() }));
        let full = loop {
            match tokio::time::timeout(std::time::Duration::from_millis(1), ingest.put(2)).await {
                Ok(Err(error)) => break error,
                // Our own item may have been the one that filled it.
                _ => tokio::task::yield_now().await,
            }
        };
        assert_eq!(full.status, poem::http::StatusCode::SERVICE_UNAVAILABLE);
        gate.add_permits(100);
        let mut written = 0;
        for task in waiting {
            written += usize::from(task.await.unwrap());
        }
        assert!(written > 0);
    }
}
