-- A grant with a rhythm is issued again in every period until it is ended. One open rhythm a person and programme: who is granted
-- the same by hand meanwhile gets one voucher more, and not twice as much from then on.
CREATE TABLE voucher_enrolment (
    id TEXT NOT NULL PRIMARY KEY,
    wallet TEXT NOT NULL REFERENCES voucher_wallet (id),
    programme TEXT NOT NULL,
    amount BIGINT,                      -- another amount than the programme's of the day
    case_reference TEXT,
    by_account TEXT NOT NULL,
    next_day TEXT NOT NULL,             -- first Beijing day of the period that is issued next
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    ended_by TEXT                       -- an account of staff, or «rules» where the programme has no rhythm any more
);
CREATE UNIQUE INDEX voucher_enrolment_one ON voucher_enrolment (wallet, programme) WHERE ended_ms IS NULL;
CREATE INDEX voucher_enrolment_due ON voucher_enrolment (next_day) WHERE ended_ms IS NULL;

ALTER TABLE voucher ADD COLUMN enrolment TEXT REFERENCES voucher_enrolment (id);
-- A grant that was wrong: what was left of it went back to the fund.
ALTER TABLE voucher ADD COLUMN withdrawn_ms BIGINT;
ALTER TABLE voucher ADD COLUMN withdrawn_by TEXT;
ALTER TABLE voucher ADD COLUMN withdrawn_why_sealed TEXT; -- empty once forgotten

-- When it was decided that the store bears a conflict. The department's own is borne_ms.
ALTER TABLE voucher_charge ADD COLUMN left_ms BIGINT;
