//! A house in which acts are rated: the desks whose acts they are, and a number that is served at a counter.

use std::sync::Arc;

use app::{
    ports::{
        CheckIn, CounterAct, HallDesk as _, Medium,
        ratings::{Act, FollowUpLine, GivenRating, RateRefused, Rating, RatingDesk as _},
    },
    visit::Staff,
};
use domain::{
    catalogue::Confidence,
    ids::{BookingToken, CounterNo, TicketToken},
    queue::Class,
    rating::{ActKind, Channel, Level, Rules},
};
use server::desk::{hall::Hall, ratings::Ratings};

use crate::{
    cases::Applying,
    harness::{self, House, service, venue},
    shop::{self, Shop},
};

/// Rated acts in a house.
pub struct Rated {
    pub applying: Applying,
    pub shop: Shop,
    pub hall: Hall,
    pub desk: Ratings,
}

/// Runs `promise` on each database.
pub async fn on_both<F: Future<Output = ()>>(promise: impl Fn(Rated) -> F) {
    let promise = &promise;
    harness::on_both(2, async |house| promise(Rated::open(house).await).await).await;
}

/// The rules as they travel with the program, or as if their source had been found.
pub fn rules(found: bool) -> Rules {
    let rules = Rules::read("ratings.toml", include_str!("../../data/ratings.toml")).expect("our rules");
    if found { Rules { confidence: Confidence::Found, ..rules } } else { rules }
}

impl Rated {
    async fn open(house: House) -> Self {
        let shop = Shop::open(Self::again(&house)).await;
        let hall = Hall::new(house.desk.clone(), house.bookings.clone());
        let applying = Applying::new(house);
        let desk = Self::desk(&applying, &shop, false);
        Self { applying, shop, hall, desk }
    }

    /// The same house a second time, for a second desk's tests; its folder is its own and holds nothing.
    fn again(house: &House) -> House {
        House {
            bookings: house.bookings.clone(),
            desk: house.desk.clone(),
            clock: house.clock.clone(),
            folder: tempfile::TempDir::new().expect("a folder"),
        }
    }

    /// The desk with rules whose source was found.
    pub fn promising(&self) -> Ratings {
        Self::desk(&self.applying, &self.shop, true)
    }

    fn desk(applying: &Applying, shop: &Shop, found: bool) -> Ratings {
        let house = &applying.house;
        let rules = Arc::new(rules(found));
        Ratings::new(house.desk.clone(), rules, house.bookings.clone(), applying.cases.clone(), shop.desk.clone())
    }

    pub fn house(&self) -> &House {
        &self.applying.house
    }

    /// A number without an appointment, served at the counter.
    pub async fn served(&self) -> TicketToken {
        let attempt = self.house().desk.keys.token();
        let ticket = self.hall.walk_in(&venue(), &service(), Class::Ordinary, Medium::Screen, &attempt).await.expect("a number");
        self.serve().await;
        ticket
    }

    /// A booking whose people came and were served.
    pub async fn served_booking(&self) -> (BookingToken, TicketToken) {
        let slot = harness::slot();
        let booking = self.house().book(&slot).await;
        self.house().clock.set(slot.starts.plus_minutes(-10));
        let reference = self.house().bookings_view(&booking).await.reference;
        let ticket =
            self.hall.check_in(&venue(), &CheckIn::Reference(reference), Medium::Screen, "kiosk").await.expect("checked in");
        self.serve().await;
        (booking, ticket)
    }

    async fn serve(&self) {
        for act in [CounterAct::Next, CounterAct::Start, CounterAct::Finish] {
            let attempt = self.house().desk.keys.token();
            self.hall.act(&venue(), CounterNo(1), &shop::steward(), &act, &attempt).await.expect("done");
        }
    }

    pub async fn rate(&self, act: &Act, level: Level) -> Result<(), RateRefused> {
        self.desk.rate(act, &said(level, ""), Channel::Phone).await
    }

    pub async fn given(&self, act: &Act) -> GivenRating {
        self.desk.rating(act).await.expect("read").expect("over").given.expect("rated")
    }

    pub async fn follow_up(&self) -> FollowUpLine {
        let mut lines = self.desk.follow_ups().await.expect("read");
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.remove(0)
    }
}

impl House {
    async fn bookings_view(&self, booking: &BookingToken) -> app::ports::BookingView {
        use app::ports::BookingDesk as _;
        self.bookings.booking(booking).await.expect("read").expect("there")
    }
}

pub fn act(kind: ActKind, token: &str) -> Act {
    Act { kind, token: token.to_owned() }
}

pub fn said(level: Level, words: &str) -> Rating {
    Rating { level, reasons: Vec::new(), words: words.to_owned() }
}

/// Somebody of the counter who is no steward.
pub fn clerk() -> Staff {
    Staff { account: "counter".to_owned(), steward: false, ..shop::steward() }
}
