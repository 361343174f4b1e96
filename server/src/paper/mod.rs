//! Papers that residents keep: a receipt as PDF, with its type embedded, so that it prints anywhere.

mod receipt;
mod sheet;

pub use receipt::{ReceiptPaper, receipt};
