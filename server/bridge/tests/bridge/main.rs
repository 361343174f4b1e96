//! What the bridge promises, against the program's own server over real sockets.

mod a_machine_out_of_use;
mod a_silent_page;
mod a_thousand_mishaps;
mod card_stays_here;
mod contract;
mod deploy;
mod fake_printer;
mod harness;
mod only_the_doors_page;
mod real_bytes;
mod simulator_switches;
