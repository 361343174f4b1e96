//! Where in a department's answer something stands: JSONPath (RFC 9535) where it speaks JSON, a location path of XPath where
//! it speaks XML. Of XPath only what points at elements and attributes: `//Answer/ticket`, `/Envelope/Body/*`, `item[2]/@id`;
//! names are local names, whatever prefix a department uses this year.

use roxmltree::{Document, Node};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::xml;

/// A path that was read.
#[derive(Clone, Debug)]
pub(super) enum Pick {
    Json(JsonPath),
    Xml(Vec<Step>),
}

/// One step of a location path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// After `//`: at any depth.
    anywhere: bool,
    /// `*` is any.
    name: String,
    attribute: bool,
    /// `[2]`, from 1.
    nth: Option<usize>,
}

/// What a department answered, read.
#[derive(Debug)]
pub(super) enum Read<'a> {
    Json(&'a Value),
    Xml(&'a Document<'a>),
}

impl Pick {
    /// Reads a JSONPath.
    pub(super) fn json(path: &str) -> Result<Self, String> {
        JsonPath::parse(path).map(Self::Json).map_err(|wrong| format!("{path}: {wrong}"))
    }

    /// Reads a location path.
    pub(super) fn xml(path: &str) -> Result<Self, String> {
        let bad = || format!("{path}: not a location path of the kind docs/departments.md describes");
        let mut steps = Vec::new();
        let mut anywhere = false;
        for part in path.strip_prefix('/').unwrap_or(path).split('/') {
            if part.is_empty() {
                if anywhere {
                    return Err(bad());
                }
                anywhere = true;
                continue;
            }
            let (attribute, part) = part.strip_prefix('@').map_or((false, part), |part| (true, part));
            let (name, nth) = match part.split_once('[') {
                Some((name, rest)) => {
                    let nth: usize = rest.strip_suffix(']').and_then(|number| number.parse().ok()).ok_or_else(bad)?;
                    (name, Some(nth).filter(|nth| *nth > 0))
                }
                None => (part, None),
            };
            let name = name.rsplit(':').next().unwrap_or(name);
            if name.is_empty() || !(name == "*" || name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))) {
                return Err(bad());
            }
            steps.push(Step { anywhere, name: name.to_owned(), attribute, nth });
            anywhere = false;
        }
        let last = steps.len().saturating_sub(1);
        let misplaced = steps.iter().take(last).any(|step| step.attribute);
        if anywhere || steps.is_empty() || misplaced { Err(bad()) } else { Ok(Self::Xml(steps)) }
    }

    /// The first text found; numbers and truth values as text.
    pub(super) fn text(&self, read: &Read<'_>) -> Option<String> {
        let found = match (self, read) {
            (Self::Json(path), Read::Json(value)) => match path.query(value).first()? {
                Value::String(text) => text.clone(),
                Value::Null => return None,
                other => other.to_string(),
            },
            (Self::Xml(steps), Read::Xml(document)) => {
                let last = steps.last()?;
                if last.attribute {
                    let owners = walk(&steps[..steps.len() - 1], document.root());
                    owners.iter().find_map(|node| node.attribute(last.name.as_str()))?.to_owned()
                } else {
                    xml::text(*walk(steps, document.root()).first()?)
                }
            }
            _ => return None,
        };
        Some(found).filter(|text| !text.is_empty())
    }

    /// Everything found, as JSON.
    pub(super) fn all(&self, read: &Read<'_>) -> Vec<Value> {
        match (self, read) {
            (Self::Json(path), Read::Json(value)) => path.query(value).all().into_iter().cloned().collect(),
            (Self::Xml(steps), Read::Xml(document)) => walk(steps, document.root()).into_iter().map(xml::to_json).collect(),
            _ => Vec::new(),
        }
    }
}

fn walk<'a, 'input>(steps: &[Step], root: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    let mut here = vec![root];
    for step in steps {
        let mut next = Vec::new();
        for node in here {
            let candidates: Vec<_> = if step.anywhere { node.descendants().skip(1).collect() } else { node.children().collect() };
            let mut found =
                candidates.into_iter().filter(|one| one.is_element() && (step.name == "*" || one.tag_name().name() == step.name));
            match step.nth {
                Some(nth) => next.extend(found.nth(nth - 1)),
                None => next.extend(found),
            }
        }
        here = next;
    }
    here
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_find_what_they_say() {
        let value = json!({ "data": { "ticket": 7, "none": null } });
        assert_eq!(Pick::json("$.data.ticket").expect("a path").text(&Read::Json(&value)), Some("7".to_owned()));
        assert_eq!(Pick::json("$.data.none").expect("a path").text(&Read::Json(&value)), None);
        let text = r#"<s:E xmlns:s="urn:s"><s:B><a:R xmlns:a="urn:a"><t>T1</t><i n="1">x</i><i n="2">y</i></a:R></s:B></s:E>"#;
        let document = xml::parse(text).expect("XML");
        let find = |path: &str| Pick::xml(path).expect("a path").text(&Read::Xml(&document));
        assert_eq!(find("//R/t").as_deref(), Some("T1"));
        assert_eq!(find("/E/B/a:R/i[2]").as_deref(), Some("y"));
        assert_eq!(find("//i/@n").as_deref(), Some("1"));
        assert_eq!(find("/B"), None);
        assert_eq!(Pick::xml("//i").expect("a path").all(&Read::Xml(&document)).len(), 2);
        for wrong in ["", "//", "a//", "a[x]", "@a/b", "count(//a)", "a///b"] {
            assert!(Pick::xml(wrong).is_err(), "{wrong}");
        }
        assert!(Pick::json("data").is_err());
    }
}
