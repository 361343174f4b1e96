-- Dispatches of cases beside those of bookings, parked ones, and batches. SQLite cannot change a CHECK, so the table is made
-- anew; what waits in it stays.
CREATE TABLE dispatch_now (
    id TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    root TEXT NOT NULL,                 -- what it is about: booking, case
    subject TEXT NOT NULL,              -- its reference
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,                 -- the act: create, apply, …
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'parked', 'delivered', 'refused', 'sent_back')),
    attempts BIGINT NOT NULL DEFAULT 0,
    misunderstood BIGINT NOT NULL DEFAULT 0, -- how often the department did not understand it
    created_ms BIGINT NOT NULL,
    next_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    batch TEXT,                         -- the batch that carries it, for a department that takes files
    delivered_ms BIGINT,
    answer TEXT,
    ticket TEXT,                        -- the department's own number of it
    last_error TEXT,
    UNIQUE (root, subject, seq)
);
INSERT INTO dispatch_now (id, department, root, subject, seq, kind, body, state, attempts, created_ms, next_ms, lease_until_ms,
    delivered_ms, answer, last_error)
SELECT id, department, 'booking', subject, seq, kind, body, state, attempts, created_ms, next_ms, lease_until_ms, delivered_ms,
    answer, last_error FROM dispatch;
DROP TABLE dispatch;
ALTER TABLE dispatch_now RENAME TO dispatch;
CREATE INDEX dispatch_waiting ON dispatch (department, created_ms, seq) WHERE state = 'waiting';
CREATE INDEX dispatch_open ON dispatch (root, subject, seq) WHERE state IN ('waiting', 'parked');
CREATE INDEX dispatch_newest ON dispatch (created_ms);

-- A file of dispatches for a department that takes them by night.
CREATE TABLE dispatch_batch (
    id TEXT NOT NULL PRIMARY KEY,
    department TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('made', 'written', 'returned', 'overdue'))
);
CREATE INDEX dispatch_batch_open ON dispatch_batch (department, made_ms) WHERE state IN ('made', 'written');

-- How far a department's news was read by polling, and when a department was last asked or given a batch.
CREATE TABLE department_round (
    department TEXT NOT NULL,
    what TEXT NOT NULL,                 -- poll, batch
    mark TEXT NOT NULL DEFAULT '',
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (department, what)
);

-- What the sources of a means check said otherwise than the application (核对): sealed, one row a difference.
CREATE TABLE case_difference (
    reference TEXT NOT NULL,
    news_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (reference, news_id, ordinal)
);
