-- A message with a code that signs somebody in: its text is sealed too, and only its phone reads it.
ALTER TABLE message ADD COLUMN secret BIGINT NOT NULL DEFAULT 0;
