-- Residents who signed in. Signing in is never needed: bookings, drafts and cases know a resident only by a keyed hash of `id`.
CREATE TABLE resident (
    id TEXT NOT NULL PRIMARY KEY,       -- opaque
    subject_index TEXT UNIQUE,          -- keyed hash of the provider and its name for them
    document_index TEXT UNIQUE,         -- keyed hash of kind and number: one person, whichever way they came
    reach_index TEXT,                   -- keyed hash of telephone and the document's last four: where a code is sent
    identity_sealed TEXT NOT NULL,      -- name, document, telephone; empty once forgotten
    seen_ms BIGINT NOT NULL
);
CREATE INDEX resident_by_reach ON resident (reach_index);
CREATE INDEX resident_by_seen ON resident (seen_ms);

-- The browser's cookie holds the session's name; here is only its keyed hash and what is sealed under it.
CREATE TABLE resident_session (
    id_hash TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX resident_session_ends ON resident_session (expires_ms);

-- Who is signed in. A session without its row here is worth nothing: so sign-ins are revoked from elsewhere.
CREATE TABLE resident_sign_in (
    id_hash TEXT NOT NULL PRIMARY KEY,
    resident TEXT NOT NULL,
    subject_index TEXT,                 -- for a provider that signs somebody out everywhere
    provider_session_index TEXT,        -- for a provider that ends one of its sessions
    hint_sealed TEXT NOT NULL,          -- the provider's token, to sign out there; empty without one
    begun_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    left_ms BIGINT                      -- when they signed out here; the provider is told next
);
CREATE INDEX resident_sign_in_of ON resident_sign_in (resident);
CREATE INDEX resident_sign_in_there ON resident_sign_in (provider_session_index);
CREATE INDEX resident_sign_in_ends ON resident_sign_in (expires_ms);

-- Six digits sent to a telephone, or a longer code printed on paper.
CREATE TABLE resident_code (
    id_hash TEXT NOT NULL PRIMARY KEY,  -- of the attempt, or of the printed code
    kind TEXT NOT NULL CHECK (kind IN ('sms', 'paper')),
    resident TEXT,                      -- none where nobody was found: the answers are the same
    code_hash TEXT NOT NULL,
    tries BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX resident_code_of ON resident_code (resident);
CREATE INDEX resident_code_ends ON resident_code (expires_ms);
