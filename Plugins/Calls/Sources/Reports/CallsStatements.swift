import Storage
import Values

/// Every query of the plugin, for the test that prepares them all.
enum CallsStatements {
  static let all: [StaticString] = [list, call, ids, entries, offers, conversations, agentStates]

  /// $1 centre, $2 from, $3 to, $4 service, $5 outcome (0: any), $6 limit.
  static let list: StaticString = """
    SELECT centre, position, event_index, call, direction, service, priority, outcome, ended_by, cause, arrived_at,
      ended_at, entries, conversations, ivr_ms, wait_ms, talk_ms, hold_ms, line, customer
    FROM calls.call
    WHERE ended_at >= $2::int8 AND ended_at < $3::int8 AND ($1::text IS NULL OR centre = $1)
      AND ($4::text IS NULL OR service = $4) AND ($5::int8 = 0 OR outcome = $5)
    ORDER BY ended_at DESC, centre, position DESC, event_index DESC
    LIMIT $6::int8
    """

  /// $1 call.
  static let call: StaticString = """
    SELECT centre, position, event_index, call, direction, service, priority, outcome, ended_by, cause, arrived_at,
      ended_at, entries, conversations, ivr_ms, wait_ms, talk_ms, hold_ms, line, customer
    FROM calls.call WHERE call = $1::bytea
    ORDER BY centre, position, event_index
    """

  /// $1 centre, $2 from, $3 to.
  static let ids: StaticString = """
    SELECT DISTINCT call FROM calls.call
    WHERE ended_at >= $2::int8 AND ended_at < $3::int8 AND centre = $1::text
    """

  // $1 call, $2 from, $3 to: the time says where to look, as these tables have no index on calls.
  static let entries: StaticString = """
    SELECT centre, position, event_index, call, entry, queue, priority, enqueued_at, left_at, wait_ms, outcome,
      within_target, short, reason, target, cause, agent
    FROM calls.entry WHERE left_at BETWEEN $2::int8 AND $3::int8 AND call = $1::bytea
    ORDER BY centre, position, event_index
    """
  static let offers: StaticString = """
    SELECT centre, position, event_index, call, entry, offer, queue, agent, made_at, ended_at, ring_ms, outcome
    FROM calls.offer WHERE ended_at BETWEEN $2::int8 AND $3::int8 AND call = $1::bytea
    ORDER BY centre, position, event_index
    """
  static let conversations: StaticString = """
    SELECT centre, position, event_index, call, entry, queue, agent, started_at, ended_at, talk_ms, hold_ms, ended_by,
      overlapping
    FROM calls.conversation WHERE ended_at BETWEEN $2::int8 AND $3::int8 AND call = $1::bytea
    ORDER BY centre, position, event_index
    """

  /// $1 centre, $2 agent, $3 from, $4 to: states that lasted into the span.
  static let agentStates: StaticString = """
    SELECT centre, position, event_index, agent, state, since, until, reason, call, queue, inferred
    FROM calls.agent_state
    WHERE until >= $3::int8 AND since < $4::int8 AND centre = $1::text AND agent = $2::text
    ORDER BY position, event_index
    """
}
