//! The program is killed without warning in the middle of sixteen tills' purchases, again and again, and asked again with the same
//! keys. Whatever was answered before a kill is answered after it; nobody pays twice; all accounts together are nothing.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use app::ports::vouchers::{Charge, ChargeAnswer, Scan, Till, VoucherDesk as _};
use domain::{ids::StoreCode, time::Moment, voucher::Rules};
use server::desk::vouchers::Vouchers;

use crate::{
    harness::{House, SetClock, desk_at},
    places,
    shop::{Shop, clothes, key},
};

/// Where the killed program finds what it must ask: its presence makes this test's own program the one that is killed.
const ORDERS: &str = "YIMEN_TEST_ORDERS";
const TILLS: usize = 16;
const WALLETS: usize = 4;
const REQUESTS: usize = 400;
/// How many answers are there when it is killed.
const KILLS: [usize; 4] = [20, 90, 190, 310];
const PATIENCE: Duration = Duration::from_secs(120);

/// What every start of the program is told: store, time, and one line a request.
#[derive(serde::Serialize, serde::Deserialize)]
struct Orders {
    folder: PathBuf,
    url: String,
    now: i64,
    /// (till, store).
    tills: Vec<(String, String)>,
    /// (till's number, key, code, fen).
    requests: Vec<(usize, String, String, i64)>,
}

/// The program that is killed: charges everything it was told to and writes each answer down once it has it.
#[test]
fn the_tills() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&std::fs::read_to_string(orders).expect("orders")).expect("orders");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(charge_all(Arc::new(orders)));
}

async fn charge_all(orders: Arc<Orders>) {
    let desk = desk_at(&orders.folder, &orders.url, SetClock::at(Moment(orders.now)), 1).await;
    let rules = Rules::read("vouchers.toml", include_str!("../../data/vouchers.toml")).expect("our rules");
    let desk = Vouchers::open(desk, Arc::new(rules)).await.expect("the desk opens");
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..orders.tills.len() {
        let (desk, orders) = (desk.clone(), Arc::clone(&orders));
        tasks.spawn(async move {
            let (id, store) = &orders.tills[number];
            let till = Till {
                id: id.clone(),
                store: StoreCode::from(store.as_str()),
                name: String::new(),
                blocked: None,
                enrolled: Moment(0),
            };
            for (_, key, code, fen) in orders.requests.iter().filter(|request| request.0 == number) {
                let scan = Scan { text: code.clone(), pin: None, at: None };
                let charge = Charge { key: key.clone(), scan, lines: clothes(*fen), another: true };
                let answer = desk.charge(&till, &charge).await.expect("an answer");
                let line = format!("{key} {}\n", serde_json::to_string(&answer).expect("JSON"));
                let mut heard =
                    std::fs::OpenOptions::new().append(true).create(true).open(orders.folder.join("heard")).expect("a file");
                heard.write_all(line.as_bytes()).expect("written");
            }
        });
    }
    tasks.join_all().await;
}

fn heard(folder: &Path) -> Vec<(String, ChargeAnswer)> {
    let text = std::fs::read_to_string(folder.join("heard")).unwrap_or_default();
    // A line that a kill cut off was not heard.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole
        .lines()
        .filter_map(|line| {
            line.split_once(' ').and_then(|(key, answer)| Some((key.to_owned(), serde_json::from_str(answer).ok()?)))
        })
        .collect()
}

fn start(orders: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test's own program"))
        .args(["--exact", "vouchers_survive_kills::the_tills", "--test-threads", "1"])
        .env(ORDERS, orders)
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts")
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_answered_before_a_kill_is_answered_after_it() {
    if std::env::var(ORDERS).is_ok() {
        return;
    }
    for postgres in [None, places::postgres()]
        .into_iter()
        .enumerate()
        .filter_map(|(n, server)| (n == 0 || server.is_some()).then_some(server))
    {
        let folder = tempfile::TempDir::new().expect("a folder");
        let url = match &postgres {
            Some(server) => places::new_database(server).await,
            None => format!("sqlite://{}", folder.path().join("yimen.db").display()),
        };
        let house = House::open_at(folder, &url, 1).await;
        let shop = Shop::open(house).await;
        let mut wallets = Vec::new();
        for _ in 0..WALLETS {
            wallets.push(shop.holder(10_000).await);
        }
        let mut tills = Vec::new();
        for n in 0..TILLS {
            tills.push(shop.till(&format!("cs-{:02}", n % 15 + 1)).await);
        }
        let mut requests = Vec::new();
        for n in 0..REQUESTS {
            let fen = 150 + i64::try_from(n % 9).expect("small") * 25;
            requests.push((n % TILLS, key(), shop.code(&wallets[n % WALLETS]).await, fen));
        }
        let orders = Orders {
            folder: shop.house.folder.path().to_owned(),
            url: url.clone(),
            now: shop.now().0,
            tills: tills.iter().map(|till| (till.id.clone(), till.store.to_string())).collect(),
            requests,
        };
        let path = shop.house.folder.path().join("orders.json");
        std::fs::write(&path, serde_json::to_string(&orders).expect("JSON")).expect("written");
        for kill_at in KILLS {
            let mut child = start(&path);
            let until = Instant::now() + PATIENCE;
            // Every start asks for everything again: what is new comes after what was heard before.
            let known = |heard: &[(String, ChargeAnswer)]| {
                heard.iter().map(|(key, _)| key).collect::<std::collections::BTreeSet<_>>().len()
            };
            while known(&heard(&orders.folder)) < kill_at && child.try_wait().expect("a child").is_none() {
                assert!(Instant::now() < until, "the tills stand still");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            child.kill().expect("killed");
            child.wait().expect("gone");
        }
        let ended = start(&path).wait().expect("gone");
        assert!(ended.success());
        let mut answers: BTreeMap<String, ChargeAnswer> = BTreeMap::new();
        let all = heard(&orders.folder);
        assert!(all.len() > REQUESTS, "it was asked again");
        for (key, answer) in all {
            if let Some(before) = answers.insert(key.clone(), answer.clone()) {
                assert_eq!(before, answer, "{key}: answered otherwise after a kill");
            }
        }
        assert_eq!(answers.len(), REQUESTS);
        let paid: i64 =
            answers.values().map(|answer| if let ChargeAnswer::Paid(receipt) = answer { receipt.fen.0 } else { 0 }).sum();
        let mut left = 0;
        for wallet in &wallets {
            left += shop.balance(wallet).await;
        }
        assert_eq!(paid + left, 10_000 * i64::try_from(WALLETS).expect("few"), "what was answered is what was paid");
        assert_eq!(shop.books().await, paid);
    }
}
