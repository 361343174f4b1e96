-- Somebody at a kiosk without a network asked to be called back about a service. Name and telephone are there until they were
-- called, and no longer.
CREATE TABLE call_back (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the kiosk's own key for it: delivered twice, it is there once
    venue TEXT NOT NULL,
    service TEXT NOT NULL,
    person_sealed TEXT NOT NULL,        -- name and telephone; empty once they were called or forgotten
    asked_ms BIGINT NOT NULL,           -- by the kiosk's clock
    received_ms BIGINT NOT NULL,
    called_ms BIGINT,
    called_by TEXT                      -- the account of who called
);
CREATE INDEX call_back_open ON call_back (asked_ms) WHERE called_ms IS NULL;
