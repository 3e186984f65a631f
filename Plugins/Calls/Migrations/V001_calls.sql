-- One row for everything about a call that has ended, told by the event that ended it: (position, event_index) of the
-- centre's slice. Rows are only ever added. Times are milliseconds since 1970.

CREATE TABLE call (
  centre        text COLLATE "C" NOT NULL,
  call          bytea NOT NULL,
  direction     int2 NOT NULL CHECK (direction BETWEEN 1 AND 3),
  service       text COLLATE "C",
  priority      int4 NOT NULL,
  outcome       int2 NOT NULL CHECK (outcome BETWEEN 1 AND 5),
  ended_by      int2 NOT NULL CHECK (ended_by BETWEEN 1 AND 4),
  cause         text COLLATE "C",
  arrived_at    int8 NOT NULL,
  ended_at      int8 NOT NULL,
  entries       int4 NOT NULL,
  conversations int4 NOT NULL,
  ivr_ms        int8 NOT NULL,
  wait_ms       int8 NOT NULL,
  talk_ms       int8 NOT NULL,
  hold_ms       int8 NOT NULL,
  line          text COLLATE "C",
  customer      text COLLATE "C",
  position      int8 NOT NULL,
  event_index   int4 NOT NULL
);
COMMENT ON TABLE call IS 'Calls that ended.';
COMMENT ON COLUMN call.direction IS '1 inbound, 2 outbound, 3 internal.';
COMMENT ON COLUMN call.service IS 'The service asked for; null when it was never known.';
COMMENT ON COLUMN call.outcome IS '1 answered, 2 abandoned, 3 left in the IVR, 4 flowed out, 5 failed.';
COMMENT ON COLUMN call.ended_by IS '1 caller, 2 agent, 3 system, 4 not recorded.';
CREATE INDEX call_by_id ON call (call);
CREATE INDEX call_by_end ON call USING brin (ended_at);

CREATE TABLE entry (
  centre               text COLLATE "C" NOT NULL,
  call                 bytea NOT NULL,
  entry                int4 NOT NULL,
  queue                text COLLATE "C" NOT NULL,
  priority             int4 NOT NULL,
  enqueued_at          int8 NOT NULL,
  original_enqueued_at int8 NOT NULL,
  left_at              int8 NOT NULL,
  wait_ms              int8 NOT NULL,
  outcome              int2 NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  within_target        bool NOT NULL,
  short                bool NOT NULL,
  during               int2 CHECK (during BETWEEN 1 AND 2),
  reason               int2 CHECK (reason BETWEEN 1 AND 8),
  target               text COLLATE "C",
  cause                text COLLATE "C",
  agent                text COLLATE "C",
  position             int8 NOT NULL,
  event_index          int4 NOT NULL,
  CHECK ((outcome = 2) = (during IS NOT NULL)),
  CHECK ((outcome = 3) = (reason IS NOT NULL))
);
COMMENT ON TABLE entry IS 'Stays of calls in queues that ended.';
COMMENT ON COLUMN entry.outcome IS '1 answered, 2 abandoned, 3 flowed out, 4 failed.';
COMMENT ON COLUMN entry.wait_ms IS 'As the source tells it, which may differ from left_at - enqueued_at by a clock''s step.';
COMMENT ON COLUMN entry.within_target IS 'The wait was at most the service level target of its day; false for failed.';
COMMENT ON COLUMN entry.during IS 'Of abandoned: 1 waiting, 2 while an agent''s phone rang.';
COMMENT ON COLUMN entry.reason IS
  'Of flowed out: 1 callback, 2 overflow, 3 key, 4 timeout, 5 no agents, 6 voicemail, 7 transfer, 8 withdrawn.';
COMMENT ON COLUMN entry.agent IS 'Who answered, where it is known.';
CREATE INDEX entry_by_end ON entry USING brin (left_at);

CREATE TABLE offer (
  centre      text COLLATE "C" NOT NULL,
  call        bytea NOT NULL,
  entry       int4 NOT NULL,
  offer       int4 NOT NULL,
  queue       text COLLATE "C" NOT NULL,
  priority    int4 NOT NULL,
  agent       text COLLATE "C" NOT NULL,
  made_at     int8 NOT NULL,
  ended_at    int8 NOT NULL,
  ring_ms     int8 NOT NULL,
  outcome     int2 NOT NULL CHECK (outcome BETWEEN 1 AND 6),
  reason      int2 CHECK (reason BETWEEN 1 AND 4),
  position    int8 NOT NULL,
  event_index int4 NOT NULL,
  CHECK ((outcome IN (5, 6)) = (reason IS NOT NULL))
);
COMMENT ON TABLE offer IS 'Presentations of entries to agents that ended.';
COMMENT ON COLUMN offer.outcome IS '1 joined, 2 rejected, 3 expired, 4 cancelled, 5 rescinded, 6 failed.';
COMMENT ON COLUMN offer.reason IS
  'Of rescinded: 1 lost race, 2 withdrawn. Of failed: 1 device busy, 2 device unreachable, 3 join failed, 4 station lost.';
CREATE INDEX offer_by_end ON offer USING brin (ended_at);

CREATE TABLE conversation (
  centre      text COLLATE "C" NOT NULL,
  call        bytea NOT NULL,
  entry       int4 NOT NULL,
  queue       text COLLATE "C" NOT NULL,
  priority    int4 NOT NULL,
  agent       text COLLATE "C",
  started_at  int8 NOT NULL,
  ended_at    int8 NOT NULL,
  wait_ms     int8 NOT NULL,
  talk_ms     int8 NOT NULL,
  hold_ms     int8 NOT NULL,
  ended_by    int2 NOT NULL CHECK (ended_by BETWEEN 1 AND 4),
  overlapping bool NOT NULL,
  position    int8 NOT NULL,
  event_index int4 NOT NULL
);
COMMENT ON TABLE conversation IS 'Conversations of callers with agents that ended.';
COMMENT ON COLUMN conversation.agent IS 'Null in recorded history that does not know it.';
COMMENT ON COLUMN conversation.ended_by IS '1 caller, 2 agent, 3 system, 4 not recorded.';
COMMENT ON COLUMN conversation.overlapping IS 'Recorded history only: began while the agent was in another conversation.';
CREATE INDEX conversation_by_end ON conversation USING brin (ended_at);

CREATE TABLE agent_state (
  centre      text COLLATE "C" NOT NULL,
  agent       text COLLATE "C" NOT NULL,
  state       int2 NOT NULL CHECK (state BETWEEN 1 AND 8),
  since       int8 NOT NULL,
  until       int8 NOT NULL CHECK (until >= since),
  reason      text COLLATE "C",
  call        bytea,
  queue       text COLLATE "C",
  inferred    bool NOT NULL,
  position    int8 NOT NULL,
  event_index int4 NOT NULL
);
COMMENT ON TABLE agent_state IS 'States that agents left. Those of one log-in follow each other without gap or overlap.';
COMMENT ON COLUMN agent_state.state IS
  '1 idle, 2 offered, 3 talking, 4 holding, 5 wrap-up, 6 other call, 7 not ready, 8 disconnected.';
COMMENT ON COLUMN agent_state.reason IS 'Of not ready.';
COMMENT ON COLUMN agent_state.inferred IS 'The log-in was inferred from conversations, not reported.';
CREATE INDEX agent_state_by_end ON agent_state USING brin (until);
