package import Metrics
package import PluginKit
package import Values

/// An agent over a selection, or in one interval of it.
package struct AgentRow: Sendable, Equatable {
  package struct NotReady: Sendable, Hashable {
    package let reason: String
    package internal(set) var ms: Int64
  }

  /// `nil`: over the whole selection.
  package let intervalStart: Instant?
  package let centre: CentreID
  package let agent: AgentID
  package internal(set) var sums = AgentSums()
  /// Sorted by reason; adds up to `sums.notReadyMs`.
  package internal(set) var notReady: [NotReady] = []

  /// Some of the time is of log-ins that nobody reported: inferred from the first to the last conversation of a day.
  package var inferred: Bool { sums.inferredMs > 0 || sums.logInsInferred > 0 }
}

extension AgentRow {
  /// The report as a table; the same columns for totals and by interval, where totals leave the interval empty.
  package static func table(_ rows: [AgentRow]) -> ReportTable {
    ReportTable(columns: columns, rows: rows.map(\.values))
  }

  package static let columns: [ReportTable.Column] = [
    .init("interval_start_ms", "interval", "start of the quarter of an hour (UTC); empty in totals"),
    .init("agent", "agent"),
    .init("logged_in_ms", "logged in", "sum of the eight states"),
    .init("idle_ms", "idle"),
    .init("offered_ms", "ringing"),
    .init("talking_ms", "talking"),
    .init("holding_ms", "holding"),
    .init("wrapping_up_ms", "wrap-up"),
    .init("other_call_ms", "other call"),
    .init("not_ready_ms", "not ready"),
    .init("disconnected_ms", "disconnected"),
    .init("occupancy", "occupancy", "(talking + holding + wrap-up) / (the same + idle); ringing in neither"),
    .init("conversations", "conversations", "that ended, overlapping ones among them"),
    .init("overlapping", "overlapping", "began while the agent was in another conversation: in no state's time"),
    .init("talk_sum_ms", "talk", "of conversations that ended, whole: not split at intervals like the states"),
    .init("hold_sum_ms", "hold"),
    .init("wrap_up_sum_ms", "wrap-up sum"),
    .init("aht_ms", "AHT", "(talk + hold + wrap-up) / conversations"),
    .init("offers_made", "offers"),
    .init("offers_accepted", "accepted"),
    .init("offers_joined", "joined"),
    .init("offers_rejected", "rejected"),
    .init("offers_expired", "expired"),
    .init("offers_cancelled", "cancelled", "the caller left while the phone rang"),
    .init("offers_rescinded", "rescinded", "lost race, or withdrawn"),
    .init("offers_failed", "failed"),
    .init("strikes", "strikes"),
    .init("log_ins", "log-ins"),
    .init("inferred_ms", "inferred time", "of the time logged in: inferred from conversations, not reported"),
    .init("inferred", "inferred", "whether log-ins were inferred"),
    .init("centre", "centre"),
  ]

  private var values: [ReportTable.Value] {
    func span(_ ms: Int64) -> ReportTable.Value { .duration(Milliseconds(ms)) }
    return [
      .optional(intervalStart) { .instantMs($0) }, .text(agent.text), span(sums.loggedInMs), span(sums.idleMs),
      span(sums.offeredMs), span(sums.talkingMs), span(sums.holdingMs), span(sums.wrappingUpMs), span(sums.otherCallMs),
      span(sums.notReadyMs), span(sums.disconnectedMs), .optional(sums.occupancy) { .share($0) },
      .integer(sums.conversations), .integer(sums.overlapping), span(sums.talkMs), span(sums.holdMs),
      span(sums.wrapUpMs), .optional(sums.averageHandleTimeMs) { .meanMs($0) }, .integer(sums.offersMade),
      .integer(sums.offersAccepted), .integer(sums.offersJoined), .integer(sums.offersRejected),
      .integer(sums.offersExpired), .integer(sums.offersCancelled), .integer(sums.offersRescinded),
      .integer(sums.offersFailed), .integer(sums.strikes), .integer(sums.logIns), span(sums.inferredMs),
      .truth(inferred), .text(centre.text),
    ]
  }
}
