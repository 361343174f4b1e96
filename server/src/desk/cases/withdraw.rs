//! An application is taken back: asked of the department that has it, and withdrawn when its system says yes. What it had decided
//! before stands. Where no department has it, it is withdrawn at once and nobody is told.

use app::ports::cases::{Asker, MoveRefused};
use domain::{
    case::{CaseEvent, Stage},
    ids::{CaseRef, CaseToken},
    time::Moment,
};

use super::{
    Cases, Ended,
    audit::Role,
    moves::Acted,
    rows::{self, CaseKey, CaseRow},
    tell::Told,
};
use crate::store::{StoreError, Tx};

const ACT: &str = "withdraw";

impl Cases {
    pub(super) async fn withdraw_case(&self, token: &CaseToken) -> Result<(), Ended<MoveRefused>> {
        let now = self.now();
        let mut tx = self.desk.store.begin().await?;
        let mut case = self.take_own(&mut tx, token, now).await?;
        let asked = is_with_a_department(&case);
        let (event, told) =
            if asked { (CaseEvent::AskWithdraw, Told::WITHDRAWAL_ASKED) } else { (CaseEvent::Withdraw, Told::WITHDRAWN) };
        match self.act(&mut tx, &mut case, &event, now).await? {
            // Pressed twice: it is done.
            Acted::Known => return Ok(()),
            Acted::Impossible => return Err(Ended::Refused(MoveRefused::TooLate)),
            Acted::Moved | Acted::Late => {}
        }
        if asked {
            self.hand_over_move(&mut tx, &case, ACT, "withdrawn", "", now).await?;
        }
        // Whoever wants it back is shown in public no longer, whatever the department answers.
        self.take_down_notice(&mut tx, &case.reference).await?;
        self.note(&mut tx, case.reference.as_str(), ACT, Role::Own, &Asker::default(), now).await?;
        self.tell(&mut tx, &case, told, now).await?;
        tx.commit().await?;
        self.wake(&case);
        Ok(())
    }

    /// The department's system has taken it back.
    pub(super) async fn withdrawn_there(&self, tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError> {
        let Some(mut case) = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), at).await? else {
            return Ok(());
        };
        match self.act(tx, &mut case, &CaseEvent::Withdraw, at).await? {
            Acted::Moved => self.tell(tx, &case, Told::WITHDRAWN, at).await,
            // It told of a decision before it said yes: the decision stands, and a person looks at it.
            Acted::Impossible => self.keep_event(tx, &case, &CaseEvent::Withdraw, (at, at), None, "impossible").await,
            Acted::Known | Acted::Late => Ok(()),
        }
    }

    /// The department's system could not take it back any more, or a person has given up on asking it.
    pub(super) async fn not_withdrawn(&self, tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError> {
        let Some(mut case) = rows::take_case(tx, &self.desk.keys, CaseKey::Reference(reference), at).await? else {
            return Ok(());
        };
        match self.act(tx, &mut case, &CaseEvent::WithdrawalRefused, at).await? {
            Acted::Moved | Acted::Late => self.tell(tx, &case, Told::NOT_WITHDRAWN, at).await,
            Acted::Known | Acted::Impossible => Ok(()),
        }
    }
}

/// Whether there is a department that must be asked: where none takes the service's cases, or its system did not take this one,
/// nobody but us has it.
fn is_with_a_department(case: &CaseRow) -> bool {
    case.department.is_some() && case.progress.stage() != Stage::SentBack
}
