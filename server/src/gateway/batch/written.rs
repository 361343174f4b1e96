//! Our side of a drop folder: what waits becomes a batch in the store first and a file after that.

use domain::time::Moment;

use super::files;
use crate::{
    gateway::{
        Courier, Department,
        departments::Batch,
        ledger::{self, Claimed},
        send::Outcome,
    },
    store::StoreError,
};

/// Puts what waits into a new batch, if anything does.
pub(super) async fn make(courier: &Courier, department: &Department, batch: &Batch, now: Moment) -> Result<(), StoreError> {
    let desk = courier.desk();
    let day = now.in_beijing();
    let chance = desk.keys.chance() & 0xffff;
    let id = format!(
        "{}-{:04}{:02}{:02}-{:02}{:02}{:02}-{chance:04x}",
        department.code,
        day.year(),
        day.month(),
        day.day(),
        day.hour(),
        day.minute(),
        day.second()
    );
    let mut tx = desk.store.begin().await?;
    // Written first: of two servers one waits here and then finds nothing more to take.
    put_mark(&mut tx, department, now).await?;
    let taken = ledger::take(&mut tx, department, batch.most_lines, now.0, now, batch.answer_within_ms, Some(&id)).await?;
    if !taken.is_empty() {
        sqlx::query("INSERT INTO dispatch_batch (id, department, made_ms, lines, state) VALUES ($1, $2, $3, $4, 'made')")
            .bind(&id)
            .bind(department.code.as_str())
            .bind(now.0)
            .bind(i64::try_from(taken.len()).unwrap_or(i64::MAX))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes the files of batches that are made and not written.
pub(super) async fn write_made(courier: &Courier, department: &Department, batch: &Batch) -> Result<(), StoreError> {
    let desk = courier.desk();
    let made: Vec<(String,)> =
        sqlx::query_as("SELECT id FROM dispatch_batch WHERE department = $1 AND state = 'made' ORDER BY made_ms, id")
            .bind(department.code.as_str())
            .fetch_all(desk.store.reads())
            .await?;
    for (id,) in made {
        let carried = ledger::carried(&desk.store, &id).await?;
        let (csv, lines, wrong) = lines(courier, department, batch, carried);
        if lines > 0
            && let Err(wrong) = files::put(&batch.folder, &id, &csv, lines).await
        {
            // The batch stays made; the next round tries again.
            tracing::error!(%wrong, department = %department.code, "a batch cannot be written");
            return Ok(());
        }
        let mut tx = desk.store.begin().await?;
        ledger::settle(&mut tx, &courier.ears(), department, &wrong, desk.clock.now()).await?;
        set_state(&mut tx, &id, if lines > 0 { "written" } else { "returned" }).await?;
        tx.commit().await?;
        crate::gateway::deliver::count(department, &wrong);
        tracing::info!(department = %department.code, batch = id, lines, "a batch is ready");
    }
    Ok(())
}

/// The file, how many lines it has, and what could not be put into it.
fn lines(
    courier: &Courier,
    department: &Department,
    batch: &Batch,
    carried: Vec<Claimed>,
) -> (String, usize, Vec<(Claimed, Outcome)>) {
    let mut csv = format!("{}\r\n", batch.columns.join(","));
    let (mut lines, mut wrong) = (0, Vec::new());
    for dispatch in carried {
        let line = dispatch
            .plain(&courier.desk().keys)
            .and_then(|body| department.line(&dispatch.kind, &dispatch.root, &body, &dispatch.id));
        match line {
            Ok(line) => {
                csv.push_str(&line);
                csv.push_str("\r\n");
                lines += 1;
            }
            Err(reason) => wrong.push((dispatch, Outcome::Misunderstood(reason))),
        }
    }
    (csv, lines, wrong)
}

/// Gives up on batches that were not answered in time: what they carried goes into the next one, under the same keys.
pub(super) async fn give_up(courier: &Courier, department: &Department, batch: &Batch, now: Moment) -> Result<(), StoreError> {
    let late: Vec<(String,)> =
        sqlx::query_as("SELECT id FROM dispatch_batch WHERE department = $1 AND state = 'written' AND made_ms < $2")
            .bind(department.code.as_str())
            .bind(now.0.saturating_sub(batch.answer_within_ms))
            .fetch_all(courier.desk().store.reads())
            .await?;
    for (id,) in late {
        tracing::error!(department = %department.code, batch = id, "not answered in time; its lines go into the next batch");
        // First: should we be stopped in between, the next round finds the batch again, and no file stays behind.
        files::take_away(&batch.folder, &id).await;
        let mut tx = courier.desk().store.begin().await?;
        sqlx::query(
            "UPDATE dispatch SET lease_until_ms = 0, batch = NULL, last_error = 'no return file' WHERE batch = $1 AND state = 'waiting'",
        )
        .bind(&id)
        .execute(&mut *tx)
        .await?;
        set_state(&mut tx, &id, "overdue").await?;
        tx.commit().await?;
    }
    Ok(())
}

pub(super) async fn set_state(tx: &mut crate::store::Tx, id: &str, state: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE dispatch_batch SET state = $2 WHERE id = $1").bind(id).bind(state).execute(&mut **tx).await?;
    Ok(())
}

/// Writes down that it was looked at now.
pub(super) async fn mark(courier: &Courier, department: &Department, now: Moment) -> Result<(), StoreError> {
    let mut tx = courier.desk().store.begin().await?;
    put_mark(&mut tx, department, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn put_mark(tx: &mut crate::store::Tx, department: &Department, now: Moment) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO department_round (department, what, at_ms) VALUES ($1, 'batch', $2)
         ON CONFLICT (department, what) DO UPDATE SET at_ms = excluded.at_ms",
    )
    .bind(department.code.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
