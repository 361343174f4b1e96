//! Puts the house together: settings in, running server out. `main` and the tests build it the same way.

use std::sync::Arc;

use app::ports::Ports;
use axum::{Router, middleware};
use domain::{calendar::WorkCalendar, time::Clock};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer};

use crate::{
    api,
    desk::{Desk, bookings::Bookings, clock::SystemClock, hall::Hall, steward::Steward},
    gateway::Departments,
    http::{assets::Site, headers, health, log, serve::serve},
    keys::Keyring,
    live::Live,
    notify,
    settings::{Profile, Settings},
    store::Store,
    web::{self, Web, kept::Kept},
};

mod data;

pub use data::{DistrictData, StartError};

/// The largest form that is taken, bytes.
const FORM_BYTES: usize = 64 * 1024;
