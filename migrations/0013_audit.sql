-- What users changed of events: who, when, what, and the event as it was before.

CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    batch     INTEGER NOT NULL,         -- the entries of one command have one number
    at        INTEGER NOT NULL,
    who       TEXT    NOT NULL,
    action    TEXT    NOT NULL CHECK (action = 'edit' OR action = 'delete' OR action = 'merge' OR action = 'undo'),
    event_id  INTEGER NOT NULL,         -- of a deleted event, no event has the number
    title     TEXT    NOT NULL,
    changes   TEXT    NOT NULL,         -- JSON: {field, before, after} of each field
    was       TEXT,                     -- JSON: the event's rows in every table before; none after an undo
    undone_at INTEGER
) STRICT;

CREATE INDEX audit_by_event ON audit (event_id, id DESC);
CREATE INDEX audit_by_batch ON audit (batch);
