-- Rows of reactions take a kilobyte each. In a table without row numbers, each spilled over into a page of its own;
-- in an ordinary one, three fit into a page.
CREATE TABLE reaction_rows (
    event_id        INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    symbol          TEXT    NOT NULL,
    mic             TEXT    NOT NULL,
    horizon         TEXT    NOT NULL,
    position        INTEGER NOT NULL,
    status          TEXT    NOT NULL CHECK (status = 'measured' OR status = 'pending' OR status = 'no_data' OR status = 'halted'),
    due_at          INTEGER,
    return_fraction REAL,
    placebo_rank    REAL,
    measured_at     INTEGER NOT NULL,
    record          TEXT    NOT NULL,   -- JSON: the whole row
    tries           INTEGER NOT NULL DEFAULT 0,
    next_try_at     INTEGER,
    headline        INTEGER NOT NULL DEFAULT 0,
    verdict         TEXT,
    published_order INTEGER NOT NULL DEFAULT 0,
    abnormal_return REAL,
    z               REAL,
    PRIMARY KEY (event_id, symbol, mic, horizon)
) STRICT;
INSERT INTO reaction_rows SELECT event_id, symbol, mic, horizon, position, status, due_at, return_fraction, placebo_rank,
    measured_at, record, tries, next_try_at, headline, verdict, published_order, abnormal_return, z
    FROM reaction ORDER BY event_id, symbol, mic, horizon;
DROP TABLE reaction;
ALTER TABLE reaction_rows RENAME TO reaction;
CREATE INDEX reaction_due ON reaction (due_at) WHERE status IN ('pending', 'no_data');
CREATE INDEX reaction_by_move ON reaction (horizon, abs(return_fraction) DESC) WHERE return_fraction IS NOT NULL;
CREATE INDEX reaction_next_try ON reaction (next_try_at, event_id) WHERE next_try_at IS NOT NULL;
CREATE INDEX reaction_by_rank ON reaction (horizon, placebo_rank DESC, event_id DESC) WHERE placebo_rank IS NOT NULL;
CREATE INDEX reaction_headline_by_move
    ON reaction (abs(return_fraction) DESC, event_id DESC, return_fraction, headline)
    WHERE headline = 1 AND return_fraction IS NOT NULL;
CREATE INDEX reaction_headline_by_rank
    ON reaction (placebo_rank DESC, event_id DESC, headline) WHERE headline = 1 AND placebo_rank IS NOT NULL;
CREATE INDEX reaction_headline
    ON reaction (event_id, symbol, mic, return_fraction, placebo_rank, verdict, abnormal_return, z, status, headline)
    WHERE headline = 1;
CREATE INDEX reaction_headline_by_symbol
    ON reaction (symbol, published_order DESC, event_id DESC, mic, return_fraction, placebo_rank, verdict,
                 abnormal_return, z, status, headline) WHERE headline = 1;
CREATE INDEX reaction_headline_by_verdict
    ON reaction (verdict, published_order DESC, event_id DESC, headline) WHERE headline = 1 AND verdict IS NOT NULL;
CREATE INDEX reaction_headline_by_abnormal
    ON reaction (abnormal_return, headline) WHERE headline = 1 AND abnormal_return IS NOT NULL;
CREATE INDEX reaction_headline_by_z ON reaction (z, headline) WHERE headline = 1 AND z IS NOT NULL;
CREATE INDEX reaction_lacking ON reaction (symbol, mic) WHERE status = 'no_data';
