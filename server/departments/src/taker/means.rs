//! The means check (核对): once a household has consented, five sources are asked, each a stand-in of its own under
//! `/means-check/sources/`; what they say otherwise goes back as news.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::Row as _;

use super::{SOURCES, Taker, acts::Content, books::Tx, news::News};

/// What a source is asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Question {
    documents: Vec<String>,
}

/// What it says.
#[derive(Serialize, Deserialize)]
pub(super) struct Found {
    field: String,
    found: String,
    words: String,
}

/// `POST /means-check/sources/{source}`.
pub(super) async fn source(
    State(taker): State<Taker>,
    Path(source): Path<String>,
    Json(question): Json<Question>,
) -> Result<Json<Vec<Found>>, StatusCode> {
    if !SOURCES.contains(&source.as_str()) {
        return Err(StatusCode::NOT_FOUND);
    }
    let known = taker.profile.known.iter().filter(|known| known.source == source && question.documents.contains(&known.document));
    Ok(Json(
        known.map(|known| Found { field: known.field.clone(), found: known.found.clone(), words: known.words.clone() }).collect(),
    ))
}

impl Taker {
    /// Has the sources asked again.
    pub(super) async fn ask_sources(&self, tx: &mut Tx, reference: &str) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE application SET checking = 1 WHERE department = $1 AND reference = $2")
            .bind(self.code())
            .bind(reference)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// Asks the sources about every household that waits for it.
    pub(super) async fn check_means(&self) -> Result<(), sqlx::Error> {
        let rows = sqlx::query("SELECT reference, sealed FROM application WHERE department = $1 AND checking = 1 LIMIT 20")
            .bind(self.code())
            .fetch_all(self.house.books.reads())
            .await?;
        for row in rows {
            let reference: String = row.try_get(0)?;
            let content: Content = self.seal.open(&self.place(&reference), row.try_get(1)?).unwrap_or_default();
            let Ok(differences) = self.ask_all(&content).await else {
                tracing::warn!("a source of the means check does not answer; asked again");
                continue;
            };
            let mut tx = self.house.books.begin().await?;
            let changed =
                sqlx::query("UPDATE application SET checking = 2 WHERE department = $1 AND reference = $2 AND checking = 1")
                    .bind(self.code())
                    .bind(&reference)
                    .execute(&mut *tx)
                    .await?;
            if changed.rows_affected() > 0 {
                let news = News { reference, what: "checked".to_owned(), differences, ..News::default() };
                self.put_news(&mut tx, news, self.house.clock.now()).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    async fn ask_all(&self, content: &Content) -> Result<Vec<Value>, reqwest::Error> {
        let question = Question { documents: documents(content) };
        let mut differences = Vec::new();
        for source in SOURCES {
            let url = format!("{}/means-check/sources/{source}", self.house.base);
            let answer = self.house.client.post(url).json(&question).send().await?.error_for_status()?;
            for found in answer.json::<Vec<Found>>().await? {
                let told = found.field.split('.').try_fold(&content.answers, |at, key| at.get(key));
                let told = told.map(|told| told.as_str().map_or_else(|| told.to_string(), str::to_owned)).unwrap_or_default();
                differences.push(json!({
                    "source": source, "field": found.field, "told": told, "found": found.found, "words": found.words,
                }));
            }
        }
        Ok(differences)
    }
}

/// Every document of the household.
fn documents(content: &Content) -> Vec<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(text) if name.ends_with("id_no") => drop(found.insert(text.clone())),
                        value => collect(value, found),
                    }
                }
            }
            Value::Array(rows) => rows.iter().for_each(|row| collect(row, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::from([content.document.clone()]);
    collect(&content.answers, &mut found);
    found.into_iter().filter(|document| !document.is_empty()).collect()
}
