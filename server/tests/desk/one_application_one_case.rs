//! One draft is one case and one dispatch, however often and from wherever it is sent; what is refused loses nothing.

use std::collections::BTreeSet;

use app::ports::cases::{Asker, CaseDesk as _, DraftState, SendRefused};
use domain::{
    case::{Stage, Verdict},
    form::Typed,
};

use crate::{
    cases::{Applying, allowance, old_age, resident, visitor},
    harness::on_both,
};

#[tokio::test(flavor = "multi_thread")]
async fn one_draft_sent_fifty_times_at_once_is_one_case_and_one_dispatch() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let who = visitor("a");
        let draft = here.filled(&old_age(), &who, &here.answers(&old_age(), 1)).await;
        let sent = (0..50).map(|_| here.cases.send(&draft, &who));
        let cases: BTreeSet<_> = futures::future::join_all(sent).await.into_iter().map(|case| case.expect("sent")).collect();
        assert_eq!(cases.len(), 1);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM case_file").await, 1);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE root = 'case' AND kind = 'apply'").await, 1);
        assert_eq!(here.house.count("SELECT COUNT(*) FROM message").await, 1);
        let case = cases.first().expect("one");
        assert_eq!(here.case(case).await.stage, Stage::Received);
        assert_eq!(here.draft(&draft).await.state, DraftState::Sent(case.clone()));
        assert!(here.draft(&draft).await.typed.is_empty(), "the answers live on in the case only");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_that_can_be_applied_for_is_taken_whole() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let guides: Vec<_> = here.house.desk.catalogue.guides().iter().map(|guide| guide.code.clone()).collect();
        let mut taken = 0;
        for (service, seed) in guides.iter().zip(7..) {
            let who = visitor(service.as_str());
            let Ok(draft) = here.cases.start(service, &who, false, "press").await else { continue };
            let typed = here.answers(service, seed);
            here.write(&draft, service, &typed).await;
            here.hand_in(&draft, service, &typed).await;
            here.agree(&draft).await;
            let case = here.cases.send(&draft, &who).await.unwrap_or_else(|why| panic!("{service}: {why:?}"));
            let receipt = here.cases.receipt(&case).await.expect("read").expect("there");
            assert!(matches!(here.cases.verify(&receipt.text), Verdict::Genuine(_)), "{service}");
            assert!(here.case(&case).await.department.is_some(), "{service}");
            taken += 1;
        }
        assert!(taken >= 35, "{taken} services can be applied for");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_leaves_the_draft_as_it_was() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let who = visitor("a");
        let good = here.answers(&allowance(), 3);
        let draft = here.cases.start(&allowance(), &who, false, "press").await.expect("begun");
        assert_eq!(here.cases.start(&allowance(), &who, false, "press").await, Ok(draft.clone()), "pressed twice, one draft");
        let mut wrong = good.clone();
        wrong.set("id_no", "110102");
        here.write(&draft, &allowance(), &wrong).await;
        let Err(SendRefused::Mistakes(mistakes)) = here.cases.send(&draft, &who).await else { panic!("a mistake is refused") };
        assert!(mistakes.iter().any(|mistake| mistake.input == "id_no"), "{mistakes:?}");
        let view = here.draft(&draft).await;
        assert_eq!(view.typed.get("id_no"), "110102", "a mistake is shown as it was typed");
        assert_eq!(view.typed.get("name"), good.get("name"));
        assert!(view.typed.get("mobile").contains('*'));

        // What comes back masked means what was kept; the mistake is put right.
        let mut again = view.typed.clone();
        again.set("id_no", good.get("id_no"));
        here.write(&draft, &allowance(), &again).await;
        assert!(matches!(here.cases.send(&draft, &who).await, Err(SendRefused::MaterialsMissing(_) | SendRefused::WordMissing)));
        here.hand_in(&draft, &allowance(), &good).await;
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch").await, 0);
        here.agree(&draft).await;
        let case = here.cases.send(&draft, &who).await.expect("sent");
        assert_eq!(here.case(&case).await.version, 1);
        // With everybody's consent the household's means are asked about.
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE kind = 'check' AND seq = 2").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sent_a_case_about_a_person_sends_no_second_one_while_it_is_open() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = here.answers(&old_age(), 1);
        let (anna, her_tablet) = (resident("anna"), Asker { visitor: "tablet".to_owned(), ..resident("anna") });
        let first = here.filled(&old_age(), &anna, &typed).await;
        let second = here.filled(&old_age(), &her_tablet, &typed).await;
        let case = here.cases.send(&first, &anna).await.expect("sent");
        let signed_out = Asker { resident: None, ..anna };
        for who in [&her_tablet, &signed_out] {
            assert_eq!(here.cases.send(&second, who).await, Err(SendRefused::OpenCase));
            assert_eq!(here.draft(&second).await.state, DraftState::Live);
        }
        here.cases.withdraw(&case).await.expect("asked back");
        assert_eq!(here.cases.send(&second, &her_tablet).await, Err(SendRefused::OpenCase), "the department has it still");
        here.gives_back(&case).await;
        assert!(here.cases.send(&second, &her_tablet).await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_somebodys_number_learns_nothing_and_stops_nobody() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = here.answers(&old_age(), 1);
        let strangers = here.filled(&old_age(), &visitor("stranger"), &typed).await;
        let own = here.filled(&old_age(), &resident("anna"), &typed).await;
        let again = here.filled(&old_age(), &visitor("another stranger"), &typed).await;
        for (draft, who) in [(&strangers, visitor("stranger")), (&own, resident("anna")), (&again, visitor("another stranger"))] {
            here.cases.send(draft, &who).await.expect("taken, whoever else sent one");
        }
        // The department gets each, and tells.
        assert_eq!(here.house.count("SELECT COUNT(*) FROM dispatch WHERE root = 'case' AND kind = 'apply'").await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_in_the_household_is_asked_anew() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let who = visitor("a");
        let mut typed = here.answers(&allowance(), 3);
        typed.set("family_members.0.relation", "spouse");
        let draft = here.filled(&allowance(), &who, &typed).await;
        let words = here.draft(&draft).await.words;
        assert!(words.iter().all(|word| word.given.is_some()));
        let link = words.first().and_then(|word| word.link.rsplit('/').next()).expect("somebody is asked");
        let asked = here.cases.word(link, "their phone").await.expect("read").expect("there");
        assert!(asked.checks_means && asked.asks_document, "they read who is asked of their means, and show that it is them");
        let mut other: Typed = typed.clone();
        other.set("family_members.0.name", "王另一人");
        here.write(&draft, &allowance(), &other).await;
        assert!(here.draft(&draft).await.words.iter().any(|word| word.given.is_none()));
        assert_eq!(here.cases.send(&draft, &who).await, Err(SendRefused::WordMissing));
    })
    .await;
}
