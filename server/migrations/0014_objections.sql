-- A resident objects to what a means check found: said once a round; the answer to it begins the next round.
ALTER TABLE case_difference ADD COLUMN objected_ms BIGINT;
ALTER TABLE case_difference ADD COLUMN settled_ms BIGINT;
