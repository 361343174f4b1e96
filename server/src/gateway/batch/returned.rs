//! The department's side of a drop folder: `<batch>.return` acknowledges line by line, `news-…` says what became of cases.
//! Read twice, it counts once: what is closed stays closed, and news has an id.

use serde_json::{Map, Value};

use super::{files, written};
use crate::{
    gateway::{
        Courier, Department, deliver,
        departments::Batch,
        ledger::{self, Claimed},
        news::{self, Entered},
        send::Outcome,
    },
    store::{StoreError, Tx},
};

/// Reads everything that has arrived.
pub(super) async fn read_all(courier: &Courier, department: &Department, batch: &Batch) -> Result<(), StoreError> {
    let names = match files::arrived(&batch.folder).await {
        Ok(names) => names,
        Err(wrong) => {
            tracing::error!(%wrong, department = %department.code, "the drop folder cannot be read");
            return Ok(());
        }
    };
    for name in names {
        let records = match files::read(&batch.folder, &name).await {
            Ok(records) => records,
            Err(reason) => {
                tracing::error!(department = %department.code, file = name, reason, "put aside; see docs/departments.md");
                files::put_aside(&batch.folder, &name).await;
                continue;
            }
        };
        let rows = objects(&records);
        if let Some(id) = name.strip_suffix(".return") {
            acknowledge(courier, department, id, &rows).await?;
            files::take_away(&batch.folder, id).await;
        } else {
            hear(courier, department, &rows).await?;
        }
        files::read_away(&batch.folder, &name).await;
    }
    Ok(())
}

/// Lines as objects, by the heading.
fn objects(records: &[csv::StringRecord]) -> Vec<Value> {
    let Some((heading, lines)) = records.split_first() else { return Vec::new() };
    let object = |line: &csv::StringRecord| {
        let fields = heading.iter().zip(line).map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())));
        Value::Object(fields.collect::<Map<_, _>>())
    };
    lines.iter().map(object).collect()
}

/// Settles a batch: each line as it says; what has no line goes into the next batch.
async fn acknowledge(courier: &Courier, department: &Department, id: &str, rows: &[Value]) -> Result<(), StoreError> {
    let desk = courier.desk();
    let mut tx = desk.store.begin().await?;
    let mut finished = Vec::new();
    for row in rows {
        if let Some(dispatch) = theirs(&mut tx, department, field(row, "key")).await? {
            finished.push((dispatch, outcome(department, row)));
        }
    }
    let now = desk.clock.now();
    ledger::settle(&mut tx, &courier.ears(), department, &finished, now).await?;
    sqlx::query(
        "UPDATE dispatch SET lease_until_ms = 0, batch = NULL, last_error = 'no line in the return file'
         WHERE batch = $1 AND state = 'waiting'",
    )
    .bind(id)
    .execute(&mut *tx)
    .await?;
    written::set_state(&mut tx, id, "returned").await?;
    tx.commit().await?;
    deliver::count(department, &finished);
    Ok(())
}

/// A dispatch of this department that still waits.
async fn theirs(tx: &mut Tx, department: &Department, key: &str) -> Result<Option<Claimed>, StoreError> {
    let found = sqlx::query("SELECT 1 FROM dispatch WHERE id = $1 AND department = $2 AND state = 'waiting'")
        .bind(key)
        .bind(department.code.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(if found.is_some() { ledger::one(tx, key).await?.map(|(dispatch, _)| dispatch) } else { None })
}

/// What each line of a return file says: its key, and what became of that. The error is for a person.
pub(in crate::gateway) fn return_file(department: &Department, csv: &[u8]) -> Result<Vec<(String, Outcome)>, String> {
    let records = files::records(csv)?;
    let heading = records.first().ok_or("it is empty")?;
    if let Some(missing) = ["key", "outcome"].into_iter().find(|name| !heading.iter().any(|one| one == *name)) {
        return Err(format!("no column {missing}"));
    }
    Ok(objects(&records).iter().map(|row| (field(row, "key").to_owned(), outcome(department, row))).collect())
}

fn field<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn outcome(department: &Department, row: &Value) -> Outcome {
    let (code, ticket) = (field(row, "code"), field(row, "ticket"));
    let answer = code.chars().take(80).collect::<String>();
    match field(row, "outcome") {
        "accepted" => Outcome::Delivered {
            answer,
            ticket: Some(ticket.chars().take(80).collect()).filter(|text: &String| !text.is_empty()),
        },
        "refused" => Outcome::Refused { reason: department.reason(code).to_owned(), answer },
        "retry" => Outcome::Failed { error: "the return file says retry".to_owned(), retry_after_ms: 0 },
        _ => Outcome::Misunderstood("the return file".to_owned()),
    }
}

/// Takes news in.
async fn hear(courier: &Courier, department: &Department, rows: &[Value]) -> Result<(), StoreError> {
    let desk = courier.desk();
    for raw in rows {
        match news::understand(department, raw, None) {
            Ok(told) => {
                let mut tx = desk.store.begin().await?;
                let (code, now) = (department.code.as_str(), desk.clock.now());
                match news::enter(&mut tx, &courier.ears(), &desk.keys, code, &told, now).await? {
                    Entered::Unknown => tracing::warn!(department = code, "news of what was never handed over"),
                    Entered::Done | Entered::Before | Entered::Impossible => tx.commit().await?,
                }
            }
            Err(reason) => {
                tracing::error!(department = %department.code, %reason, "news not understood: see docs/departments.md");
                metrics::counter!("news_misunderstood_total", "department" => department.code.to_string()).increment(1);
            }
        }
    }
    Ok(())
}
