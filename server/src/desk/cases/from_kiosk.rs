//! An application that somebody began at a kiosk without a network becomes a draft like any other, with exactly what was typed, under
//! the reference and the code that the kiosk gave them (`public/kiosk/offline/form.js`). Its pages say what is wrong with the answers
//! once it is gone on with; what was answered there is no application until it is sent from there.

use app::{
    msg::{kiosk_offline, sms},
    ports::Delivered,
};
use domain::{
    form::{Form, Typed, answers, says_by_proxy},
    identity::Phone,
    ids::{CaseRef, ServiceCode},
    text::Lang,
    time::Moment,
};

use super::{
    Cases,
    audit::Role,
    draft::with_files,
    masked, rows,
    start::{DAY, KEPT_DAYS, expires},
};
use crate::{
    gateway::ApplicantBody,
    notify,
    store::{StoreError, Tx},
};

/// What somebody began.
pub(in crate::desk) struct Begun {
    /// Of which service.
    pub(in crate::desk) service: ServiceCode,
    /// By what they find it again, with the code.
    pub(in crate::desk) reference: CaseRef,
    /// Six digits.
    pub(in crate::desk) code: String,
    /// As they typed it.
    pub(in crate::desk) typed: Typed,
    /// When, by the kiosk's clock.
    pub(in crate::desk) at: Moment,
}

impl Cases {
    /// Makes the draft, once for each `attempt` of a kiosk. Where the reference is another's (one in many thousand millions), it gets a
    /// new one and the message says which; without a telephone nobody could be told, and nothing is kept.
    pub(in crate::desk) async fn take_begun(
        &self,
        tx: &mut Tx,
        attempt: &str,
        begun: Begun,
        now: Moment,
    ) -> Result<Delivered, StoreError> {
        let keys = &self.desk.keys;
        let Some((guide, _)) = self.service(&begun.service) else { return Ok(Delivered::Unreadable) };
        let at = begun.at.min(now);
        // No draft is older; and one that was forgotten since does not come back when it is delivered once more.
        if at.plus_minutes(KEPT_DAYS * DAY) <= now {
            return Ok(Delivered::NotKept);
        }
        let (service, form) = (guide.code.clone(), Form::of(guide));
        let typed = answered(&form, &begun.typed);
        // There was no first question there: who said that they act for somebody goes on as their helper, and needs their word.
        let for_other = form.names_applicant() && says_by_proxy(&typed);
        let token = keys.token();
        let id = keys.index("application", &token);
        // No browser has begun it: none finds it without reference and code.
        let nobody = self.visitor_index(&keys.token());
        let written = sqlx::query(
            "INSERT INTO draft (id, token_sealed, attempt_index, service, visitor_index, for_other, kiosk, typed_sealed, begun_ms,
                written_ms, expires_ms, state)
             VALUES ($1, $2, $3, $4, $5, $10, 1, $6, $7, $8, $9, 'live') ON CONFLICT (attempt_index) DO NOTHING",
        )
        .bind(&id)
        .bind(keys.seal(&rows::draft_token_of(&id), token.as_bytes()))
        .bind(keys.index("application-begun-at-a-kiosk", attempt))
        .bind(service.as_str())
        .bind(&nobody)
        .bind(rows::seal_typed(keys, &id, &typed))
        .bind(at.0)
        .bind(now.0)
        .bind(expires(now).0)
        .bind(i64::from(for_other))
        .execute(&mut **tx)
        .await?;
        if written.rows_affected() == 0 {
            return Ok(Delivered::Begun);
        }
        let phone = Phone::parse(&ApplicantBody::of(&answers(&form, &typed)).phone).ok();
        let (reference, said) = if self.call_draft(tx, &id, &begun.reference, &begun.code).await? {
            (begun.reference, kiosk_offline::SMS_BEGUN)
        } else if phone.is_some() {
            (self.name_draft(tx, &id, &begun.code).await?, kiosk_offline::SMS_BEGUN_RENAMED)
        } else {
            sqlx::query("DELETE FROM draft WHERE id = $1").bind(&id).execute(&mut **tx).await?;
            return Ok(Delivered::NotKept);
        };
        if let Some(row) = rows::draft(&mut **tx, keys, &id).await? {
            self.ask_words(tx, &row, &form, &typed, now).await?;
        }
        let role = if for_other { Role::Helper } else { Role::Own };
        self.note_actor(tx, &id, "begin", role, &nobody, now).await?;
        if let Some(phone) = phone {
            let (reference, link) = (reference.spaced(), format!("{}/resume", self.desk.public_url));
            let day = expires(now).day().to_string();
            let say = |lang: Lang| said.with(lang, &[("reference", &reference), ("day", &day), ("link", &link)]);
            let text = format!("{}{}\n{}", sms::SENDER.of(Lang::Zh), say(Lang::Zh), say(Lang::En));
            notify::put(tx, keys, &phone, &text, now).await?;
        }
        Ok(Delivered::Begun)
    }
}

/// What the form asks of what was typed: as its screens would have kept it.
fn answered(form: &Form, typed: &Typed) -> Typed {
    let given = masked::kept(form, typed, &Typed::default());
    let mut kept = Typed::default();
    for screen in &form.screens {
        screen.take(&mut kept, &given);
    }
    // Nothing was handed in there, whatever it says.
    with_files(form, kept, std::iter::empty())
}
