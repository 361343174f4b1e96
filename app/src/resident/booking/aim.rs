//! What the questions «where», «which day» and «what time» are asked for: a new booking of a service, or a new time for one
//! that is there. Decides where each page leads.

use domain::{
    catalogue::Guide,
    ids::{BookingToken, VenueCode},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::ports::{Ports, Unavailable};

/// What is being booked.
#[derive(Clone, Debug)]
pub struct Aim {
    /// The service.
    pub guide: Guide,
    /// The booking whose time is changed.
    pub moves: Option<BookingToken>,
}

/// What the path leads to.
pub enum Found {
    /// There is something to choose.
    Aim(Box<Aim>),
    /// The booking is there but cannot be changed any more.
    Fixed(BookingToken),
    /// No such service or booking.
    Nothing,
}

impl Aim {
    /// Reads the parts of a path.
    pub async fn find(ports: &Ports, code: Option<&str>, booking: Option<&str>) -> Result<Found, Unavailable> {
        let (guide, moves) = match booking {
            Some(token) => {
                let Some(booking) = ports.bookings.booking(&BookingToken::from(token)).await? else { return Ok(Found::Nothing) };
                if !booking.can_change {
                    return Ok(Found::Fixed(booking.token));
                }
                (ports.catalogue.guide(booking.service.as_str()), Some(booking.token))
            }
            None => (code.and_then(|code| ports.catalogue.guide(code)), None),
        };
        Ok(match guide {
            Some(guide) if guide.booking.is_some() => Found::Aim(Box::new(Self { guide: guide.clone(), moves })),
            _ => Found::Nothing,
        })
    }

    /// Where the venue is asked.
    #[must_use]
    pub fn start(&self) -> String {
        match &self.moves {
            Some(booking) => format!("/booking/{booking}/change"),
            None => format!("/book/{}", self.guide.code.as_str().to_ascii_lowercase()),
        }
    }

    /// Where the day is asked.
    #[must_use]
    pub fn at(&self, venue: &VenueCode) -> String {
        format!("{}/{venue}", self.start())
    }

    /// Where the time is asked.
    #[must_use]
    pub fn on(&self, venue: &VenueCode, date: jiff::civil::Date) -> String {
        format!("{}/{venue}/{date}", self.start())
    }

    /// Where one comes from.
    #[must_use]
    pub fn back(&self) -> String {
        match &self.moves {
            Some(booking) => format!("/booking/{booking}"),
            None => crate::resident::services::path_of(self.guide.code.as_str()),
        }
    }
}

/// The parts of the present page's path.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// A service.
    pub code: Option<String>,
    /// A booking.
    pub booking: Option<String>,
    /// A venue.
    pub venue: String,
    /// A day.
    pub date: String,
}

impl Path {
    /// Of the page that is rendered.
    #[must_use]
    pub fn current() -> Self {
        let params = use_params_map().get_untracked();
        let part = |name: &str| params.get(name);
        Self {
            code: part("code"),
            booking: part("booking"),
            venue: part("venue").unwrap_or_default(),
            date: part("date").unwrap_or_default(),
        }
    }
}
