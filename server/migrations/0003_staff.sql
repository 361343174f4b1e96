-- Staff sessions. The browser's cookie holds the session's name; here is only its keyed hash and what is sealed under it.
CREATE TABLE staff_session (
    id_hash TEXT NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX staff_session_ends ON staff_session (expires_ms);
