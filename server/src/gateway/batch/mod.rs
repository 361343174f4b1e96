//! Departments that take files: what waits goes into one CSV a night, with a manifest that holds its digest; a return file
//! acknowledges it line by line, and news comes as files too. A file is there whole or not at all: it is written beside and
//! renamed, its manifest last.

mod files;
mod returned;
mod written;

use std::time::Duration;

use domain::time::Moment;
use tokio_util::sync::CancellationToken;

pub(super) use returned::return_file;

use super::{
    Courier, Department,
    departments::{Batch, BatchTime},
};
use crate::store::StoreError;

/// How often a drop folder is looked into.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// Looks after one department's drop folder until `stop`, or `once`.
pub(super) async fn work(courier: &Courier, department: &Department, stop: &CancellationToken, once: bool) {
    loop {
        if let Err(wrong) = round(courier, department, false).await {
            tracing::error!(%wrong, department = %department.code, "drop folder");
        }
        if once || stop.is_cancelled() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOKS_EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Reads what the department has put there, and writes a batch when it is time, or `now_whatever_the_hour`.
pub(super) async fn round(courier: &Courier, department: &Department, now_whatever_the_hour: bool) -> Result<(), StoreError> {
    let Some(batch) = &department.batch else { return Ok(()) };
    if let Err(wrong) = files::ready(&batch.folder).await {
        tracing::error!(%wrong, department = %department.code, "the drop folder cannot be used");
        return Ok(());
    }
    returned::read_all(courier, department, batch).await?;
    let now = courier.desk().clock.now();
    written::give_up(courier, department, batch, now).await?;
    if now_whatever_the_hour || due(courier, department, batch, now).await? {
        written::make(courier, department, batch, now).await?;
    }
    // Also one that a crash has left made and not written.
    written::write_made(courier, department, batch).await
}

/// Whether it is time for a batch.
async fn due(courier: &Courier, department: &Department, batch: &Batch, now: Moment) -> Result<bool, StoreError> {
    let last: Option<(i64,)> = sqlx::query_as("SELECT at_ms FROM department_round WHERE department = $1 AND what = 'batch'")
        .bind(department.code.as_str())
        .fetch_optional(courier.desk().store.reads())
        .await?;
    let last = last.map(|(at,)| Moment(at));
    Ok(match (batch.when, last) {
        (BatchTime::Every(minutes), last) => last.is_none_or(|last| last.plus_minutes(minutes) <= now),
        // A house that just opened waits for its first night.
        (BatchTime::At(_), None) => {
            written::mark(courier, department, now).await?;
            false
        }
        (BatchTime::At(time), Some(last)) => {
            let today = Moment::beijing(now.day(), time);
            let latest = if today <= now { today } else { today.plus_minutes(-24 * 60) };
            last < latest
        }
    })
}
