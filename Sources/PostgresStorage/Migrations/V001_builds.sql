-- Builds of plugins, their checkpoints, and what keeps a bad event from stopping everything.

CREATE TYPE trunkline.build_state AS ENUM ('building', 'serving', 'retired', 'scratch');

CREATE TABLE trunkline.plugin_build (
  plugin text COLLATE "C" NOT NULL CHECK (plugin ~ '^[a-z]{1,20}$'),
  build int8 NOT NULL CHECK (build > 0),
  version int8 NOT NULL,
  state trunkline.build_state NOT NULL,
  PRIMARY KEY (plugin, build)
);
CREATE UNIQUE INDEX plugin_build_serving ON trunkline.plugin_build (plugin) WHERE state = 'serving';
COMMENT ON TABLE trunkline.plugin_build IS 'Build b of plugin p has its tables in schema p_b; the views in schema p show the serving one.';

CREATE TABLE trunkline.checkpoint (
  plugin text COLLATE "C" NOT NULL,
  build int8 NOT NULL,
  slice int2 NOT NULL CHECK (slice BETWEEN 0 AND 63),
  position int8 NOT NULL CHECK (position > 0),
  id bytea NOT NULL CHECK (octet_length(id) = 32),
  epoch int8 NOT NULL,
  cursor int8 NOT NULL,
  lease_epoch int8 NOT NULL DEFAULT 0,
  PRIMARY KEY (plugin, build, slice),
  FOREIGN KEY (plugin, build) REFERENCES trunkline.plugin_build ON DELETE CASCADE
);
COMMENT ON TABLE trunkline.checkpoint IS 'Moves in the transaction of the rows, by compare-and-set on position and id.';

CREATE TABLE trunkline.plugin_attempt (
  plugin text COLLATE "C" NOT NULL,
  build int8 NOT NULL,
  slice int2 NOT NULL,
  after int8 NOT NULL,
  through int8 NOT NULL,
  owner text NOT NULL,
  phase text NOT NULL CHECK (phase IN ('under way', 'folding', 'folded')),
  suspicion int4 NOT NULL,
  PRIMARY KEY (plugin, build, slice),
  FOREIGN KEY (plugin, build) REFERENCES trunkline.plugin_build ON DELETE CASCADE
);
COMMENT ON TABLE trunkline.plugin_attempt IS 'Written before a batch is folded: what the process was at when it died.';

CREATE TABLE trunkline.plugin_hold (
  plugin text COLLATE "C" NOT NULL,
  slice int2 NOT NULL,
  position int8 NOT NULL,
  event_index int4 NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (plugin, slice)
);
COMMENT ON TABLE trunkline.plugin_hold IS 'A slice that stands still at an event; the others go on.';

CREATE TABLE trunkline.plugin_skip (
  plugin text COLLATE "C" NOT NULL,
  slice int2 NOT NULL,
  position int8 NOT NULL,
  event_index int4 NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  operator text NOT NULL,
  PRIMARY KEY (plugin, slice, position, event_index)
);
COMMENT ON TABLE trunkline.plugin_skip IS 'Events that an operator had passed over; verify knows of them.';
