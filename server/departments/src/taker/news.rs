//! What a department tells Yimen: by callback until it is taken, by file, or whenever Yimen asks. Each piece has an id and a
//! number within its case.

use std::time::Duration;

use domain::time::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::Row as _;

use super::{Taker, Tongue, Way, books::Tx};
use crate::signature;

/// The longest wait between two attempts.
const LONGEST_WAIT_MS: i64 = 60_000;

/// One piece of news, before it is put into words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct News {
    pub(super) id: String,
    pub(super) order: i64,
    pub(super) reference: String,
    pub(super) at_ms: i64,
    /// accepted, step, supplement_asked, granted, refused, closed, settled, checked
    pub(super) what: String,
    pub(super) step: String,
    pub(super) remark: String,
    pub(super) deadline: String,
    pub(super) items: Vec<Item>,
    pub(super) differences: Vec<Value>,
}

/// One thing to mend.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Item {
    /// `field` or `material`.
    pub(super) kind: String,
    pub(super) key: String,
    /// missing, unreadable, wrong, out_of_date
    pub(super) why: String,
    pub(super) words: String,
}

impl Taker {
    /// Puts news of a case, with its number.
    pub(super) async fn put_news(&self, tx: &mut Tx, mut news: News, now: Moment) -> Result<(), sqlx::Error> {
        let row = sqlx::query("UPDATE application SET news = news + 1 WHERE department = $1 AND reference = $2 RETURNING news")
            .bind(self.code())
            .bind(&news.reference)
            .fetch_one(&mut **tx)
            .await?;
        news.order = row.try_get(0)?;
        news.at_ms = now.0;
        news.id = format!("news_{:032x}", rand::random::<u128>());
        sqlx::query("INSERT INTO news (department, id, reference, sealed, next_ms) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.code())
            .bind(&news.id)
            .bind(&news.reference)
            .bind(self.seal.shut(&news.id, &news))
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }

    /// News after number `after`, and the number of the last. In what order, and how often, the switches say.
    pub(super) async fn news_after(&self, after: i64) -> Result<(Vec<News>, i64), sqlx::Error> {
        let rows = sqlx::query("SELECT n, id, sealed FROM news WHERE department = $1 AND n > $2 ORDER BY n LIMIT 50")
            .bind(self.code())
            .bind(after)
            .fetch_all(self.house.books.reads())
            .await?;
        let mark = rows.last().map_or(Ok(after), |row| row.try_get(0))?;
        let mut all: Vec<News> = rows.iter().filter_map(|row| self.seal.open(row.get(1), row.get(2))).collect();
        self.shuffle(&mut all);
        Ok((all, mark))
    }

    /// As the switches say.
    fn shuffle<T: Clone>(&self, all: &mut Vec<T>) {
        let switches = self.panel.get();
        if switches.out_of_order {
            all.reverse();
        }
        if switches.duplicate {
            *all = all.iter().flat_map(|one| [one.clone(), one.clone()]).collect();
        }
    }

    /// A piece of news in Yimen's words or the department's own.
    pub(super) fn in_words(&self, news: &News) -> Value {
        let at = Moment(news.at_ms).in_beijing();
        let time = format!("{}T{:02}:{:02}:{:02}+08:00", at.date(), at.hour(), at.minute(), at.second());
        match self.profile.tongue {
            Tongue::Ours => ours(news, &time),
            Tongue::Own => own(news, &time),
        }
    }

    /// Tells, looks into the drop folder and asks sources until the stand-ins shut down.
    pub(super) async fn tell_until_shutdown(self) {
        loop {
            if let Err(wrong) = self.look_after().await {
                tracing::error!(%wrong, department = self.code(), "the stand-in's store");
            }
            tokio::select! {
                () = self.bell.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                () = self.house.shutdown.cancelled() => return,
            }
        }
    }

    async fn look_after(&self) -> Result<(), sqlx::Error> {
        if self.checks_means() {
            self.check_means().await?;
        }
        match self.profile.news {
            Way::Callback => self.call_back().await,
            Way::File => self.look_into_folder().await,
            Way::Poll => Ok(()),
        }
    }

    /// News that Yimen has not taken, as it may go now.
    pub(super) async fn open_news(&self) -> Result<Vec<(News, i64)>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT id, sealed, attempts FROM news
             WHERE department = $1 AND taken = 0 AND next_ms <= $2
             AND ($3 = 0 OR (SELECT COUNT(*) FROM news other WHERE other.department = news.department
                 AND other.reference = news.reference AND other.taken = 0) > 1)
             ORDER BY n LIMIT 50",
        )
        .bind(self.code())
        .bind(self.house.clock.now().0)
        .bind(i64::from(self.panel.get().out_of_order))
        .fetch_all(self.house.books.reads())
        .await?;
        let mut all: Vec<(News, i64)> =
            rows.iter().filter_map(|row| Some((self.seal.open(row.get(0), row.get(1))?, row.get(2)))).collect();
        self.shuffle(&mut all);
        Ok(all)
    }

    async fn call_back(&self) -> Result<(), sqlx::Error> {
        for (news, attempts) in self.open_news().await? {
            let came = self.post(&news).await;
            let wait = 1000_i64.saturating_mul(1 << attempts.clamp(0, 16)).min(LONGEST_WAIT_MS);
            self.told(&news.id, came, wait).await?;
        }
        Ok(())
    }

    /// Writes down that news was told, or when to try again.
    pub(super) async fn told(&self, id: &str, came: Result<(), String>, wait: i64) -> Result<(), sqlx::Error> {
        let mut tx = self.house.books.begin().await?;
        sqlx::query(
            "UPDATE news SET taken = MAX(taken, $2), attempts = attempts + 1, next_ms = $3, last_error = $4 WHERE id = $1",
        )
        .bind(id)
        .bind(i64::from(came.is_ok()))
        .bind(self.house.clock.now().plus_ms(wait).0)
        .bind(came.err())
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    async fn post(&self, news: &News) -> Result<(), String> {
        let body = self.in_words(news).to_string();
        let now_s = self.house.clock.now().0.div_euclid(1000);
        let answer = self
            .house
            .client
            .post(format!("{}/api/departments/{}/callbacks", self.house.callback_url, self.code()))
            .header("content-type", "application/json")
            .header("webhook-id", &news.id)
            .header("webhook-timestamp", now_s)
            .header("webhook-signature", signature::sign(&self.secret, &news.id, now_s, body.as_bytes()))
            .body(body)
            .send()
            .await
            .map_err(|e| e.without_url().to_string())?;
        // 409: Yimen has it and a person looks at it; nothing is gained by saying it again.
        if answer.status().is_success() || answer.status().as_u16() == 409 { Ok(()) } else { Err(answer.status().to_string()) }
    }
}

/// docs/contracts/callbacks.yaml.
fn ours(news: &News, time: &str) -> Value {
    let mut data = Map::new();
    data.insert("reference".to_owned(), json!(news.reference));
    let kind = match news.what.as_str() {
        decision @ ("granted" | "refused" | "closed") => {
            data.insert("decision".to_owned(), json!(decision));
            if !news.remark.is_empty() {
                data.insert("reason".to_owned(), json!(news.remark));
            }
            "decided"
        }
        "step" => {
            data.insert("step".to_owned(), json!(news.step));
            "step"
        }
        "supplement_asked" => {
            let items = news.items.iter().map(|item| {
                let mut one = Map::new();
                one.insert(item.kind.clone(), json!(item.key));
                one.insert("reason".to_owned(), json!(item.why));
                one.insert("words".to_owned(), json!(item.words));
                Value::Object(one)
            });
            data.insert("items".to_owned(), Value::Array(items.collect()));
            data.insert("deadline".to_owned(), json!(news.deadline));
            data.insert("words".to_owned(), json!(news.remark));
            "supplement_asked"
        }
        "checked" => {
            data.insert("differences".to_owned(), json!(news.differences));
            "checked"
        }
        other => other,
    };
    json!({ "id": news.id, "order": news.order, "timestamp": time, "type": format!("case.{kind}"), "data": data })
}

/// As a system that never heard of Yimen would say it.
fn own(news: &News, time: &str) -> Value {
    let status = match news.what.as_str() {
        "accepted" => "ACCEPTED",
        "step" => "STEP",
        "supplement_asked" => "MEND",
        "granted" => "PASSED",
        "refused" => "REJECTED",
        "closed" => "CLOSED",
        _ => "PAID",
    };
    let why = |word: &str| match word {
        "unreadable" => "UNCLEAR",
        "wrong" => "WRONG",
        "out_of_date" => "EXPIRED",
        _ => "MISSING",
    };
    let items: Vec<Value> = news
        .items
        .iter()
        .map(|item| json!({ "kind": item.kind, "key": item.key, "why": why(&item.why), "text": item.words }))
        .collect();
    json!({
        "no": news.id, "seq": news.order, "caseNo": news.reference, "time": time, "status": status,
        "stepCode": news.step.to_ascii_uppercase(), "remark": news.remark, "deadline": news.deadline, "items": items,
    })
}
