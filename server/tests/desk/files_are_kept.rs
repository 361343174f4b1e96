//! Files that residents hand in: kept whole, cleaned, sealed, only for their owner; a lost connection goes on where it stopped.

use app::ports::files::{FileDesk as _, FileOwner, FileRefused};
use image::{DynamicImage, codecs::jpeg::JpegEncoder};
use server::desk::files::{self, Files};

use crate::harness::{House, on_both};

/// Would be found in a database file that holds it in clear.
const CANARY: &str = "CANARY-张三-110102189001010012";

fn photograph(side: u32) -> Vec<u8> {
    let noise = image::RgbImage::from_fn(side, side, |x, y| {
        let value = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
        image::Rgb([value[0], value[1], value[2]])
    });
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 95).encode_image(&DynamicImage::ImageRgb8(noise)).expect("a picture");
    out
}

fn pdf() -> Vec<u8> {
    format!("%PDF-1.7\n{CANARY}{}\n%%EOF\n", "x".repeat(1_300_000)).into_bytes()
}

fn files(house: &House) -> Files {
    Files::new(house.desk.clone(), None)
}

#[tokio::test]
async fn what_was_handed_in_comes_back_to_its_owner_alone() {
    on_both(1, |house| async move {
        let (files, mine, theirs) = (files(&house), FileOwner::draft("mine"), FileOwner::draft("theirs"));
        let line = files.take(&mine, "id-card", &format!("C:\\照片\\{CANARY}.pdf"), pdf()).await.expect("taken");
        assert_eq!(line.name, format!("{CANARY}.pdf"));
        assert_eq!(files.of(&mine).await.expect("listed"), vec![line.clone()]);
        let (_, bytes) = files.open(&mine, &line.token).await.expect("opened").expect("mine");
        assert_eq!(bytes, pdf());

        assert_eq!(files.of(&theirs).await.expect("listed"), vec![]);
        assert!(files.open(&theirs, &line.token).await.expect("looked").is_none());
        files.remove(&theirs, &line.token).await.expect("nothing of mine");
        assert_eq!(files.of(&mine).await.expect("listed").len(), 1);

        files.remove(&mine, &line.token).await.expect("removed");
        assert_eq!(house.count("SELECT COUNT(*) FROM material_part").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_becomes_a_case_takes_its_files_along() {
    on_both(1, |house| async move {
        let (files, draft, case) = (files(&house), FileOwner::draft("d"), FileOwner::case("c"));
        let line = files.take(&draft, "id-card", "a.jpg", photograph(200)).await.expect("taken");
        let mut tx = house.desk.store.begin().await.expect("a transaction");
        files::hand_over(&mut tx, &house.desk.keys, &draft, &case).await.expect("handed over");
        let named = files::of_owner(&mut tx, &house.desk.keys, &case).await.expect("named");
        tx.commit().await.expect("kept");
        assert_eq!(named[0].sha256, line.sha256);
        assert!(files.open(&draft, &line.token).await.expect("looked").is_none());
        assert!(files.open(&case, &line.token).await.expect("looked").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_lost_connection_goes_on_where_it_stopped() {
    on_both(1, |house| async move {
        let (files, owner, bytes) = (files(&house), FileOwner::draft("d"), pdf());
        let upload = files.begin(&owner, "proof", "a.pdf", bytes.len() as u64).await.expect("begun");
        let (first, rest) = bytes.split_at(500_000);
        files.part(&upload, 0, first).await.expect("taken");
        // The answer was lost: the same part again.
        assert_eq!(files.part(&upload, 0, first).await.expect("known").received, 500_000);
        assert_eq!(files.part(&upload, 900_000, &rest[..10]).await, Err(FileRefused::OutOfStep));
        // Another server goes on.
        let elsewhere = Files::new(house.desk.clone(), None);
        let mut at = elsewhere.upload(&upload).await.expect("known").received;
        let mut view = None;
        for part in rest.chunks(500_000) {
            let taken = elsewhere.part(&upload, at, part).await.expect("taken");
            at = taken.received;
            view = Some(taken);
        }
        let line = view.and_then(|view| view.file).expect("whole");
        // The last part sent twice, also at once, is one file.
        let last = at - (rest.len() % 500_000) as u64;
        let again =
            futures::future::join_all((0..8).map(|_| files.part(&upload, last, &rest[rest.len() - rest.len() % 500_000..])))
                .await;
        assert!(again.into_iter().all(|view| view.expect("known").file.as_ref() == Some(&line)));
        assert_eq!(files.of(&owner).await.expect("listed"), vec![line.clone()]);
        assert_eq!(files.open(&owner, &line.token).await.expect("opened").expect("there").1, bytes);
        assert_eq!(house.count("SELECT COUNT(*) FROM upload_part").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_and_leaves_nothing() {
    on_both(1, |house| async move {
        let (files, owner) = (files(&house), FileOwner::draft("d"));
        assert_eq!(files.take(&owner, "m", "empty.jpg", vec![]).await, Err(FileRefused::Empty));
        assert_eq!(files.take(&owner, "m", "huge.jpg", vec![0xFF; 16 * 1024 * 1024]).await, Err(FileRefused::TooLarge));
        assert_eq!(files.take(&owner, "m", "photo.jpg", b"PK\x03\x04zip".to_vec()).await, Err(FileRefused::WrongKind));
        let lies = files.begin(&owner, "m", "photo.jpg", 20).await.expect("begun");
        assert_eq!(files.part(&lies, 0, b"MZ this is a program").await, Err(FileRefused::WrongKind));
        assert_eq!(files.upload(&lies).await, Err(FileRefused::Unknown));
        assert_eq!(files.begin(&owner, "m", "huge.mov", 1 << 40).await, Err(FileRefused::TooLarge));
        assert_eq!(house.count("SELECT COUNT(*) FROM material_file").await, 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_lies_open_in_the_store_and_old_uploads_are_forgotten() {
    let house = House::open(None, 1).await;
    let files = files(&house);
    files.take(&FileOwner::draft("d"), "m", CANARY, pdf()).await.expect("taken");
    let upload = files.begin(&FileOwner::draft("d"), "m", CANARY, 5_000_000).await.expect("begun");
    files.part(&upload, 0, &pdf()[..400_000]).await.expect("taken");
    house.desk.store.close().await;
    for file in std::fs::read_dir(house.folder.path()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        let canary = CANARY.as_bytes();
        assert!(!bytes.windows(canary.len()).any(|window| window == canary));
    }

    let house = House::open(None, 1).await;
    let files = Files::new(house.desk.clone(), None);
    let upload = files.begin(&FileOwner::draft("d"), "m", "a.pdf", 5_000_000).await.expect("begun");
    files::sweep(&house.desk).await.expect("swept");
    assert!(files.upload(&upload).await.is_ok());
    house.clock.pass_minutes(25 * 60);
    files::sweep(&house.desk).await.expect("swept");
    assert_eq!(files.upload(&upload).await, Err(FileRefused::Unknown));
}
