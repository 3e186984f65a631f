-- Sums and counts by quarter of an hour of UTC. Times are milliseconds since 1970; interval_start is a multiple of 900000.
-- "By arrival": everything about an entry is in the interval in which it was enqueued (service level, waits, handle time).
-- "By event": each fact is in the interval in which it happened, durations are split at the boundaries (workload).

CREATE TABLE queue_arrival (
  centre            text COLLATE "C" NOT NULL,
  interval_start    int8 NOT NULL CHECK (interval_start % 900000 = 0),
  queue             text COLLATE "C" NOT NULL,
  priority          int4 NOT NULL,
  answered          int8 NOT NULL,
  answered_within   int8 NOT NULL,
  abandoned         int8 NOT NULL,
  abandoned_within  int8 NOT NULL,
  abandoned_short   int8 NOT NULL,
  flowed_out        int8 NOT NULL,
  callback_within   int8 NOT NULL,
  failed            int8 NOT NULL,
  wait_answered_ms  int8 NOT NULL,
  wait_abandoned_ms int8 NOT NULL,
  wait_other_ms     int8 NOT NULL,
  wait_ms_max       int8 NOT NULL,
  talk_ms           int8 NOT NULL,
  hold_ms           int8 NOT NULL,
  wrap_up_ms        int8 NOT NULL,
  conversations_ended int8 NOT NULL,
  queued            int8 NOT NULL CHECK (queued >= 0),
  PRIMARY KEY (centre, interval_start, queue, priority),
  CHECK (answered_within BETWEEN 0 AND answered),
  CHECK (abandoned_within BETWEEN 0 AND abandoned),
  CHECK (abandoned_short BETWEEN 0 AND abandoned),
  CHECK (callback_within BETWEEN 0 AND flowed_out),
  CHECK (failed >= 0)
);
COMMENT ON TABLE queue_arrival IS 'Entries by arrival: outcomes, waits and handling of those enqueued in the interval.';
COMMENT ON COLUMN queue_arrival.priority IS 'Of the stay when it ended.';
COMMENT ON COLUMN queue_arrival.answered_within IS 'Wait at most the service level target of the entry''s day.';
COMMENT ON COLUMN queue_arrival.abandoned_short IS 'Wait at most the queue''s threshold of a short abandon.';
COMMENT ON COLUMN queue_arrival.callback_within IS 'Left for a callback within the target; part of flowed_out.';
COMMENT ON COLUMN queue_arrival.wait_other_ms IS 'Waits of those who flowed out or failed.';
COMMENT ON COLUMN queue_arrival.talk_ms IS 'Of conversations that ended, like hold_ms and wrap_up_ms.';

CREATE TABLE queue_event (
  centre         text COLLATE "C" NOT NULL,
  interval_start int8 NOT NULL CHECK (interval_start % 900000 = 0),
  queue          text COLLATE "C" NOT NULL,
  enqueued       int8 NOT NULL CHECK (enqueued >= 0),
  answered       int8 NOT NULL CHECK (answered >= 0),
  abandoned      int8 NOT NULL CHECK (abandoned >= 0),
  flowed_out     int8 NOT NULL CHECK (flowed_out >= 0),
  failed         int8 NOT NULL CHECK (failed >= 0),
  talk_ms        int8 NOT NULL,
  hold_ms        int8 NOT NULL,
  wrap_up_ms     int8 NOT NULL,
  PRIMARY KEY (centre, interval_start, queue)
);
COMMENT ON TABLE queue_event IS
  'Entries by event. Waiting at the end of an interval = enqueued - answered - abandoned - flowed_out - failed, summed up to it.';

CREATE TABLE queue_wait (
  centre         text COLLATE "C" NOT NULL,
  interval_start int8 NOT NULL CHECK (interval_start % 900000 = 0),
  queue          text COLLATE "C" NOT NULL,
  priority       int4 NOT NULL,
  outcome        int2 NOT NULL CHECK (outcome BETWEEN 1 AND 4),
  bucket         int4 NOT NULL CHECK (bucket >= 0),
  count          int8 NOT NULL CHECK (count > 0),
  PRIMARY KEY (centre, interval_start, queue, priority, outcome, bucket)
);
COMMENT ON TABLE queue_wait IS 'Histogram of waits by arrival; a bucket is at most 1 % wide.';
COMMENT ON COLUMN queue_wait.outcome IS '1 answered, 2 abandoned, 3 flowed out, 4 failed.';
COMMENT ON COLUMN queue_wait.bucket IS 'Below 256: that many ms. Else 128*d + (ms >> d), where d makes ms >> d 128 to 255.';

CREATE TABLE call_arrival (
  centre         text COLLATE "C" NOT NULL,
  interval_start int8 NOT NULL CHECK (interval_start % 900000 = 0),
  service        text COLLATE "C" NOT NULL,
  priority       int4 NOT NULL,
  answered       int8 NOT NULL CHECK (answered >= 0),
  abandoned      int8 NOT NULL CHECK (abandoned >= 0),
  left_in_ivr    int8 NOT NULL CHECK (left_in_ivr >= 0),
  flowed_out     int8 NOT NULL CHECK (flowed_out >= 0),
  failed         int8 NOT NULL CHECK (failed >= 0),
  entries        int8 NOT NULL,
  conversations  int8 NOT NULL,
  ivr_ms         int8 NOT NULL,
  wait_ms        int8 NOT NULL,
  talk_ms        int8 NOT NULL,
  hold_ms        int8 NOT NULL,
  PRIMARY KEY (centre, interval_start, service, priority)
);
COMMENT ON TABLE call_arrival IS 'Inbound calls that ended, by arrival of the call. Who left in the IVR is counted here and in no queue.';
COMMENT ON COLUMN call_arrival.service IS 'The service asked for; empty when it was never known.';

CREATE TABLE agent_interval (
  centre           text COLLATE "C" NOT NULL,
  interval_start   int8 NOT NULL CHECK (interval_start % 900000 = 0),
  agent            text COLLATE "C" NOT NULL,
  idle_ms          int8 NOT NULL,
  offered_ms       int8 NOT NULL,
  talking_ms       int8 NOT NULL,
  holding_ms       int8 NOT NULL,
  wrapping_up_ms   int8 NOT NULL,
  other_call_ms    int8 NOT NULL,
  not_ready_ms     int8 NOT NULL,
  disconnected_ms  int8 NOT NULL,
  inferred_ms      int8 NOT NULL,
  offers_made      int8 NOT NULL,
  offers_accepted  int8 NOT NULL,
  offers_joined    int8 NOT NULL,
  offers_rejected  int8 NOT NULL,
  offers_expired   int8 NOT NULL,
  offers_cancelled int8 NOT NULL,
  offers_rescinded int8 NOT NULL,
  offers_failed    int8 NOT NULL,
  conversations    int8 NOT NULL,
  overlapping      int8 NOT NULL CHECK (overlapping BETWEEN 0 AND conversations),
  talk_ms          int8 NOT NULL,
  hold_ms          int8 NOT NULL,
  wrap_up_ms       int8 NOT NULL,
  strikes          int8 NOT NULL,
  log_ins          int8 NOT NULL,
  log_ins_inferred int8 NOT NULL CHECK (log_ins_inferred BETWEEN 0 AND log_ins),
  PRIMARY KEY (centre, interval_start, agent)
);
COMMENT ON TABLE agent_interval IS 'Agents by event. The eight states partition the time logged in.';
COMMENT ON COLUMN agent_interval.inferred_ms IS 'Of all states: in log-ins that were inferred from conversations, not reported.';
COMMENT ON COLUMN agent_interval.conversations IS 'That ended in the interval, overlapping ones among them.';
COMMENT ON COLUMN agent_interval.overlapping IS
  'Recorded history only: began while the agent was in another conversation, so they are in no state''s time.';
COMMENT ON COLUMN agent_interval.talk_ms IS 'Of conversations that ended in the interval, whole; not split like talking_ms.';

CREATE TABLE agent_not_ready (
  centre         text COLLATE "C" NOT NULL,
  interval_start int8 NOT NULL CHECK (interval_start % 900000 = 0),
  agent          text COLLATE "C" NOT NULL,
  reason         text COLLATE "C" NOT NULL,
  not_ready_ms   int8 NOT NULL CHECK (not_ready_ms > 0),
  PRIMARY KEY (centre, interval_start, agent, reason)
);
COMMENT ON TABLE agent_not_ready IS 'Time not ready by reason; adds up to agent_interval.not_ready_ms.';

CREATE TABLE agent_arrival (
  centre         text COLLATE "C" NOT NULL,
  interval_start int8 NOT NULL CHECK (interval_start % 900000 = 0),
  agent          text COLLATE "C" NOT NULL,
  queue          text COLLATE "C" NOT NULL,
  priority       int4 NOT NULL,
  answered       int8 NOT NULL CHECK (answered >= 0),
  talk_ms        int8 NOT NULL,
  hold_ms        int8 NOT NULL,
  wrap_up_ms     int8 NOT NULL,
  PRIMARY KEY (centre, interval_start, agent, queue, priority)
);
COMMENT ON TABLE agent_arrival IS 'Which agents answered entries of which queue, by arrival of the entry.';

CREATE TABLE queue_target (
  centre    text COLLATE "C" NOT NULL,
  queue     text COLLATE "C" NOT NULL,
  target_ms int8 NOT NULL,
  short_ms  int8 NOT NULL,
  PRIMARY KEY (centre, queue)
);
COMMENT ON TABLE queue_target IS
  'Thresholds by the newest configuration. Counts above were made with those of their day.';
