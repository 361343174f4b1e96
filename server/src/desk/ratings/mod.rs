//! Ratings: an act that is over is rated once by who has its token, and a bad rating is answered. A rating cannot be joined with
//! the act in the store: the act stands there as a keyed hash, and where its people can be told is sealed.
//!
//! Rooms: `acts` what can be rated · `give` the rating · `view` what who rated sees · `counter` the screen in front of a counter ·
//! `follow_ups`, `tell` the answer · `figures` · [`forget`] what is not kept.

use std::sync::Arc;

use app::{
    ports::{
        Unavailable,
        ratings::{Act, FollowUpLine, FollowUpRefused, LastServed, RateRefused, RateView, RatedLine, Rating, RatingDesk},
    },
    visit::Staff,
};
use async_trait::async_trait;
use domain::{
    ids::{CounterNo, RatingRef, VenueCode},
    rating::{Channel, Level, Rules},
    time::Moment,
};

use super::{Desk, bookings::Bookings, cases::Cases, ended::unavailable, vouchers::Vouchers};

mod acts;
mod counter;
mod figures;
mod follow_ups;
mod forget;
mod give;
mod rows;
mod tell;
mod view;

pub use forget::forget;

/// The desk of ratings.
#[derive(Clone)]
pub struct Ratings {
    desk: Desk,
    rules: Arc<Rules>,
    bookings: Bookings,
    cases: Cases,
    vouchers: Vouchers,
}

impl Ratings {
    /// The desk of this server, beside those whose acts are rated.
    #[must_use]
    pub const fn new(desk: Desk, rules: Arc<Rules>, bookings: Bookings, cases: Cases, vouchers: Vouchers) -> Self {
        Self { desk, rules, bookings, cases, vouchers }
    }

    fn now(&self) -> Moment {
        self.desk.clock.now()
    }
}

#[async_trait]
impl RatingDesk for Ratings {
    fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules)
    }

    async fn rating(&self, act: &Act) -> Result<Option<RateView>, Unavailable> {
        self.view(act).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn rate(&self, act: &Act, rating: &Rating, channel: Channel) -> Result<(), RateRefused> {
        self.rate_act(act, rating, channel).await.map_err(|ended| ended.told(RateRefused::Unavailable))
    }

    async fn last_served(&self, venue: &VenueCode, counter: CounterNo, minutes: i64) -> Result<Option<LastServed>, Unavailable> {
        self.last_at(venue, counter, minutes).await.map_err(|wrong| unavailable(&wrong))
    }

    async fn rate_at_counter(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        id: &str,
        level: Level,
        staff: &Staff,
    ) -> Result<(), RateRefused> {
        self.rate_last(venue, counter, id, level, staff).await.map_err(|ended| ended.told(RateRefused::Unavailable))
    }

    async fn follow_ups(&self) -> Result<Vec<FollowUpLine>, Unavailable> {
        self.not_closed().await.map_err(|wrong| unavailable(&wrong))
    }

    async fn answer(&self, reference: &RatingRef, words: &str, staff: &Staff) -> Result<(), FollowUpRefused> {
        self.answer_one(reference, words, staff).await.map_err(|ended| ended.told(FollowUpRefused::Unavailable))
    }

    async fn close(&self, reference: &RatingRef, staff: &Staff) -> Result<(), FollowUpRefused> {
        self.close_one(reference, staff).await.map_err(|ended| ended.told(FollowUpRefused::Unavailable))
    }

    async fn figures(&self) -> Result<Vec<RatedLine>, Unavailable> {
        self.shares().await.map_err(|wrong| unavailable(&wrong))
    }
}
