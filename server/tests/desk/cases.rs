//! People who apply: each fills a service's form from its data, hands in what it asks for, gets the words it needs.

use std::{path::Path, sync::Arc};

use app::ports::{
    FindRefused,
    cases::{Asker, CaseDesk as _, CaseView, DraftView, Proof},
    files::{FileDesk as _, FileOwner},
};
use domain::{
    case::{CaseEvent, Procedures},
    form::{At, FieldKind, Form, Typed, materials_to_send, sample},
    identity::mask_name,
    ids::{CaseToken, DraftToken, ServiceCode},
    time::{Clock as _, Moment},
};
use server::{
    desk::{Desk, cases::Cases, files::Files},
    gateway::{CaseListener as _, Heard, News},
};

use crate::harness::{House, catalogue};

/// The desk of cases in a house.
pub struct Applying {
    pub house: House,
    pub cases: Cases,
    pub files: Files,
}

/// The minimum living allowance: a household, a means check, a public notice.
pub fn allowance() -> ServiceCode {
    "XC-JZ-01".into()
}

/// The old-age allowance: one person, no second word.
pub fn old_age() -> ServiceCode {
    "XC-LN-01".into()
}

/// Somebody at a browser of their own.
pub fn visitor(name: &str) -> Asker {
    Asker { visitor: name.to_owned(), ..Asker::default() }
}

/// Somebody who has signed in.
pub fn resident(name: &str) -> Asker {
    Asker { visitor: format!("browser of {name}"), resident: Some(name.to_owned()), kiosk: None }
}

impl Applying {
    pub fn new(house: House) -> Self {
        let cases = cases_of(&house.desk);
        let files = Files::new(house.desk.clone(), None);
        Self { house, cases, files }
    }

    pub fn form(&self, service: &ServiceCode) -> Form {
        Form::of(self.house.desk.catalogue.guide(service.as_str()).expect("a service"))
    }

    /// Good answers of somebody who applies for themselves; another seed is another person.
    pub fn answers(&self, service: &ServiceCode, seed: u64) -> Typed {
        let form = self.form(service);
        let mut typed = sample(&form, &At { today: self.house.clock.now().day(), kiosk: false }, seed);
        form.forget_who_acted(&mut typed);
        typed
    }

    /// A draft in which everything is answered and handed in, and everybody has agreed.
    pub async fn filled(&self, service: &ServiceCode, who: &Asker, typed: &Typed) -> DraftToken {
        let draft = self.answered(service, who, typed).await;
        self.agree(&draft).await;
        draft
    }

    /// As [`Applying::filled`], while nobody has agreed yet.
    pub async fn answered(&self, service: &ServiceCode, who: &Asker, typed: &Typed) -> DraftToken {
        let attempt = self.house.desk.keys.token();
        let draft = self.cases.start(service, who, false, &attempt).await.expect("begun");
        self.write(&draft, service, typed).await;
        self.hand_in(&draft, service, typed).await;
        draft
    }

    pub async fn write(&self, draft: &DraftToken, service: &ServiceCode, typed: &Typed) {
        for screen in &self.form(service).screens {
            self.cases.write(draft, &screen.key, typed).await.expect("kept");
        }
    }

    /// Hands in what the service asks for.
    pub async fn hand_in(&self, draft: &DraftToken, service: &ServiceCode, typed: &Typed) {
        let guide = self.house.desk.catalogue.guide(service.as_str()).expect("a service");
        let owner = FileOwner::draft(draft.as_str());
        for material in materials_to_send(guide, typed) {
            self.file(&owner, &material.key).await;
        }
        let form = self.form(service);
        for field in form.screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.kind == FieldKind::Files) {
            for _ in typed.all(&field.key) {
                self.file(&owner, &field.key).await;
            }
        }
    }

    /// Hands in one file that no other is like.
    pub async fn file(&self, owner: &FileOwner, material: &str) {
        let bytes = format!("%PDF-1.7\n{}\n%%EOF\n", self.house.desk.keys.token()).into_bytes();
        self.files.take(owner, material, "page.pdf", bytes).await.expect("taken");
    }

    /// Everybody who is asked agrees.
    pub async fn agree(&self, draft: &DraftToken) {
        let seen = self.draft(draft).await;
        for word in &seen.words {
            let token = word.link.rsplit('/').next().expect("a link").to_owned();
            let mut agreed = Err(FindRefused::NoMatch);
            for last_four in last_fours(&seen.typed, &word.name_masked) {
                let proof = Proof { code: word.code.clone(), last_four };
                agreed = self.cases.give_word(&token, &proof, &token).await;
                if agreed.is_ok() {
                    break;
                }
            }
            agreed.expect("agreed");
        }
    }

    pub async fn draft(&self, draft: &DraftToken) -> DraftView {
        self.cases.draft(draft).await.expect("read").expect("there")
    }

    pub async fn case(&self, case: &CaseToken) -> CaseView {
        self.cases.case(case).await.expect("read").expect("there")
    }

    /// Somebody applies, from the first click to the last.
    pub async fn apply(&self, service: &ServiceCode, who: &Asker, seed: u64) -> CaseToken {
        let draft = self.filled(service, who, &self.answers(service, seed)).await;
        self.cases.send(&draft, who).await.expect("sent")
    }

    /// The department's system has it.
    pub async fn handed_over(&self, case: &CaseToken) {
        let reference = self.case(case).await.reference;
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        self.cases.handed_over(&mut tx, &reference, self.now()).await.expect("heard");
        tx.commit().await.expect("kept");
    }

    /// The department's system says yes to a withdrawal.
    pub async fn gives_back(&self, case: &CaseToken) {
        let reference = self.case(case).await.reference;
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        self.cases.withdrawn(&mut tx, &reference, self.now()).await.expect("heard");
        tx.commit().await.expect("kept");
    }

    /// The department's system will not have an act.
    pub async fn refuses(&self, case: &CaseToken, act: &str, reason: &str) {
        let reference = self.case(case).await.reference;
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        self.cases.refused(&mut tx, &reference, act, reason, self.now()).await.expect("heard");
        tx.commit().await.expect("kept");
    }

    /// The steward gives up on handing an act over.
    pub async fn sends_back(&self, case: &CaseToken, act: &str, words: &str) {
        let reference = self.case(case).await.reference;
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        self.cases.sent_back(&mut tx, &reference, act, words, self.now()).await.expect("heard");
        tx.commit().await.expect("kept");
    }

    /// The department says something.
    pub async fn says(&self, case: &CaseToken, order: u64, what: CaseEvent) -> Heard {
        self.says_at(case, order, what, self.now()).await
    }

    pub async fn says_at(&self, case: &CaseToken, order: u64, what: CaseEvent, at: Moment) -> Heard {
        let reference = self.case(case).await.reference;
        let news = News { id: format!("news-{order}"), order, at, what };
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        let heard = self.cases.heard(&mut tx, &reference, &news, self.now()).await.expect("heard");
        tx.commit().await.expect("kept");
        heard
    }

    pub fn now(&self) -> Moment {
        self.house.clock.now()
    }
}

/// The last four of the documents of those who are called so, as the answers have them; nothing where nobody is.
fn last_fours(typed: &Typed, name_masked: &str) -> Vec<String> {
    let members = (0..typed.rows("family_members")).map(|row| format!("family_members.{row}."));
    let people = members.chain(["b_".to_owned()]).filter(|who| mask_name(typed.get(&format!("{who}name"))) == name_masked);
    let four = |who: String| {
        let number: Vec<char> = typed.get(&format!("{who}id_no")).chars().collect();
        number[number.len().saturating_sub(4)..].iter().collect()
    };
    let found: Vec<String> = people.map(four).collect();
    if found.is_empty() { vec![String::new()] } else { found }
}

/// The desk of cases in a house.
pub fn cases_of(desk: &Desk) -> Cases {
    Cases::new(desk.clone(), Arc::new(procedures()))
}

fn procedures() -> Procedures {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cases.toml");
    let text = std::fs::read_to_string(path).expect("our data");
    Procedures::read("cases.toml", &text, &catalogue()).expect("our cases")
}
