-- The newest state of each slice: a shortcut for whoever folds it. Deleting it costs time and nothing else.

CREATE TABLE trunkline.snapshot (
  slice int2 PRIMARY KEY CHECK (slice BETWEEN 0 AND 63),
  position int8 NOT NULL CHECK (position > 0),
  commit_id bytea NOT NULL CHECK (octet_length(commit_id) = 32),
  code_version text COLLATE "C" NOT NULL,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  body bytea NOT NULL
);
COMMENT ON TABLE trunkline.snapshot IS 'Used by the code version that wrote it alone, and only while the log has that commit.';
-- Ids do not compress.
ALTER TABLE trunkline.snapshot ALTER COLUMN body SET STORAGE EXTERNAL;
