use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 23);

fn id(typed: &str) -> Result<Document, DocumentRefusal> {
    Document::parse(DocumentKind::IdCn, typed, TODAY)
}

#[test]
fn a_number_says_when_its_holder_was_born_and_which_sex() {
    let card = id("11010519491231002X").expect("the public example of the standard");
    assert_eq!((card.birth_date(), card.sex()), (Some(date(1949, 12, 31)), Some(Sex::Female)));
    assert_eq!(card.last_four(), "002X");
    let card = id("110102189905200011").expect("synthetic");
    assert_eq!((card.birth_date(), card.sex()), (Some(date(1899, 5, 20)), Some(Sex::Male)));
}

#[test]
fn spaces_full_width_digits_and_a_small_x_are_forgiven() {
    assert_eq!(id(" 110105 19491231 002x ").map(|d| d.number().to_owned()), Ok("11010519491231002X".to_owned()));
    assert_eq!(id("１１０１０５１９４９１２３１００２Ｘ").map(|d| d.number().to_owned()), Ok("11010519491231002X".to_owned()));
}

#[test]
fn each_mistake_has_its_own_name() {
    assert_eq!(id("  "), Err(DocumentRefusal::Empty));
    assert_eq!(id("11010218990520001"), Err(DocumentRefusal::Length));
    assert_eq!(id("110102490101001"), Err(DocumentRefusal::FifteenDigits));
    assert_eq!(id("11010218990520OO11"), Err(DocumentRefusal::Character));
    assert_eq!(id("1101021899052000X1"), Err(DocumentRefusal::Character));
    assert_eq!(id("010102189905200011"), Err(DocumentRefusal::Character));
    assert_eq!(id("110102200102290011"), Err(DocumentRefusal::BirthDate));
    assert_eq!(id("110102209901010017"), Err(DocumentRefusal::BirthDate));
    assert_eq!(id("110105194912310020"), Err(DocumentRefusal::CheckDigit));
    assert_eq!(id("身份证"), Err(DocumentRefusal::Character));
}

#[test]
fn an_address_code_belongs_to_one_kind_of_document() {
    let hongkong = "810000199408230021";
    let taiwan = "830000199201300022";
    let foreigner = "911124198108030024";
    for (number, kind) in
        [(hongkong, DocumentKind::HkmResidence), (taiwan, DocumentKind::TwResidence), (foreigner, DocumentKind::FprCard)]
    {
        for other in [DocumentKind::IdCn, DocumentKind::HkmResidence, DocumentKind::TwResidence, DocumentKind::FprCard] {
            let read = Document::parse(other, number, TODAY);
            if other == kind {
                assert!(read.is_ok(), "{number} as {other:?}");
            } else {
                assert_eq!(read, Err(DocumentRefusal::OtherKind), "{number} as {other:?}");
            }
        }
    }
    assert_eq!(Document::parse(DocumentKind::HkmResidence, "110102189905200011", TODAY), Err(DocumentRefusal::OtherKind));
}

#[test]
fn passports_and_passes_keep_their_own_forms() {
    let read = |kind, typed| Document::parse(kind, typed, TODAY).map(|d| d.number().to_owned());
    assert_eq!(read(DocumentKind::Passport, "e12345678"), Ok("E12345678".to_owned()));
    assert_eq!(read(DocumentKind::Passport, "E123"), Err(DocumentRefusal::Length));
    assert_eq!(read(DocumentKind::Passport, "E1234-5678"), Err(DocumentRefusal::Character));
    assert_eq!(read(DocumentKind::HkmPass, "h0123456700"), Ok("H0123456700".to_owned()));
    assert_eq!(read(DocumentKind::HkmPass, "M01234567"), Ok("M01234567".to_owned()));
    assert_eq!(read(DocumentKind::HkmPass, "A01234567"), Err(DocumentRefusal::Character));
    assert_eq!(read(DocumentKind::HkmPass, "H0123"), Err(DocumentRefusal::Length));
    assert_eq!(read(DocumentKind::TwPass, "01234567"), Ok("01234567".to_owned()));
    assert_eq!(read(DocumentKind::TwPass, "0123456789a"), Ok("0123456789A".to_owned()));
    assert_eq!(read(DocumentKind::TwPass, "01234567A"), Err(DocumentRefusal::Length));
    assert_eq!(read(DocumentKind::TwPass, "012345678"), Err(DocumentRefusal::Length));
    assert_eq!(read(DocumentKind::FprCard, "usa110102123456"), Ok("USA110102123456".to_owned()));
    assert_eq!(read(DocumentKind::FprCard, "110102490101001"), Err(DocumentRefusal::Character));
}

#[test]
fn what_the_number_does_not_hold_is_not_made_up() {
    let card = Document::parse(DocumentKind::FprCard, "USA110102123456", TODAY).expect("the old form");
    assert_eq!((card.birth_date(), card.sex()), (None, None));
    let passport = Document::parse(DocumentKind::Passport, "E12345678", TODAY).expect("a passport");
    assert_eq!((passport.birth_date(), passport.sex()), (None, None));
}

#[test]
fn somebody_born_on_29_february_grows_older_on_1_march() {
    let birth = date(2004, 2, 29);
    assert_eq!(age_on(birth, date(2026, 2, 28)), 21);
    assert_eq!(age_on(birth, date(2026, 3, 1)), 22);
    assert_eq!(age_on(birth, date(2028, 2, 28)), 23);
    assert_eq!(age_on(birth, date(2028, 2, 29)), 24);
}

#[test]
fn a_form_value_names_its_kind_as_the_wire_does() {
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::parse(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).expect("a word"), kind.code());
    }
}

/// A good number of somebody born in the nineteenth century: it can be nobody's alive.
fn number() -> impl Strategy<Value = String> {
    (1880i16..1900, 1i8..=12, 1i8..=28, 0u16..1000).prop_map(|(year, month, day, order)| {
        let body = format!("110102{year:04}{month:02}{day:02}{order:03}");
        format!("{body}{}", char::from(check_character(&body)))
    })
}

proptest! {
    #[test]
    fn every_well_made_number_is_read_and_read_again(number in number()) {
        let read = id(&number).expect("well made");
        prop_assert_eq!(read.number(), &number);
        prop_assert_eq!(id(read.number()), Ok(read));
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(number in number(), at in 0usize..17, to in 0u8..10) {
        let mut typed = number.into_bytes();
        prop_assume!(typed[at] != b'0' + to);
        typed[at] = b'0' + to;
        prop_assert!(id(&String::from_utf8_lossy(&typed)).is_err());
    }

    #[test]
    fn two_swapped_neighbours_are_always_noticed(number in number(), at in 0usize..16) {
        let mut typed = number.into_bytes();
        prop_assume!(typed[at] != typed[at + 1]);
        typed.swap(at, at + 1);
        prop_assert!(id(&String::from_utf8_lossy(&typed)).is_err());
    }

    #[test]
    fn no_text_makes_it_stumble(typed in ".{0,40}", kind in 0usize..7) {
        if let Ok(read) = Document::parse(DocumentKind::ALL[kind], &typed, TODAY) {
            prop_assert!(read.number().is_ascii());
            prop_assert_eq!(read.last_four().len(), 4);
        }
    }

    #[test]
    fn age_never_falls_as_days_pass(birth in 0i32..60_000, later in 0i32..40_000) {
        let birth = date(1880, 1, 1).saturating_add(jiff::Span::new().days(birth));
        let day = birth.saturating_add(jiff::Span::new().days(later));
        let next = day.saturating_add(jiff::Span::new().days(1));
        let grown = age_on(birth, next) - age_on(birth, day);
        prop_assert!(age_on(birth, day) >= 0 && (0..=1).contains(&grown));
    }
}
