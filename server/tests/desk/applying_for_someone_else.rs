//! Somebody applies for somebody else: only with that person's consent, within its limits, and no longer than they want.

use app::ports::{
    FindRefused,
    cases::{Asker, CaseDesk as _, DraftState, HelpedAt, Helper, MoveRefused, Proof, SendRefused, TrailBy, WriteRefused},
};
use domain::{
    case::{CaseEvent, Flaw, Supplement, SupplementItem, Target},
    form::{Share, Typed},
    identity::{Document, DocumentKind},
    ids::{CaseToken, DraftToken},
};
use jiff::civil::date;

use crate::{
    cases::{Applying, old_age, resident, visitor},
    harness::on_both,
    places::with_check,
};

const OWN: &str = "271828";

fn daughter() -> Helper {
    Helper { name: "王女儿".to_owned(), relation: "child".to_owned(), phone: "13800138000".to_owned(), staff: false }
}

fn worker() -> Helper {
    Helper { name: "社区小李".to_owned(), relation: "community".to_owned(), phone: String::new(), staff: true }
}

/// What a helper answers: of themselves the form asks for their document only.
fn answers_by_proxy(here: &Applying) -> Typed {
    let mut typed = here.answers(&old_age(), 1);
    typed.set("proxy_id_no", with_check("11010218930304002"));
    typed
}

/// A draft for somebody else, whole but for their consent.
async fn filled_in(here: &Applying, who: &Asker, typed: &Typed) -> DraftToken {
    let draft = here.cases.start(&old_age(), who, true, &here.house.desk.keys.token()).await.expect("begun");
    here.cases.name_helper(&draft, &daughter(), None, who).await.expect("named");
    here.write(&draft, &old_age(), typed).await;
    here.hand_in(&draft, &old_age(), typed).await;
    draft
}

/// The link's token, and what the resident proves themselves by: the helper's code and their own document.
async fn asked(here: &Applying, draft: &DraftToken) -> (String, Proof) {
    let seen = here.draft(draft).await;
    let word = seen.words.iter().find(|word| word.helps).expect("the resident is asked");
    let number: Vec<char> = seen.typed.get("id_no").chars().collect();
    let last_four = number[number.len() - 4..].iter().collect();
    (word.link.rsplit('/').next().expect("a link").to_owned(), Proof { code: word.code.clone(), last_four })
}

async fn consent(here: &Applying, draft: &DraftToken) {
    let (token, proof) = asked(here, draft).await;
    here.cases.consent(&token, &proof, OWN, "their own phone").await.expect("agreed");
}

/// The case as the resident finds it.
async fn own_case(here: &Applying, helpers: &CaseToken) -> CaseToken {
    let reference = here.case(helpers).await.reference;
    here.cases.find(&reference, OWN, "their own phone").await.expect("found")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_for_somebody_who_has_not_agreed() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let who = visitor("daughter");
        let typed = answers_by_proxy(&here);
        let unnamed = here.cases.start(&old_age(), &who, true, "unnamed").await.expect("begun");
        here.write(&unnamed, &old_age(), &typed).await;
        here.hand_in(&unnamed, &old_age(), &typed).await;
        assert!(here.cases.send(&unnamed, &who).await.is_err(), "nobody has said who helps");

        let draft = filled_in(&here, &who, &typed).await;
        // The department is told who helps, whatever the helper types.
        let mut alone = typed.clone();
        alone.set("by_proxy", "no");
        here.write(&draft, &old_age(), &alone).await;
        let kept = here.draft(&draft).await.typed;
        assert_eq!((kept.get("by_proxy"), kept.get("proxy_name")), ("yes", daughter().name.as_str()));
        // Nor does a tick in an application of one's own stand for consent.
        let mut own = typed.clone();
        own.set("by_proxy", "yes");
        own.set("proxy_name", daughter().name);
        own.set("proxy_relation", daughter().relation);
        let ticked = here.answered(&old_age(), &who, &own).await;
        assert_eq!(here.cases.send(&ticked, &who).await, Err(SendRefused::ForSomebodyElse));
        here.write(&ticked, &old_age(), &typed).await;
        assert_eq!(here.draft(&ticked).await.typed.get("by_proxy"), "no", "put right");
        here.write(&draft, &old_age(), &typed).await;
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));
        let (token, proof) = asked(&here, &draft).await;
        let seen = here.cases.word(&token, "phone").await.expect("read").expect("there");
        assert_eq!(seen.helper, Some(daughter()));
        assert!(seen.here.is_none() && seen.name_masked.contains('*'));
        assert!(here.cases.word(&token, "daughter").await.expect("read").expect("there").here.is_some(), "her own browser");
        // A second person's word is not consent, and a consent needs digits of their own.
        assert_eq!(here.cases.give_word(&token, &proof, "phone").await, Err(FindRefused::NoMatch));
        assert_eq!(here.cases.consent(&token, &proof, "12", "phone").await, Err(FindRefused::NoMatch));
        // The code alone is no proof: it stands on the helper's page.
        let code_alone = Proof { last_four: String::new(), ..proof.clone() };
        assert_eq!(here.cases.consent(&token, &code_alone, OWN, "daughter").await, Err(FindRefused::NoMatch));
        here.cases.consent(&token, &proof, OWN, "phone").await.expect("agreed");
        here.cases.take_back(&token, &proof, "phone").await.expect("taken back");
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));

        // Here, with the last four of their document. Another helper, or another person, and they are asked anew.
        here.house.clock.pass_minutes(16);
        let document = Proof { code: String::new(), ..proof };
        here.cases.consent(&token, &document, OWN, "daughter").await.expect("agreed");
        let other = Helper { name: "王儿子".to_owned(), ..daughter() };
        here.cases.name_helper(&draft, &other, None, &who).await.expect("named");
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));
        here.cases.consent(&token, &document, OWN, "daughter").await.expect("agreed");
        let mut another = typed.clone();
        another.set("name", "王另一人");
        here.cases.write(&draft, "you", &another).await.expect("kept");
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));
        assert!(here.cases.word(&token, "phone").await.expect("read").is_none());
        here.house.clock.pass_minutes(16);
        consent(&here, &draft).await;
        let case = here.cases.send(&draft, &who).await.expect("sent");
        assert_eq!(here.cases.send(&draft, &who).await, Ok(case.clone()), "sent twice, one case");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_file").await, 1);
        assert_eq!(here.draft(&draft).await.state, DraftState::Sent(case));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_helper_follows_and_answers_and_nothing_more() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let daughter = resident("daughter");
        let typed = answers_by_proxy(&here);
        let draft = filled_in(&here, &daughter, &typed).await;
        assert!(here.draft(&draft).await.offers.is_empty());
        assert_eq!(here.cases.take_offer(&draft, Share::Identity, &daughter).await, Err(WriteRefused::Unknown));
        consent(&here, &draft).await;
        let helpers = here.cases.send(&draft, &daughter).await.expect("sent");
        let seen = here.case(&helpers).await;
        let help = seen.help.as_ref().expect("help");
        assert!(help.mine && help.ended.is_none() && !seen.can_withdraw && seen.appeal_until.is_none() && seen.trail.is_empty());
        assert!(seen.typed.get("bank_account").starts_with('*') && seen.typed.get("id_no").contains('*'));
        assert!(here.cases.receipt(&helpers).await.expect("read").is_some());
        assert_eq!(here.cases.withdraw(&helpers).await, Err(MoveRefused::Unknown));
        assert_eq!(here.cases.appeal(&helpers, "no").await, Err(MoveRefused::Unknown));
        assert_eq!(here.cases.object(&helpers, "no").await, Err(MoveRefused::Unknown));
        assert_eq!(here.cases.end_help(&helpers).await, Err(MoveRefused::Unknown));
        // The document that the helper knows does not lead to the whole case.
        let last_four = &typed.get("id_no")[14..];
        assert_eq!(here.cases.find(&seen.reference, last_four, "daughter").await, Err(FindRefused::NoMatch));
        // Among her things it is what she does for others, never a case of hers.
        let hers = here.cases.mine("daughter").await.expect("read");
        assert!(hers.cases.is_empty() && hers.messages.is_empty());
        let [line] = hers.helped.as_slice() else { panic!("one: {:?}", hers.helped) };
        assert!(matches!(&line.at, HelpedAt::Case(token, ..) if *token == helpers) && line.name_masked.contains('*'));

        here.handed_over(&helpers).await;
        here.says(&helpers, 1, CaseEvent::Accept).await;
        let item = SupplementItem { target: Target::Field("live_addr".to_owned()), reason: Flaw::Wrong, words: String::new() };
        let asked = Supplement { items: vec![item], deadline: date(2026, 12, 20), words: String::new() };
        here.says(&helpers, 2, CaseEvent::AskSupplement(asked)).await;
        let mut mended = typed.clone();
        mended.set("live_addr", "样例胡同 2 号");
        here.cases.answer(&helpers, &mended).await.expect("answered for them");
        let own = own_case(&here, &helpers).await;
        let seen = here.case(&own).await;
        assert!(seen.can_withdraw && seen.help.is_some_and(|help| !help.mine));
        let acts: Vec<(&str, TrailBy)> = seen.trail.iter().map(|line| (line.act.as_str(), line.by)).collect();
        let expected = [
            ("begin", TrailBy::Helper),
            ("helper", TrailBy::Helper),
            ("fill", TrailBy::Helper),
            ("consent", TrailBy::Own),
            ("send", TrailBy::Helper),
            ("answer", TrailBy::Helper),
        ];
        for act in expected {
            assert_eq!(acts.iter().filter(|done| **done == act).count(), 1, "{act:?} in {acts:?}");
        }
        assert_eq!(acts.len(), expected.len());
        here.cases.withdraw(&own).await.expect("their own case");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_consent_closes_the_helpers_door() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let daughter = resident("daughter");
        let draft = filled_in(&here, &daughter, &answers_by_proxy(&here)).await;
        let (token, proof) = asked(&here, &draft).await;
        consent(&here, &draft).await;
        let helpers = here.cases.send(&draft, &daughter).await.expect("sent");
        assert!(here.cases.word(&token, "phone").await.expect("read").is_some_and(|word| word.sent.is_some()));
        assert_eq!(here.cases.take_back(&token, &proof, "phone").await, Err(FindRefused::NoMatch), "the link alone ends nothing");
        let own = own_case(&here, &helpers).await;
        for _ in 0..2 {
            here.cases.end_help(&own).await.expect("ended");
        }
        assert!(here.cases.case(&helpers).await.expect("read").is_none());
        assert!(here.cases.receipt(&helpers).await.expect("read").is_none());
        assert!(here.cases.answer(&helpers, &Typed::default()).await.is_err());
        assert_eq!(here.draft(&draft).await.state, DraftState::Ended);
        assert_eq!(here.cases.send(&draft, &daughter).await, Err(SendRefused::Unknown));
        assert!(here.cases.mine("daughter").await.expect("read").helped.is_empty());
        let seen = here.case(&own).await;
        assert!(seen.help.is_some_and(|help| help.ended.is_some()));
        assert_eq!(seen.trail.iter().filter(|line| line.act == "consent_ended").count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_finds_what_was_applied_for_them_when_they_sign_in() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = answers_by_proxy(&here);
        let draft = filled_in(&here, &visitor("daughter"), &typed).await;
        consent(&here, &draft).await;
        let helpers = here.cases.send(&draft, &visitor("daughter")).await.expect("sent");
        let kind = DocumentKind::parse(typed.get("id_type")).unwrap_or(DocumentKind::IdCn);
        let document = Document::parse(kind, typed.get("id_no"), here.now().day()).expect("a document");
        let index = here.house.desk.keys.index("resident-document", &format!("{}\n{}", kind.code(), document.number()));
        let mut tx = here.house.desk.store.begin().await.expect("a transaction");
        sqlx::query(
            "INSERT INTO resident (id, document_index, identity_sealed, seen_ms, verified_ms) VALUES ('old', $1, '', 0, 0)",
        )
        .bind(index)
        .execute(&mut *tx)
        .await
        .expect("signed in once");
        tx.commit().await.expect("kept");
        let theirs = here.cases.mine("old").await.expect("read");
        assert_eq!(theirs.cases.len(), 1);
        let own = &theirs.cases[0].token;
        assert_ne!(*own, helpers);
        here.cases.end_help(own).await.expect("ended from among their things");
        assert!(here.cases.case(&helpers).await.expect("read").is_none());
        assert!(here.cases.mine("somebody").await.expect("read").cases.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_worker_fills_in_and_the_resident_signs() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let office = visitor("the office");
        let typed = answers_by_proxy(&here);
        let draft = here.cases.start(&old_age(), &office, true, "press").await.expect("begun");
        here.cases.name_helper(&draft, &worker(), Some("li"), &office).await.expect("named");
        assert!(here.cases.resumable(&old_age(), &office).await.expect("read").is_empty(), "not for the next one at the browser");
        assert_eq!(here.cases.name_helper(&draft, &daughter(), None, &office).await, Err(WriteRefused::Unknown));
        assert_eq!(here.cases.consent_on_paper(&draft, "li").await, Err(WriteRefused::Unknown), "nobody is named yet");
        here.write(&draft, &old_age(), &typed).await;
        here.hand_in(&draft, &old_age(), &typed).await;
        assert_eq!(here.cases.consent_on_paper(&draft, "another").await, Err(WriteRefused::Unknown));
        here.cases.consent_on_paper(&draft, "li").await.expect("signed");
        let case = here.cases.send(&draft, &office).await.expect("sent");
        assert!(here.case(&case).await.help.is_some_and(|help| help.mine && help.helper == worker()));
        assert_eq!(here.cases.withdraw(&case).await, Err(MoveRefused::Unknown));
        assert!(here.cases.helped_by("another").await.expect("read").is_empty());
        let lines = here.cases.helped_by("li").await.expect("read");
        assert!(matches!(&lines[..], [line] if line.agreed && matches!(&line.at, HelpedAt::Case(token, ..) if *token == case)));
        // Everything they did bears their account.
        let account = here.house.desk.keys.index("staff", "li");
        let acts: Vec<(String,)> = sqlx::query_as("SELECT act FROM case_audit WHERE actor_index = $1 ORDER BY at_ms, act")
            .bind(account)
            .fetch_all(here.house.desk.store.reads())
            .await
            .expect("read");
        let mut acts: Vec<&str> = acts.iter().map(|(act,)| act.as_str()).collect();
        acts.sort_unstable();
        assert_eq!(acts, ["consent_on_paper", "fill", "helper", "send"]);
        // With nothing but their paper, the resident finds it by their document.
        let reference = here.case(&case).await.reference;
        let own = here.cases.find(&reference, &typed.get("id_no")[14..], "resident").await.expect("found");
        assert!(here.case(&own).await.trail.iter().any(|line| line.act == "fill" && line.by == TrailBy::Helper));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_about_nobody_who_could_agree_and_help_can_be_asked_for() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let report = "XC-JZ-06".into();
        let form = here.form(&report);
        let fields = || form.screens.iter().flat_map(|screen| &screen.fields);
        assert!(!form.names_applicant());
        assert!(
            fields().filter(|field| field.key.contains("reporter")).all(|field| !field.required),
            "no name, no number needed"
        );
        let draft = here.cases.start(&report, &visitor("a"), true, "press").await.expect("begun");
        assert!(!here.draft(&draft).await.for_other);
        let mut typed = here.answers(&report, 1);
        typed.forget("reporter_mobile");
        here.write(&draft, &report, &typed).await;
        here.hand_in(&draft, &report, &typed).await;
        let case = here.cases.send(&draft, &visitor("a")).await.expect("told without a name");
        assert!(here.case(&case).await.department.is_some());
        let help = here.apply(&"XC-GG-02".into(), &visitor("b"), 1).await;
        assert!(here.case(&help).await.department.is_some());
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'apply'").await, 2);
    })
    .await;
}
