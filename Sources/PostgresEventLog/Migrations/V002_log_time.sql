-- Of some commits of each slice: when the last of all things happened through them. A shortcut for who reads from an
-- instant on, made by the first who does; deleting it costs time and nothing else.

CREATE TABLE trunkline.log_time (
  slice int2 NOT NULL CHECK (slice BETWEEN 0 AND 63),
  position int8 NOT NULL CHECK (position > 0),
  id bytea NOT NULL CHECK (octet_length(id) = 32),
  latest_ms int8 NOT NULL,
  PRIMARY KEY (slice, position)
);
COMMENT ON TABLE trunkline.log_time IS 'Believed only when the log has that id at the position. latest_ms never decreases within a slice.';
