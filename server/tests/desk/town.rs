//! A house with every departmental system beside it: the stand-ins over HTTP with their own store, a courier, the callbacks'
//! door, and a desk of cases that only takes notes.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use departments::{Options, Stand};
use domain::{
    case::{After, CaseEvent, Progress, Stage},
    ids::{CaseRef, ServiceCode},
    time::Moment,
};
use serde_json::{Value, json};
use server::{
    api::{self, Api},
    desk::{
        Desk,
        bookings::Bookings,
        steward::{StaffBook, Steward},
    },
    gateway::{
        Around, CaseBody, CaseListener, Courier, Department, Departments, Difference, Heard, MaterialBody, News, http_client,
        outbox, parked, signature,
    },
    store::{StoreError, Tx},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::harness::{House, around};

pub const DEPARTMENTS: &str = include_str!("../../data/departments.toml");

/// A desk of cases that takes notes.
#[derive(Default)]
pub struct Notebook {
    pub cases: Mutex<BTreeMap<String, Progress>>,
    pub refused: Mutex<Vec<(String, String, String)>>,
    pub sent_back: Mutex<Vec<(String, String)>>,
    pub checked: Mutex<Vec<(String, Vec<Difference>)>>,
    pub told: Mutex<Vec<(String, u64)>>,
}

impl Notebook {
    pub fn stage(&self, reference: &CaseRef) -> Stage {
        self.cases.lock().expect("notes")[reference.as_str()].stage()
    }

    fn hear(&self, reference: &CaseRef, event: &CaseEvent, at: Moment, order: u64) -> Heard {
        let mut cases = self.cases.lock().expect("notes");
        let Some(before) = cases.get(reference.as_str()) else { return Heard::Unknown };
        let (after, heard) = match before.after(event, at, order) {
            Ok(After::Moved(after)) => (after, Heard::Moved),
            Ok(After::Late(after)) => (after, Heard::Late),
            Ok(After::Known) => return Heard::Late,
            Err(_) => return Heard::Impossible,
        };
        cases.insert(reference.as_str().to_owned(), after);
        heard
    }
}

#[async_trait]
impl CaseListener for Notebook {
    async fn handed_over(&self, _tx: &mut Tx, reference: &CaseRef, at: Moment) -> Result<(), StoreError> {
        self.hear(reference, &CaseEvent::HandedOver, at, 0);
        Ok(())
    }

    async fn refused(&self, _tx: &mut Tx, reference: &CaseRef, act: &str, reason: &str, _at: Moment) -> Result<(), StoreError> {
        let line = (reference.as_str().to_owned(), act.to_owned(), reason.to_owned());
        self.refused.lock().expect("notes").push(line);
        Ok(())
    }

    async fn heard(&self, _tx: &mut Tx, reference: &CaseRef, news: &News, _now: Moment) -> Result<Heard, StoreError> {
        self.told.lock().expect("notes").push((news.id.clone(), news.order));
        Ok(self.hear(reference, &news.what, news.at, news.order))
    }

    async fn sent_back(
        &self,
        _tx: &mut Tx,
        reference: &CaseRef,
        _act: &str,
        reason: &str,
        _now: Moment,
    ) -> Result<(), StoreError> {
        self.sent_back.lock().expect("notes").push((reference.as_str().to_owned(), reason.to_owned()));
        Ok(())
    }

    async fn checked(
        &self,
        _tx: &mut Tx,
        reference: &CaseRef,
        differences: &[Difference],
        _at: Moment,
        _now: Moment,
    ) -> Result<(), StoreError> {
        self.checked.lock().expect("notes").push((reference.as_str().to_owned(), differences.to_vec()));
        Ok(())
    }
}

/// A house with its neighbours.
pub struct Town {
    pub house: House,
    pub courier: Courier,
    pub notes: Arc<Notebook>,
    pub client: reqwest::Client,
    pub base: String,
    pub yimen: String,
    stop: CancellationToken,
}

impl Drop for Town {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Town {
    /// `change` is done to departments.toml first.
    pub async fn meet(mut house: House, change: impl Fn(&str) -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let yimen = format!("http://{}", listener.local_addr().expect("bound"));
        let around = Around { data: house.folder.path().to_owned(), ..around() };
        let text = change(DEPARTMENTS);
        let departments = Departments::read("departments.toml", &text, &around).expect("our departments");
        let secrets = departments.all().iter().map(|department| {
            let secret = house.desk.keys.department_secret(&department.secret).and_then(|text| signature::read_secret(&text));
            (department.code.to_string(), secret.expect("a demo's secret"))
        });
        let stand = Stand::open(Options {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder: house.folder.path().join("departments"),
            exchange: house.folder.path().join("exchange"),
            callback_url: yimen.clone(),
            secrets: secrets.collect(),
            clock: house.clock.clone(),
        })
        .await
        .expect("the stand-ins open");
        let base = format!("http://{}", stand.addr().expect("bound"));
        let around = Around { stand_ins: Some(base.clone()), ..around };
        let departments = Departments::read("departments.toml", &text, &around).expect("our departments");
        house.desk = Desk { departments: Arc::new(departments), ..house.desk.clone() };
        house.bookings = Bookings::new(house.desk.clone());
        let stop = CancellationToken::new();
        tokio::spawn(stand.serve(stop.clone()));
        let notes = Arc::new(Notebook::default());
        let api = api::router(Api { desk: house.desk.clone(), bookings: house.bookings.clone(), cases: Some(notes.clone()) });
        let stopped = stop.clone();
        tokio::spawn(async move { axum::serve(listener, api).with_graceful_shutdown(stopped.cancelled_owned()).await });
        let courier = Courier::new(house.desk.clone(), house.bookings.clone()).expect("a courier").with_cases(notes.clone());
        Self { house, courier, notes, client: http_client().expect("a client"), base, yimen, stop }
    }

    /// The steward of this house.
    pub fn steward(&self) -> Steward {
        let book = StaffBook::read("staff.toml", include_str!("../../data/staff.toml"), false).expect("the example accounts");
        Steward::new(self.house.desk.clone(), self.house.bookings.clone(), book).with_cases(self.notes.clone())
    }

    pub fn department(&self, service: &str) -> &Department {
        self.house.desk.departments.for_case(&ServiceCode(service.to_owned())).expect("a department")
    }

    /// Somebody applies.
    pub async fn apply(&self, service: &str, answers: Value) -> CaseRef {
        let reference = CaseRef::from_chance(self.house.desk.keys.chance());
        let begun = Progress::begin(self.now());
        self.notes.cases.lock().expect("notes").insert(reference.as_str().to_owned(), begun);
        self.put(&self.department(service).code.clone(), &reference, "apply", &self.body(&reference, service, answers)).await;
        reference
    }

    /// What is sent of a case.
    pub fn body(&self, reference: &CaseRef, service: &str, answers: Value) -> CaseBody {
        let material = MaterialBody {
            key: "id-card".to_owned(),
            name: "身份证 \"正面\", 1.jpg".to_owned(),
            sha256: "ab".repeat(32),
            mime: "image/jpeg".to_owned(),
            bytes: 12_345,
        };
        CaseBody::new(reference, &ServiceCode(service.to_owned()), self.now(), answers, vec![material])
    }

    pub async fn put(&self, department: &domain::ids::DepartmentCode, reference: &CaseRef, act: &'static str, body: &CaseBody) {
        let mut tx = self.house.desk.store.begin().await.expect("a transaction");
        outbox::put(&mut tx, &self.house.desk.keys, department, reference, act, &body.to_value(), self.now()).await.expect("put");
        tx.commit().await.expect("committed");
    }

    /// A later act on a case that was applied for with [`Town::apply`].
    pub async fn act(&self, service: &str, reference: &CaseRef, act: &'static str, version: u16) {
        let mut body = self.body(reference, service, answers());
        (body.version, body.words) = (version, "我不同意 <这个> & \"决定\"".to_owned());
        self.put(&self.department(service).code.clone(), reference, act, &body).await;
    }

    pub fn now(&self) -> Moment {
        self.house.desk.clock.now()
    }

    pub async fn get(&self, path: &str) -> Value {
        self.client.get(format!("{}{path}", self.base)).send().await.expect("answered").json().await.expect("JSON")
    }

    pub async fn page(&self, path: &str) -> String {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.expect("answered");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.text().await.expect("text")
    }

    /// What a department holds of a case.
    pub async fn held(&self, code: &str, reference: &CaseRef) -> Value {
        self.get(&format!("/{code}/held/{}", reference.as_str())).await
    }

    /// What a department did for a case, in order.
    pub async fn acts(&self, code: &str, reference: &CaseRef) -> Vec<String> {
        let held = self.held(code, reference).await;
        let acts = held["acts"].as_array().map(Vec::as_slice).unwrap_or_default();
        acts.iter().map(|act| act["kind"].as_str().expect("a kind").to_owned()).collect()
    }

    pub async fn switch(&self, code: &str, switches: Value) {
        let answer = self.client.put(format!("{}/{code}/switches", self.base)).json(&switches).send().await.expect("answered");
        assert!(answer.status().is_success());
    }

    /// A clerk presses a button.
    pub async fn press(&self, code: &str, reference: &CaseRef, act: &str, form: &str) {
        let answer = self
            .client
            .post(format!("{}/{code}/cases/{}/{act}", self.base, reference.as_str()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.to_owned())
            .send()
            .await
            .expect("answered");
        assert_eq!(answer.status().as_u16(), 303, "{code} {act}");
    }

    /// Delivers until nothing of a department waits, minutes pass.
    pub async fn deliver_all(&self) {
        for _ in 0..60 {
            self.courier.deliver_due().await;
            if self.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await == 0 {
                return;
            }
            self.house.clock.pass_minutes(1);
        }
        panic!("something waits for an hour");
    }

    /// Waits for something that others do, at most ten seconds.
    pub async fn until<F: Future<Output = bool>>(what: &str, come: impl Fn() -> F) {
        let came = async {
            while !come().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), came).await.unwrap_or_else(|_| panic!("{what}"));
    }

    /// Fetches news until a case has come to a stage.
    pub async fn until_stage(&self, department: &str, reference: &CaseRef, stage: &Stage) {
        Self::until(&format!("{department}: {stage:?}, is {:?}", self.notes.stage(reference)), async || {
            let _ = self.courier.poll_now(department).await;
            self.courier.batch_now(department).await.expect("the drop folder");
            self.notes.stage(reference) == *stage
        })
        .await;
    }

    pub async fn parked(&self) -> Vec<parked::Parked> {
        parked::all(&self.house.desk.store, None).await.expect("read")
    }
}

/// Answers with everything that is hard to carry.
pub fn answers() -> Value {
    json!({
        "name": "样例甲", "id_type": "ID_CN", "id_no": "110102189901010018", "mobile": "13800000001",
        "live_street": "110102001", "live_addr": "某街 1 号, \"西\" <院> & 5;\n二层",
        "family_members": [{ "name": "样例乙", "id_no": "110102189403010111", "monthly_income": "120000" }],
        "difficulty": ["illness", "job"], "by_proxy": "false",
    })
}
