-- Forecasts: what was asked, what was answered, and what came of it. Rows are only ever added.

CREATE TABLE forecasts (
  -- A question about the days after one, with the answer that was given then.
  forecast_id TEXT PRIMARY KEY, -- digest of the question, its day, the model and what was known
  question TEXT NOT NULL, -- AZE <> ARM AGREE within 90 days
  kind TEXT NOT NULL, -- what is asked about: a PLOVER type, a quad class Q1 to Q4, or ANY
  days INTEGER NOT NULL, -- how far it looks ahead
  as_of TEXT NOT NULL, -- the day it was asked on: nothing known later was looked at
  deadline TEXT NOT NULL, -- the last day that counts
  rule TEXT NOT NULL, -- what settles it, in words
  probability REAL, -- the chance given, 0 to 1; none where the model abstained
  why_not TEXT, -- why it abstained
  low REAL, -- lower end of the 90 % interval
  high REAL, -- upper end of the 90 % interval
  base_rate REAL NOT NULL, -- the climatology of the parties, 0 to 1
  last_window INTEGER NOT NULL, -- 1 where the last window had such an event: what persistence says
  model TEXT NOT NULL, -- which model answered, and what it was fitted on
  data TEXT NOT NULL, -- digest of the events that were known
  version TEXT NOT NULL, -- version of legation
  digest TEXT NOT NULL, -- digest of this row with its drivers
  added_run TEXT NOT NULL REFERENCES runs(run_id) -- run that added it
);
CREATE INDEX forecasts_day ON forecasts(as_of, forecast_id);

CREATE TABLE forecast_drivers (
  -- The past events that moved an answer most.
  forecast_id TEXT NOT NULL REFERENCES forecasts(forecast_id), -- the forecast
  position INTEGER NOT NULL, -- order, from 0
  event_id TEXT NOT NULL, -- the event
  day TEXT NOT NULL, -- its day
  moved REAL NOT NULL, -- how much lower the chance would be without it
  words TEXT NOT NULL, -- words that tell of it; empty where the archive has the event itself
  PRIMARY KEY (forecast_id, position)
) WITHOUT ROWID;

CREATE TABLE resolutions (
  -- What came of a forecast. A correction is a further row: the last one counts, all stand.
  resolution_id TEXT PRIMARY KEY, -- digest of the row
  forecast_id TEXT NOT NULL REFERENCES forecasts(forecast_id), -- the forecast
  number INTEGER NOT NULL, -- from 1; the highest counts
  happened INTEGER, -- 1 it happened, 0 it did not; none where the question is void
  as_of TEXT NOT NULL, -- the day it was settled on, from what was known by then
  events TEXT NOT NULL, -- ids of the events that settle it, joined with ;
  data TEXT NOT NULL, -- digest of the events that were known
  why TEXT NOT NULL, -- the reason, where a person settled or corrected it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  UNIQUE (forecast_id, number)
);

CREATE TRIGGER forecasts_stand BEFORE UPDATE ON forecasts
BEGIN SELECT RAISE(ABORT, 'a forecast is never rewritten'); END;
CREATE TRIGGER forecasts_stay BEFORE DELETE ON forecasts
BEGIN SELECT RAISE(ABORT, 'a forecast is never taken back'); END;
CREATE TRIGGER resolutions_stand BEFORE UPDATE ON resolutions
BEGIN SELECT RAISE(ABORT, 'a resolution is corrected by a later one'); END;
CREATE TRIGGER resolutions_stay BEFORE DELETE ON resolutions
BEGIN SELECT RAISE(ABORT, 'a resolution is corrected by a later one'); END
