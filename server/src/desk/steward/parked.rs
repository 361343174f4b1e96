//! Dispatches that wait for a person: sent again, or given back to the resident with words they will read.

use app::ports::ParkedLine;
use domain::{ids::DepartmentCode, time::Moment};

use super::Steward;
use crate::{
    gateway::{Ears, parked},
    store::StoreError,
};

impl Steward {
    pub(super) async fn all_parked(&self, department: Option<&str>) -> Result<Vec<ParkedLine>, StoreError> {
        let lines = parked::all(&self.desk.store, department).await?;
        let line = |line: parked::Parked| ParkedLine {
            id: line.id,
            department: line.department,
            subject: line.subject,
            kind: line.kind,
            attempts: line.attempts,
            created: Moment(line.created_ms),
            reason: line.reason,
        };
        Ok(lines.into_iter().map(line).collect())
    }

    /// Sends one again. False: somebody did already.
    pub(super) async fn send_again(&self, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.desk.store.begin().await?;
        let again = parked::retry(&mut tx, id, self.desk.clock.now()).await?;
        tx.commit().await?;
        self.wake_all();
        Ok(again)
    }

    /// Sends everything of a department again that is parked. Returns how many.
    pub(super) async fn send_all_again(&self, department: &str) -> Result<u64, StoreError> {
        let mut tx = self.desk.store.begin().await?;
        let again = parked::retry_all(&mut tx, department, self.desk.clock.now()).await?;
        tx.commit().await?;
        self.wake_all();
        Ok(again)
    }

    /// Gives one back to the resident. False: it is not parked any more.
    pub(super) async fn give_back(&self, id: &str, words: &str) -> Result<bool, StoreError> {
        let ears = Ears { bookings: &self.bookings, cases: self.cases.as_deref() };
        let mut tx = self.desk.store.begin().await?;
        let given = parked::send_back(&mut tx, &ears, id, words, self.desk.clock.now()).await?;
        tx.commit().await?;
        // What waited behind it may go now.
        self.wake_all();
        Ok(given)
    }

    fn wake_all(&self) {
        let codes: Vec<&DepartmentCode> = self.desk.departments.all().iter().map(|department| &department.code).collect();
        codes.into_iter().for_each(|code| self.desk.departments.wake(code));
    }
}
