//! The provider tells us that somebody signed out (OpenID Connect Back-Channel Logout 1.0). A logout token has no nonce and need
//! not name a person, so it is no identity token; its signature is checked with the provider's keys as those are.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::Moment;
use openidconnect::{
    JsonWebKey as _,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Residents,
    provider::{SIGNATURES, SKEW_MINUTES, SignInRefused},
};

/// What every logout token has among its events.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The longest token that is looked at, bytes.
const LONGEST: usize = 16 * 1024;

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    /// Required since the final specification; without it, `iat` alone bounds the token.
    exp: Option<i64>,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn holds(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client),
        }
    }
}

impl Residents {
    /// Ends what a logout token names. Returns how many sign-ins ended: also none is well, they may have ended before.
    pub async fn signed_out_there(&self, token: &str) -> Result<u64, SignInRefused> {
        let provider = self.provider.as_ref().ok_or(SignInRefused::NoProvider)?;
        let no = |why: &str| SignInRefused::NotBelieved(why.to_owned());
        let mut known = provider.metadata(false).await?;
        if !signed(token, known.jwks().keys()) {
            known = provider.metadata(true).await?;
            if !signed(token, known.jwks().keys()) {
                return Err(no("the logout token is not signed by the provider"));
            }
        }
        let part = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()).unwrap_or_default();
        let claims: Claims = serde_json::from_slice(&part).map_err(|_| no("not a logout token"))?;
        let now = self.now();
        let issued = Moment(claims.iat.saturating_mul(1000));
        let fresh = issued <= now.plus_minutes(SKEW_MINUTES)
            && issued > now.plus_minutes(-10)
            && claims.exp.is_none_or(|exp| exp.saturating_mul(1000) > now.plus_minutes(-SKEW_MINUTES).0);
        if claims.iss != provider.issuer() || !claims.aud.holds(provider.client_id()) || claims.nonce.is_some() {
            return Err(no("the logout token is for somebody else"));
        }
        if !fresh || !claims.events.contains_key(EVENT) {
            return Err(no("the logout token has run out"));
        }
        let subject = claims.sub.map(|subject| self.subject_index(provider.issuer(), &subject));
        if subject.is_none() && claims.sid.is_none() {
            return Err(no("the logout token names nobody"));
        }
        // A token that is heard twice ends nothing that began later.
        let until = issued.plus_minutes(SKEW_MINUTES);
        Ok(self.ended_there(claims.sid.as_deref(), subject.as_deref(), until).await?)
    }
}

/// Whether one of the keys signed it.
fn signed(token: &str, keys: &[CoreJsonWebKey]) -> bool {
    if token.len() > LONGEST {
        return false;
    }
    let Some((message, signature)) = token.rsplit_once('.') else { return false };
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let header = message.split_once('.').and_then(|(header, _)| serde_json::from_slice::<Header>(&decoded(header)?).ok());
    let (Some(header), Some(signature)) = (header, decoded(signature)) else { return false };
    SIGNATURES.contains(&header.alg)
        && keys
            .iter()
            .filter(|key| header.kid.is_none() || key.key_id().map(|id| id.as_str()) == header.kid.as_deref())
            .any(|key| key.verify_signature(&header.alg, message.as_bytes(), &signature).is_ok())
}
