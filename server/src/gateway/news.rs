//! What a department says of a booking or a case, whatever way it comes: by callback, by polling, by a return file. Its own
//! words become ours (`mappings/<department>/news.json.jinja`); each is taken once, in one transaction with what it changes.

use domain::{
    case::{CaseEvent, Decision, Flaw, Supplement, SupplementItem, Target},
    ids::{BookingRef, CaseRef},
    text::Words,
    time::Moment,
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::{Department, Difference, Heard, News, deliver::Ears, differences};
use crate::{
    desk::bookings::handover,
    keys::Keyring,
    store::{StoreError, Tx},
};

/// News in our words: docs/contracts/callbacks.yaml.
#[derive(Deserialize)]
struct Wire {
    id: Option<String>,
    r#type: String,
    order: Option<u64>,
    timestamp: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    reference: String,
    step: Option<String>,
    decision: Option<Decision>,
    reason: Option<Reason>,
    items: Option<Vec<Item>>,
    deadline: Option<Date>,
    #[serde(default)]
    words: String,
    differences: Option<Vec<Difference>>,
}

/// A department may give its reason in one language.
#[derive(Deserialize)]
#[serde(untagged)]
enum Reason {
    Both(Words),
    One(String),
}

#[derive(Deserialize)]
struct Item {
    field: Option<String>,
    material: Option<String>,
    reason: Flaw,
    #[serde(default)]
    words: String,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A registration is done.
    Registered { id: String, reference: BookingRef },
    /// Something of a case.
    Case { reference: CaseRef, news: News },
    /// The means check has answered.
    Checked { id: String, reference: CaseRef, at: Moment, differences: Vec<Difference> },
}

/// Why it was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotUnderstood {
    #[error("{0}")]
    Form(String),
    #[error("no event of this type is agreed")]
    Event,
    #[error("no reference")]
    Subject { booking: bool },
}

/// Understands what a department said. `id` is the message's own, where the way it came gives one.
pub(super) fn understand(department: &Department, raw: &Value, id: Option<&str>) -> Result<Told, NotUnderstood> {
    let form = |reason: String| NotUnderstood::Form(reason);
    let ours = if department.translates_news() { department.translated(raw).map_err(form)? } else { raw.clone() };
    let kind = ours.get("type").and_then(Value::as_str).ok_or_else(|| form("no type".to_owned()))?;
    if kind != "registration.done" && !kind.starts_with("case.") {
        return Err(NotUnderstood::Event);
    }
    // serde's own words can quote the value.
    let wire: Wire = serde_json::from_value(ours).map_err(|_| form("the body does not keep the contract".to_owned()))?;
    let id = wire.id.or_else(|| id.map(str::to_owned)).filter(|id| !id.is_empty()).ok_or_else(|| form("no id".to_owned()))?;
    if wire.r#type == "registration.done" {
        let reference = BookingRef::parse(&wire.data.reference).ok_or(NotUnderstood::Subject { booking: true })?;
        return Ok(Told::Registered { id, reference });
    }
    let reference = CaseRef::parse(&wire.data.reference).ok_or(NotUnderstood::Subject { booking: false })?;
    let at = wire.timestamp.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let at = Moment(at.ok_or_else(|| form("timestamp is not RFC 3339".to_owned()))?.as_millisecond());
    if wire.r#type == "case.checked" {
        let differences = wire.data.differences.ok_or_else(|| form("no differences".to_owned()))?;
        return Ok(Told::Checked { id, reference, at, differences });
    }
    let order = wire.order.ok_or_else(|| form("no order".to_owned()))?;
    let what = event(&wire.r#type, wire.data)?;
    Ok(Told::Case { reference, news: News { id, order, at, what } })
}

fn event(kind: &str, data: Data) -> Result<CaseEvent, NotUnderstood> {
    let missing = |what: &str| NotUnderstood::Form(format!("no {what}"));
    Ok(match kind {
        "case.accepted" => CaseEvent::Accept,
        "case.step" => CaseEvent::BeginStep { step: data.step.ok_or_else(|| missing("step"))? },
        "case.supplement_asked" => {
            let items = data.items.ok_or_else(|| missing("items"))?.into_iter().map(item).collect::<Result<_, _>>()?;
            let deadline = data.deadline.ok_or_else(|| missing("deadline"))?;
            CaseEvent::AskSupplement(Supplement { items, deadline, words: data.words })
        }
        "case.decided" => {
            let decision = data.decision.ok_or_else(|| missing("decision"))?;
            let reason = data.reason.map(|reason| match reason {
                Reason::Both(words) => words,
                Reason::One(text) => Words { zh: text.clone(), en: text },
            });
            CaseEvent::Decide { decision, reason }
        }
        "case.settled" => CaseEvent::Settle,
        _ => return Err(NotUnderstood::Event),
    })
}

fn item(item: Item) -> Result<SupplementItem, NotUnderstood> {
    let target = match (item.field, item.material) {
        (Some(field), None) => Target::Field(field),
        (None, Some(material)) => Target::Material(material),
        _ => return Err(NotUnderstood::Form("an item names a field or a material".to_owned())),
    };
    Ok(SupplementItem { target, reason: item.reason, words: item.words })
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entered {
    /// It was taken.
    Done,
    /// It had come before.
    Before,
    /// It cannot be true of this case; a person looks at it.
    Impossible,
    /// Nothing like it was handed to this department.
    Unknown,
}

/// Enters it. The caller commits unless it is [`Entered::Unknown`].
pub(super) async fn enter(
    tx: &mut Tx,
    ears: &Ears<'_>,
    keys: &Keyring,
    department: &str,
    told: &Told,
    now: Moment,
) -> Result<Entered, StoreError> {
    let (id, root, subject) = match told {
        Told::Registered { id, reference } => (id, "booking", reference.as_str()),
        Told::Case { reference, news } => (&news.id, "case", reference.as_str()),
        Told::Checked { id, reference, .. } => (id, "case", reference.as_str()),
    };
    // The id is remembered in the transaction that acts: an id without its act, or an act twice, cannot be.
    let first =
        sqlx::query("INSERT INTO callback_seen (department, callback_id, seen_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(department)
            .bind(id.as_str())
            .bind(now.0)
            .execute(&mut **tx)
            .await?;
    if first.rows_affected() == 0 {
        return Ok(Entered::Before);
    }
    // Only what was handed to this department is its to report on.
    let theirs = sqlx::query("SELECT 1 FROM dispatch WHERE department = $1 AND root = $2 AND subject = $3 LIMIT 1")
        .bind(department)
        .bind(root)
        .bind(subject)
        .fetch_optional(&mut **tx)
        .await?;
    if theirs.is_none() {
        return Ok(Entered::Unknown);
    }
    match (told, ears.cases) {
        (Told::Registered { reference, .. }, _) => handover::done(tx, ears.bookings, reference, now).await?,
        (_, None) => return Ok(Entered::Unknown),
        (Told::Case { reference, news }, Some(cases)) => match cases.heard(tx, reference, news, now).await? {
            Heard::Moved | Heard::Late => {}
            Heard::Impossible => return Ok(Entered::Impossible),
            Heard::Unknown => return Ok(Entered::Unknown),
        },
        (Told::Checked { reference, at, differences, .. }, Some(cases)) => {
            differences::keep(tx, keys, reference, id, *at, differences).await?;
            cases.checked(tx, reference, differences, *at, now).await?;
        }
    }
    Ok(Entered::Done)
}
