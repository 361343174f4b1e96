//! A printer on the network that is no more than the interpreter behind a socket, and tickets to print on it.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
};

use bridge::{
    printer::{
        Line,
        desk::Habits,
        roll::Lengths,
        ticket::{self, Align, Feed, Qr, Text},
    },
    simulator::{Machine, held, machine::PaperLine},
};

/// Listens; a connection is cut when the machine is unplugged.
pub(crate) fn listen(machine: &Arc<Mutex<Machine>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let machine = Arc::clone(machine);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let Some(plugging) = held(&machine).plugged() else { continue };
            let mut space = [0; 4_096];
            while let Ok(count) = stream.read(&mut space) {
                let mut machine = held(&machine);
                if count == 0 || machine.plugged() != Some(plugging) {
                    break;
                }
                machine.take(&space[..count]);
                if machine.plugged() != Some(plugging) || stream.write_all(&machine.answers()).is_err() {
                    break;
                }
            }
        }
    });
    address
}

pub(crate) fn habits(names_jobs: bool) -> Habits {
    Habits {
        names_jobs,
        within: std::time::Duration::from_secs(2),
        width_dots: 576,
        lengths: Lengths { roll_mm: 60_000, near_end_mm: 3_000, ticket_mm: 160 },
    }
}

pub(crate) fn text(text: &str, size: u8) -> Line {
    Line::Text(Text { text: text.to_owned(), size, bold: size > 1, align: Align::Center })
}

/// A ticket of some lines, as the hall prints it.
pub(crate) fn ticket(number: &str) -> Vec<Line> {
    vec![
        text("永川区政务服务大厅", 1),
        text(number, 8),
        text("前面 3 人，约 10 至 20 分钟", 1),
        Line::Qr(Qr { qr: format!("https://door.example.gov.cn/t/{number}"), modules: 7 }),
        Line::Feed(Feed { feed: 2 }),
        text("过号不作废", 1),
    ]
}

/// What a ticket looks like on the paper of a printer with which all is well.
pub(crate) fn on_paper(lines: &[Line]) -> Vec<PaperLine> {
    let mut machine = Machine::default();
    machine.take(&ticket::bytes(lines).expect("bytes"));
    machine.slips.pop().expect("a slip")
}
