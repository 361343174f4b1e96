//! What a resident was told is accepted reaches its department in that department's own tongue, once and in order; and what
//! the department says comes back. Every department is a stand-in over HTTP or through its drop folder, with its own store.

use app::ports::StewardDesk as _;
use domain::case::{CaseEvent, Decision, Stage, Target};
use serde_json::{Value, json};
use server::gateway::{CaseBody, Kind, differences};

use crate::{
    harness::on_both,
    town::{Town, answers},
};

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_reaches_its_department_whole_and_its_decision_comes_back() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        let services: Vec<(String, String)> = town
            .house
            .desk
            .departments
            .all()
            .iter()
            .flat_map(|department| department.cases.iter().map(|service| (department.code.to_string(), service.to_string())))
            .collect();
        assert!(services.len() > 30, "{}", services.len());
        let mut cases = Vec::new();
        for (code, service) in services {
            cases.push((code, town.apply(&service, answers()).await, service));
        }
        town.courier.deliver_due().await;
        for (code, reference, service) in &cases {
            town.until_stage(code, reference, &Stage::Forwarded).await;
            let held = town.held(code, reference).await;
            assert_eq!((held["service"].as_str(), held["content"]["name"].as_str()), (Some(service.as_str()), Some("样例甲")));
            assert_eq!(plain(&held["content"]["answers"]), plain(&answers()), "{service}");
            let material = &held["content"]["materials"][0];
            assert_eq!(
                (material["key"].as_str(), material["sha256"].as_str().map(str::len)),
                (Some("id-card"), Some(64)),
                "{service}: {material}"
            );
            let page = town.page(&format!("/{code}/cases/{}", reference.as_str())).await;
            assert!(page.contains("样例甲") && page.contains("live_addr") && !page.contains("<院>"), "{page}");
            assert!(town.page(&format!("/{code}/")).await.contains(reference.as_str()));
            town.press(code, reference, "accept", "").await;
            town.press(code, reference, "grant", "").await;
            town.press(code, reference, "settle", "").await;
        }
        for (code, reference, _) in &cases {
            town.until_stage(code, reference, &Stage::Settled).await;
        }
        assert!(town.page("/departments").await.contains("/veterans/"));
        let waiting = "SELECT COUNT(*) FROM dispatch WHERE state <> 'delivered' OR ticket IS NULL";
        assert_eq!(town.house.count(waiting).await, 0, "everything was given a number");
    })
    .await;
}

/// XML and CSV carry texts; line ends in a file are spaces.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        Value::Array(rows) => rows.iter().map(plain).collect(),
        Value::String(text) => json!(text.replace('\n', " ").replace("\\n", " ")),
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplement_is_asked_answered_and_a_refusal_appealed_in_each_tongue() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        for (service, step) in [("XC-JZ-01", "means_check"), ("XC-CJ-01", "street_review"), ("XC-TY-02", "examination")] {
            let department = town.department(service);
            let code = department.code.to_string();
            let reference = town.apply(service, answers()).await;
            town.courier.deliver_due().await;
            town.until_stage(&code, &reference, &Stage::Forwarded).await;
            town.press(&code, &reference, "accept", "").await;
            town.press(&code, &reference, "step", &format!("step={step}")).await;
            town.until_stage(&code, &reference, &Stage::Checking { step: step.to_owned() }).await;
            let form = "target_1=field:live_addr&why_1=wrong&words_1=%E9%97%A8%E7%89%8C%3C%26%3E&target_2=material:id-card&why_2=unreadable&deadline=2026-12-01&remark=x";
            town.press(&code, &reference, "mend", form).await;
            town.until_stage(&code, &reference, &Stage::SupplementAsked).await;
            let asked = town.notes.cases.lock().expect("notes")[reference.as_str()].supplement().cloned().expect("asked");
            assert_eq!(asked.items[0].target, Target::Field("live_addr".to_owned()));
            assert_eq!((asked.items[0].words.as_str(), asked.deadline.to_string().as_str()), ("门牌<&>", "2026-12-01"));
            assert_eq!(asked.items[1].target, Target::Material("id-card".to_owned()));
            town.act(service, &reference, "supplement", 2).await;
            if department.kind == Kind::File {
                Town::until("the supplement is carried", async || {
                    town.courier.batch_now(&code).await.expect("the drop folder");
                    town.acts(&code, &reference).await.len() == 2
                })
                .await;
            } else {
                town.courier.deliver_due().await;
            }
            assert_eq!(town.acts(&code, &reference).await, ["apply", "supplement"]);
            assert_eq!(town.held(&code, &reference).await["version"], 2);
            town.press(&code, &reference, "refuse", "remark=%E8%B6%85%E8%BF%87%E6%A0%87%E5%87%86").await;
            town.until_stage(&code, &reference, &Stage::Decided(Decision::Refused)).await;
            let told = town.notes.cases.lock().expect("notes")[reference.as_str()].entries().last().cloned().expect("an entry");
            let CaseEvent::Decide { reason: Some(reason), .. } = told.what else { panic!("decided: {told:?}") };
            assert_eq!(reason.zh, "超过标准");
            if department.kind == Kind::File {
                continue;
            }
            town.act(service, &reference, "appeal", 2).await;
            town.courier.deliver_due().await;
            assert_eq!(town.held(&code, &reference).await["content"]["words"], "我不同意 <这个> & \"决定\"");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_double_nothing_also_where_keys_are_not_honoured() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        for (service, code) in [("XC-CJ-01", "subsidy"), ("XC-JZ-01", "aid-platform"), ("XC-ZY-01", "volunteers")] {
            town.switch(code, json!({ "lose_answers": 2 })).await;
            let reference = town.apply(service, answers()).await;
            town.act(service, &reference, "supplement", 2).await;
            town.act(service, &reference, "withdraw", 2).await;
            town.deliver_all().await;
            assert_eq!(town.acts(code, &reference).await, ["apply", "supplement", "withdraw"], "{code}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_that_was_down_gets_everything_in_order() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        town.switch("aid-platform", json!({ "down": "refuse" })).await;
        town.switch("subsidy", json!({ "down": "refuse" })).await;
        let mut cases = Vec::new();
        for service in ["XC-JZ-01", "XC-CJ-01"] {
            for _ in 0..10 {
                let reference = town.apply(service, answers()).await;
                town.act(service, &reference, "supplement", 2).await;
                cases.push((town.department(service).code.to_string(), reference));
            }
        }
        for _ in 0..24 {
            town.courier.deliver_due().await;
            town.house.clock.pass_minutes(5);
        }
        assert_eq!(town.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await, 40);
        assert_eq!(town.notes.stage(&cases[0].1), Stage::Received, "residents are told the truth");
        town.switch("aid-platform", json!({})).await;
        town.switch("subsidy", json!({})).await;
        town.deliver_all().await;
        for (code, reference) in &cases {
            assert_eq!(town.acts(code, reference).await, ["apply", "supplement"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_comes_twice_or_the_last_first_never_moves_a_case_backwards() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        for (service, code) in
            [("XC-CJ-01", "subsidy"), ("XC-CS-02", "charity"), ("XC-JZ-02", "aid-platform"), ("XC-BZ-02", "funeral")]
        {
            let reference = town.apply(service, answers()).await;
            town.courier.deliver_due().await;
            town.until_stage(code, &reference, &Stage::Forwarded).await;
            town.switch(code, json!({ "duplicate": true, "out_of_order": true })).await;
            town.press(code, &reference, "accept", "").await;
            town.press(code, &reference, "grant", "").await;
            town.until_stage(code, &reference, &Stage::Decided(Decision::Granted)).await;
            // All of it has come by now or comes in the next look; the case stays where it is.
            Town::until("both were heard", async || {
                let _ = town.courier.poll_now(code).await;
                town.courier.batch_now(code).await.expect("the drop folder");
                town.notes.cases.lock().expect("notes")[reference.as_str()].entries().len() == 3
            })
            .await;
            assert_eq!(town.notes.stage(&reference), Stage::Decided(Decision::Granted), "{code}");
        }
        let told = town.notes.told.lock().expect("notes");
        let once: std::collections::BTreeSet<_> = told.iter().map(|(id, _)| id).collect();
        assert_eq!(once.len(), told.len(), "each is heard once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_apart_from_what_was_not_understood() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        let mut theirs = answers();
        theirs["id_no"] = json!("11010218940404011X");
        for service in ["XC-JZ-01", "XC-CJ-01"] {
            let reference = town.apply(service, theirs.clone()).await;
            town.act(service, &reference, "supplement", 2).await;
            town.courier.deliver_due().await;
            let expected = (reference.as_str().to_owned(), "apply".to_owned(), "already_applied".to_owned());
            assert_eq!(town.notes.refused.lock().expect("notes").last(), Some(&expected));
        }
        assert_eq!(
            town.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'refused'").await,
            4,
            "what followed went with it"
        );
        let reference = town.apply("XC-TY-02", theirs).await;
        Town::until("the return file says so", async || {
            town.courier.batch_now("veterans").await.expect("the drop folder");
            town.notes.refused.lock().expect("notes").iter().any(|line| line.0 == reference.as_str())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_misunderstood_again_and_again_is_parked_for_a_person() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        // The aid platform answers with a document type and an entity in it: that is no answer.
        town.switch("aid-platform", json!({ "wrong_answers": 1000 })).await;
        let (first, second) = (town.apply("XC-JZ-01", answers()).await, town.apply("XC-JZ-04", answers()).await);
        town.act("XC-JZ-01", &first, "supplement", 2).await;
        for _ in 0..60 {
            town.courier.deliver_due().await;
            town.house.clock.pass_minutes(6);
        }
        let parked = town.parked().await;
        assert_eq!(parked.len(), 2, "{parked:?}");
        assert!(parked.iter().all(|one| one.attempts == 8 && one.reason.contains("document type")), "{parked:?}");
        assert_eq!(
            town.house.count("SELECT COUNT(*) FROM dispatch WHERE state = 'waiting'").await,
            1,
            "it waits behind the first"
        );
        town.switch("aid-platform", json!({})).await;
        let id = |reference: &domain::ids::CaseRef| {
            parked.iter().find(|one| one.subject == reference.as_str()).expect("parked").id.clone()
        };
        let steward = town.steward();
        let counted = steward.departments().await.expect("read").into_iter().find(|line| line.code == "aid-platform");
        assert!(counted.is_some_and(|line| (line.parked, line.waiting) == (2, 1)));
        assert!(
            steward
                .parked(None)
                .await
                .expect("read")
                .iter()
                .all(|line| line.kind == "apply" && line.reason.contains("document type"))
        );
        steward.retry_parked(&id(&first)).await.expect("retried");
        let words = "请到窗口办理";
        steward.send_back_parked(&id(&second), words).await.expect("sent back");
        steward.send_back_parked(&id(&second), words).await.expect("once");
        steward.retry_all_parked("aid-platform").await.expect("nothing is left to do");
        town.deliver_all().await;
        assert_eq!(town.acts("aid-platform", &first).await, ["apply", "supplement"]);
        assert_eq!(*town.notes.sent_back.lock().expect("notes"), [(second.as_str().to_owned(), words.to_owned())]);
        assert!(town.parked().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_means_check_asks_five_sources_and_their_differences_come_back() {
    on_both(1, async |house| {
        let town = Town::meet(house, as_it_is).await;
        let service = domain::ids::ServiceCode("XC-JZ-01".to_owned());
        let platform = town.house.desk.departments.for_check(&service).expect("a platform").code.clone();
        let mut theirs = answers();
        theirs["id_no"] = json!("110102189506070109");
        theirs["monthly_income_total"] = json!("120000");
        let reference = town.apply("XC-JZ-01", theirs.clone()).await;
        town.put(&platform, &reference, "check", &town.body(&reference, "XC-JZ-01", theirs)).await;
        town.courier.deliver_due().await;
        Town::until("checked", async || !town.notes.checked.lock().expect("notes").is_empty()).await;
        let desk = town.house.desk.clone();
        let standing = async || differences::open(&desk.store, &desk.keys, &reference).await.expect("read");
        let kept = standing().await;
        let sources: Vec<&str> = kept.iter().map(|kept| kept.what.source.as_str()).collect();
        assert_eq!(sources, ["public_security", "social_security", "housing", "finance"]);
        assert_eq!((kept[1].what.told.as_str(), kept[1].what.found.as_str()), ("120000", "5200.00"));
        assert_eq!(town.notes.stage(&reference), Stage::Forwarded, "the case itself is where it was");

        // Who objects is heard once, and the answer takes the place of what was found before.
        for once in [true, false] {
            let mut tx = desk.store.begin().await.expect("a transaction");
            assert_eq!(differences::object(&mut tx, &reference, town.now()).await.expect("written"), once);
            tx.commit().await.expect("kept");
        }
        assert!(standing().await.iter().all(|kept| kept.objected == Some(town.now())));
        let body = CaseBody { words: "一月已经离职".to_owned(), ..town.body(&reference, "XC-JZ-01", answers()) };
        town.put(&platform, &reference, "recheck", &body).await;
        town.courier.deliver_due().await;
        Town::until("checked again", async || town.notes.checked.lock().expect("notes").len() == 2).await;
        assert_eq!(town.held(platform.as_str(), &reference).await["content"]["words"], "一月已经离职");
        let again = standing().await;
        assert_eq!((again.len(), again.iter().all(|kept| kept.objected.is_none())), (4, true), "they stand again, and anew");
    })
    .await;
}
