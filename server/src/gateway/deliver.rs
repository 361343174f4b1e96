//! The courier: empties the outbox of each department on its own (one that hangs delays no other), in order for each
//! booking, until it is answered.
//!
//! A round is one transaction: what came back is written down and what is due is claimed. The busier it is, the more one
//! round carries, so the fsync is shared. A crash leaves leases that run out; what had been sent is sent again with the
//! same idempotency key.

use std::{sync::Arc, time::Duration};

use reqwest::Client;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    CaseListener, Department, Kind, batch, callbacks,
    ledger::{self, Claimed},
    poll,
    send::{self, Line, Outcome},
    signature,
};
use crate::{
    desk::{Desk, bookings::Bookings},
    store::StoreError,
};

/// A courier that nobody wakes looks this often: another server on the same store may have put something.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// How often old callbacks are forgotten.
const FORGETS_EVERY: Duration = Duration::from_secs(3600);

/// Delivers what the desk has put into the outbox.
#[derive(Clone)]
pub struct Courier {
    desk: Desk,
    bookings: Bookings,
    cases: Option<Arc<dyn CaseListener>>,
    client: Client,
}

/// Who hears what became of a dispatch, and news.
#[derive(Clone, Copy)]
pub struct Ears<'a> {
    /// The bookings.
    pub bookings: &'a Bookings,
    /// The cases, where there are any.
    pub cases: Option<&'a dyn CaseListener>,
}

/// Why a courier cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum CourierError {
    /// A department's secret is not in keys.toml.
    #[error("keys.toml: departments.{0} is missing or not whsec_ and base64")]
    NoSecret(String),
    /// The HTTP client cannot be made.
    #[error("gateway: {0}")]
    Client(#[from] reqwest::Error),
}

impl Courier {
    /// A courier for every department of the desk.
    pub fn new(desk: Desk, bookings: Bookings) -> Result<Self, CourierError> {
        for department in desk.departments.all() {
            secret(&desk, department).ok_or_else(|| CourierError::NoSecret(department.secret.clone()))?;
        }
        Ok(Self { desk, bookings, cases: None, client: send::client()? })
    }

    /// The same courier, telling the desk of cases what becomes of theirs.
    #[must_use]
    pub fn with_cases(mut self, cases: Arc<dyn CaseListener>) -> Self {
        self.cases = Some(cases);
        self
    }

    /// Fetches the news of a department that is polled, now. The error is without personal data.
    pub async fn poll_now(&self, code: &str) -> Result<(), String> {
        match self.number(code) {
            Some(number) => poll::fetch(self, number).await,
            None => Err(format!("no department {code}")),
        }
    }

    /// Writes a file department's batch now, whatever the hour, and reads what it has returned.
    pub async fn batch_now(&self, code: &str) -> Result<(), StoreError> {
        match self.number(code) {
            Some(number) => batch::round(self, self.department(number), true).await,
            None => Ok(()),
        }
    }

    fn number(&self, code: &str) -> Option<usize> {
        self.desk.departments.all().iter().position(|department| department.code.as_str() == code)
    }

    pub(super) fn department(&self, number: usize) -> &Department {
        &self.desk.departments.all()[number]
    }

    pub(super) const fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn ears(&self) -> Ears<'_> {
        Ears { bookings: &self.bookings, cases: self.cases.as_deref() }
    }

    /// Delivers until `stop`; what is under way then is finished and written down.
    pub async fn run(self, stop: CancellationToken) {
        let mut workers = JoinSet::new();
        for number in 0..self.desk.departments.all().len() {
            let (courier, stop, stop_too) = (self.clone(), stop.clone(), stop.clone());
            workers.spawn(async move { courier.work(number, &stop, false).await });
            workers.spawn(poll::run(self.clone(), number, stop_too));
        }
        workers.spawn(self.forget(stop));
        while let Some(ended) = workers.join_next().await {
            if let Err(wrong) = ended {
                tracing::error!(%wrong, "a courier ended");
            }
        }
    }

    /// Forgets, now and then, what need not be remembered.
    async fn forget(self, stop: CancellationToken) {
        loop {
            if let Err(wrong) = callbacks::forget_old(&self.desk.store, self.desk.clock.now()).await {
                tracing::error!(%wrong, "old callbacks");
            }
            tokio::select! {
                () = tokio::time::sleep(FORGETS_EVERY) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Delivers everything that is due now and returns when nothing is left that is due.
    pub async fn deliver_due(&self) {
        for number in 0..self.desk.departments.all().len() {
            self.work(number, &CancellationToken::new(), true).await;
        }
    }

    async fn work(&self, number: usize, stop: &CancellationToken, once: bool) {
        let department = self.department(number);
        if department.kind == Kind::File {
            return batch::work(self, department, stop, once).await;
        }
        let mut under_way: JoinSet<(Claimed, Outcome)> = JoinSet::new();
        let mut finished: Vec<(Claimed, Outcome)> = Vec::new();
        loop {
            while let Some(ended) = under_way.try_join_next() {
                finished.extend(came_back(ended));
            }
            let room = if stop.is_cancelled() { 0 } else { department.parallel.saturating_sub(under_way.len()) };
            match self.round(department, &finished, room).await {
                Ok(claimed) => {
                    count(department, &finished);
                    finished.clear();
                    let nothing_new = claimed.is_empty();
                    for dispatch in claimed {
                        under_way.spawn(self.clone().send(number, dispatch));
                    }
                    if nothing_new && under_way.is_empty() && (once || stop.is_cancelled()) {
                        return;
                    }
                }
                // What came back is kept and written down in the next round; should that never come, the lease runs out.
                Err(wrong) => {
                    tracing::error!(%wrong, department = %department.code, "outbox");
                    if once {
                        return;
                    }
                    tokio::time::sleep(LOOKS_EVERY).await;
                    if stop.is_cancelled() && under_way.is_empty() {
                        return;
                    }
                }
            }
            tokio::select! {
                Some(ended) = under_way.join_next() => finished.extend(came_back(ended)),
                () = department.woken(), if room > 0 => {}
                () = tokio::time::sleep(LOOKS_EVERY) => {}
                () = stop.cancelled(), if room > 0 => {}
            }
        }
    }

    /// Writes down what came back and claims what is due, in one transaction.
    async fn round(
        &self,
        department: &Department,
        finished: &[(Claimed, Outcome)],
        room: usize,
    ) -> Result<Vec<Claimed>, StoreError> {
        let now = self.desk.clock.now();
        let more = room > 0 && ledger::anything_due(&self.desk.store, department.code.as_str(), now).await?;
        if finished.is_empty() && !more {
            return Ok(Vec::new());
        }
        let mut tx = self.desk.store.begin().await?;
        ledger::settle(&mut tx, &self.ears(), department, finished, now).await?;
        // After settling: a booking's next dispatch became free, a breaker may have closed.
        let claimed = if room > 0 { ledger::claim(&mut tx, department, room, now).await? } else { Vec::new() };
        tx.commit().await?;
        Ok(claimed)
    }

    async fn send(self, number: usize, dispatch: Claimed) -> (Claimed, Outcome) {
        let department = self.department(number);
        let outcome = match (dispatch.call(&self.desk.keys, department), secret(&self.desk, department)) {
            (Ok(call), Some(secret)) => {
                let now_s = self.desk.clock.now().0.div_euclid(1000);
                let line = Line { client: &self.client, department, secret: &secret, now_s };
                match self.already_there(&line, &dispatch).await {
                    Ok(None) => line.send(&dispatch.id, &dispatch.kind, call).await,
                    Ok(Some(ticket)) => {
                        tracing::warn!(department = %department.code, dispatch = dispatch.id, "was there already; not sent twice");
                        metrics::counter!("dispatch_doubles_prevented_total", "department" => department.code.to_string())
                            .increment(1);
                        Outcome::Delivered { answer: "found there".to_owned(), ticket: Some(ticket) }
                    }
                    Err(outcome) => outcome,
                }
            }
            (Ok(_), None) => Outcome::Misunderstood("no secret".to_owned()),
            (Err(reason), _) => Outcome::Misunderstood(reason),
        };
        (dispatch, outcome)
    }

    /// Before anything is sent again to a department that does not honour keys: whether it has it.
    async fn already_there(&self, line: &Line<'_>, dispatch: &Claimed) -> Result<Option<String>, Outcome> {
        let Some(found) = line.department.query_found().filter(|_| !line.department.honours_key && dispatch.attempts > 1) else {
            return Ok(None);
        };
        let call = dispatch
            .plain(&self.desk.keys)
            .and_then(|body| line.department.query_call(&dispatch.kind, &dispatch.root, &body, &dispatch.id))
            .map_err(Outcome::Misunderstood)?;
        line.already_there(&dispatch.id, call, found).await
    }
}

/// The shared secret's bytes.
pub(super) fn secret(desk: &Desk, department: &Department) -> Option<Arc<[u8]>> {
    signature::read_secret(&desk.keys.department_secret(&department.secret)?).map(Into::into)
}

fn came_back(ended: Result<(Claimed, Outcome), tokio::task::JoinError>) -> Option<(Claimed, Outcome)> {
    ended.inspect_err(|wrong| tracing::error!(%wrong, "a dispatch was dropped; its lease runs out")).ok()
}

pub(super) fn count(department: &Department, finished: &[(Claimed, Outcome)]) {
    for (dispatch, outcome) in finished {
        let name = match outcome {
            Outcome::Delivered { .. } => "dispatch_delivered_total",
            Outcome::Refused { .. } => "dispatch_refused_total",
            Outcome::Failed { error, .. } => {
                tracing::warn!(department = %department.code, dispatch = dispatch.id, attempts = dispatch.attempts, error, "not delivered");
                "dispatch_failed_total"
            }
            Outcome::Misunderstood(error) => {
                tracing::error!(department = %department.code, dispatch = dispatch.id, error, "not understood: see docs/departments.md");
                "dispatch_misunderstood_total"
            }
        };
        metrics::counter!(name, "department" => department.code.as_str().to_owned(), "kind" => dispatch.kind.clone())
            .increment(1);
    }
}
