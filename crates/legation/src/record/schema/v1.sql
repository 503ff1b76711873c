-- The archive, version 1. Every comment behind a column is its documentation: `metadata.json` for
-- Datasette is made from this file. Rows are content-addressed: an id is a digest of the row's own
-- content, so `verify` finds any change to it. Nothing is overwritten: a row that a newer coding no
-- longer gives gets `withdrawn_run`, and `change_log` says why.

CREATE TABLE meta (
  -- Facts about the file itself.
  key TEXT PRIMARY KEY, -- name of the fact
  value TEXT NOT NULL -- its value
) WITHOUT ROWID;

CREATE TABLE runs (
  -- One run of a program that wrote: what it was, with which version, data and settings.
  run_id TEXT PRIMARY KEY, -- digest of the facts below
  kind TEXT NOT NULL, -- record, import, merge, split, undo, redact
  started TEXT NOT NULL, -- when, UTC, as the face that started it says
  version TEXT NOT NULL, -- version of legation
  codebook TEXT NOT NULL, -- version of the codebook
  data_digest TEXT NOT NULL, -- BLAKE3 of the weights and tables it read with
  settings TEXT NOT NULL, -- digest of everything that decides the coding
  note TEXT NOT NULL -- what the run was for, in words
) WITHOUT ROWID;

CREATE TABLE articles (
  -- One row for each version of each article; the text never changes again.
  number INTEGER PRIMARY KEY, -- row of the full-text index: day known and a digest, so that its order is the order of days
  article_id TEXT NOT NULL UNIQUE, -- digest of address and text
  url TEXT, -- address as handed in
  address TEXT, -- address without tracking words, case and fragment: versions of one page share it
  title TEXT, -- headline
  byline TEXT, -- who wrote it, as printed
  publisher TEXT, -- the outlet
  agency TEXT, -- the agency that the dateline credits
  published TEXT, -- day of publication, YYYY-MM-DD, where the article tells it
  published_basis TEXT, -- where that day was read: given, json-ld, meta, time-element, url, date-line, dateline, weak
  known TEXT NOT NULL, -- day from which a reader could know it: published, else the day it was recorded
  language TEXT, -- ISO 639-1
  text TEXT NOT NULL, -- canonical text; every span is a byte range into it
  text_digest TEXT NOT NULL, -- BLAKE3 of text
  raw_digest TEXT NOT NULL, -- BLAKE3 of the bytes it was read from
  facts_digest TEXT NOT NULL, -- digest of the other columns that come from the article
  furniture TEXT NOT NULL, -- JSON: picture credits and page furniture that were taken out
  runs_of_words BLOB NOT NULL, -- hashes of one five-word run in eight, four bytes each: finds copies
  mentions_digest TEXT NOT NULL, -- digest of the article's rows in mentions, which follow the newest coding
  run_id TEXT NOT NULL REFERENCES runs(run_id), -- the run that recorded it
  redacted_run TEXT REFERENCES runs(run_id) -- the run that took the text out, where one did
);
CREATE INDEX articles_known ON articles(known, article_id);
CREATE INDEX articles_address ON articles(address) WHERE address IS NOT NULL;
CREATE INDEX articles_publisher ON articles(publisher, known);

CREATE TABLE inputs (
  -- Done markers: which input was read with which settings, so that a second run does not repeat it.
  input_digest TEXT NOT NULL, -- BLAKE3 of the bytes and of what was handed in with them
  settings TEXT NOT NULL, -- digest of everything that decides the coding
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article it gave
  PRIMARY KEY (input_digest, settings)
) WITHOUT ROWID;

CREATE TABLE recoded (
  -- The run whose coding of an article is the newest, where it is not the run that recorded it.
  article_id TEXT PRIMARY KEY REFERENCES articles(article_id), -- the article
  run_id TEXT NOT NULL REFERENCES runs(run_id) -- the run
) WITHOUT ROWID;

CREATE TABLE copies (
  -- Articles that repeat an earlier one, in whole or in part.
  article_id TEXT PRIMARY KEY REFERENCES articles(article_id), -- the later article
  copy_of TEXT NOT NULL REFERENCES articles(article_id), -- the earlier article that it shares most with
  first_id TEXT NOT NULL REFERENCES articles(article_id), -- the first of them all: one independent source
  shared REAL NOT NULL, -- share of the smaller article's rare runs that both have, 0 to 1
  kind TEXT NOT NULL -- same-text, cut-or-extended, shared-passage, version (of one address)
) WITHOUT ROWID;
CREATE INDEX copies_of ON copies(copy_of);
CREATE INDEX copies_first ON copies(first_id);

CREATE TABLE entities (
  -- Whoever and whatever was meant, with the facts that do not change by day.
  entity_id TEXT PRIMARY KEY, -- stable id: state:AZE, person:…, local:… where no table knows it
  kind TEXT NOT NULL, -- state, person, government-body, …
  name TEXT NOT NULL, -- name in the knowledge tables, or as first written
  qid TEXT -- Wikidata id
) WITHOUT ROWID;

CREATE TABLE mentions (
  -- Where an article names an entity, and what the entity was on the article's day.
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  start INTEGER NOT NULL, -- first byte in the text
  end INTEGER NOT NULL, -- one past the last byte
  entity_id TEXT NOT NULL REFERENCES entities(entity_id), -- who is meant
  reference TEXT NOT NULL, -- name, title, metonym, description, adjective, pronoun
  country TEXT, -- PLOVER code on that day
  sector TEXT, -- PLOVER sector on that day
  office TEXT, -- highest office held on that day
  reason TEXT NOT NULL, -- why the words were linked so
  PRIMARY KEY (article_id, start, end, entity_id)
) WITHOUT ROWID;

CREATE TABLE claims (
  -- Who says what, through which word, how surely.
  claim_id TEXT PRIMARY KEY, -- digest of the claim's content
  coded_id TEXT NOT NULL, -- id that `read` and `code` print
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article that carries it
  source TEXT, -- words that name the source
  source_entity TEXT, -- entity behind them
  source_kind TEXT NOT NULL, -- person, government, official, analyst, media, document, organisation, public, anonymous, rumour, outlet
  certainty TEXT NOT NULL, -- reported, claimed, denied, confirmed, rumoured, expected, planned, hypothetical, opinion
  strength REAL NOT NULL, -- how strongly the source commits itself, 0 to 1
  speech TEXT NOT NULL, -- direct, mixed or indirect
  within TEXT REFERENCES claims(claim_id), -- claim that contains this one
  content TEXT NOT NULL, -- the words of the claim
  reason TEXT NOT NULL, -- rule or cue
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX claims_article ON claims(article_id);
CREATE INDEX claims_source ON claims(source_entity, known, claim_id);
CREATE INDEX claims_known ON claims(known, claim_id);
CREATE INDEX claims_certainty ON claims(certainty, known, claim_id);
CREATE INDEX claims_coded ON claims(coded_id);

CREATE TABLE reports (
  -- One telling of one event by one article. Events stand in `events`.
  report_id TEXT PRIMARY KEY, -- digest of the report with its roles and evidence
  coded_id TEXT NOT NULL, -- event id that `read` and `code` print
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article that tells it
  event_type TEXT NOT NULL, -- PLOVER type
  modes TEXT NOT NULL, -- PLOVER modes, joined with ;
  contexts TEXT NOT NULL, -- PLOVER contexts, joined with ;
  status TEXT NOT NULL, -- actual, ongoing, planned, possible, hypothetical, negated, historical
  certainty TEXT NOT NULL, -- how sure a reader of this article may be
  event_date TEXT, -- first day, YYYY-MM-DD
  event_end_date TEXT, -- last day, inclusive
  date_precision TEXT NOT NULL, -- decade, year, season, month, week, day, minute
  date_basis TEXT NOT NULL, -- stated, resolved, published, unknown
  place_entity TEXT, -- entity of the place
  place_name TEXT, -- name of the place
  place_country TEXT, -- PLOVER code of its country
  place_precision TEXT, -- country or place
  latitude REAL, -- degrees north
  longitude REAL, -- degrees east
  quad INTEGER NOT NULL, -- 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
  score REAL NOT NULL, -- PLOVER score, -10 to 10
  cameo TEXT NOT NULL, -- CAMEO code, as text: leading zeros count
  goldstein REAL, -- -10 to 10
  dead INTEGER, -- persons counted in the text
  injured INTEGER, -- persons counted in the text
  arrested INTEGER, -- persons counted in the text
  crowd INTEGER, -- persons counted in the text
  confidence REAL NOT NULL, -- probability that type and roles are right, 0 to 1
  claim_id TEXT REFERENCES claims(claim_id), -- claim that contains it
  sentence_number INTEGER NOT NULL, -- sentence of the article, from 1
  sentence TEXT NOT NULL, -- the words it was read from
  reason TEXT NOT NULL, -- lexicon line or rule
  codebook TEXT NOT NULL, -- version of the codebook
  version TEXT NOT NULL, -- version of legation
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX reports_article ON reports(article_id);
CREATE INDEX reports_known ON reports(known, article_id, report_id);
CREATE INDEX reports_coded ON reports(coded_id);
CREATE INDEX reports_claim ON reports(claim_id) WHERE claim_id IS NOT NULL;

CREATE TABLE roles (
  -- Who acts and who receives in a report.
  report_id TEXT NOT NULL REFERENCES reports(report_id), -- the report
  side TEXT NOT NULL, -- actor or recipient
  position INTEGER NOT NULL, -- order in the text, from 0
  entity_id TEXT, -- entity, where the words were linked
  name TEXT NOT NULL, -- name of the entity, else the words
  country TEXT, -- PLOVER code
  sector TEXT, -- PLOVER sector on the day
  other_sectors TEXT NOT NULL, -- further sectors, joined with ;
  title TEXT, -- highest office on the day
  qid TEXT, -- Wikidata id
  PRIMARY KEY (report_id, side, position)
) WITHOUT ROWID;

CREATE TABLE evidence (
  -- The words that a field rests on. `legation record verify` recomputes every row.
  owner TEXT NOT NULL, -- id of the report, claim, agenda item, commitment, stance or question
  field TEXT NOT NULL, -- trigger, sentence, status_cue, date, repeat, actor, recipient, place, source, cue, content, …
  position INTEGER NOT NULL, -- order among several, from 0
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  start INTEGER NOT NULL, -- first byte in the article's text
  end INTEGER NOT NULL, -- one past the last byte
  quote TEXT NOT NULL, -- the words
  digest TEXT NOT NULL, -- digest of article, range, words and 32 characters either side
  PRIMARY KEY (owner, field, position)
) WITHOUT ROWID;

CREATE TABLE agenda (
  -- Something on the table between parties, as one article puts it.
  item_id TEXT PRIMARY KEY, -- digest of the item's content
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  issue TEXT NOT NULL, -- id in the taxonomy of issues
  label TEXT NOT NULL, -- as the text names it
  entity_id TEXT, -- named item: a corridor, a statute, a mechanism
  parties TEXT NOT NULL, -- entity ids, joined with ;
  countries TEXT NOT NULL, -- PLOVER codes of the parties, sorted, joined with ;
  priority TEXT, -- the words that call it a priority
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX agenda_article ON agenda(article_id);
CREATE INDEX agenda_known ON agenda(known, item_id);
CREATE INDEX agenda_issue ON agenda(issue, known, item_id);

CREATE TABLE positions (
  -- What one party wants on an agenda item, in its words (evidence: field position).
  item_id TEXT NOT NULL REFERENCES agenda(item_id), -- the agenda item
  position INTEGER NOT NULL, -- order, from 0
  party TEXT, -- entity id
  country TEXT, -- PLOVER code
  quote TEXT NOT NULL, -- the words
  PRIMARY KEY (item_id, position)
) WITHOUT ROWID;

CREATE TABLE commitments (
  -- A promise, threat or expectation, with its deadline and condition.
  commitment_id TEXT PRIMARY KEY, -- digest of the commitment's content
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  kind TEXT NOT NULL, -- promise, threat, expectation
  by_entity TEXT, -- who promises
  by_country TEXT, -- PLOVER code
  to_entity TEXT, -- to whom
  to_country TEXT, -- PLOVER code
  content TEXT NOT NULL, -- the words of the promise
  cue TEXT NOT NULL, -- the promising word
  deadline_from TEXT, -- first day of the deadline
  deadline_to TEXT, -- last day of the deadline
  deadline_precision TEXT, -- precision of the deadline
  condition TEXT, -- words of the condition
  claim_id TEXT REFERENCES claims(claim_id), -- claim that holds it
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX commitments_article ON commitments(article_id);
CREATE INDEX commitments_known ON commitments(known, commitment_id);

CREATE TABLE commitment_reports (
  -- The reports inside a commitment's words: what was promised.
  commitment_id TEXT NOT NULL REFERENCES commitments(commitment_id), -- the commitment
  report_id TEXT NOT NULL REFERENCES reports(report_id), -- the report of the same article
  PRIMARY KEY (commitment_id, report_id)
) WITHOUT ROWID;
CREATE INDEX commitment_reports_report ON commitment_reports(report_id);

CREATE TABLE stances (
  -- How a holder is said to feel about a target.
  stance_id TEXT PRIMARY KEY, -- digest of the stance's content
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  holder TEXT, -- entity id; none for the outlet
  target TEXT, -- entity id
  polarity REAL NOT NULL, -- -1 against to 1 for
  claim_id TEXT REFERENCES claims(claim_id), -- claim that holds it
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX stances_article ON stances(article_id);
CREATE INDEX stances_holder ON stances(holder, known);

CREATE TABLE questions (
  -- A question that an article leaves open.
  question_id TEXT PRIMARY KEY, -- digest of the question's content
  article_id TEXT NOT NULL REFERENCES articles(article_id), -- the article
  content TEXT NOT NULL, -- the words
  about TEXT NOT NULL, -- entity ids, joined with ;
  known TEXT NOT NULL, -- day from which a reader could know it
  added_run TEXT NOT NULL REFERENCES runs(run_id), -- run that added it
  withdrawn_run TEXT REFERENCES runs(run_id) -- run whose coding no longer gives it
);
CREATE INDEX questions_article ON questions(article_id);

CREATE TABLE events (
  -- One thing that happened (or was planned, rumoured, denied), however many reports tell it.
  event_id TEXT PRIMARY KEY, -- made from the report that was first known
  first_report TEXT NOT NULL REFERENCES reports(report_id), -- that report: type, date and parties are its
  event_type TEXT NOT NULL, -- PLOVER type
  quad INTEGER NOT NULL, -- 1 to 4
  score REAL NOT NULL, -- PLOVER score, -10 to 10
  event_date TEXT NOT NULL, -- first day; empty where unknown
  status TEXT NOT NULL, -- best known status of all its reports
  certainty TEXT NOT NULL, -- best known certainty of all its reports
  place_name TEXT, -- first place that a report gives
  place_country TEXT, -- its country
  confidence REAL NOT NULL, -- highest confidence among the reports
  n_reports INTEGER NOT NULL, -- tellings
  n_articles INTEGER NOT NULL, -- articles
  n_sources INTEGER NOT NULL, -- independent sources: copies of one text count once
  n_contradictions INTEGER NOT NULL, -- fields on which reports disagree
  first_known TEXT NOT NULL, -- day from which a reader could know of it
  last_known TEXT NOT NULL -- day of the latest report
);
CREATE INDEX events_date ON events(event_date, event_id);
CREATE INDEX events_type ON events(event_type, event_date, event_id);

CREATE TABLE event_reports (
  -- Which event a report tells of, and why it was joined; recomputed when reports or rulings come.
  report_id TEXT PRIMARY KEY REFERENCES reports(report_id), -- the report
  event_id TEXT NOT NULL REFERENCES events(event_id), -- its event
  joined_to TEXT REFERENCES reports(report_id), -- the earlier report that it was joined to; none for the first
  score REAL, -- probability-like score of that pair, 0 to 1
  reason TEXT -- what spoke for and against
) WITHOUT ROWID;
CREATE INDEX event_reports_event ON event_reports(event_id, report_id);
CREATE INDEX event_reports_joined ON event_reports(joined_to) WHERE joined_to IS NOT NULL;

CREATE TABLE event_parties (
  -- Events by party: a country code or an entity id.
  party TEXT NOT NULL, -- PLOVER code or entity id
  event_date TEXT NOT NULL, -- the event's day
  event_id TEXT NOT NULL REFERENCES events(event_id), -- the event
  side TEXT NOT NULL, -- actor or recipient
  PRIMARY KEY (party, event_date, event_id, side)
) WITHOUT ROWID;
CREATE INDEX event_parties_event ON event_parties(event_id);

CREATE TABLE event_dyads (
  -- Events by pair of countries.
  pair TEXT NOT NULL, -- two PLOVER codes in alphabetical order: ARM-AZE
  event_date TEXT NOT NULL, -- the event's day
  event_id TEXT NOT NULL REFERENCES events(event_id), -- the event
  direction TEXT NOT NULL, -- forward (first acts on second), backward, mutual
  PRIMARY KEY (pair, event_date, event_id)
) WITHOUT ROWID;
CREATE INDEX event_dyads_event ON event_dyads(event_id);

CREATE TABLE rulings (
  -- What an analyst decided about identity; never deleted, only undone.
  ruling_id TEXT PRIMARY KEY, -- digest of the ruling
  kind TEXT NOT NULL, -- join or part
  report_a TEXT NOT NULL REFERENCES reports(report_id), -- one report
  report_b TEXT NOT NULL REFERENCES reports(report_id), -- the other
  why TEXT NOT NULL, -- the analyst's words
  run_id TEXT NOT NULL REFERENCES runs(run_id), -- run that made it
  undone_run TEXT REFERENCES runs(run_id) -- run that took it back
) WITHOUT ROWID;
CREATE INDEX rulings_a ON rulings(report_a);
CREATE INDEX rulings_b ON rulings(report_b);

CREATE TABLE change_log (
  -- What a later run changed in what an earlier run wrote.
  change_id TEXT PRIMARY KEY, -- digest of the change
  run_id TEXT NOT NULL REFERENCES runs(run_id), -- run that changed it
  kind TEXT NOT NULL, -- added, changed, withdrawn, joined, parted, undone, redacted
  what TEXT NOT NULL, -- table
  row_id TEXT NOT NULL, -- id of the row
  other_id TEXT, -- id of the row that takes its place or is joined
  why TEXT NOT NULL -- the reason
) WITHOUT ROWID;
CREATE INDEX change_log_row ON change_log(row_id);

CREATE TABLE imported (
  -- Events of other coders: GDELT, ICEWS, POLECAT, ACLED, PLOVER. Kept apart from our own.
  dataset TEXT NOT NULL, -- name of the data set, by default its kind
  row_key TEXT NOT NULL, -- the key that is unique there (ICEWS: id and date)
  event_date TEXT NOT NULL, -- YYYY-MM-DD
  actor_name TEXT, -- as written there
  actor_country TEXT, -- PLOVER code, where theirs can be told
  actor_code TEXT, -- code as written there
  recipient_name TEXT, -- as written there
  recipient_country TEXT, -- PLOVER code, where theirs can be told
  recipient_code TEXT, -- code as written there
  event_type TEXT, -- PLOVER type, by the bridge where theirs is CAMEO
  modes TEXT, -- modes as written there
  event_code TEXT, -- their code, as text: leading zeros count
  quad INTEGER, -- 1 to 4
  score REAL, -- their Goldstein or PLOVER score
  place_name TEXT, -- as written there
  place_country TEXT, -- PLOVER code; FIPS codes are turned into it
  latitude REAL, -- degrees north
  longitude REAL, -- degrees east
  n_reports INTEGER, -- reports they count
  url TEXT, -- their source address or citation
  row TEXT, -- the whole row as JSON, where it was asked to be kept
  PRIMARY KEY (dataset, row_key)
) WITHOUT ROWID;
