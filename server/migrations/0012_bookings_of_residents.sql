-- A booking made while signed in is found again without its reference: a keyed hash of the resident's id, wiped with its people.
ALTER TABLE booking ADD COLUMN resident_index TEXT;
CREATE INDEX booking_by_resident ON booking (resident_index) WHERE resident_index IS NOT NULL;
