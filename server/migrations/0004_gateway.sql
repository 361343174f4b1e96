-- What must reach a departmental system: written in the same transaction as what it tells of, sent until it is answered.
CREATE TABLE dispatch (
    id TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    subject TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'refused')),
    attempts BIGINT NOT NULL DEFAULT 0,
    created_ms BIGINT NOT NULL,
    next_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    delivered_ms BIGINT,
    answer TEXT,
    last_error TEXT,
    UNIQUE (subject, seq)
);

CREATE INDEX dispatch_waiting ON dispatch (department, created_ms, seq) WHERE state = 'waiting';

CREATE INDEX dispatch_newest ON dispatch (created_ms);

-- The breaker of each departmental system, shared by all servers on one store.
CREATE TABLE department_health (
    department TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL DEFAULT 0,
    paused_until_ms BIGINT NOT NULL DEFAULT 0
);

-- Callbacks that were taken: one that comes again is acknowledged and does nothing.
CREATE TABLE callback_seen (
    department TEXT NOT NULL,
    callback_id TEXT NOT NULL,
    seen_ms BIGINT NOT NULL,
    PRIMARY KEY (department, callback_id)
);

CREATE INDEX callback_seen_by_age ON callback_seen (seen_ms);
