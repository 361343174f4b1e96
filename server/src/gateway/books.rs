//! The department's own books of vouchers, read to be compared with ours entry by entry.

use std::time::Duration;

use domain::time::Moment;
use serde::Deserialize;

use super::{
    deliver,
    send::{self, Line, in_short},
};
use crate::desk::Desk;

/// The most of an answer that is read: two hundred thousand movements, which is years of the days that are asked for at once.
const LONGEST: usize = 64 << 20;
/// How long the movements of some days may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A movement as the department has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Movement {
    /// Our entry's id.
    pub id: String,
    /// `spend`, `reverse`, …
    pub kind: String,
    /// From this account.
    pub from: String,
    /// To this one.
    pub to: String,
    /// Fen.
    pub fen: i64,
    /// When, milliseconds.
    pub at: i64,
}

#[derive(Deserialize)]
struct Ledger {
    entries: Vec<Movement>,
}

/// Why the books were not read.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// No department keeps books that can be read.
    #[error("departments.toml names no books of vouchers")]
    None,
    /// It did not answer, or not with books.
    #[error("{0}")]
    NoAnswer(String),
}

/// Every movement that the department has written down of what was done from one moment to before another.
pub async fn read(desk: &Desk, from: Moment, until: Moment) -> Result<Vec<Movement>, BooksError> {
    let department = desk.departments.for_vouchers().ok_or(BooksError::None)?;
    let said = |text: &str| BooksError::NoAnswer(text.to_owned());
    let call = department.books_call(from, until).map_err(|wrong| said(&wrong))?.ok_or(BooksError::None)?;
    let secret = deliver::secret(desk, department).ok_or(BooksError::None)?;
    let client = send::client().map_err(|error| said(in_short(&error)))?;
    let now_s = desk.clock.now().0.div_euclid(1000);
    let line = Line { client: &client, department, secret: &secret, now_s };
    let id = format!("books_{}", desk.keys.token());
    let asked = tokio::time::timeout(PATIENCE, line.ask(&id, call, LONGEST)).await.map_err(|_| said("too slow"))?;
    let answered = asked.map_err(|error| said(in_short(&error)))?;
    if !answered.status.is_success() {
        return Err(BooksError::NoAnswer(answered.status.to_string()));
    }
    let ledger = serde_json::from_str::<Ledger>(&answered.body).map_err(|_| said("no books"))?;
    // A system that answers with more than it was asked for is not reproached with the rest.
    Ok(ledger.entries.into_iter().filter(|one| (from.0..until.0).contains(&one.at)).collect())
}
