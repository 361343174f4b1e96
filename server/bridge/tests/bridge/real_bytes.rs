//! Real ESC/POS over a real socket, read by a test that interprets it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time::Duration,
};

use bridge::{
    printer::{
        Desk, Outcome, State, Why,
        link::{Gone, Link, Network, Port},
        ticket,
    },
    simulator::{Hazard, Machine, held, link::Socket},
};

use crate::{
    fake_printer::{habits, listen, on_paper, text, ticket},
    harness,
};

fn over_the_network(machine: &Arc<Mutex<Machine>>) -> Box<dyn Port> {
    Box::new(Network { address: listen(machine), patience: Duration::from_millis(50) })
}

#[test]
fn a_ticket_comes_out_as_it_was_written() {
    for names_jobs in [false, true] {
        let (machine, folder) = (Arc::new(Mutex::new(Machine::default())), harness::folder());
        let desk = Desk::open(over_the_network(&machine), folder.path(), habits(names_jobs)).expect("a desk");
        assert_eq!(desk.print("a-1", &ticket("A012")).expect("tried"), Outcome::Printed);
        let slips = held(&machine).slips.clone();
        assert_eq!(slips.len(), 1, "cut once");
        let words: Vec<&str> = slips[0].iter().map(|line| line.text.as_str()).collect();
        let expected = [
            "永川区政务服务大厅",
            "A012",
            "前面 3 人，约 10 至 20 分钟",
            "https://door.example.gov.cn/t/A012",
            "",
            "",
            "",
            "过号不作废",
        ];
        assert_eq!(words, expected);
        assert_eq!((slips[0][1].size, slips[0][1].bold, slips[0][1].align), (8, true, 1));
        assert_eq!(slips[0][3].qr, Some(7), "dots a module");
        assert_eq!(slips[0], on_paper(&ticket("A012")));
    }
}

#[test]
fn chinese_is_gb18030_with_the_rare_characters_of_names() {
    // 䶮 and 昪 are of the third level of the table of general standard characters; 㑇 and 𬭚 take four bytes.
    let line = text("王䶮 昪 㑇 𬭚", 1);
    let bytes = ticket::bytes(std::slice::from_ref(&line)).expect("bytes");
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|some| some == wanted);
    assert!(has(&[0x1C, b'&']), "Kanji mode");
    assert!(has(&[0xCD, 0xF5]), "王");
    let (four, ..) = encoding_rs::GB18030.encode("𬭚");
    assert!(four.len() == 4 && has(&four));
    assert_eq!(on_paper(&[line])[0].text, "王䶮 昪 㑇 𬭚");
}

#[test]
fn the_printers_own_word_is_read_back() {
    let (machine, folder) = (Arc::new(Mutex::new(Machine::default())), harness::folder());
    let desk = Desk::open(over_the_network(&machine), folder.path(), habits(false)).expect("a desk");
    assert_eq!(desk.look().0, State::Ok);
    held(&machine).near_end = true;
    assert_eq!(desk.look(), (State::NearEnd, 18), "3 metres by 160 mm");
    assert_eq!(desk.print("a-1", &ticket("A001")).expect("tried"), Outcome::Printed, "a short roll prints");
    for (hazard, state, why) in [
        (Hazard::Out, State::Out, Why::Out),
        (Hazard::Cover, State::Cover, Why::Cover),
        (Hazard::Jam, State::Jam, Why::Jam),
        (Hazard::Unplug, State::Offline, Why::Offline),
    ] {
        held(&machine).let_go_wrong(0, hazard);
        assert_eq!(desk.look().0, state);
        let key = format!("{hazard:?}");
        assert_eq!(desk.print(&key, &ticket("A002")).expect("tried"), Outcome::Failed { why });
        held(&machine).mend();
        assert_eq!(desk.look().0, State::Ok);
        assert_eq!(desk.print(&key, &ticket("A002")).expect("tried"), Outcome::Failed { why }, "once said, always said");
    }
    assert_eq!(held(&machine).slips.len(), 1, "nothing came of what failed");
}

#[test]
fn what_goes_wrong_in_the_middle_is_told_over_the_network_too() {
    for (hazard, why) in
        [(Hazard::Out, Why::Out), (Hazard::Cover, Why::Cover), (Hazard::Jam, Why::Jam), (Hazard::Unplug, Why::Offline)]
    {
        let (machine, folder) = (Arc::new(Mutex::new(Machine::default())), harness::folder());
        let desk = Desk::open(over_the_network(&machine), folder.path(), habits(true)).expect("a desk");
        held(&machine).let_go_wrong(14, hazard);
        assert_eq!(desk.print("a-1", &ticket("A001")).expect("tried"), Outcome::Failed { why }, "{hazard:?}");
        held(&machine).mend();
        assert_eq!(desk.print("a-2", &ticket("A002")).expect("tried"), Outcome::Printed);
        let slips = held(&machine).slips.clone();
        assert_eq!(slips.last(), Some(&on_paper(&ticket("A002"))), "what hung there was cut off first");
        assert!(!slips.contains(&on_paper(&ticket("A001"))), "the rest of the first one was forgotten");
    }
}

#[test]
fn a_crash_between_sending_and_the_answer_prints_nothing_twice() {
    let (machine, folder) = (Arc::new(Mutex::new(Machine::default())), harness::folder());
    let desk = Desk::open(Box::new(Crashing(Arc::clone(&machine))), folder.path(), habits(false)).expect("a desk");
    catch_unwind(AssertUnwindSafe(|| desk.print("a-1", &ticket("A001")))).expect_err("it crashed");
    drop(desk);
    assert_eq!(held(&machine).slips.len(), 1, "it is on paper, and nobody knows");
    let desk = Desk::open(Box::new(Socket(Arc::clone(&machine))), folder.path(), habits(false)).expect("a desk");
    assert_eq!(desk.print("a-1", &ticket("A001")).expect("tried"), Outcome::Failed { why: Why::Offline });
    assert_eq!(held(&machine).slips.len(), 1, "not again");
    assert_eq!(desk.print("a-2", &ticket("A002")).expect("tried"), Outcome::Printed, "the resident asked for another");
}

/// A link whose program dies while it waits for the answer to a ticket.
struct Crashing(Arc<Mutex<Machine>>);

impl Port for Crashing {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        let link = Socket(Arc::clone(&self.0)).open()?;
        Ok(Box::new(CrashingLink { link, sent: false }))
    }
}

struct CrashingLink {
    link: Box<dyn Link>,
    sent: bool,
}

impl Link for CrashingLink {
    fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.sent |= bytes.len() > 40;
        self.link.send(bytes)
    }

    fn receive(&mut self) -> Result<Vec<u8>, Gone> {
        assert!(!self.sent, "the program dies here");
        self.link.receive()
    }

    fn patience(&self) -> Duration {
        self.link.patience()
    }
}
