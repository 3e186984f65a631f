-- Where commits stand in a log that is kept elsewhere, as in Kafka: a shortcut for readers. Deleting the entries costs
-- time and nothing else; the identity says which log these read models belong to.

CREATE TABLE trunkline.log_index_identity (
  log_id bytea NOT NULL CHECK (octet_length(log_id) = 16),
  singleton bool PRIMARY KEY DEFAULT true CHECK (singleton)
);
COMMENT ON TABLE trunkline.log_index_identity IS 'By which another log in the same place is noticed.';

CREATE TABLE trunkline.log_index (
  slice int2 NOT NULL CHECK (slice BETWEEN 0 AND 63),
  position int8 NOT NULL CHECK (position > 0),
  log_offset int8 NOT NULL CHECK (log_offset >= position - 1),
  id bytea NOT NULL CHECK (octet_length(id) = 32),
  epoch int8 NOT NULL,
  at_ms int8 NOT NULL,
  PRIMARY KEY (slice, position)
);
COMMENT ON TABLE trunkline.log_index IS 'Some commits of each slice. Believed only when the record at the offset has that id.';
