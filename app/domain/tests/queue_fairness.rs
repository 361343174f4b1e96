//! A hall day, played through with the order and the ranges that residents see: nobody waits past the declared bound, and
//! the promised ranges come true as often as they say.
#![expect(clippy::print_stdout, reason = "the figures are reported, not only judged")]

use domain::{
    queue::{Arrival, Class, CounterNow, Durations, QueuePolicy, WaitRange, order, simulate},
    time::Moment,
};

/// One visitor of the day.
#[derive(Clone)]
struct Visitor {
    arrival: Arrival,
    /// How long they will take, which nobody knows beforehand.
    seconds: f64,
}

/// What came of it.
struct Outcome {
    arrival: Arrival,
    called: Moment,
    /// The range that they were shown when they took their number.
    promised: Option<WaitRange>,
}

struct Day {
    counters: usize,
    planned_minutes: f64,
    /// Whether ranges are computed (they cost more than the day itself).
    promises: bool,
}

fn at(seconds: f64) -> Moment {
    Moment((seconds * 1000.0) as i64)
}

impl Day {
    /// Plays the day: whenever a counter is free it calls the first of the order.
    fn play(&self, visitors: &[Visitor]) -> Vec<Outcome> {
        let mut free_at = vec![(Moment::default(), None::<Moment>); self.counters];
        let mut durations = [Durations { planned_minutes: self.planned_minutes, seen_seconds: vec![] }];
        let (mut waiting, mut promised, mut outcomes) = (Vec::<usize>::new(), vec![None; visitors.len()], Vec::new());
        let mut next = 0;
        while outcomes.len() < visitors.len() {
            let counter = (0..self.counters).min_by_key(|&counter| free_at[counter].0).expect("a hall has counters");
            let now = free_at[counter].0;
            if next < visitors.len() && visitors[next].arrival.arrived <= now {
                waiting.push(next);
                if self.promises {
                    promised[next] = self.promise(visitors, &waiting, next, &free_at, &durations);
                }
                next += 1;
                continue;
            }
            let line: Vec<Arrival> = waiting.iter().map(|&index| visitors[index].arrival.clone()).collect();
            let Some(&first) = order(&line, now).first().filter(|&&first| line[first].is_due(now)) else {
                let moments = line.iter().filter_map(|arrival| arrival.not_before).filter(|moment| *moment > now);
                let soonest = moments
                    .chain(visitors.get(next).map(|visitor| visitor.arrival.arrived))
                    .min()
                    .expect("somebody is still to come");
                free_at[counter] = (soonest, None);
                continue;
            };
            let index = waiting.remove(first);
            let ends = now.plus_ms((visitors[index].seconds * 1000.0) as i64);
            free_at[counter] = (ends, Some(now));
            durations[0].learn(visitors[index].seconds as u32);
            outcomes.push(Outcome { arrival: visitors[index].arrival.clone(), called: now, promised: promised[index] });
        }
        outcomes
    }

    /// The range shown to somebody who takes a number: appointments still to come are known, walk-ins are not.
    fn promise(
        &self,
        visitors: &[Visitor],
        waiting: &[usize],
        me: usize,
        free_at: &[(Moment, Option<Moment>)],
        durations: &[Durations; 1],
    ) -> Option<WaitRange> {
        let now = visitors[me].arrival.arrived;
        let line: Vec<Arrival> = waiting.iter().map(|&index| visitors[index].arrival.clone()).collect();
        let expected: Vec<Arrival> = visitors[me + 1..]
            .iter()
            .map(|visitor| visitor.arrival.clone())
            .filter(|arrival| arrival.class == Class::Appointment && arrival.arrived < now.plus_minutes(90))
            .map(|arrival| Arrival {
                not_before: Some(arrival.not_before.unwrap_or(arrival.arrived).max(arrival.arrived)),
                ..arrival
            })
            .collect();
        let counters: Vec<CounterNow> = free_at
            .iter()
            .map(|(until, since)| CounterNow { services: vec![0], busy: since.filter(|_| *until > now).map(|since| (since, 0)) })
            .collect();
        simulate(&line, &expected, &counters, durations, now)
            [waiting.iter().position(|&index| index == me).expect("just arrived")]
    }
}

/// A skewed duration with that mean, as visits have: most a little shorter, some much longer.
fn visit(chance: &mut fastrand::Rng, mean_minutes: f64) -> f64 {
    let exponential = |chance: &mut fastrand::Rng| -(1.0 - chance.f64()).ln();
    (0..4).map(|_| exponential(chance)).sum::<f64>() / 4.0 * mean_minutes * 60.0
}

fn visitor(seq: i64, class: Class, arrived: Moment, appointed: Option<Moment>, seconds: f64) -> Visitor {
    let promised_by = QueuePolicy::default().promised_by(class, arrived, appointed);
    Visitor { arrival: Arrival { seq, class, arrived, promised_by, not_before: appointed, service: 0 }, seconds }
}

/// Fifty priority and fifty ordinary people within two hours, in any mixture: a little more than four counters can take.
fn mixed_hundred(chance: &mut fastrand::Rng) -> Vec<Visitor> {
    let mut classes: Vec<Class> =
        (0..100).map(|n| if n % 2 == 0 { Class::PRIORITY[n / 2 % 5] } else { Class::Ordinary }).collect();
    chance.shuffle(&mut classes);
    let mut moments: Vec<f64> = classes.iter().map(|_| chance.f64() * 120.0 * 60.0).collect();
    moments.sort_by(f64::total_cmp);
    (1..)
        .zip(classes.into_iter().zip(moments))
        .map(|(seq, (class, moment))| visitor(seq, class, at(moment), None, visit(chance, 5.0)))
        .collect()
}

#[test]
fn of_fifty_priority_and_fifty_ordinary_people_nobody_waits_past_the_declared_bound() {
    let policy = QueuePolicy::default();
    let (mut longest, mut waited, mut people) = ([0i64; 2], [0i64; 2], [0i64; 2]);
    for seed in 0..100 {
        let visitors = mixed_hundred(&mut fastrand::Rng::with_seed(seed));
        for outcome in (Day { counters: 4, planned_minutes: 5.0, promises: false }).play(&visitors) {
            let minutes = outcome.called.minutes_since(outcome.arrival.arrived);
            let class = usize::from(outcome.arrival.class.is_priority());
            longest[class] = longest[class].max(minutes);
            waited[class] += minutes;
            people[class] += 1;
            assert!(minutes <= policy.ordinary_minutes, "day {seed}: {:?} waited {minutes} minutes", outcome.arrival);
        }
    }
    assert!(waited[1] < waited[0], "priority people wait less");
    println!(
        "ordinary: longest {} min, mean {} min; priority: longest {} min, mean {} min",
        longest[0],
        waited[0] / people[0],
        longest[1],
        waited[1] / people[1]
    );
}

#[test]
fn in_a_hall_with_too_few_counters_the_order_still_lets_nobody_be_overtaken_for_ever() {
    let policy = QueuePolicy::default();
    for seed in 0..20 {
        let outcomes = (Day { counters: 2, planned_minutes: 5.0, promises: false })
            .play(&mixed_hundred(&mut fastrand::Rng::with_seed(seed)));
        for (place, first) in outcomes.iter().enumerate() {
            // Whoever was called later had not been promised an earlier moment while both waited.
            for later in &outcomes[place + 1..] {
                let both_waited = later.arrival.arrived <= first.called;
                assert!(!both_waited || first.arrival.promised_by <= later.arrival.promised_by);
                assert!(first.arrival.arrived.minutes_since(later.arrival.arrived) <= policy.ordinary_minutes);
            }
        }
    }
}

/// A busy day of eight hours: a quarter of the people by appointment, one in seven with priority.
fn busy_day(chance: &mut fastrand::Rng) -> Vec<Visitor> {
    let mut arrivals: Vec<(f64, Class, Option<f64>)> = (0..270)
        .map(|n| {
            let moment = chance.f64() * 480.0 * 60.0;
            match n % 28 {
                0..7 => {
                    let appointed = (moment / 1800.0).floor() * 1800.0;
                    ((appointed - 900.0 + chance.f64() * 900.0).max(0.0), Class::Appointment, Some(appointed))
                }
                7..11 => (moment, Class::PRIORITY[n % 5], None),
                _ => (moment, Class::Ordinary, None),
            }
        })
        .collect();
    arrivals.sort_by(|one, other| one.0.total_cmp(&other.0));
    (1..)
        .zip(arrivals)
        .map(|(seq, (moment, class, appointed))| visitor(seq, class, at(moment), appointed.map(at), visit(chance, 6.0)))
        .collect()
}

#[test]
fn nine_in_ten_are_called_within_the_promised_range() {
    let (mut sooner, mut within, mut later, mut width) = (0u32, 0u32, 0u32, 0u32);
    for seed in 0..12 {
        let visitors = busy_day(&mut fastrand::Rng::with_seed(1000 + seed));
        for outcome in (Day { counters: 4, planned_minutes: 6.0, promises: true }).play(&visitors) {
            let promised = outcome.promised.expect("a counter takes everybody");
            let waited = outcome.called.0 - outcome.arrival.arrived.0;
            width += promised.p90 - promised.p50;
            match waited {
                waited if waited < i64::from(promised.p50) * 60_000 => sooner += 1,
                waited if waited <= i64::from(promised.p90) * 60_000 => within += 1,
                _ => later += 1,
            }
        }
    }
    let all = f64::from(sooner + within + later);
    let share = |count: u32| f64::from(count) / all;
    println!(
        "of {all} promises: before p50 {:.3}, p50 to p90 {:.3}, after p90 {:.3}; called within p90 {:.3}; mean width {:.1} min",
        share(sooner),
        share(within),
        share(later),
        share(sooner + within),
        f64::from(width) / all
    );
    assert!(share(sooner + within) >= 0.85, "called within p90: {:.3}", share(sooner + within));
}

#[test]
fn the_ranges_of_a_full_hall_are_there_at_once() {
    let mut chance = fastrand::Rng::with_seed(1);
    let waiting: Vec<Arrival> = mixed_hundred(&mut chance)
        .into_iter()
        .chain(mixed_hundred(&mut chance))
        .map(|visitor| visitor.arrival)
        .take(120)
        .collect();
    let counters = vec![CounterNow { services: vec![0], busy: Some((at(7190.0), 0)) }; 8];
    let durations = [Durations { planned_minutes: 6.0, seen_seconds: vec![] }];
    let start = std::time::Instant::now();
    let ranges = simulate(&waiting, &[], &counters, &durations, at(7200.0));
    println!("{} ranges in {:?}", ranges.len(), start.elapsed());
    // Ten times what it takes, so that a busy machine does not fail it.
    assert!(cfg!(debug_assertions) || start.elapsed() < std::time::Duration::from_millis(200));
}
