-- A link knows when its event became public, which never changes: the latest events on one symbol,
-- and the other news beside an event, are then read off one index in their order.

ALTER TABLE link ADD COLUMN published_order INTEGER NOT NULL DEFAULT 0;

UPDATE link SET published_order = (SELECT published_order FROM event WHERE id = event_id);

DROP INDEX link_by_instrument;
CREATE INDEX link_by_symbol ON link (symbol, published_order DESC, event_id DESC, mic, role);

-- The most unusual reactions over a horizon, first ones first.
CREATE INDEX reaction_by_rank ON reaction (horizon, placebo_rank DESC, event_id DESC) WHERE placebo_rank IS NOT NULL;

-- The latest arrivals.
CREATE INDEX event_by_seen ON event (seen_at DESC, id DESC);
