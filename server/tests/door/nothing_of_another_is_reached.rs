//! Every address of the door, walked by people whom nothing of it belongs to: with another resident's session, with none, with a
//! kiosk's, and from an enrolled kiosk. Nothing of somebody's draft, case or booking is shown, and nothing of it changes. An address that this walk does not
//! know fails it.

use std::{collections::BTreeSet, path::Path, time::Duration};

use reqwest::StatusCode;

use crate::{
    browser::Browser,
    door::{self, Applied, Door, on_both, reference},
    kiosk,
};

/// What somebody has here, and what of it must never be seen by others.
struct Theirs {
    case: Applied,
    draft: String,
    hold: String,
    booking: String,
    canaries: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_reaches_nothing_whatever_the_address() {
    on_both(async |door| {
        let _program = door.start().await;
        let theirs = live(&door).await;
        let before = settled(&door, &theirs).await;
        let mut li = Browser::default();
        li.sign_in(&door, "demo-li").await;
        let mut kiosk = Browser::default();
        assert_eq!(kiosk.get(&door, "/kiosk/hy").await.0, StatusCode::OK);
        let mut steward = kiosk::steward(&door).await;
        let enrolled = kiosk::enrolled(&door, &mut steward, "hy").await.browser;
        let routes = routes();
        assert!(routes.len() > 60, "{}", routes.len());
        for (who, mut browser) in
            [("nobody", Browser::default()), ("another resident", li), ("a kiosk", kiosk), ("an enrolled kiosk", enrolled)]
        {
            for route in &routes {
                for path in addresses(route, &theirs) {
                    walk(&door, &mut browser, who, &path, &theirs).await;
                }
            }
        }
        assert_eq!(own_view(&door, &theirs).await, before, "something of theirs was changed");
    })
    .await;
}

/// Looks, and sends every form that a page could have.
async fn walk(door: &Door, browser: &mut Browser, who: &str, path: &str, theirs: &Theirs) {
    let url = format!("{}{path}", door.url());
    let mut answers = Vec::new();
    // A live page never ends its answer: only its head is looked at.
    let looked = browser.send(door.client.get(&url)).await;
    answers.push(if path.ends_with("/events") { String::new() } else { looked.text().await.unwrap_or_default() });
    let reference = &theirs.canaries[0];
    for act in
        ["do=send", "do=withdraw", "do=confirm", "do=leave", "do=cancel&sure=yes", "words=x&do=next", "do=later", "level=1"]
    {
        let body = format!("{act}&reference={reference}&last_four=0000&code=000000&name=x&who_for=me");
        let request = door.client.post(&url).header("content-type", "application/x-www-form-urlencoded").body(body);
        answers.push(browser.send(request).await.text().await.unwrap_or_default());
    }
    for (n, answer) in answers.iter().enumerate() {
        // What they typed themselves comes back to them.
        let said = answer.replace(&format!("value=\"{reference}\""), "").replace(path, "");
        for canary in &theirs.canaries {
            assert!(!said.contains(canary.as_str()), "{who} at {path} ({n}) learns {canary}");
        }
    }
}

/// Somebody lives here: a case, a draft, a place that is kept, a booking.
async fn live(door: &Door) -> Theirs {
    let case = door.apply("XC-CJ-01", 71).await;
    let reference = reference(&door.page(&case.path).await);
    let typed = door.answers("XC-CJ-01", 71);
    let draft = door.insist("/apply/xc-jz-04", &[("who_for", "me"), ("attempt", "of somebody")]).await;
    let draft = draft.rsplit_once('/').expect("a screen").0.to_owned();
    door.insist(&format!("{draft}/you"), &[("name", "金丝雀"), ("do", "later")]).await;
    let (hold, booking) = (kept_place(door).await, booked(door).await);
    let mut canaries = vec![reference, "金丝雀".to_owned()];
    canaries.extend(
        ["id_no", "mobile", "bank_account"].map(|input| typed.get(input).to_owned()).into_iter().filter(|told| told.len() > 5),
    );
    for path in [&case.path, &draft, &hold, &booking] {
        canaries.push(path.rsplit('/').next().expect("a token").to_owned());
    }
    Theirs { case, draft, hold, booking, canaries }
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

/// Every address that the sources name.
fn routes() -> BTreeSet<String> {
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
    routes
}

/// A route with guesses in its places: somebody's token with one character changed, their reference, and nothing at all.
fn addresses(route: &str, theirs: &Theirs) -> Vec<String> {
    let near = |path: &str| {
        let token = path.rsplit('/').next().expect("a token");
        let last = if token.ends_with('A') { 'B' } else { 'A' };
        format!("{}{last}", &token[..token.len() - 1])
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
            "ticket" | "token" | "upload" | "attempt" | "wallet" | "carrier" | "charge" | "key" => near(&theirs.case.path),
            other => panic!("{route}: what stands for {other}? Add it here"),
        }
    };
    let guess = fill(&|name| fixed(name).map_or_else(|| token(name), str::to_owned));
    let by_reference = fill(&|name| fixed(name).map_or_else(|| theirs.canaries[0].clone(), str::to_owned));
    if guess == by_reference { vec![guess] } else { vec![guess, by_reference] }
}
