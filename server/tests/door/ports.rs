//! Addresses for programs that bind by themselves, and again after a kill.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below 32768, where Linux begins to hand out ports to connections that go out: one of another test's could take a port of
/// theirs between our look and the program's start.
static NEXT: AtomicU16 = AtomicU16::new(30_000);

/// One at which nobody listens now, and that no other test of this run was given.
pub fn free_address() -> String {
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(port < 32_768, "each test takes one or two ports, not thousands");
        let address = format!("127.0.0.1:{port}");
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}
