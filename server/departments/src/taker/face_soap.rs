//! HTTP with SOAP 1.1: one address, the act is the element in the body; what is wrong is a fault.

use std::fmt::Write as _;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::{
    Taker,
    acts::{Asked, Content, Reply},
};
use crate::signature;

/// Who is to blame in a fault.
#[derive(Clone, Copy)]
enum Blame {
    Client,
    Server,
}

pub(super) async fn take(State(taker): State<Taker>, headers: HeaderMap, body: Bytes) -> Response {
    if !taker.panel.pass(&taker.house.shutdown).await {
        return fault(Blame::Server, "OUT_OF_SERVICE", "out of service");
    }
    if !signature::verify(&taker.secret, &headers, &body, taker.house.clock.now()) {
        return fault(Blame::Client, "BAD_SIGNATURE", "signature missing, wrong or old");
    }
    if taker.panel.answers_wrong() {
        return (StatusCode::OK, "<!DOCTYPE x [<!ENTITY y \"z\">]><x>&y;</x>").into_response();
    }
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    let asked = std::str::from_utf8(&body).ok().and_then(|text| read(text, key));
    match asked {
        Some(Request::News(after)) => match taker.news_after(after).await {
            Ok((news, mark)) => {
                let mut body = format!("<NewsResponse xmlns=\"urn:{}\">", taker.code());
                for one in &news {
                    body.push_str("<news>");
                    elements(&taker.in_words(one), &mut body);
                    body.push_str("</news>");
                }
                let _ = write!(body, "<mark>{mark}</mark></NewsResponse>");
                envelope(StatusCode::OK, &body)
            }
            Err(wrong) => store_fault(&taker, &wrong),
        },
        Some(Request::Act(asked)) if !asked.key.is_empty() => match taker.once(&asked, &body).await {
            Ok(reply) => {
                if taker.panel.loses_this_answer() {
                    // Ends this connection without an answer: the work is done, the line is dead.
                    std::panic::resume_unwind(Box::new("answer lost as told"));
                }
                answer(&taker, &asked, reply)
            }
            Err(wrong) => store_fault(&taker, &wrong),
        },
        _ => fault(Blame::Client, "NOT_UNDERSTOOD", "the envelope does not keep the contract"),
    }
}

fn answer(taker: &Taker, asked: &Asked, reply: Reply) -> Response {
    match reply {
        Reply::Taken { ticket, .. } => {
            let (first, rest) = asked.kind.split_at(1);
            let name = format!("{}{rest}Response", first.to_ascii_uppercase());
            envelope(StatusCode::OK, &format!("<{name} xmlns=\"urn:{}\"><ticket>{ticket}</ticket></{name}>", taker.code()))
        }
        Reply::Refused(code) => fault(Blame::Client, &code.to_ascii_uppercase().replace('-', "_"), "will not be taken"),
        Reply::Unknown => fault(Blame::Client, "UNKNOWN_CASE", "no case of this reference"),
        Reply::KeyUsed => fault(Blame::Client, "KEY_USED", "this key was used for another request"),
        Reply::TooLate => fault(Blame::Client, "TOO_LATE", "the case is past this"),
    }
}

fn store_fault(taker: &Taker, wrong: &sqlx::Error) -> Response {
    tracing::error!(%wrong, department = taker.code(), "the stand-in's store");
    fault(Blame::Server, "STORE", "store")
}

fn fault(blame: Blame, code: &str, words: &str) -> Response {
    let class = match blame {
        Blame::Client => "Client",
        Blame::Server => "Server",
    };
    let body = format!(
        "<soap:Fault><faultcode>soap:{class}</faultcode><faultstring>{words}</faultstring><detail><code>{code}</code></detail></soap:Fault>"
    );
    // SOAP 1.1 over HTTP: every fault is a 500.
    envelope(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

fn envelope(status: StatusCode, body: &str) -> Response {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>{body}</soap:Body></soap:Envelope>"
    );
    (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response()
}

enum Request {
    News(i64),
    Act(Box<Asked>),
}

/// Reads an envelope. Document types are refused by the parser.
fn read(text: &str, key: String) -> Option<Request> {
    let document = Document::parse(text).ok()?;
    let body = document.root_element().children().find(|node| node.tag_name().name() == "Body")?;
    let act = body.children().find(Node::is_element)?;
    let kind = act.tag_name().name().to_ascii_lowercase();
    if kind == "news" {
        return Some(Request::News(text_of(act, "after").parse().unwrap_or(0)));
    }
    if !["apply", "supplement", "withdraw", "appeal", "check", "recheck"].contains(&kind.as_str()) {
        return None;
    }
    let reference = text_of(act, "reference");
    let materials = act.children().filter(|node| node.tag_name().name() == "material").map(|node| {
        let attributes = node.attributes().map(|one| (one.name().to_owned(), Value::String(one.value().to_owned())));
        Value::Object(attributes.collect())
    });
    let changed = act.children().filter(|node| node.tag_name().name() == "changed");
    let changed = changed.map(|node| Value::String(node.text().unwrap_or_default().to_owned())).collect();
    let asked = Asked {
        version: text_of(act, "version").parse().unwrap_or(1),
        service: text_of(act, "service"),
        content: Content {
            name: text_of(act, "name"),
            document_kind: text_of(act, "documentKind"),
            document: text_of(act, "document"),
            phone: text_of(act, "phone"),
            received: text_of(act, "received"),
            answers: act.children().find(|node| node.tag_name().name() == "answers").map_or(Value::Null, value_of),
            materials: Value::Array(materials.collect()),
            changed: Value::Array(changed),
            words: text_of(act, "words"),
        },
        kind,
        key,
        reference,
    };
    (!asked.reference.is_empty()).then(|| Request::Act(Box::new(asked)))
}

fn text_of(act: Node<'_, '_>, name: &str) -> String {
    let found = act.descendants().find(|node| node.tag_name().name() == name);
    found.and_then(|node| node.text()).unwrap_or_default().trim().to_owned()
}

/// `<field name="…">` and `<row>` back into what they were; every value as text.
fn value_of(node: Node<'_, '_>) -> Value {
    let mut elements = node.children().filter(Node::is_element).peekable();
    match elements.peek().map(|first| first.tag_name().name()) {
        Some("field") => Value::Object(
            elements
                .map(|field| (field.attribute("name").unwrap_or_default().to_owned(), value_of(field)))
                .collect::<Map<_, _>>(),
        ),
        Some("row") => Value::Array(elements.map(value_of).collect()),
        _ => Value::String(node.text().unwrap_or_default().to_owned()),
    }
}

/// An object as elements, a list as repeated `<item>`.
fn elements(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let _ = write!(out, "<{name}>");
                elements(value, out);
                let _ = write!(out, "</{name}>");
            }
        }
        Value::Array(items) => {
            for item in items {
                out.push_str("<item>");
                elements(item, out);
                out.push_str("</item>");
            }
        }
        Value::String(text) => {
            for c in text.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    c if c >= ' ' || c == '\n' => out.push(c),
                    _ => {}
                }
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}
