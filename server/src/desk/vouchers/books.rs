//! Our books and the department's, compared entry by entry. A difference has a cause: most are on their way.

use std::collections::BTreeMap;

use app::ports::vouchers::{BookCause, BookDifference, BooksRefused};
use domain::{time::Moment, voucher::Fen};
use jiff::civil::{Date, Time};

use super::Vouchers;
use crate::{
    gateway::{
        books::{self, BooksError, Movement},
        outbox::MOVEMENT_ACT,
    },
    store::StoreError,
};

#[derive(sqlx::FromRow)]
struct Entry {
    id: String,
    kind: String,
    from_account: String,
    to_account: String,
    fen: i64,
    at_ms: i64,
    /// How the dispatch of its act stands.
    state: Option<String>,
}

impl Entry {
    fn same(&self, there: &Movement) -> bool {
        (&self.kind, &self.from_account, &self.to_account, self.fen) == (&there.kind, &there.from, &there.to, there.fen)
    }

    fn cause(&self) -> BookCause {
        match self.state.as_deref() {
            Some("waiting") => BookCause::OnItsWay,
            Some("parked") => BookCause::NotUnderstood,
            Some("refused" | "sent_back") => BookCause::Refused,
            Some(_) => BookCause::LostThere,
            None => BookCause::NeverSent,
        }
    }
}

impl Vouchers {
    /// From one day to before another: whole ledgers grow for ever, and a day of them does not.
    pub(super) async fn compare(&self, from: Date, until: Date) -> Result<Vec<BookDifference>, BooksRefused> {
        let midnight = |day| Moment::beijing(day, Time::midnight());
        let (from, until) = (midnight(from), midnight(until));
        let theirs = books::read(&self.desk, from, until).await.map_err(|wrong| match wrong {
            BooksError::None => BooksRefused::None,
            BooksError::NoAnswer(reason) => {
                tracing::warn!(reason, "the department's books were not read");
                BooksRefused::NoAnswer
            }
        })?;
        // Ours is read second: what is written meanwhile is on its way, never unknown here.
        let ours = self.entries(from, until).await.map_err(|wrong| {
            super::unavailable(&wrong);
            BooksRefused::Unavailable
        })?;
        Ok(differences(&ours, theirs))
    }

    /// Every entry, with the dispatch that was written in its transaction: both bear its moment. Of two acts in one millisecond the
    /// one that still waits is believed (`waiting` sorts last): the next comparison tells.
    async fn entries(&self, from: Moment, until: Moment) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT e.id, e.kind, e.from_account, e.to_account, e.fen, e.at_ms,
                    (SELECT MAX(d.state) FROM dispatch d WHERE d.kind = $1 AND d.created_ms = e.at_ms) AS state
             FROM voucher_entry e WHERE e.at_ms >= $2 AND e.at_ms < $3 ORDER BY e.at_ms, e.seq",
        )
        .bind(MOVEMENT_ACT)
        .bind(from.0)
        .bind(until.0)
        .fetch_all(self.desk.store.reads())
        .await?;
        Ok(rows)
    }
}

fn differences(ours: &[Entry], theirs: Vec<Movement>) -> Vec<BookDifference> {
    let mut there: BTreeMap<String, Movement> = theirs.into_iter().map(|one| (one.id.clone(), one)).collect();
    let mut found = Vec::new();
    for entry in ours {
        let (theirs, why) = match there.remove(&entry.id) {
            Some(movement) if entry.same(&movement) => continue,
            Some(movement) => (Some(Fen(movement.fen)), BookCause::Otherwise),
            None => (None, entry.cause()),
        };
        let ours = Some(Fen(entry.fen));
        let (id, kind) = (entry.id.clone(), entry.kind.clone());
        found.push(BookDifference { entry: id, at: Moment(entry.at_ms), kind, ours, theirs, why });
    }
    found.extend(there.into_values().map(|one| BookDifference {
        entry: one.id,
        at: Moment(one.at),
        kind: one.kind,
        ours: None,
        theirs: Some(Fen(one.fen)),
        why: BookCause::UnknownHere,
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, fen: i64, state: Option<&str>) -> Entry {
        Entry {
            id: id.to_owned(),
            kind: "spend".to_owned(),
            from_account: "voucher:v".to_owned(),
            to_account: "store:cs-01".to_owned(),
            fen,
            at_ms: 1,
            state: state.map(str::to_owned),
        }
    }

    fn movement(id: &str, to: &str, fen: i64) -> Movement {
        let (kind, from) = ("spend".to_owned(), "voucher:v".to_owned());
        Movement { id: id.to_owned(), kind, from, to: to.to_owned(), fen, at: 1 }
    }

    #[test]
    fn every_difference_has_its_cause() {
        let ours = [
            entry("same", 5, Some("delivered")),
            entry("less", 5, Some("delivered")),
            entry("elsewhere", 5, Some("delivered")),
            entry("lost", 5, Some("delivered")),
            entry("waits", 5, Some("waiting")),
            entry("parked", 5, Some("parked")),
            entry("refused", 5, Some("refused")),
            entry("never", 5, None),
        ];
        let theirs = vec![
            movement("same", "store:cs-01", 5),
            movement("less", "store:cs-01", 4),
            movement("elsewhere", "store:cs-02", 5),
            movement("theirs", "store:cs-01", 7),
        ];
        let found: Vec<(String, BookCause)> = differences(&ours, theirs).into_iter().map(|line| (line.entry, line.why)).collect();
        let expected = [
            ("less", BookCause::Otherwise),
            ("elsewhere", BookCause::Otherwise),
            ("lost", BookCause::LostThere),
            ("waits", BookCause::OnItsWay),
            ("parked", BookCause::NotUnderstood),
            ("refused", BookCause::Refused),
            ("never", BookCause::NeverSent),
            ("theirs", BookCause::UnknownHere),
        ];
        assert_eq!(found, expected.map(|(id, why)| (id.to_owned(), why)));
    }
}
