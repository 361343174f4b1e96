-- A person has one open case of a service for each browser that sends one: who types somebody's number learns nothing of a case
-- that others sent, and stops nobody's own.
ALTER TABLE case_file ADD COLUMN sender_index TEXT; -- keyed hash of the browser that sent it
DROP INDEX case_once;
CREATE UNIQUE INDEX case_once ON case_file (person_index, sender_index) WHERE open = 1;

-- Sent without signing in, a case is found by who signs in later with this name and document.
ALTER TABLE case_file ADD COLUMN applicant_index TEXT; -- keyed hash of name, kind and number; none where somebody helped
CREATE INDEX case_of_applicant ON case_file (applicant_index) WHERE applicant_index IS NOT NULL;

-- Browsers that have shown, by reference and last four, that something of an account may open to them without signing in.
CREATE TABLE found_again (
    thing TEXT NOT NULL,         -- a case or a booking, by its reference
    visitor_index TEXT NOT NULL, -- keyed hash of the browser's own mark
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (thing, visitor_index)
);
CREATE INDEX found_again_ends ON found_again (until_ms);
