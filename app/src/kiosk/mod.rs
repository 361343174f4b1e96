//! kiosk
pub mod check_in;
pub mod ticket;
pub mod walk_in;
pub mod welcome;
