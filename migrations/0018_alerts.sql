-- Rules that tell of events, and what is to be delivered for them.

CREATE TABLE alert (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given again: deliveries keep it
    name       TEXT    NOT NULL UNIQUE,
    expr       TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    quiet      TEXT,                                -- hours in which nothing is sent, with their zone
    since_seq  INTEGER NOT NULL,                    -- only notices after this one count
    created_at INTEGER NOT NULL
) STRICT;

-- The last notice for which all rules were evaluated.
CREATE TABLE alert_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

INSERT INTO alert_cursor VALUES (1, (SELECT coalesce(max(seq), 0) FROM notice));

-- Written in the transaction that moves the cursor: one for each rule and story, whatever happens.
CREATE TABLE alert_delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- with it a receiver knows a repeated delivery
    alert_id    INTEGER NOT NULL,
    name        TEXT    NOT NULL,                   -- of the rule
    target      TEXT    NOT NULL,
    event_id    INTEGER NOT NULL,
    story_id    INTEGER NOT NULL,
    why         TEXT    NOT NULL CHECK (why IN ('event', 'reaction')),
    message     TEXT    NOT NULL,                   -- a line
    body        TEXT    NOT NULL,                   -- JSON: the whole of it
    at          INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,                            -- NULL: delivered, or given up
    sent_at     INTEGER,
    last_error  TEXT,
    UNIQUE (alert_id, story_id)
) STRICT;

CREATE INDEX alert_delivery_due ON alert_delivery (next_try_at) WHERE next_try_at IS NOT NULL;
