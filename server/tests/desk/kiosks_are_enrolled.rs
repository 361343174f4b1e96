//! Who is an enrolled kiosk and for how long: a code once and for a quarter of an hour, a key that is proved, reports that cannot be
//! said twice, an end at once when the steward says so. And a call for help, seen and answered.

use std::sync::Arc;

use app::{
    ports::devices::{
        ActRefused, CallRefused, Caller, DeviceDesk as _, EnrolRefused, HelpState, MachineState, NewDevice, OwnAct, Printer,
        ProofRefused, RegisterRefused, Registered, Registration, ReportRefused, Standing,
    },
    visit::Staff,
};
use domain::time::{Clock as _, Moment};
use jiff::civil::time;
use server::desk::devices::{self, Devices};

use crate::{
    harness::{self, House, TODAY, venue},
    machine::Machine,
};

const BRIDGE: &str = "http://127.0.0.1:3020";
const SECRET: &str = "canary-bridge-secret";

struct Hall {
    house: House,
    desk: Devices,
}

/// A machine that has a session.
struct Enrolled {
    key: Machine,
    id: String,
    cookie: String,
}

async fn on_both<F: Future<Output = ()>>(promise: impl Fn(Hall) -> F) {
    let promise = &promise;
    harness::on_both(1, async |house| {
        let desk = Devices::new(house.desk.clone(), house.clock.clone(), BRIDGE.to_owned());
        promise(Hall { house, desk }).await;
    })
    .await;
}

fn staff(steward: bool) -> Staff {
    Staff {
        account: "s".to_owned(),
        name: "张".to_owned(),
        counter: true,
        steward,
        helper: false,
        department: None,
        store: None,
        venues: Vec::new(),
    }
}

fn steward() -> Staff {
    staff(true)
}

impl Hall {
    async fn register(&self, key: &Machine) -> Registered {
        let machine = Registration { key: key.spki(), bridge_secret: SECRET.to_owned() };
        self.desk.register(&machine).await.expect("registered")
    }

    fn at(code: &str, venue: &str) -> NewDevice {
        NewDevice { code: code.to_owned(), venue: venue.into(), name: "门口左边".to_owned(), inches: "31.5".to_owned() }
    }

    async fn challenge(&self, id: &str) -> String {
        match self.desk.standing(id).await.expect("an answer") {
            Standing::Challenge(challenge) => challenge,
            other => panic!("{other:?}"),
        }
    }

    async fn prove(&self, key: &Machine, id: &str) -> String {
        let challenge = self.challenge(id).await;
        self.desk.prove(id, &challenge, &key.proof(id, &challenge)).await.expect("proved").secret
    }

    async fn enrolled(&self, venue: &str) -> Enrolled {
        let key = Machine::new();
        let registered = self.register(&key).await;
        self.desk.enrol(&Self::at(&registered.code.spaced().to_lowercase(), venue), &steward()).await.expect("enrolled");
        let cookie = self.prove(&key, &registered.id).await;
        Enrolled { key, id: registered.id, cookie }
    }

    async fn report(&self, of: &Enrolled, counter: i64, rest: &str) -> Result<(), ReportRefused> {
        let (report, signature) = of.key.report(&of.id, counter, self.house.clock.now().0 + 7000, rest);
        self.desk.report(&report, &signature).await.map(drop)
    }

    async fn lives(&self, of: &Enrolled) -> bool {
        self.desk.device(&of.cookie).await.expect("an answer").is_some()
    }
}

#[tokio::test]
async fn a_machine_is_enrolled_by_its_code_and_known_by_its_key() {
    on_both(|hall| async move {
        let key = Machine::new();
        let registered = hall.register(&key).await;
        assert_eq!(hall.desk.standing(&registered.id).await, Ok(Standing::Waiting));
        let code = registered.code.spaced();
        assert_eq!(hall.desk.enrol(&Hall::at(&code, "hy"), &staff(false)).await, Err(EnrolRefused::NotAllowed));
        assert_eq!(hall.desk.enrol(&Hall::at(&code, "nowhere"), &steward()).await, Err(EnrolRefused::Venue));
        let small = NewDevice { inches: "3".to_owned(), ..Hall::at(&code, "hy") };
        assert_eq!(hall.desk.enrol(&small, &steward()).await, Err(EnrolRefused::Inches));
        hall.desk.enrol(&Hall::at(&code, "hy"), &steward()).await.expect("enrolled");
        assert_eq!(hall.desk.enrol(&Hall::at(&code, "hy"), &steward()).await, Err(EnrolRefused::Code), "a code is good once");

        let cookie = hall.prove(&key, &registered.id).await;
        let device = hall.desk.device(&cookie).await.expect("an answer").expect("a device");
        assert_eq!((device.id.as_str(), device.venue.as_str(), device.inches), (registered.id.as_str(), "hy", 32));
        assert_eq!((device.bridge_secret.as_str(), device.bridge_url.as_str()), (SECRET, BRIDGE));
        assert!(!format!("{device:?}").contains(SECRET));
        assert_eq!(hall.desk.device("guess").await, Ok(None));
        assert_eq!(hall.desk.standing("guess").await, Ok(Standing::Unknown));
        let stored: (String, String) = sqlx::query_as("SELECT bridge_sealed, session_hash FROM device")
            .fetch_one(hall.house.desk.store.reads())
            .await
            .expect("the row");
        assert!(!stored.0.contains(SECRET) && !stored.1.contains(&cookie), "neither can be read in the store");
    })
    .await;
}

#[tokio::test]
async fn a_code_ends_after_a_quarter_of_an_hour_and_codes_cannot_be_tried_out() {
    on_both(|hall| async move {
        let registered = hall.register(&Machine::new()).await;
        hall.house.clock.pass_minutes(15);
        assert_eq!(hall.desk.standing(&registered.id).await, Ok(Standing::Unknown));
        let late = hall.desk.enrol(&Hall::at(registered.code.as_str(), "hy"), &steward()).await;
        assert_eq!(late, Err(EnrolRefused::Code));
        let mut refused = Vec::new();
        for _ in 0..12 {
            refused.push(hall.desk.enrol(&Hall::at("0000-0000", "hy"), &steward()).await.expect_err("no such code"));
        }
        assert_eq!(refused.last(), Some(&EnrolRefused::TooOften));
        let other = Staff { account: "t".to_owned(), ..steward() };
        let fresh = hall.register(&Machine::new()).await;
        hall.desk.enrol(&Hall::at(fresh.code.as_str(), "hy"), &other).await.expect("others are not locked out");
    })
    .await;
}

#[tokio::test]
async fn a_machine_that_asks_again_shows_its_new_code_only_and_the_waiting_are_bounded() {
    on_both(|hall| async move {
        let key = Machine::new();
        let (first, second) = (hall.register(&key).await, hall.register(&key).await);
        assert_eq!(hall.desk.standing(&first.id).await, Ok(Standing::Unknown));
        assert_eq!(hall.desk.standing(&second.id).await, Ok(Standing::Waiting));
        let mut last = None;
        for _ in 0..40 {
            let machine = Registration { key: Machine::new().spki(), bridge_secret: String::new() };
            last = hall.desk.register(&machine).await.err();
        }
        assert_eq!(last, Some(RegisterRefused::TooMany));
        assert!(hall.house.count("SELECT COUNT(*) FROM device_waiting").await <= 30);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_key_is_not_registered() {
    on_both(|hall| async move {
        let refused = async |key: Vec<u8>, secret: &str| {
            hall.desk.register(&Registration { key, bridge_secret: secret.to_owned() }).await.err()
        };
        assert_eq!(refused(vec![0; 91], "").await, Some(RegisterRefused::NotAKey));
        assert_eq!(refused(Machine::new().spki(), "\"><script>").await, Some(RegisterRefused::NotAKey));
        assert_eq!(refused(Machine::new().spki(), &"x".repeat(129)).await, Some(RegisterRefused::NotAKey));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_stewards_with_one_code_exactly_one_enrols() {
    on_both(|hall| async move {
        for _ in 0..5 {
            let registered = hall.register(&Machine::new()).await;
            let both = ["hy", "hgs"].map(|venue| {
                let (desk, new) = (hall.desk.clone(), Hall::at(registered.code.as_str(), venue));
                let account = Staff { account: format!("{venue}{}", registered.id), ..steward() };
                tokio::spawn(async move { desk.enrol(&new, &account).await.is_ok() })
            });
            let mut done = 0;
            for one in both {
                done += usize::from(one.await.expect("no panic"));
            }
            assert_eq!(done, 1);
        }
        assert_eq!(hall.house.count("SELECT COUNT(*) FROM device").await, 5);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_key_a_used_challenge_and_an_old_one_prove_nothing() {
    on_both(|hall| async move {
        let machine = hall.enrolled("hy").await;
        let challenge = hall.challenge(&machine.id).await;
        let wrong = Machine::new().proof(&machine.id, &challenge);
        assert_eq!(hall.desk.prove(&machine.id, &challenge, &wrong).await.err(), Some(ProofRefused::NotProved));
        let right = machine.key.proof(&machine.id, &challenge);
        let again = hall.desk.prove(&machine.id, &challenge, &right).await.err();
        assert_eq!(again, Some(ProofRefused::NotProved), "a challenge is asked once, whatever was answered");

        let challenge = hall.challenge(&machine.id).await;
        let right = machine.key.proof(&machine.id, &challenge);
        let proved = hall.desk.prove(&machine.id, &challenge, &right).await.expect("proved");
        let replayed = hall.desk.prove(&machine.id, &challenge, &right).await.err();
        assert_eq!(replayed, Some(ProofRefused::NotProved));
        assert!(!hall.lives(&machine).await, "the session before has ended");
        assert!(hall.desk.device(&proved.secret).await.expect("an answer").is_some());

        let challenge = hall.challenge(&machine.id).await;
        hall.house.clock.pass_minutes(2);
        let late = hall.desk.prove(&machine.id, &challenge, &machine.key.proof(&machine.id, &challenge)).await.err();
        assert_eq!(late, Some(ProofRefused::NotProved));

        let other = hall.enrolled("hy").await;
        let challenge = hall.challenge(&other.id).await;
        let elsewhere = hall.desk.prove(&machine.id, &challenge, &machine.key.proof(&machine.id, &challenge)).await.err();
        assert_eq!(elsewhere, Some(ProofRefused::NotProved), "another machine's challenge");
    })
    .await;
}

#[tokio::test]
async fn a_report_is_taken_once_in_order_and_from_its_own_machine_only() {
    on_both(|hall| async move {
        let (machine, other) = (hall.enrolled("hy").await, hall.enrolled("hy").await);
        let now = hall.house.clock.now().0;
        let (first, signature) = machine.key.report(&machine.id, 1, now + 7000, r#","printer":"near_end","paper_left":41"#);
        hall.desk.report(&first, &signature).await.expect("taken");
        assert_eq!(hall.desk.report(&first, &signature).await, Err(ReportRefused::Replayed));
        hall.report(&machine, 5, "").await.expect("taken");
        assert_eq!(hall.report(&machine, 4, "").await, Err(ReportRefused::Replayed));
        let altered = first.replace("near_end", "ok").replace("\"counter\":1", "\"counter\":9");
        assert_eq!(hall.desk.report(&altered, &signature).await, Err(ReportRefused::NotSigned));
        let (forged, by_other) = other.key.report(&machine.id, 9, now, "");
        assert_eq!(hall.desk.report(&forged, &by_other).await, Err(ReportRefused::NotSigned));
        let (long, signature) = machine.key.report(&machine.id, 9, now, &format!(r#","x":"{}""#, "x".repeat(4000)));
        assert_eq!(hall.desk.report(&long, &signature).await, Err(ReportRefused::Malformed));

        hall.report(&machine, 6, r#","printer":"cover","version":"abc""#).await.expect("taken");
        let lines = hall.desk.devices().await.expect("lines");
        let line = lines.iter().find(|line| line.id == machine.id).expect("its line");
        let health = line.health.as_ref().expect("its report");
        assert_eq!((health.printer, health.version.as_str(), health.clock_skew_ms), (Printer::Cover, "abc", 7000));
        assert!(line.live && line.seen == Some(hall.house.clock.now()));
    })
    .await;
}

#[tokio::test]
async fn a_card_is_believed_once_and_from_its_own_machine_in_use_only() {
    on_both(|hall| async move {
        let (machine, other) = (hall.enrolled("hy").await, hall.enrolled("hy").await);
        let said = ["李雷", "110102189905200011", "20391231"];
        let (card, signature) = machine.key.card(&machine.id, 1, said);
        let laid = hall.desk.laid_card(&card, &signature).await.expect("believed");
        assert_eq!([&*laid.name, &*laid.number, &*laid.valid_to], said);
        assert_eq!(laid.device, machine.id);
        assert_eq!(hall.desk.laid_card(&card, &signature).await.err(), Some(ReportRefused::Replayed));
        let altered = card.replace("\"counter\":1", "\"counter\":2");
        assert_eq!(hall.desk.laid_card(&altered, &signature).await.err(), Some(ReportRefused::NotSigned));
        let (forged, by_other) = other.key.card(&machine.id, 2, said);
        assert_eq!(hall.desk.laid_card(&forged, &by_other).await.err(), Some(ReportRefused::NotSigned));
        let (long, by_itself) = machine.key.card(&machine.id, 2, [&"x".repeat(2000), "1", "1"]);
        assert_eq!(hall.desk.laid_card(&long, &by_itself).await.err(), Some(ReportRefused::Malformed));

        // One count for everything that a machine signs; and a report is no card.
        assert_eq!(hall.report(&machine, 1, "").await, Err(ReportRefused::Replayed));
        hall.report(&machine, 2, "").await.expect("taken");
        let (late, signature) = machine.key.card(&machine.id, 2, said);
        assert_eq!(hall.desk.laid_card(&late, &signature).await.err(), Some(ReportRefused::Replayed));
        let rest = r#","name":"李雷","number":"110102189905200011","valid_to":"20391231""#;
        let (report, signature) = machine.key.report(&machine.id, 3, hall.house.clock.now().0, rest);
        assert_eq!(hall.desk.laid_card(&report, &signature).await.err(), Some(ReportRefused::NotSigned));

        hall.house.clock.pass_minutes(10);
        let (silent, signature) = machine.key.card(&machine.id, 3, said);
        assert_eq!(hall.desk.laid_card(&silent, &signature).await.err(), Some(ReportRefused::Ended));
        hall.desk.revoke(&other.id, &steward()).await.expect("revoked");
        let (card, signature) = other.key.card(&other.id, 1, said);
        assert_eq!(hall.desk.laid_card(&card, &signature).await.err(), Some(ReportRefused::NotSigned));
    })
    .await;
}

#[tokio::test]
async fn what_a_machine_asks_for_is_believed_once_and_as_nothing_else() {
    on_both(|hall| async move {
        let (machine, other) = (hall.enrolled("hy").await, hall.enrolled("hy").await);
        let asked = async |act: OwnAct, (asked, signature): &(String, Vec<u8>)| hall.desk.asked(act, asked, signature).await;
        let lease = machine.key.asked(OwnAct::Lease, &machine.id, 1, r#","numbers":3"#);
        assert_eq!(asked(OwnAct::Reconcile, &lease).await, Err(ReportRefused::NotSigned), "signed as another act");
        assert_eq!(asked(OwnAct::Lease, &lease).await, Ok(machine.id.clone()));
        assert_eq!(asked(OwnAct::Lease, &lease).await, Err(ReportRefused::Replayed));
        assert_eq!(hall.report(&machine, 1, "").await, Err(ReportRefused::Replayed), "one count for all that it signs");
        let forged = other.key.asked(OwnAct::Lease, &machine.id, 2, "");
        assert_eq!(asked(OwnAct::Lease, &forged).await, Err(ReportRefused::NotSigned));
        assert_eq!(hall.desk.asked(OwnAct::Lease, "{}", &lease.1).await, Err(ReportRefused::Malformed));
        hall.house.clock.pass_minutes(10);
        let silent = machine.key.asked(OwnAct::Lease, &machine.id, 2, "");
        assert_eq!(asked(OwnAct::Lease, &silent).await, Err(ReportRefused::Ended));
    })
    .await;
}

#[tokio::test]
async fn ten_minutes_of_silence_end_a_session_until_the_key_is_proved_again() {
    on_both(|hall| async move {
        let machine = hall.enrolled("hy").await;
        hall.house.clock.pass_minutes(9);
        hall.report(&machine, 1, "").await.expect("taken");
        hall.house.clock.pass_minutes(9);
        assert!(hall.lives(&machine).await, "its report kept it alive");
        hall.house.clock.pass_minutes(1);
        assert!(!hall.lives(&machine).await);
        assert_eq!(hall.report(&machine, 2, "").await, Err(ReportRefused::Ended));
        assert!(!hall.desk.devices().await.expect("lines")[0].live);
        let cookie = hall.prove(&machine.key, &machine.id).await;
        assert!(hall.desk.device(&cookie).await.expect("an answer").is_some());
        hall.report(&machine, 2, "").await.expect("taken");
        assert!(!hall.lives(&machine).await, "the old cookie stays dead");
    })
    .await;
}

#[tokio::test]
async fn a_session_goes_on_under_another_secret_and_a_copy_of_it_does_not() {
    on_both(|hall| async move {
        let (machine, other) = (hall.enrolled("hy").await, hall.enrolled("hy").await);
        let renew = async |of: &Enrolled, held: &str| hall.desk.renew(&of.id, held).await.expect("an answer");
        let lives = async |secret: &str| hall.desk.device(secret).await.expect("an answer").is_some();
        let lost = renew(&machine, &machine.cookie).await.expect("renewed");
        assert!(lives(&machine.cookie).await, "what was under way still arrives");
        // The answer was lost: the browser still shows the first.
        let third = renew(&machine, &machine.cookie).await.expect("renewed");
        assert!(lives(&third).await && lives(&machine.cookie).await && !lives(&lost).await);
        let fourth = renew(&machine, &third).await.expect("renewed");
        assert!(lives(&fourth).await && lives(&third).await && !lives(&machine.cookie).await, "a copy of the first is dead");
        hall.house.clock.pass_minutes(2);
        assert!(lives(&fourth).await && !lives(&third).await, "two minutes at most");
        assert_eq!(renew(&machine, &third).await, None);
        assert_eq!(renew(&other, &fourth).await, None, "another machine's");
        let proved = hall.prove(&machine.key, &machine.id).await;
        assert!(lives(&proved).await && !lives(&fourth).await);
        hall.desk.revoke(&machine.id, &steward()).await.expect("revoked");
        assert_eq!(renew(&machine, &proved).await, None);
        assert_eq!(hall.desk.vouch(&machine.id, "question").await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_machine_out_of_use_is_nobody_at_once() {
    on_both(|hall| async move {
        let machine = hall.enrolled("hy").await;
        let caller = Caller::Machine(machine.id.clone());
        hall.desk.call_help(&venue(), &caller).await.expect("called");
        assert_eq!(hall.desk.revoke(&machine.id, &staff(false)).await, Err(ActRefused::NotAllowed));
        let challenge = hall.challenge(&machine.id).await;
        hall.desk.revoke(&machine.id, &steward()).await.expect("revoked");
        assert!(!hall.lives(&machine).await, "a stolen cookie opens nothing");
        assert_eq!(hall.report(&machine, 1, "").await, Err(ReportRefused::NotSigned));
        let proof = machine.key.proof(&machine.id, &challenge);
        assert_eq!(hall.desk.prove(&machine.id, &challenge, &proof).await.err(), Some(ProofRefused::NotProved));
        assert_eq!(hall.desk.standing(&machine.id).await, Ok(Standing::Revoked));
        assert_eq!(hall.desk.revoke(&machine.id, &steward()).await, Err(ActRefused::Unknown));
        assert_eq!(hall.house.count("SELECT COUNT(*) FROM device WHERE bridge_sealed <> ''").await, 0);
        assert!(hall.desk.calls().await.expect("calls").is_empty(), "nobody stands there any more");
        assert_eq!(hall.desk.works(&venue()).await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn a_second_server_knows_the_same_machines() {
    on_both(|hall| async move {
        let machine = hall.enrolled("hy").await;
        let desk = server::desk::Desk { clock: hall.house.clock.clone(), ..hall.house.desk.clone() };
        let beside = Devices::new(desk, hall.house.clock.clone(), BRIDGE.to_owned());
        assert!(beside.device(&machine.cookie).await.expect("an answer").is_some());
        beside.revoke(&machine.id, &steward()).await.expect("revoked");
        assert!(!hall.lives(&machine).await);
    })
    .await;
}

#[tokio::test]
async fn a_call_for_help_is_seen_answered_and_over() {
    on_both(|hall| async move {
        let machine = hall.enrolled("hy").await;
        let (caller, browser) = (Caller::Machine(machine.id.clone()), Caller::Browser("mark".to_owned()));
        assert_eq!(hall.desk.help(&caller).await, Ok(None));
        hall.desk.call_help(&venue(), &caller).await.expect("called");
        hall.desk.call_help(&venue(), &caller).await.expect("pressed twice");
        hall.desk.call_help(&"hgs".into(), &browser).await.expect("called");
        assert_eq!(hall.desk.call_help(&"nowhere".into(), &browser).await, Err(CallRefused::Unknown));
        let calls = hall.desk.calls().await.expect("calls");
        assert_eq!(calls.len(), 2);
        let call = calls.iter().find(|call| call.venue == venue()).expect("its call");
        assert_eq!((call.machine.as_deref(), &call.state), (Some("门口左边"), &HelpState::Told));
        assert_eq!(hall.desk.help(&browser).await.expect("an answer").expect("a call").machine, None);

        let after = |seconds: i64| hall.house.clock.set(call.since.plus_ms(seconds * 1000));
        let state = async || hall.desk.help(&caller).await.expect("an answer").map(|call| call.state);
        after(59);
        assert_eq!(state().await, Some(HelpState::Told));
        after(60);
        assert_eq!(state().await, Some(HelpState::NobodyFree));
        assert_eq!(hall.desk.come(&call.id, &staff(false)).await, Err(ActRefused::NotAllowed));
        hall.desk.come(&call.id, &steward()).await.expect("coming");
        let second = Staff { name: "李".to_owned(), ..steward() };
        assert_eq!(hall.desk.come(&call.id, &second).await, Err(ActRefused::Unknown), "one name is told");
        assert_eq!(state().await, Some(HelpState::Coming("张".to_owned())));
        hall.desk.help_done(&call.id, &steward()).await.expect("done");
        assert_eq!(state().await, None);
        assert_eq!(hall.desk.help_done(&call.id, &steward()).await, Err(ActRefused::Unknown));

        hall.desk.end_help(&browser).await.expect("ended");
        assert!(hall.desk.calls().await.expect("calls").is_empty());
        hall.desk.call_help(&venue(), &caller).await.expect("called again");
        hall.house.clock.pass_minutes(30);
        assert_eq!(state().await, None, "nobody stands there after half an hour");
        hall.desk.call_help(&venue(), &caller).await.expect("and again");
        devices::forget(&hall.house.desk, hall.house.clock.now()).await.expect("forgotten");
        assert_eq!(hall.house.count("SELECT COUNT(*) FROM help_call").await, 1);
    })
    .await;
}

#[tokio::test]
async fn calls_of_a_venue_are_bounded() {
    on_both(|hall| async move {
        for n in 0..20 {
            hall.desk.call_help(&venue(), &Caller::Browser(n.to_string())).await.expect("called");
        }
        let more = hall.desk.call_help(&venue(), &Caller::Browser("more".to_owned())).await;
        assert_eq!(more, Err(CallRefused::TooMany));
        hall.desk.call_help(&"hgs".into(), &Caller::Browser("more".to_owned())).await.expect("elsewhere there is room");
    })
    .await;
}

#[tokio::test]
async fn the_public_is_told_what_holds() {
    on_both(|hall| async move {
        let works = async |venue: &str| hall.desk.works(&venue.into()).await.expect("an answer");
        assert_eq!(works("hy").await, None);
        let (machine, other) = (hall.enrolled("hy").await, hall.enrolled("hgs").await);
        let told = works("hy").await.expect("machines");
        assert_eq!((told.state, told.elsewhere), (MachineState::Works, Vec::new()));
        assert_eq!(told.open_until, Some(Moment::beijing(TODAY, time(12, 0, 0, 0))), "by the venue's own hours");
        hall.report(&machine, 1, r#","printer":"out""#).await.expect("taken");
        let told = works("hy").await.expect("machines");
        assert_eq!((told.state, told.elsewhere), (MachineState::NoPaper, vec!["hgs".into()]));
        let mut district = (*hall.house.desk.district).clone();
        for venue in district.venues.iter_mut().filter(|venue| venue.code.as_str() == "hgs") {
            venue.sessions.clear();
        }
        let desk = server::desk::Desk { district: Arc::new(district), ..hall.house.desk.clone() };
        let locked = Devices::new(desk, hall.house.clock.clone(), BRIDGE.to_owned());
        let told = locked.works(&"hy".into()).await.expect("an answer").expect("machines");
        assert_eq!(told.elsewhere, Vec::new(), "nobody is sent to a machine behind a locked door");
        hall.house.clock.pass_minutes(9);
        hall.report(&other, 1, "").await.expect("taken");
        hall.house.clock.pass_minutes(2);
        assert_eq!(works("hy").await.expect("machines").state, MachineState::Away);
        assert_eq!(works("hgs").await.expect("machines").state, MachineState::Works);
        hall.house.clock.set(Moment::beijing(TODAY, time(12, 0, 0, 0)));
        assert_eq!(works("hy").await.expect("machines").open_until, None, "closed");
        assert_eq!(hall.desk.machines().await.expect("machines").len(), 2);
    })
    .await;
}
