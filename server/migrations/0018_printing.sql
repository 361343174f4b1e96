-- A ticket that a printer is to give out counts once it has: until then its state is 'printing', and what never counts is
-- 'void' after this moment.
ALTER TABLE ticket ADD COLUMN counts_by_ms BIGINT;
-- What the person has it on: paper, phone, screen.
ALTER TABLE ticket ADD COLUMN medium TEXT NOT NULL DEFAULT 'screen';
-- How often it was printed again.
ALTER TABLE ticket ADD COLUMN copies BIGINT NOT NULL DEFAULT 0;

CREATE INDEX ticket_unprinted ON ticket (counts_by_ms) WHERE state = 'printing';

-- Numbers that a device has beforehand, for when it has no connection. They are of the venue's one sequence of the day, so
-- that none is given twice, whoever gives it.
CREATE TABLE leased_number (
    venue TEXT NOT NULL,
    day TEXT NOT NULL,
    seq BIGINT NOT NULL,
    device TEXT NOT NULL,
    leased_ms BIGINT NOT NULL,
    id TEXT NOT NULL UNIQUE,            -- of the ticket that it becomes: keyed hash of the token
    token_sealed TEXT NOT NULL,
    attempt TEXT UNIQUE,                -- keyed; set once it has come home
    outcome TEXT,                       -- in_queue, at_desk.{why}, conflict
    number TEXT,                        -- as printed; of a conflict the number that exists
    other TEXT,                         -- of a conflict the ticket that exists
    PRIMARY KEY (venue, day, seq)
);
CREATE INDEX leased_number_unused ON leased_number (venue, day, device, seq) WHERE attempt IS NULL;
