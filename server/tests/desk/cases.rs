//! People who apply: each fills a service's form from its data, hands in what it asks for, gets the words it needs.

use std::{path::Path, sync::Arc};

use app::ports::{
    cases::{Asker, CaseDesk as _, CaseView, DraftView},
    files::{FileDesk as _, FileOwner},
};
use domain::{
    case::{CaseEvent, Procedures},
    form::{At, FieldKind, Form, Typed, materials_to_send, sample},
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

    /// Good answers; another seed is another person.
    pub fn answers(&self, service: &ServiceCode, seed: u64) -> Typed {
        sample(&self.form(service), &At { today: self.house.clock.now().day(), kiosk: false }, seed)
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
        for word in self.draft(draft).await.words {
            let token = word.link.rsplit('/').next().expect("a link").to_owned();
            self.cases.give_word(&token, &word.code, &token).await.expect("agreed");
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

/// The desk of cases in a house.
pub fn cases_of(desk: &Desk) -> Cases {
    Cases::new(desk.clone(), Arc::new(procedures()))
}

fn procedures() -> Procedures {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cases.toml");
    let text = std::fs::read_to_string(path).expect("our data");
    Procedures::read("cases.toml", &text, &catalogue()).expect("our cases")
}
