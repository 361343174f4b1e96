//! What of a purchase can be rated (see `desk::ratings`), and telling its holder that a rating was answered.

use app::msg::sms;
use domain::{
    ids::{ChargeRef, StoreCode, WalletToken},
    time::Moment,
};

use super::{Vouchers, rows};
use crate::store::{StoreError, Tx};

/// A purchase that was paid.
pub(in crate::desk) struct RatedPurchase {
    /// The wallet's name.
    pub(in crate::desk) wallet: String,
    pub(in crate::desk) store: StoreCode,
    pub(in crate::desk) at: Moment,
}

impl Vouchers {
    /// A purchase of the wallet at this address.
    pub(in crate::desk) async fn rated(
        &self,
        token: &WalletToken,
        charge: &ChargeRef,
    ) -> Result<Option<RatedPurchase>, StoreError> {
        let mut db = self.desk.store.reads().acquire().await?;
        let Some(wallet) = self.wallet_at(&mut db, token).await? else { return Ok(None) };
        let row = rows::charge(&mut db, charge).await?;
        let own = row.filter(|row| row.wallet.as_ref() == Some(&wallet.id) && row.state == "done");
        Ok(own.map(|row| RatedPurchase { wallet: wallet.id, store: StoreCode(row.store), at: Moment(row.taken_ms) }))
    }

    /// Tells the holder of a wallet that their rating of a purchase was answered.
    pub(in crate::desk) async fn tell_of_rating(
        &self,
        tx: &mut Tx,
        wallet: &str,
        charge: &ChargeRef,
        now: Moment,
    ) -> Result<(), StoreError> {
        let Some(wallet) = self.wallet_named(tx, wallet).await? else { return Ok(()) };
        match wallet.holder(&self.desk.keys)?.and_then(|holder| holder.phone) {
            Some(phone) => self.tell(tx, &phone, sms::RATING_ANSWERED, &[("reference", &charge.spaced())], now).await,
            None => Ok(()),
        }
    }
}
