//! What a signed-in resident gave once is offered again, with where it came from; it is used with their consent only
//! (数据一次收集、资源多方共享).

use app::ports::cases::{Asker, Offer, WriteRefused};
use domain::{
    form::{Form, Share, Typed, shared_values},
    identity::{mask_document, mask_name, mask_phone},
    ids::{DraftToken, ServiceCode},
    time::Moment,
};
use sqlx::Row as _;

use super::{
    Cases, Ended,
    audit::Role,
    draft::{named, with_files},
    rows::{self, DraftRow},
    start::expires,
    unsealed,
};
use crate::{
    desk::{
        files,
        residents::{self, Identity, ResidentsError},
    },
    store::{StoreError, Tx},
};

/// In place of a service: it comes from signing in.
const SIGNED_IN: &str = "";

impl Cases {
    /// What may be used again in this draft: of its own resident, and nothing of a helper's in somebody else's application.
    pub(super) async fn offers(&self, row: &DraftRow, form: &Form) -> Result<Vec<Offer>, StoreError> {
        let Some(resident) = row.resident.as_ref().filter(|_| !row.for_other) else { return Ok(Vec::new()) };
        let known =
            sqlx::query("SELECT share, service, given_ms, sealed FROM shared_value WHERE resident_index = $1 ORDER BY share")
                .bind(resident)
                .fetch_all(self.desk.store.reads())
                .await?;
        let mut offers = Vec::new();
        for known in known {
            let share: String = known.try_get("share")?;
            let Some(share) = parse(&share) else { continue };
            let plain = self.desk.keys.open(&sealed_for(resident, share), &known.try_get::<String, _>("sealed")?);
            let values: Typed = rows::from_json(&plain.map_err(|wrong| unsealed(&wrong))?, "something given before")?;
            if asks(form, share, &values, &row.typed) {
                let from: String = known.try_get("service")?;
                let from = (from != SIGNED_IN).then_some(ServiceCode(from));
                offers.push(Offer { share, from, given: Moment(known.try_get("given_ms")?), shown: shown(share, &values) });
            }
        }
        Ok(offers)
    }

    pub(super) async fn use_again(&self, token: &DraftToken, share: Share, who: &Asker) -> Result<(), Ended<WriteRefused>> {
        let (now, keys) = (self.now(), &self.desk.keys);
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let mut tx = self.desk.store.begin().await?;
        let (row, resident) = self.take_own_draft(&mut tx, token, who, now).await?;
        let form = self.form(&row.service)?;
        let kept = sqlx::query("SELECT sealed FROM shared_value WHERE resident_index = $1 AND share = $2")
            .bind(&resident)
            .bind(code(share))
            .fetch_optional(&mut *tx)
            .await?;
        let sealed: String = kept.ok_or_else(unknown)?.try_get("sealed")?;
        let plain = keys.open(&sealed_for(&resident, share), &sealed).map_err(|wrong| unsealed(&wrong))?;
        let given: Typed = rows::from_json(&plain, "something given before")?;
        let mut next = row.typed.clone();
        for field in form.screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.share == Some(share)) {
            let own =
                |input: &str| input.strip_prefix(field.key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if given.iter().any(|(input, _)| own(input)) {
                next.forget(&field.key);
            }
            for (input, values) in given.iter().filter(|(input, _)| own(input)) {
                next.set_all(input, values.to_vec());
            }
        }
        let files = files::listed(&mut *tx, keys, &app::ports::files::FileOwner::draft(token.as_str())).await?;
        let next = with_files(&form, next, named(&files));
        self.keep_typed(&mut tx, &row, &next).await?;
        self.ask_words(&mut tx, &row, &form, &next, now).await?;
        self.note(&mut tx, &row.id, &format!("use_again_{}", code(share)), Role::Own, who, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a draft for what its own resident gave before: a draft that somebody else began never receives it. With it, the
    /// resident's index.
    pub(super) async fn take_own_draft(
        &self,
        tx: &mut Tx,
        token: &DraftToken,
        who: &Asker,
        now: Moment,
    ) -> Result<(DraftRow, String), Ended<WriteRefused>> {
        let unknown = || Ended::Refused(WriteRefused::Unknown);
        let resident = self.resident_index(who.resident.as_ref().ok_or_else(unknown)?);
        let row = rows::take_draft(tx, &self.desk.keys, &self.draft_id(token), now, expires(now)).await?.ok_or_else(unknown)?;
        let own = !row.for_other && row.resident.as_ref() == Some(&resident);
        if own { Ok((row, resident)) } else { Err(unknown()) }
    }

    /// Who a signed-in resident is, to be offered to them.
    pub(super) async fn identity_to_offer(&self, resident: &str) -> Result<Option<(String, Typed)>, StoreError> {
        let known = residents::identity(&self.desk, resident).await.map_err(|wrong| match wrong {
            ResidentsError::Store(wrong) => wrong,
            ResidentsError::Sealed(wrong) => StoreError::Corrupt(wrong),
        })?;
        let Some(Identity { name, document, phone }) = known else { return Ok(None) };
        let mut typed = Typed::default();
        typed.set("name", name.as_str());
        if let Some(document) = document {
            typed.set("id_type", document.kind().code());
            typed.set("id_no", document.number());
        }
        if let Some(phone) = phone {
            typed.set("mobile", phone.as_str());
        }
        Ok(Some((self.resident_index(resident), typed)))
    }

    /// Keeps it where nothing of the kind was given before: what they typed themselves counts more.
    pub(super) async fn keep_identity(
        &self,
        tx: &mut Tx,
        (resident, typed): &(String, Typed),
        now: Moment,
    ) -> Result<(), StoreError> {
        let share = Share::Identity;
        sqlx::query(
            "INSERT INTO shared_value (resident_index, share, service, given_ms, sealed) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (resident_index, share) DO NOTHING",
        )
        .bind(resident)
        .bind(code(share))
        .bind(SIGNED_IN)
        .bind(now.0)
        .bind(self.desk.keys.seal(&sealed_for(resident, share), &rows::json(typed)))
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    /// Keeps what may be offered next time. What somebody fills in for somebody else is not theirs to be offered.
    pub(super) async fn keep_shared(
        &self,
        tx: &mut Tx,
        draft: &DraftRow,
        form: &Form,
        typed: &Typed,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(resident) = draft.resident.as_ref().filter(|_| !draft.for_other) else { return Ok(()) };
        for (share, values) in shared_values(form, typed) {
            sqlx::query(
                "INSERT INTO shared_value (resident_index, share, service, given_ms, sealed) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (resident_index, share) DO UPDATE
                 SET service = excluded.service, given_ms = excluded.given_ms, sealed = excluded.sealed",
            )
            .bind(resident)
            .bind(code(share))
            .bind(draft.service.as_str())
            .bind(now.0)
            .bind(self.desk.keys.seal(&sealed_for(resident, share), &rows::json(&values)))
            .execute(&mut **tx)
            .await?;
        }
        Ok(())
    }
}

/// Whether a form asks for something of what was kept that is not answered yet.
fn asks(form: &Form, share: Share, kept: &Typed, typed: &Typed) -> bool {
    let fields = form.screens.iter().flat_map(|screen| &screen.fields);
    fields.filter(|field| field.share == Some(share) && field.asked(typed)).any(|field| {
        let filled = |(input, values): (&str, &[String])| {
            input.strip_prefix(field.key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                && values.iter().any(|value| !value.trim().is_empty())
        };
        kept.iter().any(filled) && !typed.iter().any(filled)
    })
}

/// A key of what was kept, and how it is masked.
type Shown = (&'static str, fn(&str) -> String);

/// Who somebody is, and the number of a card, masked; a household is too long for a line.
fn shown(share: Share, values: &Typed) -> Vec<String> {
    let known: &[Shown] = match share {
        Share::Identity => &[("name", mask_name), ("id_no", mask_document), ("mobile", mask_phone)],
        Share::DisabilityCard => &[("disability_card", mask_document)],
        Share::BankCard => &[("bank_account", mask_document)],
        Share::Household => &[],
    };
    let known = known.iter().map(|(key, mask)| (values.get(key), mask));
    known.filter(|(value, _)| !value.is_empty()).map(|(value, mask)| mask(value)).collect()
}

pub(super) const fn code(share: Share) -> &'static str {
    match share {
        Share::Identity => "identity",
        Share::Household => "household",
        Share::DisabilityCard => "disability_card",
        Share::BankCard => "bank_card",
    }
}

fn parse(text: &str) -> Option<Share> {
    [Share::Identity, Share::Household, Share::DisabilityCard, Share::BankCard].into_iter().find(|share| code(*share) == text)
}

fn sealed_for(resident: &str, share: Share) -> String {
    format!("shared:{resident}:{}", code(share))
}
