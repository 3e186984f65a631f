-- The log: one row a commit. Truth; everything else can be rebuilt from it.

CREATE TABLE trunkline.log_identity (
  singleton bool PRIMARY KEY DEFAULT true CHECK (singleton),
  log_id bytea NOT NULL CHECK (octet_length(log_id) = 16)
);
COMMENT ON TABLE trunkline.log_identity IS 'Drawn when the log was made, kept by a copy.';

CREATE TABLE trunkline.log (
  slice int2 NOT NULL CHECK (slice BETWEEN 0 AND 63),
  position int8 NOT NULL CHECK (position > 0),
  epoch int8 NOT NULL CHECK (epoch > 0),
  id bytea NOT NULL CHECK (octet_length(id) = 32),
  prev bytea NOT NULL CHECK (octet_length(prev) = 32),
  body bytea NOT NULL CHECK (octet_length(body) <= 524288),
  PRIMARY KEY (slice, position)
);
COMMENT ON TABLE trunkline.log IS 'id = SHA-256(prev, body); the key conflict is the compare-and-set. Rows are never changed.';
-- Bodies do not compress well one by one; archives compress them together.
ALTER TABLE trunkline.log ALTER COLUMN body SET STORAGE EXTERNAL;
