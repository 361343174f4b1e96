//! A granted application is given its voucher by itself, in the transaction that heard of the decision.

use app::ports::vouchers::{CHARITY, Grantee};
use async_trait::async_trait;
use domain::{
    identity::{Document, DocumentKind, Name, Phone},
    ids::{CaseRef, ServiceCode, WalletToken},
    time::Moment,
};

use super::{
    Ended, Vouchers,
    grant::{Gift, Repeat},
};
use crate::{
    desk::cases::{GrantedCase, Granting},
    store::{StoreError, Tx},
};

impl Vouchers {
    /// The wallet that a case's voucher is in.
    pub(super) async fn wallet_granted_by(&self, case: &CaseRef) -> Result<Option<WalletToken>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT w.person_index FROM voucher_wallet w JOIN voucher v ON v.wallet = w.id WHERE v.case_reference = $1 LIMIT 1",
        )
        .bind(case.as_str())
        .fetch_optional(self.desk.store.reads())
        .await?;
        let Some((person,)) = row else { return Ok(None) };
        let mut db = self.desk.store.reads().acquire().await?;
        self.wallet_of_person(&mut db, &person).await?.map(|row| row.token(&self.desk.keys)).transpose()
    }
}

#[async_trait]
impl Granting for Vouchers {
    fn grants(&self, service: &ServiceCode, now: Moment) -> bool {
        self.rules.granted_by(service, now).next().is_some()
    }

    async fn granted(&self, tx: &mut Tx, case: &GrantedCase<'_>, now: Moment) -> Result<(), StoreError> {
        let applicant = &case.applicant;
        let document = DocumentKind::parse(&applicant.document_kind)
            .and_then(|kind| Document::parse(kind, &applicant.document, now.day()).ok());
        let (Some(document), Ok(name)) = (document, Name::parse(&applicant.name)) else {
            // The decision holds all the same: somebody grants it by hand.
            tracing::error!(case = case.reference.as_str(), "granted, but its applicant cannot hold a voucher");
            return Ok(());
        };
        let to = Grantee { name, document, phone: Phone::parse(&applicant.phone).ok(), household: None };
        for programme in self.rules.granted_by(case.service, now) {
            let wallet = self.wallet_for(tx, &to, now).await?;
            let gift = Gift {
                programme: &programme.code,
                terms: programme.terms(now),
                other_amount: None,
                repeat: Repeat::begins(programme.every),
                case: Some(case.reference),
                by: CHARITY,
            };
            let key = self.grant_key(&format!("case:{}", case.reference.as_str()), &programme.code);
            match self.give(tx, &wallet, &key, &gift, now).await {
                Ok(_) => {}
                // Granted once already, under rules that were others then.
                Err(Ended::Refused(_)) => tracing::warn!(case = case.reference.as_str(), "granted before"),
                Err(Ended::Failed(wrong)) => return Err(wrong),
            }
        }
        Ok(())
    }
}
