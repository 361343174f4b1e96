//! What every mapping is tried with at start and by `yimen departments check`: people who cannot exist.

use domain::{
    ids::{CaseRef, ServiceCode},
    time::Moment,
};
use serde_json::{Value, json};

use crate::gateway::{BookingBody, CaseBody, DispatchKind, MaterialBody, PersonBody, outbox::MOVEMENT_ACT};

/// A name that shows whether a mapping quotes.
pub(crate) const NAME: &str = "样例·\"A\"";
/// Born in 1899; nobody has it.
pub(crate) const DOCUMENT: &str = "110102189901010018";
/// Nobody's.
pub(crate) const PHONE: &str = "13800138000";

/// A sample for an act.
pub(crate) fn of(act: &str, service: Option<&ServiceCode>) -> (&'static str, Value) {
    match DispatchKind::parse(act) {
        Some(kind) => ("booking", booking(kind)),
        None if act == MOVEMENT_ACT => ("voucher", movement()),
        None => ("case", case(act, service)),
    }
}

fn movement() -> Value {
    json!({
        "wallet": "0".repeat(32), "act": "00000000", "case": "", "at_ms": 1_795_400_000_000_i64,
        "entries": [{ "id": "a", "kind": "spend", "from": "voucher:b", "to": "store:cs-01", "fen": 1250 }],
    })
}

fn booking(kind: DispatchKind) -> Value {
    let person = |sex: &str| PersonBody {
        name: NAME.to_owned(),
        document_kind: "ID_CN".to_owned(),
        document: DOCUMENT.to_owned(),
        birth: "1990-01-01".to_owned(),
        sex: sex.to_owned(),
        phone: PHONE.to_owned(),
    };
    let booking = BookingBody {
        reference: "00000000".to_owned(),
        service: "XC-HY-01".to_owned(),
        venue: "hy".to_owned(),
        date: "2026-11-24".to_owned(),
        from: "09:00".to_owned(),
        until: "09:30".to_owned(),
        taken: "2026-11-23T10:00:00+08:00".to_owned(),
        reason: None,
        people: vec![person("male"), person("female")],
    };
    if kind == DispatchKind::Cancel { booking.given_back("cancelled").to_value() } else { booking.to_value() }
}

fn case(act: &str, service: Option<&ServiceCode>) -> Value {
    let answers = json!({
        "name": NAME, "id_type": "ID_CN", "id_no": DOCUMENT, "mobile": PHONE, "live_street": "110102001",
        "family_members": [{ "name": NAME, "id_no": DOCUMENT, "monthly_income": 120_000 }],
        "monthly_income_total": 120_000, "by_proxy": false,
    });
    let material =
        MaterialBody { key: "id-card".into(), name: "a.jpg".into(), sha256: "0".repeat(64), mime: "image/jpeg".into(), bytes: 1 };
    let service = service.cloned().unwrap_or_else(|| "XC-JZ-01".into());
    let mut case = CaseBody::new(&CaseRef::from_chance(0), &service, Moment(1_795_400_000_000), answers, vec![material]);
    match act {
        "supplement" => (case.version, case.changed) = (2, vec!["monthly_income_total".to_owned()]),
        "withdraw" => (case.reason, case.words) = ("withdrawn".to_owned(), "样例".to_owned()),
        "appeal" | "recheck" => case.words = "样例 <a> & \"b\"".to_owned(),
        _ => {}
    }
    case.to_value()
}
