//! XML as departments send it: read, never trusted. A document type is refused, and with it every entity; depth and size are
//! bounded.

use roxmltree::{Document, Node, NodeType, ParsingOptions};
use serde_json::{Map, Value};

/// Deeper than any answer; a document that goes further is refused.
const DEEPEST: usize = 32;
/// More nodes than any answer has.
const MOST_NODES: u32 = 200_000;

/// Reads a document. The error never quotes it.
pub(super) fn parse(text: &str) -> Result<Document<'_>, String> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|wrong| match wrong {
        roxmltree::Error::DtdDetected => "a document type is not taken".to_owned(),
        wrong => format!("not XML at {}", wrong.pos()),
    })?;
    if document.descendants().any(|node| node.ancestors().nth(DEEPEST).is_some()) {
        return Err(format!("deeper than {DEEPEST}"));
    }
    Ok(document)
}

/// An element as JSON: its text where it has no elements, otherwise an object by local names; what occurs several times is a
/// list; attributes begin with `@`.
pub(super) fn to_json(node: Node<'_, '_>) -> Value {
    let mut fields = Map::new();
    for attribute in node.attributes() {
        fields.insert(format!("@{}", attribute.name()), Value::String(attribute.value().to_owned()));
    }
    for child in node.children().filter(Node::is_element) {
        let value = to_json(child);
        match fields.get_mut(child.tag_name().name()) {
            Some(Value::Array(list)) => list.push(value),
            Some(before) => *before = Value::Array(vec![before.take(), value]),
            None => drop(fields.insert(child.tag_name().name().to_owned(), value)),
        }
    }
    match text(node) {
        text if fields.is_empty() => Value::String(text),
        // An element with attributes only: its text is beside them.
        text if !node.children().any(|child| child.is_element()) && !text.is_empty() => {
            fields.insert("text".to_owned(), Value::String(text));
            Value::Object(fields)
        }
        _ => Value::Object(fields),
    }
}

/// The text of an element, without what surrounds it.
pub(super) fn text(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|one| one.node_type() == NodeType::Text);
    texts.filter_map(|one| one.text()).collect::<String>().trim().to_owned()
}

/// A JSON value as XML: `<field name="…">` for what an object holds, `<row>` for what a list holds.
pub(super) fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                out.push_str("<field name=\"");
                escape(name, out);
                out.push_str("\">");
                write(value, out);
                out.push_str("</field>");
            }
        }
        Value::Array(rows) => {
            for row in rows {
                out.push_str("<row>");
                write(row, out);
                out.push_str("</row>");
            }
        }
        Value::String(text) => escape(text, out),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

/// Writes text so that it is text again where it is read. Characters that XML cannot hold are left out.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_with_entities_is_refused_before_they_grow() {
        let laughs = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"#;
        assert_eq!(parse(laughs).expect_err("a document type"), "a document type is not taken");
        let file = r#"<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>"#;
        assert!(parse(file).is_err());
        let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
        assert!(parse(&deep).expect_err("too deep").contains("deeper"));
        assert!(parse("<a><b></a>").is_err());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let value = json!({ "name": "样例<&\">\u{1}", "rows": [{ "income": 120 }, { "income": 0 }], "yes": true });
        let mut out = String::from("<answers>");
        write(&value, &mut out);
        out.push_str("</answers>");
        let document = parse(&out).expect("XML");
        let fields: Vec<String> = document.root_element().children().map(text).collect();
        assert_eq!(fields, ["样例<&\">", "1200", "true"]);
    }

    #[test]
    fn an_element_becomes_what_templates_read() {
        let document = parse(r#"<r xmlns="urn:x"><s id="1">a</s><i><f>x</f></i><i><f>y</f></i></r>"#).expect("XML");
        let expected = json!({ "s": { "@id": "1", "text": "a" }, "i": [{ "f": "x" }, { "f": "y" }] });
        assert_eq!(to_json(document.root_element()), expected);
    }
}
