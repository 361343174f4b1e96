-- A number that a kiosk gave out without a network and that is not simply in the queue now: it waits at the desk, or is not good.
-- It stands before the steward until somebody has seen to it. It names nobody.
CREATE TABLE kiosk_conflict (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the kiosk's own key for it: brought home twice, it is there once
    venue TEXT NOT NULL,
    device TEXT NOT NULL,
    number TEXT NOT NULL,               -- as printed
    why TEXT NOT NULL,                  -- pass, booking, service, has_number, used, not_leased, day_over
    other_number TEXT,                  -- the number that they have already
    given_ms BIGINT NOT NULL,           -- by the kiosk's clock
    came_ms BIGINT NOT NULL,
    seen_ms BIGINT,
    seen_by TEXT                        -- the account of who saw to it
);
CREATE INDEX kiosk_conflict_open ON kiosk_conflict (came_ms) WHERE seen_ms IS NULL;
