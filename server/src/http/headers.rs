//! Security headers on every answer, and the content security policy of each page.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// The policy of a page that carries `nonce`, or of one that needs none. Scripts come from this site only; nothing inline,
/// nothing evaluated but WebAssembly. A page of an enrolled kiosk also reaches the `bridge` beside it, and nothing else, and plays
/// the speech that came from there.
#[must_use]
pub fn policy(nonce: Option<&str>, bridge: Option<&str>) -> HeaderValue {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let (speech, bridge) = bridge.map(|bridge| (" blob:", format!(" {bridge}"))).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; media-src 'self'{speech}; font-src 'self'; \
         connect-src 'self'{bridge}; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    HeaderValue::try_from(policy).expect("a nonce is base64, and a bridge a port of the machine itself")
}

/// Adds what every answer carries. A page brings its own policy; everything else gets the strictest.
pub async fn security(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            header::HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // What names a person or a place in a queue is never kept by a browser or a proxy in between.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_kiosk_speaks_to_its_bridge() {
        let kiosk = policy(Some("n"), Some("http://127.0.0.1:3020"));
        let kiosk = kiosk.to_str().expect("ASCII");
        assert!(
            kiosk.contains("media-src 'self' blob:;") && kiosk.contains("connect-src 'self' http://127.0.0.1:3020;"),
            "{kiosk}"
        );
        let phone = policy(Some("n"), None);
        let phone = phone.to_str().expect("ASCII");
        assert!(!phone.contains("blob:") && !phone.contains("127.0.0.1"), "{phone}");
    }
}
