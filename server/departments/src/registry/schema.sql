CREATE TABLE IF NOT EXISTS booking (
    reference TEXT NOT NULL PRIMARY KEY,
    business TEXT NOT NULL,
    venue TEXT NOT NULL,
    date TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'registered')),
    taken_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS booking_newest ON booking (changed_ms);
CREATE TABLE IF NOT EXISTS person (
    reference TEXT NOT NULL REFERENCES booking,
    place INTEGER NOT NULL,
    name_masked TEXT NOT NULL,
    document_kind TEXT NOT NULL,
    document_masked TEXT NOT NULL,
    document_index TEXT NOT NULL,
    phone_masked TEXT NOT NULL,
    PRIMARY KEY (reference, place)
);
CREATE TABLE IF NOT EXISTS married (document_index TEXT NOT NULL PRIMARY KEY, document_masked TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS elsewhere (document_index TEXT NOT NULL PRIMARY KEY, document_masked TEXT NOT NULL, district TEXT NOT NULL);
-- What was answered to which idempotency key: asked again, the same bytes.
CREATE TABLE IF NOT EXISTS answer (
    idempotency_key TEXT NOT NULL PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
);
-- What was really done, in order: one row an act, however often it was asked for.
CREATE TABLE IF NOT EXISTS act (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS act_by_booking ON act (reference, n);
-- What Yimen must still be told.
CREATE TABLE IF NOT EXISTS report (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL,
    last_error TEXT
);
