//! The queue in words: classes, reasons, ranges. The same on phone, kiosk, board and counter.

use domain::{
    queue::{Class, MoveReason, Reason, WaitRange},
    text::{Lang, Text},
};

use crate::{live::TicketState, msg::queue};

/// What a class is called.
#[must_use]
pub const fn class_name(class: Class) -> Text {
    match class {
        Class::Ordinary => queue::CLASS_ORDINARY,
        Class::Appointment => queue::CLASS_APPOINTMENT,
        Class::LateAppointment => queue::CLASS_LATE_APPOINTMENT,
        Class::Elderly => queue::CLASS_ELDERLY,
        Class::Disabled => queue::CLASS_DISABLED,
        Class::Pregnant => queue::CLASS_PREGNANT,
        Class::WithInfant => queue::CLASS_WITH_INFANT,
        Class::Soldier => queue::CLASS_SOLDIER,
        Class::Transferred => queue::CLASS_TRANSFERRED,
    }
}

/// Where a ticket is, in a word.
#[must_use]
pub const fn state_name(state: TicketState) -> Text {
    match state {
        TicketState::Printing => queue::STATE_PRINTING,
        TicketState::Waiting => queue::STATE_WAITING,
        TicketState::Called => queue::STATE_CALLED,
        TicketState::Serving => queue::STATE_SERVING,
        TicketState::ComingBack => queue::STATE_COMING_BACK,
        TicketState::AtDesk => queue::STATE_AT_DESK,
        TicketState::Done => queue::STATE_DONE,
        TicketState::Left => queue::STATE_LEFT,
        TicketState::Void => queue::STATE_VOID,
    }
}

/// Why some who came later stand before a person.
#[must_use]
pub fn reason(lang: Lang, reason: Reason) -> String {
    let text = match reason.why {
        MoveReason::Priority => queue::REASON_PRIORITY,
        MoveReason::Appointment => queue::REASON_APPOINTMENT,
        MoveReason::Transferred => queue::REASON_TRANSFERRED,
        MoveReason::CameBack => queue::REASON_CAME_BACK,
        MoveReason::YourTimeIsLater => queue::REASON_YOUR_TIME_IS_LATER,
    };
    text.with(lang, &[("n", &reason.people.to_string())])
}

/// «约 12–25 分钟», and the truth where there is no range.
#[must_use]
pub fn range(lang: Lang, wait: Option<WaitRange>) -> String {
    match wait {
        None => queue::RANGE_UNKNOWN.of(lang).to_owned(),
        Some(WaitRange { p50: 0, p90 }) => queue::RANGE_SHORT.with(lang, &[("to", &p90.to_string())]),
        Some(WaitRange { p50, p90 }) => queue::RANGE.with(lang, &[("from", &p50.to_string()), ("to", &p90.to_string())]),
    }
}

/// «前面还有 3 人».
#[must_use]
pub fn ahead(lang: Lang, people: u32) -> String {
    if people == 0 { queue::AHEAD_NONE.of(lang).to_owned() } else { queue::AHEAD.with(lang, &[("n", &people.to_string())]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_never_shown_as_more_than_it_is() {
        assert_eq!(range(Lang::Zh, Some(WaitRange { p50: 12, p90: 25 })), "约 12–25 分钟");
        assert_eq!(range(Lang::Zh, Some(WaitRange { p50: 0, p90: 4 })), "不到 4 分钟");
        assert_eq!(range(Lang::En, None), queue::RANGE_UNKNOWN.en);
    }
}
