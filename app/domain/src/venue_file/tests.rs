use jiff::civil::{date, time};

use super::*;
use crate::{catalogue::tests::real, venue::Venue};

const GOOD: &str = r#"name = { zh = "西城区", en = "Xicheng" }
[window]
horizon_days = 15
closes_days_before = 1
closes_at = "15:00"
hold_minutes = 10
[lists]
weddings = ["XC-HY-01", "XC-HY-06"]
[[venue]]
code = "hy"
name = { zh = "登记处", en = "Office" }
street_code = "110102001"
counters = [
  { count = 2, services = ["@weddings"] },
  { count = 1, services = ["XC-JZ-01"] },
]
closures = [{ date = 2026-12-08, zh = "检修", en = "Repairs" }]
[[venue.sessions]]
weekdays = [1, 2]
from = "08:30"
until = "17:00"
slot_minutes = 30
capacity = 8
services = ["@weddings"]
[[venue.sessions]]
weekdays = [6]
from = "09:00"
until = "13:00"
slot_minutes = 20
capacity = 4
services = ["XC-HY-01"]
"#;

/// The place where the good file says `was`, made wrong: the mistake must name that line.
#[track_caller]
fn refused(was: &str, wrong: &str, reason: &str) {
    let line = GOOD.lines().position(|line| line.contains(was)).expect("the good file says it") + 1;
    let found = read("district.toml", &GOOD.replacen(was, wrong, 1), &real()).expect_err("it is refused");
    assert!(found.iter().any(|mistake| mistake.line == line && mistake.reason.contains(reason)), "{found:#?}");
}

#[test]
fn a_good_file_is_read() {
    let district = read("district.toml", GOOD, &real()).expect("it is right");
    let venue = &district.venues[0];
    assert_eq!(venue.counters.iter().map(|counter| counter.no.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(venue.counters_for(&"XC-JZ-01".into()).map(|no| no.0).collect::<Vec<_>>(), [3]);
    assert_eq!((venue.sessions[0].from, venue.sessions[0].services.len()), (time(8, 30, 0, 0), 2));
    assert_eq!(venue.closures[0].date, date(2026, 12, 8));
    assert_eq!(district.window.closes_at, time(15, 0, 0, 0));
}

#[test]
fn each_mistake_names_its_line() {
    refused("code = \"hy\"", "code = \"a-very-long-code\"", "1 to 12 letters");
    refused("\"110102001\"", "\"1101\"", "nine digits");
    refused("weddings = [\"XC-HY-01\"", "weddings = [\"XC-HY-99\"", "no service «XC-HY-99»");
    refused("count = 2, services = [\"@weddings\"]", "count = 2, services = [\"@funerals\"]", "no list «funerals»");
    refused("count = 1, services = [\"XC-JZ-01\"]", "count = 1, services = []", "offers nothing");
    refused("count = 1", "count = 0", "count is 0");
    refused("weekdays = [6]", "weekdays = [8]", "1 (Monday) to 7 (Sunday)");
    refused("weekdays = [6]", "weekdays = []", "never held");
    refused("capacity = 4", "capacity = 0", "capacity is 0");
    refused("slot_minutes = 20", "slot_minutes = 0", "holds no slot");
    refused("slot_minutes = 20", "slot_minutes = 300", "holds no slot");
    refused("from = \"09:00\"", "from = \"nine\"", "not a time of day");
    refused("from = \"09:00\"", "from = \"09:0\"", "not a time of day");
    refused("services = [\"XC-HY-01\"]", "services = [\"XC-JZ-01\"]", "cannot be booked");
    refused("services = [\"XC-HY-01\"]", "services = [\"XC-HY-02\"]", "no counter of this venue handles XC-HY-02");
    refused("date = 2026-12-08", "date = \"soon\"", "not a day");
    refused("en = \"Office\"", "en = \"\"", "is empty");
}

#[test]
fn a_window_that_lets_nobody_book_is_refused() {
    for (was, wrong, reason) in [
        ("hold_minutes = 10", "hold_minutes = 0", "nobody could confirm"),
        ("horizon_days = 15", "horizon_days = 0", "no day could be booked"),
    ] {
        let found = read("district.toml", &GOOD.replacen(was, wrong, 1), &real()).expect_err("it is refused");
        assert_eq!((found.len(), found[0].line), (1, 2), "{found:#?}");
        assert!(found[0].reason.contains(reason), "{}", found[0]);
    }
}

#[test]
fn a_service_has_one_session_at_a_time() {
    let text = GOOD.replace("weekdays = [6]", "weekdays = [2]");
    let found = read("district.toml", &text, &real()).expect_err("it is refused");
    assert_eq!((found.len(), found[0].line), (1, 27));
    assert!(found[0].reason.contains("overlaps the session of line 20 for XC-HY-01"), "{}", found[0]);
    // A peak day's own session may stand beside an ordinary one.
    let extra = text.replace("weekdays = [2]", "weekdays = []\nonly_on = [2027-02-14]");
    assert!(read("district.toml", &extra, &real()).is_ok());
}

#[test]
fn a_venue_is_there_once_and_has_a_counter() {
    let found = read(
        "district.toml",
        &format!("{GOOD}[[venue]]\ncode = \"hy\"\nname = {{ zh = \"二\", en = \"Two\" }}\ncounters = []\n"),
        &real(),
    )
    .expect_err("it is refused");
    assert_eq!(found.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), [33, 33]);
    assert!(found[0].reason.contains("twice") && found[1].reason.contains("no counter"));
}

#[test]
fn the_district_that_travels_with_the_program_is_right() {
    let path = format!("{}/../../server/data/district.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the file is there");
    let catalogue = real();
    let district = District::read("district.toml", &text, &catalogue).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    assert_eq!(district.venues.len(), 18);
    let streets: BTreeSet<_> = district.venues.iter().filter_map(|venue| venue.street_code.as_deref()).collect();
    assert_eq!(streets.len(), 15);
    let with_address: Vec<_> =
        district.venues.iter().filter(|venue| venue.address.is_some()).map(|venue| venue.code.as_str()).collect();
    assert_eq!(with_address, ["hgs"], "no address is invented");
    let venues = |code: &str| {
        let code = ServiceCode::from(code);
        district.venues_for(&code).map(|venue: &Venue| venue.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(venues("XC-HY-01"), ["hy", "hgs"]);
    assert_eq!(venues("XC-SZ-01"), ["mzj"]);
    assert_eq!(venues("XC-LN-05").len(), 15);
    let nowhere: Vec<_> =
        catalogue.bookable().filter(|guide| venues(guide.code.as_str()).is_empty()).map(|guide| guide.code.as_str()).collect();
    assert_eq!(nowhere, ["XC-BZ-03"], "cemeteries take these bookings themselves");
}
