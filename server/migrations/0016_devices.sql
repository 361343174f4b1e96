-- Kiosks that the steward has enrolled, those that wait to be, and calls for help from them. Nothing of who stands before them.

-- A machine that shows its code. The row becomes a device, once.
CREATE TABLE device_waiting (
    id TEXT NOT NULL PRIMARY KEY,       -- what the device will be called
    code_hash TEXT NOT NULL UNIQUE,     -- keyed hash of the code on its screen
    public_key TEXT NOT NULL,           -- SubjectPublicKeyInfo, base64
    bridge_sealed TEXT NOT NULL,        -- empty without a bridge
    until_ms BIGINT NOT NULL
);

CREATE TABLE device (
    id TEXT NOT NULL PRIMARY KEY,
    venue TEXT NOT NULL,
    name TEXT NOT NULL,
    inches BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    bridge_sealed TEXT NOT NULL,
    by_account TEXT NOT NULL,
    enrolled_ms BIGINT NOT NULL,
    revoked_ms BIGINT,
    revoked_by TEXT,
    challenge_hash TEXT,                -- what it has to sign next, once
    challenge_until_ms BIGINT,
    session_hash TEXT UNIQUE,           -- keyed hash of what its cookie holds
    seen_ms BIGINT,                     -- its last proof or report: the session ends ten minutes later
    report_counter BIGINT NOT NULL DEFAULT 0,
    report TEXT                         -- JSON of the last report
);
CREATE INDEX device_at ON device (venue) WHERE revoked_ms IS NULL;

CREATE TABLE help_call (
    id TEXT NOT NULL PRIMARY KEY,
    caller TEXT NOT NULL,               -- keyed hash of the machine, or of a browser's mark
    device TEXT REFERENCES device (id),
    venue TEXT NOT NULL,
    called_ms BIGINT NOT NULL,
    coming_ms BIGINT,
    coming_name TEXT,                   -- the member of staff, as residents are told
    ended_ms BIGINT
);
CREATE UNIQUE INDEX help_call_one ON help_call (caller) WHERE ended_ms IS NULL;
CREATE INDEX help_call_open ON help_call (venue, called_ms) WHERE ended_ms IS NULL;
