import Metrics
import Storage
import Values

/// Every query of the plugin, for the test that prepares them all. Parameters: $1 centre or null, $2 from (inclusive)
/// and $3 to (exclusive) in milliseconds; $4 as each says.
enum KPIStatements {
  static let all: [StaticString] = [
    IntervalStatement.sql, GroupStatement.sums, GroupStatement.waits, GroupStatement.calls, GroupStatement.agents,
    TargetStatement.sql, AgentStatement.sums, AgentStatement.notReady, BoundsStatement.sql,
  ]
}

extension KPISelection {
  var parameters: [Value] {
    [centre.map { .text($0.text) } ?? .null, .integer(fromMs), .integer(toMs)]
  }
}

/// The intervals that have anything in the selection.
enum BoundsStatement {
  static let sql: StaticString = """
    SELECT min(interval_start), max(interval_start)
    FROM (SELECT centre, interval_start FROM kpi.queue_arrival
          UNION ALL SELECT centre, interval_start FROM kpi.call_arrival) AS a
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    HAVING count(*) > 0
    """

  static func query(_ selection: KPISelection) -> Query {
    Query("\(sql)", selection.parameters, views: ["kpi.queue_arrival", "kpi.call_arrival"])
  }
}

/// Thresholds by the newest configuration.
enum TargetStatement {
  static let sql: StaticString = """
    SELECT centre, queue, target_ms, short_ms FROM kpi.queue_target
    WHERE $1::text IS NULL OR centre = $1
    ORDER BY centre, queue
    """

  static func query(_ selection: KPISelection) -> Query {
    Query("\(sql)", [selection.parameters[0]], views: ["kpi.queue_target"])
  }
}

/// Sums of queues by interval of arrival.
enum IntervalStatement {
  static let sql: StaticString = """
    SELECT interval_start, queue, centre,
      sum(answered)::int8, sum(answered_within)::int8, sum(abandoned)::int8, sum(abandoned_within)::int8,
      sum(abandoned_short)::int8, sum(flowed_out)::int8, sum(callback_within)::int8, sum(failed)::int8,
      sum(wait_answered_ms)::int8, sum(wait_abandoned_ms)::int8, sum(wait_other_ms)::int8, max(wait_ms_max),
      sum(talk_ms)::int8, sum(hold_ms)::int8, sum(wrap_up_ms)::int8, sum(conversations_ended)::int8, sum(queued)::int8
    FROM kpi.queue_arrival
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY interval_start, queue, centre
    ORDER BY interval_start, queue, centre
    """

  static func query(_ selection: KPISelection) -> Query {
    Query("\(sql)", selection.parameters, views: ["kpi.queue_arrival"])
  }
}

/// Sums over the whole selection; $4 says by what: 0 all in one, 1 queue, 2 priority.
enum GroupStatement {
  static let sums: StaticString = """
    SELECT CASE WHEN $4::int8 = 1 THEN centre ELSE '' END AS c, CASE WHEN $4 = 1 THEN queue ELSE '' END AS q,
      CASE WHEN $4 = 2 THEN priority ELSE 0 END AS p,
      sum(answered)::int8, sum(answered_within)::int8, sum(abandoned)::int8, sum(abandoned_within)::int8,
      sum(abandoned_short)::int8, sum(flowed_out)::int8, sum(callback_within)::int8, sum(failed)::int8,
      sum(wait_answered_ms)::int8, sum(wait_abandoned_ms)::int8, sum(wait_other_ms)::int8, max(wait_ms_max),
      sum(talk_ms)::int8, sum(hold_ms)::int8, sum(wrap_up_ms)::int8, sum(conversations_ended)::int8, sum(queued)::int8
    FROM kpi.queue_arrival
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY c, q, p
    ORDER BY c, q, p
    """
  static let waits: StaticString = """
    SELECT CASE WHEN $4::int8 = 1 THEN centre ELSE '' END AS c, CASE WHEN $4 = 1 THEN queue ELSE '' END AS q,
      CASE WHEN $4 = 2 THEN priority ELSE 0 END AS p,
      outcome, bucket, sum(count)::int8
    FROM kpi.queue_wait
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY c, q, p, outcome, bucket
    ORDER BY c, q, p, bucket, outcome
    """
  static let calls: StaticString = """
    SELECT CASE WHEN $4::int8 = 1 THEN centre ELSE '' END AS c, CASE WHEN $4 = 1 THEN service ELSE '' END AS q,
      CASE WHEN $4 = 2 THEN priority ELSE 0 END AS p,
      sum(answered)::int8, sum(abandoned)::int8, sum(left_in_ivr)::int8, sum(flowed_out)::int8, sum(failed)::int8,
      sum(ivr_ms)::int8
    FROM kpi.call_arrival
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY c, q, p
    ORDER BY c, q, p
    """
  static let agents: StaticString = """
    SELECT CASE WHEN $4::int8 = 1 THEN centre ELSE '' END AS c, CASE WHEN $4 = 1 THEN queue ELSE '' END AS q,
      CASE WHEN $4 = 2 THEN priority ELSE 0 END AS p,
      count(DISTINCT (centre, agent))
    FROM kpi.agent_arrival
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3 AND answered > 0
    GROUP BY c, q, p
    ORDER BY c, q, p
    """

  /// In the order sums, waits, calls, agents.
  static func queries(_ selection: KPISelection, _ grouping: KPIGrouping) -> [Query] {
    let parameters = selection.parameters + [.integer(grouping.rawValue)]
    return [
      Query("\(sums)", parameters, views: ["kpi.queue_arrival"]),
      Query("\(waits)", parameters, views: ["kpi.queue_wait"]),
      Query("\(calls)", parameters, views: ["kpi.call_arrival"]),
      Query("\(agents)", parameters, views: ["kpi.agent_arrival"]),
    ]
  }
}

/// Sums of agents; $4: 1 by interval, 0 over the whole selection.
enum AgentStatement {
  static let sums: StaticString = """
    SELECT centre, agent, CASE WHEN $4::int8 = 1 THEN interval_start ELSE 0 END AS i,
      sum(idle_ms)::int8, sum(offered_ms)::int8, sum(talking_ms)::int8, sum(holding_ms)::int8,
      sum(wrapping_up_ms)::int8, sum(other_call_ms)::int8, sum(not_ready_ms)::int8, sum(disconnected_ms)::int8,
      sum(inferred_ms)::int8, sum(offers_made)::int8, sum(offers_accepted)::int8, sum(offers_joined)::int8,
      sum(offers_rejected)::int8, sum(offers_expired)::int8, sum(offers_cancelled)::int8,
      sum(offers_rescinded)::int8, sum(offers_failed)::int8, sum(conversations)::int8, sum(overlapping)::int8,
      sum(talk_ms)::int8, sum(hold_ms)::int8, sum(wrap_up_ms)::int8, sum(strikes)::int8, sum(log_ins)::int8,
      sum(log_ins_inferred)::int8
    FROM kpi.agent_interval
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY centre, agent, i
    ORDER BY i, agent, centre
    """
  static let notReady: StaticString = """
    SELECT centre, agent, CASE WHEN $4::int8 = 1 THEN interval_start ELSE 0 END AS i, reason, sum(not_ready_ms)::int8
    FROM kpi.agent_not_ready
    WHERE ($1::text IS NULL OR centre = $1) AND interval_start >= $2 AND interval_start < $3
    GROUP BY centre, agent, i, reason
    ORDER BY i, agent, centre, reason
    """

  /// In the order sums, not ready by reason.
  static func queries(_ selection: KPISelection, byInterval: Bool) -> [Query] {
    let parameters = selection.parameters + [.integer(byInterval ? 1 : 0)]
    return [
      Query("\(sums)", parameters, views: ["kpi.agent_interval"]),
      Query("\(notReady)", parameters, views: ["kpi.agent_not_ready"]),
    ]
  }
}

extension RowReader {
  /// The sums of a queue in the order that the statements select them.
  mutating func queueSums() throws(StorageFailure) -> QueueSums {
    var sums = QueueSums()
    sums.answered = try integer()
    sums.answeredWithin = try integer()
    sums.abandoned = try integer()
    sums.abandonedWithin = try integer()
    sums.abandonedShort = try integer()
    sums.flowedOut = try integer()
    sums.callbackWithin = try integer()
    sums.failed = try integer()
    sums.waitAnsweredMs = try integer()
    sums.waitAbandonedMs = try integer()
    sums.waitOtherMs = try integer()
    sums.waitMsMax = try integer()
    sums.talkMs = try integer()
    sums.holdMs = try integer()
    sums.wrapUpMs = try integer()
    sums.conversationsEnded = try integer()
    sums.queued = try integer()
    return sums
  }

  /// The sums of an agent in the order that the statement selects them.
  mutating func agentSums() throws(StorageFailure) -> AgentSums {
    var sums = AgentSums()
    sums.idleMs = try integer()
    sums.offeredMs = try integer()
    sums.talkingMs = try integer()
    sums.holdingMs = try integer()
    sums.wrappingUpMs = try integer()
    sums.otherCallMs = try integer()
    sums.notReadyMs = try integer()
    sums.disconnectedMs = try integer()
    sums.inferredMs = try integer()
    sums.offersMade = try integer()
    sums.offersAccepted = try integer()
    sums.offersJoined = try integer()
    sums.offersRejected = try integer()
    sums.offersExpired = try integer()
    sums.offersCancelled = try integer()
    sums.offersRescinded = try integer()
    sums.offersFailed = try integer()
    sums.conversations = try integer()
    sums.overlapping = try integer()
    sums.talkMs = try integer()
    sums.holdMs = try integer()
    sums.wrapUpMs = try integer()
    sums.strikes = try integer()
    sums.logIns = try integer()
    sums.logInsInferred = try integer()
    return sums
  }
}
