-- A page that somebody carries from one device to another by a code: good once, and for a quarter of an hour.
CREATE TABLE carry_over (
    code_index TEXT PRIMARY KEY,        -- keyed hash of the code
    page_sealed TEXT NOT NULL,          -- its path, which is the key to what is somebody's own
    until_ms BIGINT NOT NULL
);
