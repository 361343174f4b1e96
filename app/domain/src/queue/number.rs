//! What a number is called. A letter for how somebody came, then figures counted over all letters, so that a letter misheard
//! never makes it somebody else's number. A kiosk without a connection writes it by the same rule.

use super::Class;

impl Class {
    /// A: appointments. B: without one. C: priority.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Appointment | Self::LateAppointment => 'A',
            Self::Ordinary | Self::Transferred => 'B',
            Self::Elderly | Self::Disabled | Self::Pregnant | Self::WithInfant | Self::Soldier => 'C',
        }
    }
}

/// `A012`; from the thousandth of a day on with four figures.
#[must_use]
pub fn number(letter: char, seq: i64) -> String {
    format!("{letter}{seq:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_letter_and_three_figures_over_one_sequence() {
        let names = [(Class::Appointment, 1), (Class::Ordinary, 2), (Class::Elderly, 12), (Class::LateAppointment, 1000)];
        assert_eq!(names.map(|(class, seq)| number(class.letter(), seq)), ["A001", "B002", "C012", "A1000"]);
    }
}
