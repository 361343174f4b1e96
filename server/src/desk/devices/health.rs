//! What machines say of themselves each minute, signed with their own key. Only the last report is kept. Reports are numbered by
//! the machine, so that none is taken twice or out of order.

use app::ports::devices::{DeviceLine, Health, ReportRefused, report_text};
use domain::{ids::VenueCode, time::Moment};
use serde::Deserialize;
use sqlx::Row as _;

use super::{
    Devices,
    proof::inches,
    signed::{COUNTERS, Signed},
};
use crate::{desk::ended::Ended, store::StoreError};

/// The longest report, bytes.
const LONGEST: usize = 2048;
/// The longest version of the pages, characters.
const LONGEST_VERSION: usize = 40;
/// The largest number that is shown; a moment of the year 2286.
const LARGEST_NUMBER: i64 = 10_000_000_000_000;

/// A report as the machine signed it.
#[derive(Deserialize)]
struct Sent {
    device: String,
    counter: i64,
    /// The machine's own clock, milliseconds since 1970.
    time: i64,
    #[serde(flatten)]
    health: Health,
}

impl Sent {
    fn read(report: &str) -> Option<Self> {
        let sent: Self = (report.len() <= LONGEST).then(|| serde_json::from_str(report).ok())??;
        let sound = |n: i64| (0..=LARGEST_NUMBER).contains(&n);
        let wiped = sent.health.wiped.map(|at| at.0);
        let numbers = [Some(sent.time), sent.health.last_touch_s, sent.health.paper_left, wiped];
        let numbers = numbers.into_iter().flatten().all(sound);
        let good = numbers
            && COUNTERS.contains(&sent.counter)
            && sent.health.version.chars().count() <= LONGEST_VERSION
            && sent.health.version.bytes().all(|byte| byte.is_ascii_graphic());
        good.then_some(sent)
    }
}

impl Devices {
    pub(super) async fn take_report(&self, report: &str, signature: &[u8]) -> Result<String, Ended<ReportRefused>> {
        let Some(sent) = Sent::read(report) else { return Err(Ended::Refused(ReportRefused::Malformed)) };
        let (now, text) = (self.now(), report_text(report));
        let mut tx = self.desk.store.begin().await?;
        let signed = Signed { device: &sent.device, counter: sent.counter, text: &text, signature };
        self.take_number(&mut tx, &signed).await?;
        let health = Health { clock_skew_ms: sent.time - self.machine.now().0, ..sent.health };
        let json = serde_json::to_string(&health).map_err(|wrong| StoreError::Corrupt(wrong.to_string()))?;
        sqlx::query("UPDATE device SET report = $2, seen_ms = $3 WHERE id = $1 AND revoked_ms IS NULL")
            .bind(&sent.device)
            .bind(&json)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(sent.device)
    }

    pub(super) async fn lines(&self) -> Result<Vec<DeviceLine>, StoreError> {
        let silent = self.silent_since();
        sqlx::query(
            "SELECT id, name, venue, inches, enrolled_ms, revoked_ms, seen_ms, report FROM device
             ORDER BY CASE WHEN revoked_ms IS NULL THEN 0 ELSE 1 END, venue, name, enrolled_ms",
        )
        .fetch_all(self.desk.store.reads())
        .await?
        .iter()
        .map(|row| {
            let moment = |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Moment));
            let (revoked, seen) = (moment("revoked_ms")?, moment("seen_ms")?);
            let report: Option<String> = row.try_get("report")?;
            Ok(DeviceLine {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                venue: VenueCode(row.try_get("venue")?),
                inches: inches(row.try_get("inches")?),
                enrolled: Moment(row.try_get("enrolled_ms")?),
                live: revoked.is_none() && seen.is_some_and(|seen| seen > silent),
                revoked,
                seen,
                health: report.and_then(|json| serde_json::from_str(&json).ok()),
            })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use app::ports::devices::{Printer, Trace, Wipe};

    use super::*;

    #[test]
    fn what_is_not_known_is_said_to_be_unknown_and_what_cannot_be_is_refused() {
        let read = |rest: &str| Sent::read(&format!(r#"{{"device":"d","counter":1,"time":5{rest}}}"#));
        let sent = read(r#","printer":"near_end","paper_left":41,"wipe":"burnt","more":true"#).expect("a report");
        assert_eq!((sent.health.printer, sent.health.paper_left), (Printer::NearEnd, Some(41)));
        assert_eq!((sent.health.wipe, sent.health.last_touch_s), (Wipe::Unknown, None));
        let found = read(r#","wipe":"found","wiped":1795480200000,"traces":["cache","a cellar"]"#).expect("a report").health;
        assert_eq!((found.wipe, found.traces), (Wipe::Found, vec![Trace::Cache, Trace::Elsewhere]));
        let stuck = read(r#","printer":"jam""#).expect("a report").health.printer;
        assert!(stuck == Printer::Jam && stuck.prints_nothing());
        assert!(read(r#","wiped":-1"#).is_none());
        for wrong in [r#","paper_left":-1"#, r#","version":"a b""#, r#","last_touch_s":"soon""#, r#","counter":2"#] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
        assert!(Sent::read(&format!(r#"{{"device":"d","counter":1,"time":5,"x":"{}"}}"#, "x".repeat(LONGEST))).is_none());
        assert!(Sent::read(r#"{"device":"d","counter":0,"time":5}"#).is_none());
    }
}
