//! Who has not the token, the code or the four characters learns nothing; who has another's session gets nothing of theirs;
//! and nothing lies open in the store.

use app::ports::{
    FindRefused,
    cases::{Asker, CaseDesk as _, MoveRefused, Proof, SendRefused, WriteRefused},
    files::{FileDesk as _, FileOwner},
};
use domain::{
    form::{Share, Typed},
    ids::{CaseRef, CaseToken, DraftToken},
};

use crate::{
    cases::{Applying, allowance, old_age, resident, visitor},
    harness::{House, on_both},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_guessed_token_leads_nowhere() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let case = here.apply(&old_age(), &visitor("a"), 1).await;
        let reference = here.case(&case).await.reference;
        for guess in [here.house.desk.keys.token(), reference.as_str().to_owned(), String::new(), format!("{case}=")] {
            let (case, draft) = (CaseToken(guess.clone()), DraftToken(guess.clone()));
            assert!(here.cases.case(&case).await.expect("read").is_none());
            assert!(here.cases.receipt(&case).await.expect("read").is_none());
            assert_eq!(here.cases.withdraw(&case).await, Err(MoveRefused::Unknown));
            assert!(here.cases.draft(&draft).await.expect("read").is_none());
            assert!(here.cases.later(&draft).await.expect("read").is_none());
            assert_eq!(here.cases.write(&draft, "you", &Typed::default()).await, Err(WriteRefused::Unknown));
            assert!(here.cases.word(&guess, "a").await.expect("read").is_none());
            assert_eq!(here.cases.give_word(&guess, &Proof::default(), &guess).await, Err(FindRefused::NoMatch));
            assert_eq!(here.cases.resume_by_secret(&guess, "x").await, Err(FindRefused::NoMatch));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_found_by_its_reference_and_four_characters_only() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = here.answers(&old_age(), 1);
        let draft = here.filled(&old_age(), &visitor("a"), &typed).await;
        let case = here.cases.send(&draft, &visitor("a")).await.expect("sent");
        let reference = here.case(&case).await.reference;
        let number = typed.get("id_no").to_owned();
        let four = &number[number.len() - 4..];
        assert_eq!(here.cases.find(&reference, &four.to_lowercase(), "b").await, Ok(case));
        let wrong = here.cases.find(&reference, "0000", "b").await;
        let absent = here.cases.find(&CaseRef::from_chance(9), four, "b").await;
        assert_eq!((wrong, absent), (Err(FindRefused::NoMatch), Err(FindRefused::NoMatch)));
        for _ in 0..3 {
            let _ = here.cases.find(&reference, "1111", "c").await;
        }
        assert_eq!(here.cases.find(&reference, four, "d").await, Err(FindRefused::TooOften), "whoever asks");
        here.house.clock.pass_minutes(16);
        assert!(here.cases.find(&reference, four, "d").await.is_ok());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_on_elsewhere_by_code_or_by_a_secret_that_is_good_once() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let draft = here.answered(&old_age(), &visitor("kiosk"), &here.answers(&old_age(), 1)).await;
        let later = here.cases.later(&draft).await.expect("read").expect("there");
        assert_eq!(here.cases.later(&draft).await.expect("read").expect("there").code, later.code, "what was noted down stays");
        let wrong = if later.code == "000000" { "000001" } else { "000000" };
        assert_eq!(here.cases.resume(&later.reference, wrong, "b").await, Err(FindRefused::NoMatch));
        assert_eq!(here.cases.resume(&later.reference, &later.code, "phone").await, Ok(draft.clone()));
        assert_eq!(here.cases.resumable(&old_age(), &visitor("phone")).await.expect("read").len(), 1);
        assert!(here.cases.resumable(&old_age(), &visitor("kiosk")).await.expect("read").is_empty());
        for _ in 0..4 {
            let _ = here.cases.resume(&later.reference, wrong, "c").await;
        }
        assert_eq!(here.cases.resume(&later.reference, &later.code, "d").await, Err(FindRefused::TooOften));

        let secret = here.cases.later(&draft).await.expect("read").expect("there").secret;
        assert_eq!(here.cases.resume_by_secret(&later.secret, "e").await, Err(FindRefused::NoMatch), "a newer one was made");
        assert_eq!(here.cases.resume_by_secret(&secret, "e").await, Ok(draft.clone()));
        assert_eq!(here.cases.resume_by_secret(&secret, "e").await, Err(FindRefused::NoMatch), "good once");
        let late = here.cases.later(&draft).await.expect("read").expect("there").secret;
        here.house.clock.pass_minutes(15);
        assert_eq!(here.cases.resume_by_secret(&late, "e").await, Err(FindRefused::NoMatch));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_resident_gets_nothing_of_theirs() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let (anna, ben) = (resident("anna"), resident("ben"));
        here.apply(&old_age(), &anna, 1).await;
        let hers = here.cases.start(&allowance(), &anna, false, "press").await.expect("begun");
        let mine = here.cases.mine("ben").await.expect("read");
        assert!(mine.cases.is_empty() && mine.drafts.is_empty() && mine.messages.is_empty());
        // The same browser, another resident, or nobody signed in any more.
        let at_hers = Asker { visitor: anna.visitor.clone(), ..ben.clone() };
        let nobody = Asker { resident: None, ..anna.clone() };
        for who in [&ben, &at_hers, &nobody] {
            assert!(here.cases.resumable(&allowance(), who).await.expect("read").is_empty());
            assert_eq!(here.cases.take_offer(&hers, Share::Identity, who).await, Err(WriteRefused::Unknown));
        }
        assert_eq!(here.cases.resumable(&allowance(), &anna).await.expect("read").len(), 1);

        // What was given once is offered to its own resident, and used only when they say so.
        let view = here.draft(&hers).await;
        assert!(view.offers.iter().any(|offer| offer.share == Share::Identity && offer.from == Some(old_age())));
        assert_eq!(view.typed.get("name"), "");
        here.cases.take_offer(&hers, Share::Identity, &anna).await.expect("used");
        assert_eq!(here.draft(&hers).await.typed.get("name"), here.answers(&old_age(), 1).get("name"));
        assert!(here.draft(&hers).await.typed.get("id_no").contains('*'));
        let his = here.cases.start(&allowance(), &ben, false, "press").await.expect("begun");
        assert!(here.draft(&his).await.offers.is_empty() && here.cases.papers(&his).await.expect("read").is_empty());
        assert_eq!(here.cases.take_offer(&his, Share::Identity, &anna).await, Err(WriteRefused::Unknown));
        // Papers too: those of her first case, for the material of the same kind, handed in again once however often she presses.
        let paper = here.cases.papers(&hers).await.expect("read").pop().expect("her identity card's photograph");
        assert_eq!((&paper.from, paper.names.as_slice()), (&old_age(), &["page.pdf".to_owned()][..]));
        for who in [&ben, &at_hers, &nobody] {
            assert_eq!(here.cases.take_papers(&hers, &paper.material, who).await, Err(WriteRefused::Unknown));
        }
        for _ in 0..2 {
            here.cases.take_papers(&hers, &paper.material, &anna).await.expect("handed in");
        }
        let view = here.draft(&hers).await;
        assert!(
            here.cases.papers(&hers).await.expect("read").is_empty()
                && view.files.len() == 1
                && view.files[0].material == paper.material
        );
        let owner = FileOwner::draft(hers.as_str());
        let (_, bytes) = here.files.open(&owner, &view.files[0].token).await.expect("read").expect("there");
        assert!(bytes.starts_with(b"%PDF"));
        // Nor does a helper's own data come into somebody else's application.
        let helped = here.cases.start(&allowance(), &anna, true, "press again").await.expect("begun");
        assert!(here.draft(&helped).await.offers.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_an_account_opens_to_its_resident_and_to_who_finds_it_again() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let (anna, ben) = (resident("anna"), resident("ben"));
        let case = here.apply(&old_age(), &anna, 1).await;
        let draft = here.cases.start(&allowance(), &anna, false, "press").await.expect("begun");
        let signed_out = Asker { resident: None, ..anna.clone() };
        let ben_there = Asker { visitor: anna.visitor.clone(), ..ben.clone() };
        let opens = async |who: &Asker| here.cases.opens(&case, who).await.expect("read");
        assert!(opens(&anna).await);
        for who in [&signed_out, &ben_there, &ben, &visitor("x")] {
            assert!(!opens(who).await, "{who:?}");
        }
        // A draft stays open to the browser that fills it in: an hour later nobody loses what they typed.
        let draft_opens = async |who: &Asker| here.cases.draft_opens(&draft, who).await.expect("read");
        assert!(draft_opens(&anna).await && draft_opens(&signed_out).await);
        assert!(!draft_opens(&ben).await && !draft_opens(&visitor("x")).await);
        let later = here.cases.later(&draft).await.expect("read").expect("there");
        here.cases.resume(&later.reference, &later.code, "x").await.expect("gone on with");
        assert!(draft_opens(&visitor("x")).await && !draft_opens(&signed_out).await);

        let reference = here.case(&case).await.reference;
        let number = here.answers(&old_age(), 1).get("id_no").to_owned();
        assert_eq!(here.cases.find(&reference, &number[number.len() - 4..], "x").await, Ok(case.clone()));
        assert!(opens(&visitor("x")).await && !opens(&visitor("y")).await);
        here.house.clock.pass_minutes(121);
        assert!(!opens(&visitor("x")).await, "not for ever");
        here.cases.sweep().await.expect("swept");
        assert_eq!(here.house.count("SELECT COUNT(*) FROM found_again").await, 0);

        // What nobody's account has opens by its address, and what is nothing opens as nothing.
        let open = here.apply(&old_age(), &visitor("z"), 2).await;
        assert!(here.cases.opens(&open, &visitor("y")).await.expect("read"));
        assert!(here.cases.opens(&CaseToken("guess".to_owned()), &visitor("y")).await.expect("read"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_agrees_with_the_code_and_their_own_document_only() {
    on_both(1, |house| async move {
        let here = Applying::new(house);
        let typed = here.answers(&"XC-HY-01".into(), 1);
        let draft = here.answered(&"XC-HY-01".into(), &visitor("a"), &typed).await;
        let word = here.draft(&draft).await.words.into_iter().next().expect("the partner is asked");
        let token = word.link.rsplit('/').next().expect("a link").to_owned();
        let seen = here.cases.word(&token, "c").await.expect("read").expect("there");
        assert!(seen.name_masked.contains('*') && seen.asked_by.contains('*') && seen.given.is_none() && seen.asks_document);
        let code = word.code.clone();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let number = typed.get("b_id_no");
        let four = &number[number.len() - 4..];
        let proof = |code: &str, four: &str| Proof { code: code.to_owned(), last_four: four.to_owned() };
        let good = proof(&code, &four.to_lowercase());
        // Neither the link with the code nor the document alone agrees to anything, on no device.
        for (who, bad) in [
            ("b", proof(wrong, four)),
            ("b", proof(&code, "")),
            ("b", proof(&code, "0000")),
            ("a", proof(&code, "")),
            ("a", proof(&code, "0000")),
        ] {
            assert_eq!(here.cases.give_word(&token, &bad, who).await, Err(FindRefused::NoMatch));
        }
        assert_eq!(here.cases.give_word(&token, &good, "c").await, Err(FindRefused::TooOften));
        here.house.clock.pass_minutes(16);
        here.cases.give_word(&token, &good, "c").await.expect("agreed");
        assert!(here.cases.word(&token, "c").await.expect("read").expect("there").given.is_some());

        // Until it is sent they may take it back, on the applicant's device too: there their document is enough.
        assert_eq!(here.cases.take_back(&token, &proof(&code, ""), "c").await, Err(FindRefused::NoMatch));
        here.cases.take_back(&token, &good, "c").await.expect("taken back");
        assert_eq!(here.cases.send(&draft, &visitor("a")).await, Err(SendRefused::WordMissing));
        here.cases.give_word(&token, &proof("", four), "a").await.expect("agreed here");
        here.cases.send(&draft, &visitor("a")).await.expect("sent");
        let seen = here.cases.word(&token, "c").await.expect("read").expect("how to take it back now");
        assert!(seen.is_sent && seen.sent.is_none() && seen.here.is_none());
        assert_eq!(here.cases.take_back(&token, &good, "c").await, Err(FindRefused::NoMatch));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_lies_open_in_the_store() {
    let here = Applying::new(House::open(None, 1).await);
    let mut typed = here.answers(&allowance(), 3);
    typed.set("name", "金丝雀甲");
    typed.set("family_members.0.name", "金丝雀乙");
    let anna = resident("anna-canary-id");
    let draft = here.filled(&allowance(), &anna, &typed).await;
    let live = here.answered(&allowance(), &visitor("b"), &typed).await;
    here.cases.later(&live).await.expect("read").expect("there");
    let case = here.cases.send(&draft, &anna).await.expect("sent");
    let words = domain::text::Words { zh: "金丝雀的收入超过标准".to_owned(), en: "canary".to_owned() };
    let refused = domain::case::CaseEvent::Decide { decision: domain::case::Decision::Refused, reason: Some(words) };
    here.says(&case, 1, refused).await;
    here.cases.appeal(&case, "金丝雀不服").await.expect("objected");
    let mut canaries: Vec<String> = ["金丝雀", "anna-canary-id", "canary"].map(str::to_owned).to_vec();
    canaries.extend([case.as_str().to_owned(), live.as_str().to_owned()]);
    for input in ["id_no", "mobile", "bank_account", "family_members.0.id_no"] {
        canaries.extend(Some(typed.get(input).to_owned()).filter(|value| value.len() > 6));
    }
    assert!(canaries.len() >= 7, "{}", canaries.len());
    here.house.desk.store.close().await;
    for file in std::fs::read_dir(here.house.folder.path()).expect("the folder") {
        let file = file.expect("a file");
        if !file.file_name().to_string_lossy().starts_with("yimen.db") {
            continue;
        }
        let bytes = std::fs::read(file.path()).expect("bytes");
        for canary in &canaries {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary} lies open");
        }
    }
}
