//! A booking as every mapping in departments.toml may use it. What the desk knows and a department may need is here once;
//! which of it a department gets, and in what form, its own mapping says.

use domain::{
    booking::People,
    identity::Sex,
    ids::{BookingRef, ServiceCode},
    time::Moment,
    venue::SlotKey,
};
use serde::{Deserialize, Serialize};

/// What the templates of departments.toml see as `booking`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingBody {
    /// The reference, without its hyphen.
    pub reference: String,
    /// The service: `XC-HY-01`.
    pub service: String,
    /// The venue: `hy`.
    pub venue: String,
    /// `YYYY-MM-DD`, Beijing time.
    pub date: String,
    /// `HH:MM`, Beijing time.
    pub from: String,
    /// `HH:MM`, Beijing time.
    pub until: String,
    /// When Yimen took this act: RFC 3339 with +08:00.
    pub taken: String,
    /// Why it is given back: `cancelled`, `called_off`, `no_show`; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Those who come; empty for a cancellation.
    pub people: Vec<PersonBody>,
}

/// One of those who come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonBody {
    /// Name.
    pub name: String,
    /// Document kind: `ID_CN`; empty for an anonymous service.
    pub document_kind: String,
    /// Document number; empty for an anonymous service.
    pub document: String,
    /// `YYYY-MM-DD`, or empty.
    pub birth: String,
    /// `male`, `female`, or empty.
    pub sex: String,
    /// Mobile number; empty for who has none, who is told on paper.
    pub phone: String,
}

impl BookingBody {
    /// A booking with its people.
    #[must_use]
    pub fn new(
        reference: &BookingRef,
        service: &ServiceCode,
        slot: &SlotKey,
        ends: Moment,
        people: &People,
        taken: Moment,
    ) -> Self {
        let people = people.people.iter().map(|person| PersonBody {
            name: person.name.as_str().to_owned(),
            document_kind: person.document.as_ref().map_or_else(String::new, |document| document.kind().code().to_owned()),
            document: person.document.as_ref().map_or_else(String::new, |document| document.number().to_owned()),
            birth: person.birth.map_or_else(String::new, |birth| birth.to_string()),
            sex: person.sex.map_or_else(String::new, |sex| if sex == Sex::Male { "male" } else { "female" }.to_owned()),
            phone: person.phone.as_ref().map_or_else(String::new, |phone| phone.as_str().to_owned()),
        });
        Self {
            reference: reference.as_str().to_owned(),
            service: service.as_str().to_owned(),
            venue: slot.venue.as_str().to_owned(),
            date: slot.starts.day().to_string(),
            from: slot.starts.clock_face(),
            until: ends.clock_face(),
            taken: rfc3339(taken),
            reason: None,
            people: people.collect(),
        }
    }

    /// The same booking given back: its people are named to nobody again.
    #[must_use]
    pub fn given_back(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self.people.clear();
        self
    }

    /// As [`super::outbox::put`] takes it.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("strings and lists always have a JSON form")
    }
}

/// `2026-11-24T08:30:00+08:00`.
pub(super) fn rfc3339(moment: Moment) -> String {
    let at = moment.in_beijing();
    format!("{}T{:02}:{:02}:{:02}+08:00", at.date(), at.hour(), at.minute(), at.second())
}
