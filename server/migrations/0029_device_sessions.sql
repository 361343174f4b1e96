-- A kiosk's session gets another secret with each signed report, so that a copied cookie is dead within two minutes. The secret
-- before it holds for so long too: an answer may be lost, and a page may be under way while the report is.
ALTER TABLE device ADD COLUMN session_before_hash TEXT; -- keyed hash of what its cookie held before
ALTER TABLE device ADD COLUMN renewed_ms BIGINT;        -- when the secret changed
