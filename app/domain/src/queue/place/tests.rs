use proptest::prelude::*;

use super::*;
use crate::queue::QueuePolicy;

fn at(minute: i64) -> Moment {
    Moment::default().plus_minutes(minute)
}

fn arrival(seq: i64, class: Class, minute: i64, appointed: Option<i64>) -> Arrival {
    let promised_by = QueuePolicy::default().promised_by(class, at(minute), appointed.map(at));
    Arrival { seq, class, arrived: at(minute), promised_by, not_before: appointed.map(at), service: 0 }
}

fn reasons(placing: &Placing) -> Vec<(MoveReason, u32)> {
    placing.overtaken_by.iter().map(|reason| (reason.why, reason.people)).collect()
}

#[test]
fn each_later_arrival_ahead_has_its_reason() {
    let waiting = [
        arrival(1, Class::Ordinary, 0, None),
        arrival(2, Class::Ordinary, 1, None),
        arrival(3, Class::Elderly, 2, None),
        arrival(4, Class::WithInfant, 3, None),
        arrival(5, Class::Appointment, 4, Some(5)),
        arrival(6, Class::Transferred, 5, None),
        arrival(7, Class::Ordinary, 6, None),
    ];
    let placing = place_of(&waiting, 2, at(7)).expect("waiting");
    assert_eq!(placing.ahead, 5);
    assert_eq!(reasons(&placing), [(MoveReason::Priority, 2), (MoveReason::Appointment, 1), (MoveReason::Transferred, 1)]);
    assert_eq!(place_of(&waiting, 8, at(7)), None);
}

#[test]
fn a_missed_call_counts_when_it_comes_back_and_says_so() {
    let mut back = arrival(1, Class::Ordinary, 0, None);
    back.not_before = Some(at(20));
    let waiting = [back, arrival(2, Class::Ordinary, 1, None)];
    assert_eq!(place_of(&waiting, 2, at(19)), Some(Placing { ahead: 0, overtaken_by: vec![] }));
    let placing = place_of(&waiting, 2, at(20)).expect("waiting");
    assert_eq!((placing.ahead, reasons(&placing)), (1, vec![(MoveReason::CameBack, 1)]));
}

#[test]
fn who_comes_early_for_an_appointment_reads_why_others_go_first() {
    let waiting = [arrival(1, Class::Appointment, 0, Some(60)), arrival(2, Class::Ordinary, 5, None)];
    let placing = place_of(&waiting, 1, at(6)).expect("waiting");
    assert_eq!((placing.ahead, reasons(&placing)), (1, vec![(MoveReason::YourTimeIsLater, 1)]));
}

proptest! {
    #[test]
    fn every_later_arrival_ahead_is_explained(
        people in prop::collection::vec((0usize..9, 0i64..120, prop::option::of(0i64..60)), 1..40), now in 120i64..180,
    ) {
        let mut people = people;
        people.sort_by_key(|person| person.1);
        let waiting: Vec<Arrival> = (0i64..).zip(people).map(|(seq, (class, minute, later))| {
            let class = Class::ALL[class];
            arrival(seq, class, minute, later.filter(|_| class == Class::Appointment).map(|later| minute + later))
        }).collect();
        for me in &waiting {
            let placing = place_of(&waiting, me.seq, at(now)).expect("waiting");
            let explained: u32 = placing.overtaken_by.iter().map(|reason| reason.people).sum();
            let came_first = u32::try_from(me.seq).expect("small");
            prop_assert!(placing.ahead <= explained + came_first);
            prop_assert!(placing.overtaken_by.iter().all(|reason| reason.people > 0));
        }
    }

    #[test]
    fn without_later_moments_the_place_is_the_one_of_the_order(people in prop::collection::vec((0usize..9, 0i64..120), 1..40)) {
        let mut people = people;
        people.sort_by_key(|person| person.1);
        let waiting: Vec<Arrival> = (0i64..).zip(people).map(|(seq, (class, minute))| arrival(seq, Class::ALL[class], minute, None)).collect();
        for (place, index) in (0u32..).zip(crate::queue::order(&waiting, at(120))) {
            prop_assert_eq!(place_of(&waiting, waiting[index].seq, at(120)).map(|placing| placing.ahead), Some(place));
        }
    }
}
