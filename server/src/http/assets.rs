//! Styles, scripts, pictures and voice. Hashed files are kept by browsers for a year; the rest is asked for again.

use std::path::{Path, PathBuf};

use app::shell::Assets;
use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse as _,
    routing::get,
};
use sha2::{Digest as _, Sha256};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use super::kiosk_files::KioskFiles;

/// The loader, in which the module's hashed names stand in place of these words.
const LOADER: &str = include_str!("islands.js");
const FOR_A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// Why the site's files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// The folder is not there, or a build left something out.
    #[error("YIMEN_SITE: {0} holds no {1}; `make build` makes it")]
    Missing(PathBuf, &'static str),
    /// A file of the kiosks cannot be read.
    #[error("YIMEN_SITE: {0}/kiosk: {1}")]
    Kiosk(PathBuf, std::io::Error),
}

/// The site's files: their addresses for pages, and the routes that serve them.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    loader: String,
    kiosk: KioskFiles,
    /// What pages name.
    pub assets: Assets,
}

impl Site {
    /// Finds the files of `folder`, or of `site` beside the program, or of the checkout that built it.
    pub fn find(folder: &Path) -> Result<Self, AssetsError> {
        let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.parent()?.join("site")));
        let folder = if folder.join("pkg").is_dir() {
            folder.to_owned()
        } else {
            beside.filter(|site| site.join("pkg").is_dir()).unwrap_or_else(|| folder.to_owned())
        };
        let file = |end: &'static str| {
            let entries = std::fs::read_dir(folder.join("pkg")).map_err(|_| AssetsError::Missing(folder.clone(), "pkg/"))?;
            let mut found: Vec<_> = entries
                .flatten()
                .filter(|entry| {
                    entry.file_name().to_string_lossy().starts_with("yimen") && entry.file_name().to_string_lossy().ends_with(end)
                })
                .collect();
            found.sort_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
            found
                .pop()
                .map(|entry| format!("/pkg/{}", entry.file_name().to_string_lossy()))
                .ok_or_else(|| AssetsError::Missing(folder.clone(), end))
        };
        let (module, wasm) = (file(".js")?, file(".wasm")?);
        let loader = LOADER.replace("YIMEN_MODULE", &module).replace("YIMEN_WASM", &wasm);
        let name = hex::encode(&Sha256::digest(loader.as_bytes())[..8]);
        let assets = Assets { style: file(".css")?, loader: format!("/islands.{name}.js") };
        let others = [assets.style.clone(), assets.loader.clone(), module, wasm, "/favicon.svg".to_owned()];
        let kiosk = KioskFiles::find(&folder, &others).map_err(|wrong| AssetsError::Kiosk(folder.clone(), wrong))?;
        Ok(Self { folder, loader, kiosk, assets })
    }

    /// `/pkg/…` and the loader for a year; icons, voice and a kiosk's own files for ten minutes.
    pub fn routes(&self) -> Router {
        let loader = self.loader.clone();
        let files = |folder: &Path| ServeDir::new(folder).precompressed_br().precompressed_gzip();
        let lasting = Router::new()
            .nest_service("/pkg", files(&self.folder.join("pkg")))
            .route(
                &self.assets.loader,
                get(move || async move { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], loader).into_response() }),
            )
            .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, FOR_A_YEAR));
        let mut passing = Router::new().nest_service("/voice", files(&self.folder.join("voice")));
        // Not under `/till/`, where only who sells may go.
        passing = passing.nest_service("/till-files", files(&self.folder.join("till")));
        for name in ["favicon.svg", "robots.txt", "site.webmanifest", "till.webmanifest"] {
            passing = passing.route_service(&format!("/{name}"), tower_http::services::ServeFile::new(self.folder.join(name)));
        }
        // A worker has a policy of its own: it fetches from this site, and nothing else.
        let worker = tower_http::services::ServeFile::new(self.folder.join("offline-till-worker.js"));
        let worker = Router::new().route_service("/offline-till-worker.js", worker).layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; connect-src 'self'"),
        ));
        let passing = passing.merge(worker);
        lasting
            .merge(passing.layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, ASK_AGAIN)))
            .merge(self.kiosk.routes())
    }
}
