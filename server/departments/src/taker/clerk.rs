//! What a clerk does with a case, by plain forms, and what a test may look at. Unsigned: the stand-in listens on this machine
//! only.

use axum::{
    Form, Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::time::Moment;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row as _;

use super::{
    Taker,
    acts::Content,
    books::{self, Tx},
    face_json::{problem, store_problem},
    news::{Item, News},
    switches::Switches,
};
use crate::switches::Down;

/// A case as a clerk sees it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Held {
    pub(super) reference: String,
    pub(super) service: String,
    pub(super) ticket: String,
    pub(super) state: String,
    pub(super) version: i64,
    pub(super) received: String,
    pub(super) content: Content,
    pub(super) acts: Vec<ActLine>,
    /// How much of what there was to tell was told.
    pub(super) told: i64,
    pub(super) untold: i64,
}

/// Something that was done.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ActLine {
    n: i64,
    kind: String,
    version: i64,
    idempotency_key: String,
}

/// `?limit=`.
#[derive(Deserialize)]
pub(super) struct Limit {
    #[serde(default = "fifty")]
    limit: i64,
}

const fn fifty() -> i64 {
    50
}

/// What the buttons send. What a button does not need is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pressed {
    step: String,
    remark: String,
    deadline: String,
    target_1: String,
    why_1: String,
    words_1: String,
    target_2: String,
    why_2: String,
    words_2: String,
    target_3: String,
    why_3: String,
    words_3: String,
}

/// `POST /{department}/cases/{reference}/{act}`.
pub(super) async fn press(
    State(taker): State<Taker>,
    Path((reference, act)): Path<(String, String)>,
    Form(pressed): Form<Pressed>,
) -> Response {
    match taker.decide(&reference, &act, &pressed).await {
        Ok(true) => Redirect::to(&format!("/{}/cases/{reference}", taker.code())).into_response(),
        Ok(false) => {
            problem(&taker, StatusCode::CONFLICT, "not-now", "no such case, or not at this stage, or a field is missing")
        }
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

/// `GET /{department}/held`: how much there is.
pub(super) async fn held(State(taker): State<Taker>, Query(query): Query<Limit>) -> Response {
    match taker.list(query.limit.clamp(0, 5_000)).await {
        Ok((count, acts, cases)) => Json(json!({ "count": count, "acts": acts, "cases": cases })).into_response(),
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

/// `GET /{department}/held/{reference}`.
pub(super) async fn held_one(State(taker): State<Taker>, Path(reference): Path<String>) -> Response {
    match taker.case(&reference).await {
        Ok(Some(case)) => Json(case).into_response(),
        Ok(None) => problem(&taker, StatusCode::NOT_FOUND, "unknown", "no case of this reference"),
        Err(wrong) => store_problem(&taker, &wrong),
    }
}

pub(super) async fn switches(State(taker): State<Taker>) -> Json<Switches> {
    Json(taker.panel.get())
}

pub(super) async fn set_switches(State(taker): State<Taker>, Json(switches): Json<Switches>) -> Json<Switches> {
    taker.panel.set(switches);
    Json(switches)
}

/// The switches as a form sends them: a box that is not ticked is not there.
#[derive(Deserialize)]
pub(super) struct SwitchesForm {
    slow_ms: u64,
    down: Down,
    lose_answers: u32,
    wrong_answers: u32,
    duplicate: Option<String>,
    out_of_order: Option<String>,
}

pub(super) async fn press_switches(State(taker): State<Taker>, Form(form): Form<SwitchesForm>) -> Redirect {
    taker.panel.set(Switches {
        slow_ms: form.slow_ms,
        down: form.down,
        lose_answers: form.lose_answers,
        wrong_answers: form.wrong_answers,
        duplicate: form.duplicate.is_some(),
        out_of_order: form.out_of_order.is_some(),
    });
    Redirect::to(&format!("/{}/", taker.code()))
}

impl Taker {
    /// Moves a case and tells Yimen. `Ok(false)`: there is no such case, or it is not at this stage.
    async fn decide(&self, reference: &str, act: &str, pressed: &Pressed) -> Result<bool, sqlx::Error> {
        let now = self.house.clock.now();
        let mut tx = self.house.books.begin().await?;
        let Some(state) = books::state(&mut tx, self.code(), reference).await? else { return Ok(false) };
        let open = ["received", "accepted", "checking", "supplement_asked", "mended"].contains(&state.as_str());
        let (what, next) = match act {
            "accept" if state == "received" => ("accepted", "accepted"),
            "step" if open && !pressed.step.is_empty() => ("step", "checking"),
            "mend" if open && !pressed.deadline.is_empty() => ("supplement_asked", "supplement_asked"),
            "grant" if open || state == "appealed" => ("granted", "granted"),
            "refuse" if (open || state == "appealed") && !pressed.remark.is_empty() => ("refused", "refused"),
            "close" if open || state == "appealed" => ("closed", "closed"),
            "settle" if state == "granted" => ("settled", "settled"),
            _ => return Ok(false),
        };
        let items = if act == "mend" { pressed.items() } else { Vec::new() };
        if act == "mend" && items.is_empty() {
            return Ok(false);
        }
        let news = News {
            reference: reference.to_owned(),
            what: what.to_owned(),
            step: pressed.step.clone(),
            remark: pressed.remark.clone(),
            deadline: pressed.deadline.clone(),
            items,
            ..News::default()
        };
        self.move_to(&mut tx, reference, next, now).await?;
        self.put_news(&mut tx, news, now).await?;
        tx.commit().await?;
        self.bell.notify_one();
        Ok(true)
    }

    async fn move_to(&self, tx: &mut Tx, reference: &str, state: &str, now: Moment) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE application SET state = $3, changed_ms = $4 WHERE department = $1 AND reference = $2")
            .bind(self.code())
            .bind(reference)
            .bind(state)
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// How many cases, how many acts, and the cases that changed last.
    pub(super) async fn list(&self, limit: i64) -> Result<(i64, i64, Vec<Held>), sqlx::Error> {
        let counts = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM application WHERE department = $1), (SELECT COUNT(*) FROM act WHERE department = $1)",
        )
        .bind(self.code())
        .fetch_one(self.house.books.reads())
        .await?;
        let rows =
            sqlx::query("SELECT reference FROM application WHERE department = $1 ORDER BY changed_ms DESC, reference LIMIT $2")
                .bind(self.code())
                .bind(limit)
                .fetch_all(self.house.books.reads())
                .await?;
        let mut cases = Vec::new();
        for row in rows {
            cases.extend(self.case(row.try_get(0)?).await?);
        }
        Ok((counts.try_get(0)?, counts.try_get(1)?, cases))
    }

    /// One case with its history.
    pub(super) async fn case(&self, reference: &str) -> Result<Option<Held>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT service, ticket, state, version, sealed, received_ms,
                    (SELECT COUNT(*) FROM news WHERE department = $1 AND reference = $2 AND taken = 1),
                    (SELECT COUNT(*) FROM news WHERE department = $1 AND reference = $2 AND taken = 0)
             FROM application WHERE department = $1 AND reference = $2",
        )
        .bind(self.code())
        .bind(reference)
        .fetch_optional(self.house.books.reads())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let acts =
            sqlx::query("SELECT n, kind, version, idempotency_key FROM act WHERE department = $1 AND reference = $2 ORDER BY n")
                .bind(self.code())
                .bind(reference)
                .fetch_all(self.house.books.reads())
                .await?;
        let act = |row: &sqlx::sqlite::SqliteRow| -> Result<ActLine, sqlx::Error> {
            Ok(ActLine { n: row.try_get(0)?, kind: row.try_get(1)?, version: row.try_get(2)?, idempotency_key: row.try_get(3)? })
        };
        Ok(Some(Held {
            reference: reference.to_owned(),
            service: row.try_get(0)?,
            ticket: row.try_get(1)?,
            state: row.try_get(2)?,
            version: row.try_get(3)?,
            content: self.seal.open(&self.place(reference), row.try_get(4)?).unwrap_or_default(),
            received: Moment(row.try_get(5)?).to_string(),
            acts: acts.iter().map(act).collect::<Result<_, _>>()?,
            told: row.try_get(6)?,
            untold: row.try_get(7)?,
        }))
    }
}

impl Pressed {
    /// What is to be mended: `field:key` or `material:key`.
    fn items(&self) -> Vec<Item> {
        let rows = [
            (&self.target_1, &self.why_1, &self.words_1),
            (&self.target_2, &self.why_2, &self.words_2),
            (&self.target_3, &self.why_3, &self.words_3),
        ];
        let item = |(target, why, words): (&String, &String, &String)| {
            let (kind, key) = target.split_once(':')?;
            let why = if why.is_empty() { "missing" } else { why };
            (matches!(kind, "field" | "material") && !key.is_empty()).then(|| Item {
                kind: kind.to_owned(),
                key: key.to_owned(),
                why: why.to_owned(),
                words: words.clone(),
            })
        };
        rows.into_iter().filter_map(item).collect()
    }
}
