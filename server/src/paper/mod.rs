//! Papers as PDF, with their type embedded, so that they print anywhere: a resident's receipt, a store's day.

mod receipt;
mod sheet;
mod statement;

pub use receipt::{ReceiptPaper, receipt};
pub use statement::statement;
