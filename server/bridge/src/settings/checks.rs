//! What settings must not be.

use super::{
    Settings,
    devices::{PrinterKind, ReaderKind, ScannerKind, UpsKind, usb_id},
};

type Refusal = (&'static str, &'static str);

pub(super) fn all(settings: &Settings) -> Result<(), Refusal> {
    if !settings.addr.ip().is_loopback() {
        return Err(("addr", "must be an address of this machine alone, as 127.0.0.1:3020"));
    }
    if !is_origin(&settings.origin) {
        return Err((
            "origin",
            "must be an origin as a browser says it: https://door.example.gov.cn, without a slash at the end",
        ));
    }
    printer(settings)?;
    reader(settings)?;
    let needed = |is_missing: bool, key, reason| if is_missing { Err((key, reason)) } else { Ok(()) };
    needed(
        settings.scanner.kind == ScannerKind::Serial && settings.scanner.path.is_empty(),
        "scanner.path",
        "must name the device file of a serial scanner",
    )?;
    needed(settings.screen.silent_seconds == 0, "screen.silent_seconds", "must be above 0")?;
    needed(
        settings.ups.kind == UpsKind::Nut && settings.ups.name.is_empty(),
        "ups.name",
        "must name the battery as upsc knows it, as kiosk@localhost",
    )
}

fn printer(settings: &Settings) -> Result<(), Refusal> {
    let printer = &settings.printer;
    match printer.kind {
        PrinterKind::Network if printer.address.is_none() => {
            return Err(("printer.address", "must be the printer's address with its port, as 192.168.1.50:9100"));
        }
        PrinterKind::Serial if printer.path.is_empty() => {
            return Err(("printer.path", "must name the device file of a serial printer"));
        }
        PrinterKind::Usb if usb_id(&printer.usb).is_none() => {
            return Err(("printer.usb", "must be vendor and product as lsusb shows them, as 04b8:0e28"));
        }
        _ => {}
    }
    if printer.roll_mm == 0 || printer.ticket_mm == 0 || printer.width_dots == 0 {
        return Err(("printer.roll_mm", "must be above 0, and printer.ticket_mm and printer.width_dots too"));
    }
    if printer.confirm_seconds == 0 || printer.poll_seconds == 0 {
        return Err(("printer.confirm_seconds", "must be above 0, and printer.poll_seconds too"));
    }
    Ok(())
}

fn reader(settings: &Settings) -> Result<(), Refusal> {
    let reader = &settings.reader;
    if reader.kind == ReaderKind::Command && reader.command.is_empty() {
        return Err(("reader.command", "must name the vendor's program and its arguments"));
    }
    if reader.kind == ReaderKind::Http && reader.uri().is_none() {
        return Err(("reader.url", "must be an http:// address on this machine: card data never leaves it"));
    }
    if reader.poll_ms == 0 || reader.gone_after == 0 {
        return Err(("reader.poll_ms", "must be above 0, and reader.gone_after too"));
    }
    let wrong = reader.fields.pointers().into_iter().find(|(_, pointer)| !pointer.is_empty() && !pointer.starts_with('/'));
    match wrong {
        Some(_) => Err(("reader.fields", "are JSON pointers that begin with /, as /info/name")),
        None => Ok(()),
    }
}

fn is_origin(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (host, port) = rest.rsplit_once(':').unwrap_or((rest, "0"));
    !host.is_empty()
        && port.parse::<u16>().is_ok()
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}
