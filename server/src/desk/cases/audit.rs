//! Who did what for whom. Nobody is named: the actor is a keyed hash of a resident, a staff account or a browser.

use app::ports::cases::Asker;
use domain::time::Moment;

use super::Cases;
use crate::store::{StoreError, Tx};

/// In which role somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// For themselves.
    Own,
    /// For somebody else.
    Helper,
    /// As the second person of somebody's application.
    SecondPerson,
}

impl Role {
    const fn code(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Helper => "helper",
            Self::SecondPerson => "second_person",
        }
    }
}

impl Cases {
    /// Notes an act on a draft (by its id) or a case (by its reference), in the act's own transaction.
    pub(super) async fn note(
        &self,
        tx: &mut Tx,
        subject: &str,
        act: &str,
        role: Role,
        who: &Asker,
        now: Moment,
    ) -> Result<(), StoreError> {
        let actor = match &who.resident {
            Some(resident) => self.resident_index(resident),
            None => self.visitor_index(&who.visitor),
        };
        self.note_actor(tx, subject, act, role, &actor, now).await
    }

    /// As [`Cases::note`], for an actor whose keyed hash is known.
    pub(super) async fn note_actor(
        &self,
        tx: &mut Tx,
        subject: &str,
        act: &str,
        role: Role,
        actor: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO case_audit (id, at_ms, subject, act, role, actor_index) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.desk.keys.token())
            .bind(now.0)
            .bind(subject)
            .bind(act)
            .bind(role.code())
            .bind(actor)
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}
