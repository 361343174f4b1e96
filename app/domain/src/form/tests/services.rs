use super::*;
use crate::catalogue::{Channel, tests::real};

#[test]
fn the_materials_follow_from_the_answers() {
    let catalogue = real();
    let keys = |code: &str, typed: &[(&str, &str)]| -> Vec<String> {
        let guide = catalogue.guide(code).expect("it is there");
        materials(guide, &typed.iter().copied().collect()).into_iter().map(|material| material.key.clone()).collect()
    };
    let plain = ["application", "means-statement", "identity", "authorisation"];
    assert_eq!(keys("XC-JZ-01", &[("family_members.0.health", "good")]), plain);
    let ill = keys("XC-JZ-01", &[("family_members.1.health", "serious"), ("family_members.0.disability_card", "x")]);
    assert_eq!(ill[4..], ["disability-card", "diagnosis"]);
    assert!(keys("XC-JZ-04", &[("cause", "illness")]).contains(&"bills".to_owned()));
    assert!(keys("XC-JZ-04", &[("cause", "fire")]).contains(&"accident-report".to_owned()));
}

/// The services that can be applied for through Yimen.
fn applied_for() -> Vec<Form> {
    let catalogue = real();
    let through = [Channel::Web, Channel::Kiosk, Channel::PreForm];
    let open = catalogue.guides().iter().filter(|guide| guide.channels.iter().any(|channel| through.contains(channel)));
    open.map(Form::of).collect()
}

#[test]
fn every_form_is_a_handful_of_small_screens() {
    for form in applied_for() {
        assert!(!form.screens.is_empty(), "{}", form.service);
        for screen in &form.screens {
            assert!((1..=4).contains(&screen.fields.len()), "{} {}", form.service, screen.key);
            for field in &screen.fields {
                assert!(!field.kind.is_choice() || !field.options.is_empty(), "{} {}", form.service, field.key);
            }
        }
    }
}

#[test]
fn a_blank_form_says_what_is_missing_and_never_more() {
    for form in applied_for() {
        let missing = check(&form, &Typed::default(), &AT);
        let expected = [Problem::Empty, Problem::NotChosen, Problem::NotAgreed, Problem::NoFile, Problem::TooFewRows(1)];
        assert!(missing.iter().all(|finding| expected.contains(&finding.problem)), "{} {missing:?}", form.service);
        assert_eq!(answers(&form, &Typed::default()), json!({}), "{}", form.service);
    }
}

#[test]
fn a_sample_of_every_service_is_right_and_survives_the_wire() {
    assert_eq!(applied_for().len(), 36);
    let forms: Vec<Form> = real().guides().iter().map(Form::of).collect();
    for (form, seed) in forms.iter().flat_map(|form| (0..40).map(move |seed| (form, seed))) {
        for at in [AT, KIOSK, At { today: date(2028, 2, 29), ..AT }] {
            let typed = sample(form, &at, seed);
            assert_eq!(check(form, &typed, &at), [], "{} {seed} {:?}", form.service, serde_json::to_string(&typed));
            assert_eq!(sample(form, &at, seed), typed, "the same seed fills in the same");
            let kept = answers(form, &typed);
            for field in
                form.screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.required && field.asked(&typed))
            {
                assert!(kept.get(&field.key).is_some(), "{} {seed} {}", form.service, field.key);
            }
            assert_eq!(summary(form, &typed).len(), form.shown(&typed).count());
            let sent = serde_json::to_string(&typed).expect("it is JSON");
            assert_eq!(serde_json::from_str::<Typed>(&sent).expect("it reads back"), typed);
        }
    }
    let sent = serde_json::to_string(&forms[0]).expect("it is JSON");
    assert_eq!(serde_json::from_str::<Form>(&sent).expect("it reads back"), forms[0]);
}
