//! Fetches the news of departments that do not call back. How far it was read is written down after what was read: a crash in
//! between reads some again, and news that was heard before changes nothing.
use domain::time::Moment;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{
    Courier, Department, Kind,
    deliver::{self, Ears},
    departments::Poll,
    news::{self, Entered},
    pick::Read,
    send::Line,
    xml,
};
use crate::store::StoreError;

/// The longest list of news that is read, bytes.
pub(super) const LONGEST_LIST: usize = 1024 * 1024;
/// More lists at once than this wait for the next round.
const MOST_LISTS: usize = 100;

/// Fetches until `stop`.
pub(super) async fn run(courier: Courier, number: usize, stop: CancellationToken) {
    let Some(every) = courier.department(number).poll.as_ref().map(|poll| poll.every) else { return };
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
        if let Err(reason) = fetch(&courier, number).await {
            tracing::warn!(department = %courier.department(number).code, reason, "its news could not be fetched");
        }
    }
}

/// Fetches everything new. The error is without personal data.
pub(super) async fn fetch(courier: &Courier, number: usize) -> Result<(), String> {
    for _ in 0..MOST_LISTS {
        if !fetch_list(courier, number).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// One list; whether there may be more.
async fn fetch_list(courier: &Courier, number: usize) -> Result<bool, String> {
    let (desk, department) = (courier.desk(), courier.department(number));
    let Some(poll) = &department.poll else { return Ok(false) };
    let secret = deliver::secret(desk, department).ok_or("no secret")?;
    let before = mark(courier, department).await.map_err(|wrong| wrong.to_string())?;
    let now = desk.clock.now();
    let line = Line { client: courier.client(), department, secret: &secret, now_s: now.0.div_euclid(1000) };
    let call = department.poll_call(&before)?;
    let id = format!("poll_{}", desk.keys.token());
    let answered = line.ask(&id, call, LONGEST_LIST).await.map_err(|error| super::send::in_short(&error).to_owned())?;
    if !answered.status.is_success() {
        return Err(answered.status.to_string());
    }
    let (items, after) = list(department, poll, &answered.body)?;
    let after = after.filter(|after| *after != before);
    take(courier, department, &items, after.as_deref(), now).await.map_err(|wrong| wrong.to_string())?;
    Ok(after.is_some() && !items.is_empty())
}

/// What a list holds, and how far it goes.
pub(super) fn list(department: &Department, poll: &Poll, body: &str) -> Result<(Vec<Value>, Option<String>), String> {
    if department.kind == Kind::Soap {
        let document = xml::parse(body)?;
        let read = Read::Xml(&document);
        Ok((poll.items.all(&read), poll.mark.text(&read)))
    } else {
        let value: Value = serde_json::from_str(body).map_err(|_| "not JSON")?;
        let read = Read::Json(&value);
        Ok((poll.items.all(&read), poll.mark.text(&read)))
    }
}

/// Takes a list in, and how far it went, in one transaction.
async fn take(
    courier: &Courier,
    department: &Department,
    items: &[Value],
    after: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    if items.is_empty() && after.is_none() {
        return Ok(());
    }
    let desk = courier.desk();
    let ears: Ears<'_> = courier.ears();
    for raw in items {
        let told = match news::understand(department, raw, None) {
            Ok(told) => told,
            Err(reason) => {
                // Said once a list, for a person; the rest of the list is not held up by it.
                tracing::error!(department = %department.code, %reason, "news not understood: see docs/departments.md");
                metrics::counter!("news_misunderstood_total", "department" => department.code.to_string()).increment(1);
                continue;
            }
        };
        // One transaction each: what cannot be entered must not undo what can.
        let mut tx = desk.store.begin().await?;
        match news::enter(&mut tx, &ears, &desk.keys, department.code.as_str(), &told, now).await? {
            Entered::Unknown => tracing::warn!(department = %department.code, "news of what was never handed over"),
            entered => {
                tx.commit().await?;
                if entered == Entered::Impossible {
                    tracing::warn!(department = %department.code, "news that cannot be true");
                }
            }
        }
    }
    if let Some(after) = after {
        let mut tx = desk.store.begin().await?;
        sqlx::query(
            "INSERT INTO department_round (department, what, mark, at_ms) VALUES ($1, 'poll', $2, $3)
             ON CONFLICT (department, what) DO UPDATE SET mark = excluded.mark, at_ms = excluded.at_ms",
        )
        .bind(department.code.as_str())
        .bind(after)
        .bind(now.0)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn mark(courier: &Courier, department: &Department) -> Result<String, StoreError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT mark FROM department_round WHERE department = $1 AND what = 'poll'")
        .bind(department.code.as_str())
        .fetch_optional(courier.desk().store.reads())
        .await?;
    Ok(row.map(|(mark,)| mark).unwrap_or_default())
}
