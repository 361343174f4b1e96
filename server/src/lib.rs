//! The thin axum backend of the door. It decides no case: it takes a request once, keeps it, hands it to the department
//! that decides, and tells the resident the truth about where it is.
//!
//! Rooms: [`settings`] · [`store`] · [`keys`] what is sealed and signed · [`desk`] what the ports do · [`gateway`] forwarding ·
//! [`notify`] messages to phones · [`live`] changes pushed to boards and phones · [`web`] pages and forms ·
//! [`api`] the machine interface · [`http`] the edge: limits, headers, logs, shutdown · [`house`] all of it put together.

pub mod api;
pub mod bench;
pub mod desk;
pub mod gateway;
pub mod house;
pub mod http;
pub mod keys;
pub mod live;
pub mod notify;
pub mod paper;
pub mod settings;
pub mod store;
pub mod web;
