-- Charity vouchers. Money is whole fen. An entry moves it from one account to another, so every entry sums to zero by its shape;
-- balances are moved by the database itself when an entry is added, and entries can only be added to: the triggers are in
-- server/src/store/guards.rs, for each engine its own.

CREATE TABLE voucher_account (
    id TEXT NOT NULL PRIMARY KEY,       -- fund, expired, store:cs-01, voucher:<id>
    kind TEXT NOT NULL CHECK (kind IN ('fund', 'voucher', 'store', 'expired')),
    balance BIGINT NOT NULL DEFAULT 0,
    last_entry BIGINT NOT NULL DEFAULT 0, -- the entry that moved it last
    -- Only the fund stands below zero: by what was granted. What a voucher does not have cannot be spent.
    CHECK (kind = 'fund' OR balance >= 0)
);
INSERT INTO voucher_account (id, kind) VALUES ('fund', 'fund');
INSERT INTO voucher_account (id, kind) VALUES ('expired', 'expired');

CREATE TABLE voucher_entry (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT,                         -- given by the database; later entries of an account have higher ones
    act TEXT NOT NULL,                  -- the grant, charge, reversal that it belongs to
    kind TEXT NOT NULL CHECK (kind IN ('issue', 'spend', 'reverse', 'expire', 'withdraw', 'carry')),
    from_account TEXT NOT NULL REFERENCES voucher_account (id),
    to_account TEXT NOT NULL REFERENCES voucher_account (id),
    fen BIGINT NOT NULL CHECK (fen > 0),
    at_ms BIGINT NOT NULL,
    CHECK (from_account <> to_account)
);
CREATE INDEX voucher_entry_of_act ON voucher_entry (act);
CREATE INDEX voucher_entry_from ON voucher_entry (from_account, at_ms);
CREATE INDEX voucher_entry_to ON voucher_entry (to_account, at_ms);

-- Everything a person holds. The row is also what puts the acts on one wallet in order.
CREATE TABLE voucher_wallet (
    id TEXT NOT NULL PRIMARY KEY,       -- 16 bytes in hexadecimal, as codes name it
    token_hash TEXT NOT NULL UNIQUE,    -- keyed hash of the token
    token_sealed TEXT NOT NULL,
    person_index TEXT NOT NULL UNIQUE,  -- keyed hash of kind and number of the document, as in resident.document_index
    household_index TEXT,               -- keyed hash of the household's name on the list
    holder_sealed TEXT NOT NULL,        -- name, document, telephone; empty once forgotten
    version BIGINT NOT NULL DEFAULT 0,
    code_counter BIGINT NOT NULL DEFAULT 0,
    blocked_ms BIGINT,                  -- since when nothing is spent from it
    created_ms BIGINT NOT NULL
);
CREATE INDEX voucher_wallet_of_household ON voucher_wallet (household_index);

CREATE TABLE voucher (
    id TEXT NOT NULL PRIMARY KEY,
    wallet TEXT NOT NULL REFERENCES voucher_wallet (id),
    programme TEXT NOT NULL,
    terms TEXT NOT NULL,                -- JSON; nothing personal in it
    valid_until_ms BIGINT NOT NULL,     -- later than in the terms where something came back near the end
    grant_key TEXT NOT NULL UNIQUE,     -- granted twice under one key is granted once
    case_reference TEXT,
    by_account TEXT NOT NULL,
    granted_ms BIGINT NOT NULL,
    warned_days BIGINT,                 -- the shortest warning that was sent
    ended BIGINT NOT NULL DEFAULT 0     -- what was left of it has expired
);
CREATE INDEX voucher_of_wallet ON voucher (wallet, valid_until_ms);
CREATE INDEX voucher_by_end ON voucher (valid_until_ms) WHERE ended = 0;

-- Printed cards, for people without a phone.
CREATE TABLE voucher_card (
    id TEXT NOT NULL PRIMARY KEY,       -- 16 bytes in hexadecimal, as its code names it
    wallet TEXT NOT NULL REFERENCES voucher_wallet (id),
    pin_hash TEXT NOT NULL,             -- argon2id
    state TEXT NOT NULL CHECK (state IN ('good', 'blocked', 'replaced')),
    wrong_pins BIGINT NOT NULL DEFAULT 0,
    made_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE UNIQUE INDEX voucher_card_one ON voucher_card (wallet) WHERE state = 'good';

-- Somebody else who spends for the holder.
CREATE TABLE voucher_carrier (
    id TEXT NOT NULL PRIMARY KEY,       -- 16 bytes in hexadecimal, as their codes name them
    wallet TEXT NOT NULL REFERENCES voucher_wallet (id),
    token_hash TEXT NOT NULL UNIQUE,
    token_sealed TEXT NOT NULL,
    who_sealed TEXT NOT NULL,           -- name and telephone
    per_month BIGINT NOT NULL CHECK (per_month > 0),
    until_ms BIGINT NOT NULL,
    code_counter BIGINT NOT NULL DEFAULT 0,
    made_ms BIGINT NOT NULL,
    revoked_ms BIGINT
);
CREATE INDEX voucher_carrier_of ON voucher_carrier (wallet);

-- A store's device.
CREATE TABLE voucher_till (
    id TEXT NOT NULL PRIMARY KEY,
    store TEXT NOT NULL,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,   -- keyed hash of what the device keeps
    by_account TEXT NOT NULL,
    enrolled_ms BIGINT NOT NULL,
    blocked_ms BIGINT
);

-- Every till's every request, so that one that is asked again is answered again and nothing is done twice.
CREATE TABLE voucher_answer (
    till TEXT NOT NULL,
    key TEXT NOT NULL,
    asked TEXT NOT NULL,                -- digest of what was asked
    charge TEXT,                        -- what it became, where it became something
    answer TEXT NOT NULL,               -- JSON; nothing personal in it
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (till, key)
);
CREATE INDEX voucher_answer_of ON voucher_answer (charge);
CREATE INDEX voucher_answer_by_age ON voucher_answer (at_ms);

CREATE TABLE voucher_charge (
    id TEXT NOT NULL PRIMARY KEY,       -- the reference on the receipt
    wallet TEXT REFERENCES voucher_wallet (id), -- none for a conflict whose code names none
    store TEXT NOT NULL,
    till TEXT NOT NULL REFERENCES voucher_till (id),
    shown TEXT NOT NULL CHECK (shown IN ('code', 'card')),
    carrier TEXT,
    bearer TEXT NOT NULL,               -- wallet, carrier or card whose code was shown
    counter BIGINT,                     -- of the code; a card has none
    lines TEXT NOT NULL,                -- JSON: what was bought
    fen BIGINT NOT NULL CHECK (fen > 0),
    returned BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0 AND returned <= fen),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'declined', 'lapsed', 'conflict')),
    conflict TEXT,                      -- JSON: why it is not settled
    borne_ms BIGINT,                    -- when the department bore it
    offline BIGINT NOT NULL DEFAULT 0,
    taken_ms BIGINT NOT NULL,           -- at the till
    day TEXT NOT NULL,                  -- Beijing day of that
    written_ms BIGINT NOT NULL,         -- here
    ended_ms BIGINT                     -- confirmed, declined, lapsed
);
-- A copied code: whoever comes second is refused.
CREATE UNIQUE INDEX voucher_charge_code_once ON voucher_charge (bearer, counter)
    WHERE counter IS NOT NULL AND state <> 'conflict';
CREATE INDEX voucher_charge_of_wallet ON voucher_charge (wallet, taken_ms);
CREATE INDEX voucher_charge_of_store ON voucher_charge (store, taken_ms);
CREATE INDEX voucher_charge_offline ON voucher_charge (store, day) WHERE offline = 1;
CREATE INDEX voucher_charge_waiting ON voucher_charge (taken_ms) WHERE state = 'waiting';

-- What each store took without a connection and had settled, by the Beijing day it was taken.
CREATE TABLE voucher_offline_day (
    store TEXT NOT NULL,
    day TEXT NOT NULL,
    taken BIGINT NOT NULL CHECK (taken >= 0),
    PRIMARY KEY (store, day)
);

-- Which voucher paid how much of which line.
CREATE TABLE voucher_part (
    charge TEXT NOT NULL REFERENCES voucher_charge (id),
    ordinal BIGINT NOT NULL,
    voucher TEXT NOT NULL REFERENCES voucher (id),
    item TEXT,
    pieces BIGINT NOT NULL,
    fen BIGINT NOT NULL CHECK (fen > 0),
    returned BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0 AND returned <= fen),
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (charge, ordinal)
);
CREATE INDEX voucher_part_of ON voucher_part (voucher, at_ms);

CREATE TABLE voucher_reversal (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of who pressed and their key
    charge TEXT NOT NULL REFERENCES voucher_charge (id),
    fen BIGINT NOT NULL CHECK (fen > 0),
    by_role TEXT NOT NULL CHECK (by_role IN ('store', 'steward')),
    by_account TEXT NOT NULL,
    reason_sealed TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX voucher_reversal_of ON voucher_reversal (charge, at_ms);

CREATE TABLE voucher_dispute (
    charge TEXT NOT NULL PRIMARY KEY REFERENCES voucher_charge (id), -- one a charge; it can be answered
    words_sealed TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    answer_sealed TEXT,
    answered_ms BIGINT,
    by_account TEXT
);
CREATE INDEX voucher_dispute_open ON voucher_dispute (at_ms) WHERE answered_ms IS NULL;

-- Who did what to a wallet. Nobody is named: the actor is an account of staff, or a keyed hash.
CREATE TABLE voucher_audit (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    wallet TEXT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL
);
CREATE INDEX voucher_audit_of ON voucher_audit (wallet, at_ms);

-- A store's day, closed: its lines do not change any more, and its digest holds the day before it.
CREATE TABLE voucher_day (
    store TEXT NOT NULL,
    day TEXT NOT NULL,
    digest TEXT NOT NULL,
    before TEXT NOT NULL,
    spent BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    closed_ms BIGINT NOT NULL,
    PRIMARY KEY (store, day)
);
