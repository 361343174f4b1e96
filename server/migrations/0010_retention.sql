-- What still names people, by age: what the retention looks for is found without reading what it has wiped before.
CREATE INDEX booking_to_forget ON booking (ends_ms) WHERE people_sealed <> '';
CREATE INDEX ticket_to_forget ON ticket (day) WHERE names_masked <> '[]';
CREATE INDEX message_to_forget ON message (created_ms) WHERE to_sealed <> '';
CREATE INDEX dispatch_to_forget ON dispatch (created_ms) WHERE body <> '';
