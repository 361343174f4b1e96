//! Staff accounts, from staff.toml: who they are, what they may do, and how a password is checked so that a wrong one,
//! an unknown account and too many tries all look alike.

use std::{collections::BTreeMap, num::NonZeroU32};

use app::visit::Staff;
use argon2::{
    Argon2,
    password_hash::{PasswordVerifier as _, phc::PasswordHash},
};
use domain::catalogue::DataError;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use toml::Spanned;

/// Tries a minute for one account from one browser: enough for fingers, nothing for a list of passwords.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(6).expect("six is not nothing");

/// Tries a minute for one account from everywhere: whoever drops the browser's mark gets no further.
const TRIES_AN_ACCOUNT: NonZeroU32 = NonZeroU32::new(30).expect("thirty is not nothing");

/// Checks cost 19 MiB and a core each: more at once would be an attack's tool.
const AT_ONCE: usize = 4;

/// After so many remembered askers the idle ones are forgotten.
const FORGET_OVER: usize = 10_000;

/// The hash of a random password that nobody knows: an unknown account takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$LrfTQwKr0UUELnGLEs/sKQ$EJB52mbwqROqHZlc0wlEUdpvVMM7k3jR5DllyJx9vkA";

/// Every account.
pub struct StaffBook {
    accounts: BTreeMap<String, Account>,
    by_browser: DefaultKeyedRateLimiter<String>,
    by_account: DefaultKeyedRateLimiter<String>,
    checks: tokio::sync::Semaphore,
}

struct Account {
    staff: Staff,
    hash: String,
    /// Where it stands in the file.
    line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    #[serde(default)]
    example: bool,
    #[serde(default)]
    account: Vec<AccountForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountForm {
    account: Spanned<String>,
    name: String,
    password: Spanned<String>,
    #[serde(default)]
    counter: bool,
    #[serde(default)]
    steward: bool,
    #[serde(default)]
    helper: bool,
    department: Option<String>,
    store: Option<String>,
    #[serde(default)]
    venues: Vec<String>,
}

impl StaffBook {
    /// Reads staff.toml. `file` names it in errors; `production` refuses the example accounts and an empty book.
    pub fn read(file: &str, text: &str, production: bool) -> Result<Self, Vec<DataError>> {
        let line_of = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let wrong = |line: usize, reason: String| DataError { file: file.to_owned(), line, reason };
        let form: FileForm = toml::from_str(text)
            .map_err(|error| vec![wrong(error.span().map_or(1, |span| line_of(span.start)), error.message().to_owned())])?;
        let mut mistakes = Vec::new();
        if production && form.example {
            mistakes.push(wrong(1, "these are the example accounts: give a production server accounts of its own".to_owned()));
        }
        if production && form.account.is_empty() {
            mistakes.push(wrong(1, "no account: nobody could run the hall".to_owned()));
        }
        let mut accounts = BTreeMap::new();
        for entry in form.account {
            let line = line_of(entry.account.span().start);
            let hash = entry.password.get_ref().clone();
            if PasswordHash::new(&hash).is_err() || !hash.starts_with("$argon2id$") {
                let reason = "password is no Argon2id hash in PHC form ($argon2id$…)".to_owned();
                mistakes.push(wrong(line_of(entry.password.span().start), reason));
            }
            let account = entry.account.get_ref().trim().to_owned();
            if account.is_empty() {
                mistakes.push(wrong(line, "account is empty".to_owned()));
            }
            let AccountForm { name, counter, steward, helper, department, store, venues, .. } = entry;
            let staff = Staff { account: account.clone(), name, counter, steward, helper, department, store, venues };
            if accounts.insert(account.clone(), Account { staff, hash, line }).is_some() {
                mistakes.push(wrong(line, format!("the account {account} is there twice")));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            accounts,
            by_browser: RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)),
            by_account: RateLimiter::keyed(Quota::per_minute(TRIES_AN_ACCOUNT)),
            checks: tokio::sync::Semaphore::new(AT_ONCE),
        })
    }

    /// Accounts of departments and stores that are not there: they would see nothing, and nobody would know why.
    pub fn misplaced(&self, file: &str, department: impl Fn(&str) -> bool, store: impl Fn(&str) -> bool) -> Vec<DataError> {
        let wrong = |account: &Account, reason: String| DataError { file: file.to_owned(), line: account.line, reason };
        let mut mistakes = Vec::new();
        for account in self.accounts.values() {
            if let Some(code) = account.staff.department.as_deref().filter(|code| !department(code)) {
                mistakes.push(wrong(account, format!("departments.toml has no department {code}")));
            }
            if let Some(code) = account.staff.store.as_deref().filter(|code| !store(code)) {
                mistakes.push(wrong(account, format!("vouchers.toml has no store {code}")));
            }
        }
        mistakes
    }

    /// The member of staff, or `None`: wrong, unknown or too often.
    pub async fn check(&self, account: &str, password: &str, visitor: &str) -> Option<Staff> {
        let account = account.trim();
        if self.by_browser.len() > FORGET_OVER {
            self.by_browser.retain_recent();
            self.by_account.retain_recent();
        }
        // Accounts that do not exist share one place, so that invented names fill no memory.
        let known = self.accounts.get(account);
        let asked = if known.is_some() { account } else { "" };
        let browser = self.by_browser.check_key(&format!("{visitor}\n{asked}"));
        if browser.is_err() || self.by_account.check_key(&asked.to_owned()).is_err() {
            tracing::warn!(account = asked, "too many tries to sign in");
            return None;
        }
        let _turn = self.checks.acquire().await.ok()?;
        let hash = known.map_or_else(|| NOBODY.to_owned(), |known| known.hash.clone());
        let password = password.to_owned();
        let fits = tokio::task::spawn_blocking(move || verify(&hash, &password)).await.unwrap_or(false);
        known.filter(|_| fits).map(|known| known.staff.clone())
    }
}

fn verify(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}
