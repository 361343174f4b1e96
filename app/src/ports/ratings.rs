//! Rating (好差评): what a resident says of an act, what the steward answers, and figures that point at nobody.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    ids::{CounterNo, RatingRef, ServiceCode, StoreCode, TicketToken, VenueCode},
    rating::{ActKind, Channel, Due, FollowUp, Level, Reason, Rules},
    time::Moment,
};
use jiff::civil::Date;

use super::Unavailable;
use crate::visit::Staff;

/// An act, by its own secret token: who has it may rate the act. Of a purchase it is the wallet's token, a dot and the purchase's
/// reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What kind of act.
    pub kind: ActKind,
    /// Its token.
    pub token: String,
}

/// An act that can be rated, and what was said of it.
#[derive(Clone, Debug)]
pub struct RateView {
    /// What for; nothing at a store.
    pub service: Option<ServiceCode>,
    /// Where.
    pub venue: Option<VenueCode>,
    /// Which store.
    pub store: Option<StoreCode>,
    /// When it was.
    pub at: Moment,
    /// What was said of it.
    pub given: Option<GivenRating>,
}

/// What a resident says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The level.
    pub level: Level,
    /// What it is about; may be empty.
    pub reasons: Vec<Reason>,
    /// In their own words; may be empty.
    pub words: String,
}

/// A rating, for who gave it.
#[derive(Clone, Debug)]
pub struct GivenRating {
    /// What was said. The words are empty once forgotten.
    pub rating: Rating,
    /// Whether it can still be changed.
    pub may_change: bool,
    /// What follows, where it was a bad one once.
    pub follow_up: Option<FollowUpView>,
}

/// What follows a bad rating, for who gave it.
#[derive(Clone, Debug)]
pub struct FollowUpView {
    /// What is named when one asks about it.
    pub reference: RatingRef,
    /// Where it stands.
    pub state: FollowUp,
    /// By when it is answered; only where that is known, not merely aimed at.
    pub promised: Option<Date>,
    /// The answer; empty once forgotten.
    pub answer: Option<String>,
}

/// Why a rating was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateRefused {
    /// No such act, or it is not over yet.
    Unknown,
    /// There is a rating that cannot be changed any more.
    Kept,
    /// The words are longer than [`domain::rating::LONGEST_WORDS`].
    TooLong,
    /// This member of staff may not open this counter's screen.
    NotAllowed,
    /// See [`Unavailable`].
    Unavailable,
}

/// Who was served last at a counter.
#[derive(Clone, Debug)]
pub struct LastServed {
    /// A name for the screen's form; it opens nothing.
    pub id: String,
    /// For the code that the resident scans.
    pub token: TicketToken,
    /// `A012`.
    pub number: String,
    /// What for.
    pub service: ServiceCode,
    /// When it was finished.
    pub finished: Moment,
    /// Whether it was rated already.
    pub rated: bool,
}

/// A bad rating that somebody must answer, for the steward. It names nobody.
#[derive(Clone, Debug)]
pub struct FollowUpLine {
    /// Its reference.
    pub reference: RatingRef,
    /// Where it stands.
    pub state: FollowUp,
    /// By when it is to be answered.
    pub due: Due,
    /// Whether that day has passed.
    pub overdue: bool,
    /// Which act.
    pub kind: ActKind,
    /// What for.
    pub service: Option<ServiceCode>,
    /// Where.
    pub venue: Option<VenueCode>,
    /// Which store.
    pub store: Option<StoreCode>,
    /// Which counter.
    pub counter: Option<CounterNo>,
    /// From where it came.
    pub channel: Channel,
    /// What was said, as it stands.
    pub rating: Rating,
    /// The answer that was given.
    pub answer: Option<String>,
}

/// Why a follow-up was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUpRefused {
    /// No such follow-up.
    Unknown,
    /// It is past that, or has no answer yet.
    NotPossible,
    /// The answer is empty or too long.
    NotAnAnswer,
    /// Only a steward may.
    NotAllowed,
    /// See [`Unavailable`].
    Unavailable,
}

/// What the figures are of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rated {
    /// A service.
    Service(ServiceCode),
    /// A venue.
    Venue(VenueCode),
    /// A store.
    Store(StoreCode),
}

/// How something was rated; only where enough people did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatedLine {
    /// What.
    pub what: Rated,
    /// How many ratings.
    pub count: i64,
    /// How many of each level, in the order of [`Level::ALL`].
    pub levels: [i64; 5],
}

impl RatedLine {
    /// The mean of the levels' numbers in tenths, rounded: 50 where everybody was very satisfied, 10 where nobody was at all; nothing
    /// without ratings.
    #[must_use]
    pub fn mean_tenths(&self) -> Option<i64> {
        let sum: i64 = Level::ALL.into_iter().zip(self.levels).map(|(level, n)| i64::from(level.number()) * n).sum();
        (self.count > 0).then(|| (sum * 10 + self.count / 2) / self.count)
    }
}

/// Ratings.
#[async_trait]
pub trait RatingDesk: Send + Sync {
    /// The rules.
    fn rules(&self) -> Arc<Rules>;
    /// An act that is over, with what was said of it; `None` for anything else.
    async fn rating(&self, act: &Act) -> Result<Option<RateView>, Unavailable>;
    /// Rates an act, or changes what was said of it. One act, one rating, however often it is sent.
    async fn rate(&self, act: &Act, rating: &Rating, channel: Channel) -> Result<(), RateRefused>;
    /// Who was served last at a counter within so many minutes, while nobody else is being served there.
    async fn last_served(&self, venue: &VenueCode, counter: CounterNo, minutes: i64) -> Result<Option<LastServed>, Unavailable>;
    /// Rates on the screen in front of a counter, signed in by its staff: only the last served, only once.
    async fn rate_at_counter(
        &self,
        venue: &VenueCode,
        counter: CounterNo,
        id: &str,
        level: Level,
        staff: &Staff,
    ) -> Result<(), RateRefused>;
    /// What is not closed, the soonest due first.
    async fn follow_ups(&self) -> Result<Vec<FollowUpLine>, Unavailable>;
    /// Answers who rated: on their page, and by a message where a phone is known.
    async fn answer(&self, reference: &RatingRef, words: &str, staff: &Staff) -> Result<(), FollowUpRefused>;
    /// Closes what was answered.
    async fn close(&self, reference: &RatingRef, staff: &Staff) -> Result<(), FollowUpRefused>;
    /// How services, venues and stores were rated; nothing of those with fewer than ten ratings.
    async fn figures(&self) -> Result<Vec<RatedLine>, Unavailable>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(levels: [i64; 5]) -> Option<i64> {
        RatedLine { what: Rated::Store(StoreCode::from("cs-01")), count: levels.iter().sum(), levels }.mean_tenths()
    }

    #[test]
    fn the_mean_is_of_five_and_rounded_to_a_tenth() {
        assert_eq!(mean([10, 0, 0, 0, 0]), Some(50));
        assert_eq!(mean([0, 0, 0, 0, 12]), Some(10));
        assert_eq!(mean([0, 7, 0, 0, 3]), Some(31));
        assert_eq!(mean([1, 1, 1, 0, 0]), Some(40));
        assert_eq!(mean([2, 1, 0, 0, 0]), Some(47));
        assert_eq!(mean([0; 5]), None);
    }
}
