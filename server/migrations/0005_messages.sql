-- Messages to phones. The text holds no personal data; the number is sealed, and masked for the steward.
CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    to_sealed TEXT NOT NULL,
    to_masked TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    created_ms BIGINT NOT NULL
);

CREATE INDEX message_waiting ON message (next_ms) WHERE state = 'waiting';

CREATE INDEX message_newest ON message (created_ms);
