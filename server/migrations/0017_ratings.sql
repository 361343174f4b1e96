-- Ratings. A row says how an act went and never whose it was: the act is a keyed hash. Words are sealed.

CREATE TABLE rating (
    kind TEXT NOT NULL CHECK (kind IN ('booking', 'ticket', 'application', 'decision', 'supplement', 'purchase', 'visit')),
    act_index TEXT NOT NULL,            -- keyed hash of the act: one act, one rating
    level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    reasons TEXT NOT NULL,              -- codes separated by spaces
    words_sealed TEXT NOT NULL,         -- empty where nothing was written, and once forgotten
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'kiosk', 'counter')),
    service TEXT NOT NULL,              -- these three empty where they do not apply
    venue TEXT NOT NULL,
    store TEXT NOT NULL,
    counter BIGINT,
    first_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (kind, act_index)
);
CREATE INDEX rating_to_forget ON rating (changed_ms) WHERE words_sealed <> '';

-- A bad rating is followed up, once, also where it was changed to a better one since. Whether it is overdue is reckoned.
CREATE TABLE rating_follow_up (
    reference TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    act_index TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    workdays BIGINT NOT NULL,           -- the clock that it was opened with
    about_sealed TEXT NOT NULL,         -- where to look for a phone to tell; empty once forgotten
    answer_sealed TEXT NOT NULL,        -- empty until it is answered, and once forgotten
    opened_ms BIGINT NOT NULL,
    answered_ms BIGINT,
    answered_by TEXT,                   -- an account of staff, and the next one too
    closed_ms BIGINT,
    closed_by TEXT,
    UNIQUE (kind, act_index),
    FOREIGN KEY (kind, act_index) REFERENCES rating (kind, act_index),
    CHECK (state = 'open' OR answered_ms IS NOT NULL)
);
CREATE INDEX rating_follow_up_to_do ON rating_follow_up (opened_ms) WHERE state <> 'closed';
