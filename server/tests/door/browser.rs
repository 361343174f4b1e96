//! One browser's cookies, and signing in by the demonstration provider.

use std::collections::BTreeMap;

use reqwest::{RequestBuilder, Response, StatusCode};

use crate::door::Door;

/// A browser: it keeps cookies and follows nothing by itself.
#[derive(Clone, Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
    /// Where answers led, and the cookies that they set.
    pub heads: Vec<String>,
}

impl Browser {
    /// A request that bears this browser's cookies.
    pub fn bearing(&self, request: RequestBuilder) -> RequestBuilder {
        if self.cookies.is_empty() {
            return request;
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header("cookie", cookies.join("; "))
    }

    pub async fn send(&mut self, request: RequestBuilder) -> Response {
        let answer = self.bearing(request).send().await.expect("an answer");
        self.heads.extend(heads(&answer));
        for set in answer.headers().get_all("set-cookie") {
            let (pair, rest) = set.to_str().expect("ASCII").split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a cookie");
            if rest.contains("Max-Age=0") || value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&mut self, door: &Door, path: &str) -> (StatusCode, String) {
        let answer = self.send(door.client.get(format!("{}{path}", door.url()))).await;
        (answer.status(), answer.text().await.unwrap_or_default())
    }

    /// Sends a form.
    pub async fn post(&mut self, door: &Door, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            door.client.post(format!("{}{path}", door.url())).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(body)).await
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Signs in as one of the demonstration's people.
    pub async fn sign_in(&mut self, door: &Door, who: &str) {
        let begun = self.send(door.client.get(format!("{}/sign-in/go?back=/my", door.url()))).await;
        let to = location(&begun);
        let (authorize, query) = to.split_once('?').expect("a request");
        let mut fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        fields.push(("subject".to_owned(), who.to_owned()));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        let request = door.client.post(authorize).header("content-type", "application/x-www-form-urlencoded").body(body);
        let back = location(&request.send().await.expect("the provider"));
        let arrived = self.send(door.client.get(back)).await;
        assert_eq!(location(&arrived), "/my");
    }
}

/// What an answer puts into an address bar or a cookie jar.
pub fn heads(answer: &Response) -> Vec<String> {
    let of = |name: &str| {
        answer.headers().get_all(name).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    of("location").chain(of("set-cookie")).collect()
}

/// Where an answer leads.
pub fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()["location"].to_str().expect("ASCII").to_owned()
}
