//! The district's data: from a folder that is set, or as it travels inside the program.

use std::{fmt, path::Path};

use domain::{
    calendar::WorkCalendar,
    case::Procedures,
    catalogue::{Catalogue, DataError},
    form::FormParts,
    precheck, rating,
    venue::District,
    voucher,
};
use include_dir::{Dir, include_dir};

use crate::gateway::MappingFiles;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// Everything that data says.
#[derive(Debug)]
pub struct DistrictData {
    /// The services.
    pub catalogue: Catalogue,
    /// The venues.
    pub district: District,
    /// The work days.
    pub calendar: WorkCalendar,
    /// The cases of every service that can be applied for.
    pub procedures: Procedures,
    /// «What can I get?».
    pub precheck: precheck::Rules,
    /// Charity vouchers: programmes, limits, stores.
    pub vouchers: voucher::Rules,
    /// Ratings: how long an answer may take.
    pub ratings: rating::Rules,
    /// The text of departments.toml.
    pub departments: String,
    /// What departments are sent: the files under `mappings/`.
    pub mappings: MappingFiles,
    /// The text of staff.toml.
    pub staff: String,
}

/// Why the house does not start: each line names a file, a line and a reason.
#[derive(Debug)]
pub struct StartError(pub Vec<String>);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.0 {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for StartError {}

impl StartError {
    /// One reason.
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(vec![reason.to_string()])
    }
}

impl From<Vec<DataError>> for StartError {
    fn from(wrong: Vec<DataError>) -> Self {
        Self(wrong.iter().map(ToString::to_string).collect())
    }
}

impl DistrictData {
    /// Reads and checks everything. `folder` is empty for what is built in.
    pub fn read(folder: &str) -> Result<Self, StartError> {
        let files = if folder.is_empty() { built_in() } else { from_folder(Path::new(folder))? };
        let under = |start: &str| {
            let start = format!("{start}/");
            files
                .iter()
                .filter(move |(name, _)| name.starts_with(&start) && name.ends_with(".toml"))
                .map(|(name, text)| (name.as_str(), text.as_str()))
        };
        let one = |name: &str| {
            files
                .iter()
                .find(|(found, _)| found == name)
                .map(|(_, text)| text.clone())
                .ok_or_else(|| StartError::new(format!("{name}:1: this file is missing")))
        };
        let (options, screens, communities) = (one("options.toml")?, one("screens.toml")?, one("communities.csv")?);
        let parts = FormParts::read(("options.toml", &options), ("screens.toml", &screens), ("communities.csv", &communities))?;
        let catalogue = Catalogue::read(&parts, under("services"))?;
        let mut calendar = WorkCalendar::default();
        for (name, text) in under("holidays") {
            calendar.add_year(name, text).map_err(StartError::new)?;
        }
        let district = District::read("district.toml", &one("district.toml")?, &catalogue)?;
        let procedures = Procedures::read("cases.toml", &one("cases.toml")?, &catalogue)?;
        let precheck = precheck::Rules::read("precheck.toml", &one("precheck.toml")?, &catalogue)?;
        let vouchers = voucher::Rules::read("vouchers.toml", &one("vouchers.toml")?)?;
        let ratings = rating::Rules::read("ratings.toml", &one("ratings.toml")?)?;
        let (departments, staff) = (one("departments.toml")?, one("staff.toml")?);
        let mappings =
            files.iter().filter_map(|(name, text)| Some((name.strip_prefix("mappings/")?.to_owned(), text.clone()))).collect();
        Ok(Self { catalogue, district, calendar, procedures, precheck, vouchers, ratings, departments, mappings, staff })
    }
}

fn built_in() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![&BUILT_IN];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(
            folder
                .files()
                .filter_map(|file| Some((file.path().to_string_lossy().into_owned(), file.contents_utf8()?.to_owned()))),
        );
    }
    files.sort();
    files
}

fn from_folder(root: &Path) -> Result<Vec<(String, String)>, StartError> {
    let mut files = Vec::new();
    let mut folders = vec![String::new(), "services".to_owned(), "holidays".to_owned()];
    // One folder a department; a district without departmental systems has none.
    for entry in std::fs::read_dir(root.join("mappings")).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir()) {
        folders.push(format!("mappings/{}", entry.file_name().to_string_lossy()));
    }
    for folder in folders {
        let path = root.join(&folder);
        let entries =
            std::fs::read_dir(&path).map_err(|wrong| StartError::new(format!("YIMEN_DISTRICT: {}: {wrong}", path.display())))?;
        for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            let text = std::fs::read_to_string(entry.path())
                .map_err(|wrong| StartError::new(format!("{}: {wrong}", entry.path().display())))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
