//! The kiosk's own program. It gives the page in the kiosk's browser what a page cannot reach by itself: the receipt
//! printer, the identity-card reader, the scanner, the lamp, the battery and a voice, on 127.0.0.1 and for one origin only.
//! It never says that something was printed unless the printer said so, and it keeps nothing of a person.
//!
//! Rooms: [`settings`] · [`secret`] what the page must know · [`standing`] whether the machine is in use · [`printer`] tickets on paper, honestly · [`reader`] identity
//! cards · [`scanner`] · [`screen`] that its page lives · [`lamp`] · [`ups`] · [`speak`] · [`run`] other programs, within bounds · [`events`] what happened ·
//! [`simulator`] all of it without hardware · [`http`] the protocol of docs/contracts/bridge.yaml · [`house`] put together.

pub mod events;
pub mod house;
pub mod http;
pub mod lamp;
pub mod printer;
pub mod reader;
pub mod run;
pub mod scanner;
pub mod screen;
pub mod secret;
pub mod settings;
pub mod simulator;
pub mod speak;
pub mod standing;
pub mod ups;
