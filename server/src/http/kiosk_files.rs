//! The files of kiosks (`public/kiosk/`), and the service worker that keeps them for when the network is gone. Which files there are
//! is looked up at start; their digest is the worker's version, so that a machine renews itself exactly when something changed.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse as _,
    routing::get,
};
use sha2::{Digest as _, Sha256};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Where they are served. Not under `/kiosk/`: a path there is a venue, and asking for one begins anew for the next person.
const AT: &str = "/kiosk-files";
/// The worker, in which version and files stand in place of these words.
const WORKER: &str = "worker.js";
const VERSION: &str = "YIMEN_VERSION";
const FILES: &str = "'YIMEN_FILES'";
/// What lies beside the files of pages.
const NOT_FOR_PAGES: [&str; 2] = [WORKER, "package.json"];
/// What pages use beside their styles and scripts.
const KEPT: [&str; 8] = ["js", "css", "json", "txt", "bin", "dat", "svg", "mp3"];

/// The kiosk's own files.
#[derive(Clone, Debug)]
pub struct KioskFiles {
    folder: PathBuf,
    worker: String,
}

impl KioskFiles {
    /// Reads what is in `kiosk/` of the site's folder; `others` are the addresses of the site's files that kiosks keep too. A site
    /// without that folder has no worker.
    pub fn find(site: &Path, others: &[String]) -> io::Result<Self> {
        let folder = site.join("kiosk");
        let source = match fs::read_to_string(folder.join(WORKER)) {
            Ok(source) => source,
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => String::new(),
            Err(wrong) => return Err(wrong),
        };
        let mut files = Vec::new();
        if !source.is_empty() {
            list(&folder, &mut files)?;
        }
        files.sort();
        let mut digest = Sha256::new();
        let mut addresses: Vec<String> = others.to_vec();
        digest.update(source.as_bytes());
        for file in &files {
            digest.update(fs::read(file)?);
            let inside = file.strip_prefix(&folder).map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
            addresses.push(format!("{AT}/{inside}"));
        }
        for address in &addresses {
            digest.update(address.as_bytes());
        }
        let version = hex::encode(&digest.finalize()[..8]);
        let list = addresses.iter().map(|address| format!("'{address}'")).collect::<Vec<_>>().join(", ");
        Ok(Self { folder, worker: source.replace(VERSION, &version).replace(FILES, &list) })
    }

    /// The worker, which may look after all pages of a machine that shows no others, and the scripts of its pages.
    pub fn routes(&self) -> Router {
        let heads = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/")),
            // A policy of its own: it fetches from this site, and nothing else.
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; connect-src 'self'")),
        ];
        let worker = self.worker.clone();
        let worker = Router::new().route("/kiosk-files/worker.js", get(move || async move { (heads, worker).into_response() }));
        let files = ServeDir::new(&self.folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
        worker.merge(
            Router::new()
                .nest_service(AT, files)
                .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))),
        )
    }
}

/// Every file under a folder that a page may use.
fn list(folder: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, into)?;
            continue;
        }
        let kept = path.extension().and_then(|end| end.to_str()).is_some_and(|end| KEPT.contains(&end));
        if kept && !NOT_FOR_PAGES.iter().any(|name| path.ends_with(name)) {
            into.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join("kiosk").join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }
        folder
    }

    const SOURCE: &str = "const VERSION = 'YIMEN_VERSION'; const FILES = ['YIMEN_FILES'];";

    #[test]
    fn the_worker_names_every_file_that_is_there_and_changes_with_each() {
        let files = [("worker.js", SOURCE), ("offline/page.js", "1"), ("pinyin/words.dat", "2"), ("vendor/LICENSE", "3")];
        let found =
            |site: &tempfile::TempDir| KioskFiles::find(site.path(), &["/pkg/yimen.css".to_owned()]).expect("read").worker;
        let worker = found(&site(&files));
        assert!(
            worker.ends_with("FILES = ['/pkg/yimen.css', '/kiosk-files/offline/page.js', '/kiosk-files/pinyin/words.dat'];"),
            "{worker}"
        );
        assert_eq!(worker, found(&site(&files)));
        let changed = files.map(|(name, text)| (name, if name == "offline/page.js" { "other" } else { text }));
        assert_ne!(worker, found(&site(&changed)));
    }

    #[test]
    fn a_site_without_kiosks_has_no_worker() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(KioskFiles::find(folder.path(), &[]).expect("nothing to read").worker, "");
    }
}
