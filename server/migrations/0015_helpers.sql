-- Somebody applies for somebody else: who helps, what the resident agreed to, and the helper's own way to the case.
CREATE TABLE case_help (
    draft_id TEXT NOT NULL PRIMARY KEY,
    reference TEXT UNIQUE,              -- once it was sent
    helper_sealed TEXT NOT NULL,        -- name, relation, telephone
    helper_index TEXT,                  -- keyed hash of the signed-in helper: a resident's id, or a staff account
    staff BIGINT NOT NULL,
    given_ms BIGINT,                    -- when the resident agreed
    way TEXT CHECK (way IN ('phone', 'here', 'paper')),
    own_sealed TEXT NOT NULL,           -- the resident's own digits; empty once it was sent
    document_index TEXT,                -- keyed hash of the resident's document: signed in, they find the case
    token_hash TEXT UNIQUE,             -- keyed hash of the helper's token of the case
    token_sealed TEXT NOT NULL,
    ended_ms BIGINT                     -- when the resident ended it: the helper's token opens nothing any more
);
CREATE INDEX case_help_of ON case_help (helper_index) WHERE helper_index IS NOT NULL;
CREATE INDEX case_help_for ON case_help (document_index) WHERE document_index IS NOT NULL;

-- The word of who is helped: it allows the helper to act.
ALTER TABLE case_word ADD COLUMN helps BIGINT NOT NULL DEFAULT 0;
