-- What pages count and add up, kept in step with the events by whoever writes them. All of it can be
-- made anew from reports, and `verify` compares, so that no row refers to events and none needs an index for it. Words in `told` and `parties` are parted by blanks; a
-- blank inside a word is %20, and a lone % stands for none.

DROP TABLE event_parties;
DROP TABLE event_dyads;

CREATE TABLE event_days (
  -- Events by day, each with everything that is counted of it.
  event_date TEXT NOT NULL, -- the event's day; empty where unknown
  event_id TEXT NOT NULL, -- the event
  event_type TEXT NOT NULL, -- PLOVER type
  quad INTEGER NOT NULL, -- 1 to 4
  score REAL NOT NULL, -- PLOVER score, -10 to 10
  goldstein REAL, -- -10 to 10
  date_precision TEXT NOT NULL, -- decade, year, season, month, week, day, minute
  happened INTEGER NOT NULL, -- 1 where it is told as having happened, by somebody who stands behind it
  disputed INTEGER NOT NULL, -- 1 where it is rumoured, denied or confirmed, or how surely it is told has changed
  n_sources INTEGER NOT NULL, -- independent sources
  n_articles INTEGER NOT NULL, -- articles
  first_known TEXT NOT NULL, -- day from which a reader could know of it
  last_known TEXT NOT NULL, -- day of the latest report
  told TEXT NOT NULL, -- day and outlet, for each outlet that tells of it
  parties TEXT NOT NULL, -- who acts > who receives: PLOVER codes and entity ids
  PRIMARY KEY (event_date, event_id)
) WITHOUT ROWID;
CREATE INDEX event_days_disputed ON event_days(event_date, event_id) WHERE disputed = 1;

CREATE TABLE event_parties (
  -- Events by party, in the order of days, with the facts of event_days: a page reads them in one piece.
  party TEXT NOT NULL, -- PLOVER code or entity id
  event_date TEXT NOT NULL, -- the event's day
  event_id TEXT NOT NULL, -- the event
  side TEXT NOT NULL, -- actor or recipient
  event_type TEXT NOT NULL, -- PLOVER type
  quad INTEGER NOT NULL, -- 1 to 4
  score REAL NOT NULL, -- PLOVER score, -10 to 10
  goldstein REAL, -- -10 to 10
  date_precision TEXT NOT NULL, -- decade, year, season, month, week, day, minute
  happened INTEGER NOT NULL, -- 1 where it is told as having happened, by somebody who stands behind it
  disputed INTEGER NOT NULL, -- 1 where it is rumoured, denied or confirmed, or how surely it is told has changed
  n_sources INTEGER NOT NULL, -- independent sources
  n_articles INTEGER NOT NULL, -- articles
  first_known TEXT NOT NULL, -- day from which a reader could know of it
  last_known TEXT NOT NULL, -- day of the latest report
  told TEXT NOT NULL, -- day and outlet, for each outlet that tells of it
  parties TEXT NOT NULL, -- who acts > who receives: PLOVER codes and entity ids
  PRIMARY KEY (party, event_date, event_id, side)
) WITHOUT ROWID;

CREATE TABLE event_dyads (
  -- Events by pair of countries, in the order of days, with the facts of event_days.
  pair TEXT NOT NULL, -- two PLOVER codes in alphabetical order: ARM-AZE
  event_date TEXT NOT NULL, -- the event's day
  event_id TEXT NOT NULL, -- the event
  direction TEXT NOT NULL, -- forward (first acts on second), backward, mutual
  event_type TEXT NOT NULL, -- PLOVER type
  quad INTEGER NOT NULL, -- 1 to 4
  score REAL NOT NULL, -- PLOVER score, -10 to 10
  goldstein REAL, -- -10 to 10
  date_precision TEXT NOT NULL, -- decade, year, season, month, week, day, minute
  happened INTEGER NOT NULL, -- 1 where it is told as having happened, by somebody who stands behind it
  disputed INTEGER NOT NULL, -- 1 where it is rumoured, denied or confirmed, or how surely it is told has changed
  n_sources INTEGER NOT NULL, -- independent sources
  n_articles INTEGER NOT NULL, -- articles
  first_known TEXT NOT NULL, -- day from which a reader could know of it
  last_known TEXT NOT NULL, -- day of the latest report
  told TEXT NOT NULL, -- day and outlet, for each outlet that tells of it
  parties TEXT NOT NULL, -- who acts > who receives: PLOVER codes and entity ids
  PRIMARY KEY (pair, event_date, event_id)
) WITHOUT ROWID;

CREATE TABLE month_types (
  -- Events of a month by type.
  month TEXT NOT NULL, -- YYYY-MM; empty for events without a day
  happened INTEGER NOT NULL, -- 1 for what is told as having happened, 0 for the rest
  event_type TEXT NOT NULL, -- PLOVER type
  n_events INTEGER NOT NULL, -- events
  n_with_countries INTEGER NOT NULL, -- of these, events in which a country takes part
  n_with_entities INTEGER NOT NULL, -- of these, events in which an entity takes part
  PRIMARY KEY (month, happened, event_type)
) WITHOUT ROWID;

CREATE TABLE month_parties (
  -- Events of a month by party.
  month TEXT NOT NULL, -- YYYY-MM; empty for events without a day
  happened INTEGER NOT NULL, -- 1 for what is told as having happened, 0 for the rest
  party TEXT NOT NULL, -- PLOVER code or entity id
  n_events INTEGER NOT NULL, -- events in which it takes part
  n_as_actor INTEGER NOT NULL, -- events in which it acts
  n_as_recipient INTEGER NOT NULL, -- events in which it receives
  n_hosted INTEGER NOT NULL, -- meetings at which it received two or more others
  PRIMARY KEY (month, happened, party)
) WITHOUT ROWID;

CREATE TABLE month_pairs (
  -- Events of a month by pair of countries. Scores are added up in millionths: such sums are exact.
  month TEXT NOT NULL, -- YYYY-MM; empty for events without a day
  happened INTEGER NOT NULL, -- 1 for what is told as having happened, 0 for the rest
  pair TEXT NOT NULL, -- two PLOVER codes in alphabetical order: ARM-AZE
  n_forward INTEGER NOT NULL, -- events in which the first acts on the second
  n_backward INTEGER NOT NULL, -- events in which the second acts on the first
  n_mutual INTEGER NOT NULL, -- events of both together
  n_conflict INTEGER NOT NULL, -- of all these, events of quad classes 3 and 4
  score_forward INTEGER NOT NULL, -- PLOVER scores of the first, in millionths
  score_backward INTEGER NOT NULL, -- of the second
  score_mutual INTEGER NOT NULL, -- of both together
  PRIMARY KEY (month, happened, pair)
) WITHOUT ROWID;

CREATE TABLE article_days (
  -- Articles by the day from which a reader could know them: what a silence is measured by.
  known TEXT PRIMARY KEY, -- YYYY-MM-DD
  n_articles INTEGER NOT NULL -- articles of the day
) WITHOUT ROWID;
CREATE TRIGGER article_days_of AFTER INSERT ON articles BEGIN
  INSERT INTO article_days VALUES (new.known, 1) ON CONFLICT DO UPDATE SET n_articles = n_articles + 1;
END;

CREATE INDEX stances_target ON stances(target, known);

CREATE TABLE alerts (
  -- A question that an analyst keeps, with what answer is out of the ordinary; none is ever deleted.
  alert_id TEXT PRIMARY KEY, -- digest of the alert
  name TEXT NOT NULL, -- name, for people
  who TEXT NOT NULL, -- a pair (ARM-AZE), a party's code or id, or all
  types TEXT NOT NULL, -- PLOVER types, joined with ;, or empty for all
  days INTEGER NOT NULL, -- how many days are counted, up to the last one recorded
  condition TEXT NOT NULL, -- at-least, at-most, unusual
  threshold REAL NOT NULL, -- events; for unusual the chance below which a count is
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  removed_run TEXT REFERENCES runs(run_id) -- run that took it out of the list
) WITHOUT ROWID;
