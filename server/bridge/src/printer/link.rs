//! The way to a printer and back, in bytes. The `escpos` crate has the network and USB drivers; for the serial line its feature
//! would build against libudev, so that one is `serialport` without it.

use std::{io::Read as _, io::Write as _, net::SocketAddr, time::Duration};

use escpos::driver::{Driver, NativeUsbDriver, NetworkDriver};

use crate::settings::devices::Flow;

/// The link broke: what was on its way may have arrived or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the printer cannot be reached")]
pub struct Gone;

/// An open way to a printer.
pub trait Link: Send {
    /// Sends everything.
    ///
    /// # Errors
    /// It could not be sent, or not all of it.
    fn send(&mut self, bytes: &[u8]) -> Result<(), Gone>;

    /// What has come, waiting at most [`patience`](Link::patience); empty when nothing came.
    ///
    /// # Errors
    /// Nothing will come any more.
    fn receive(&mut self) -> Result<Vec<u8>, Gone>;

    /// How long `receive` waits for a first byte. Waiting is counted in these, not by a clock, so that a simulated printer
    /// need not be waited for.
    fn patience(&self) -> Duration;
}

/// Opens links: called again after one broke.
pub trait Port: Send {
    /// Opens a new one.
    ///
    /// # Errors
    /// There is no printer there now.
    fn open(&self) -> Result<Box<dyn Link>, Gone>;
}

/// How long a link waits for a first byte, where it can be chosen.
pub const PATIENCE: Duration = Duration::from_millis(300);

/// A printer on the network (port 9100 as a rule).
#[derive(Clone, Copy, Debug)]
pub struct Network {
    /// Where it is.
    pub address: SocketAddr,
    /// How long a read waits.
    pub patience: Duration,
}

impl Port for Network {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        let (host, port) = (self.address.ip().to_string(), self.address.port());
        let driver = NetworkDriver::open(&host, port, Some(self.patience)).map_err(|_| Gone)?;
        Ok(Box::new(ByDriver { driver, patience: self.patience, end_is_gone: true }))
    }
}

/// A printer on USB, by vendor and product.
#[derive(Clone, Copy, Debug)]
pub struct Usb {
    /// `idVendor`.
    pub vendor: u16,
    /// `idProduct`.
    pub product: u16,
}

impl Port for Usb {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        let driver = NativeUsbDriver::open(self.vendor, self.product).map_err(|_| Gone)?;
        // The driver's own time limit for a read; it cannot be changed.
        Ok(Box::new(ByDriver { driver, patience: Duration::from_secs(5), end_is_gone: false }))
    }
}

struct ByDriver<D> {
    driver: D,
    patience: Duration,
    /// Whether a read of nothing means that the other side closed.
    end_is_gone: bool,
}

impl<D: Driver + Send> Link for ByDriver<D> {
    fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.driver.write(bytes).and_then(|()| self.driver.flush()).map_err(|_| Gone)
    }

    fn receive(&mut self) -> Result<Vec<u8>, Gone> {
        let mut space = [0; 512];
        match self.driver.read(&mut space) {
            Ok(0) if self.end_is_gone => Err(Gone),
            Ok(count) => Ok(space[..count].to_vec()),
            // The crate tells a reason only in words. A broken link shows at the next write, or by the wait's end.
            Err(_) => Ok(Vec::new()),
        }
    }

    fn patience(&self) -> Duration {
        self.patience
    }
}

/// A printer on a serial line: 8 data bits, no parity, one stop bit.
#[derive(Clone, Debug)]
pub struct Serial {
    /// Its device file.
    pub path: String,
    /// Bits a second.
    pub baud: u32,
    /// How it says «wait».
    pub flow: Flow,
}

impl Port for Serial {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        let flow = match self.flow {
            Flow::None => serialport::FlowControl::None,
            Flow::Hardware => serialport::FlowControl::Hardware,
            Flow::Software => serialport::FlowControl::Software,
        };
        let port = serialport::new(&self.path, self.baud).flow_control(flow).timeout(PATIENCE).open().map_err(|_| Gone)?;
        // Answers to somebody else's questions may lie there still.
        port.clear(serialport::ClearBuffer::All).map_err(|_| Gone)?;
        Ok(Box::new(SerialLink(port)))
    }
}

struct SerialLink(Box<dyn serialport::SerialPort>);

impl Link for SerialLink {
    fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        self.0.write_all(bytes).and_then(|()| self.0.flush()).map_err(|_| Gone)
    }

    fn receive(&mut self) -> Result<Vec<u8>, Gone> {
        let mut space = [0; 512];
        match self.0.read(&mut space) {
            Ok(count) => Ok(space[..count].to_vec()),
            Err(slow) if matches!(slow.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::Interrupted) => Ok(Vec::new()),
            Err(_) => Err(Gone),
        }
    }

    fn patience(&self) -> Duration {
        PATIENCE
    }
}

/// No printer at all.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Port for Nothing {
    fn open(&self) -> Result<Box<dyn Link>, Gone> {
        Err(Gone)
    }
}
