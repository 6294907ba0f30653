-- The row that stands for an event in lists, one for each instrument, and its verdict: a list shows
-- the instrument and its move from one row, and filters and sorts by that row.

ALTER TABLE reaction ADD COLUMN headline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reaction ADD COLUMN verdict TEXT;

UPDATE reaction SET
    headline = (horizon = '1d'),
    verdict = CASE
        WHEN placebo_rank < 0.5 THEN 'muted'
        WHEN placebo_rank <= 0.9 THEN 'ordinary'
        WHEN placebo_rank <= 0.99 THEN 'notable'
        WHEN placebo_rank > 0.99 THEN 'extreme'
    END
WHERE horizon = '1d' OR placebo_rank IS NOT NULL;

-- All that choosing an event's row and counting moves need, apart from the long records.
CREATE INDEX reaction_headline
    ON reaction (event_id, symbol, mic, return_fraction, placebo_rank, verdict, headline) WHERE headline = 1;
CREATE INDEX reaction_headline_by_move
    ON reaction (abs(return_fraction) DESC, event_id DESC, return_fraction, headline)
    WHERE headline = 1 AND return_fraction IS NOT NULL;
CREATE INDEX reaction_headline_by_rank
    ON reaction (placebo_rank DESC, event_id DESC, headline) WHERE headline = 1 AND placebo_rank IS NOT NULL;
