//! Public notices (公示) of cases whose department has begun that step: masked before they are written, taken down by
//! themselves, and at once when the resident takes the case back. What the rules do not allow is never written.

use app::ports::cases::NoticeLine;
use domain::{
    case::{
        CaseEvent,
        publicity::{Notice, Subject},
    },
    form::{Form, answers},
    identity::{Document, DocumentKind},
    ids::{CaseRef, ServiceCode},
    text::Lang,
    time::Moment,
};
use jiff::civil::Date;
use serde_json::Value;
use sqlx::Row as _;

use super::{
    Cases,
    rows::{self, CaseRow},
};
use crate::{
    gateway::ApplicantBody,
    store::{StoreError, Tx},
};

/// The step of `data/cases.toml` in which the outcome is shown.
const STEP: &str = "public_notice";

impl Cases {
    /// Writes the notice of a case that comes to its public step; takes it down where the department goes back on it.
    pub(super) async fn show_in_public(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        what: &CaseEvent,
        now: Moment,
    ) -> Result<(), StoreError> {
        match what {
            CaseEvent::BeginStep { step } if step == STEP => {}
            // An objection is looked into, or it was not granted: nothing is shown any longer.
            CaseEvent::BeginStep { step } if step == "recheck" => return self.take_down_notice(tx, &case.reference).await,
            CaseEvent::Decide { decision, .. } if *decision != domain::case::Decision::Granted => {
                return self.take_down_notice(tx, &case.reference).await;
            }
            _ => return Ok(()),
        }
        let (guide, procedure) = self.known_service(&case.service)?;
        let form = Form::of(guide);
        let said = answers(&form, &self.version(&mut **tx, &case.reference, case.version).await?.typed);
        let applicant = ApplicantBody::of(&said);
        let street = self.street(&form, &said);
        let born = DocumentKind::ALL
            .into_iter()
            .find_map(|kind| Document::parse(kind, &applicant.document, now.day()).ok()?.birth_date())
            .or_else(|| said.get("birth").and_then(Value::as_str)?.parse::<Date>().ok());
        let subject = Subject { name: &applicant.name, document: &applicant.document, born, address: &street };
        let household = said.get("family_members").and_then(Value::as_array).map_or(0, Vec::len);
        let household = u8::try_from(household).unwrap_or(u8::MAX);
        // A child's case is the child's, whoever applied: those services have no notice, and this would refuse them too.
        if said.get("child_id_no").is_some() {
            return Ok(());
        }
        let Ok(notice) = Notice::make(&case.service, procedure, &subject, household, now.day()) else { return Ok(()) };
        sqlx::query(
            "INSERT INTO public_notice (reference, service, from_day, until_day, notice) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (reference) DO UPDATE
             SET from_day = excluded.from_day, until_day = excluded.until_day, notice = excluded.notice",
        )
        .bind(case.reference.as_str())
        .bind(case.service.as_str())
        .bind(notice.from.to_string())
        .bind(notice.until.to_string())
        .bind(String::from_utf8_lossy(&rows::json(&notice)).into_owned())
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// The name of the street that the applicant lives in, as the form's list has it.
    fn street(&self, form: &Form, said: &Value) -> String {
        let code = said.get("live_street").and_then(Value::as_str).unwrap_or_default();
        let choice = form.field("live_street").and_then(|field| field.options.iter().find(|choice| choice.code == code));
        choice.map_or_else(String::new, |choice| [self.desk.district.name.of(Lang::Zh), choice.label.of(Lang::Zh)].concat())
    }

    pub(super) async fn take_down_notice(&self, tx: &mut Tx, reference: &CaseRef) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM public_notice WHERE reference = $1").bind(reference.as_str()).execute(&mut **tx).await?;
        Ok(())
    }

    /// What is shown today, the newest first.
    pub(super) async fn shown_notices(&self) -> Result<Vec<NoticeLine>, StoreError> {
        let today = self.now().day();
        let found =
            sqlx::query("SELECT service, notice FROM public_notice WHERE until_day >= $1 ORDER BY from_day DESC, reference")
                .bind(today.to_string())
                .fetch_all(self.desk.store.reads())
                .await?;
        let mut shown = Vec::new();
        for row in found {
            let notice: Notice = rows::from_json(row.try_get::<String, _>("notice")?.as_bytes(), "a notice")?;
            if notice.is_shown(today) {
                shown.push(NoticeLine { service: ServiceCode(row.try_get("service")?), notice });
            }
        }
        Ok(shown)
    }
}
