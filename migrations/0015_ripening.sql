-- Rows that lack data, by instrument: bars that arrive make them due again.
CREATE INDEX reaction_lacking ON reaction (symbol, mic) WHERE status = 'no_data';
