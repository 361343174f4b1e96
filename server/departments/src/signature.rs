//! How both sides know each other: HMAC-SHA256 over `id.timestamp.body` in the form of Standard Webhooks. Written here
//! once more and not shared with Yimen: two hands that agree prove the contract.

use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::time::Moment;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The furthest that the other side's clock may differ, seconds.
const TOLERANCE_S: i64 = 300;

/// Reads a secret as keys.toml writes it: `whsec_` and base64.
#[must_use]
pub fn read_secret(text: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text.strip_prefix("whsec_")?).ok()?;
    (bytes.len() >= 16).then_some(bytes)
}

/// The `webhook-signature` of a message.
#[must_use]
pub fn sign(secret: &[u8], id: &str, timestamp_s: i64, body: &[u8]) -> String {
    format!("v1,{}", STANDARD.encode(mac(secret, id, timestamp_s, body).finalize().into_bytes()))
}

/// Whether the message was signed with `secret`, not long ago.
#[must_use]
pub fn verify(secret: &[u8], headers: &HeaderMap, body: &[u8], now: Moment) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(timestamp), Some(signatures)) =
        (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"))
    else {
        return false;
    };
    let Ok(timestamp) = timestamp.parse::<i64>() else { return false };
    if now.0.div_euclid(1000).abs_diff(timestamp) > TOLERANCE_S.unsigned_abs() {
        return false;
    }
    signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok()).any(|given| {
        // The comparison takes the same time wherever the difference is.
        mac(secret, id, timestamp, body).verify_slice(&given).is_ok()
    })
}

fn mac(secret: &[u8], id: &str, timestamp_s: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(format!("{id}.{timestamp_s}.").as_bytes());
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", id.parse().expect("a header"));
        headers.insert("webhook-timestamp", timestamp.into());
        headers.insert("webhook-signature", sign(secret, id, timestamp, body).parse().expect("a header"));
        headers
    }

    /// The example of the Standard Webhooks specification.
    #[test]
    fn the_signature_is_the_one_of_the_specification() {
        let secret = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signature = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn another_secret_another_body_or_another_time_is_refused() {
        let (secret, now) = (b"0123456789abcdef", Moment(1_795_000_000_000));
        let headers = signed(secret, "a", 1_795_000_000, b"{}");
        assert!(verify(secret, &headers, b"{}", now));
        assert!(!verify(b"0123456789abcdeg", &headers, b"{}", now));
        assert!(!verify(secret, &headers, b"{ }", now));
        assert!(!verify(secret, &headers, b"{}", now.plus_minutes(6)));
        assert!(!verify(secret, &headers, b"{}", now.plus_minutes(-6)));
        assert!(!verify(secret, &HeaderMap::new(), b"{}", now));
    }
}
