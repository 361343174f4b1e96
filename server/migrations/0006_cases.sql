-- Applications and cases. Whatever a resident typed, and whatever a department said in its own words, is sealed.

CREATE TABLE draft (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the token
    token_sealed TEXT NOT NULL,
    attempt_index TEXT NOT NULL UNIQUE, -- the press that began it: pressed twice, one draft
    service TEXT NOT NULL,
    visitor_index TEXT NOT NULL,
    resident_index TEXT,                -- keyed hash of the signed-in resident's id
    for_other BIGINT NOT NULL,
    kiosk BIGINT NOT NULL,
    typed_sealed TEXT NOT NULL,         -- empty once it was sent or forgotten
    begun_ms BIGINT NOT NULL,
    written_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    warned_ms BIGINT,
    state TEXT NOT NULL CHECK (state IN ('live', 'sent', 'expired')),
    ended_ms BIGINT,
    reference TEXT UNIQUE,              -- to go on elsewhere, with the code
    code_sealed TEXT,
    secret_index TEXT UNIQUE,           -- keyed hash of the secret in a QR code
    secret_until_ms BIGINT,
    case_reference TEXT
);
CREATE INDEX draft_of_visitor ON draft (visitor_index) WHERE state = 'live';
CREATE INDEX draft_of_resident ON draft (resident_index) WHERE state = 'live';
CREATE INDEX draft_by_end ON draft (expires_ms) WHERE state = 'live';
CREATE INDEX draft_ended ON draft (ended_ms) WHERE state <> 'live';

CREATE TABLE case_file (
    reference TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,    -- keyed hash of the token
    token_sealed TEXT NOT NULL,
    draft_id TEXT NOT NULL UNIQUE,      -- one draft, one case
    service TEXT NOT NULL,
    place TEXT NOT NULL,                -- the street's code, for routing; may be empty
    department TEXT,                    -- the system that takes it, where one does
    stage TEXT NOT NULL,
    open BIGINT NOT NULL,
    progress_sealed TEXT NOT NULL,      -- all that happened; a department's own words are in it
    phone_sealed TEXT NOT NULL,         -- empty where none is known
    version BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    resident_index TEXT,
    person_index TEXT,                  -- keyed hash of service and person, where a person has one open case of it
    last_four_index TEXT,               -- keyed hash of reference and last four of the applicant's document (or phone)
    other_four_index TEXT,              -- the same of the second person's
    promised_day TEXT,
    days_taken BIGINT,                  -- work days from receipt to the first decision
    decided_ms BIGINT,
    sent_back_sealed TEXT               -- why the department's system did not take it
);
CREATE UNIQUE INDEX case_once ON case_file (person_index) WHERE open = 1;
CREATE INDEX case_of_resident ON case_file (resident_index, received_ms);
CREATE INDEX case_decided ON case_file (service, decided_ms) WHERE days_taken IS NOT NULL;
CREATE INDEX case_to_forget ON case_file (changed_ms) WHERE progress_sealed <> '';

-- What was sent, each time; earlier versions stay.
CREATE TABLE case_version (
    reference TEXT NOT NULL REFERENCES case_file (reference),
    number BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    answers_sha256 TEXT NOT NULL,
    receipt TEXT NOT NULL,              -- signed; nothing personal in it
    PRIMARY KEY (reference, number)
);

-- Everything that was heard of a case, also what moved nothing and what cannot be true of it.
CREATE TABLE case_event (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    heard_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    news_id TEXT,                       -- the department's own name of it; acts of our side have none
    news_order BIGINT,
    outcome TEXT NOT NULL CHECK (outcome IN ('moved', 'late', 'known', 'impossible')),
    sealed TEXT NOT NULL
);
CREATE INDEX case_event_of ON case_event (reference, heard_ms);
CREATE INDEX case_event_to_look_at ON case_event (heard_ms) WHERE outcome = 'impossible';

-- What the resident was told; the words follow from the kind.
CREATE TABLE case_message (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX case_message_of ON case_message (reference, at_ms);

-- A second person's word: a partner, a guardian, a member of the household, or who somebody else applies for.
CREATE TABLE case_word (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the link's token
    draft_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    person_index TEXT NOT NULL,         -- keyed hash of draft, name and number: another person, another word
    token_sealed TEXT NOT NULL,
    code_sealed TEXT NOT NULL,
    name_sealed TEXT NOT NULL,
    given_ms BIGINT,
    UNIQUE (draft_id, person_index)
);

-- What a signed-in resident gave once and may use again.
CREATE TABLE shared_value (
    resident_index TEXT NOT NULL,
    share TEXT NOT NULL,
    service TEXT NOT NULL,
    given_ms BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (resident_index, share)
);

-- Who did what for whom. Nobody is named: the actor is a keyed hash, the subject a draft's id or a case's reference.
CREATE TABLE case_audit (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    subject TEXT NOT NULL,
    act TEXT NOT NULL,
    role TEXT NOT NULL,                 -- self, helper, second_person
    actor_index TEXT NOT NULL
);
CREATE INDEX case_audit_of ON case_audit (subject, at_ms);

-- Public notices (公示): masked before they are written, gone with their last day.
CREATE TABLE public_notice (
    reference TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    notice TEXT NOT NULL
);
CREATE INDEX public_notice_by_day ON public_notice (until_day);
