//! The order: whoever was promised earliest goes first.
//!
//! Each arrival gets a promised-by moment when it takes its number: the moment it came plus its class's promise in
//! minutes (an appointment on time: its appointed moment plus a small promise). The promise never changes, so a person's
//! weight grows with time by itself (ageing): priority people and appointments go ahead of later ordinary ones, and nobody
//! is overtaken for ever. Equal promises: who came first.

use serde::{Deserialize, Serialize};

use crate::time::Moment;

/// Why somebody may go ahead (现役军人, 老年人, 残疾人, 孕妇, 携婴幼儿).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Came without an appointment.
    Ordinary,
    /// An appointment, and on time for it.
    Appointment,
    /// An appointment whose time has passed by more than the grace: placed as ordinary, a little ahead.
    LateAppointment,
    /// Elderly (60 and over, 老年人权益保障法 art. 2).
    Elderly,
    /// Disabled.
    Disabled,
    /// Pregnant.
    Pregnant,
    /// With an infant.
    WithInfant,
    /// A soldier or bereaved family of one (军人地位和权益保障法).
    Soldier,
    /// Sent here by another counter or venue: their waiting there counts.
    Transferred,
}

impl Class {
    /// The priority classes a person may choose at the kiosk.
    pub const PRIORITY: [Self; 5] = [Self::Elderly, Self::Disabled, Self::Pregnant, Self::WithInfant, Self::Soldier];

    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::Ordinary,
        Self::Appointment,
        Self::LateAppointment,
        Self::Elderly,
        Self::Disabled,
        Self::Pregnant,
        Self::WithInfant,
        Self::Soldier,
        Self::Transferred,
    ];

    /// Whether it is one of [`Class::PRIORITY`].
    #[must_use]
    pub fn is_priority(self) -> bool {
        Self::PRIORITY.contains(&self)
    }

    /// The value in forms and the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Appointment => "appointment",
            Self::LateAppointment => "late_appointment",
            Self::Elderly => "elderly",
            Self::Disabled => "disabled",
            Self::Pregnant => "pregnant",
            Self::WithInfant => "with_infant",
            Self::Soldier => "soldier",
            Self::Transferred => "transferred",
        }
    }

    /// The class of a stored value.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// The promises, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueuePolicy {
    /// Priority people: from arrival.
    pub priority_minutes: i64,
    /// Appointments on time: from the appointed moment (or arrival, if that is later).
    pub appointment_minutes: i64,
    /// Late appointments: from arrival.
    pub late_minutes: i64,
    /// Ordinary people: from arrival. This is the declared bound.
    pub ordinary_minutes: i64,
    /// How long after its moment an appointment still counts as on time.
    pub grace_minutes: i64,
    /// How long before its moment an appointment may check in.
    pub early_minutes: i64,
}

impl Default for QueuePolicy {
    fn default() -> Self {
        Self {
            priority_minutes: 10,
            appointment_minutes: 10,
            late_minutes: 30,
            ordinary_minutes: 60,
            grace_minutes: 15,
            early_minutes: 60,
        }
    }
}

impl QueuePolicy {
    /// The moment by which somebody of this class is promised to be called. `appointed` is the slot's start.
    /// `arrived` of somebody [`Class::Transferred`] is when they first took a number: their waiting there counts.
    #[must_use]
    pub fn promised_by(&self, class: Class, arrived: Moment, appointed: Option<Moment>) -> Moment {
        match class {
            Class::Ordinary => arrived.plus_minutes(self.ordinary_minutes),
            Class::LateAppointment => arrived.plus_minutes(self.late_minutes),
            Class::Appointment => appointed.unwrap_or(arrived).max(arrived).plus_minutes(self.appointment_minutes),
            Class::Elderly | Class::Disabled | Class::Pregnant | Class::WithInfant | Class::Soldier | Class::Transferred => {
                arrived.plus_minutes(self.priority_minutes)
            }
        }
    }

    /// The class of an appointment that checks in now.
    #[must_use]
    pub fn class_of_appointment(&self, appointed_start: Moment, now: Moment) -> Class {
        if now <= appointed_start.plus_minutes(self.grace_minutes) { Class::Appointment } else { Class::LateAppointment }
    }
}

/// Somebody waiting, as the order sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The ticket's number in its venue and day: unique, in order of taking.
    pub seq: i64,
    /// Their class.
    pub class: Class,
    /// When they took the number.
    pub arrived: Moment,
    /// By when they are promised to be called.
    pub promised_by: Moment,
    /// Not before this moment (a missed call that comes back, an appointment not yet due to be called).
    pub not_before: Option<Moment>,
    /// Index into the caller's table of services: which counters can take them and how long it takes.
    pub service: u16,
}

impl Arrival {
    /// Whether they can be called at `now`.
    #[must_use]
    pub fn is_due(&self, now: Moment) -> bool {
        self.not_before.is_none_or(|moment| moment <= now)
    }

    /// Whoever has the smaller weight is called first; the ticket's number makes it total.
    pub(super) fn weight(&self) -> (Moment, i64) {
        (self.promised_by, self.seq)
    }
}

/// The order of everybody waiting at `now`: indices into `waiting`, first to be called first. People whose `not_before` lies
/// in the future come last, the soonest first: they cannot be called yet. When their moment comes they stand where their
/// promise puts them.
#[must_use]
pub fn order(waiting: &[Arrival], now: Moment) -> Vec<usize> {
    let mut places: Vec<usize> = (0..waiting.len()).collect();
    places.sort_by_key(|&place| {
        let arrival = &waiting[place];
        (if arrival.is_due(now) { None } else { arrival.not_before }, arrival.weight())
    });
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: QueuePolicy = QueuePolicy {
        priority_minutes: 10,
        appointment_minutes: 10,
        late_minutes: 30,
        ordinary_minutes: 60,
        grace_minutes: 15,
        early_minutes: 60,
    };

    fn arrival(seq: i64, class: Class, minute: i64) -> Arrival {
        let arrived = Moment::default().plus_minutes(minute);
        Arrival { seq, class, arrived, promised_by: POLICY.promised_by(class, arrived, None), not_before: None, service: 0 }
    }

    fn called(waiting: &[Arrival], minute: i64) -> Vec<i64> {
        order(waiting, Moment::default().plus_minutes(minute)).into_iter().map(|place| waiting[place].seq).collect()
    }

    #[test]
    fn priority_goes_ahead_until_an_ordinary_person_has_waited_long() {
        let fresh = [arrival(1, Class::Ordinary, 0), arrival(2, Class::Elderly, 5)];
        assert_eq!(called(&fresh, 5), [2, 1]);
        let aged = [arrival(1, Class::Ordinary, 0), arrival(2, Class::Elderly, 51)];
        assert_eq!(called(&aged, 51), [1, 2]);
    }

    #[test]
    fn equal_promises_go_by_number() {
        let waiting = [arrival(2, Class::Pregnant, 0), arrival(1, Class::Soldier, 0)];
        assert_eq!(called(&waiting, 0), [1, 2]);
    }

    #[test]
    fn who_cannot_be_called_yet_comes_last_and_then_first() {
        let mut waiting = vec![arrival(1, Class::Ordinary, 0), arrival(2, Class::Ordinary, 1), arrival(3, Class::Ordinary, 2)];
        waiting[0].not_before = Some(Moment::default().plus_minutes(10));
        waiting[1].not_before = Some(Moment::default().plus_minutes(9));
        assert_eq!(called(&waiting, 5), [3, 2, 1]);
        assert_eq!(called(&waiting, 10), [1, 2, 3]);
    }

    #[test]
    fn an_appointment_is_promised_from_its_moment_and_late_ones_from_arrival() {
        let at = |minute| Moment::default().plus_minutes(minute);
        assert_eq!(POLICY.promised_by(Class::Appointment, at(0), Some(at(30))), at(40));
        assert_eq!(POLICY.promised_by(Class::Appointment, at(40), Some(at(30))), at(50));
        assert_eq!(POLICY.promised_by(Class::LateAppointment, at(60), Some(at(30))), at(90));
        assert_eq!(POLICY.class_of_appointment(at(30), at(45)), Class::Appointment);
        assert_eq!(POLICY.class_of_appointment(at(30), at(45).plus_ms(1)), Class::LateAppointment);
    }

    #[test]
    fn a_stored_value_names_its_class_as_the_wire_does() {
        for class in Class::ALL {
            assert_eq!(Class::parse(class.code()), Some(class));
            assert_eq!(serde_json::to_value(class).expect("a word"), class.code());
        }
    }

    fn hall() -> impl Strategy<Value = Vec<Arrival>> {
        prop::collection::vec((0usize..9, 0i64..240, prop::option::of(0i64..240)), 0..60).prop_map(|people| {
            let mut minutes: Vec<_> = people;
            minutes.sort_by_key(|person| person.1);
            (0i64..)
                .zip(minutes)
                .map(|(seq, (class, minute, back))| Arrival {
                    not_before: back.map(|back| Moment::default().plus_minutes(back)),
                    ..arrival(seq, Class::ALL[class], minute)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_is_total_and_does_not_depend_on_how_people_are_listed(waiting in hall(), now in 0i64..240, seed: u64) {
            let first = called(&waiting, now);
            let mut everyone = first.clone();
            everyone.sort_unstable();
            prop_assert_eq!(everyone, (0..).take(waiting.len()).collect::<Vec<i64>>());
            let mut shuffled = waiting;
            fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
            prop_assert_eq!(called(&shuffled, now), first);
        }

        #[test]
        fn somebody_leaving_changes_nothing_between_the_others(waiting in hall(), now in 0i64..240, gone in 0i64..60) {
            let without: Vec<Arrival> = waiting.iter().filter(|arrival| arrival.seq != gone).cloned().collect();
            let expected: Vec<i64> = called(&waiting, now).into_iter().filter(|seq| *seq != gone).collect();
            prop_assert_eq!(called(&without, now), expected);
        }

        #[test]
        fn nobody_is_overtaken_for_ever(waiting in hall(), now in 240i64..300) {
            // Whoever comes an ordinary promise later than somebody never goes before them.
            let order = order(&waiting, Moment::default().plus_minutes(now));
            for (place, &one) in order.iter().enumerate() {
                for &later in &order[place..] {
                    prop_assert!(waiting[later].arrived.plus_minutes(POLICY.ordinary_minutes) >= waiting[one].arrived);
                }
            }
        }
    }
}
