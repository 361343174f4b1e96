-- What a booking's people were told, for who is signed in. The words follow from the kind; place and time are those it was about.
CREATE TABLE booking_message (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    venue TEXT NOT NULL,
    starts_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX booking_message_of ON booking_message (reference, at_ms);

-- Made without signing in, a booking is found by who signs in later with a document of its people.
CREATE INDEX booking_person_document ON booking_person (document_index);

-- When a provider or a card last told the document of a resident. Whom only a list of ours names has shown nobody who they are, and
-- finds nothing that was done before under their number.
ALTER TABLE resident ADD COLUMN verified_ms BIGINT;
UPDATE resident SET verified_ms = seen_ms WHERE document_index IS NOT NULL;
