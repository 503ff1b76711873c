CREATE TABLE fetched (
  -- Addresses that were asked over the network, with what a polite next request needs.
  address TEXT PRIMARY KEY, -- as it was asked for
  etag TEXT, -- the server's mark of the version that it sent
  last_modified TEXT, -- when it last changed, as the server says
  fetched TEXT NOT NULL, -- time of the last answer, RFC 3339
  status INTEGER NOT NULL, -- HTTP status of the last answer; 0 where there was none
  not_before TEXT, -- not to be asked again before this time
  failures INTEGER NOT NULL -- failed visits since the last good one
) WITHOUT ROWID;
