//! Mappings: a department's form of what it is sent, as template files (Jinja). They are tried with a sample at start.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};

use crate::gateway::xml;

/// The files under `mappings/`, by their path in there: `aid-platform/apply.xml.jinja`.
pub type MappingFiles = BTreeMap<String, String>;

/// One department's templates.
#[derive(Debug)]
pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// Takes in the department's folder and what departments share.
    pub(super) fn read(code: &str, files: &MappingFiles) -> Result<Self, String> {
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|name| {
            if name.ends_with(".xml.jinja") { AutoEscape::Custom("xml") } else { AutoEscape::None }
        });
        templates.set_formatter(write_escaped);
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.add_filter("tojson", to_json);
        templates.add_filter("toxml", to_xml);
        templates.add_filter("csv", to_csv);
        templates.add_filter("fromjson", from_json);
        let own = format!("{code}/");
        for (name, text) in files.iter().filter(|(name, _)| name.starts_with(&own) || name.starts_with("shared/")) {
            if name.ends_with(".jinja") {
                templates.add_template_owned(name.clone(), text.clone()).map_err(|wrong| told(&wrong))?;
            }
        }
        Ok(Self(templates))
    }

    /// Adds a template that stands in departments.toml itself.
    pub(super) fn add(&mut self, name: String, text: String) -> Result<(), String> {
        self.0.add_template_owned(name, text).map_err(|wrong| told(&wrong))
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get_template(name).is_ok()
    }

    /// Fills one in. The error names file, line and reason, never what it was given.
    pub(super) fn fill(&self, name: &str, sees: &Value) -> Result<String, String> {
        let template = self.0.get_template(name).map_err(|_| format!("mappings/{name}: this file is missing"))?;
        template.render(sees).map_err(|wrong| told(&wrong))
    }
}

/// A template's own error can quote what it was given: names and numbers stay out of logs and of the store.
fn told(wrong: &Error) -> String {
    // The innermost error is the one in the file that includes nothing more.
    let mut inner = wrong;
    while let Some(source) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<Error>()) {
        inner = source;
    }
    let name = inner.name().unwrap_or("a template");
    let place = if name.contains('/') { format!("mappings/{name}") } else { name.to_owned() };
    let kind = inner.kind();
    // The words of a syntax error are about the file alone.
    let detail = if kind == ErrorKind::SyntaxError { inner.detail().unwrap_or_default() } else { "" };
    format!("{place}: line {}: {kind} {detail}", inner.line().unwrap_or(0)).trim_end().to_owned()
}

/// Writes a value; in XML as text. A field that does not exist never comes here: that is an error of the engine's own, and
/// what comes undefined is an `if` without an `else`.
fn write_escaped(out: &mut minijinja::Output<'_>, state: &minijinja::State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let plain = value.to_string();
    if state.auto_escape() == AutoEscape::None || value.is_safe() {
        return out.write_str(&plain).map_err(Error::from);
    }
    let mut text = String::new();
    xml::escape(&plain, &mut text);
    out.write_str(&text).map_err(Error::from)
}

/// As the template language's own, but a field that does not exist is a mistake of the file and not `null`.
fn to_json(value: Value) -> Result<Value, Error> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "no such field"));
    }
    let json = serde_json::to_string(&value).map_err(|wrong| Error::new(ErrorKind::BadSerialization, wrong.to_string()))?;
    Ok(Value::from(json))
}

/// Any value as elements: see [`xml::write`].
fn to_xml(value: Value) -> Result<Value, Error> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "no such field"));
    }
    let value = serde_json::to_value(&value).map_err(|wrong| Error::new(ErrorKind::BadSerialization, wrong.to_string()))?;
    let mut out = String::new();
    xml::write(&value, &mut out);
    Ok(Value::from_safe_string(out))
}

/// What a field of a file holds as JSON text.
fn from_json(text: &str) -> Result<Value, Error> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|_| Error::new(ErrorKind::InvalidOperation, "not JSON"))?;
    Ok(Value::from_serialize(value))
}

/// A value as one field of a line: quoted where it must be, line ends made spaces.
fn to_csv(value: Value) -> Result<Value, Error> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "no such field"));
    }
    let text = value.to_string().replace(['\r', '\n'], " ");
    Ok(Value::from(if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }))
}
