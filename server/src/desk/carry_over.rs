//! What somebody has open on one device goes on at another: a code that is good once and for a quarter of an hour. The page's address,
//! which opens it for good, stands in no picture that others could photograph.

use app::ports::{CarryOverDesk, Unavailable};
use async_trait::async_trait;
use sqlx::Row as _;

use super::{
    Desk,
    bookings::Bookings,
    cases::Cases,
    ended::{unavailable, unsealed},
};
use crate::store::StoreError;

/// How long a code is good, minutes.
const MINUTES: i64 = 15;
/// What texts are sealed for that are stored nowhere.
const SEALED: &str = "carry-over:sealed";

/// The desk of pages that are carried over.
#[derive(Clone)]
pub struct CarryOver {
    desk: Desk,
    bookings: Bookings,
    cases: Cases,
}

impl CarryOver {
    /// Of this server.
    #[must_use]
    pub fn new(desk: Desk, bookings: Bookings, cases: Cases) -> Self {
        Self { desk, bookings, cases }
    }

    fn index(&self, code: &str) -> String {
        self.desk.keys.index("carry-over", code)
    }

    async fn issue(&self, page: &str) -> Result<String, StoreError> {
        let (now, code) = (self.desk.clock.now(), self.desk.keys.token());
        let index = self.index(&code);
        let mut tx = self.desk.store.begin().await?;
        // Nobody has come for these: they go with the next one that is made.
        sqlx::query("DELETE FROM carry_over WHERE until_ms <= $1").bind(now.0).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO carry_over (code_index, page_sealed, until_ms) VALUES ($1, $2, $3)")
            .bind(&index)
            .bind(self.desk.keys.seal(&page_of(&index), page.as_bytes()))
            .bind(now.plus_minutes(MINUTES).0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(code)
    }

    async fn redeem(&self, code: &str, visitor: &str) -> Result<Option<String>, StoreError> {
        let index = self.index(code);
        let mut tx = self.desk.store.begin().await?;
        // Taken away by the one that reads it: of two devices one goes on.
        let row = sqlx::query("DELETE FROM carry_over WHERE code_index = $1 AND until_ms > $2 RETURNING page_sealed")
            .bind(&index)
            .bind(self.desk.clock.now().0)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed: String = row.try_get("page_sealed")?;
        let page = self.desk.keys.open_text(&page_of(&index), &sealed).map_err(|wrong| unsealed(&wrong))?;
        // What an account has does not open by its address: it opens to the browser that its person has led there.
        match page.split('/').collect::<Vec<_>>()[..] {
            ["", "booking", token] => self.bookings.carry_to(&mut tx, &token.into(), visitor).await?,
            ["", "case", token] => self.cases.carry_to(&mut tx, &token.into(), visitor).await?,
            _ => {}
        }
        tx.commit().await?;
        Ok(Some(page))
    }
}

fn page_of(index: &str) -> String {
    format!("carry-over:{index}")
}

#[async_trait]
impl CarryOverDesk for CarryOver {
    async fn code(&self, page: &str) -> Result<String, Unavailable> {
        self.issue(page).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn page(&self, code: &str, visitor: &str) -> Result<Option<String>, Unavailable> {
        self.redeem(code, visitor).await.map_err(|wrong| unavailable(&wrong))
    }

    fn sealed(&self, text: &str) -> String {
        let until = self.desk.clock.now().plus_minutes(MINUTES);
        self.desk.keys.seal(SEALED, format!("{}|{text}", until.0).as_bytes())
    }

    fn opened(&self, sealed: &str) -> Option<String> {
        let opened = self.desk.keys.open_text(SEALED, sealed).ok()?;
        let (until, text) = opened.split_once('|')?;
        (until.parse::<i64>().ok()? > self.desk.clock.now().0).then(|| text.to_owned())
    }
}
