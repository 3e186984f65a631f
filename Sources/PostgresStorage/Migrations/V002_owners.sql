-- Which process does what: who lives, and who has which slice. Liveness only; safety is the log's chain and the
-- checkpoints' compare-and-set.

CREATE TABLE trunkline.member (
  owner text COLLATE "C" PRIMARY KEY CHECK (owner <> ''),
  address text NOT NULL,
  until timestamptz NOT NULL
);
COMMENT ON TABLE trunkline.member IS 'Renewed once a second for three, by the clock of this database.';

CREATE TABLE trunkline.lease (
  role text COLLATE "C" NOT NULL CHECK (role <> ''),
  slice int2 NOT NULL CHECK (slice BETWEEN 0 AND 63),
  epoch int8 NOT NULL CHECK (epoch > 0),
  owner text COLLATE "C",
  PRIMARY KEY (role, slice)
);
COMMENT ON TABLE trunkline.lease IS 'Changes its owner only when the one it has is no member any more, or gave it back (null).';
