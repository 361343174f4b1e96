//! How services, venues and stores were rated. Where only a few did, nothing is said: it would point at them.

use std::collections::BTreeMap;

use app::ports::ratings::{Rated, RatedLine};
use domain::{
    ids::{ServiceCode, StoreCode, VenueCode},
    rating::Level,
};
use sqlx::Row as _;

use super::Ratings;
use crate::store::StoreError;

/// The fewest ratings of which anything is said.
const FEWEST: i64 = 10;

/// What a group is read by, and what its code is.
type Group = (&'static str, fn(String) -> Rated);

const GROUPS: [Group; 3] = [
    ("SELECT service AS code, level, COUNT(*) AS ratings FROM rating WHERE service <> '' GROUP BY service, level", |code| {
        Rated::Service(ServiceCode(code))
    }),
    ("SELECT venue AS code, level, COUNT(*) AS ratings FROM rating WHERE venue <> '' GROUP BY venue, level", |code| {
        Rated::Venue(VenueCode(code))
    }),
    ("SELECT store AS code, level, COUNT(*) AS ratings FROM rating WHERE store <> '' GROUP BY store, level", |code| {
        Rated::Store(StoreCode(code))
    }),
];

impl Ratings {
    pub(super) async fn shares(&self) -> Result<Vec<RatedLine>, StoreError> {
        let mut lines = Vec::new();
        for (text, rated) in GROUPS {
            let mut found: BTreeMap<Rated, [i64; 5]> = BTreeMap::new();
            for row in sqlx::query(text).fetch_all(self.desk.store.reads()).await? {
                let (level, ratings): (i64, i64) = (row.try_get("level")?, row.try_get("ratings")?);
                let place = Level::ALL.iter().position(|one| i64::from(one.number()) == level);
                let place = place.ok_or_else(|| StoreError::Corrupt(format!("the level {level}")))?;
                found.entry(rated(row.try_get("code")?)).or_default()[place] = ratings;
            }
            let shown = found.into_iter().map(|(what, levels)| RatedLine { what, count: levels.iter().sum(), levels });
            lines.extend(shown.filter(|line| line.count >= FEWEST));
        }
        Ok(lines)
    }
}
