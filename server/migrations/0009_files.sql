-- Files that residents hand in. Every byte is sealed; a part is at most half a megabyte, so that one row stays small.

CREATE TABLE material_file (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the token
    token_sealed TEXT NOT NULL,
    owner TEXT NOT NULL,                -- keyed hash of the draft's token, or of the case's reference once it was sent
    material TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    name_sealed TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX material_file_of_owner ON material_file (owner, material, created_ms);

CREATE TABLE material_part (
    file_id TEXT NOT NULL REFERENCES material_file (id),
    seq BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (file_id, seq)
);

-- A file on its way, part by part: a lost connection goes on where it stopped.
CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,       -- keyed hash of the upload's token
    owner TEXT NOT NULL,
    material TEXT NOT NULL,
    name_sealed TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    received BIGINT NOT NULL DEFAULT 0,
    created_ms BIGINT NOT NULL,
    file_id TEXT                        -- what it became: the last part sent twice is one file
);
CREATE INDEX upload_by_age ON upload (created_ms);
CREATE INDEX upload_of_owner ON upload (owner);

CREATE TABLE upload_part (
    upload_id TEXT NOT NULL REFERENCES upload (id),
    at_byte BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (upload_id, at_byte)
);
