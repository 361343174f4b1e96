-- In which case of a resident the papers of a kind (identity, disability card …) lie: they may be handed in again from there.

CREATE TABLE shared_paper (
    resident_index TEXT NOT NULL,       -- keyed hash of the signed-in resident's id
    share TEXT NOT NULL,
    reference TEXT NOT NULL,
    given_ms BIGINT NOT NULL,
    PRIMARY KEY (resident_index, share)
);
