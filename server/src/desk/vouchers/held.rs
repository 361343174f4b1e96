//! A scan that came before its purchase: a scanner's Enter, the camera, a look at what applies. It is kept in the till's own form,
//! sealed, so that the resident need not show another code once the amount is entered. It is judged as of the moment it was
//! scanned; its code still pays once, by the same row as ever (`voucher_charge_code_once`).

use app::ports::vouchers::{HeldScan, Till};
use domain::time::Moment;

use super::Vouchers;

/// How long who sells may take to enter what is bought, minutes.
const MINUTES: i64 = 3;

impl Vouchers {
    pub(super) fn seal_scan(&self, till: &Till, text: &str) -> String {
        self.desk.keys.seal(&place(till), format!("{}\n{}", self.now().0, text.trim()).as_bytes())
    }

    pub(super) fn open_scan(&self, till: &Till, sealed: &str) -> Option<HeldScan> {
        let plain = self.desk.keys.open_text(&place(till), sealed).ok()?;
        let (at, text) = plain.split_once('\n')?;
        let at = Moment(at.parse().ok()?);
        (self.now() < at.plus_minutes(MINUTES)).then(|| HeldScan { text: text.to_owned(), at })
    }
}

/// What was scanned at one till is nothing at another.
fn place(till: &Till) -> String {
    format!("till-scan:{}", till.id)
}
