//! The way to the simulated printer: the same bytes as over a cable, without waiting.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{Machine, held};
use crate::printer::link::{Gone, Link, Port};

/// Where a simulated printer is plugged in.
pub struct Socket(pub Arc<Mutex<Machine>>);

impl Port for Socket {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        let plugging = held(&self.0).plugged().ok_or(Gone)?;
        Ok(Box::new(Cable { machine: Arc::clone(&self.0), plugging }))
    }
}

struct Cable {
    machine: Arc<Mutex<Machine>>,
    /// A cable that was pulled out is not the one that is put in again.
    plugging: u32,
}

impl Cable {
    fn still(&self) -> Result<std::sync::MutexGuard<'_, Machine>, Gone> {
        let machine = held(&self.machine);
        if machine.plugged() == Some(self.plugging) { Ok(machine) } else { Err(Gone) }
    }
}

impl Link for Cable {
    fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.still()?.take(bytes);
        self.still().map(drop)
    }

    fn receive(&mut self) -> Result<Vec<u8>, Gone> {
        Ok(self.still()?.answers())
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(5)
    }
}
