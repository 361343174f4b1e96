//! Charity-supermarket vouchers (爱心券): money in whole fen, what pays what, what comes back, what a till may take without a
//! connection, and the codes that it scans. Pure arithmetic: the same on server, phone and till.
//!
//! [`Fen`] money · [`Terms`] of a grant · [`pay`] which vouchers pay · [`reverse`] mistakes · [`Rhythm`] what is granted again · [`OfflineTill`] without a
//! connection · [`WalletCode`], [`CardCode`] what is scanned · [`day_digest`] statements · [`Rules`] `data/vouchers.toml`.

mod code;
mod fen;
mod file;
mod offline;
mod pay;
mod reversal;
mod rhythm;
mod rules;
mod statement;
mod terms;

pub use code::{CardCode, CodeLife, CodeRefusal, WalletCode};
pub use fen::Fen;
pub use offline::{Ceilings, Conflict, OfflineRefusal, OfflineTill, within};
pub use pay::{Part, PayReason, PayRefusal, Purse, Spendable, most, pay, spendable};
pub use reversal::{Back, Paid, ReversalRefusal, Undoer, ends_after_return, reverse};
pub use rhythm::Rhythm;
pub use rules::{Category, DayRules, Hours, Item, Programme, Rules, Store};
pub use statement::{NO_DAY_BEFORE, day_digest};
pub use terms::{ItemLimit, Line, MOST_FEN, MOST_LINES, Terms, month, month_span, total, well_formed};
