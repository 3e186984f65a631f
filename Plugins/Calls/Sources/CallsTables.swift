import Storage

/// The tables of the plugin as the projection writes them; `Migrations/` says what they mean.
enum CallsTable {
  /// In the order of `CallsRows`.
  static let all = [call, entry, offer, conversation, agentState]

  static let call = table(
    "call",
    [
      ("direction", .int2), ("service", .text), ("priority", .int4), ("outcome", .int2), ("ended_by", .int2),
      ("cause", .text), ("arrived_at", .int8), ("ended_at", .int8), ("entries", .int4), ("conversations", .int4),
      ("ivr_ms", .int8), ("wait_ms", .int8), ("talk_ms", .int8), ("hold_ms", .int8), ("line", .text),
      ("customer", .text),
    ], subject: [("call", .bytea)])

  static let entry = table(
    "entry",
    [
      ("original_enqueued_at", .int8), ("left_at", .int8), ("wait_ms", .int8), ("outcome", .int2),
      ("within_target", .bool), ("short", .bool), ("during", .int2), ("reason", .int2), ("target", .text),
      ("cause", .text), ("agent", .text),
    ], subject: stay + [("enqueued_at", .int8)])

  static let offer = table(
    "offer",
    [
      ("offer", .int4), ("agent", .text), ("made_at", .int8), ("ended_at", .int8), ("ring_ms", .int8),
      ("outcome", .int2), ("reason", .int2),
    ], subject: stay)

  static let conversation = table(
    "conversation",
    [
      ("agent", .text), ("started_at", .int8), ("ended_at", .int8), ("wait_ms", .int8), ("talk_ms", .int8),
      ("hold_ms", .int8), ("ended_by", .int2), ("overlapping", .bool),
    ], subject: stay)

  static let agentState = table(
    "agent_state",
    [
      ("state", .int2), ("since", .int8), ("until", .int8), ("reason", .text), ("call", .bytea), ("queue", .text),
      ("inferred", .bool),
    ], subject: [("agent", .text)])

  private typealias Columns = [(String, ColumnDefinition.Kind)]

  private static let stay: Columns = [
    ("call", .bytea), ("entry", .int4), ("queue", .text), ("priority", .int4),
  ]

  /// Every row begins with the centre and ends with the place of the event that made it.
  private static func table(_ name: String, _ columns: Columns, subject: Columns) -> TableDefinition {
    let all = [("centre", .text)] + subject + columns + [("position", .int8), ("event_index", .int4)]
    return .appended(name, all.map { ColumnDefinition($0.0, $0.1) })
  }
}
