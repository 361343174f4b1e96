-- The hall: tickets, counters, what was promised and what was learned. Only the present day is ever shown.

-- Grows with every change of a venue's queue; also the row that orders a venue's changes on PostgreSQL.
CREATE TABLE venue_version (
    venue TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

-- The last number of a venue's day.
CREATE TABLE queue_day (
    venue TEXT NOT NULL,
    day TEXT NOT NULL,
    last_seq BIGINT NOT NULL,
    PRIMARY KEY (venue, day)
);

CREATE TABLE ticket (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the token; the token itself is nowhere in clear
    token_sealed TEXT NOT NULL,
    venue TEXT NOT NULL,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    number TEXT NOT NULL,
    service TEXT NOT NULL,
    class TEXT NOT NULL,
    arrived_ms BIGINT NOT NULL,
    promised_by_ms BIGINT NOT NULL,
    not_before_ms BIGINT,
    state TEXT NOT NULL,
    counter BIGINT,
    calls BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    call_id BIGINT,
    called_ms BIGINT,
    started_ms BIGINT,
    finished_ms BIGINT,
    booking_reference TEXT,
    names_masked TEXT NOT NULL,         -- JSON list, already masked; empty for walk-ins
    attempt TEXT UNIQUE,                -- the form's own key: sent twice, one number
    UNIQUE (venue, day, seq),
    UNIQUE (booking_reference, day)     -- one booking, one ticket, whoever scans it where
);

-- Everything the next call has to know, in the order it is asked.
CREATE INDEX ticket_in_order ON ticket (venue, day, promised_by_ms, seq, service, not_before_ms)
    WHERE state IN ('waiting', 'coming_back');
CREATE INDEX ticket_of_day ON ticket (venue, day, state);

-- A counter as staff left it; `day` tells whether that was today.
CREATE TABLE counter (
    venue TEXT NOT NULL,
    no BIGINT NOT NULL,
    day TEXT NOT NULL,
    open BIGINT NOT NULL,
    account TEXT NOT NULL,
    ticket_id TEXT UNIQUE REFERENCES ticket (id),
    PRIMARY KEY (venue, no)
);

-- Presses that were answered: pressed twice, it is one act.
CREATE TABLE counter_act (
    attempt TEXT NOT NULL PRIMARY KEY,
    answered_ms BIGINT NOT NULL
);

-- The first range each ticket was shown, as moments, and when it was called.
CREATE TABLE promise (
    ticket_id TEXT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    venue TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    p50_ms BIGINT NOT NULL,
    p90_ms BIGINT NOT NULL,
    called_ms BIGINT
);
CREATE INDEX promise_of_venue ON promise (venue, called_ms);

-- How long finished visits took; the latest 200 of each venue and service are kept.
CREATE TABLE service_time (
    ticket_id TEXT NOT NULL PRIMARY KEY,
    venue TEXT NOT NULL,
    service TEXT NOT NULL,
    finished_ms BIGINT NOT NULL,
    seconds BIGINT NOT NULL
);
CREATE INDEX service_time_latest ON service_time (venue, service, finished_ms);
