import Storage

/// The tables of the plugin as the projection writes them; `Migrations/` says what they mean.
enum KPITable {
  /// In the order of `KPIRows`.
  static let all = [
    QueueArrival.table, QueueEvent.table, QueueWait.table, CallArrival.table, AgentInterval.table, AgentNotReady.table,
    AgentArrival.table, QueueTarget.table,
  ]
}

/// The value columns of a table, in order.
protocol ValueColumns: CaseIterable, RawRepresentable<Int> {}

private func sums(_ names: String...) -> [ColumnDefinition] { names.map { ColumnDefinition($0, .int8, .add) } }

/// A table of sums by interval. Its rows are found, as reports ask for them, by centre and time.
private func byInterval(
  _ name: String, key: [ColumnDefinition], values: [ColumnDefinition]
) -> TableDefinition {
  .merged(name, key: key, values: values, growing: intervalStart.name)
}

private let centre = ColumnDefinition("centre", .text)
private let queue = ColumnDefinition("queue", .text)
private let agent = ColumnDefinition("agent", .text)
private let priority = ColumnDefinition("priority", .int4)
private let intervalStart = ColumnDefinition("interval_start", .int8)

enum QueueArrival: Int, ValueColumns {
  case answered, answeredWithin, abandoned, abandonedWithin, abandonedShort, flowedOut, callbackWithin, failed
  case waitAnsweredMs, waitAbandonedMs, waitOtherMs, waitMsMax, talkMs, holdMs, wrapUpMs, conversationsEnded, queued

  static let table = byInterval(
    "queue_arrival", key: [centre, intervalStart, queue, priority],
    values: sums(
      "answered", "answered_within", "abandoned", "abandoned_within", "abandoned_short", "flowed_out",
      "callback_within",
      "failed", "wait_answered_ms", "wait_abandoned_ms", "wait_other_ms")
      + [ColumnDefinition("wait_ms_max", .int8, .max)]
      + sums("talk_ms", "hold_ms", "wrap_up_ms", "conversations_ended", "queued"))
}

enum QueueEvent: Int, ValueColumns {
  case enqueued, answered, abandoned, flowedOut, failed, talkMs, holdMs, wrapUpMs

  static let table = byInterval(
    "queue_event", key: [centre, intervalStart, queue],
    values: sums("enqueued", "answered", "abandoned", "flowed_out", "failed", "talk_ms", "hold_ms", "wrap_up_ms"))
}

enum QueueWait: Int, ValueColumns {
  case count

  static let table = byInterval(
    "queue_wait",
    key: [
      centre, intervalStart, queue, priority, ColumnDefinition("outcome", .int2), ColumnDefinition("bucket", .int4),
    ],
    values: sums("count"))
}

enum CallArrival: Int, ValueColumns {
  case answered, abandoned, leftInIVR, flowedOut, failed, entries, conversations, ivrMs, waitMs, talkMs, holdMs

  static let table = byInterval(
    "call_arrival", key: [centre, intervalStart, ColumnDefinition("service", .text), priority],
    values: sums(
      "answered", "abandoned", "left_in_ivr", "flowed_out", "failed", "entries", "conversations", "ivr_ms", "wait_ms",
      "talk_ms", "hold_ms"))
}

enum AgentInterval: Int, ValueColumns {
  case idleMs, offeredMs, talkingMs, holdingMs, wrappingUpMs, otherCallMs, notReadyMs, disconnectedMs, inferredMs
  case offersMade, offersAccepted, offersJoined, offersRejected, offersExpired, offersCancelled, offersRescinded
  case offersFailed, conversations, overlapping, talkMs, holdMs, wrapUpMs, strikes, logIns, logInsInferred

  static let table = byInterval(
    "agent_interval", key: [centre, intervalStart, agent],
    values: sums(
      "idle_ms", "offered_ms", "talking_ms", "holding_ms", "wrapping_up_ms", "other_call_ms", "not_ready_ms",
      "disconnected_ms", "inferred_ms", "offers_made", "offers_accepted", "offers_joined", "offers_rejected",
      "offers_expired", "offers_cancelled", "offers_rescinded", "offers_failed", "conversations", "overlapping",
      "talk_ms", "hold_ms", "wrap_up_ms", "strikes", "log_ins", "log_ins_inferred"))
}

enum AgentNotReady: Int, ValueColumns {
  case notReadyMs

  static let table = byInterval(
    "agent_not_ready", key: [centre, intervalStart, agent, ColumnDefinition("reason", .text)],
    values: sums("not_ready_ms"))
}

enum AgentArrival: Int, ValueColumns {
  case answered, talkMs, holdMs, wrapUpMs

  static let table = byInterval(
    "agent_arrival", key: [centre, intervalStart, agent, queue, priority],
    values: sums("answered", "talk_ms", "hold_ms", "wrap_up_ms"))
}

enum QueueTarget: Int, ValueColumns {
  case targetMs, shortMs

  static let table = TableDefinition.merged(
    "queue_target", key: [centre, queue],
    values: [ColumnDefinition("target_ms", .int8, .set), ColumnDefinition("short_ms", .int8, .set)])
}

/// How a stay in a queue ended, as `queue_wait.outcome` has it.
enum EntryOutcome: Int16, CaseIterable {
  case answered = 1
  case abandoned = 2
  case flowedOut = 3
  case failed = 4
}
