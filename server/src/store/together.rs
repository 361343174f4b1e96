//! Acts that share a commit. SQLite has one writer and every commit waits for the disk: on a peak day the acts that wait for it
//! anyway are written in one transaction, each behind its own savepoint, and nobody hears of success before the commit.
//! PostgreSQL gathers commits by itself: there each act has its own transaction.

use std::panic::AssertUnwindSafe;

use futures::{FutureExt as _, future::BoxFuture};
use sqlx::AnyPool;
use tokio::sync::{mpsc, oneshot};

use super::{Store, StoreError, Tx};

/// How many acts one commit takes at most: who comes later should not wait for too many.
const AT_ONCE: usize = 32;
/// How many acts wait in the queue before the next one has to wait outside.
const QUEUE: usize = 256;

/// What an act does in its transaction.
pub type Written<'t, T, E> = BoxFuture<'t, Result<T, E>>;

/// The queue of acts.
pub(super) type Acts = mpsc::Sender<Box<dyn Act>>;

/// Begins to take acts.
pub(super) fn begin(writes: AnyPool) -> Acts {
    let (acts, queue) = mpsc::channel(QUEUE);
    tokio::spawn(write_all(writes, queue));
    acts
}

impl Store {
    /// Does an act in a transaction that it may share with others. `Err` undoes what the act wrote and nothing else; `Ok` comes
    /// back once it is on disk. An act begun is finished also when the caller goes away.
    pub async fn together<T, E, F>(&self, act: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> Written<'t, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Some(acts) = &self.acts else {
            let mut tx = self.begin().await?;
            let outcome = act(&mut tx).await?;
            tx.commit().await.map_err(StoreError::from)?;
            return Ok(outcome);
        };
        let (answer, answered) = oneshot::channel();
        let queued = acts.send(Box::new(Queued { act: Some(act), outcome: None, answer })).await;
        queued.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

/// An act in the queue.
pub(super) trait Act: Send {
    /// Does it. True: what it wrote is kept.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells whoever waits, once it is known whether the transaction is on disk.
    fn tell(self: Box<Self>, committed: Result<(), String>);
}

struct Queued<F, T, E> {
    act: Option<F>,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Act for Queued<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> Written<'t, T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        async move {
            let Some(act) = self.act.take() else { return false };
            // One act that panics must not end the writer for everybody.
            let outcome = AssertUnwindSafe(act(tx)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(StoreError::NotCommitted("the act panicked".to_owned()).into()));
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            keep
        }
        .boxed()
    }

    fn tell(self: Box<Self>, committed: Result<(), String>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(refused)), _) => Err(refused),
            (Some(Ok(done)), Ok(())) => Ok(done),
            (_, Err(wrong)) => Err(StoreError::NotCommitted(wrong).into()),
            (None, Ok(())) => Err(closed().into()),
        };
        // Who went away meanwhile finds what was done when they come again.
        let _gone = self.answer.send(answer);
    }
}

/// Writes what waits, as long as the store is open.
async fn write_all(writes: AnyPool, mut queue: mpsc::Receiver<Box<dyn Act>>) {
    while let Some(first) = queue.recv().await {
        let mut acts = vec![first];
        let committed = write(&writes, &mut acts, &mut queue).await.map_err(|wrong| wrong.to_string());
        for act in acts {
            act.tell(committed.clone());
        }
    }
}

/// One transaction with the acts that wait now or come while it is written.
async fn write(
    writes: &AnyPool,
    acts: &mut Vec<Box<dyn Act>>,
    queue: &mut mpsc::Receiver<Box<dyn Act>>,
) -> Result<(), StoreError> {
    let mut tx = writes.begin_with("BEGIN IMMEDIATE").await?;
    let mut next = 0;
    while next < acts.len() {
        sqlx::query("SAVEPOINT act").execute(&mut *tx).await?;
        if !acts[next].run(&mut tx).await {
            sqlx::query("ROLLBACK TO act").execute(&mut *tx).await?;
        }
        sqlx::query("RELEASE act").execute(&mut *tx).await?;
        next += 1;
        if acts.len() < AT_ONCE
            && let Ok(another) = queue.try_recv()
        {
            acts.push(another);
        }
    }
    tx.commit().await?;
    Ok(())
}

fn closed() -> StoreError {
    StoreError::NotCommitted("the store is closing".to_owned())
}
