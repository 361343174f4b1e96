//! A case is found again without an account: by its reference and the last four of the applicant's document (of their
//! telephone, where no document is asked). Wrong and absent are one answer, made by the same steps; [`tries`] are counted.

use app::ports::FindRefused;
use domain::ids::{CaseRef, CaseToken};

use super::{Cases, Ended, rows, send::last_four_index};
use crate::desk::tries::{self, normalise};

impl Cases {
    pub(super) async fn find_case(
        &self,
        reference: &CaseRef,
        last_four: &str,
        visitor: &str,
    ) -> Result<CaseToken, Ended<FindRefused>> {
        let (now, reads, keys) = (self.now(), self.desk.store.reads(), &self.desk.keys);
        let wanted = format!("case:{}", reference.as_str());
        // The same form looks for bookings first: each has tries of its own.
        if !tries::may_try(&self.desk, &self.budget, &wanted, &format!("case:{visitor}"), now).await? {
            return Err(Ended::Refused(FindRefused::TooOften));
        }
        let fits =
            sqlx::query("SELECT 1 FROM case_file WHERE reference = $1 AND (last_four_index = $2 OR other_four_index = $2)")
                .bind(reference.as_str())
                .bind(last_four_index(keys, reference, &normalise(last_four)))
                .fetch_optional(reads)
                .await?;
        // The case is read whether or not the four fit, so that the time tells nothing about which was wrong.
        let case = rows::case(reads, keys, rows::CaseKey::Reference(reference)).await?;
        let case = fits.and(case).ok_or(Ended::Refused(FindRefused::NoMatch))?;
        let mut tx = self.desk.store.begin().await?;
        self.keep_found(&mut tx, reference, visitor).await?;
        tx.commit().await?;
        Ok(case.token)
    }
}
