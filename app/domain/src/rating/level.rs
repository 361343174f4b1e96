//! The five levels, and what a rating can be about.

/// The most characters of a rating's own words.
pub const LONGEST_WORDS: usize = 300;

/// A level of GB/T 39734-2020 (7.3): five, and no other words for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 非常不满意.
    VeryDissatisfied = 1,
    /// 不满意.
    Dissatisfied = 2,
    /// 基本满意.
    FairlySatisfied = 3,
    /// 满意.
    Satisfied = 4,
    /// 非常满意.
    VerySatisfied = 5,
}

impl Level {
    /// Every level, the best first, as the standard lists them.
    pub const ALL: [Self; 5] =
        [Self::VerySatisfied, Self::Satisfied, Self::FairlySatisfied, Self::Dissatisfied, Self::VeryDissatisfied];

    /// 5 for the best, 1 for the worst.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The level of a number.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| i64::from(level.number()) == number)
    }

    /// The level of a form's value.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::of)
    }

    /// Whether it is a bad one (差评), which somebody must answer.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Dissatisfied | Self::VeryDissatisfied)
    }
}

/// What a rating is about, where who rates says so. The list is our own, in plain words: the standard has one of bad ratings
/// (GB/T 39734-2020, annex A), which was not at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// How long it took to be served.
    Waiting,
    /// How one was treated.
    Manner,
    /// Whether it was explained well, all at once.
    Explained,
    /// Which papers were asked for.
    Papers,
    /// How quickly it was done.
    Speed,
    /// Whether the page or the machine was easy to use.
    Device,
    /// The rooms.
    Place,
    /// What came of it.
    Outcome,
}

impl Reason {
    /// Every reason, as they are shown.
    pub const ALL: [Self; 8] =
        [Self::Waiting, Self::Manner, Self::Explained, Self::Papers, Self::Speed, Self::Device, Self::Place, Self::Outcome];

    /// The value in forms and in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Manner => "manner",
            Self::Explained => "explained",
            Self::Papers => "papers",
            Self::Speed => "speed",
            Self::Device => "device",
            Self::Place => "place",
            Self::Outcome => "outcome",
        }
    }

    /// The reason of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
