//! The hall run forward to its end, many times.

use super::{
    CounterNow, Durations, WaitRange,
    to_come::{ToCome, WalkIn},
};
use crate::{queue::Arrival, time::Moment};

/// Enough that the ninth tenth moves by less than a minute from one run to the next.
const RUNS: usize = 200;

/// See [`super::simulate`].
pub(super) fn ranges(
    waiting: &[Arrival],
    expected: &[Arrival],
    counters: &[CounterNow],
    durations: &[Durations],
    now: Moment,
) -> Vec<Option<WaitRange>> {
    let hall = Hall::new(waiting, expected, counters, durations, now);
    let seed = seed(waiting, now);
    let mut waits: Vec<Vec<f64>> = vec![Vec::with_capacity(RUNS); waiting.len()];
    let mut run = Run::default();
    for n in 0..RUNS as u64 {
        let mut chance = fastrand::Rng::with_seed(seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        hall.run(&mut run, &mut chance, |place, seconds| waits[place].push(seconds));
    }
    waits.into_iter().map(range).collect()
}

/// Half are below the first figure, nine in ten below the second.
fn range(mut seconds: Vec<f64>) -> Option<WaitRange> {
    if seconds.is_empty() {
        return None;
    }
    seconds.sort_by(f64::total_cmp);
    let share = |tenths: usize| seconds[(seconds.len() * tenths).div_ceil(10) - 1];
    // `as` saturates: a hall that never empties shows the largest figure, not a small one.
    let p50 = (share(5) / 60.0).floor() as u32;
    let p90 = (share(9) / 60.0).ceil() as u32;
    Some(WaitRange { p50, p90: p90.max(p50.saturating_add(1)) })
}

/// The same people in the same minute: the same chance on every face (FNV-1a over ticket numbers and the minute).
fn seed(waiting: &[Arrival], now: Moment) -> u64 {
    let minute = now.0.div_euclid(60_000);
    waiting
        .iter()
        .map(|arrival| arrival.seq)
        .chain([minute])
        .fold(0xCBF2_9CE4_8422_2325, |hash, number| (hash ^ number.cast_unsigned()).wrapping_mul(0x0000_0100_0000_01B3))
}

/// What does not change from run to run.
struct Hall<'a> {
    /// Everybody whom some counter takes, in the order of their promises.
    people: Vec<Person>,
    /// How many of them are here already: their figures are asked for.
    here: usize,
    to_come: ToCome,
    counters: &'a [CounterNow],
    durations: &'a [Durations],
    now: Moment,
}

struct Person {
    /// Index into `waiting`; `None` for the expected.
    place: Option<usize>,
    service: u16,
    /// Seconds from now before which they cannot be called.
    due: f64,
    /// Seconds from now by which they are promised a call; negative when that has passed.
    promised: f64,
}

/// The working store of one run, kept to spare the allocations.
#[derive(Default)]
struct Run {
    /// Seconds from now at which each counter is free; infinite when nobody is left for it.
    free_at: Vec<f64>,
    /// Whether each person was called.
    called: Vec<bool>,
    /// Walk-ins who came during the run and wait, in the order of their promises.
    walk_ins: Vec<WalkIn>,
}

impl<'a> Hall<'a> {
    fn new(
        waiting: &[Arrival],
        expected: &[Arrival],
        counters: &'a [CounterNow],
        durations: &'a [Durations],
        now: Moment,
    ) -> Self {
        let here = waiting.iter().enumerate().map(|(place, arrival)| (Some(place), arrival));
        let mut arrivals: Vec<(Option<usize>, &Arrival)> = here.chain(expected.iter().map(|arrival| (None, arrival))).collect();
        arrivals.retain(|(_, arrival)| {
            durations.len() > usize::from(arrival.service)
                && counters.iter().any(|counter| counter.services.contains(&arrival.service))
        });
        arrivals.sort_by_key(|(_, arrival)| arrival.weight());
        let people: Vec<Person> = arrivals
            .into_iter()
            .map(|(place, arrival)| Person {
                place,
                service: arrival.service,
                due: arrival.not_before.map_or(0.0, |moment| seconds_between(now, moment).max(0.0)),
                promised: seconds_between(now, arrival.promised_by),
            })
            .collect();
        let here = people.iter().filter(|person| person.place.is_some()).count();
        Self { people, here, to_come: ToCome::new(waiting, expected, counters, durations, now), counters, durations, now }
    }

    /// Calls everybody who is here once, each when a counter is free for them; `called` hears who and after how many seconds.
    fn run(&self, run: &mut Run, chance: &mut fastrand::Rng, mut called: impl FnMut(usize, f64)) {
        run.called.clear();
        run.called.resize(self.people.len(), false);
        run.free_at.clear();
        run.free_at.extend(self.counters.iter().map(|counter| self.until_free(counter, chance)));
        run.walk_ins.clear();
        let mut coming = self.to_come.after(0.0, chance);
        let (mut first_waiting, mut left) = (0, self.here);
        while left > 0 {
            let Some(counter) = soonest(&run.free_at) else { return };
            let at = run.free_at[counter];
            while let Some(walk_in) = coming.filter(|walk_in| walk_in.comes <= at) {
                let place = run.walk_ins.partition_point(|other| other.promised <= walk_in.promised);
                run.walk_ins.insert(place, walk_in);
                coming = self.to_come.after(walk_in.comes, chance);
            }
            while run.called.get(first_waiting) == Some(&true) {
                first_waiting += 1;
            }
            let services = &self.counters[counter].services;
            let (person, next_due) = self.first(run, first_waiting, services, at);
            let walk_in = run.walk_ins.iter().position(|walk_in| services.contains(&walk_in.service));
            let service = match (person, walk_in) {
                // Equal promises: who is here came first.
                (Some(person), walk_in)
                    if walk_in.is_none_or(|place| self.people[person].promised <= run.walk_ins[place].promised) =>
                {
                    run.called[person] = true;
                    if let Some(place) = self.people[person].place {
                        called(place, at);
                        left -= 1;
                    }
                    self.people[person].service
                }
                (_, Some(walk_in)) => run.walk_ins.remove(walk_in).service,
                // Nobody now: the counter waits for the next who will be due or come, or has done its day.
                _ => {
                    run.free_at[counter] = coming.map_or(next_due, |walk_in| walk_in.comes.min(next_due));
                    continue;
                }
            };
            run.free_at[counter] = at + self.durations[usize::from(service)].draw(chance);
        }
    }

    /// The first person whom a counter with these services can call at `at`; and when the next one will be due, if nobody is.
    fn first(&self, run: &Run, from: usize, services: &[u16], at: f64) -> (Option<usize>, f64) {
        let mut next_due = f64::INFINITY;
        for (index, person) in self.people.iter().enumerate().skip(from) {
            if run.called[index] || !services.contains(&person.service) {
                continue;
            }
            if person.due <= at {
                return (Some(index), at);
            }
            next_due = next_due.min(person.due);
        }
        (None, next_due)
    }

    /// How long a counter is still busy: a visit that already lasts longer than most is near its end, not due at once.
    fn until_free(&self, counter: &CounterNow, chance: &mut fastrand::Rng) -> f64 {
        let Some((since, service)) = counter.busy else { return 0.0 };
        let Some(durations) = self.durations.get(usize::from(service)) else { return 0.0 };
        let lasted = seconds_between(since, self.now);
        for _ in 0..8 {
            let whole = durations.draw(chance);
            if whole > lasted {
                return whole - lasted;
            }
        }
        durations.draw(chance) / 3.0
    }
}

/// The counter that is free first; the lower number where two are.
fn soonest(free_at: &[f64]) -> Option<usize> {
    let (counter, at) = free_at.iter().enumerate().min_by(|one, other| one.1.total_cmp(other.1))?;
    at.is_finite().then_some(counter)
}

/// Seconds from `earlier` to `later`, negative when it lies before.
fn seconds_between(earlier: Moment, later: Moment) -> f64 {
    // Halls live hours: far below the 2^53 milliseconds that a float counts exactly.
    later.0.saturating_sub(earlier.0) as f64 / 1000.0
}
