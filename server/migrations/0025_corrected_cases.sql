-- What a department's system did not take is corrected in a draft of its own; what is found by no document is found by six digits.
ALTER TABLE case_file ADD COLUMN correction_id TEXT; -- the draft that was made from it, by its id
ALTER TABLE case_file ADD COLUMN code_sealed TEXT;   -- six digits on the receipt, where neither document nor telephone was asked
CREATE INDEX case_of_correction ON case_file (correction_id) WHERE correction_id IS NOT NULL;
