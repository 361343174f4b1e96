//! What can be wrong with an answer, each something the person can put right. The sentences stand in `app/messages/form.toml`.

use jiff::civil::Date;

use crate::identity::{DocumentRefusal, NameRefusal};

/// On which day and where a form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Beijing's day.
    pub today: Date,
    /// At a kiosk, where a landline will do for a telephone.
    pub kiosk: bool,
}

/// Whether a finding stops the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It must be put right.
    Error,
    /// It is worth a second look; it may be right.
    Warning,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The input it is about: `mobile`, `family_members.0.id_no`.
    pub input: String,
    /// What.
    pub problem: Problem,
    /// Whether it stops the form.
    pub weight: Weight,
}

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was typed.
    Empty,
    /// Nothing was chosen.
    NotChosen,
    /// It was not agreed to.
    NotAgreed,
    /// No file was added.
    NoFile,
    /// Fewer characters than this.
    TooShort(u32),
    /// More characters than this.
    TooLong(u32),
    /// A character that cannot stand there.
    Character,
    /// The name may not begin with this word.
    BeginsWith(String),
    /// What was sent is not on the list.
    NotListed,
    /// The chosen community is not in the chosen street.
    Elsewhere,
    /// Fewer chosen than this.
    TooFewChosen(u32),
    /// More chosen than this.
    TooManyChosen(u32),
    /// Fewer files than this.
    TooFewFiles(u32),
    /// More files than this.
    TooManyFiles(u32),
    /// Fewer rows than this.
    TooFewRows(u32),
    /// More rows than this.
    TooManyRows(u32),
    /// The same in an earlier row.
    Twice,
    /// A name is not written as names are.
    Name(NameRefusal),
    /// A document's number does not keep the rules of its kind.
    Document(DocumentRefusal),
    /// No mobile number.
    NotMobile,
    /// Neither a mobile number nor a landline with its area code.
    NotTelephone,
    /// No whole number.
    NotWhole,
    /// No amount with at most two decimals.
    NotMoney,
    /// Less than this number.
    TooSmall(i64),
    /// More than this number.
    TooLarge(i64),
    /// Less than this amount in fen.
    TooLittle(i64),
    /// More than this amount in fen.
    TooMuch(i64),
    /// With the other count not enough.
    NotEnough {
        /// Needed together.
        least: i64,
        /// Enough alone.
        alone: i64,
    },
    /// No such day.
    NotDay,
    /// After today.
    AfterToday,
    /// Before today.
    BeforeToday,
    /// After the last day that is taken.
    TooLate(Date),
    /// Before the first day that is taken.
    TooEarly(Date),
    /// Younger than so many years.
    TooYoung(i16),
    /// Older than so many years.
    TooOld(i16),
    /// Another birthday than the one in the document's number.
    OtherBirthday,
    /// A bank card has 16 to 19 digits.
    BankCardLength,
    /// The digits do not fit each other: usually one is mistyped.
    BankCardCheck,
    /// A disability card's number has 20 characters.
    DisabilityCardLength,
    /// Its first eighteen are no identity number.
    DisabilityCardPerson,
    /// Its kind is 1 to 7.
    DisabilityCardKind,
    /// Its level is 1 to 4.
    DisabilityCardLevel,
    /// Its first eighteen are not the applicant's number.
    DisabilityCardOther,
    /// A credit code has 18 characters.
    CreditCodeLength,
    /// It has digits and capital letters without I, O, S, V, Z.
    CreditCodeCharacter,
    /// Its characters do not fit each other.
    CreditCodeCheck,
    /// The signature is not the applicant's name.
    OtherName,
    /// A warning: the amounts add up to this many fen.
    DoesNotAddUp(i64),
    /// A warning: it was before this day.
    LongAgo(Date),
}
