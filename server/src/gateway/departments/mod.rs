//! departments.toml: which system takes which bookings and cases, where it is and in what form it wants them. Read and tried
//! out at start: a mapping that cannot be filled in stops the start, not a resident's request.

mod entry;
mod fill;
mod form;
mod mapping;
pub(super) mod sample;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use domain::{
    ids::{DepartmentCode, ServiceCode},
    text::Words,
};
use reqwest::{Method, Url};
use tokio::sync::Notify;

pub use form::Kind;
pub use mapping::MappingFiles;

use super::{breaker::Patience, pick::Pick};
use form::FileForm;
use mapping::Templates;

/// What is wrong with departments.toml or a mapping.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct DepartmentsError {
    /// The file.
    pub file: String,
    /// The entry, where known, and what is wrong with it.
    pub reason: String,
}

/// What departments.toml is read with.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The files under `mappings/`.
    pub mappings: MappingFiles,
    /// Addresses by department code, from the environment.
    pub urls: BTreeMap<String, String>,
    /// Where the stand-ins listen, `http://host:port`: takes the place of the origin of a stand-in's address.
    pub stand_ins: Option<String>,
    /// The data folder: drop folders are named from there.
    pub data: PathBuf,
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
    /// How it is spoken to.
    pub kind: Kind,
    /// The services whose bookings it takes.
    pub bookings: Vec<ServiceCode>,
    /// The services whose cases it takes.
    pub cases: Vec<ServiceCode>,
    /// The services for whose cases it checks a household's means.
    pub checks: Vec<ServiceCode>,
    /// The name of the shared secret in keys.toml.
    pub secret: String,
    /// From connecting to the last byte of its answer.
    pub timeout: Duration,
    /// How many dispatches may be under way at once.
    pub parallel: usize,
    /// Whether this is a stand-in and not the department's own system.
    pub stand_in: bool,
    /// Whether the same idempotency key is done once; if not, it is asked before anything is sent again.
    pub honours_key: bool,
    pub(super) patience: Patience,
    pub(super) words: BTreeMap<String, String>,
    pub(super) poll: Option<Poll>,
    pub(super) batch: Option<Batch>,
    /// Whether its own books of vouchers can be read, for comparing.
    books: bool,
    url: String,
    refusals: BTreeMap<String, String>,
    acts: BTreeMap<String, Act>,
    query: Option<Query>,
    templates: Templates,
    /// Rung when the desk has put something into the outbox.
    wake: Notify,
}

#[derive(Debug)]
struct Act {
    method: Method,
    soap_action: String,
    ticket: Option<Pick>,
    body: String,
}

#[derive(Debug)]
struct Query {
    method: Method,
    soap_action: String,
    found: Pick,
}

/// How a department's news is fetched.
#[derive(Debug)]
pub(super) struct Poll {
    pub(super) every: Duration,
    pub(super) items: Pick,
    pub(super) mark: Pick,
    method: Method,
    soap_action: String,
}

/// When a department gets its file, and what is in it.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) folder: PathBuf,
    pub(super) when: BatchTime,
    pub(super) columns: Vec<String>,
    pub(super) answer_within_ms: i64,
    pub(super) most_lines: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BatchTime {
    /// Every day, Beijing time.
    At(jiff::civil::Time),
    /// So often, minutes.
    Every(i64),
}

/// What is sent to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The same dispatch is the same bytes each time it is sent.
    pub body: String,
    /// `application/json` or `text/xml`.
    pub content_type: &'static str,
    /// SOAP's own header.
    pub soap_action: Option<String>,
}

/// What residents can be told as a reason; anything else a department says is `other`.
const REASONS: [&str; 5] = ["already_married", "booked_elsewhere", "already_applied", "not_our_area", "other"];

impl Departments {
    /// Reads the file's text and the mappings around it.
    pub fn read(file: &str, text: &str, around: &Around) -> Result<Self, DepartmentsError> {
        let wrong = |reason: String| DepartmentsError { file: file.to_owned(), reason };
        let form: FileForm = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut codes = BTreeSet::new();
        let mut services = BTreeSet::new();
        let mut all = Vec::new();
        for entry in form.department {
            let code = entry.code.clone();
            let department = Department::read(entry, around).map_err(|reason| wrong(format!("department {code}: {reason}")))?;
            if !codes.insert(code.clone()) {
                return Err(wrong(format!("department {code} is there twice")));
            }
            for (what, list) in [("bookings", &department.bookings), ("cases", &department.cases), ("checks", &department.checks)]
            {
                if let Some(taken) = list.iter().find(|service| !services.insert((what, (*service).clone()))) {
                    return Err(wrong(format!("department {code}: {what}: {taken} belongs to another department already")));
                }
            }
            all.push(department);
        }
        if let Some(unknown) = around.urls.keys().find(|code| !codes.contains(*code)) {
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
        self.all.iter().find(|department| department.bookings.contains(service)).map(|department| &department.code)
    }

    /// The department that takes a service's cases.
    #[must_use]
    pub fn for_case(&self, service: &ServiceCode) -> Option<&Department> {
        self.all.iter().find(|department| department.cases.contains(service))
    }

    /// The department that checks a household's means for cases of a service, once everybody has consented: it is sent the
    /// act [`CHECK_ACT`].
    #[must_use]
    pub fn for_check(&self, service: &ServiceCode) -> Option<&Department> {
        self.all.iter().find(|department| department.checks.contains(service))
    }

    /// The department that keeps a ledger of vouchers: it is sent the act [`MOVEMENT_ACT`](crate::gateway::outbox::MOVEMENT_ACT).
    #[must_use]
    pub fn for_vouchers(&self) -> Option<&Department> {
        self.all.iter().find(|department| department.acts().any(|act| act == crate::gateway::outbox::MOVEMENT_ACT))
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
