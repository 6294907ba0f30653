-- How services rate an item: figures and words under the names that they give them, kept as sent.

CREATE TABLE score (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    record   TEXT    NOT NULL,
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_scores AS
SELECT event_id,
       json_extract(record, '$.service') AS service,
       json_extract(record, '$.name') AS name,
       json_extract(record, '$.symbol') AS symbol,
       CAST(json_extract(record, '$.value') AS REAL) AS value,
       json_extract(record, '$.label') AS label
FROM score;
