//! departments.toml: which system takes which bookings, where it is and in what form it wants them. Read and tried out at
//! start: a mapping that cannot be filled in stops the start, not a resident's booking.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    ids::{DepartmentCode, ServiceCode},
    text::Words,
};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use reqwest::{Method, Url};
use serde::Deserialize;
use tokio::sync::Notify;

use super::{BookingBody, DispatchKind, PersonBody};

/// What is wrong with departments.toml.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct DepartmentsError {
    /// The file.
    pub file: String,
    /// The entry, where known, and what is wrong with it.
    pub reason: String,
}

/// Every departmental system.
#[derive(Debug)]
pub struct Departments {
    all: Vec<Department>,
}

/// One departmental system.
#[derive(Debug)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// Its name.
    pub name: Words,
    /// The services whose bookings it takes.
    pub services: Vec<ServiceCode>,
    /// The name of the shared secret in keys.toml.
    pub secret: String,
    /// From connecting to the last byte of its answer.
    pub timeout: Duration,
    /// How many dispatches may be under way at once.
    pub parallel: usize,
    /// Whether this is a stand-in and not the department's own system.
    pub stand_in: bool,
    url: String,
    refusals: BTreeMap<String, String>,
    methods: BTreeMap<&'static str, Method>,
    templates: Environment<'static>,
    /// Rung when the desk has put something into the outbox.
    wake: Notify,
}

/// What is sent to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// JSON without spaces: the same dispatch is the same bytes each time it is sent.
    pub body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(default)]
    department: Vec<EntryForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryForm {
    code: String,
    name: Words,
    adapter: AdapterForm,
    url: String,
    #[serde(default)]
    stand_in: bool,
    services: Vec<ServiceCode>,
    secret: String,
    #[serde(default = "ten_seconds")]
    timeout_ms: u64,
    #[serde(default = "eight")]
    parallel: usize,
    #[serde(default)]
    refusals: BTreeMap<String, String>,
    create: MappingForm,
    #[serde(rename = "move")]
    moved: MappingForm,
    cancel: MappingForm,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum AdapterForm {
    Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingForm {
    method: String,
    path: String,
    body: String,
}

const fn ten_seconds() -> u64 {
    10_000
}

const fn eight() -> usize {
    8
}

/// What the desk understands as a reason; anything else a department says is `other`.
const REASONS: [&str; 3] = ["already_married", "booked_elsewhere", "other"];

impl Departments {
    /// Reads the file's text. `urls` replaces addresses by department code (from the environment).
    pub fn read(file: &str, text: &str, urls: &BTreeMap<String, String>) -> Result<Self, DepartmentsError> {
        let wrong = |reason: String| DepartmentsError { file: file.to_owned(), reason };
        let form: FileForm = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut codes = BTreeSet::new();
        let mut services = BTreeSet::new();
        let mut all = Vec::new();
        for entry in form.department {
            let code = entry.code.clone();
            let department = Department::read(entry, urls).map_err(|reason| wrong(format!("department {code}: {reason}")))?;
            if !codes.insert(code.clone()) {
                return Err(wrong(format!("department {code} is there twice")));
            }
            if let Some(taken) = department.services.iter().find(|service| !services.insert((*service).clone())) {
                return Err(wrong(format!("department {code}: {taken} belongs to another department already")));
            }
            all.push(department);
        }
        if let Some(unknown) = urls.keys().find(|code| !codes.contains(*code)) {
            return Err(wrong(format!("{} names no department of this file", url_variable(unknown))));
        }
        Ok(Self { all })
    }

    /// Every department, in the order of the file.
    pub fn all(&self) -> &[Department] {
        &self.all
    }

    /// The department of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Department> {
        self.all.iter().find(|department| department.code.as_str() == code)
    }

    /// The department that takes a service's bookings; `None` when Yimen's own books are enough.
    #[must_use]
    pub fn for_service(&self, service: &ServiceCode) -> Option<&DepartmentCode> {
        self.all.iter().find(|department| department.services.contains(service)).map(|department| &department.code)
    }

    /// Tells the couriers, after a commit, that something waits in this department's outbox.
    pub fn wake(&self, code: &DepartmentCode) {
        if let Some(department) = self.get(code.as_str()) {
            department.wake.notify_one();
        }
    }
}

/// The environment variable that replaces a department's address.
#[must_use]
pub fn url_variable(code: &str) -> String {
    format!("YIMEN_DEPARTMENT_{}_URL", code.to_ascii_uppercase().replace('-', "_"))
}

impl Department {
    fn read(entry: EntryForm, urls: &BTreeMap<String, String>) -> Result<Self, String> {
        let AdapterForm::Json = entry.adapter;
        let is_code_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entry.code.is_empty() || !entry.code.chars().all(is_code_char) {
            return Err("a code is lower-case letters, digits and hyphens".to_owned());
        }
        if entry.timeout_ms == 0 || entry.parallel == 0 {
            return Err("timeout_ms and parallel are at least 1".to_owned());
        }
        if let Some((_, reason)) = entry.refusals.iter().find(|(_, reason)| !REASONS.contains(&reason.as_str())) {
            return Err(format!("refusals: {reason} is none of {}", REASONS.join(", ")));
        }
        let replaced = urls.get(&entry.code);
        let url = replaced.unwrap_or(&entry.url).trim_end_matches('/').to_owned();
        let parsed = Url::parse(&url).map_err(|e| format!("url {url}: {e}"))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(format!("url {url}: http or https"));
        }
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::None);
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.add_filter("tojson", to_json);
        let mut methods = BTreeMap::new();
        for (kind, mapping) in [("create", entry.create), ("move", entry.moved), ("cancel", entry.cancel)] {
            let method: Method = mapping.method.parse().map_err(|_| format!("{kind}: method {}", mapping.method))?;
            methods.insert(kind, method);
            for (part, source) in [("path", mapping.path), ("body", mapping.body)] {
                templates.add_template_owned(format!("{kind}.{part}"), source).map_err(|e| format!("{kind}: {part}: {e:#}"))?;
            }
        }
        let department = Self {
            code: DepartmentCode(entry.code),
            name: entry.name,
            services: entry.services,
            secret: entry.secret,
            timeout: Duration::from_millis(entry.timeout_ms),
            parallel: entry.parallel,
            stand_in: entry.stand_in && replaced.is_none(),
            url,
            refusals: entry.refusals,
            methods,
            templates,
            wake: Notify::new(),
        };
        for kind in [DispatchKind::Create, DispatchKind::Move, DispatchKind::Cancel] {
            department.call(kind, &sample(kind)).map_err(|reason| format!("tried with a sample booking: {reason}"))?;
        }
        Ok(department)
    }

    /// Fills in the mapping of `kind`.
    pub fn call(&self, kind: DispatchKind, booking: &serde_json::Value) -> Result<Call, String> {
        let fill = |part: &str| {
            let template = self.templates.get_template(&format!("{}.{part}", kind.code())).expect("added when it was read");
            // A template's own error can quote what it was given: names and numbers stay out of logs and of the store.
            template
                .render(minijinja::context! { booking => minijinja::Value::from_serialize(booking) })
                .map_err(|e| format!("{}: {part}: line {}: {}", kind.code(), e.line().unwrap_or(0), e.kind()))
        };
        let path = fill("path")?;
        let url = Url::parse(&format!("{}{}", self.url, path.trim())).map_err(|e| format!("{}: path: {e}", kind.code()))?;
        let body: serde_json::Value = serde_json::from_str(&fill("body")?)
            .map_err(|e| format!("{}: body: not JSON at line {}, column {}", kind.code(), e.line(), e.column()))?;
        Ok(Call { method: self.methods[kind.code()].clone(), url, body: body.to_string() })
    }

    /// What a refusal's `type` means to residents.
    #[must_use]
    pub fn reason(&self, problem_type: &str) -> &str {
        self.refusals.get(problem_type).map_or("other", String::as_str)
    }

    /// Waits until the desk has put something here.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// A booking that every mapping must be able to show.
fn sample(kind: DispatchKind) -> serde_json::Value {
    let person = |sex: &str| PersonBody {
        name: "样例·\"A\"".to_owned(),
        document_kind: "PASSPORT".to_owned(),
        document: "E00000000".to_owned(),
        birth: "1990-01-01".to_owned(),
        sex: sex.to_owned(),
        phone: "13800138000".to_owned(),
    };
    let booking = BookingBody {
        reference: "00000000".to_owned(),
        service: "XC-HY-01".to_owned(),
        venue: "hy".to_owned(),
        date: "2026-11-24".to_owned(),
        from: "09:00".to_owned(),
        until: "09:30".to_owned(),
        taken: "2026-11-23T10:00:00+08:00".to_owned(),
        reason: None,
        people: vec![person("male"), person("female")],
    };
    if kind == DispatchKind::Cancel { booking.given_back("cancelled").to_value() } else { booking.to_value() }
}

/// As the template language's own, but a field that no booking has is a mistake of the file and not `null`.
fn to_json(value: minijinja::Value) -> Result<minijinja::Value, minijinja::Error> {
    use minijinja::{Error, ErrorKind};
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::UndefinedError, "a booking has no such field"));
    }
    let json = serde_json::to_string(&value).map_err(|wrong| Error::new(ErrorKind::BadSerialization, wrong.to_string()))?;
    Ok(minijinja::Value::from(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../data/departments.toml");

    fn read(text: &str) -> Result<Departments, DepartmentsError> {
        Departments::read("departments.toml", text, &BTreeMap::new())
    }

    #[test]
    fn our_own_file_is_good_and_quotes_what_people_typed() {
        let departments = read(FILE).expect("our own file");
        let registry = departments.get("marriage-registry").expect("in the file");
        assert_eq!(departments.for_service(&"XC-HY-01".into()), Some(&registry.code));
        assert_eq!(departments.for_service(&"XC-HY-07".into()), None);
        let call = registry.call(DispatchKind::Create, &sample(DispatchKind::Create)).expect("filled in");
        assert_eq!(call.url.as_str(), "http://127.0.0.1:3010/registry/bookings");
        let body: serde_json::Value = serde_json::from_str(&call.body).expect("JSON");
        assert_eq!(body["people"][1]["name"], "样例·\"A\"");
        let call = registry.call(DispatchKind::Cancel, &sample(DispatchKind::Cancel)).expect("filled in");
        assert_eq!((call.method, call.body.as_str()), (Method::POST, r#"{"reason":"cancelled"}"#));
    }

    #[test]
    fn a_mapping_that_cannot_be_filled_in_stops_the_start() {
        let wrong = read(&FILE.replacen("booking.venue", "booking.venu", 1)).expect_err("no such field");
        assert!(wrong.to_string().contains("department marriage-registry"), "{wrong}");
        let wrong = read(&FILE.replacen("booking.venue | tojson", "booking.venue", 1)).expect_err("not JSON");
        assert!(wrong.to_string().contains("not JSON"), "{wrong}");
        assert!(read(&FILE.replacen("parallel", "paralel", 2)).is_err());
    }

    #[test]
    fn an_address_from_the_environment_takes_the_place_of_the_stand_in() {
        let urls = BTreeMap::from([("marriage-registry".to_owned(), "https://registry.example/api/".to_owned())]);
        let departments = Departments::read("departments.toml", FILE, &urls).expect("good");
        let registry = &departments.all()[0];
        assert!(!registry.stand_in && read(FILE).expect("good").all()[0].stand_in);
        let call = registry.call(DispatchKind::Create, &sample(DispatchKind::Create)).expect("filled in");
        assert_eq!(call.url.as_str(), "https://registry.example/api/registry/bookings");
        assert_eq!(url_variable("marriage-registry"), "YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL");
        let urls = BTreeMap::from([("marriage-registy".to_owned(), "https://registry.example".to_owned())]);
        assert!(Departments::read("departments.toml", FILE, &urls).is_err());
    }
}
