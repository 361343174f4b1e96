//! What the provider may be told to do wrong, so that Yimen can be seen to notice.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::Provider;

/// One kind of trouble at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// None: it works.
    #[default]
    None,
    /// The identity token carries another sign-in's nonce.
    WrongNonce,
    /// Somebody changed the name in the token and kept the signature.
    AlteredToken,
    /// The token ran out a minute ago.
    ExpiredToken,
    /// The token was made for another service.
    OtherAudience,
    /// The token says that it is not signed.
    Unsigned,
    /// It does not answer at all: 503.
    Down,
}

#[derive(Deserialize, Serialize)]
pub(super) struct Switch {
    trouble: Trouble,
}

/// `GET /trouble`.
pub(super) async fn show(State(provider): State<Provider>) -> Json<Switch> {
    Json(Switch { trouble: provider.books().trouble })
}

/// `PUT /trouble`.
pub(super) async fn set(State(provider): State<Provider>, Json(switch): Json<Switch>) -> Json<Switch> {
    provider.books().trouble = switch.trouble;
    Json(switch)
}
