//! A printer that goes wrong at a thousand random moments: no ticket is called printed that is not whole on paper, none comes
//! twice, and every outcome is true.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bridge::{
    printer::{Desk, Outcome, Why},
    simulator::{Hazard, Machine, held, link::Socket},
};

use crate::{
    fake_printer::{habits, on_paper, ticket},
    harness,
};

const MISHAPS: u32 = 1_000;
const SEED: u64 = 20_261_128;

#[test]
fn a_thousand_random_mishaps_leave_no_phantom_and_no_double() {
    let mut rng = fastrand::Rng::with_seed(SEED);
    let (machine, folder) = (Arc::new(Mutex::new(Machine::default())), harness::folder());
    let open =
        |names_jobs| Desk::open(Box::new(Socket(Arc::clone(&machine))), folder.path(), habits(names_jobs)).expect("a desk");
    held(&machine).counts_questions = true;
    let mut desk = open(false);
    let (mut printed, mut struck, mut whole): (u32, HashMap<String, u32>, HashMap<String, u32>) = Default::default();
    for round in 0..MISHAPS {
        let number = format!("A{round:04}");
        let (lines, key) = (ticket(&number), format!("key-{round}"));
        let paper = on_paper(&lines);
        let hazard = [Hazard::Jam, Hazard::Out, Hazard::Cover, Hazard::Unplug, Hazard::Cable][rng.usize(..5)];
        held(&machine).struck_at = None;
        held(&machine).let_go_wrong(rng.u32(..80), hazard);
        if rng.u32(..4) == 0 {
            let _as_the_watch_does = desk.look();
        }

        let outcome = desk.print(&key, &lines).expect("tried");
        let (slips, struck_at) = {
            let machine = held(&machine);
            (machine.slips.clone(), machine.struck_at)
        };
        let came = slips.iter().filter(|slip| **slip == paper).count();
        match outcome {
            Outcome::Printed => {
                printed += 1;
                assert_eq!(came, 1, "round {round}: called printed, {hazard:?}");
            }
            Outcome::Failed { why } => {
                let truth = match hazard {
                    Hazard::Jam => Why::Jam,
                    Hazard::Out => Why::Out,
                    Hazard::Cover => Why::Cover,
                    Hazard::Unplug | Hazard::Cable => Why::Offline,
                };
                assert_eq!(why, truth, "round {round}");
                let at = struck_at.unwrap_or_else(|| panic!("round {round}: failed although nothing went wrong"));
                *struck.entry(format!("{hazard:?}")).or_default() += 1;
                // Whole and failed: only when it went wrong after the cut, or where nobody could see.
                let before = slips[..at].iter().filter(|slip| **slip == paper).count();
                assert!(came == 0 || before == 1 || hazard == Hazard::Cable, "round {round}: {hazard:?}");
            }
        }

        if rng.u32(..3) == 0 {
            // Drop first: two desks must not hold one printer.
            drop(desk);
            desk = open(rng.bool());
        }
        assert_eq!(desk.print(&key, &lines).expect("tried"), outcome, "round {round}: the same key, the same answer");
        held(&machine).mend();
        assert_eq!(desk.print(&key, &lines).expect("tried"), outcome, "round {round}: mended, and still the same");
        if outcome != Outcome::Printed {
            let again = desk.print(&format!("{key}-again"), &ticket(&format!("{number}b"))).expect("tried");
            assert_eq!(again, Outcome::Printed, "round {round}: the resident asked again, all is well");
            assert_eq!(held(&machine).slips.last(), Some(&on_paper(&ticket(&format!("{number}b")))), "alone on its slip");
        }
        for slip in std::mem::take(&mut held(&machine).slips) {
            if let Some(number) = slip.iter().find(|line| line.size == 8).map(|line| &line.text)
                && slip == on_paper(&ticket(number))
            {
                *whole.entry(number.clone()).or_default() += 1;
            }
        }
    }
    assert!(whole.values().all(|times| *times == 1), "no number twice");
    assert!(printed > 100, "{printed} printed");
    assert!(struck.len() == 5 && struck.values().all(|times| *times > 50), "every mishap in the middle: {struck:?}");
}
