-- Every list is read off an index: the figures that lists filter by stand in the rows' columns, and the rows that
-- stand for their events in lists have indexes by symbol and time, by verdict and by each figure.

ALTER TABLE reaction ADD COLUMN published_order INTEGER NOT NULL DEFAULT 0;   -- of its event
ALTER TABLE reaction ADD COLUMN abnormal_return REAL;
ALTER TABLE reaction ADD COLUMN z REAL;

UPDATE reaction SET
    published_order = coalesce((SELECT published_order FROM event WHERE id = event_id), 0),
    abnormal_return = coalesce(json_extract(record, '$.outcome.measured.abnormal.abnormal_return'),
                               json_extract(record, '$.abnormal_return')),
    z = coalesce(json_extract(record, '$.outcome.measured.standing.z'),
                 json_extract(record, '$.outcome.measured.z'), json_extract(record, '$.z'));

DROP INDEX reaction_headline;
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

-- Kind, source and language of an event, in each other's indexes: a list by several of them reads no event
-- that does not belong to it.
DROP INDEX event_by_time;
DROP INDEX event_by_kind;
DROP INDEX event_by_source;
CREATE INDEX event_by_time ON event (published_order DESC, id DESC, kind, source, lang);
CREATE INDEX event_by_kind ON event (kind, published_order DESC, id DESC, source, lang);
CREATE INDEX event_by_source ON event (source, published_order DESC, id DESC, kind, lang);
CREATE INDEX event_by_lang ON event (lang, published_order DESC, id DESC, kind, source);

ALTER TABLE claim ADD COLUMN chance REAL GENERATED ALWAYS AS (json_extract(verdict, '$.chance')) VIRTUAL;
DROP INDEX claim_by_status;
CREATE INDEX claim_by_status ON claim (status, event_id, symbol, chance);

-- The instruments that the user watches.
CREATE TABLE watch (
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    watched_at INTEGER NOT NULL,
    PRIMARY KEY (symbol, mic)
) STRICT, WITHOUT ROWID;

-- Expressions by a name.
CREATE TABLE saved_query (
    name     TEXT    PRIMARY KEY,
    expr     TEXT    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
