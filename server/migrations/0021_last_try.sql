-- A till shows its latest try before it charges again.
CREATE INDEX voucher_answer_latest ON voucher_answer (till, at_ms);
