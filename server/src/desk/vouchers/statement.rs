//! A store's day for the department and the bank: every movement of the store's account, and a digest that holds the day before
//! it. A day is closed some minutes after midnight, in order; from then on it cannot change without its digest showing it.

use app::ports::vouchers::{DayStatement, StatementLine, StoreFigures, Totals};
use domain::{
    case::Digest,
    ids::{ChargeRef, StoreCode},
    time::Moment,
    voucher::{Fen, NO_DAY_BEFORE, day_digest},
};
use jiff::civil::{Date, Time};
use sqlx::AnyConnection;

use super::{Vouchers, ledger};
use crate::store::StoreError;

/// A day is closed so long after its midnight: whatever was begun before it is written by then.
const CLOSES_AFTER_MINUTES: i64 = 10;

/// A movement as it is stored.
#[derive(sqlx::FromRow)]
struct EntryRow {
    id: String,
    act: String,
    kind: String,
    to_account: String,
    fen: i64,
    at_ms: i64,
}

/// A day as it was closed.
#[derive(sqlx::FromRow)]
struct DayRow {
    day: String,
    digest: String,
    before: String,
}

impl Vouchers {
    pub(super) async fn day(&self, store: &StoreCode, day: Date) -> Result<DayStatement, StoreError> {
        self.close_days(store).await?;
        let mut db = self.desk.store.reads().acquire().await?;
        let mut statement = read_day(&mut db, store, day).await?;
        let closed: Option<DayRow> = sqlx::query_as("SELECT day, digest, before FROM voucher_day WHERE store = $1 AND day = $2")
            .bind(store.as_str())
            .bind(day.to_string())
            .fetch_optional(&mut *db)
            .await?;
        statement.closed = closed.is_some();
        statement.before = match &closed {
            Some(row) => row.before.clone(),
            None => last_closed(&mut db, store, Some(day)).await?.map_or_else(|| NO_DAY_BEFORE.to_string(), |row| row.digest),
        };
        statement.digest = chained(&statement)?;
        match closed {
            Some(row) if row.digest != statement.digest => {
                Err(StoreError::Corrupt(format!("another statement of {store} on {day} than the one that was closed")))
            }
            _ => Ok(statement),
        }
    }

    /// Closes every day of a store that is over, in order, from its first movement on.
    pub(super) async fn close_days(&self, store: &StoreCode) -> Result<(), StoreError> {
        let now = self.now();
        let over = now.plus_minutes(-CLOSES_AFTER_MINUTES).day();
        let mut db = self.desk.store.reads().acquire().await?;
        let (mut next, mut before) = match last_closed(&mut db, store, None).await? {
            Some(row) => (read_date(&row.day)?.tomorrow().map_err(|_| no_day())?, row.digest),
            None => match first_movement(&mut db, store).await? {
                Some(first) => (first.day(), NO_DAY_BEFORE.to_string()),
                None => return Ok(()),
            },
        };
        // Nobody holds one connection and waits for another.
        drop(db);
        while next < over {
            let mut db = self.desk.store.reads().acquire().await?;
            let mut statement = read_day(&mut db, store, next).await?;
            drop(db);
            statement.before = before;
            statement.digest = chained(&statement)?;
            let mut tx = self.desk.store.begin().await?;
            // Two servers that close the same day write the same.
            sqlx::query(
                "INSERT INTO voucher_day (store, day, digest, before, spent, returned, lines, closed_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (store, day) DO NOTHING",
            )
            .bind(store.as_str())
            .bind(next.to_string())
            .bind(&statement.digest)
            .bind(&statement.before)
            .bind(statement.spent.0)
            .bind(statement.returned.0)
            .bind(i64::try_from(statement.lines.len()).unwrap_or(i64::MAX))
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            (next, before) = (next.tomorrow().map_err(|_| no_day())?, statement.digest);
        }
        Ok(())
    }

    /// How the stores do, from one day to before another.
    pub(super) async fn store_figures(&self, from: Date, until: Date) -> Result<Vec<StoreFigures>, StoreError> {
        let (from, until) = (midnight(from), midnight(until));
        let mut figures = Vec::with_capacity(self.rules.stores.len());
        let mut db = self.desk.store.reads().acquire().await?;
        for store in &self.rules.stores {
            let (redemptions, spent, conflicts): (i64, i64, i64) = sqlx::query_as(
                "SELECT COALESCE(CAST(SUM(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS BIGINT), 0),
                    COALESCE(CAST(SUM(CASE WHEN state = 'done' THEN fen ELSE 0 END) AS BIGINT), 0),
                    COALESCE(CAST(SUM(CASE WHEN state = 'conflict' THEN 1 ELSE 0 END) AS BIGINT), 0)
                 FROM voucher_charge WHERE store = $1 AND taken_ms >= $2 AND taken_ms < $3",
            )
            .bind(store.code.as_str())
            .bind(from.0)
            .bind(until.0)
            .fetch_one(&mut *db)
            .await?;
            let (reversals, returned): (i64, i64) = sqlx::query_as(
                "SELECT COUNT(*), COALESCE(CAST(SUM(r.fen) AS BIGINT), 0) FROM voucher_reversal r
                 JOIN voucher_charge c ON c.id = r.charge WHERE c.store = $1 AND r.at_ms >= $2 AND r.at_ms < $3",
            )
            .bind(store.code.as_str())
            .bind(from.0)
            .bind(until.0)
            .fetch_one(&mut *db)
            .await?;
            let (disputes,): (i64,) = sqlx::query_as(
                "SELECT COUNT(*) FROM voucher_dispute d JOIN voucher_charge c ON c.id = d.charge
                 WHERE c.store = $1 AND d.at_ms >= $2 AND d.at_ms < $3",
            )
            .bind(store.code.as_str())
            .bind(from.0)
            .bind(until.0)
            .fetch_one(&mut *db)
            .await?;
            let (store, spent, returned) = (store.code.clone(), Fen(spent), Fen(returned));
            figures.push(StoreFigures { store, redemptions, spent, reversals, returned, disputes, conflicts });
        }
        Ok(figures)
    }

    /// The accounts together.
    pub(super) async fn all_accounts(&self) -> Result<Totals, StoreError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT kind, CAST(SUM(balance) AS BIGINT) FROM voucher_account GROUP BY kind")
                .fetch_all(self.desk.store.reads())
                .await?;
        let of = |kind: &str| Fen(rows.iter().filter(|(known, _)| known == kind).map(|(_, fen)| *fen).sum());
        Ok(Totals {
            granted: Fen::ZERO - of("fund"),
            held: of("voucher"),
            stores: of("store"),
            expired: of("expired"),
            sum: rows.iter().map(|(_, fen)| Fen(*fen)).sum(),
        })
    }
}

/// The movements of a day, without what is known of its neighbours.
async fn read_day(db: &mut AnyConnection, store: &StoreCode, day: Date) -> Result<DayStatement, StoreError> {
    let account = ledger::store_account(store);
    let (from, until) = (midnight(day), midnight(day.tomorrow().map_err(|_| no_day())?));
    let rows: Vec<EntryRow> = sqlx::query_as(
        "SELECT id, act, kind, to_account, fen, at_ms FROM (
             SELECT id, act, kind, to_account, fen, at_ms, seq FROM voucher_entry WHERE to_account = $1 AND at_ms >= $2 AND at_ms < $3
             UNION ALL
             SELECT id, act, kind, to_account, fen, at_ms, seq FROM voucher_entry WHERE from_account = $1 AND at_ms >= $2 AND at_ms < $3
         ) AS moved ORDER BY at_ms, seq",
    )
    .bind(&account)
    .bind(from.0)
    .bind(until.0)
    .fetch_all(db)
    .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let charge = ChargeRef::parse(&row.act).ok_or_else(|| StoreError::Corrupt(format!("the purchase {}", row.act)))?;
        let fen = if row.to_account == account { Fen(row.fen) } else { Fen(-row.fen) };
        lines.push(StatementLine { entry: row.id, at: Moment(row.at_ms), charge, kind: row.kind, fen });
    }
    let sum = |sign: i64| lines.iter().map(|line| line.fen).filter(|fen| fen.0.signum() == sign).sum::<Fen>();
    Ok(DayStatement {
        store: store.clone(),
        day,
        closed: false,
        spent: sum(1),
        returned: Fen::ZERO - sum(-1),
        csv: csv(&lines),
        lines,
        digest: String::new(),
        before: String::new(),
    })
}

/// One line a movement: entry, time in Beijing, purchase, kind, yuan.
fn csv(lines: &[StatementLine]) -> String {
    let mut text = String::from("entry,time,charge,kind,yuan\n");
    for line in lines {
        let (at, charge) = (line.at.in_beijing(), line.charge.as_str());
        let time = format!("{}T{:02}:{:02}:{:02}+08:00", at.date(), at.hour(), at.minute(), at.second());
        text.push_str(&format!("{},{time},{charge},{},{}\n", line.entry, line.kind, line.fen));
    }
    text
}

fn chained(statement: &DayStatement) -> Result<String, StoreError> {
    let before = Digest::try_from(statement.before.clone())
        .map_err(|_| StoreError::Corrupt(format!("the digest of a day of {}", statement.store)))?;
    Ok(day_digest(&before, &statement.store, statement.day, &statement.csv).to_string())
}

async fn last_closed(db: &mut AnyConnection, store: &StoreCode, before: Option<Date>) -> Result<Option<DayRow>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT day, digest, before FROM voucher_day WHERE store = $1 AND ($2 = '' OR day < $2) ORDER BY day DESC LIMIT 1",
    )
    .bind(store.as_str())
    .bind(before.map_or_else(String::new, |day| day.to_string()))
    .fetch_optional(db)
    .await?)
}

async fn first_movement(db: &mut AnyConnection, store: &StoreCode) -> Result<Option<Moment>, StoreError> {
    let (first,): (Option<i64>,) = sqlx::query_as("SELECT MIN(at_ms) FROM voucher_entry WHERE to_account = $1")
        .bind(ledger::store_account(store))
        .fetch_one(db)
        .await?;
    Ok(first.map(Moment))
}

fn midnight(day: Date) -> Moment {
    Moment::beijing(day, Time::midnight())
}

fn read_date(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("the day {text} of a statement")))
}

fn no_day() -> StoreError {
    StoreError::Corrupt("a day after the last".to_owned())
}
