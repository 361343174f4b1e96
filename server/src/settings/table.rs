//! The settings as a person reads them: name, default, what it does.

use std::fmt::Write as _;

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its environment variable; in the file it is the same name in small letters without `YIMEN_`.
    pub variable: &'static str,
    /// Its default, as a person would write it.
    pub default: &'static str,
    /// What it does.
    pub doc: &'static str,
}

const fn setting(variable: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { variable, default, doc }
}

/// Every setting.
pub const TABLE: [Setting; 29] = [
    setting("YIMEN_ADDR", "127.0.0.1:3000", "Where it listens."),
    setting(
        "YIMEN_DATA",
        "data",
        "Folder of everything embedded: store, keys, the stand-ins' books. An empty one is made ready at start.",
    ),
    setting("YIMEN_STORE", "(SQLite in YIMEN_DATA)", "The store: sqlite:… or postgres://…"),
    setting("YIMEN_PROFILE", "demo", "demo, or production, which refuses every stand-in, example account and example key."),
    setting(
        "YIMEN_PUBLIC_URL",
        "http://YIMEN_ADDR",
        "The address residents see, for QR codes, links and cookies. https:// in production.",
    ),
    setting(
        "YIMEN_SITE",
        "target/site",
        "Folder of styles, scripts and pictures made by the build; looked for beside the program too.",
    ),
    setting(
        "YIMEN_DISTRICT",
        "(built in)",
        "Folder with the district's own data, laid out as server/data: services/, holidays/ and every file beside them.",
    ),
    setting("YIMEN_DEPARTMENTS_ADDR", "127.0.0.1:3010", "Where the stand-in departments listen; off starts none."),
    setting(
        "YIMEN_SMS_URL",
        "(embedded sink)",
        "The SMS gateway's address; without one messages are only kept for the steward to see.",
    ),
    setting("YIMEN_SMS_SECRET", "", "Signs what is sent to the SMS gateway."),
    setting(
        "YIMEN_IDENTITY_ISSUER",
        "(the demonstration provider)",
        "The identity provider that residents may sign in with, by the address its tokens name; off: none. Required in production.",
    ),
    setting("YIMEN_IDENTITY_CLIENT_ID", "yimen", "Our name at the identity provider."),
    setting("YIMEN_IDENTITY_CLIENT_SECRET", "", "Our secret at the identity provider."),
    setting("YIMEN_IDENTITY_CLIENT_SECRET_FILE", "", "A file that holds that secret, instead."),
    setting("YIMEN_IDENTITY_SCOPES", "profile phone", "What is asked of the identity provider besides openid."),
    setting("YIMEN_IDENTITY_CLAIM_NAME", "name", "The claim that holds the real name."),
    setting(
        "YIMEN_IDENTITY_CLAIM_DOCUMENT_KIND",
        "document_type",
        "The claim that holds the document's kind (ID_CN, PASSPORT, …); without one it is the citizen's identity card.",
    ),
    setting("YIMEN_IDENTITY_CLAIM_DOCUMENT", "document_number", "The claim that holds the document's number."),
    setting("YIMEN_IDENTITY_CLAIM_PHONE", "phone_number", "The claim that holds the mobile number."),
    setting("YIMEN_SIGNED_IN_HOURS", "24", "How long a resident stays signed in on a device of their own."),
    setting("YIMEN_SIGNED_IN_KIOSK_MINUTES", "10", "How long a resident stays signed in at a kiosk."),
    setting(
        "YIMEN_KEEP_DAYS",
        "180",
        "Days after an appointment until its people's names, documents and phone numbers are wiped; 30 at least.",
    ),
    setting(
        "YIMEN_CLAMAV",
        "",
        "host:port of a ClamAV daemon that looks at every file handed in; when it does not answer no file is taken.",
    ),
    setting(
        "YIMEN_OPEN_KIOSKS",
        "true",
        "true: any browser may open a kiosk's pages, for trying them out; false: only enrolled kiosks. false in production.",
    ),
    setting("YIMEN_BRIDGE_URL", "http://127.0.0.1:3020", "Where each enrolled kiosk's own bridge listens on the kiosk itself."),
    setting("YIMEN_LOG", "info", "What is logged: error, warn, info, debug, or a filter by module."),
    setting("YIMEN_LOG_FORMAT", "text", "text or json."),
    setting("YIMEN_CLOCK_OFFSET_MINUTES", "0", "Moves the clock for demonstrations and tests; 0 in production."),
    setting("YIMEN_MAX_CONNECTIONS", "20000", "Open connections at once; more wait to be accepted."),
];

/// The table as help text.
#[must_use]
pub fn help() -> String {
    let mut out =
        String::from("Settings (environment, or a TOML file named by --settings, there in small letters without YIMEN_):\n");
    for setting in TABLE {
        let default = if setting.default.is_empty() { "(empty)" } else { setting.default };
        writeln!(out, "  {:<28} {}\n  {:<28} default: {default}", setting.variable, setting.doc, "").expect("a String takes all");
    }
    out.push_str("  YIMEN_DEPARTMENT_<CODE>_URL  The address of a department of departments.toml, e.g. YIMEN_DEPARTMENT_MARRIAGE_REGISTRY_URL.\n");
    out
}
