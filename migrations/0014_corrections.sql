-- Rows of one event are found by its number in every table: deleting one read these two whole.
CREATE INDEX event_key_by_event ON event_key (event_id);
CREATE INDEX link_history_by_event ON link_history (event_id);

-- When it turned out that a change cannot be undone: none of its events is left.
ALTER TABLE audit ADD COLUMN lapsed_at INTEGER;

-- Which event published a story first stands in story_id alone. The notes that said it a second time grew
-- stale when the first event changed.
UPDATE event SET notes = (
    SELECT json_group_array(value) FROM json_each(event.notes)
    WHERE value NOT LIKE 'event % published this story first; the reaction is measured there'
) WHERE notes LIKE '% published this story first; the reaction is measured there%';
