//! Granting: one voucher, or one to everybody on a list. A press has a key; sent again it grants nothing more. A list is granted
//! whole or not at all.

use std::collections::BTreeMap;

use app::{
    msg::sms,
    ports::vouchers::{
        Batch, BatchPlan, Grant, GrantRefused, GrantWarning, Granted, Grantee, MOST_PEOPLE, PlannedLine, may_grant,
    },
    visit::Staff,
};
use domain::{
    identity::{mask_document, mask_name},
    ids::{CaseRef, VoucherId},
    time::Moment,
    voucher::{Fen, MOST_FEN, Rhythm, Terms},
};

use super::{
    Ended, Vouchers,
    hand_over::when_told,
    ledger::{self, Entry, FUND, Kind},
    rhythm,
    wallets::{self, WalletRow},
};
use crate::store::{StoreError, Tx};

/// What everybody of one press gets.
pub(super) struct Gift<'a> {
    pub(super) programme: &'a str,
    pub(super) terms: Terms,
    /// The amount, where it is another than the programme's.
    pub(super) other_amount: Option<Fen>,
    pub(super) repeat: Repeat<'a>,
    pub(super) case: Option<&'a CaseRef>,
    /// Whose account it bears; the department's code where its decision grants.
    pub(super) by: &'a str,
}

/// Whether it comes again.
#[derive(Clone, Copy)]
pub(super) enum Repeat<'a> {
    /// Granted once.
    Once,
    /// The first of a rhythm.
    Begins(Rhythm),
    /// A later one of the rhythm of this name.
    Of(&'a str),
}

impl Repeat<'_> {
    pub(super) fn begins(every: Option<Rhythm>) -> Self {
        every.map_or(Self::Once, Self::Begins)
    }
}

impl Vouchers {
    pub(super) async fn grant_one(&self, grant: &Grant, staff: &Staff) -> Result<Granted, Ended<GrantRefused>> {
        let now = self.now();
        let gift = self.gift(&grant.programme, grant.amount, grant.case.as_ref(), staff, now)?;
        let mut tx = self.desk.store.begin().await?;
        let wallet = self.wallet_of_listed(&mut tx, &grant.to, now).await?;
        let granted = self.give(&mut tx, &wallet, &self.grant_key(&grant.key, ""), &gift, now).await?;
        tx.commit().await?;
        self.wake();
        Ok(granted)
    }

    /// What is to be looked at before one grant: of the same programme, in the person's own hands or their household's.
    pub(super) async fn look(&self, grant: &Grant, staff: &Staff) -> Result<Vec<GrantWarning>, Ended<GrantRefused>> {
        let alone = Batch {
            key: grant.key.clone(),
            programme: grant.programme.clone(),
            amount: grant.amount,
            people: vec![grant.to.clone()],
        };
        Ok(self.plan(&alone, staff).await?.lines.into_iter().flat_map(|line| line.warnings).collect())
    }

    pub(super) async fn plan(&self, batch: &Batch, staff: &Staff) -> Result<BatchPlan, Ended<GrantRefused>> {
        let now = self.now();
        let terms = self.gift(&batch.programme, batch.amount, None, staff, now)?.terms;
        is_list(batch)?;
        let mut db = self.desk.store.reads().acquire().await.map_err(StoreError::from)?;
        let (mut people, mut households) = (BTreeMap::new(), BTreeMap::new());
        let (mut lines, mut total) = (Vec::with_capacity(batch.people.len()), Fen::ZERO);
        for (number, to) in batch.people.iter().enumerate() {
            let mut warnings = Vec::new();
            let person = self.person_index(&to.document);
            match people.get(&person) {
                Some(earlier) => warnings.push(GrantWarning::TwiceOnList(*earlier)),
                None => total += terms.amount,
            }
            if let Some(granted) = held_since(&mut db, "person_index", &person, &batch.programme, None, now).await? {
                warnings.push(GrantWarning::HoldsOne(granted));
            }
            if let Some(household) = to.household.as_deref().map(|name| self.household_index(name)) {
                if let Some(earlier) = households.get(&household).filter(|_| !people.contains_key(&person)) {
                    warnings.push(GrantWarning::HouseholdOnList(*earlier));
                }
                let other = held_since(&mut db, "household_index", &household, &batch.programme, Some(&person), now).await?;
                warnings.extend(other.map(|_| GrantWarning::HouseholdHoldsOne));
                households.entry(household).or_insert(number);
            }
            if to.phone.is_none() {
                warnings.push(GrantWarning::NoPhone);
            }
            people.entry(person).or_insert(number);
            let (name, document) = (mask_name(to.name.as_str()), mask_document(to.document.number()));
            lines.push(PlannedLine { name, document, warnings });
        }
        Ok(BatchPlan { lines, total })
    }

    pub(super) async fn grant_all(&self, batch: &Batch, staff: &Staff) -> Result<Vec<Granted>, Ended<GrantRefused>> {
        let now = self.now();
        let gift = self.gift(&batch.programme, batch.amount, None, staff, now)?;
        is_list(batch)?;
        // Each person once, and everybody's wallet in one order before the fund: two lists at once never lock each other out.
        let people: BTreeMap<String, &Grantee> =
            batch.people.iter().rev().map(|to| (self.person_index(&to.document), to)).collect();
        let mut tx = self.desk.store.begin().await?;
        let mut wallets = Vec::with_capacity(people.len());
        for (person, to) in &people {
            wallets.push((person, self.wallet_of_listed(&mut tx, to, now).await?));
        }
        let mut granted = Vec::with_capacity(wallets.len());
        for (person, wallet) in &wallets {
            granted.push(self.give(&mut tx, wallet, &self.grant_key(&batch.key, person), &gift, now).await?);
        }
        tx.commit().await?;
        self.wake();
        Ok(granted)
    }

    /// What a grant made now gives.
    fn gift<'a>(
        &self,
        programme: &'a str,
        amount: Option<Fen>,
        case: Option<&'a CaseRef>,
        staff: &'a Staff,
        now: Moment,
    ) -> Result<Gift<'a>, Ended<GrantRefused>> {
        if !may_grant(staff) {
            return Err(Ended::Refused(GrantRefused::NotAllowed));
        }
        let rules = self.rules.programme(programme, now).ok_or(Ended::Refused(GrantRefused::UnknownProgramme))?;
        let other_amount = amount.filter(|amount| *amount != rules.amount);
        let amount = amount.unwrap_or(rules.amount);
        if amount <= Fen::ZERO || amount > MOST_FEN {
            return Err(Ended::Refused(GrantRefused::NotAnAmount));
        }
        let terms = Terms { amount, ..rules.terms(now) };
        Ok(Gift { programme, terms, other_amount, repeat: Repeat::begins(rules.every), case, by: &staff.account })
    }

    pub(super) fn grant_key(&self, key: &str, person: &str) -> String {
        self.desk.keys.index("voucher-grant", &format!("{key}\n{person}"))
    }

    /// One voucher into a wallet that is held.
    pub(super) async fn give(
        &self,
        tx: &mut Tx,
        wallet: &WalletRow,
        key: &str,
        gift: &Gift<'_>,
        now: Moment,
    ) -> Result<Granted, Ended<GrantRefused>> {
        let keys = &self.desk.keys;
        let id = VoucherId(keys.token());
        let written = sqlx::query(
            "INSERT INTO voucher (id, wallet, programme, terms, valid_until_ms, grant_key, case_reference, by_account, granted_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (grant_key) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(&wallet.id)
        .bind(gift.programme)
        .bind(serde_json::to_string(&gift.terms).expect("numbers and words always have a JSON form"))
        .bind(gift.terms.valid_until.0)
        .bind(key)
        .bind(gift.case.map(|case| case.as_str().to_owned()))
        .bind(gift.by)
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
        let token = wallet.token(keys)?;
        if written.rows_affected() == 0 {
            return granted_before(tx, wallet, key, gift).await.map(|voucher| Granted { voucher, wallet: token, new: false });
        }
        let account = ledger::voucher_account(&id);
        ledger::open(tx, &account, "voucher").await?;
        let entries = [Entry::new(keys, Kind::Issue, FUND.to_owned(), account, gift.terms.amount)];
        ledger::write(tx, id.as_str(), &entries, now).await?;
        match gift.repeat {
            Repeat::Once => {}
            Repeat::Begins(every) => self.begin_rhythm(tx, wallet, &id, gift, every, now).await?,
            Repeat::Of(rhythm) => rhythm::belongs(tx, &id, rhythm).await?,
        }
        wallets::note(tx, keys, &wallet.id, "grant", gift.by, now).await?;
        self.hand_over(tx, &wallet.id, id.as_str(), &entries, gift.case.map(CaseRef::as_str), now).await?;
        if let Some(phone) = wallet.holder(keys)?.and_then(|holder| holder.phone) {
            let last = gift.terms.valid_until.plus_minutes(-1).day().to_string();
            self.tell(tx, &phone, sms::VOUCHER_GRANTED, &[("day", &last)], when_told(now)).await?;
        }
        Ok(Granted { voucher: id, wallet: token, new: true })
    }
}

/// What this key granted before; something else under the same key is refused.
async fn granted_before(tx: &mut Tx, wallet: &WalletRow, key: &str, gift: &Gift<'_>) -> Result<VoucherId, Ended<GrantRefused>> {
    let (id, holder, programme, terms): (String, String, String, String) =
        sqlx::query_as("SELECT id, wallet, programme, terms FROM voucher WHERE grant_key = $1")
            .bind(key)
            .fetch_one(&mut **tx)
            .await?;
    let same = holder == wallet.id && programme == gift.programme && ledger::read_terms(&terms)?.amount == gift.terms.amount;
    if same { Ok(VoucherId(id)) } else { Err(Ended::Refused(GrantRefused::KeyReused)) }
}

fn is_list(batch: &Batch) -> Result<(), Ended<GrantRefused>> {
    if (1..=MOST_PEOPLE).contains(&batch.people.len()) { Ok(()) } else { Err(Ended::Refused(GrantRefused::NotAList)) }
}

/// When a voucher of the programme was granted that is not used up and not over: to a person, or in a household to another.
async fn held_since(
    db: &mut sqlx::AnyConnection,
    by: &'static str,
    index: &str,
    programme: &str,
    other_than: Option<&str>,
    now: Moment,
) -> Result<Option<Moment>, StoreError> {
    let text = format!(
        "SELECT MAX(v.granted_ms) FROM voucher_wallet w JOIN voucher v ON v.wallet = w.id
         JOIN voucher_account a ON a.id = 'voucher:' || v.id
         WHERE w.{by} = $1 AND w.person_index <> $2 AND v.programme = $3 AND v.valid_until_ms > $4 AND v.ended = 0 AND a.balance > 0"
    );
    let row: (Option<i64>,) = sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(index)
        .bind(other_than.unwrap_or_default())
        .bind(programme)
        .bind(now.0)
        .fetch_one(db)
        .await?;
    Ok(row.0.map(Moment))
}
