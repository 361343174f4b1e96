//! A printer's own word on how it is: `DLE EOT 1` to `4`, answered at once even when it cannot print.

use std::{collections::HashMap, time::Duration};

use escpos::utils::{RealTimeStatusRequest as Request, RealTimeStatusResponse as Response};

use super::{
    State,
    answers::{Answer, Answers},
    link::{Gone, Link},
};

/// How long a printer may take for one answer.
const ANSWER_WITHIN: Duration = Duration::from_millis(1500);

/// Asks for all four and sums them up. A printer that leaves one unanswered is offline.
///
/// # Errors
/// The link broke.
pub fn ask(link: &mut dyn Link, answers: &mut Answers) -> Result<State, Gone> {
    let mut told = HashMap::new();
    // What explains comes after what it explains: something may happen between two questions.
    for request in [Request::Printer, Request::RollPaperSensor, Request::ErrorCause, Request::OfflineCause] {
        let (number, _): (u8, u8) = request.into();
        link.send(&[0x10, 0x04, number])?;
        match real_time(link, answers)? {
            Some(byte) => told.extend(Response::parse(request, byte).map_err(|_| Gone)?),
            None => return Ok(State::Offline),
        }
    }
    let says = |what| told.get(&what).copied().unwrap_or(false);
    let errors = [
        Response::ErrorOccurred,
        Response::RecoverableErrorOccurred,
        Response::AutocutterErrorOccurred,
        Response::UnrecoverableErrorOccurred,
        Response::AutoRecoverableErrorOccurred,
    ];
    // The cover first: an open one also reports missing paper and an error.
    Ok(if !says(Response::CoverClosed) {
        State::Cover
    } else if says(Response::PrintingStopsDueToPaperEnd) || !says(Response::RollPaperEndSensorPaperPresent) {
        State::Out
    } else if errors.into_iter().any(says) {
        State::Jam
    } else if !says(Response::Online) {
        State::Offline
    } else if !says(Response::RollPaperNearEndSensorPaperAdequate) {
        State::NearEnd
    } else {
        State::Ok
    })
}

fn real_time(link: &mut dyn Link, answers: &mut Answers) -> Result<Option<u8>, Gone> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(Answer::RealTime(byte)) = answers.take(|answer| matches!(answer, Answer::RealTime(_))) {
            return Ok(Some(byte));
        }
        let came = link.receive()?;
        if came.is_empty() {
            waited += link.patience();
            if waited >= ANSWER_WITHIN {
                return Ok(None);
            }
        }
        answers.came(&came);
    }
}
