use super::*;

fn fresh() -> (tempfile::TempDir, Keyring) {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = Keyring::open_or_make(folder.path(), false).expect("made");
    (folder, keys)
}

#[test]
fn what_is_sealed_opens_only_where_it_belongs() {
    let (folder, keys) = fresh();
    let sealed = keys.seal("booking:1", "张三 110102".as_bytes());
    assert_ne!(sealed, keys.seal("booking:1", "张三 110102".as_bytes()));
    assert_eq!(keys.open_text("booking:1", &sealed).expect("ours"), "张三 110102");
    assert!(matches!(keys.open("booking:2", &sealed), Err(KeyError::NotSealed)));
    assert!(matches!(keys.open("booking:1", "AA"), Err(KeyError::NotSealed)));
    let again = Keyring::open_or_make(folder.path(), false).expect("read");
    assert_eq!(again.open_text("booking:1", &sealed).expect("the same keys"), "张三 110102");
    assert_eq!(again.department_secret("marriage-registry"), keys.department_secret("marriage-registry"));
    assert_eq!(again.index("document", "x"), keys.index("document", "x"));
    assert_ne!(keys.index("document", "x"), keys.index("token", "x"));
}

#[test]
fn production_refuses_missing_example_and_open_keys() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Keyring::open_or_make(folder.path(), true), Err(KeyError::Missing(_))));
    Keyring::open_or_make(folder.path(), false).expect("made");
    assert!(matches!(Keyring::open_or_make(folder.path(), true), Err(KeyError::Example(_))));
    assert!(matches!(Keyring::make(folder.path()), Err(KeyError::Exists(_))));
    let path = folder.path().join(FILE);
    std::fs::remove_file(&path).expect("removed");
    Keyring::make(folder.path()).expect("made");
    let keys = Keyring::open_or_make(folder.path(), true).expect("its own");
    assert_eq!(keys.department_secret("marriage-registry"), None);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
    assert!(matches!(Keyring::open_or_make(folder.path(), true), Err(KeyError::Readable(_))));
}
