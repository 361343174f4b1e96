use std::path::Path;

use serde_json::Value;

use super::*;
use crate::gateway::{pick::Read, xml};

const FILE: &str = include_str!("../../../data/departments.toml");

fn around() -> Around {
    Around { mappings: mappings(), data: "data".into(), ..Around::default() }
}

/// Our own mapping files.
fn mappings() -> MappingFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mappings");
    let mut files = MappingFiles::new();
    for folder in std::fs::read_dir(&root).expect("our data").flatten() {
        for file in std::fs::read_dir(folder.path()).expect("a folder").flatten() {
            let name = format!("{}/{}", folder.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            files.insert(name, std::fs::read_to_string(file.path()).expect("text"));
        }
    }
    files
}

fn read(text: &str) -> Result<Departments, DepartmentsError> {
    Departments::read("departments.toml", text, &around())
}

fn filled(department: &Department, act: &str) -> Call {
    let (root, body) = sample::of(act, department.sample_service(act));
    department.call(act, root, &body, "key-1").expect("filled in")
}

#[test]
fn our_own_file_is_good_and_quotes_what_people_typed() {
    let departments = read(FILE).expect("our own file");
    let registry = departments.get("marriage-registry").expect("in the file");
    assert_eq!(departments.for_service(&"XC-HY-01".into()), Some(&registry.code));
    assert_eq!(departments.for_service(&"XC-HY-07".into()), None);
    let call = filled(registry, "create");
    assert_eq!(call.url.as_str(), "http://127.0.0.1:3010/registry/bookings");
    let body: Value = serde_json::from_str(&call.body).expect("JSON");
    assert_eq!(body["people"][1]["name"], sample::NAME);
    let call = filled(registry, "cancel");
    assert_eq!((call.method, call.body.as_str()), (Method::POST, r#"{"reason":"cancelled"}"#));
}

#[test]
fn every_service_that_can_be_applied_for_has_a_department() {
    let departments = read(FILE).expect("our own file");
    let cases = include_str!("../../../data/cases.toml");
    let form: toml::Table = cases.parse().expect("TOML");
    for case in form["case"].as_array().expect("cases") {
        for service in case["services"].as_array().expect("services") {
            let service = ServiceCode(service.as_str().expect("a code").to_owned());
            assert!(departments.for_case(&service).is_some(), "{service}");
        }
    }
    assert_eq!(departments.for_check(&"XC-JZ-01".into()).map(|found| found.code.as_str()), Some("means-check"));
}

#[test]
fn soap_and_files_quote_what_people_typed() {
    let departments = read(FILE).expect("our own file");
    let call = filled(departments.get("aid-platform").expect("in the file"), "appeal");
    let document = xml::parse(&call.body).expect("XML");
    let words = Pick::xml("//words").expect("a path").text(&Read::Xml(&document));
    assert_eq!(words.as_deref(), Some("样例 <a> & \"b\""));
    let veterans = departments.get("veterans").expect("in the file");
    let (root, body) = sample::of("apply", veterans.sample_service("apply"));
    let line = veterans.line("apply", root, &body, "key-1").expect("filled in");
    assert!(line.starts_with("key-1,apply,"), "{line}");
}

#[test]
fn a_mapping_that_cannot_be_filled_in_stops_the_start() {
    let with = |name: &str, change: &dyn Fn(&str) -> String| {
        let mut around = around();
        let text = around.mappings.get_mut(name).expect("a file of ours");
        *text = change(text);
        Departments::read("departments.toml", FILE, &around).expect_err("refused").to_string()
    };
    let wrong = with("marriage-registry/create.json.jinja", &|text| text.replacen("booking.venue", "booking.venu", 1));
    assert!(wrong.contains("department marriage-registry") && wrong.contains("create.json.jinja: line"), "{wrong}");
    let wrong = with("marriage-registry/create.json.jinja", &|text| text.replacen("booking.venue | tojson", "booking.venue", 1));
    assert!(wrong.contains("not JSON"), "{wrong}");
    let wrong = with("aid-platform/apply.xml.jinja", &|text| text.replacen("</", "<", 1));
    assert!(wrong.contains("not XML"), "{wrong}");
    let wrong = with("veterans/apply.csv.jinja", &|text| format!("{},more", text.trim()));
    assert!(wrong.contains("one line of"), "{wrong}");
    assert!(read(&FILE.replacen("parallel", "paralel", 2)).is_err());
    assert!(read(&FILE.replacen("ticket = \"", "ticket = \"((", 1)).expect_err("no path").to_string().contains("ticket"));
}

#[test]
fn an_address_from_the_environment_takes_the_place_of_the_stand_in() {
    let mut around = around();
    around.urls.insert("marriage-registry".to_owned(), "https://registry.example/api/".to_owned());
    around.stand_ins = Some("http://127.0.0.1:4010".to_owned());
    let departments = Departments::read("departments.toml", FILE, &around).expect("good");
    let registry = departments.get("marriage-registry").expect("there");
    assert!(!registry.stand_in && read(FILE).expect("good").all()[0].stand_in);
    assert_eq!(filled(registry, "create").url.as_str(), "https://registry.example/api/registry/bookings");
    let subsidy = departments.get("subsidy").expect("there");
    assert!(subsidy.stand_in && filled(subsidy, "apply").url.as_str().starts_with("http://127.0.0.1:4010/subsidy/"));
    assert_eq!(url_variable("marriage-registry"), "YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL");
    around.urls.insert("marriage-registy".to_owned(), "https://registry.example".to_owned());
    assert!(Departments::read("departments.toml", FILE, &around).is_err());
}
