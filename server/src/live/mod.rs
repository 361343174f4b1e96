//! Changes of the halls' queues, told to boards, counters and phones. Every queue transaction bumps its venue's version;
//! who watches a venue is woken with the new one. Several servers on one database agree because the version lives there:
//! what another server changed is seen within a third of a second.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::ids::VenueCode;
use sqlx::Row as _;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::store::{Store, StoreError, Tx};

pub mod sse;

/// How soon a change made by another server is seen.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Who is told when a venue's queue changes.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    /// A std mutex: held for a map look-up only, never across an await.
    venues: Mutex<HashMap<VenueCode, watch::Sender<i64>>>,
    /// Wakes the looking task before its next look is due.
    hurry: Notify,
    looking: AtomicBool,
    closing: CancellationToken,
}

impl Live {
    /// Nobody watches yet.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let inner = Inner {
            store,
            venues: Mutex::default(),
            hurry: Notify::new(),
            looking: AtomicBool::new(false),
            closing: CancellationToken::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Tells who watches here that a venue changed. Called after the commit; returns at once.
    pub fn changed(&self, _venue: &VenueCode) {
        self.inner.hurry.notify_one();
    }

    /// The versions of a venue from now on. The first watcher starts the task that looks for other servers' changes,
    /// so it must run inside the runtime.
    #[must_use]
    pub fn watch(&self, venue: &VenueCode) -> watch::Receiver<i64> {
        let receiver = {
            let mut venues = self.inner.venues.lock().unwrap_or_else(PoisonError::into_inner);
            venues.entry(venue.clone()).or_insert_with(|| watch::Sender::new(0)).subscribe()
        };
        if !self.inner.looking.swap(true, Ordering::AcqRel) {
            tokio::spawn(look(Arc::downgrade(&self.inner)));
        }
        self.inner.hurry.notify_one();
        receiver
    }

    /// Ends every live connection, so that a shutdown does not wait for boards that would stay for hours.
    pub fn close(&self) {
        self.inner.closing.cancel();
        self.inner.hurry.notify_one();
    }

    /// Ends when [`Live::close`] is called.
    #[must_use]
    pub fn closing(&self) -> CancellationToken {
        self.inner.closing.clone()
    }
}

/// Raises a venue's version inside its queue transaction. First in each such transaction: on PostgreSQL its row orders
/// the changes of one venue, so that what follows reads what the one before wrote, and no two wait for each other.
pub async fn bump(tx: &mut Tx, venue: &VenueCode) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "INSERT INTO venue_version (venue, version) VALUES ($1, 1)
         ON CONFLICT (venue) DO UPDATE SET version = venue_version.version + 1 RETURNING version",
    )
    .bind(venue.as_str())
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.try_get("version")?)
}

/// A venue's version; 0 before its first change.
pub async fn version(store: &Store, venue: &VenueCode) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT version FROM venue_version WHERE venue = $1")
        .bind(venue.as_str())
        .fetch_optional(store.reads())
        .await?;
    Ok(row.map(|row| row.try_get("version")).transpose()?.unwrap_or(0))
}

/// Looks at the versions of watched venues until nobody holds the [`Live`] any more or it is closed.
async fn look(inner: Weak<Inner>) {
    loop {
        let Some(strong) = inner.upgrade() else { return };
        if strong.closing.is_cancelled() {
            return;
        }
        let watched: Vec<VenueCode> = {
            let mut venues = strong.venues.lock().unwrap_or_else(PoisonError::into_inner);
            venues.retain(|_, sender| sender.receiver_count() > 0);
            venues.keys().cloned().collect()
        };
        for venue in watched {
            match version(&strong.store, &venue).await {
                Ok(version) => {
                    let venues = strong.venues.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(sender) = venues.get(&venue) {
                        sender.send_if_modified(|known| std::mem::replace(known, version) != version);
                    }
                }
                Err(wrong) => tracing::warn!(%wrong, "a venue's version could not be read; the next look tries again"),
            }
        }
        let _ = tokio::time::timeout(LOOK_EVERY, strong.hurry.notified()).await;
    }
}
