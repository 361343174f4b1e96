//! Every address of the door, walked by people whom nothing of it belongs to: with another resident's session, with none, with a
//! kiosk's, from an enrolled kiosk, and with that of each role of the staff. Its owner is signed in and has one of everything: an
//! application, a draft, a link for a second person, a place that is kept, a booking, a wallet, a number. Nothing of it is shown, and nothing of
//! it changes; what belongs to an account is not even opened by its true address. An address that this walk does not know fails it.

use std::{collections::BTreeSet, path::Path, time::Duration};

use reqwest::{Method, StatusCode};

use crate::{
    browser::{Browser, location},
    door::{self, Applied, Door, on_both, reference},
    kiosk,
};

/// The accounts of staff.toml, one of each role.
const STAFF: [&str; 6] = ["counter", "steward", "helper", "subsidy", "charity", "store1"];
/// What every form of a page could send.
const ACTS: [&str; 8] =
    ["do=send", "do=withdraw", "do=confirm", "do=leave", "do=cancel&sure=yes", "words=x&do=next", "do=later", "level=1"];
/// Of those what staff send: to them the forms of residents are nothing else.
const ACTS_OF_STAFF: usize = 3;
const ZHANG_DOCUMENT: &str = "110102189304120016";

/// What somebody has here, and what of it must never be seen by others.
struct Theirs {
    owner: Browser,
    case: Applied,
    draft: String,
    confirm: String,
    hold: String,
    booking: String,
    wallet: String,
    ticket: String,
    canaries: Vec<String>,
}

impl Theirs {
    /// The true addresses of what belongs to their account.
    fn of_the_account(&self) -> Vec<String> {
        let token = |path: &str| path.rsplit('/').next().expect("a token").to_owned();
        vec![
            self.case.path.clone(),
            format!("{}/receipt", self.case.path),
            format!("{}/receipt.pdf", self.case.path),
            format!("{}/supplement", self.case.path),
            format!("{}/withdraw", self.case.path),
            format!("{}/file/x", self.case.path),
            format!("/rate/application/{}", token(&self.case.path)),
            self.booking.clone(),
            format!("{}/cancel", self.booking),
            format!("{}/calendar.ics", self.booking),
            self.draft.clone(),
            format!("{}/you", self.draft),
            format!("{}/check", self.draft),
        ]
    }
}

/// Who walks, and what they may know by their office.
struct Walker {
    who: &'static str,
    browser: Browser,
    staff: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_reaches_nothing_whatever_the_address() {
    on_both(async |door| {
        let _program = door.start().await;
        let theirs = live(&door).await;
        let before = settled(&door, &theirs).await;
        let routes = routes();
        assert!(routes.len() > 60, "{}", routes.len());
        for mut walker in walkers(&door).await {
            for path in theirs.of_the_account() {
                let status = walk(&door, &mut walker, &path, &theirs).await;
                assert!(matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), "{} at {path}: {status}", walker.who);
            }
            for route in &routes {
                for path in addresses(route, &theirs) {
                    walk(&door, &mut walker, &path, &theirs).await;
                }
            }
        }
        assert_eq!(own_view(&door, &theirs).await, before, "something of theirs was changed");
        for path in [&theirs.wallet, &theirs.ticket] {
            door.page(path).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_signing_out_the_same_browser_opens_nothing_by_its_address_and_the_reference_finds_it_again() {
    on_both(async |door| {
        let _program = door.start().await;
        let theirs = live(&door).await;
        let mut browser = theirs.owner.clone();
        for path in [&theirs.case.path, &theirs.booking, &theirs.draft] {
            assert_eq!(browser.get(&door, path).await.0, StatusCode::OK, "{path}, signed in");
        }
        browser.post(&door, "/sign-in/leave", &[]).await;
        for path in theirs.of_the_account() {
            let (status, page) = browser.get(&door, &path).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
            assert!(page.contains(&format!("href=\"/sign-in?back={path}\"")), "{path} says how to sign in");
            let find = if path.starts_with("/draft/") { "/resume" } else { "/find" };
            assert!(page.contains(&format!("href=\"{find}\"")), "{path} says how to find it");
        }
        // Whoever has the message with the reference, here and on another phone.
        let document = door.answers("XC-CJ-01", 71).get("id_no").to_owned();
        let fields = [("reference", theirs.canaries[0].as_str()), ("last_four", &document[document.len() - 4..])];
        for mut finder in [browser, Browser::default()] {
            finder.get(&door, "/find").await;
            assert_eq!(location(&finder.post(&door, "/find", &fields).await), theirs.case.path);
            assert_eq!(finder.get(&door, &theirs.case.path).await.0, StatusCode::OK);
            assert_eq!(finder.get(&door, &theirs.booking).await.0, StatusCode::FORBIDDEN, "the booking was not found");
        }
        assert_eq!(Browser::default().get(&door, &theirs.case.path).await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_somebodys_number_learns_nothing_of_their_application_and_who_sent_it_does() {
    on_both(async |door| {
        let _program = door.start().await;
        let typed = door.answers("XC-LN-01", 73);
        // Each in a browser of its own: whoever was first, everybody's is taken and gets its receipt.
        for attempt in [73, 74] {
            door.apply_with("XC-LN-01", attempt, &typed).await;
        }
        let mut browser = Browser::default();
        browser.get(&door, "/find").await;
        *door.acts_in.lock().expect("a browser") = browser.clone();
        door.apply_with("XC-LN-01", 75, &typed).await;
        let second = door.fill_in("XC-LN-01", 76, &typed).await;
        let refused = browser.post(&door, &format!("{second}/check"), &[("do", "send")]).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert!(refused.text().await.expect("a page").contains("您已经给这个人交过一份同样的申请"));
    })
    .await;
}

/// Nobody, another resident, kiosks, and each role of the staff.
async fn walkers(door: &Door) -> Vec<Walker> {
    let mut li = Browser::default();
    li.sign_in(door, "demo-li").await;
    let mut at_kiosk = Browser::default();
    assert_eq!(at_kiosk.get(door, "/kiosk/hy").await.0, StatusCode::OK);
    let mut steward = kiosk::steward(door).await;
    let enrolled = kiosk::enrolled(door, &mut steward, "hy").await.browser;
    let residents =
        [("nobody", Browser::default()), ("another resident", li), ("a kiosk", at_kiosk), ("an enrolled kiosk", enrolled)];
    let mut walkers = residents.map(|(who, browser)| Walker { who, browser, staff: false }).into_iter().collect::<Vec<_>>();
    for account in STAFF {
        walkers.push(Walker { who: account, browser: staff(door, account).await, staff: true });
    }
    walkers
}

/// A member of staff, signed in.
async fn staff(door: &Door, account: &str) -> Browser {
    let mut browser = Browser::default();
    let password = format!("yimen-{account}");
    let fields = [("account", account), ("password", password.as_str()), ("back", "/")];
    kiosk::form(door, &mut browser, "/staff", &fields).await.expect("signed in");
    browser
}

/// Looks, and sends every form that a page could have, and the same as a part of a file; the status of the look.
async fn walk(door: &Door, walker: &mut Walker, path: &str, theirs: &Theirs) -> StatusCode {
    let url = format!("{}{path}", door.url());
    let mut answers = Vec::new();
    // A live page never ends its answer: only its head is looked at.
    let looked = walker.browser.send(door.client.get(&url)).await;
    let status = looked.status();
    answers.push(if path.ends_with("/events") { String::new() } else { looked.text().await.unwrap_or_default() });
    let reference = &theirs.canaries[0];
    let acts = if walker.staff { &ACTS[..ACTS_OF_STAFF] } else { &ACTS[..] };
    let posts = acts.iter().map(|act| (Method::POST, *act));
    for (method, act) in posts.chain([(Method::PUT, ACTS[0])]) {
        let body = format!("{act}&reference={reference}&last_four=0000&code=000000&name=x&who_for=me");
        let request = door.client.request(method, &url).header("content-type", "application/x-www-form-urlencoded").body(body);
        answers.push(walker.browser.send(request).await.text().await.unwrap_or_default());
    }
    // By their office staff see references of cases, and the numbers of the hall.
    let known = if walker.staff { [reference.as_str(), token_of(&theirs.ticket)] } else { [""; 2] };
    for (n, answer) in answers.iter().enumerate() {
        // What they typed themselves comes back to them.
        let said = answer.replace(&format!("value=\"{reference}\""), "").replace(path, "");
        for canary in theirs.canaries.iter().filter(|canary| !known.contains(&canary.as_str())) {
            assert!(!said.contains(canary.as_str()), "{} at {path} ({n}) learns {canary}", walker.who);
        }
    }
    status
}

/// Somebody lives here, signed in, with one of everything.
async fn live(door: &Door) -> Theirs {
    let mut owner = Browser::default();
    owner.sign_in(door, "demo-zhang").await;
    *door.acts_in.lock().expect("a browser") = owner.clone();
    let case = door.apply("XC-CJ-01", 71).await;
    let reference = reference(&door.page(&case.path).await);
    let typed = door.answers("XC-CJ-01", 71);
    let draft = door.insist("/apply/xc-jz-04", &[("who_for", "me"), ("attempt", "of somebody")]).await;
    let draft = draft.rsplit_once('/').expect("a screen").0.to_owned();
    door.insist(&format!("{draft}/you"), &[("name", "金丝雀"), ("do", "later")]).await;
    let (hold, booking) = (kept_place(door).await, booked(door).await);
    let (confirm, wallet, ticket) = (asked(door).await, granted(door).await, drawn(door).await);
    let mut canaries = vec![reference, "金丝雀".to_owned()];
    canaries.extend(
        ["id_no", "mobile", "bank_account"].map(|input| typed.get(input).to_owned()).into_iter().filter(|told| told.len() > 5),
    );
    for path in [&case.path, &draft, &confirm, &hold, &booking, &wallet, &ticket] {
        canaries.push(token_of(path).to_owned());
    }
    Theirs { owner, case, draft, confirm, hold, booking, wallet, ticket, canaries }
}

/// The last part of an address.
fn token_of(path: &str) -> &str {
    path.rsplit('/').next().expect("a token")
}

/// The link of a second person whose word is asked for.
async fn asked(door: &Door) -> String {
    let draft = door.fill_in("XC-HY-01", 72, &door.answers("XC-HY-01", 72)).await;
    let page = door.page(&format!("{draft}/check")).await;
    let link = page.split_once("/confirm/").and_then(|(_, rest)| rest.split_once('"')).expect("a link").0;
    format!("/confirm/{link}")
}

/// The wallet of the signed-in resident, who was granted a voucher.
async fn granted(door: &Door) -> String {
    let mut charity = staff(door, "charity").await;
    let fields = [
        ("key", "of somebody"),
        ("programme", "winter"),
        ("name", "张样"),
        ("document", ZHANG_DOCUMENT),
        ("phone", "13800136001"),
        ("do", "all-the-same"),
    ];
    let answer = charity.post(door, "/steward/vouchers/grant", &fields).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = door.page("/wallet").await;
    let token = page.split_once("\"/wallet/").and_then(|(_, rest)| rest.split_once('/')).expect("a wallet").0;
    format!("/wallet/{token}")
}

/// A number of the hall, drawn at a kiosk; its page on a phone.
async fn drawn(door: &Door) -> String {
    let mut at_kiosk = Browser::default();
    assert_eq!(at_kiosk.get(door, "/kiosk/hy").await.0, StatusCode::OK);
    let fields = [("service", "xc-hy-01"), ("class", "ordinary"), ("attempt", "of somebody")];
    let to = location(&at_kiosk.post(door, "/kiosk/hy/walk-in", &fields).await);
    format!("/t/{}", token_of(&to))
}

/// A free time of the marriage centre, kept.
async fn kept_place(door: &Door) -> String {
    let day = "/book/xc-hy-01/hy/2026-11-25";
    let page = door.page(day).await;
    let slot =
        page.split("name=\"slot\" value=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a free time").0.to_owned();
    door.insist(day, &[("slot", &slot)]).await
}

async fn booked(door: &Door) -> String {
    let hold = kept_place(door).await;
    let person = |sex: u8| door::identity(sex);
    let (a, b) = (person(1), person(0));
    let fields = [
        ("do", "next"),
        ("a_name", "样例甲"),
        ("a_document_kind", "ID_CN"),
        ("a_document", a.as_str()),
        ("a_phone", "13800138000"),
        ("b_name", "样例乙"),
        ("b_document_kind", "ID_CN"),
        ("b_document", b.as_str()),
        ("b_phone", "13800138000"),
    ];
    let check = door.insist(&hold, &fields).await;
    door.insist(&check, &[("do", "confirm")]).await
}

/// What its owner sees, without what goes by with time or stands for one answer only.
async fn own_view(door: &Door, theirs: &Theirs) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    for path in [&theirs.case.path, &format!("{}/receipt", theirs.case.path), &format!("{}/you", theirs.draft), &theirs.booking] {
        let page = door.page(path).await;
        let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a page").0;
        seen.push((path.clone(), words_of(main)));
    }
    // The place is still kept: its page asks who comes.
    assert!(door.page(&theirs.hold).await.contains("a_name"));
    seen
}

/// The same, once the departments have what was sent: until then news of theirs would look like a stranger's doing.
async fn settled(door: &Door, theirs: &Theirs) -> Vec<(String, String)> {
    let arrived = |seen: &[(String, String)]| {
        let all: String = seen.iter().map(|(_, words)| words.as_str()).collect();
        ["已转给福利补贴发放系统", "婚姻登记机关收到了这个预约"].iter().all(|news| all.contains(news))
    };
    let waits = async {
        let mut every = tokio::time::interval(Duration::from_millis(100));
        loop {
            every.tick().await;
            let seen = own_view(door, theirs).await;
            if arrived(&seen) {
                return seen;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), waits).await.expect("the departments receive it")
}

/// The text of a page, without its marks.
fn words_of(html: &str) -> String {
    let mut words = String::new();
    for part in html.split('<') {
        words.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    words
}

/// Every address that the sources name. Those that sign somebody out come last.
fn routes() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut routes = BTreeSet::new();
    let mut add = |file: &Path, mark: &str| {
        let text = std::fs::read_to_string(file).expect("our sources");
        for part in text.split(mark).skip(1) {
            let Some((route, _)) = part.trim_start().trim_start_matches('"').split_once('"') else { continue };
            if route.starts_with('/') {
                let parts = route.split('/').map(|part| match part.strip_prefix(':') {
                    Some(name) => format!("{{{name}}}"),
                    None => part.to_owned(),
                });
                routes.insert(parts.collect::<Vec<_>>().join("/"));
            }
        }
    };
    add(&root.join("../app/src/routes.rs"), "path!(");
    for folder in ["web", "live", "api", "http"] {
        for file in std::fs::read_dir(root.join("src").join(folder)).expect("our sources") {
            add(&file.expect("a file").path(), ".route(");
        }
    }
    let signs_out = |route: &String| route.starts_with("/kiosk/") || route.ends_with("/leave");
    let (last, first): (Vec<String>, Vec<String>) = routes.into_iter().partition(signs_out);
    [first, last].concat()
}

/// A route with guesses in its places: somebody's token with one character changed, their reference, and nothing at all.
fn addresses(route: &str, theirs: &Theirs) -> Vec<String> {
    let near = |path: &str| {
        let token = token_of(path);
        let middle = token.len() / 2;
        let other = if token[middle..].starts_with('A') { 'B' } else { 'A' };
        format!("{}{other}{}", &token[..middle], &token[middle + 1..])
    };
    let fill = |guess: &dyn Fn(&str) -> String| -> String {
        route
            .split('/')
            .map(|part| part.strip_prefix('{').and_then(|p| p.strip_suffix('}')).map_or_else(|| part.to_owned(), guess))
            .collect::<Vec<_>>()
            .join("/")
    };
    let fixed = |name: &str| -> Option<&'static str> {
        Some(match name {
            "code" | "service" => "xc-jz-04",
            "venue" => "hy",
            "date" => "2026-11-25",
            "store" => "cs-01",
            "counter" => "1",
            "screen" => "you",
            "material" => "id-card",
            "at" => "0",
            "page" => "1",
            "form" => "csv",
            "kind" => "application",
            "file" | "path" | "*path" => "x",
            _ => return None,
        })
    };
    let token = |name: &str| -> String {
        match name {
            "draft" => near(&theirs.draft),
            "case" => near(&theirs.case.path),
            "hold" => near(&theirs.hold),
            "booking" => near(&theirs.booking),
            "token" if route.starts_with("/confirm/") => near(&theirs.confirm),
            "ticket" => near(&theirs.ticket),
            "wallet" | "carrier" | "charge" | "key" => near(&theirs.wallet),
            "token" | "upload" | "attempt" => near(&theirs.case.path),
            other => panic!("{route}: what stands for {other}? Add it here"),
        }
    };
    let guess = fill(&|name| fixed(name).map_or_else(|| token(name), str::to_owned));
    let by_reference = fill(&|name| fixed(name).map_or_else(|| theirs.canaries[0].clone(), str::to_owned));
    if guess == by_reference { vec![guess] } else { vec![guess, by_reference] }
}
