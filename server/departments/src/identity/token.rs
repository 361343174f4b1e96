//! Changes a code for an identity token: once, soon, and only for who began (RFC 6749 4.1.3, RFC 7636 4.6).

use axum::{
    Form, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{CLIENT, CODE_GOOD, Granted, Provider, Trouble, chance, now};

/// How long an identity token is good, seconds.
const TOKEN_GOOD_S: i64 = 300;

#[derive(Deserialize)]
pub(super) struct Request {
    #[serde(default)]
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    code_verifier: String,
}

/// `POST /token`.
pub(super) async fn exchange(State(provider): State<Provider>, Form(request): Form<Request>) -> Response {
    let (granted, trouble) = {
        let mut books = provider.books();
        // Taken out whatever comes of it: a code is tried once.
        (books.codes.remove(&request.code), books.trouble)
    };
    if trouble == Trouble::Down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if request.grant_type != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(request.code_verifier.as_bytes()));
    let fits = |granted: &Granted| {
        granted.redirect_uri == request.redirect_uri && granted.challenge == challenge && granted.at.elapsed() < CODE_GOOD
    };
    let Some(granted) = granted.filter(fits) else { return refused("invalid_grant") };
    let access = chance();
    let id_token = identity_token(&provider, &granted, trouble, &access);
    let answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": TOKEN_GOOD_S, "id_token": id_token });
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

fn identity_token(provider: &Provider, granted: &Granted, trouble: Trouble, access: &str) -> String {
    let (person, now) = (&provider.people[granted.person], now());
    let nonce = if trouble == Trouble::WrongNonce { Some(chance()) } else { granted.nonce.clone() };
    // EdDSA with Ed25519 hashes by SHA-512 (OpenID Connect Core 3.1.3.6).
    let access_hash = URL_SAFE_NO_PAD.encode(&sha2::Sha512::digest(access.as_bytes())[..32]);
    let mut claims = json!({
        "iss": &*provider.issuer,
        "sub": person.subject,
        "aud": if trouble == Trouble::OtherAudience { "somebody-else" } else { CLIENT },
        "iat": now,
        "exp": if trouble == Trouble::ExpiredToken { now - 60 } else { now + TOKEN_GOOD_S },
        "auth_time": now,
        "sid": granted.session,
        "at_hash": access_hash,
        "name": person.name,
        "document_type": person.document_type,
        "document_number": person.document,
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    if !person.phone.is_empty() {
        claims["phone_number"] = format!("+86{}", person.phone).into();
    }
    let signed = provider.signer.sign("JWT", &claims);
    match trouble {
        Trouble::AlteredToken => altered(&signed, &claims),
        Trouble::Unsigned => unsigned(&claims),
        _ => signed,
    }
}

/// Another name under the same signature.
fn altered(signed: &str, claims: &Value) -> String {
    let mut claims = claims.clone();
    claims["name"] = "别人".into();
    let parts: Vec<&str> = signed.split('.').collect();
    format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
}

fn unsigned(claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    format!("{header}.{}.", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn refused(error: &'static str) -> Response {
    (StatusCode::BAD_REQUEST, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "error": error }))).into_response()
}
