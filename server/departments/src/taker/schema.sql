-- What departments have taken. Whatever names a person is sealed.
CREATE TABLE IF NOT EXISTS application (
    department TEXT NOT NULL,
    reference TEXT NOT NULL,
    service TEXT NOT NULL,
    ticket TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    news INTEGER NOT NULL DEFAULT 0,     -- how many it has been the subject of
    checking INTEGER NOT NULL DEFAULT 0, -- 1: the sources are to be asked, 2: they were
    sealed TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    PRIMARY KEY (department, reference)
);
CREATE INDEX IF NOT EXISTS application_newest ON application (department, changed_ms);
-- What was answered to which idempotency key: asked again, the same.
CREATE TABLE IF NOT EXISTS answer (
    department TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (department, idempotency_key)
);
-- What was really done, in order: one row an act, however often it was asked for.
CREATE TABLE IF NOT EXISTS act (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    department TEXT NOT NULL,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS act_by_case ON act (department, reference, n);
-- What Yimen must be told, or has been.
CREATE TABLE IF NOT EXISTS news (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    department TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL,
    sealed TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL,
    last_error TEXT
);
CREATE INDEX IF NOT EXISTS news_open ON news (department, taken, n);
-- The charity department's own ledger of vouchers: one row an entry, however often it was told.
CREATE TABLE IF NOT EXISTS voucher_movement (
    department TEXT NOT NULL,
    id TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_account TEXT NOT NULL,
    to_account TEXT NOT NULL,
    fen INTEGER NOT NULL CHECK (fen > 0),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (department, id)
);
