use super::*;
use crate::{
    case::{
        Procedure, PublicNotice,
        publicity::{NoNotice, Notice, Subject},
    },
    ids::ServiceCode,
};

const SUBJECT: Subject<'_> = Subject {
    name: "欧阳小明",
    document: "110102189905200011",
    born: Some(date(1899, 5, 20)),
    address: "西城区牛街街道XX小区1号楼101",
};

fn make(notice: PublicNotice, subject: &Subject<'_>) -> Result<Notice, NoNotice> {
    let procedure = Procedure { steps: vec![], limit: None, silence_accepts_after: None, notice, settled: words("按月发放") };
    Notice::make(&ServiceCode::from("XC-JZ-01"), &procedure, subject, 3, date(2026, 3, 2))
}

fn seven_days() -> PublicNotice {
    PublicNotice::For { days: 7, source: "指南".to_owned() }
}

#[test]
fn a_notice_shows_no_more_than_it_must() {
    let notice = make(seven_days(), &SUBJECT).expect("an adult");
    assert_eq!(notice.name, "欧**明");
    assert_eq!(notice.document, "110102********0011");
    assert_eq!(notice.street, "西城区牛街街道");
    let all = serde_json::to_string(&notice).expect("it is data");
    assert!(!all.contains("小明") && !all.contains("18990520") && !all.contains("小区"));
}

#[test]
fn a_notice_takes_itself_down() {
    let notice = make(seven_days(), &SUBJECT).expect("an adult");
    let shown = |day| notice.is_shown(date(2026, 3, day));
    assert_eq!([1, 2, 8, 9].map(shown), [false, true, true, false]);
}

#[test]
fn a_minor_is_never_shown() {
    for (born, allowed) in [
        (Some(date(2010, 3, 2)), Err(NoNotice::Minor)),
        (Some(date(2008, 3, 2)), Err(NoNotice::Minor)),
        (Some(date(2008, 3, 1)), Ok(())),
        (Some(date(2008, 2, 29)), Ok(())),
        (None, Err(NoNotice::AgeUnknown)),
    ] {
        assert_eq!(make(seven_days(), &Subject { born, ..SUBJECT }).map(|_| ()), allowed, "{born:?}");
    }
}

#[test]
fn a_service_that_forbids_a_notice_has_none() {
    let never = PublicNotice::Never { why: words("事关孩子"), source: "民发〔2019〕62号".to_owned() };
    assert_eq!(make(never, &SUBJECT), Err(NoNotice::Never));
    assert_eq!(make(PublicNotice::NotPartOfIt, &SUBJECT), Err(NoNotice::NotPartOfIt));
}

#[test]
fn an_address_without_a_subdistrict_shows_nothing() {
    let notice = make(seven_days(), &Subject { address: "某小区1号楼101", ..SUBJECT }).expect("an adult");
    assert_eq!(notice.street, "");
}
