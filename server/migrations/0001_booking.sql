-- The ledger of places, holds and bookings. Whatever names a person is sealed; what finds it again is a keyed hash.

-- One row a slot that was ever asked for. `used` counts live holds and bookings with a place; the capacity is the plan's.
CREATE TABLE slot (
    venue TEXT NOT NULL,
    session BIGINT NOT NULL,
    starts_ms BIGINT NOT NULL,
    used BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0),
    PRIMARY KEY (venue, session, starts_ms)
);

CREATE TABLE hold (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the token
    service TEXT NOT NULL,
    venue TEXT NOT NULL,
    session BIGINT NOT NULL,
    starts_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    extended BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('live', 'released', 'confirmed')),
    visitor_index TEXT NOT NULL,
    moves_booking TEXT,                 -- reference of the booking that this place is for
    draft_sealed TEXT,                  -- what was typed; wiped a day after the hold ended
    complete BIGINT NOT NULL DEFAULT 0,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX hold_live_by_slot ON hold (venue, session, starts_ms, expires_ms) WHERE state = 'live';
CREATE INDEX hold_live_by_end ON hold (expires_ms) WHERE state = 'live';
CREATE INDEX hold_by_visitor ON hold (visitor_index, expires_ms);
CREATE INDEX hold_to_wipe ON hold (ended_ms) WHERE draft_sealed IS NOT NULL;

CREATE TABLE booking (
    reference TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,    -- keyed hash of the token
    token_sealed TEXT NOT NULL,
    service TEXT NOT NULL,
    venue TEXT NOT NULL,
    session BIGINT NOT NULL,
    starts_ms BIGINT NOT NULL,
    ends_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    generation BIGINT NOT NULL DEFAULT 0,
    people_sealed TEXT NOT NULL,
    hold_id TEXT NOT NULL UNIQUE,       -- one hold, one booking
    taken_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    called_off_reason_zh TEXT,
    called_off_reason_en TEXT,
    priority_until_ms BIGINT,
    reminded_ms BIGINT,
    done_ms BIGINT,                     -- when the department reported the registration done
    refused_ms BIGINT,
    refused_reason TEXT
);
CREATE INDEX booking_by_day ON booking (venue, starts_ms, state);
CREATE INDEX booking_coming ON booking (starts_ms) WHERE state = 'confirmed';

CREATE TABLE booking_person (
    reference TEXT NOT NULL REFERENCES booking (reference),
    ordinal BIGINT NOT NULL,
    family TEXT NOT NULL,               -- within what a person has one live booking: 'marriage', or the service and day
    document_index TEXT NOT NULL,       -- keyed hash of kind and number; a value of its own where no document is asked
    last_four_index TEXT NOT NULL,      -- keyed hash of reference and last four
    live BIGINT NOT NULL,
    PRIMARY KEY (reference, ordinal)
);
-- A person has one live booking of a kind anywhere in the district, however many arrive at once.
CREATE UNIQUE INDEX booking_person_once ON booking_person (family, document_index) WHERE live = 1;
CREATE INDEX booking_person_last_four ON booking_person (last_four_index);

-- Days that stewards closed, beside those of district.toml.
CREATE TABLE closure (
    venue TEXT NOT NULL,
    date TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (venue, date)
);

-- After a call-off a share of the venue's places on the days that follow is kept for its people until then.
CREATE TABLE priority_share (
    venue TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    share_percent BIGINT NOT NULL,
    PRIMARY KEY (venue, until_ms)
);

-- One row a browser: locked while it takes a place, so that many requests at once do not pass the limit of holds.
CREATE TABLE visitor (
    visitor_index TEXT NOT NULL PRIMARY KEY,
    seen_ms BIGINT NOT NULL
);
CREATE INDEX visitor_by_age ON visitor (seen_ms);

-- Tries to find a booking, so that a restart gives nobody new ones. `who` is a keyed hash of a reference or a visitor.
CREATE TABLE find_try (
    who TEXT NOT NULL PRIMARY KEY,
    tries TEXT NOT NULL,                -- when, milliseconds separated by spaces
    last_ms BIGINT NOT NULL
);
CREATE INDEX find_try_by_age ON find_try (last_ms);
