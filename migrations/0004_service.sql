-- When a reaction is to be tried again, and what the service remembers of itself.

ALTER TABLE reaction ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
-- NULL: settled, or given up.
ALTER TABLE reaction ADD COLUMN next_try_at INTEGER;

UPDATE reaction SET next_try_at = coalesce(due_at, measured_at) WHERE status IN ('pending', 'no_data');

CREATE INDEX reaction_next_try ON reaction (next_try_at, event_id) WHERE next_try_at IS NOT NULL;

-- One row a name: `beat` is the latest instant at which the service worked, in microseconds.
CREATE TABLE service_state (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
