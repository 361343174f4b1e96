//! One service's guide (办事指南): what a resident is told, where it comes from and how sure it is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    form::{Screen, Share, When},
    ids::ServiceCode,
    text::Words,
};

/// The shelves of the catalogue, in the order a resident sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// 婚姻收养.
    Marriage,
    /// 社会救助.
    Aid,
    /// 残疾人福利.
    Disability,
    /// 养老服务.
    Elderly,
    /// 儿童福利.
    Children,
    /// 退役优抚.
    Veterans,
    /// 殡葬.
    Funeral,
    /// 志愿服务.
    Volunteers,
    /// 社会组织.
    Organisations,
    /// 慈善.
    Charity,
    /// 公共.
    Public,
}

impl Group {
    /// Every group in order.
    pub const ALL: [Self; 11] = [
        Self::Marriage,
        Self::Aid,
        Self::Disability,
        Self::Elderly,
        Self::Children,
        Self::Veterans,
        Self::Funeral,
        Self::Volunteers,
        Self::Organisations,
        Self::Charity,
        Self::Public,
    ];

    /// The value used in addresses and data files: `marriage`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Marriage => "marriage",
            Self::Aid => "aid",
            Self::Disability => "disability",
            Self::Elderly => "elderly",
            Self::Children => "children",
            Self::Veterans => "veterans",
            Self::Funeral => "funeral",
            Self::Volunteers => "volunteers",
            Self::Organisations => "organisations",
            Self::Charity => "charity",
            Self::Public => "public",
        }
    }

    /// The group of an address.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}

/// The ways a service is offered (services.json, `channel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Book a time.
    Appointment,
    /// Fill in before coming.
    PreForm,
    /// The last step is at the counter.
    OnsiteFinal,
    /// Apply on the web.
    Web,
    /// Apply at a kiosk.
    Kiosk,
    /// Apply at the counter.
    Onsite,
    /// By telephone.
    Phone,
    /// The department comes by itself.
    Proactive,
    /// At a store's till.
    Merchant,
    /// At a window.
    Window,
}

/// How sure a statement is. Only what was found is shown as fact; the rest reads «以现场公布为准».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Found in a source that is named.
    Found,
    /// General knowledge, the source was not read.
    General,
    /// Second-hand, contradictory or out of date.
    Uncertain,
}

/// A statement with its certainty and source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What is said.
    pub words: Words,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it comes from; never empty when `confidence` is found.
    #[serde(default)]
    pub source: String,
}

impl Fact {
    /// Whether it may be shown as fact.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.confidence == Confidence::Found
    }
}

/// How a material comes to the department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// The resident sends it up or brings it.
    #[default]
    SentUp,
    /// It is written or signed on the way: the form itself, a statement, an authorisation. Nothing is sent up for it.
    Written,
    /// The offices look it up (在线政务服务规定 art. 7); it may be sent up to be quicker.
    LookedUp,
}

/// A paper or thing to bring (材料). One that has `when` without `needed_when` is asked for only where it applies, and
/// only the resident can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its key within the service: `id-card`. That of a files field of the form means the files of that field.
    pub key: String,
    /// What it is, named exactly: never 其他, 有关 or 等.
    pub words: Words,
    /// When it is needed, if not always.
    #[serde(default)]
    pub when: Option<Words>,
    /// The same as a condition on the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_when: Option<When>,
    /// What it belongs to of the things that are given once and offered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// How it comes to the department.
    #[serde(default)]
    pub supply: Supply,
    /// How sure it is that it is asked for.
    pub confidence: Confidence,
}

/// A law or document that the service rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Its title and articles: «婚姻登记条例 (国令804号)».
    pub words: Words,
    /// In force from this day, where known.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// In force until this day, where it has ended.
    #[serde(default)]
    pub effective_to: Option<Date>,
    /// How sure the reference is.
    pub confidence: Confidence,
}

/// Who must be named when a service is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A man and a woman who want to marry: both checked by 民法典 art. 1046–1049.
    Couple,
    /// Two people who are married to each other (divorce): both documents, no age rule.
    Spouses,
    /// One person.
    One,
    /// A form of address and a phone only (counselling can be anonymous).
    Anonymous,
}

/// How a service is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingTerms {
    /// Who is named.
    pub party: Party,
    /// How long one appointment takes at the counter before anything was learned, in minutes.
    pub minutes: u16,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Its code: `XC-HY-01`.
    pub code: ServiceCode,
    /// Its name.
    pub name: Words,
    /// One plain sentence: what it is for and whom.
    pub summary: Words,
    /// The shelf it stands on.
    pub group: Group,
    /// How it is offered.
    pub channels: Vec<Channel>,
    /// Everyday words people search by: «领证».
    pub also: Vec<String>,
    /// The name in pinyin, syllables separated by spaces: `jie hun deng ji`.
    pub pinyin: String,
    /// Where it is handled.
    pub accepts_at: Vec<Words>,
    /// Who can have it.
    pub eligibility: Vec<Fact>,
    /// What to bring.
    pub materials: Vec<Material>,
    /// What happens, in order.
    pub steps: Vec<Words>,
    /// How long it takes; words like «当场» and the number of work days where one is found.
    pub time_limit: Fact,
    /// What it costs.
    pub fee: Fact,
    /// The law behind it.
    pub legal_basis: Vec<LegalBasis>,
    /// Amounts that are known, each with its year and source; shown as fact only where found.
    pub amounts: Vec<Fact>,
    /// Why a request may be refused, in plain words.
    pub refusals: Vec<Words>,
    /// How it is booked, when it can be.
    pub booking: Option<BookingTerms>,
    /// The screens of its form, with those of its booking; [`crate::form::Form::of`] gives an application's.
    pub screens: Vec<Screen>,
    /// Where this guide comes from; never empty.
    pub sources: Vec<String>,
    /// The day its content was last checked.
    pub checked_on: Date,
}
